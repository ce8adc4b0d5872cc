"""From items, jingles and music to a programme: one MP3 per airing, exactly as long as its parts say."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate, chain
from pathlib import Path

import numpy as np

from broadcaster.errors import SoundError
from broadcaster.messages import N_
from broadcaster.model.station import Profile, SoundGoal
from broadcaster.sound import horn
from broadcaster.sound.envelope import Envelope
from broadcaster.sound.files import blocks, first
from broadcaster.sound.id3 import Chapter, Tags, id3_tag
from broadcaster.sound.mastering import Master, Spool
from broadcaster.sound.mp3 import mp3_sink
from broadcaster.sound.pcm import PROGRAMME_RATE_HZ, Float32Array, Samples, samples_in

_ROUNDING = samples_in(1)  # samples that a file may lack because its length was rounded to milliseconds
_MIXING, _MASTERING = (0.0, 0.4), (0.4, 1.0)  # from where to where they take the whole work
_HEADROOM_DB = 6.0  # for parts that their gain takes over full scale before all is levelled

Progress = Callable[[int], None]


@dataclass(frozen=True)
class ProgrammePart:
    """From `offset_ms` on, `duration_ms` of a sound file; silence when `path` is None. Fades lie within the part."""

    path: Path | None
    offset_ms: int
    duration_ms: int
    fade_in_ms: int = 0
    fade_out_ms: int = 0
    gain_db: float = 0.0
    title: str = ""


@dataclass(frozen=True)
class ProgrammeTags:
    """What the file says about itself; `voice` names who speaks, all of them, empty for nobody."""

    title: str
    station: str
    day: date
    voice: str = ""


@dataclass(frozen=True)
class ProgrammeFacts:
    """What became of a programme.

    Loudness (BS.1770-4) and true peak are those of the sound that was encoded; decoded it may peak 1 dB higher.
    `envelope` is its outline in up to 1200 steps, 100 for full scale; `chapters` are where titled parts start.
    """

    duration_ms: int
    loudness_lufs: float
    true_peak_dbtp: float
    sha256: str
    envelope: tuple[int, ...] = ()
    chapters: tuple[Chapter, ...] = ()


def render_programme(
    parts: Sequence[ProgrammePart],
    goal: SoundGoal,
    to: Path,
    tags: ProgrammeTags,
    progress: Progress | None = None,
) -> ProgrammeFacts:
    """Join `parts` without gaps, master them for `goal` and write `to`; in constant memory, however long.

    `progress` is told the percentage that is done. Raises SoundError for a part whose file is missing, broken or
    shorter than the part; `to` is then left as it was.
    """
    if not parts:
        raise SoundError(N_("{file} would be a programme without any part"), file=to.name)
    duration_ms = sum(part.duration_ms for part in parts)
    mix = _telling(chain.from_iterable(map(_sound_of, parts)), duration_ms, progress, _MIXING)
    on_horns = goal.profile is Profile.HORN
    with Spool(to.parent, horn.HEADROOM_DB if on_horns else _HEADROOM_DB) as spool:
        for block in horn.for_horns(mix, goal.loudness_lufs) if on_horns else mix:
            spool.write(block)
        master = Master(spool, goal.loudness_lufs)
        sound = _telling(master.blocks(), duration_ms, progress, _MASTERING)
        tag, chapters = _labels(parts, tags)
        envelope = _encode(sound, duration_ms, tag, to)
    return ProgrammeFacts(
        duration_ms=duration_ms,
        loudness_lufs=round(master.loudness_lufs, 2),
        true_peak_dbtp=round(master.true_peak_dbtp, 2),
        sha256=_sha256(to),
        envelope=envelope,
        chapters=chapters,
    )


def _labels(parts: Sequence[ProgrammePart], tags: ProgrammeTags) -> tuple[bytes, tuple[Chapter, ...]]:
    *starts_ms, end_ms = accumulate((part.duration_ms for part in parts), initial=0)
    chapters = tuple(Chapter(at_ms, part.title) for at_ms, part in zip(starts_ms, parts, strict=True) if part.title)
    return id3_tag(Tags(tags.title, tags.station, tags.day, tags.voice), chapters, end_ms), chapters


def _encode(sound: Iterator[Samples], duration_ms: int, tag: bytes, to: Path) -> tuple[int, ...]:
    """Write `to` and return the outline of what was written."""
    envelope = Envelope(samples_in(duration_ms))
    with mp3_sink(to, tag) as sink:
        for block in sound:
            sink.write(block)
            envelope.push(block)
    return envelope.percent()


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sound_of(part: ProgrammePart) -> Iterator[Samples]:
    """Yield exactly the part's length, at its gain, faded."""
    total, at = samples_in(part.duration_ms), 0
    if part.path is None:
        yield np.zeros(total, np.int16)  # a pause is a few seconds at most
        return
    gain = np.float32(10 ** (part.gain_db / 20))
    for block in first(total, blocks(part.path, part.offset_ms)):
        yield _faded(block if gain == 1 else block * gain, at, part)
        at += len(block)
    if total - at > _ROUNDING:
        lacking_s = (total - at) / PROGRAMME_RATE_HZ
        raise SoundError(
            N_("{file} is {lacking} s shorter than planned"), file=part.path.name, lacking=f"{lacking_s:.1f}"
        )
    yield np.zeros(total - at, np.int16)


def _faded(block: Samples, at: int, part: ProgrammePart) -> Samples:
    """Return `block`, which starts at sample `at` of `part`, with what of the part's fades falls on it.

    Raised cosines: no corner to be heard at either end.
    """
    fade_in, fade_out = samples_in(part.fade_in_ms), samples_in(part.fade_out_ms)
    left = samples_in(part.duration_ms) - at
    if at >= fade_in and left - len(block) >= fade_out:
        return block
    moments = np.arange(len(block)) + 0.5
    rising = np.clip((at + moments) / max(fade_in, 1), 0, 1)
    falling = np.clip((left - moments) / max(fade_out, 1), 0, 1)
    faded: Float32Array = (block * (np.sin(np.pi / 2 * rising) * np.sin(np.pi / 2 * falling)) ** 2).astype(np.float32)
    return faded


def _telling(
    sound: Iterator[Samples], duration_ms: int, progress: Progress | None, share: tuple[float, float]
) -> Iterator[Samples]:
    """Pass `sound` through while telling how far it got, as percentages of the whole work, each once."""
    start, end = share
    total, passed, told = max(1, samples_in(duration_ms)), 0, -1
    for block in sound:
        yield block
        passed += len(block)
        percent = int(100 * (start + (end - start) * passed / total))
        if progress and percent > told:
            progress(percent)
            told = percent
