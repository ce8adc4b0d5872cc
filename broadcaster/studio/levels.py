"""How long and how loud recordings are that people bring, and what gain brings them to the programme's loudness."""

from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from broadcaster.errors import SoundError
from broadcaster.messages import N_
from broadcaster.sound.files import blocks
from broadcaster.sound.loudness import QUIETEST_LUFS, Meter
from broadcaster.sound.pcm import FULL_SCALE, PROGRAMME_RATE_HZ, samples_in

MIX_LUFS = -16.0  # of every part of a programme before it is mastered

_CELL_MS = 10
_CELL = samples_in(_CELL_MS)
_SILENT_LU = 30.0  # under the loudness of the whole
_KEPT_BEFORE_MS, _KEPT_AFTER_MS = 50, 200  # soft beginnings, and rooms that ring

_MOST_GAIN_DB = 28.0  # what a telephone records across a room needs; more would lift noise, not content


class ClipMeasure(NamedTuple):
    """What planning and mixing need to know of a recording."""

    duration_ms: int
    loudness_lufs: float
    begins_ms: int = 0


def measure_clip(path: Path, *, without_silent_ends: bool = False) -> ClipMeasure:
    """Read `path` through, a block at a time; raise SoundError when it holds no sound.

    What counts as silent at the ends is quieter by far than the recording is, however quiet that may be.
    """
    meter, samples, ends = Meter(), 0, _Ends()
    for block in blocks(path):
        meter.push(block)
        if without_silent_ends:
            ends.push(block)
        samples += len(block)
    duration_ms = samples * 1000 // PROGRAMME_RATE_HZ  # whole milliseconds that are there, for cues rely on them
    if not duration_ms:
        raise SoundError(N_("{file} holds no sound"), file=path.name)
    if meter.lufs() <= QUIETEST_LUFS:
        raise SoundError(N_("{file} is silent from end to end"), file=path.name)
    if not without_silent_ends:
        return ClipMeasure(duration_ms, meter.lufs())
    first_ms, last_ms = ends.audible_ms(meter.lufs() - _SILENT_LU)
    begins_ms = max(0, first_ms - _KEPT_BEFORE_MS)
    return ClipMeasure(min(duration_ms, last_ms + _KEPT_AFTER_MS) - begins_ms, meter.lufs(), begins_ms)


class _Ends:
    """Where a stream that is pushed in blocks can first and last be heard."""

    def __init__(self) -> None:
        self._levels: list[npt.NDArray[np.float32]] = []
        self._held: npt.NDArray[np.int16] = np.zeros(0, np.int16)

    def push(self, samples: npt.NDArray[np.int16]) -> None:
        """Take in what comes next."""
        held = np.concatenate([self._held, samples])
        cells = len(held) // _CELL
        loud = np.square(held[: cells * _CELL].reshape(cells, _CELL), dtype=np.float32).mean(axis=1)
        self._levels.append(loud)
        self._held = held[cells * _CELL :]

    def audible_ms(self, floor_db: float) -> tuple[int, int]:
        """Return the start of the first and the end of the last 10 ms that are louder than `floor_db`."""
        energies = np.concatenate(self._levels) if self._levels else np.zeros(0, np.float32)
        loud = np.flatnonzero(energies > FULL_SCALE**2 * 10 ** (floor_db / 10))
        if not len(loud):
            return 0, len(energies) * _CELL_MS
        return int(loud[0]) * _CELL_MS, int(loud[-1] + 1) * _CELL_MS


def gain_db_to(goal_lufs: float, loudness_lufs: float | None) -> float:
    """Return the gain that brings a recording of `loudness_lufs` to `goal_lufs`; none for silence or if not known."""
    if loudness_lufs is None or loudness_lufs <= QUIETEST_LUFS:
        return 0.0
    return min(goal_lufs - loudness_lufs, _MOST_GAIN_DB)
