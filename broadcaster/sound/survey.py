"""A sound looked at from end to end, while it streams by: how long, how loud when, how high, where nothing is heard."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from broadcaster.sound.files import blocks
from broadcaster.sound.loudness import QUIETEST_LUFS, Meter, gated_lufs, level_lufs
from broadcaster.sound.pcm import FULL_SCALE, PROGRAMME_RATE_HZ, Float32Array, Samples
from broadcaster.sound.true_peak import TruePeakMeter

CELL_MS = 100  # the steps in which loudness is looked at
PEAK_MS = 24  # the steps of the outline: an MP3 frame, short enough to show each stroke of a jingle
_STEP = PROGRAMME_RATE_HZ * PEAK_MS // 1000
_SHORT_TERM_CELLS = 3000 // CELL_MS  # EBU Tech 3341: short-term loudness is that of 3 s
_UNHEARD_LU = 30.0  # under a sound's own loudness; lower than a room's noise between the words of a good recording


@dataclass(frozen=True, eq=False)
class Survey:
    """What was found; loudness and true peak after BS.1770-4.

    `peaks` are the highest samples of every `PEAK_MS`, `energies` the K-weighted mean squares of every `CELL_MS`; full
    scale is 1.
    """

    duration_ms: int
    loudness_lufs: float
    true_peak_dbtp: float
    peaks: Float32Array
    energies: Float32Array

    def loudness_between(self, start_ms: int, end_ms: int) -> float:
        """Return the integrated loudness of a part, to the step; `QUIETEST_LUFS` for none."""
        part = self.energies[round(start_ms / CELL_MS) : round(end_ms / CELL_MS)]
        return gated_lufs(part) if len(part) else QUIETEST_LUFS

    def short_term_lufs(self) -> Float32Array:
        """Return the loudness of the 3 s around each step, or of so many as there are at the ends."""
        sums = np.concatenate([[0.0], np.cumsum(self.energies, dtype=np.float64)])
        middle = np.arange(len(self.energies))
        first = np.maximum(0, middle - _SHORT_TERM_CELLS // 2)
        last = np.minimum(len(self.energies), middle + _SHORT_TERM_CELLS // 2)
        means = (sums[last] - sums[first]) / np.maximum(1, last - first)
        return np.maximum(level_lufs(means), QUIETEST_LUFS).astype(np.float32)

    def silences(self) -> "Silences":
        """Return where nothing is heard: what stays `_UNHEARD_LU` under the sound's own loudness."""
        heard = np.flatnonzero(level_lufs(self.energies) > max(self.loudness_lufs - _UNHEARD_LU, QUIETEST_LUFS))
        if not len(heard):
            return Silences(self.duration_ms, 0, 0, 0)
        gaps = np.diff(heard)
        widest = int(gaps.argmax()) if len(gaps) else 0
        inside_ms = int(gaps.max(initial=1) - 1) * CELL_MS
        end_ms = max(0, self.duration_ms - int(heard[-1] + 1) * CELL_MS)
        return Silences(
            int(heard[0]) * CELL_MS, end_ms, inside_ms, int(heard[widest] + 1) * CELL_MS if inside_ms else 0
        )


@dataclass(frozen=True)
class Silences:
    """How long nothing is heard at the start, at the end, and in between at the longest, from `inside_at_ms` on."""

    start_ms: int
    end_ms: int
    inside_ms: int
    inside_at_ms: int


class Outline:
    """The highest sample of every `PEAK_MS` of a stream, in 16-bit units."""

    def __init__(self) -> None:
        self._peaks: list[Float32Array] = []
        self._rest: Float32Array = np.zeros(0, np.float32)

    def push(self, samples: Samples) -> None:
        """Take in what comes next."""
        heights = np.concatenate([self._rest, np.abs(samples.astype(np.float32))])
        whole = len(heights) // _STEP * _STEP
        self._peaks.append(heights[:whole].reshape(-1, _STEP).max(axis=1, initial=0))
        self._rest = heights[whole:].copy()

    def of(self, sound: Iterable[Samples]) -> Iterator[Samples]:
        """Pass `sound` through, and take it in."""
        for block in sound:
            self.push(block)
            yield block

    def peaks(self) -> Float32Array:
        """Return what was found so far, full scale as 1; the last one may be of less than a step."""
        last = self._rest.max(keepdims=True) if len(self._rest) else self._rest
        return np.concatenate([*self._peaks, last], dtype=np.float32) / np.float32(FULL_SCALE)


class Surveyor:
    """Makes a `Survey` of a mono stream at the programme rate, pushed in pieces of any size, in 16-bit units."""

    def __init__(self) -> None:
        self._meter = Meter()
        self._true_peak = TruePeakMeter()
        self._outline = Outline()
        self._samples = 0

    def push(self, samples: Samples) -> None:
        """Take in what comes next."""
        self._meter.push(samples)
        self._true_peak.push(samples)
        self._outline.push(samples)
        self._samples += len(samples)

    def survey(self) -> Survey:
        """Return what was found so far."""
        return Survey(
            duration_ms=round(self._samples * 1000 / PROGRAMME_RATE_HZ),
            loudness_lufs=self._meter.lufs(),
            true_peak_dbtp=self._true_peak.dbtp(),
            peaks=self._outline.peaks(),
            energies=self._meter.energies,
        )


def survey(path: Path) -> Survey:
    """Return what is found in `path`, mixed to mono at the programme rate; in constant memory. Raises SoundError."""
    surveyor = Surveyor()
    for block in blocks(path):
        surveyor.push(block)
    return surveyor.survey()
