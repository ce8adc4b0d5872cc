"""A report is one, whatever file it is taken away as: each tells the same figures, deviations and emergencies."""

import csv
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import openpyxl
import pytest
from docx import Document
from lxml import html
from playout.rundowns import DAY, at

from broadcaster.messages import say
from broadcaster.model.plan import Airtime, Cue, Rundown
from broadcaster.model.record import Act, AsRunEntry, Deed, Outcome
from broadcaster.model.sound import Clip, ClipKind
from broadcaster.reporting.accounts import Evidence, Period, Report, account
from broadcaster.reporting.words import Words
from broadcaster.workflows.report_papers import PAPERS

MINUTE_MS = 60_000
TOMORROW = DAY + timedelta(days=1)
FLOOD, STORM = "Nước sông lên báo động 3", "=Bão số 5 vào bờ"
Lengths = tuple[int, ...]


@dataclass(frozen=True)
class Facts:
    """What a paper tells; lengths in milliseconds: usual, planned, aired, still to come."""

    days: dict[date, Lengths]
    total: Lengths
    deviations: list[tuple[str, int, int]]
    emergencies: list[tuple[str, str, str]]  # words, who put it on air, who approved it afterwards ("" for nobody)


TOLD = Facts(
    days={DAY: (60_000, 120_000, 60_000, 0), TOMORROW: (60_000, 120_000, 0, 120_000)},
    total=(120_000, 240_000, 60_000, 120_000),
    deviations=[("Tin hai", 60_000, 0)],
    emergencies=[(FLOOD, "Ông Nam", "Bà Hoa"), (STORM, "Ông Nam", "")],
)


@pytest.fixture
def report() -> Report:
    """Of two days, the second still to come; two emergencies, of which one was approved afterwards."""
    moments = (at("05:30"), at("05:31"))
    lines = [
        AsRunEntry("sang", "tin-1", "script", "Tin một", "ban-tin", moments[0], moments[0], MINUTE_MS, Outcome.AIRED),
        AsRunEntry("sang", "tin-2", "script", "Tin hai", "ban-tin", moments[1], None, 0, Outcome.SKIPPED, note="late"),
    ]
    cues = [Cue(Clip(ln.source, ClipKind.SCRIPT, ln.title, MINUTE_MS), "script", ln.planned_at, MINUTE_MS)
            for ln in lines]  # fmt: skip
    airtimes = [
        Airtime("sang", "Buổi sáng", moments[0] + timedelta(days=day), MINUTE_MS, 2 * MINUTE_MS, (), ())
        for day in (0, 1)
    ]
    planned = [Rundown(airtimes[0], tuple(cues)), Rundown(airtimes[1], ())]
    acts = [
        Act(at("06:00"), Deed.ALERTED, "Ông Nam", "lu", "aa", FLOOD),
        Act(at("06:20"), Deed.APPROVED, "Bà Hoa", "lu", "aa"),
        Act(at("07:00"), Deed.ALERTED, "Ông Nam", "bao", "bb", STORM),
        Act(at("07:10"), Deed.APPROVED, "Bà Hoa", "bao", "cc"),  # not what was aired
    ]
    return account(
        "Đài xã Thử", Period(DAY, TOMORROW), Evidence(planned, lines, acts, "12-0123456789abcdef"), at("20:00")
    )


def from_json(written: bytes) -> Facts:
    told = json.loads(written)

    def lengths(one: dict[str, int]) -> Lengths:
        return tuple(one[name] for name in ("usual_ms", "planned_ms", "aired_ms", "to_come_ms"))

    return Facts(
        {date.fromisoformat(day["day"]): lengths(day) for day in told["days"]},
        lengths(told["totals"]),
        [(one["title"], one["planned_ms"], one["aired_ms"]) for one in told["deviations"]],
        [(one["note"], one["by"], one["approved_by"] or "") for one in told["emergencies"]],
    )


