"""MPEG audio, layer III, looked at frame by frame: is it whole, is it MPEG at all? Pure."""

from dataclasses import dataclass

# By the two version bits: 3 is MPEG-1, 2 MPEG-2, 0 MPEG-2.5.
_RATES_HZ = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}
_KBITS_1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_KBITS_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_LAYER_3 = 1


@dataclass(frozen=True)
class MpegFrames:
    """How many whole frames stand at the start of some bytes, how long they sound, and how many bytes follow them."""

    count: int
    duration_ms: float
    left_over: int

    @property
    def whole(self) -> bool:
        """Whether there is sound and nothing else, and nothing is cut off."""
        return self.count > 0 and self.left_over == 0


def walk(data: bytes) -> MpegFrames:
    """Step through `data` from frame to frame as far as they go."""
    place, count, duration_ms = _tag_size(data), 0, 0.0
    while (frame := _frame(data[place : place + 4])) and place + frame[0] <= len(data):
        place += frame[0]
        duration_ms += frame[1]
        count += 1
    return MpegFrames(count, duration_ms, max(0, len(data) - place))


def _tag_size(data: bytes) -> int:
    """Return the size of the ID3 tag at the start: four bytes of seven bits, its header not counted."""
    if data[:3] != b"ID3" or len(data) < 10:
        return 0
    return 10 + sum((byte & 0x7F) << shift for byte, shift in zip(data[6:10], (21, 14, 7, 0), strict=True))


def _frame(header: bytes) -> tuple[int, float] | None:
    """Return the size in bytes and the length in milliseconds of the frame that starts with `header`."""
    if len(header) < 4 or header[0] != 0xFF or header[1] & 0xE0 != 0xE0:
        return None
    version, layer, padding = header[1] >> 3 & 3, header[1] >> 1 & 3, header[2] >> 1 & 1
    bitrate_index, rate_index = header[2] >> 4, header[2] >> 2 & 3
    if version not in _RATES_HZ or layer != _LAYER_3 or bitrate_index in (0, 15) or rate_index == 3:
        return None
    kbits, samples = (_KBITS_1, 1152) if version == 3 else (_KBITS_2, 576)
    rate_hz = _RATES_HZ[version][rate_index]
    return samples // 8 * kbits[bitrate_index] * 1000 // rate_hz + padding, samples * 1000 / rate_hz
