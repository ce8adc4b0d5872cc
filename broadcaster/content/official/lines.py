"""Lines put together to paragraphs: text files and PDFs break a paragraph where the page ends."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from broadcaster.content.official.labels import split_label
from broadcaster.messages import Sentence

SHORTEST_FULL_LINE = 50  # characters; a shorter line was ended by its writer
FULL_SHARE = 0.8  # of the longest line: such a line reached the edge of the page
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
    widest = max((len(line.text) for line in lines), default=0)
    paragraph: Line | None = None
    last = ""
    for line in lines:
        if paragraph is not None and not line.new and _goes_on(last, line.text, widest):
            paragraph = replace(paragraph, text=f"{paragraph.text} {line.text}")
        else:
            if paragraph is not None:
                yield paragraph
            paragraph = line
        last = line.text
    if paragraph is not None:
        yield paragraph


def _goes_on(before: str, line: str, widest: int) -> bool:
    if _ENDED.search(before) or _FRAME_STARTS.match(line) or split_label(line.strip("*_ "))[0]:
        return False
    if before.isupper() != line.isupper():
        return False  # a heading in capitals and the text below it
    if line[:1].islower():
        return True
    full = max(SHORTEST_FULL_LINE, FULL_SHARE * widest)
    return len(before) >= full and not before.isupper()


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
