"""A look-ahead limiter that keeps true peaks under a ceiling, for a mono stream."""

from collections.abc import Iterable, Iterator

import numpy as np

from broadcaster.sound.pcm import FULL_SCALE, SILENCE_DBFS, Float32Array, Samples
from broadcaster.sound.true_peak import CELL, CONTEXT, cell_peaks

_REACH = 8  # cells before and after a peak over which the gain goes down and up again
_HELD = 2 * _REACH + 2  # cells on either side that a cell's gain depends on
_SHIFTS = (1, 2, 4, 8, 1)  # each minimum of two doubles the width until 2 * _REACH + 1 cells are covered
_WITHIN_CELL = np.linspace(0, 1, CELL, endpoint=False, dtype=np.float32)


class Limiter:
    """Gain, then as much less of it as keeps the true peak under the ceiling.

    Works on one gain per millisecond: what each cell needs is spread over its neighbours by a sliding minimum, smoothed
    by a moving average that is shorter (so it cannot rise above the minimum) and interpolated to samples. What comes
    near no peak is multiplied by the gain and by nothing else.
    """

    def __init__(self, gain_db: float, ceiling_dbtp: float) -> None:
        self._gain = np.float32(10 ** (gain_db / 20))
        self._ceiling = FULL_SCALE * 10 ** (ceiling_dbtp / 20)
        self._held: Float32Array = np.zeros(_HELD * CELL + CONTEXT, np.float32)
        self._highest = 0.0

    @property
    def true_peak_dbtp(self) -> float:
        """The true peak of what came out so far; `SILENCE_DBFS` for nothing. It was worked out anyway."""
        return float(20 * np.log10(self._highest / FULL_SCALE)) if self._highest else SILENCE_DBFS

    def push(self, samples: Samples) -> Float32Array:
        """Take in what comes next, in 16-bit units; return what is finished, which is some 20 ms less."""
        self._held = np.concatenate([self._held, samples * self._gain])
        return self._finished()

    def finish(self) -> Float32Array:
        """Return what is still held back: all in all as many samples as were pushed."""
        owed = len(self._held) - _HELD * CELL - CONTEXT
        self._held = np.concatenate([self._held, np.zeros((_HELD + 1) * CELL + CONTEXT, np.float32)])
        return self._finished()[:owed]

    def through(self, blocks: Iterable[Samples]) -> Iterator[Float32Array]:
        """Yield all of `blocks`, limited."""
        for block in blocks:
            yield self.push(block)
        yield self.finish()

    def _finished(self) -> Float32Array:
        cells = (len(self._held) - 2 * CONTEXT) // CELL
        done = cells - 2 * _HELD
        if done <= 0:
            return np.zeros(0, np.float32)
        surrounded = self._held[: cells * CELL + 2 * CONTEXT]
        loudest = max(float(surrounded.max()), -float(surrounded.min()), self._highest)
        peaks = cell_peaks(surrounded, min(loudest, self._ceiling))
        start = CONTEXT + _HELD * CELL
        sound = self._held[start : start + done * CELL]
        self._held = self._held[done * CELL :]
        own_peaks = peaks[_HELD:-_HELD]
        if peaks.max() <= self._ceiling:
            self._highest = max(self._highest, float(own_peaks.max()))
            return sound
        edges = _gains_at_edges(np.minimum(1, self._ceiling / np.maximum(peaks, 1)))
        self._highest = max(self._highest, float((own_peaks * np.maximum(edges[:-1], edges[1:])).max()))
        slopes = (edges[1:] - edges[:-1])[:, None] * _WITHIN_CELL
        return (sound.reshape(-1, CELL) * (edges[:-1, None] + slopes)).reshape(-1)


def _gains_at_edges(needed: Float32Array) -> Float32Array:
    """Return the gains at the cells' edges from those that the cells need, for all cells but `_HELD` at either end."""
    lowest = needed
    for shift in _SHIFTS:
        lowest = np.minimum(lowest[:-shift], lowest[shift:])
    # The edge before cell c is smoothed over the minima of cells c - _REACH to c + _REACH - 1, each of which took the
    # needs of both its neighbours into account.
    smooth = np.convolve(lowest, np.full(2 * _REACH, 1 / (2 * _REACH), np.float32), "valid")
    first = _HELD - 2 * _REACH
    return smooth[first : len(smooth) - first].astype(np.float32)
