"""An MP3 stream cut into its frames. Pure.

The decoder reads ahead as much as it is given, two seconds of a slow stream, and keeps that back while it waits for
more. Given one whole frame at a time it has nothing to keep.
"""

from collections.abc import Callable

from broadcaster.errors import RelayError
from broadcaster.messages import N_

JUNK_BYTES = 256 * 1024  # what may come that is no frame; pictures in tags are counted apart
TAG_BYTES = 2 * 1024 * 1024

_NO_FRAMES = N_("what comes is not MP3")
_KBIT_S = {
    True: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),  # MPEG-1, layer III
    False: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),  # MPEG-2 and 2.5
}
_RATES_HZ = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}
_HEAD = 4


def frame_bytes(head: bytes | bytearray) -> int:
    """Return the length of the layer III frame that begins with `head`, 0 when none does."""
    if len(head) < _HEAD or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return 0
    version, bits, rate = head[1] >> 3 & 3, head[2] >> 4, head[2] >> 2 & 3
    if version == 1 or bits in (0, 15) or rate == 3:
        return 0
    first = version == 3
    return (144_000 if first else 72_000) * _KBIT_S[first][bits] // _RATES_HZ[version][rate] + (head[2] >> 1 & 1)


def tag_bytes(head: bytes | bytearray) -> int:
    """Return the length of the ID3v2 tag that begins with `head`, ten bytes; 0 when none does, or none that is real."""
    if head[:3] != b"ID3" or max(head[6:10]) > 0x7F:
        return 0
    size = 10 + sum(byte << shift for byte, shift in zip(head[6:10], (21, 14, 7, 0), strict=True))
    return size if size <= TAG_BYTES else 0


class MpegFrames:
    """Reads whole frames; what lies between them (tags, damage) is passed over."""

    def __init__(self, read: Callable[[int], bytes]) -> None:
        self._read = read
        self._held = bytearray()
        self._junk_bytes = 0
        self._in_step = False  # whether a frame ended where `_held` begins

    def read(self, limit: int) -> bytes:
        """Return the next frame, b"" at the stream's end; raises RelayError when there are none."""
        while True:
            frame = self._next_frame()
            if frame:
                self._junk_bytes = 0
                return frame
            if self._junk_bytes > JUNK_BYTES:
                raise RelayError(_NO_FRAMES)
            came = self._read(limit)
            if not came:
                return b""
            self._held += came

    def _next_frame(self) -> bytes:
        """Return the frame that lies ready, if a whole one does."""
        while len(self._held) >= 10:
            if tag := tag_bytes(self._held[:10]):
                if len(self._held) < tag:
                    return b""
                del self._held[:tag]
                continue
            length = frame_bytes(self._held[:_HEAD])
            end = length if self._in_step else length + _HEAD  # out of step, only two in a row are believed
            if length and len(self._held) < end:
                return b""
            if length and (self._in_step or frame_bytes(self._held[length:end])):
                frame = bytes(self._held[:length])
                del self._held[:length]
                self._in_step = True
                return frame
            self._pass_over_junk()
        return b""

    def _pass_over_junk(self) -> None:
        self._in_step = False
        next_start = self._held.find(0xFF, 1)
        passed = next_start if next_start > 0 else len(self._held)
        del self._held[:passed]
        self._junk_bytes += passed
