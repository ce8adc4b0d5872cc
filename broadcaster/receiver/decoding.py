"""The receiver's one door to the audio library: a stream of bytes to sound, as it comes."""

from collections import deque
from collections.abc import Iterator
from typing import Protocol

import miniaudio
import numpy as np

from broadcaster.errors import RelayError
from broadcaster.messages import N_
from broadcaster.receiver.blocks import BLOCK_FRAMES, RATE, Sound
from broadcaster.receiver.forms import Form
from broadcaster.receiver.mpeg import MpegFrames

PATIENCE_BYTES = 256 * 1024  # what may come until the first sound of it; an ID3 tag with a picture is as long
REWIND_BYTES = 64 * 1024

_NO_SOUND = N_("what comes is not {form} that can be decoded")

_FORMATS = {
    Form.MP3: miniaudio.FileFormat.MP3,
    Form.VORBIS: miniaudio.FileFormat.VORBIS,
    Form.FLAC: miniaudio.FileFormat.FLAC,
}


class Bytes(Protocol):
    """Where the bytes come from; `read` returns at least one, b"" at the end, or raises RelayError."""

    def read(self, limit: int) -> bytes:
        """Return what has come."""


def decode(source: Bytes, form: Form) -> Iterator[Sound]:
    """Yield the sound of `source`, 48 kHz mono, 100 ms at a time as it comes; raises RelayError."""
    feed = _Feed(MpegFrames(source.read) if form is Form.MP3 else source)
    try:
        blocks = miniaudio.stream_any(
            feed, _FORMATS[form], miniaudio.SampleFormat.SIGNED16, 1, RATE, frames_to_read=BLOCK_FRAMES
        )
        for block in blocks:
            feed.decoded = True
            yield np.array(block, np.int16)
    except miniaudio.DecodeError as error:
        raise feed.failure or RelayError(_NO_SOUND, form=form.value) from error
    if feed.failure:
        raise feed.failure
    if not feed.decoded:
        raise RelayError(_NO_SOUND, form=form.value)


class _Feed(miniaudio.StreamableSource):  # type: ignore[misc] # it has no types
    """A stream as the library reads it, piece by piece. What fails is kept: no error may cross the library."""

    def __init__(self, source: Bytes) -> None:
        self.failure: RelayError | None = None
        self.decoded = False
        self._source = source
        self._pieces: deque[bytes] = deque()  # what is read next
        self._beginning: list[bytes] | None = []  # all pieces so far, until that is too much
        self._bytes = 0

    def read(self, num_bytes: int) -> bytes:
        """Return what comes next, no more than one piece of it; b"" ends the decoding."""
        piece = self._pieces.popleft() if self._pieces else self._take(num_bytes)
        if len(piece) > num_bytes:
            self._pieces.appendleft(piece[num_bytes:])
        return piece[:num_bytes]

    def seek(self, offset: int, origin: miniaudio.SeekOrigin) -> bool:
        """Go ahead, or back into the beginning: decoders look at that twice. The end of a stream is nowhere."""
        if offset < 0 or offset > PATIENCE_BYTES or origin is miniaudio.SeekOrigin.END:
            return False
        if origin is miniaudio.SeekOrigin.START:
            if self._beginning is None:
                return False
            self._pieces = deque(self._beginning)
        while offset and (passed := self.read(offset)):
            offset -= len(passed)
        return not offset

    def _take(self, limit: int) -> bytes:
        try:
            if not self.decoded and self._bytes > PATIENCE_BYTES:
                return b""
            came = self._source.read(limit)
        except RelayError as error:
            self.failure = error
            return b""
        self._bytes += len(came)
        if self._beginning is not None:
            self._beginning.append(came)
            if self._bytes > REWIND_BYTES:
                self._beginning = None
        return came
