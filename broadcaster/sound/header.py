"""What a sound file's first bytes say of it: its format, rate and channels. Pure reading, no decoder needed.

A header is told to people, never relied on: lengths and levels come from decoding.
Sources: Microsoft's RIFF WAVE, RFC 9639 (FLAC), RFC 3533 (Ogg) with Vorbis I and RFC 7845 (Opus), ISO 11172-3 (MPEG).
"""

from dataclasses import dataclass
from pathlib import Path

from broadcaster.errors import SoundError
from broadcaster.messages import N_

_ENOUGH = 65_536  # bytes in which a stream's own header stands
_MPEG_RATES_HZ = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}  # by MPEG version's bits
_OPUS_DECODES_AT_HZ = 48_000  # whatever it was made of


@dataclass(frozen=True)
class Header:
    """What a file says of itself; None for what it does not tell. `bits` is the width of a sample."""

    container: str
    rate_hz: int | None = None
    channels: int | None = None
    bits: int | None = None


def read_header(path: Path) -> Header:
    """Return what `path` says of itself; a file of no known kind has an empty `container`. Raises SoundError."""
    try:
        with path.open("rb") as file:
            start = file.read(_ENOUGH)
            if start[:3] == b"ID3" and len(start) >= 10:
                file.seek(10 + _synchsafe(start[6:10]))  # a picture in the tag may be megabytes
                start = file.read(_ENOUGH)
                return _mpeg(start) if not start.startswith(b"fLaC") else header_of(start)
    except FileNotFoundError as error:
        raise SoundError(N_("{file} is missing"), file=path.name) from error
    except OSError as error:
        raise SoundError(
            N_("{file} cannot be read: {why}"), file=path.name, why=error.strerror or str(error)
        ) from error
    return header_of(start)


def header_of(start: bytes) -> Header:
    """Return what the first bytes of a file say."""
    if start[:4] in {b"RIFF", b"RF64"} and start[8:12] == b"WAVE":
        return _wave(start)
    if start[:4] == b"fLaC" and len(start) >= 26:
        return _flac(start)
    if start[:4] == b"OggS":
        return _ogg(start)
    if start[4:8] == b"ftyp":
        return Header("M4A")
    if len(start) > 1 and start[0] == 0xFF and start[1] & 0xE6 == 0xE2:
        return _mpeg(start)
    return Header("")


def _wave(start: bytes) -> Header:
    at = 12
    while at + 24 <= len(start):
        size = int.from_bytes(start[at + 4 : at + 8], "little")
        if start[at : at + 4] == b"fmt ":
            channels, rate_hz, bits = (
                int.from_bytes(start[at + first : at + last], "little")
                for first, last in ((10, 12), (12, 16), (22, 24))
            )
            return Header("WAV", rate_hz, channels, bits)
        at += 8 + size + size % 2
    return Header("WAV")


def _flac(start: bytes) -> Header:
    packed = int.from_bytes(start[18:26], "big")  # 20 bits of rate, 3 of channels - 1, 5 of width - 1, 36 of length
    return Header("FLAC", packed >> 44, (packed >> 41 & 7) + 1, (packed >> 36 & 31) + 1)


def _ogg(start: bytes) -> Header:
    page = start[28:] if len(start) > 27 else b""  # one segment in the first page's table: the stream's own header
    if page[:7] == b"\x01vorbis" and len(page) >= 16:
        return Header("OGG Vorbis", int.from_bytes(page[12:16], "little"), page[11])
    if page[:8] == b"OpusHead" and len(page) >= 10:
        return Header("Opus", _OPUS_DECODES_AT_HZ, page[9])
    return Header("OGG")


def _mpeg(start: bytes) -> Header:
    """Look for the first frame of layer III: eleven set bits, then version, layer, rate, channels."""
    for at in range(max(0, len(start) - 3)):
        first, second, third = start[at + 1 : at + 4]
        version, rate = first >> 3 & 3, second >> 2 & 3
        if start[at] == 0xFF and first & 0xE6 == 0xE2 and version != 1 and rate != 3 and second >> 4 not in {0, 15}:
            return Header("MP3", _MPEG_RATES_HZ[version][rate], 1 if third >> 6 == 3 else 2)
    return Header("MP3")


def _synchsafe(size: bytes) -> int:
    return sum(byte << shift for byte, shift in zip(size, (21, 14, 7, 0), strict=True))
