"""The report as an office's paper (.docx), in the form of Decree 30/2020/NĐ-CP, appendix I.

A4; margins 20–25 mm above and below, 30–35 mm left, 15–20 mm right; Times New Roman 13–14, black; the state's name
and motto, the office, number, place and date, kind of paper and what it is about, the text, who receives it, who signs;
page numbers in the middle above from the second page on. What only people know is left blank: number, date, names.

The form's own words are Vietnamese: it is a form of Vietnamese law, whatever language the operator reads. The only
importer of python-docx.
"""

import re
from collections.abc import Sequence
from io import BytesIO

from docx import Document
from docx.document import Document as Paper
from docx.enum.section import WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Cm, Mm, Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from broadcaster.reporting.accounts import Report
from broadcaster.reporting.words import Words, length, more, troubles

LEFT, CENTRE, RIGHT, JUSTIFY = (
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.RIGHT,
    WD_ALIGN_PARAGRAPH.JUSTIFY,
)
BLANK = "……"
TOGETHER = 10  # rows of a table that a page's end does not part
LONGEST_FIGURE = 18  # letters; what is longer and begins with a digit is a hash
PLACE = re.compile(r"\b((?:xã|phường|thị trấn|đặc khu)\s+(.+))$", re.IGNORECASE)

Row = Sequence[str]


def office_letter(report: Report, words: Words) -> bytes:
    """Return the report as a .docx file."""
    paper = Document()
    _page(paper)
    _head(paper, report)
    _subject(paper, report)
    _introduction(paper, report)
    _results(paper, report, words)
    _days(paper, report)
    _columns(paper, report, words)
    _voices_and_troubles(paper, report, words)
    _evidence(paper, report)
    _signature(paper)
    _appendix(paper, report, words)
    written = BytesIO()
    paper.save(written)
    return written.getvalue()


def _page(paper: Paper) -> None:
    section = paper.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(18)
    section.header_distance = Mm(10)
    section.different_first_page_header_footer = True
    _number_pages(section)
    style = paper.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(14)
    style.font.color.rgb = RGBColor(0, 0, 0)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "Times New Roman")
    form = style.paragraph_format
    form.space_before, form.space_after, form.line_spacing_rule = Pt(0), Pt(6), WD_LINE_SPACING.SINGLE


def _number_pages(section: Section) -> None:
    line = section.header.paragraphs[0]
    line.alignment = CENTRE
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = line.add_run()
        run.font.size = Pt(13)
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = text
        run._r.append(part)


def _put(line: Paragraph, text: str, size: float = 14, style: str = "", align: object = None) -> Paragraph:
    """Add text to a line; `style` holds "b" for bold, "i" for italic."""
    run = line.add_run(text)
    run.font.size, run.bold, run.italic = Pt(size), "b" in style, "i" in style
    if align is not None:
        line.alignment = align  # type: ignore[assignment]
    return line


def _rule(line: Paragraph, left: float, right: float) -> None:
    """Draw a line below a paragraph, indented on both sides by so many centimetres."""
    line.paragraph_format.left_indent, line.paragraph_format.right_indent = Cm(left), Cm(right)
    line.paragraph_format.space_after = Pt(4)
    borders, bottom = OxmlElement("w:pBdr"), OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    line._p.get_or_add_pPr().append(borders)
    _put(line, "", 4)


