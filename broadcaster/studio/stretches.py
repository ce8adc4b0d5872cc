"""A programme is made of stretches, each mastered and encoded once and kept: an edit makes one of them anew.

A stretch ends where what sounds has died away, which items do: there no filter, compressor or limiter has anything to
remember, and MP3 can be joined between two frames without a trace. Everything in between stays in one stretch.
"""

import hashlib
import json
from base64 import b64decode, b64encode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path

import numpy as np

from broadcaster.errors import SoundError
from broadcaster.messages import N_
from broadcaster.model.station import Profile, SoundGoal
from broadcaster.sound import horn
from broadcaster.sound.beside import written_beside
from broadcaster.sound.coarse_frames import coarse_peak_dbtp
from broadcaster.sound.files import blocks, first
from broadcaster.sound.limiter import GENTLE, QUICK
from broadcaster.sound.mastering import HIGHEST_DBTP, Aim, Master, Spool, ceiling_dbtp_for
from broadcaster.sound.mp3 import FRAME_SAMPLES, OVERLAP_SAMPLES, encode_stretch
from broadcaster.sound.pcm import PROGRAMME_RATE_HZ, Float32Array, Samples, samples_in
from broadcaster.sound.survey import Outline
from broadcaster.studio.levels import MIX_LUFS

_UNHEARD = {"path", "title", "name"}  # of a part: they don't change its sound

RECIPE = 2  # raise it when the same ingredients give another stretch

_ROUNDING = samples_in(1)  # samples that a file may lack because its length was rounded to milliseconds
_HEADROOM_DB = 6.0  # for parts that their gain takes over full scale before all is levelled
_TRIES = 4  # at an encoding that stays under the highest true peak
_MARGIN_DB = 1.0  # what is encoded anew has other noise
_SILENT_END_MS = 300  # in which a joint finds a border between frames and the silence that it needs before it
assert samples_in(_SILENT_END_MS) >= FRAME_SAMPLES + OVERLAP_SAMPLES


@dataclass(frozen=True)
class ProgrammePart:
    """From `offset_ms` on, `duration_ms` of a sound file; silence when `path` is None. Fades lie within the part.

    `content` names what sounds: equal content, equal sound. `dies_away` promises that the last 300 ms are silence.
    `name` is what a failure calls the part, its file's when empty.
    """

    path: Path | None
    content: str
    offset_ms: int
    duration_ms: int
    fade_in_ms: int = 0
    fade_out_ms: int = 0
    gain_db: float = 0.0
    title: str = ""
    dies_away: bool = False
    name: str = ""


@dataclass(frozen=True)
class Stretch:
    """Some parts in a row, after `lead` samples of silence; `samples` in all, which may cut silence off the last part.

    Every stretch but a programme's last is a whole number of frames long.
    """

    parts: tuple[ProgrammePart, ...]
    lead: int
    samples: int
    is_last: bool


@dataclass(frozen=True)
class StretchFacts:
    """What became of a stretch: its frames, and what a `Survey` is made of."""

    path: Path
    samples: int
    energies: Float32Array
    peaks: Float32Array
    true_peak_dbtp: float


def cut(parts: Sequence[ProgrammePart]) -> tuple[Stretch, ...]:
    """Return `parts` as stretches."""
    found: list[Stretch] = []
    begins = at = 0  # samples since the start: of the stretch, of the part
    gathered: list[ProgrammePart] = []
    lead = 0
    for number, part in enumerate(parts, start=1):
        gathered.append(part)
        at += samples_in(part.duration_ms)
        is_last = number == len(parts)
        if is_last or _dies_away(part):
            ends = at if is_last else at - at % FRAME_SAMPLES
            found.append(Stretch(tuple(gathered), lead, ends - begins, is_last))
            begins, lead, gathered = ends, at - ends, []
    return tuple(found)


def _dies_away(part: ProgrammePart) -> bool:
    return part.duration_ms >= _SILENT_END_MS and (part.dies_away or part.path is None)


