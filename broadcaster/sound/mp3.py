"""MP3 by LAME, while the sound streams by. The only file that imports lameenc."""

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import lameenc
import numpy as np

from broadcaster.sound.beside import written_beside
from broadcaster.sound.pcm import PROGRAMME_RATE_HZ, Samples, to_int16

BIT_RATE_KBPS = 64

_QUALITY = 7  # on speech at 64 kbit/s no worse than 2 (segmental SNR 39.6 dB against 33.7 of 3) and twice as fast
_LAME_TAKES_DB = 0.446  # LAME scales what it encodes by 0.95 (CBR up to 160 kbit/s), whoever wraps it
_ENCODER_DELAY = 576  # samples of LAME's own before the first of ours; decoders add 529 and know that
_FRAME_SAMPLES = 576  # of MPEG-2 layer III, which 24 kHz makes it
_SIDE_INFO_BYTES = 9  # of a mono MPEG-2 frame
_FRAME_BYTES = _FRAME_SAMPLES // 8 * BIT_RATE_KBPS * 1000 // PROGRAMME_RATE_HZ  # whole at 64 kbit/s: no padding ever


class Mp3Sink:
    """Encodes what is written to it; made by `mp3_sink`."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._samples = 0
        self._header = b""  # that of the first frame, which the Info frame repeats
        self._starts_at = file.tell()
        self._encoder = lameenc.Encoder()
        self._encoder.set_bit_rate(BIT_RATE_KBPS)
        self._encoder.set_in_sample_rate(PROGRAMME_RATE_HZ)
        self._encoder.set_out_sample_rate(PROGRAMME_RATE_HZ)  # else LAME picks its own at low bit rates
        self._encoder.set_channels(1)
        self._encoder.set_quality(_QUALITY)
        self._encoder.silence()
        file.write(bytes(_FRAME_BYTES))  # the Info frame's place

    def write(self, samples: Samples) -> None:
        """Append `samples`, in 16-bit units; they come out of a decoder as loud as they are."""
        compensated = to_int16(samples * np.float32(10 ** (_LAME_TAKES_DB / 20)))
        self._samples += len(compensated)
        self._append(bytes(self._encoder.encode(compensated.astype("<i2", copy=False).tobytes())))

    def finish(self) -> None:
        """Write what the encoder still holds, and the Info frame, which counts it all."""
        assert self._samples, "LAME cannot encode nothing"
        self._append(bytes(self._encoder.flush()))
        size = self._file.tell() - self._starts_at
        self._file.seek(self._starts_at)
        self._file.write(info_frame(self._header, size, self._samples))

    def _append(self, data: bytes) -> None:
        self._header = self._header or data[:4]
        self._file.write(data)


@contextmanager
def mp3_sink(path: Path, tag: bytes = b"") -> Iterator[Mp3Sink]:
    """Lend a sink that writes `tag` and the stream to `path`, which appears when the block ends well."""
    with written_beside(path) as beside, beside.open("wb") as file:
        file.write(tag)
        sink = Mp3Sink(file)
        yield sink
        sink.finish()


def info_frame(header: bytes, size: int, samples: int) -> bytes:
    """Return the "Info" frame that lameenc does not write, for a stream of `size` bytes with it.

    Without it players guess the length and cannot cut off the codec's delay: a programme would last 57 ms too long.
    It is a silent frame that says, with LAME's extension, how many samples at either end are not ours.
    """
    frames = size // _FRAME_BYTES - 1
    padding = frames * _FRAME_SAMPLES - samples - _ENCODER_DELAY
    assert 0 <= padding < 1 << 12, "LAME flushes less than eight frames"
    has_frames_bytes_and_contents = 0b0111
    contents = bytes(percent * 256 // 100 for percent in range(100))  # constant bit rate: bytes go with time
    lame = bytearray(36)
    lame[:9] = b"LAME3.100"
    lame[9] = 1  # revision 0, constant bit rate
    lame[20] = BIT_RATE_KBPS
    lame[21:24] = (_ENCODER_DELAY << 12 | padding).to_bytes(3, "big")
    info = b"Info" + struct.pack(">III", has_frames_bytes_and_contents, frames, size) + contents + bytes(lame)
    no_checksum, no_padding = header[1] | 0x01, header[2] & 0xFD
    start = bytes([header[0], no_checksum, no_padding, header[3]]) + bytes(_SIDE_INFO_BYTES)
    return (start + info).ljust(_FRAME_BYTES, b"\0")