def from_csv(written: bytes) -> Facts:
    rows = list(csv.DictReader(io.StringIO(written.decode("utf-8-sig"), newline="")))

    def of(part: str) -> Iterator[dict[str, str]]:
        return (row for row in rows if row["part"] == part)

    def lengths(row: dict[str, str]) -> Lengths:
        return tuple(int(row[name]) for name in ("usual_ms", "planned_ms", "aired_ms", "to_come_ms"))

    approved = {row["id"]: row["by"] for row in of("approval")}
    return Facts(
        {date.fromisoformat(row["id"]): lengths(row) for row in of("day")},
        lengths(next(of("total"))),
        [(row["title"], int(row["planned_ms"]), int(row["aired_ms"])) for row in of("deviation")],
        [(row["note"].removeprefix("'"), row["by"], approved.get(row["id"], "")) for row in of("emergency")],
    )


def from_xlsx(written: bytes) -> Facts:
    book = openpyxl.load_workbook(io.BytesIO(written))

    def rows(sheet: str) -> Iterator[dict[str, object]]:
        heads, *values = book[sheet].iter_rows(values_only=True)
        return (dict(zip(map(str, heads), row, strict=True)) for row in values)

    def lengths(row: dict[str, object]) -> Lengths:
        return tuple(_ms(row[name]) for name in ("thường lệ", "kế hoạch", "đã phát", "chưa tới giờ"))

    summary = {str(row["mục"]): row["số liệu"] for row in rows("Tổng hợp")}
    return Facts(
        {row["ngày"].date(): lengths(row) for row in rows("Ngày")},  # type: ignore[attr-defined]
        lengths(summary),
        [(str(row["tên"]), _ms(row["kế hoạch"]), _ms(row["đã phát"])) for row in rows("Sai lệch")],
        [(str(row["nội dung"]), str(row["người phát"]), str(row["người duyệt"]).replace("chưa được duyệt", ""))
         for row in rows("Tin khẩn cấp")],
    )  # fmt: skip


def _ms(value: object) -> int:
    assert isinstance(value, timedelta)
    return value // timedelta(milliseconds=1)


def from_docx(written: bytes) -> Facts:
    tables = [
        [[cell.text for cell in row.cells] for row in table.rows] for table in Document(io.BytesIO(written)).tables
    ]
    return _from_tables(tables, "%d/%m/%Y", "cộng")


def from_html(written: bytes) -> Facts:
    tables = [
        [[cell.text_content() for cell in row] for row in table.iter("tr")]
        for table in html.fromstring(written).iter("table")
    ]
    return _from_tables(tables, "%d/%m", "cộng")


def _from_tables(tables: list[list[list[str]]], day: str, total: str) -> Facts:
    """Return what papers for people tell: in tables, with lengths as minutes and seconds."""
    heads = {tuple(head.casefold() for head in table[0]): table[1:] for table in tables}

    def rows(*names: str) -> list[dict[str, str]]:
        found = [(head, table) for head, table in heads.items() if set(names) <= set(head)]
        assert len(found) == 1, (names, list(heads))
        return [dict(zip(found[0][0], row, strict=True)) for row in found[0][1]]

    by_day = rows("ngày", "chưa tới giờ")
    lengths = {
        row["ngày"].casefold(): (*map(_length, list(row.values())[1:4]), _length(row["chưa tới giờ"])) for row in by_day
    }
    return Facts(
        {one: lengths[one.strftime(day)] for one in (DAY, TOMORROW)},
        lengths[total],
        [(list(row.values())[1].partition(": ")[2], *map(_length, list(row.values())[3].split(" → ")))
         for row in rows("kế hoạch → phát")],
        [(row["nội dung"], row["người phát"], row["người duyệt"].partition(",")[0].replace("chưa được duyệt", ""))
         for row in rows("người phát", "người duyệt")],
    )  # fmt: skip


def _length(told: str) -> int:
    minutes, _, seconds = told.replace("–", "0:00").partition(":")
    return 1000 * (60 * int(minutes) + int(seconds))


READERS: dict[str, Callable[[bytes], Facts]] = {
    ".json": from_json,
    ".csv": from_csv,
    ".xlsx": from_xlsx,
    ".docx": from_docx,
    ".html": from_html,
}


@pytest.mark.parametrize("ending", PAPERS)
def test_every_paper_tells_the_same_facts(report: Report, ending: str) -> None:
    def vietnamese(template: str, /, **values: object) -> str:
        return say(template, values, "vi")

    assert READERS[ending](PAPERS[ending](report, Words(vietnamese, {}, "vi"))) == TOLD
