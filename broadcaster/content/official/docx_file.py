"""A .docx as blocks: the body in order, text boxes after their paragraph, all else set apart or flagged."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from xml.etree import ElementTree as ET

from broadcaster.content.official.document import Apart, Block, Document, Flag, Reason, Style, tidy
from broadcaster.content.official.docx_names import child, value, w
from broadcaster.content.official.docx_numbering import Numbering
from broadcaster.content.official.docx_package import Package
from broadcaster.content.official.docx_runs import Paragraph, RunReader, is_mark
from broadcaster.content.official.docx_styles import Styles
from broadcaster.content.official.labels import split_label
from broadcaster.content.official.lines import Line, joined
from broadcaster.messages import N_, Sentence

_SIDE_PARTS = {
    "header": (Reason.HEADER, N_("head of the page")),
    "footer": (Reason.FOOTER, N_("foot of the page")),
    "footnotes": (Reason.NOTE, N_("footnote")),
    "endnotes": (Reason.NOTE, N_("endnote")),
    "comments": (Reason.COMMENT, N_("comment")),
}
_NOTES = {w("footnote"), w("endnote")}


def read_docx(raw: bytes, name: str) -> Document:
    """Return the document in a .docx. Raises UsageError when it can't be read or is built to harm."""
    package = Package(raw, name)
    part, tree = package.document()
    related = package.related(part)
    trees = {kind: package.part(target) for _, kind, target in related if kind in {"styles", "numbering"}}
    styles, numbering = Styles(trees.get("styles")), trees.get("numbering")
    body = _Story(_runs(styles, related), styles, Numbering(numbering))
    body.read(child(tree, "body"))
    body.finish()
    aside: list[Apart] = []
    for _, kind, target in related:
        side = package.part(target) if kind in _SIDE_PARTS else None
        if side is not None:
            story = _Story(_runs(styles, package.related(target)), styles, Numbering(numbering))
            aside += [found for found in story.read_aside(side, *_SIDE_PARTS[kind]) if found not in aside]
    return Document(tuple(body.blocks), (*body.apart, *aside), tuple(body.flags))


def _runs(styles: Styles, related: list[tuple[str, str, str]]) -> RunReader:
    return RunReader(styles, {rel_id: target for rel_id, kind, target in related if kind == "hyperlink"})


