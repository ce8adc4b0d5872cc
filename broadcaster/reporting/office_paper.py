"""A Vietnamese office's paper (.docx) in the form of Decree 30/2020/NĐ-CP, appendix I: its page, frame and tables.

A4; margins 20–25 mm above and below, 30–35 mm left, 15–20 mm right; Times New Roman 13–14, black; page numbers in the
middle above from the second page on; the state's name and motto, the office, number, place and date on top; who gets it
and who signs at the end. What only people know is left blank: number, date, names.

The form's own words are Vietnamese: it is a form of Vietnamese law, whatever language the operator reads. The only
importer of python-docx.
"""

from collections.abc import Sequence
from io import BytesIO

from docx import Document
from docx.enum.section import WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Cm, Mm, Pt, RGBColor
from docx.table import Table
from docx.text.paragraph import Paragraph

LEFT, CENTRE, RIGHT, JUSTIFY = (
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.RIGHT,
    WD_ALIGN_PARAGRAPH.JUSTIFY,
)
BLANK = "……"
TOGETHER = 10  # rows of a table that a page's end does not part
LONGEST_FIGURE = 18  # letters; what is longer and begins with a digit is a hash

Row = Sequence[str]


class OfficePaper:
    """A paper that is written from top to bottom. Lengths are in centimetres, letters' sizes in points."""

    def __init__(self) -> None:
        self._paper = Document()
        _set_page(self._paper.sections[0])
        style = self._paper.styles["Normal"]
        style.font.name, style.font.size = "Times New Roman", Pt(14)
        style.font.color.rgb = RGBColor(0, 0, 0)
        style.element.rPr.rFonts.set(qn("w:eastAsia"), "Times New Roman")
        form = style.paragraph_format
        form.space_before, form.space_after, form.line_spacing_rule = Pt(0), Pt(6), WD_LINE_SPACING.SINGLE

    def written(self) -> bytes:
        """Return the file."""
        written = BytesIO()
        self._paper.save(written)
        return written.getvalue()

    def frame(self, above: str, office: str, place: str, year: int) -> None:
        """Put the office and the number on the left, the state's name and motto, place and date on the right.

        `above` is the office that `office` belongs to.
        """
        table = self._paper.add_table(rows=2, cols=2)
        _set_widths(table, (6.2, 10.0))
        left, right = table.rows[0].cells
        _put(left.paragraphs[0], above, 12, align=CENTRE, after=0)
        _put(left.add_paragraph(), office, 12, "b", align=CENTRE, after=0)
        _rule(left.add_paragraph(), 1.9)
        _put(right.paragraphs[0], "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 12, "b", align=CENTRE, after=0)
        _put(right.add_paragraph(), "Độc lập - Tự do - Hạnh phúc", 13, "b", align=CENTRE, after=0)
        _rule(right.add_paragraph(), 1.9)
        number, dated = table.rows[1].cells
        _put(number.paragraphs[0], f"Số: {BLANK}/BC-{BLANK}", 13, align=CENTRE)
        _put(dated.paragraphs[0], f"{place}, ngày {BLANK} tháng {BLANK} năm {year}", 14, "i", align=CENTRE)

    def subject(self, kind: str, *lines: str) -> None:
        """Put the kind of paper and what it is about in the middle, with a line below."""
        head = _put(self._paper.add_paragraph(), kind, 14, "b", align=CENTRE, after=0)
        head.paragraph_format.space_before = Pt(12)
        for line in lines:
            _put(self._paper.add_paragraph(), line, 14, "b", align=CENTRE, after=3)
        _rule(self._paper.add_paragraph(), 5.5)

    def say(self, text: str, *, stay: bool = False) -> None:
        """Add a paragraph of the text; with `stay` it is on the same page as what follows."""
        line = _put(self._paper.add_paragraph(), text, align=JUSTIFY)
        line.paragraph_format.first_line_indent, line.paragraph_format.keep_with_next = Cm(1.27), stay

    def heading(self, text: str) -> None:
        """Begin a part of the text."""
        line = _put(self._paper.add_paragraph(), text, 14, "b", align=JUSTIFY)
        line.paragraph_format.first_line_indent, line.paragraph_format.space_before = Cm(1.27), Pt(6)
        line.paragraph_format.keep_with_next = True

    def table(self, heads: Row, rows: Sequence[Row], widths_cm: Sequence[float], total: Row = ()) -> None:
        """Add a table; words on the left, figures on the right; its head again on each page."""
        table = self._paper.add_table(rows=0, cols=len(heads))
        table.style = "Table Grid"
        whole = [heads, *rows, *([total] if total else [])]
        for number, row in enumerate(whole):
            bold = "b" if number == 0 or (total and number == len(whole) - 1) else ""
            for place, (cell, text) in enumerate(zip(table.add_row().cells, row, strict=True)):
                align = CENTRE if number == 0 else RIGHT if place and _is_figure(text) else LEFT
                line = _put(cell.paragraphs[0], text, 12, bold, align, after=2)
                line.paragraph_format.space_before = Pt(2)
                line.paragraph_format.keep_with_next = len(rows) <= TOGETHER and number < len(whole) - 1
        _mark(table, 0, "w:tblHeader")
        for number in range(len(whole)):
            _mark(table, number, "w:cantSplit")
        _set_widths(table, widths_cm)
        _put(self._paper.add_paragraph(), "", after=2)

    def signature(self, receivers: Sequence[str]) -> None:
        """Say who receives it, and leave room for whoever signs."""
        table = self._paper.add_table(rows=1, cols=2)
        _set_widths(table, (8.1, 8.1))
        _mark(table, 0, "w:cantSplit")
        receives, signs = table.rows[0].cells
        _put(receives.paragraphs[0], "Nơi nhận:", 12, "bi", after=0)
        for name in receivers:
            _put(receives.add_paragraph(), name, 11, after=0)
        _put(signs.paragraphs[0], f"QUYỀN HẠN, CHỨC VỤ CỦA NGƯỜI KÝ\n{BLANK * 3}", 14, "b", align=CENTRE)
        for _ in range(3):
            signs.add_paragraph()
        _put(signs.add_paragraph(), f"Họ và tên: {BLANK * 4}", 14, "b", align=CENTRE)

    def appendix(self, title: str, belongs_to: str) -> None:
        """Begin the appendix on a page of its own."""
        section = self._paper.add_section(WD_SECTION.NEW_PAGE)
        section.different_first_page_header_footer = False
        _put(self._paper.add_paragraph(), "PHỤ LỤC", 14, "b", align=CENTRE, after=0)
        _put(self._paper.add_paragraph(), title, 14, "b", align=CENTRE)
        _put(self._paper.add_paragraph(), belongs_to, 14, "i", align=CENTRE)


def _set_page(section: Section) -> None:
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(18)
    section.header_distance = Mm(10)
    section.different_first_page_header_footer = True
    line = section.header.paragraphs[0]
    line.alignment = CENTRE
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):  # the page's number
        run = line.add_run()
        run.font.size = Pt(13)
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = text
        run._r.append(part)


