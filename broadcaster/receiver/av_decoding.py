"""AAC, also of telephones, and HTTP live streaming's pieces, by PyAV: an addition (``broadcaster[relay]``)."""

import io
import itertools
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from broadcaster.errors import RelayError
from broadcaster.messages import N_
from broadcaster.receiver.blocks import RATE, Sound, in_blocks

TS_PACKET_BYTES, TS_MARK = 188, 0x47
PATIENCE_BYTES = 256 * 1024

_NEEDS_ADDITION = N_("a stream in AAC or HLS needs an addition: pip install 'broadcaster[relay]'")
_NO_SOUND = N_("what comes is not {form} that can be decoded")


def library() -> Any:
    """Return the library; raises RelayError where the addition is not installed."""
    try:
        import av  # noqa: PLC0415 - an addition of a hundred megabytes, loaded only for the streams that need it
    except ImportError as error:
        raise RelayError(_NEEDS_ADDITION) from error
    av.logging.set_level(None)  # damaged frames are passed over; standard error is nobody's
    return av


def decode_aac(pieces: Iterable[bytes]) -> Iterator[Sound]:
    """Yield the sound of a stream of AAC frames (ADTS) that comes in pieces of any size."""
    yield from in_blocks(_Frames("AAC").decoded(("aac", piece) for piece in pieces))


def decode_pieces(pieces: Iterable[bytes]) -> Iterator[Sound]:
    """Yield the sound of HTTP live streaming's pieces: transport streams, or frames behind an ID3 tag."""
    yield from in_blocks(_Frames("HLS").decoded(frames for piece in pieces for frames in _frames_of(piece)))


def decode_file(path: Path) -> Iterator[Sound]:
    """Yield the sound of a file as telephones record it: AAC in an MP4 container.

    Raises RelayError where there is none in it, and where the addition is not installed.
    """
    av = library()
    resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
    try:
        with av.open(str(path)) as container:
            if not container.streams.audio:
                raise RelayError(_NO_SOUND, form="M4A")
            for frame in itertools.chain(container.decode(container.streams.audio[0]), [None]):
                for even in resampler.resample(frame):
                    yield np.asarray(even.to_ndarray().reshape(-1), np.int16)
    except av.error.FFmpegError as error:
        raise RelayError(_NO_SOUND, form="M4A") from error


class _Frames:
    """One decoder for all that follows, so that pieces join without a seam."""

    def __init__(self, form: str) -> None:
        self._av = library()
        self._form = form
        self._codec: Any = None
        self._resampler = self._av.AudioResampler(format="s16", layout="mono", rate=RATE)

    def decoded(self, coded: Iterable[tuple[str, bytes]]) -> Iterator[Sound]:
        silent_bytes = 0
        for name, data in coded:
            silent_bytes += len(data)
            for sound in self._sounds(name, data):
                silent_bytes = 0
                yield sound
            if silent_bytes > PATIENCE_BYTES:
                raise RelayError(_NO_SOUND, form=self._form)

    def _sounds(self, name: str, data: bytes) -> Iterator[Sound]:
        if self._codec is None or self._codec.name != name:
            self._codec = self._av.CodecContext.create(name, "r")
        for packet in self._codec.parse(data):
            try:
                frames = self._codec.decode(packet)
                for frame in frames:
                    frame.pts = None  # what matters is what comes next, not what the server's clock says of it
                    for even in self._resampler.resample(frame):
                        yield np.asarray(even.to_ndarray().reshape(-1), np.int16)
            except self._av.error.FFmpegError:  # a damaged frame costs itself
                continue


def _frames_of(piece: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the codec and the frames of one piece."""
    av = library()
    if piece[:1] == bytes([TS_MARK]) and piece[TS_PACKET_BYTES : TS_PACKET_BYTES + 1] in (b"", bytes([TS_MARK])):
        try:
            with av.open(io.BytesIO(piece), format="mpegts") as container:
                if not container.streams.audio:
                    return
                stream = container.streams.audio[0]
                for packet in container.demux(stream):
                    yield stream.codec_context.name.removesuffix("float"), bytes(packet)
        except av.error.FFmpegError as error:
            raise RelayError(_NO_SOUND, form="HLS") from error
        return
    if piece[:3] == b"ID3" and len(piece) > 10:
        size = sum((byte & 0x7F) << shift for byte, shift in zip(piece[6:10], (21, 14, 7, 0), strict=True))
        piece = piece[10 + size :]
    is_aac = len(piece) > 1 and piece[0] == 0xFF and piece[1] & 0xF6 == 0xF0
    yield ("aac" if is_aac else "mp3"), piece
