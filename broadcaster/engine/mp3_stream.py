"""The one door to LAME inside the engine: an endless MP3 of what goes out."""

import lameenc
import numpy as np

from broadcaster.engine.pcm import RATE, Block

QUALITY = 7  # on speech at these rates no worse than 2, at a third of its cost (sound/mp3.py tells the measure)
HALF_RATE_BELOW_KBPS = 48  # from here down 24 kHz leaves more bits for what a horn loudspeaker can give


class Mp3Stream:
    """Encodes blocks to one channel of constant bit rate. A new one knows nothing of what was sent before."""

    def __init__(self, bit_rate_kbps: int) -> None:
        self._encoder = lameenc.Encoder()
        self._encoder.set_bit_rate(bit_rate_kbps)
        self._encoder.set_in_sample_rate(RATE)
        self._encoder.set_out_sample_rate(RATE // 2 if bit_rate_kbps < HALF_RATE_BELOW_KBPS else RATE)
        self._encoder.set_channels(1)
        self._encoder.set_quality(QUALITY)
        self._encoder.silence()

    def push(self, block: Block) -> bytes:
        """Return the frames that are complete with `block`."""
        mono = block.mean(axis=1, dtype=np.float32)
        return bytes(self._encoder.encode(mono.astype("<i2").tobytes()))
