"""How long and how loud recordings are that people bring, and what gain brings them to the programme's loudness."""

from pathlib import Path
from typing import NamedTuple

from broadcaster.errors import SoundError
from broadcaster.messages import N_
from broadcaster.sound.files import blocks
from broadcaster.sound.loudness import QUIETEST_LUFS, Meter
from broadcaster.sound.pcm import PROGRAMME_RATE_HZ

MIX_LUFS = -16.0  # of every part of a programme before it is mastered

_MOST_GAIN_DB = 28.0  # what a telephone records across a room needs; more would lift noise, not content


class ClipMeasure(NamedTuple):
    """What planning and mixing need to know of a recording."""

    duration_ms: int
    loudness_lufs: float


def measure_clip(path: Path) -> ClipMeasure:
    """Read `path` through, in constant memory; raise SoundError when it holds no sound."""
    meter, samples = Meter(), 0
    for block in blocks(path):
        meter.push(block)
        samples += len(block)
    duration_ms = samples * 1000 // PROGRAMME_RATE_HZ  # whole milliseconds that are there, for cues rely on them
    if not duration_ms:
        raise SoundError(N_("{file} holds no sound"), file=path.name)
    if meter.lufs() <= QUIETEST_LUFS:
        raise SoundError(N_("{file} is silent from end to end"), file=path.name)
    return ClipMeasure(duration_ms, meter.lufs())


def gain_db_to(goal_lufs: float, loudness_lufs: float | None) -> float:
    """Return the gain that brings a recording of `loudness_lufs` to `goal_lufs`; none for silence or if not known."""
    if loudness_lufs is None or loudness_lufs <= QUIETEST_LUFS:
        return 0.0
    return min(goal_lufs - loudness_lufs, _MOST_GAIN_DB)
