"""An upper station brought to this station's loudness while it streams by: a slow gain, and no true peak too high."""

from collections import deque

import numpy as np

from broadcaster.sound.limiter import Limiter
from broadcaster.sound.loudness import QUIETEST_LUFS, Meter, gated_lufs
from broadcaster.sound.pcm import Float32Array, Int16Array, to_int16

MEMORY_S = 30  # the loudness of so much of the past is what the gain goes by
KNOWN_S = 3  # so much must have been heard before anything is said about loudness
MOST_UP_DB, MOST_DOWN_DB = 12.0, 24.0
SLOW_DB_S = 0.5  # too slow to be heard as a change
CEILING_DBTP = -1.0  # EBU R 128
REACH = 16  # of the limiter's cells, which are half a millisecond long at 48 kHz


class Leveller:
    """Brings sound to `goal_lufs`; takes pieces of 100 ms, and gives back as much, some 20 ms later.

    The gain is what the gated loudness (BS.1770) of the last half minute lacks, within bounds; it moves by no more
    than half a decibel a second. As long as nothing was heard (`settle`) it may jump to where it should be. Silence
    and what lies 10 LU under the rest move nothing, so that no pause is pulled up.
    """

    def __init__(self, goal_lufs: float | None, rate_hz: int = 48_000) -> None:
        self._goal_lufs = goal_lufs
        self._rate_hz = rate_hz
        self._energies: deque[float] = deque(maxlen=MEMORY_S * 10)
        self._limiter = Limiter(0.0, CEILING_DBTP, REACH)
        self.gain_db = 0.0

    def push(self, block: Int16Array, *, settle: bool) -> Int16Array:
        """Take in what comes next; return what is finished."""
        before_db = self.gain_db
        if self._goal_lufs is not None:
            meter = Meter(self._rate_hz)
            meter.push(block)
            self._energies.extend(float(energy) for energy in meter.energies)
            self._move(len(block) / self._rate_hz, settle=settle)
        if settle:
            before_db = self.gain_db
        slope: Float32Array = np.linspace(before_db, self.gain_db, len(block), dtype=np.float32)
        return to_int16(self._limiter.push(block * np.power(np.float32(10), slope / 20)))

    def _move(self, duration_s: float, *, settle: bool) -> None:
        assert self._goal_lufs is not None
        if len(self._energies) < KNOWN_S * 10:
            return
        lufs = gated_lufs(np.array(self._energies, np.float32))
        if lufs <= QUIETEST_LUFS:
            return
        wanted_db = min(max(self._goal_lufs - lufs, -MOST_DOWN_DB), MOST_UP_DB)
        step_db = SLOW_DB_S * duration_s
        self.gain_db = wanted_db if settle else min(max(wanted_db, self.gain_db - step_db), self.gain_db + step_db)
