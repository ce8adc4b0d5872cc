"""The papers say what the accounts say, in the form that offices expect, and can be opened by what reads them."""

import csv
import io
from dataclasses import replace
from datetime import datetime, timedelta
from html.parser import HTMLParser

import openpyxl
import pytest
from docx import Document
from docx.shared import Mm, Pt
from playout.rundowns import DAY, ZONE, at

from broadcaster.messages import say
from broadcaster.model.plan import Airtime, Cue, Rundown
from broadcaster.model.record import AsRunEntry, Outcome
from broadcaster.model.script import DayRange
from broadcaster.model.sound import Clip, ClipKind
from broadcaster.model.timetable import Campaign
from broadcaster.reporting.accounts import Evidence, Period, Report, account
from broadcaster.reporting.flat_table import flat_table
from broadcaster.reporting.office_letter import office_letter
from broadcaster.reporting.page import page
from broadcaster.reporting.words import Words
from broadcaster.reporting.workbook import workbook

TITLE = '=CMD("<script>alert(1)</script>")'  # a title may hold anything
CAMPAIGN = Campaign(
    "khcn",
    "Đợt tuyên truyền Ngày Khoa học",
    DayRange(DAY, DAY + timedelta(days=1)),
    theme="Khoa học & công nghệ",
    slogan="Nhiệt liệt chào mừng 18/5",
    directive="Kế hoạch 5/KH-UBND",
    columns=("chuyen-doi-so",),
)


def words(language: str) -> Words:
    def text(template: str, /, **values: object) -> str:
        return say(template, values, language)

    return Words(text, {"ban-tin": "Bản tin", "chuyen-doi-so": "Chuyển đổi số"}, language)


def line(title: str, starts: str, ms: int, outcome: Outcome = Outcome.AIRED, note: str = "") -> AsRunEntry:
    moment = at(starts)
    heard_at = moment if ms else None
    return AsRunEntry("sang", title.lower(), "script", title, "ban-tin", moment, heard_at, ms, outcome, "espeak:vi",
                      ("khcn",), note, "ab12" * 8, "cd34" * 16, ("sound_card",))  # fmt: skip


@pytest.fixture
def report() -> Report:
    lines = [line(TITLE, "05:30", 60_000), line("Tin hai", "05:31", 0, Outcome.SKIPPED, "quiet hours")]
    cues = [
        Cue(Clip(entry.source, ClipKind.SCRIPT, entry.title, 60_000), "script", entry.planned_at, 60_000)
        for entry in lines
    ]
    airtime = Airtime("sang", "Buổi sáng", at("05:30"), 60_000, 120_000, (), (), ("khcn",))
    evidence = Evidence([Rundown(airtime, tuple(cues))], lines, [], "12-0123456789abcdef")
    period = Period(DAY, DAY + timedelta(days=1), CAMPAIGN)
    return account("Đài truyền thanh xã Thử", period, evidence, datetime(2026, 5, 20, 8, tzinfo=ZONE))


def test_the_letter_has_the_form_of_the_decree(report: Report) -> None:
    paper = Document(io.BytesIO(office_letter(report, words("vi"))))
    section = paper.sections[0]
    assert (section.page_width.mm, section.page_height.mm) == pytest.approx((210, 297), abs=0.1)
    for margin, least, most in (
        (section.top_margin, 20, 25), (section.bottom_margin, 20, 25),
        (section.left_margin, 30, 35), (section.right_margin, 15, 20),
    ):  # fmt: skip
        assert Mm(least) - 400 <= margin <= Mm(most)  # Word keeps twentieths of a point
    assert section.different_first_page_header_footer  # no number on the first page
    normal = paper.styles["Normal"].font
    assert (normal.name, normal.size) == ("Times New Roman", Pt(14))
    head = [cell.text for row in paper.tables[0].rows for cell in row.cells]
    assert head[0] == "ỦY BAN NHÂN DÂN\nXÃ THỬ\nĐÀI TRUYỀN THANH XÃ THỬ\n"
    assert head[1] == "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n"
    assert head[2].startswith("Số: …")
    assert head[3] == "Thử, ngày …… tháng …… năm 2026"
    text = "\n".join(paragraph.text for paragraph in paper.paragraphs)
    assert text.startswith("BÁO CÁO\nKết quả phát thanh: Đợt tuyên truyền Ngày Khoa học\n(từ ngày 13/05/2026 đến hết")
    assert "Thực hiện Kế hoạch 5/KH-UBND" in text
    assert "Chủ đề: “Khoa học & công nghệ”." in text
    assert "Chuyên mục chưa có bài phát: Chuyển đổi số." in text
    assert "12-0123456789abcdef" in text
    assert "./." in text
    foot = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    assert any(cell.startswith("Nơi nhận:") for cell in foot)
    assert any(cell.startswith("QUYỀN HẠN, CHỨC VỤ") for cell in foot)


