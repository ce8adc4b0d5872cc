"""Text files and Markdown, in the codings that Vietnamese offices have used."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from broadcaster.content.official.document import Apart, Block, Document, Flag, Reason, Style, line_place, tidy
from broadcaster.content.official.emphasis import Plain, bold_by_line, without_emphasis, without_markdown
from broadcaster.content.official.labels import split_label
from broadcaster.content.official.legacy import decode_legacy, mended
from broadcaster.content.official.lines import Line, joined, without_blank
from broadcaster.errors import UsageError
from broadcaster.messages import N_, Sentence

LONGEST_TEXT = 4_000_000  # bytes: UTF-16 of the longest script; a document of an office is far smaller
_UTF_16 = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_ROW = re.compile(r"\|(?P<cells>.+)\|?")
_ROW_RULE = re.compile(r"[|:\s-]*-[|:\s-]*")


def read_text(raw: bytes, name: str) -> Document:
    """Return the document in a text file. Raises UsageError when it is no text or in no coding that is sure."""
    return _Reader(is_markdown=False).read(*decode(raw, name))


def read_markdown(raw: bytes, name: str) -> Document:
    """Return the document in a Markdown file. Raises UsageError as `read_text` does."""
    return _Reader(is_markdown=True).read(*decode(raw, name))


def decode(raw: bytes, name: str) -> tuple[str, Flag | None]:
    """Return the text of a file and what to tell about its coding. Raises UsageError when there is no sure coding."""
    if len(raw) > LONGEST_TEXT:
        raise UsageError(N_("{file} is too long for one document; split it into parts"), file=name)
    text, coding = _decoded(raw, name)
    if any(ord(sign) < 32 and sign not in "\n\r\t\x0b\x0c\x1a" for sign in text):
        raise UsageError(N_("{file} is no text: it holds signs that no text has; save it as .docx or .txt"), file=name)
    text = re.sub(r"\r\n?|\x0c", "\n", text).replace("\x0b", "\n").replace("\x1a", "")
    return text, coding_flag(coding) if coding else None


def coding_flag(coding: str) -> Flag:
    """Return what to tell about a text that was read in an old coding."""
    told = Sentence(N_("the file was read as {coding}, an old Vietnamese coding; look the text through"), coding=coding)
    return Flag(told, line_place(1))


def _decoded(raw: bytes, name: str) -> tuple[str, str | None]:
    coding = _UTF_16.get(raw[:2]) or _unmarked_utf_16(raw)
    try:
        text = raw.decode(coding or "utf-8-sig").removeprefix("\ufeff")
        return mended(text) or (text, None)
    except UnicodeDecodeError:
        legacy = None if coding else decode_legacy(raw)
    if legacy is None:
        raise UsageError(
            N_(
                "the letters of {file} are in a coding that can't be told for sure; "
                "open it in Word, see that it reads right, and save it as .docx"
            ),
            file=name,
        )
    return legacy


def _unmarked_utf_16(raw: bytes) -> str | None:
    """Return UTF-16's name when every second byte of the spaces is zero: no other coding has zero bytes in text."""
    if b"\x00" not in raw[:1000] or len(raw) % 2:
        return None
    return "utf-16-le" if raw.count(b" \x00") + raw.count(b"\n\x00") > raw.count(b"\x00 ") else "utf-16-be"


@dataclass
class _Reader:
    """Makes blocks of lines, and keeps the signs that it takes off."""

    is_markdown: bool
    apart: list[Apart] = field(default_factory=list)
    rows: int = 0

    def read(self, text: str, flag: Flag | None) -> Document:
        lines = without_blank(
            (line, line_place(number)) for number, line in enumerate(bold_by_line(text).split("\n"), 1)
        )
        blocks = tuple(block for line in joined(lines) for block in self._blocks(line))
        return Document(blocks, tuple(self.apart), (flag,) if flag else ())

    def _blocks(self, line: Line) -> Iterator[Block]:
        row = _ROW.fullmatch(line.text) if self.is_markdown else None
        if row is None:
            yield from self._block(line, line.text)
        elif _ROW_RULE.fullmatch(line.text):
            self._set_apart(line.text, Reason.MARKUP, line)
        else:
            self.rows += 1
            self._set_apart("|" * line.text.count("|"), Reason.MARKUP, line)
            for cell in line.text.strip("|").split("|"):
                yield from self._block(line, cell, Style.CELL, self.rows)

    def _block(self, line: Line, text: str, style: Style = Style.TEXT, row: int = 0) -> Iterator[Block]:
        plain = self._plain(text.strip(), line)
        label, rest = split_label(tidy(plain.text))
        if label or rest:
            style = Style.HEADING if plain.level else style
            yield Block(rest, line.place, style, plain.level, label, plain.is_bold, row)

    def _plain(self, text: str, line: Line) -> Plain:
        plain = without_markdown(text) if self.is_markdown else without_emphasis(text)
        self._set_apart(plain.signs, Reason.MARKUP, line)
        for address in plain.addresses:
            self._set_apart(address, Reason.ADDRESS, line)
        return plain

    def _set_apart(self, text: str, reason: Reason, line: Line) -> None:
        if text:
            self.apart.append(Apart(text, reason, line.place))
