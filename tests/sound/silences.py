"""How long nothing is heard: what tests of pauses and gaps measure."""

import numpy as np

from broadcaster.sound.pcm import Pcm

CELL_MS = 10


def longest_silence_ms(pcm: Pcm, floor_db: float = -50.0) -> int:
    """Return the longest stretch that stays below `floor_db` (RMS, dBFS), to `CELL_MS`."""
    cell = pcm.rate_hz * CELL_MS // 1000
    longest = run = 0
    for start in range(0, len(pcm.samples), cell):
        mean_square = float(np.mean((pcm.samples[start : start + cell].astype(np.float64) / 32768) ** 2))
        run = run + CELL_MS if mean_square < 10 ** (floor_db / 10) else 0
        longest = max(longest, run)
    return min(longest, pcm.duration_ms)
