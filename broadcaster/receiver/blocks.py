"""The one shape of sound inside a receiver: 48 kHz, mono, 16 bit, 100 ms at a time."""

from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt

RATE = 48_000
BLOCK_FRAMES = RATE // 10

Sound = npt.NDArray[np.int16]


def in_blocks(sounds: Iterable[Sound]) -> Iterator[Sound]:
    """Yield the same sound in blocks; what fills none at the end is left out."""
    held: list[Sound] = []
    frames = 0
    for sound in sounds:
        held.append(sound)
        frames += len(sound)
        if frames < BLOCK_FRAMES:
            continue
        whole = np.concatenate(held)
        full = frames // BLOCK_FRAMES * BLOCK_FRAMES
        yield from whole[:full].reshape(-1, BLOCK_FRAMES)
        held, frames = [whole[full:]], frames - full
