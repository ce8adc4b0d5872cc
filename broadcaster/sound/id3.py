"""ID3v2.4 tags for finished programmes, as bytes. Pure; small enough not to need a library.

Source: the informal standards "ID3 tag version 2.4.0" and "ID3v2 Chapter Frame Addendum" of id3.org.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from broadcaster.model.sound import is_synthetic

_UTF_8 = b"\x03"
_NO_OFFSET = b"\xff" * 8  # of a chapter: times count, not byte positions
_TOP_LEVEL_AND_ORDERED = b"\x03"
_MOST_CHAPTERS = 255  # a table of contents counts in one byte


@dataclass(frozen=True)
class Chapter:
    """Where something new begins; it lasts until the next one or the end."""

    at_ms: int
    title: str


@dataclass(frozen=True)
class Tags:
    """What a file says about itself. `voice` names who speaks, as in `Clip.voice`."""

    title: str
    station: str
    day: date
    voice: str = ""


def id3_tag(tags: Tags, chapters: Sequence[Chapter] = (), duration_ms: int = 0) -> bytes:
    """Return the tag to be put before an MP3 stream of `duration_ms`.

    Synthetic speech is marked for machines (``TXXX:synthetic-speech`` = ``true``), whoever may pass the file on.
    """
    frames = [_text("TIT2", tags.title), _text("TPE1", tags.station), _text("TDRC", tags.day.isoformat())]
    if tags.voice:
        frames.append(_user_text("voice", tags.voice))
    if is_synthetic(tags.voice):
        frames.append(_user_text("synthetic-speech", "true"))
    frames += _chapter_frames(chapters[:_MOST_CHAPTERS], duration_ms)
    body = b"".join(frames)
    return b"ID3\x04\x00\x00" + _synchsafe(len(body)) + body


def _chapter_frames(chapters: Sequence[Chapter], duration_ms: int) -> list[bytes]:
    if not chapters:
        return []
    names = [f"chapter{number}".encode() + b"\0" for number in range(len(chapters))]
    contents = _frame("CTOC", b"contents\0" + _TOP_LEVEL_AND_ORDERED + bytes([len(names)]) + b"".join(names))
    ends = [*(later.at_ms for _, later in pairwise(chapters)), duration_ms]
    return [contents] + [
        _frame("CHAP", name + _int32(chapter.at_ms) + _int32(end) + _NO_OFFSET + _text("TIT2", chapter.title))
        for name, chapter, end in zip(names, chapters, ends, strict=True)
    ]


def _text(frame_id: str, text: str) -> bytes:
    return _frame(frame_id, _UTF_8 + text.encode())


def _user_text(name: str, text: str) -> bytes:
    return _frame("TXXX", _UTF_8 + name.encode() + b"\0" + text.encode())


def _frame(frame_id: str, content: bytes) -> bytes:
    return frame_id.encode() + _synchsafe(len(content)) + b"\0\0" + content


def _int32(number: int) -> bytes:
    return number.to_bytes(4, "big")


def _synchsafe(size: int) -> bytes:
    """Return `size` in 28 bits, seven a byte, so that it never looks like the start of an MPEG frame."""
    return bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0))
