"""Two clocks are never the same: a stream that runs by another one is stretched a little, so that it stays in step.

One frame in a tenth of a second is 208 parts per million, twice what quartz is off by, and a pitch that nobody hears.
"""

import numpy as np

from broadcaster.engine.pcm import CHANNELS, RATE, Block

IN_STEP_S = 0.02  # so far off is as good as in step; moments of delivery vary by as much


def stretched(block: Block, frames: int) -> Block:
    """Return `block` in so many frames, by straight lines from sample to sample."""
    if frames == len(block) or len(block) < 2:
        return block
    places = np.linspace(0, len(block) - 1, frames)
    columns = [np.interp(places, np.arange(len(block)), block[:, channel]) for channel in range(CHANNELS)]
    return np.rint(np.stack(columns, axis=1)).astype(np.int16)


def frames_to_send(frames: int, ahead_s: float, wanted_ahead_s: float) -> int:
    """Return in how many frames to send a block of `frames`, to come back to being `wanted_ahead_s` ahead."""
    off_s = ahead_s - wanted_ahead_s
    if abs(off_s) <= IN_STEP_S:
        return frames
    most = max(1, frames * 10 // RATE)
    return frames - most if off_s > 0 else frames + most
