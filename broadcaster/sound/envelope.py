"""The outline of a sound for a picture of it, taken while it streams by."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from broadcaster.sound.pcm import FULL_SCALE, Float32Array, Samples

POINTS = 1200  # as many columns as a page is wide


class Envelope:
    """The highest sample of each `step` samples of a stream of `total`, in 16-bit units."""

    def __init__(self, total: int, step: int) -> None:
        self._step = step
        self._highest: Float32Array = np.zeros(-(-total // step), np.float32)
        self._at = 0

    def of(self, sound: Iterable[Samples]) -> Iterator[Samples]:
        """Pass `sound` through, and take it in."""
        for block in sound:
            self.push(block)
            yield block

    def push(self, samples: Samples) -> None:
        """Take in what comes next."""
        if not len(samples):
            return
        edges = np.arange(-(self._at % self._step), len(samples), self._step)
        stretches = (self._at + edges) // self._step
        highest = np.maximum.reduceat(np.abs(samples.astype(np.float32)), np.maximum(edges, 0))
        self._highest[stretches] = np.maximum(self._highest[stretches], highest)
        self._at += len(samples)

    def percent(self) -> tuple[int, ...]:
        """Return the outline, 100 for full scale."""
        return tuple(np.rint(self._highest * (100 / FULL_SCALE)).astype(int).tolist())


def condensed(outline: Sequence[int]) -> tuple[int, ...]:
    """Return `outline` in at most `POINTS` equal steps."""
    step = max(1, -(-len(outline) // POINTS))
    return tuple(max(outline[start : start + step]) for start in range(0, len(outline), step))
