"""The text of a PDF, by pypdf (the extra `pdf`): the only file that imports it, and its exceptions end here."""

import io

from broadcaster.content.official.document import Apart, Block, Document, Flag, Reason, tidy
from broadcaster.content.official.labels import split_label
from broadcaster.content.official.legacy import mended
from broadcaster.content.official.lines import Line, joined
from broadcaster.content.official.text_file import coding_flag
from broadcaster.errors import UsageError
from broadcaster.messages import N_, Sentence

MOST_PAGES = 500
LEAST_TEXT = 20  # signs; a page with fewer is a picture with, at most, a stamp


def read_pdf(raw: bytes, name: str) -> Document:
    """Return the document in a text PDF. Raises UsageError for scanned, protected and damaged ones."""
    pages = _pages(raw, name)
    text = "\n\f".join(pages)
    right = mended(text)
    if right is not None:
        pages = right[0].split("\n\f")
    empty = [number for number, page in enumerate(pages, start=1) if len(tidy(page)) < LEAST_TEXT]
    if len(empty) == len(pages):
        raise UsageError(
            N_("{file} holds pictures of pages, no text; ask its office for the .docx, or type what shall be said"),
            file=name,
        )
    flags = [Flag(Sentence(N_("this page is a picture or empty; nothing of it is read")), _place(n)) for n in empty]
    if right is not None:
        flags.append(coding_flag(right[1]))
    lines, numbers = _split(pages)
    blocks = tuple(
        Block(rest, line.place, numbering=label) for line in joined(lines) for label, rest in [split_label(line.text)]
    )
    return Document(blocks, tuple(numbers), tuple(flags))


def _pages(raw: bytes, name: str) -> list[str]:
    try:
        from pypdf import PdfReader  # noqa: PLC0415 - an extra: loaded only when a PDF comes
    except ImportError:
        raise UsageError(
            N_(
                "reading PDF needs one more part: pip install 'broadcaster[pdf]'; "
                "or open {file} in Word and save it as .docx"
            ),
            file=name,
        ) from None
    try:
        reader = PdfReader(io.BytesIO(raw))
        is_locked = reader.is_encrypted and not reader.decrypt("")
        pages = [] if is_locked or len(reader.pages) > MOST_PAGES else [page.extract_text() for page in reader.pages]
        count = 0 if is_locked else len(reader.pages)
    except Exception as failure:  # a broken PDF makes the library fail in any of many ways
        raise UsageError(N_("{file} is damaged or no PDF; make it again from its source"), file=name) from failure
    if is_locked:
        raise UsageError(N_("{file} is protected by a password; ask its office for a free one"), file=name)
    if count > MOST_PAGES:
        raise UsageError(N_("{file} is too long for one document; split it into parts"), file=name)
    return pages


def _split(pages: list[str]) -> tuple[list[Line], list[Apart]]:
    """Return the lines, and the page numbers that stand at the edges of pages."""
    lines: list[Line] = []
    numbers: list[Apart] = []
    for number, page in enumerate(pages, start=1):
        written = [tidied for line in page.split("\n") if (tidied := tidy(line))]
        for index, text in enumerate(written):
            if index in {0, len(written) - 1} and text.strip("-–— ").isdecimal():
                numbers.append(Apart(text, Reason.PAGE_NUMBER, _place(number)))
            else:
                lines.append(Line(text, _place(number)))  # a paragraph may go on from page to page
    return lines, numbers


def _place(page: int) -> Sentence:
    return Sentence(N_("page {number}"), number=page)
