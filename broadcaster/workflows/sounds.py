"""What lies in `audio/`, measured once: length, loudness and content of every sound that somebody put there."""

import hashlib
import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from broadcaster.errors import NotReadyError, SoundError
from broadcaster.messages import N_, Sentence
from broadcaster.model.contents import Contents, SoundFile
from broadcaster.model.problem import Place, Problem, Severity
from broadcaster.model.sound import Clip, ClipKind
from broadcaster.workflows.approving import write_beside
from broadcaster.workflows.station_folder import Places


@dataclass(frozen=True)
class Measured:
    """A file's size and time when it was measured, and what was found."""

    size: int
    mtime_ns: int
    sha256: str
    duration_ms: int = 0
    loudness_lufs: float | None = None
    begins_ms: int = 0


def measure_sounds(contents: Contents) -> tuple[dict[Path, Clip], tuple[Problem, ...]]:
    """Return each sound as a clip, by its path, and a problem for each that can't be aired.

    What was measured before is taken from `var/sounds.json` as long as the file's size and time are the same.
    """
    places = Places(contents.folder)
    before = _read(places.sounds)
    now: dict[str, Measured] = {}
    clips: dict[Path, Clip] = {}
    problems: list[Problem] = []
    for sound in contents.sounds:
        file = sound.path.relative_to(contents.folder).as_posix()
        try:
            stat = sound.path.stat()
            known = before.get(file)
            if known is None or (known.size, known.mtime_ns) != (stat.st_size, stat.st_mtime_ns):
                known = _measure(sound, stat)
        except (SoundError, OSError) as failure:
            problems.append(_unusable(file, failure))
            continue
        now[file] = known
        clips[sound.path] = _clip(sound, known)
    if now != before:
        _write(places.sounds, now)
    return clips, tuple(problems)


def _measure(sound: SoundFile, stat: os.stat_result) -> Measured:
    from broadcaster.studio.levels import measure_clip

    found = measure_clip(sound.path, without_silent_ends=sound.kind is ClipKind.SPOT)
    with sound.path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Measured(stat.st_size, stat.st_mtime_ns, digest, found.duration_ms, found.loudness_lufs, found.begins_ms)


def _clip(sound: SoundFile, measured: Measured) -> Clip:
    return Clip(
        id=sound.id,
        kind=sound.kind,
        title=sound.id,
        duration_ms=measured.duration_ms,
        path=sound.path,
        fingerprint=measured.sha256,
        loudness_lufs=measured.loudness_lufs,
        begins_ms=measured.begins_ms,
    )


def _unusable(file: str, failure: SoundError | OSError) -> Problem:
    detail = failure.sentence if isinstance(failure, SoundError) else (failure.strerror or str(failure))
    sentence = Sentence(N_("this sound can't be aired and is left out: {detail}"), detail=detail)
    return Problem(sentence, Place(file), Severity.ERROR)


def _read(path: Path) -> dict[str, Measured]:
    try:
        return {file: Measured(**shape) for file, shape in json.loads(path.read_text("utf-8")).items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}  # made again: it only saves time


def _write(path: Path, measured: dict[str, Measured]) -> None:
    shapes = {file: asdict(one) for file, one in sorted(measured.items())}
    with suppress(NotReadyError):  # it only saves time; a write-protected station can be checked all the same
        write_beside(path, json.dumps(shapes, ensure_ascii=False, indent=1).encode())
