"""MP3 by LAME, while the sound streams by. The only file that imports lameenc."""

import struct
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import lameenc
import numpy as np

from broadcaster.sound.beside import written_beside
from broadcaster.sound.pcm import PROGRAMME_RATE_HZ, Samples, to_int16

BIT_RATE_KBPS = 64

FRAME_SAMPLES = 576  # of MPEG-2 layer III, which 24 kHz makes it
FRAME_BYTES = FRAME_SAMPLES // 8 * BIT_RATE_KBPS * 1000 // PROGRAMME_RATE_HZ  # whole at 64 kbit/s: no padding ever
OVERLAP_SAMPLES = 2 * FRAME_SAMPLES + 529  # what an encoder and a decoder know of each other's past and future

_QUALITY = 7  # on speech at 64 kbit/s no worse than 2 (segmental SNR 39.6 dB against 33.7 of 3) and twice as fast
_LAME_TAKES_DB = 0.446  # LAME scales what it encodes by 0.95 (CBR up to 160 kbit/s), whoever wraps it
_ENCODER_DELAY = 576  # samples of LAME's own before the first of ours; decoders add 529 and know that
_SIDE_INFO_BYTES = 9  # of a mono MPEG-2 frame
_BLOCK_BYTES = 1 << 16


class Mp3Encoder:
    """Turns samples into frames of constant size: `FRAME_BYTES` for `FRAME_SAMPLES`."""

    def __init__(self) -> None:
        self._encoder = lameenc.Encoder()
        self._encoder.set_bit_rate(BIT_RATE_KBPS)
        self._encoder.set_in_sample_rate(PROGRAMME_RATE_HZ)
        self._encoder.set_out_sample_rate(PROGRAMME_RATE_HZ)  # else LAME picks its own at low bit rates
        self._encoder.set_channels(1)
        self._encoder.set_quality(_QUALITY)
        self._encoder.silence()

    def push(self, samples: Samples) -> bytes:
        """Take in `samples`, in 16-bit units, and return what is encoded; it is as loud when it is decoded."""
        compensated = to_int16(samples * np.float32(10 ** (_LAME_TAKES_DB / 20)))
        return bytes(self._encoder.encode(compensated.astype("<i2", copy=False).tobytes()))

    def finish(self) -> bytes:
        """Return the frames that were held back. Something must have been pushed: LAME cannot encode nothing."""
        return bytes(self._encoder.flush())


class Mp3Sink:
    """Encodes what is written to it; made by `mp3_sink`."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._samples = 0
        self._encoder = Mp3Encoder()
        self._stream = _Stream(file)

    def write(self, samples: Samples) -> None:
        """Append `samples`, in 16-bit units; they come out of a decoder as loud as they are."""
        self._samples += len(samples)
        self._stream.append(self._encoder.push(samples))

    def finish(self) -> None:
        """Write what the encoder still holds, and the Info frame, which counts it all."""
        assert self._samples, "LAME cannot encode nothing"
        self._stream.append(self._encoder.finish())
        self._stream.close(self._samples)


class _Stream:
    """Frames behind an Info frame, whose place is kept free until they are counted."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._starts_at = file.tell()
        self._header = b""  # that of the first frame, which the Info frame repeats
        file.write(bytes(FRAME_BYTES))

    def append(self, frames: bytes) -> None:
        self._header = self._header or frames[:4]
        self._file.write(frames)

    def close(self, samples: int) -> None:
        size = self._file.tell() - self._starts_at
        self._file.seek(self._starts_at)
        self._file.write(info_frame(self._header, size, samples))


@contextmanager
def mp3_sink(path: Path, tag: bytes = b"") -> Iterator[Mp3Sink]:
    """Lend a sink that writes `tag` and the stream to `path`, which appears when the block ends well."""
    with written_beside(path) as beside, beside.open("wb") as file:
        file.write(tag)
        sink = Mp3Sink(file)
        yield sink
        sink.finish()


def encode_stretch(path: Path, sound: Iterable[Samples], samples: int | None = None) -> None:
    """Write the bare frames of `sound` to `path`, to be joined with others.

    With `samples`, a whole number of frames, just those frames are kept: the encoder runs `OVERLAP_SAMPLES` behind, and
    what would still come is only silence if the sound ends with as much. The next stretch then begins as if its encoder
    had heard the silence, so the joint is no joint to a decoder.
    """
    encoder = Mp3Encoder()
    with written_beside(path, durable=False) as beside, beside.open("wb") as file:
        for block in sound:
            file.write(encoder.push(block))
        file.write(encoder.finish())
        if samples is not None:
            whole, rest = divmod(samples, FRAME_SAMPLES)
            assert not rest, "stretches are joined between frames"
            file.truncate(whole * FRAME_BYTES)


def join_stretches(path: Path, stretches: Iterable[Path], samples: int, tag: bytes = b"") -> None:
    """Write one stream of `samples` from `stretches` in their order; all but the last were cut to their frames."""
    with written_beside(path) as beside, beside.open("wb") as file:
        file.write(tag)
        stream = _Stream(file)
        for stretch in stretches:
            with stretch.open("rb") as frames:
                while block := frames.read(_BLOCK_BYTES):
                    stream.append(block)
        stream.close(samples)


def info_frame(header: bytes, size: int, samples: int) -> bytes:
    """Return the "Info" frame that lameenc does not write, for a stream of `size` bytes with it.

    Without it players guess the length and cannot cut off the codec's delay: a programme would last 57 ms too long.
    It is a silent frame that says, with LAME's extension, how many samples at either end are not ours.
    """
    frames = size // FRAME_BYTES - 1
    padding = frames * FRAME_SAMPLES - samples - _ENCODER_DELAY
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
    return (start + info).ljust(FRAME_BYTES, b"\0")
