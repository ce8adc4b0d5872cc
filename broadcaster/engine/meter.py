"""How loud the bus is: what was really sent in the last second, and for how long nothing could be heard of it."""

import math
from collections import deque
from dataclasses import dataclass

import numpy as np

from broadcaster.engine.pcm import RATE, Block

SILENT_DBFS = -50.0  # under it nobody hears anything on a horn in a street
FLOOR_DBFS = -120.0
WINDOW_FRAMES = RATE
FULL_SCALE = 32_768.0


@dataclass(frozen=True)
class Level:
    """RMS and peak of the last second in dBFS, and for how many seconds every block was under SILENT_DBFS."""

    rms_db: float
    peak_db: float
    silent_s: float


class Meter:
    """Listens to the bus. `take` is the audio thread's, `level` anybody's: what they share is replaced as a whole."""

    def __init__(self) -> None:
        self._recent: deque[tuple[int, float, int]] = deque()
        self._silent_frames = 0
        self._level = Level(FLOOR_DBFS, FLOOR_DBFS, 0.0)

    def take(self, block: Block) -> None:
        """Measure `block`."""
        frames = len(block)
        peak = max(int(block.max()), -int(block.min())) if frames else 0
        energy = 0.0
        if peak:  # silence, which is most of the day, costs next to nothing
            flat = block.reshape(-1).astype(np.float32)
            energy = float((flat * flat).mean()) * frames
        self._recent.append((frames, energy, peak))
        while sum(one[0] for one in self._recent) > WINDOW_FRAMES and len(self._recent) > 1:
            self._recent.popleft()
        is_silent = _db(math.sqrt(energy / frames)) < SILENT_DBFS if frames else True
        self._silent_frames = self._silent_frames + frames if is_silent else 0
        self._level = Level(self._rms_db(), _db(max(one[2] for one in self._recent)), self._silent_frames / RATE)

    def level(self) -> Level:
        """Return the level as it is now."""
        return self._level

    def _rms_db(self) -> float:
        frames = sum(one[0] for one in self._recent)
        return _db(math.sqrt(sum(one[1] for one in self._recent) / frames)) if frames else FLOOR_DBFS


def _db(amplitude: float) -> float:
    return max(FLOOR_DBFS, 20 * math.log10(amplitude / FULL_SCALE)) if amplitude > 0 else FLOOR_DBFS
