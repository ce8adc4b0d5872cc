"""Lines put together to paragraphs: text files and PDFs break a paragraph where the page ends."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from broadcaster.content.official.labels import split_label
from broadcaster.messages import Sentence

NARROWEST = 50  # characters; no page of an office is narrower
FULL_SHARE = 0.85  # of the width: letters are not all as wide as each other
_ENDED = re.compile(r"[.;:!?…/][\"”')*_]*$")
_FRAME_STARTS = re.compile(r"nơi nhận|số\s*:|kính gửi|\(?đã ký|-{3,}|_{3,}", re.IGNORECASE)


@dataclass(frozen=True)
class Line:
    """One line of a file; `new` tells that a blank line or a new page stands before it."""

    text: str
    place: Sentence
    new: bool = False


def joined(lines: Sequence[Line]) -> Iterator[Line]:
    """Yield the paragraphs: a line that only goes on with the one before is put behind it."""
    width = _width(lines)
    paragraph: Line | None = None
    last = ""
    for line in lines:
        if paragraph is not None and not line.new and _goes_on(last, line.text, width):
            paragraph = replace(paragraph, text=f"{paragraph.text} {line.text}")
        else:
            if paragraph is not None:
                yield paragraph
            paragraph = line
        last = line.text
    if paragraph is not None:
        yield paragraph


def _width(lines: Sequence[Line]) -> int:
    """Return how many characters a line holds: where small letters follow, the line before was surely full."""
    broken = [
        len(a.text) for a, b in pairwise(lines) if not b.new and b.text[:1].islower() and not _ENDED.search(a.text)
    ]
    return max(broken, default=0)


def _goes_on(before: str, line: str, width: int) -> bool:
    if _ENDED.search(before) or _FRAME_STARTS.match(line) or split_label(line.strip("*_ "))[0]:
        return False
    if before.isupper() != line.isupper():
        return False  # a heading in capitals and the text below it
    if line[:1].islower():
        return True
    filled = len(before) + 1 + len(line.split(maxsplit=1)[0])  # had the next word found room, it would stand there
    return width >= NARROWEST and filled > FULL_SHARE * width and not before.isupper()


def without_blank(lines: Iterable[tuple[str, Sentence]]) -> list[Line]:
    """Return the lines that hold something, each knowing whether blank ones stand before it."""
    found: list[Line] = []
    new = True
    for text, place in lines:
        if text.strip():
            found.append(Line(text.strip(), place, new))
            new = False
        else:
            new = True
    return found