@dataclass
class _Story:
    """One flow of paragraphs and tables, and what has been made of it so far."""

    runs: RunReader
    styles: Styles
    numbering: Numbering
    blocks: list[Block] = field(default_factory=list)
    apart: list[Apart] = field(default_factory=list)
    flags: list[Flag] = field(default_factory=list)
    paragraphs: int = 0
    tables: int = 0
    rows: int = 0
    carried: str = ""  # text whose paragraph end was deleted: it goes on in the next paragraph
    old_fonts: set[str] = field(default_factory=set)

    def read(self, parent: ET.Element | None, cell: "_Cell | None" = None, *, is_deleted: bool = False) -> None:
        """Take in all paragraphs and tables below `parent`."""
        for element in parent if parent is not None else ():
            if element.tag == w("p"):
                self._paragraph(element, cell, is_deleted=is_deleted)
            elif element.tag == w("tbl"):
                self._table(element, is_deleted=is_deleted)
            elif element.tag == w("altChunk"):
                self._flag(
                    N_("another document is embedded here and is not read; import it by itself"), self._place(cell)
                )
            elif element.tag != w("tblPr"):
                self.read(element, cell, is_deleted=is_deleted or element.tag == w("del"))

    def finish(self) -> None:
        """Take in what was carried to a paragraph that never came."""
        self.blocks += _lines(self.carried, Block("", self._place(None)))
        self.carried = ""

    def read_aside(self, tree: ET.Element, reason: Reason, label: str) -> Iterator[Apart]:
        """Yield what is written beside the body: heads and feet of pages, notes, comments."""
        for number, part in enumerate(_side_parts(tree), start=1):
            place = (
                Sentence(N_("{part} {number}"), part=Sentence(label), number=number)
                if part is not tree
                else Sentence(label)
            )
            self.blocks, self.apart = [], []
            self.read(part)
            self.finish()
            yield from (Apart(block.full, reason, place) for block in self.blocks)
            yield from (Apart(found.text, found.reason, place) for found in self.apart)

    def _table(self, table: ET.Element, *, is_deleted: bool) -> None:
        self.tables += 1
        number = self.tables
        for index, row in enumerate(_rows(table), start=1):
            self.rows += 1
            cell = _Cell(self.rows, Sentence(N_("table {table}, row {row}"), table=number, row=index))
            gone = is_deleted or child(row, "trPr", "del") is not None
            self.read(row, cell, is_deleted=gone)

    def _paragraph(self, element: ET.Element, cell: "_Cell | None", *, is_deleted: bool) -> None:
        self.paragraphs += 1
        place = self._place(cell)
        found = self.runs.read(element, is_deleted=is_deleted)
        self._set_apart(found, place)
        text, self.carried = self.carried + found.text, ""
        if is_mark(element, "del"):
            self.carried = text
        else:
            level, row = self.styles.heading_level(element), cell.row if cell else 0
            style = Style.HEADING if level else Style.CELL if row else Style.TEXT
            label = self._label(element, is_seen=bool(text.strip()) or not is_mark(element, "vanish"))
            self.blocks += _lines(text, Block("", place, style, level, label, found.is_bold, row))
        for box in found.boxes:
            self.read(box, _Cell(0, Sentence(N_("text box at paragraph {number}"), number=self.paragraphs)))

    def _label(self, element: ET.Element, *, is_seen: bool) -> str:
        num_id, level, style = self.styles.list_of(element)
        if not num_id or not is_seen:
            return ""
        if level is None:
            level = self.numbering.level_of_style(num_id, style)
        return tidy(self.numbering.label(num_id, level))

    def _set_apart(self, found: Paragraph, place: Sentence) -> None:
        for text, reason in (
            (found.deleted, Reason.DELETED),
            (found.hidden, Reason.HIDDEN),
            *((address, Reason.ADDRESS) for address in found.addresses),
        ):
            if tidy(text):
                self.apart.append(Apart(tidy(text), reason, place))
        if found.pictures:
            self._flag(N_("there is a picture here; words in it are not read"), place)
        if found.formulas:
            self._flag(N_("there is a formula here; write it in words"), place)
        if found.symbols:
            self._flag(N_("there are signs of a symbol font here; they are left out"), place)
        for font in sorted(found.old_fonts - self.old_fonts):
            self._flag(
                N_("text in the old font {font} was turned into today's letters; look it through"), place, font=font
            )
            self.old_fonts.add(font)

    def _flag(self, template: str, place: Sentence, **values: object) -> None:
        self.flags.append(Flag(Sentence(template, **values), place))

    def _place(self, cell: "_Cell | None") -> Sentence:
        return cell.place if cell else Sentence(N_("paragraph {number}"), number=self.paragraphs)


def _lines(text: str, first: Block) -> Iterator[Block]:
    """Yield a paragraph's lines as `first` says; its level and label belong to the first line only."""
    model = first
    lines = [Line(tidied, first.place) for line in text.split("\n") if (tidied := tidy(line))]
    for line in joined(lines):
        label, rest = (model.numbering, line.text) if model.numbering else split_label(line.text)
        yield replace(model, text=rest, numbering=label)
        model = replace(first, numbering="", level=0, style=Style.CELL if first.row else Style.TEXT)


@dataclass(frozen=True)
class _Cell:
    """Where in a table (or, with row 0, in a text box) a paragraph stands."""

    row: int
    place: Sentence


def _rows(table: ET.Element) -> Iterator[ET.Element]:
    """Yield a table's own rows, also those inside content controls, not those of tables inside it."""
    for element in table:
        if element.tag == w("tr"):
            yield element
        elif element.tag != w("tblPr"):
            yield from _rows(element)


def _side_parts(tree: ET.Element) -> list[ET.Element]:
    """Return the notes or comments of a part one by one; the lines between text and notes are none."""
    parts = [part for part in tree if part.tag in _NOTES or part.tag == w("comment")]
    return [part for part in parts if value(part, "type") not in {"separator", "continuationSeparator"}] or [tree]