def _head(paper: Paper, report: Report) -> None:
    """Put the office and the number on the left, the state's name and motto, place and date on the right."""
    place = PLACE.search(report.station)
    table = paper.add_table(rows=2, cols=2)
    _widths(table, (6.2, 10.0))
    office, state = table.rows[0].cells
    line = _put(office.paragraphs[0], f"ỦY BAN NHÂN DÂN\n{place[1].upper() if place else BLANK}", 12, align=CENTRE)
    line.paragraph_format.space_after = Pt(0)
    line = _put(office.add_paragraph(), report.station.upper(), 12, "b", align=CENTRE)
    line.paragraph_format.space_after = Pt(0)
    _rule(office.add_paragraph(), 1.9, 1.9)
    line = _put(state.paragraphs[0], "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 12, "b", align=CENTRE)
    line.paragraph_format.space_after = Pt(0)
    line = _put(state.add_paragraph(), "Độc lập - Tự do - Hạnh phúc", 13, "b", align=CENTRE)
    line.paragraph_format.space_after = Pt(0)
    _rule(state.add_paragraph(), 1.9, 1.9)
    number, dated = table.rows[1].cells
    _put(number.paragraphs[0], f"Số: {BLANK}/BC-{BLANK}", 13, align=CENTRE)
    where = place[2] if place else BLANK
    _put(dated.paragraphs[0], f"{where}, ngày {BLANK} tháng {BLANK} năm {report.made_at.year}", 14, "i",
         align=CENTRE)  # fmt: skip


def _subject(paper: Paper, report: Report) -> None:
    line = _put(paper.add_paragraph(), "BÁO CÁO", 14, "b", align=CENTRE)
    line.paragraph_format.space_before, line.paragraph_format.space_after = Pt(12), Pt(0)
    campaign = report.period.campaign
    what = campaign.title if campaign else "Hoạt động phát thanh"
    line = _put(paper.add_paragraph(), f"Kết quả phát thanh: {what}", 14, "b", align=CENTRE)
    line.paragraph_format.space_after = Pt(0)
    _put(paper.add_paragraph(), f"({_span(report)})", 14, "b", align=CENTRE).paragraph_format.space_after = Pt(2)
    _rule(paper.add_paragraph(), 5.5, 5.5)


def _span(report: Report) -> str:
    first, last = report.period.first, report.period.last
    return f"ngày {last:%d/%m/%Y}" if first == last else f"từ ngày {first:%d/%m/%Y} đến hết ngày {last:%d/%m/%Y}"


def _say(paper: Paper, text: str, *, bold: bool = False) -> Paragraph:
    line = _put(paper.add_paragraph(), text, style="b" if bold else "", align=JUSTIFY)
    line.paragraph_format.first_line_indent = Cm(1.27)
    return line


def _heading(paper: Paper, text: str) -> None:
    line = _say(paper, text, bold=True)
    line.paragraph_format.space_before, line.paragraph_format.keep_with_next = Pt(6), True


def _introduction(paper: Paper, report: Report) -> None:
    campaign = report.period.campaign
    if campaign is None:
        _say(paper, f"{report.station} báo cáo kết quả phát thanh {_span(report)} như sau:")
        return
    ordered = f"Thực hiện {campaign.directive}, " if campaign.directive else ""
    _say(paper, f"{ordered}{report.station} báo cáo kết quả “{campaign.title}” {_span(report)} như sau:")
    if campaign.theme:
        _say(paper, f"Chủ đề: “{campaign.theme}”.")
    if campaign.slogan:
        _say(paper, f"Khẩu hiệu: “{campaign.slogan}”.")


def _results(paper: Paper, report: Report, words: Words) -> None:
    _heading(paper, "I. KẾT QUẢ CHUNG")
    share = f" ({(report.aired_ms - report.usual_ms) / report.usual_ms:+.0%})" if report.usual_ms else ""
    usual, planned, aired = length(report.usual_ms), length(report.planned_ms), length(report.aired_ms)
    grown = f"{more(report.aired_ms, report.usual_ms)}{share}"
    _say(paper, f"- Thời lượng (phút:giây): thường lệ {usual}; theo kế hoạch {planned}; đã phát {aired}; so với "
                f"thường lệ {grown}.")  # fmt: skip
    _say(paper, f"- Số buổi phát: {report.airings_aired}/{report.airings_planned} buổi theo kế hoạch.")
    _say(paper, f"- Số tin, bài đã phát: {len(report.items)}, với {report.item_airings} lượt phát.")
    without = [words.column(c.column) for c in report.columns if c.column and c.airings == 0]
    if without:
        _say(paper, f"- Chuyên mục chưa có bài phát: {', '.join(without)}.")


def _widths(table: Table, widths_cm: Sequence[float]) -> None:
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(table.columns, widths_cm, strict=True):
        column.width = Cm(width)  # some programs go by the column, others by the cell
    for row in table.rows:
        for cell, width in zip(row.cells, widths_cm, strict=True):
            cell.width = Cm(width)


def _cell(cell: _Cell, text: str, *, bold: bool = False, align: object = LEFT, size: float = 12) -> None:
    line = _put(cell.paragraphs[0], text, size, "b" if bold else "", align)
    line.paragraph_format.space_before = line.paragraph_format.space_after = Pt(2)


def _table(paper: Paper, heads: Row, rows: Sequence[Row], widths_cm: Sequence[float], total: Row = ()) -> None:
    """Add a table; the first column on the left, figures on the right; its head again on each page."""
    table = paper.add_table(rows=0, cols=len(heads))
    table.style = "Table Grid"
    for number, row in enumerate([heads, *rows, *([total] if total else [])]):
        is_head, is_total = number == 0, bool(total) and number == len(rows) + 1
        cells = table.add_row().cells
        for place, (cell, text) in enumerate(zip(cells, row, strict=True)):
            figure = (text[:1].isdigit() or text[:1] in "+−–") and len(text) < LONGEST_FIGURE
            align = CENTRE if is_head else RIGHT if figure and place else LEFT
            _cell(cell, text, bold=is_head or is_total, align=align)
            cell.paragraphs[0].paragraph_format.keep_with_next = len(rows) <= TOGETHER and number <= len(rows)
    _mark(table, 0, "w:tblHeader")
    for number in range(len(table.rows)):
        _mark(table, number, "w:cantSplit")
    _widths(table, widths_cm)
    paper.add_paragraph().paragraph_format.space_after = Pt(2)


def _mark(table: Table, row: int, name: str) -> None:
    table.rows[row]._tr.get_or_add_trPr().append(OxmlElement(name))


def _days(paper: Paper, report: Report) -> None:
    _heading(paper, "II. THỜI LƯỢNG TỪNG NGÀY (phút:giây)")
    rows = [
        (
            f"{day.day:%d/%m/%Y}", length(day.usual_ms), length(day.planned_ms), length(day.aired_ms),
            more(day.aired_ms, day.usual_ms), f"{day.airings_aired}/{day.airings_planned}",
        )
        for day in report.days
    ]  # fmt: skip
    total = (
        "Cộng", length(report.usual_ms), length(report.planned_ms), length(report.aired_ms),
        more(report.aired_ms, report.usual_ms), f"{report.airings_aired}/{report.airings_planned}",
    )  # fmt: skip
    heads = ("Ngày", "Thường lệ", "Kế hoạch", "Đã phát", "Tăng, giảm", "Buổi phát")
    _table(paper, heads, rows, (3.2, 2.6, 2.6, 2.6, 2.6, 2.6), total)


def _columns(paper: Paper, report: Report, words: Words) -> None:
    _heading(paper, "III. THEO CHUYÊN MỤC")
    rows = [
        (words.column(column.column), str(column.items), str(column.airings), length(column.aired_ms))
        for column in report.columns
    ]
    total = ("Cộng", "", "", length(sum(column.aired_ms for column in report.columns)))
    _table(paper, ("Chuyên mục", "Số mục", "Lượt phát", "Thời lượng"), rows, (8.2, 2.4, 2.6, 3.0), total)


def _voices_and_troubles(paper: Paper, report: Report, words: Words) -> None:
    _heading(paper, "IV. GIỌNG ĐỌC VÀ SAI LỆCH SO VỚI KẾ HOẠCH")
    for voice in report.voices:
        _say(paper, f"- Giọng {voice.voice}: {voice.airings} lượt, {length(voice.aired_ms)}.")
    found = troubles(report)
    if not found:
        _say(paper, "- Không có sai lệch: các mục đã phát đúng trình tự và thời lượng theo kế hoạch.")
        return
    rows = [
        (
            f"{trouble.first.planned_at:%d/%m %H:%M}",
            f"{trouble.first.airing_title}{': ' if trouble.what else ''}{trouble.what}",
            words.trouble(trouble.first),
            f"{length(trouble.planned_ms)} → {length(trouble.aired_ms)}",
        )
        for trouble in found
    ]
    _table(paper, ("Lúc", "Mục", "Sai lệch, lý do", "Kế hoạch → phát"), rows, (2.9, 4.9, 5.2, 3.2))


def _evidence(paper: Paper, report: Report) -> None:
    _heading(paper, "V. MINH CHỨNG")
    _say(paper, f"- Nhật ký phát sóng: {len(report.lines)} dòng; mã đối chiếu của nhật ký lúc lập báo cáo "
                f"({report.made_at:%H:%M %d/%m/%Y}): {report.head}.")  # fmt: skip
    _say(paper, "- Danh mục tin, bài đã phát và dấu vân tay của tệp chương trình: phụ lục kèm theo.")
    links = _say(paper, f"- Đường dẫn bài đăng trên Trang thông tin điện tử: {BLANK * 4}")
    what = "kết quả phát thanh" if report.period.campaign is None else "kết quả đợt tuyên truyền trên đài truyền thanh"
    closing = _say(paper, f"Trên đây là báo cáo {what} của {report.station}./.")
    for line in (links, closing):
        line.paragraph_format.keep_with_next = True  # nobody signs an empty page


def _signature(paper: Paper) -> None:
    table = paper.add_table(rows=1, cols=2)
    _widths(table, (8.1, 8.1))
    _mark(table, 0, "w:cantSplit")
    receives, signs = table.rows[0].cells
    line = _put(receives.paragraphs[0], "Nơi nhận:", 12, "bi")
    line.paragraph_format.space_after = Pt(0)
    for name in ("- UBND xã (b/c);", f"- {BLANK * 3};", "- Lưu: VT."):
        _put(receives.add_paragraph(), name, 11).paragraph_format.space_after = Pt(0)
    _put(signs.paragraphs[0], f"QUYỀN HẠN, CHỨC VỤ CỦA NGƯỜI KÝ\n{BLANK * 3}", 14, "b", align=CENTRE)
    for _ in range(3):
        signs.add_paragraph()
    _put(signs.add_paragraph(), f"Họ và tên: {BLANK * 4}", 14, "b", align=CENTRE)


def _appendix(paper: Paper, report: Report, words: Words) -> None:
    section = paper.add_section(WD_SECTION.NEW_PAGE)
    section.different_first_page_header_footer = False
    line = _put(paper.add_paragraph(), "PHỤ LỤC", 14, "b", align=CENTRE)
    line.paragraph_format.space_after = Pt(0)
    _put(paper.add_paragraph(), "Danh mục tin, bài đã phát và minh chứng", 14, "b", align=CENTRE)
    _put(paper.add_paragraph(), f"(Kèm theo Báo cáo số {BLANK}/BC-{BLANK} ngày {BLANK}/{BLANK}/{report.made_at.year})",
         14, "i", align=CENTRE)  # fmt: skip
    rows = [
        (
            str(number), item.title, words.column(item.column), str(item.airings), length(item.aired_ms),
            f"{item.first_at:%d/%m %H:%M}",
        )
        for number, item in enumerate(report.items, start=1)
    ]  # fmt: skip
    heads = ("STT", "Tin, bài", "Chuyên mục", "Lượt", "Thời lượng", "Phát lần đầu")
    _table(paper, heads, rows, (1.2, 5.4, 3.2, 1.5, 2.0, 2.9))
    if report.programmes:
        _say(paper, "Dấu vân tay SHA-256 (24 chữ số đầu) của các tệp chương trình đã phát:")
        programmes = [(airing, sha256[:24]) for airing, sha256 in report.programmes]
        _table(paper, ("Buổi phát", "SHA-256"), programmes, (7.0, 9.2))
