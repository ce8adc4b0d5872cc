"""The podcast's picture: sound waves of a loudspeaker, drawn to the pixel, for nothing here draws (PNG)."""

import struct
import zlib
from functools import cache

import numpy as np

SIDE = 1400  # pixels; what podcast directories ask for at least
_GROUND, _HORN, _WAVES = (20, 96, 122), (255, 255, 255), (124, 196, 222)
BAND = 100  # rows that are drawn at once: the whole picture's distances would take 130 MB
_UNFILTERED = 0  # what PNG writes before each row


@cache
def cover() -> bytes:
    """Return the picture."""
    rows = b"".join(_rows(first) for first in range(0, SIDE, BAND))
    header = struct.pack(">IIBBBBB", SIDE, SIDE, 8, 3, 0, 0, 0)  # eight bits a pixel, by palette
    palette = bytes(part for colour in (_GROUND, _HORN, _WAVES) for part in colour)
    chunks = ((b"IHDR", header), (b"PLTE", palette), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, content) for kind, content in chunks)


def _rows(first: int) -> bytes:
    """Return some rows of the picture, as PNG holds them."""
    y, x = np.arange(first, first + BAND)[:, np.newaxis] / SIDE, np.arange(SIDE)[np.newaxis, :] / SIDE
    from_mouth = np.hypot(x - 0.40, y - 0.5)
    slope = np.abs(y - 0.5)
    horn = (x > 0.18) & (x < 0.44) & (slope < 0.075 + np.maximum(0, x - 0.28) * 0.85)
    ahead = (x > 0.40) & (slope < (x - 0.40) * 1.1)
    waves = ahead & (x > 0.46) & (from_mouth > 0.16) & (from_mouth < 0.44) & ((from_mouth - 0.16) % 0.105 < 0.05)
    kind = np.zeros((BAND, SIDE), np.uint8)
    kind[waves], kind[horn] = 2, 1
    return np.hstack([np.full((BAND, 1), _UNFILTERED, np.uint8), kind]).tobytes()


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
