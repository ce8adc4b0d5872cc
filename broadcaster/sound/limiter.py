"""A look-ahead limiter that keeps true peaks under a ceiling, for a mono stream."""

from collections.abc import Iterable, Iterator

import numpy as np

from broadcaster.sound.loudness import CELL_SAMPLES
from broadcaster.sound.pcm import FULL_SCALE, SILENCE_DBFS, Float32Array, Samples
from broadcaster.sound.true_peak import CELL, CONTEXT, cell_peaks

GENTLE, QUICK = 8, 1  # cells before and after a peak over which the gain goes down and up again

_PER_STEP = CELL_SAMPLES // CELL  # cells in the 100 ms of a loudness meter
_TREBLE = np.float32(
    0.5
)  # of the first difference's energy, added: as K-weighting does, it makes treble count for more
_WITHIN_CELL = np.linspace(0, 1, CELL, endpoint=False, dtype=np.float32)


class Limiter:
    """Gain, then as much less of it as keeps the true peak under the ceiling.

    Works on one gain per millisecond: what each cell needs is spread over its neighbours by a sliding minimum, smoothed
    by a moving average that is shorter (so it cannot rise above the minimum) and interpolated to samples. What comes
    near no peak is multiplied by the gain and by nothing else.

    `reach` is `GENTLE` for sound as it is: a voice keeps its grain. `QUICK` turns down the pulses and not what lies
    between them, which makes it 1 LU louder at the same ceiling, and rougher than headphones forgive.
    """

    def __init__(self, gain_db: float, ceiling_dbtp: float, reach: int = GENTLE) -> None:
        self._reach = reach
        self._around = cells_around(reach)
        self._gain = np.float32(10 ** (gain_db / 20))
        self._ceiling = FULL_SCALE * 10 ** (ceiling_dbtp / 20)
        self._held: Float32Array = np.zeros(self._around * CELL + CONTEXT, np.float32)
        self._highest = 0.0
        self._shares: list[Float32Array] = [np.zeros(0, np.float32)]

    @property
    def true_peak_dbtp(self) -> float:
        """The true peak of what came out so far; `SILENCE_DBFS` for nothing. It was worked out anyway."""
        return float(20 * np.log10(self._highest / FULL_SCALE)) if self._highest else SILENCE_DBFS

    @property
    def energy_shares(self) -> Float32Array:
        """How much of the energy of each whole 100 ms was left by limiting so far, as a loudness meter would find."""
        return np.concatenate(self._shares)

    def push(self, samples: Samples) -> Float32Array:
        """Take in what comes next, in 16-bit units; return what is finished: whole 100 ms, at least 20 ms behind."""
        self._held = np.concatenate([self._held, samples * self._gain])
        cells = (len(self._held) - 2 * CONTEXT) // CELL - 2 * self._around
        return self._finished(max(0, cells) // _PER_STEP * _PER_STEP)

    def finish(self) -> Float32Array:
        """Return what is still held back: all in all as many samples as were pushed."""
        owed = len(self._held) - self._around * CELL - CONTEXT
        self._held = np.concatenate([self._held, np.zeros((self._around + 1) * CELL + CONTEXT, np.float32)])
        return self._finished(-(-owed // CELL))[:owed]

    def through(self, blocks: Iterable[Samples]) -> Iterator[Float32Array]:
        """Yield all of `blocks`, limited."""
        for block in blocks:
            yield self.push(block)
        yield self.finish()

    def _finished(self, done: int) -> Float32Array:
        """Return the next `done` cells."""
        if done <= 0:
            return np.zeros(0, np.float32)
        surrounded = self._held[: (done + 2 * self._around) * CELL + 2 * CONTEXT]
        loudest = max(float(surrounded.max()), -float(surrounded.min()), self._highest)
        peaks = cell_peaks(surrounded, min(loudest, self._ceiling))
        start = CONTEXT + self._around * CELL
        sound = self._held[start : start + done * CELL]
        self._held = self._held[done * CELL :]
        own_peaks = peaks[self._around : -self._around]
        if peaks.max() <= self._ceiling:
            self._highest = max(self._highest, float(own_peaks.max()))
            self._shares.append(np.ones(done // _PER_STEP, np.float32))
            return sound
        edges = gains_at_edges(np.minimum(1, self._ceiling / np.maximum(peaks, 1)), self._reach)
        self._highest = max(self._highest, float((own_peaks * np.maximum(edges[:-1], edges[1:])).max()))
        self._shares.append(shares_left(cell_energies(sound), edges))
        slopes = (edges[1:] - edges[:-1])[:, None] * _WITHIN_CELL
        return (sound.reshape(-1, CELL) * (edges[:-1, None] + slopes)).reshape(-1)


def cells_around(reach: int) -> int:
    """Return how many cells on either side a cell's gain depends on."""
    return 2 * reach + 2


def gains_at_edges(needed: Float32Array, reach: int) -> Float32Array:
    """Return the gains at the cells' edges from those that the cells need, but for `cells_around` at either end."""
    lowest, width = needed, 1
    while width < 2 * reach + 1:  # each minimum of two doubles the width, the last one fills it up
        shift = min(width, 2 * reach + 1 - width)
        lowest = np.minimum(lowest[:-shift], lowest[shift:])
        width += shift
    # The edge before cell c is smoothed over the minima of cells c - reach to c + reach - 1, each of which took the
    # needs of both its neighbours into account.
    smooth = np.convolve(lowest, np.full(2 * reach, 1 / (2 * reach), np.float32), "valid")
    return smooth[2 : len(smooth) - 2].astype(np.float32)


def cell_energies(sound: Float32Array) -> Float32Array:
    """Return the energy of each cell as a loudness meter weighs it, but for a factor."""
    bends = np.diff(sound, prepend=sound[:1]).reshape(-1, CELL)
    cells = sound.reshape(-1, CELL)
    energies: Float32Array = np.einsum("ij,ij->i", cells, cells) + _TREBLE * np.einsum("ij,ij->i", bends, bends)
    return energies


def shares_left(energies: Float32Array, edges: Float32Array) -> Float32Array:
    """Return how much of each whole 100 ms' energy is left of cells of such `energies` when gains go along `edges`.

    Against a meter on both sides of the limiter: within 0.02 LU where peaks are caught, within 0.07 where 5 dB are.
    """
    whole = len(energies) // _PER_STEP * _PER_STEP
    before, first, last = energies[:whole], edges[:whole], edges[1 : whole + 1]
    after = before * (first * first + first * last + last * last) / 3  # the mean square of a gain that goes evenly
    sums = before.reshape(-1, _PER_STEP).sum(axis=1)
    shares: Float32Array = after.reshape(-1, _PER_STEP).sum(axis=1) / np.maximum(sums, 1e-9)
    return np.where(sums > 0, shares, np.float32(1))