def test_the_letter_s_tables_say_what_the_accounts_say(report: Report) -> None:
    paper = Document(io.BytesIO(office_letter(report, words("vi"))))
    rows = [[cell.text for cell in row.cells] for table in paper.tables for row in table.rows]
    assert ["13/05/2026", "1:00", "2:00", "1:00", "+0:00", "1/1"] in rows
    assert ["Cộng", "1:00", "2:00", "1:00", "+0:00", "1/1"] in rows
    assert ["Bản tin", "1", "1", "1:00"] in rows
    assert ["13/05 05:31", "Buổi sáng: Tin hai", "không phát: giờ yên lặng", "1:00 → 0:00"] in rows
    assert ["2026-05-13 05:30 sang", "cd34" * 6] in rows


def test_the_workbook_holds_lengths_that_can_be_added_up_and_no_formula(report: Report) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(report, words("vi"))))
    assert book.sheetnames == [
        "Tổng hợp", "Ngày", "Chuyên mục", "Tin, bài", "Giọng đọc", "Sai lệch", "Tin khẩn cấp", "Nhật ký",
    ]  # fmt: skip
    first_day = [cell.value for cell in book["Ngày"][2]]
    assert first_day[1:4] == [timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=1)]
    title = book["Tin, bài"]["B2"]
    assert (title.value, title.data_type) == (TITLE, "s")
    assert [row[4].value for row in book["Nhật ký"].iter_rows(min_row=2)] == [timedelta(minutes=1), timedelta()]


def test_the_flat_table_adds_up_and_starts_no_formula(report: Report) -> None:
    written = flat_table(report)
    assert written.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(written.decode("utf-8-sig"), newline="")))
    days = [row for row in rows if row["part"] == "day"]
    (total,) = [row for row in rows if row["part"] == "total"]
    assert sum(int(day["aired_ms"]) for day in days) == int(total["aired_ms"]) == 60_000
    (item,) = [row for row in rows if row["part"] == "item"]
    assert item["title"] == f"'{TITLE}"


class Outline(HTMLParser):
    """Checks that tags are closed as they were opened, and keeps what is fetched from elsewhere."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []
        self.fetched: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        self.fetched += [value or "" for name, value in attrs if name in {"src", "href"}]
        if tag not in {"meta", "br"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_page_is_whole_needs_nothing_beside_it_and_runs_nobody_s_script(report: Report, language: str) -> None:
    written = page(report, words(language))
    outline = Outline()
    outline.feed(written)
    assert (outline.open, outline.fetched) == ([], [])
    assert "script" not in outline.seen
    assert "&lt;script&gt;" in written
    assert f'<html lang="{language}">' in written
    assert ("Chuyển đổi số" in written, "“Nhiệt liệt chào mừng 18/5”" in written) == (True, True)
    assert ("giờ yên lặng" if language == "vi" else "quiet hours") in written


ADDRESS = 'https://xa.example/bai/tin"1.html'


@pytest.fixture
def linked_report(report: Report) -> Report:
    """The same, its one item on the website."""
    return replace(report, items=tuple(replace(item, link=ADDRESS) for item in report.items))


def test_every_paper_links_to_what_is_on_the_website(linked_report: Report) -> None:
    paper = Document(io.BytesIO(office_letter(linked_report, words("vi"))))
    said = [paragraph.text for paragraph in paper.paragraphs]
    assert "- Đường dẫn bài đăng trên Trang thông tin điện tử: 1/1 tin, bài, ghi ở phụ lục kèm theo." in said
    assert ["1", ADDRESS] in [[cell.text for cell in row.cells] for table in paper.tables for row in table.rows]
    sheet = openpyxl.load_workbook(io.BytesIO(workbook(linked_report, words("en"))))["Items"]
    assert [cell.value for cell in sheet[2]][-1] == ADDRESS
    assert '<a href="https://xa.example/bai/tin&quot;1.html">' in page(linked_report, words("vi"))
    rows = list(csv.DictReader(io.StringIO(flat_table(linked_report).decode("utf-8-sig"))))
    assert [row["link"] for row in rows if row["part"] == "item"] == [ADDRESS]


def test_without_a_website_the_letter_leaves_room_for_links(report: Report) -> None:
    said = [paragraph.text for paragraph in Document(io.BytesIO(office_letter(report, words("vi")))).paragraphs]
    assert any(line.startswith("- Đường dẫn bài đăng trên Trang thông tin điện tử: …") for line in said)