class Stretches:
    """The stretches that are kept in `folder`, named by the hash of all that made them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, stretch: Stretch, goal: SoundGoal) -> Path:
        """Return where the frames of `stretch` lie; its facts lie beside them."""
        parts = [{name: value for name, value in asdict(part).items() if name not in _UNHEARD}
                 for part in stretch.parts]  # fmt: skip
        goes_in = [RECIPE, goal.loudness_lufs, goal.profile, stretch.lead, stretch.samples, stretch.is_last, parts]
        key = hashlib.sha256(json.dumps(goes_in, ensure_ascii=False).encode()).hexdigest()[:40]
        return self._folder / key[:2] / f"{key}.frames"

    def find(self, stretch: Stretch, goal: SoundGoal) -> StretchFacts | None:
        """Return the finished stretch, None when it is still to be made or is no longer whole."""
        path = self.path(stretch, goal)
        try:
            facts = json.loads(path.with_suffix(".json").read_text("utf-8"))
            if path.stat().st_size != facts["size"] or _sha256(path) != facts["sha256"]:
                return None
            energies, peaks = (np.frombuffer(b64decode(facts[name]), "<f4") for name in ("energies", "peaks"))
            return StretchFacts(path, stretch.samples, energies, peaks, float(facts["true_peak_dbtp"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def make(self, stretch: Stretch, goal: SoundGoal) -> StretchFacts:
        """Master and encode `stretch`. Raises SoundError."""
        path = self.path(stretch, goal)
        with _spooled(sound_of(stretch), goal, self._folder) as spool:
            made = _encoded(spool, stretch, goal, path)
        self._note(made)
        return made

    def _note(self, made: StretchFacts) -> None:
        facts = {
            "size": made.path.stat().st_size,
            "sha256": _sha256(made.path),
            "true_peak_dbtp": made.true_peak_dbtp,
            "energies": b64encode(made.energies.astype("<f4").tobytes()).decode(),
            "peaks": b64encode(made.peaks.astype("<f4").tobytes()).decode(),
        }
        with written_beside(made.path.with_suffix(".json"), durable=False) as beside:
            beside.write_text(json.dumps(facts), "utf-8")


@contextmanager
def mastered(sound: Iterator[Samples], goal: SoundGoal, folder: Path) -> Iterator[Master]:
    """Lend the master of `sound` for `goal`; a spool in `folder` holds it meanwhile. Raises SoundError."""
    with _spooled(sound, goal, folder) as spool:
        yield Master(spool, _aim_of(goal))


@contextmanager
def _spooled(sound: Iterator[Samples], goal: SoundGoal, folder: Path) -> Iterator[Spool]:
    on_horns = goal.profile is Profile.HORN
    with Spool(folder, horn.HEADROOM_DB if on_horns else _HEADROOM_DB) as spool:
        for block in horn.for_horns(sound, MIX_LUFS) if on_horns else sound:
            spool.write(block)
        yield spool


def _aim_of(goal: SoundGoal) -> Aim:
    reach = QUICK if goal.profile is Profile.HORN else GENTLE
    return Aim(goal.loudness_lufs, ceiling_dbtp_for(goal.loudness_lufs), reach)


def _encoded(spool: Spool, stretch: Stretch, goal: SoundGoal, path: Path) -> StretchFacts:
    """Master the spool and encode it to `path`; more softly, if it would peak too high where somebody decodes it."""
    aim = _aim_of(goal)
    for tries_left in reversed(range(_TRIES)):
        master, outline = Master(spool, aim), Outline()
        encode_stretch(path, outline.of(master.blocks()), None if stretch.is_last else stretch.samples)
        over_db = coarse_peak_dbtp(path, outline.peaks()) - HIGHEST_DBTP
        if over_db <= 0 or not tries_left:
            break
        aim = aim._replace(ceiling_dbtp=aim.ceiling_dbtp - over_db - _MARGIN_DB)
    return StretchFacts(path, stretch.samples, master.energies, outline.peaks(), round(master.true_peak_dbtp, 2))


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sound_of(stretch: Stretch) -> Iterator[Samples]:
    """Yield exactly the stretch's samples."""
    lead: Samples = np.zeros(stretch.lead, np.int16)
    return first(stretch.samples, chain([lead], chain.from_iterable(map(sound_of_part, stretch.parts))))


def sound_of_part(part: ProgrammePart) -> Iterator[Samples]:
    """Yield exactly the part's length, at its gain, faded."""
    total, at = samples_in(part.duration_ms), 0
    if part.path is None:
        yield np.zeros(total, np.int16)  # a pause is a few seconds at most
        return
    gain = np.float32(10 ** (part.gain_db / 20))
    for block in first(total, blocks(part.path, part.offset_ms, part.name)):
        yield _faded(block if gain == 1 else block * gain, at, part)
        at += len(block)
    if total - at > _ROUNDING:
        lacking_s = (total - at) / PROGRAMME_RATE_HZ
        raise SoundError(
            N_("{file} is {lacking} s shorter than planned"),
            file=part.name or part.path.name,
            lacking=lacking_s,
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