def _put(  # noqa: PLR0913, PLR0917 - how a line looks takes that many words
    line: Paragraph, text: str, size: float = 14, style: str = "", align: object = None, after: float = 6
) -> Paragraph:
    """Write a line; `style` holds "b" for bold, "i" for italic, `after` is the room below."""
    run = line.add_run(text)
    run.font.size, run.bold, run.italic = Pt(size), "b" in style, "i" in style
    line.paragraph_format.space_after = Pt(after)
    if align is not None:
        line.alignment = align  # type: ignore[assignment]
    return line


def _rule(line: Paragraph, aside: float) -> None:
    """Draw a line across, beginning and ending so many centimetres from the edges."""
    line.paragraph_format.left_indent = line.paragraph_format.right_indent = Cm(aside)
    borders, top = OxmlElement("w:pBdr"), OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        top.set(qn(f"w:{name}"), value)
    borders.append(top)
    line._p.get_or_add_pPr().append(borders)
    _put(line, "", 4, after=4)


def _is_figure(text: str) -> bool:
    return (text[:1].isdigit() or text[:1] in "+−–") and len(text) < LONGEST_FIGURE


def _set_widths(table: Table, widths_cm: Sequence[float]) -> None:
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(table.columns, widths_cm, strict=True):
        column.width = Cm(width)  # some programs go by the column, others by the cell
    for row in table.rows:
        for cell, width in zip(row.cells, widths_cm, strict=True):
            cell.width = Cm(width)


def _mark(table: Table, row: int, name: str) -> None:
    table.rows[row]._tr.get_or_add_trPr().append(OxmlElement(name))
