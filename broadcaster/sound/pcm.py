"""Samples in memory and the plain things one does with them. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import cast

import numpy as np
import numpy.typing as npt

PROGRAMME_RATE_HZ = 24_000  # that of most speech engines and a rate MP3 knows, so speech is never resampled
FULL_SCALE = 32_768  # of 16-bit samples
SILENCE_DBFS = -120.0  # what levels of nothing are called, so that nobody meets -inf

Int16Array = npt.NDArray[np.int16]
Float32Array = npt.NDArray[np.float32]  # in 16-bit units: full scale is 32768, not 1
Samples = Int16Array | Float32Array

_CELL_MS = 5  # the steps in which edges and silences are looked for


@dataclass(frozen=True, eq=False)
class Pcm:
    """Mono sound; `samples` is never written to after it was given away."""

    samples: Int16Array
    rate_hz: int = PROGRAMME_RATE_HZ

    @property
    def duration_ms(self) -> int:
        """The length, rounded to the millisecond."""
        return round(len(self.samples) * 1000 / self.rate_hz)

    @cached_property
    def _cell_levels_db(self) -> npt.NDArray[np.float64]:
        """RMS level of every `_CELL_MS`; the last cell may be short."""
        if not len(self.samples):
            return np.zeros(0)
        edges = np.arange(0, len(self.samples), self.rate_hz * _CELL_MS // 1000)
        energies = np.add.reduceat(np.square(self.samples, dtype=np.float64), edges)
        return _db(energies / np.diff(edges, append=len(self.samples)))


def samples_in(duration_ms: int, rate_hz: int = PROGRAMME_RATE_HZ) -> int:
    """Return how many samples last `duration_ms`; exact at the programme rate."""
    return round(duration_ms * rate_hz / 1000)


def to_int16(samples: Samples) -> Int16Array:
    """Round to 16 bits and saturate. `samples` are in 16-bit units: full scale is 32768, not 1."""
    if samples.dtype == np.int16:
        return cast("Int16Array", samples)
    rounded = np.rint(samples)
    return np.clip(rounded, -FULL_SCALE, FULL_SCALE - 1, out=rounded).astype(np.int16)


def silence(duration_ms: int, rate_hz: int = PROGRAMME_RATE_HZ) -> Pcm:
    """Return digital silence."""
    return Pcm(np.zeros(samples_in(duration_ms, rate_hz), np.int16), rate_hz)


def join(pieces: Sequence[Pcm]) -> Pcm:
    """Return `pieces` one after the other; all must have one rate."""
    if not pieces:
        return silence(0)
    rates = {piece.rate_hz for piece in pieces}
    assert len(rates) == 1, f"sounds of several rates cannot be joined: {sorted(rates)}"
    return Pcm(np.concatenate([piece.samples for piece in pieces]), rates.pop())


def level_db(pcm: Pcm) -> float:
    """Return the RMS level in dBFS: a full-scale square wave is 0, a sine -3.01, nothing `SILENCE_DBFS`."""
    if not len(pcm.samples):
        return SILENCE_DBFS
    return float(_db(np.mean(np.square(pcm.samples, dtype=np.float64))))


def peak_db(pcm: Pcm) -> float:
    """Return the level of the largest sample in dBFS, `SILENCE_DBFS` for nothing."""
    if not len(pcm.samples):
        return SILENCE_DBFS
    return float(_db(max(float(pcm.samples.max()), -float(pcm.samples.min())) ** 2))


def trim(pcm: Pcm, floor_db: float = -50.0, keep_ms: int = 20) -> Pcm:
    """Return `pcm` without its quiet edges but for `keep_ms`, so that soft beginnings and ends of words survive.

    Quiet is what stays below `floor_db` (RMS, dBFS). Sound that is quiet throughout comes back empty.
    """
    loud = np.flatnonzero(pcm._cell_levels_db >= floor_db)
    if not len(loud):
        return Pcm(pcm.samples[:0], pcm.rate_hz)
    cell = pcm.rate_hz * _CELL_MS // 1000
    kept = samples_in(keep_ms, pcm.rate_hz)
    return Pcm(pcm.samples[max(0, loud[0] * cell - kept) : (loud[-1] + 1) * cell + kept], pcm.rate_hz)


def _db(mean_square: npt.ArrayLike) -> npt.NDArray[np.float64]:
    floor = 10 ** (SILENCE_DBFS / 10)
    return 10 * np.log10(np.maximum(np.asarray(mean_square, np.float64) / FULL_SCALE**2, floor))
