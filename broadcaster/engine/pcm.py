"""The one shape of sound inside the engine: 48 kHz, two channels, 16 bit."""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

RATE = 48_000
CHANNELS = 2
SAMPLE_BYTES = 2

Block: TypeAlias = NDArray[np.int16]
"""Frames by channels."""


def frames_of_ms(duration_ms: int) -> int:
    """Return how many frames last `duration_ms`."""
    return duration_ms * RATE // 1000


def ms_of_frames(frames: int) -> int:
    """Return how many whole milliseconds `frames` last."""
    return frames * 1000 // RATE


def silence(frames: int) -> Block:
    """Return a new block of `frames` frames of silence."""
    return np.zeros((frames, CHANNELS), np.int16)
