"""The report as a workbook (.xlsx): a sheet for each account, lengths as lengths that can be added up.

The only importer of openpyxl.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from broadcaster.messages import N_
from broadcaster.reporting.accounts import Report
from broadcaster.reporting.words import DEVIATIONS, UNAPPROVED, Words

Value = str | int | date | datetime | timedelta

LENGTH, DAY, MOMENT = "[h]:mm:ss.000", "dd/mm/yyyy", "dd/mm/yyyy hh:mm:ss"
WIDEST = 60


def workbook(report: Report, words: Words) -> bytes:
    """Return the report as an .xlsx file."""
    book = Workbook()
    book.remove(book.worksheets[0])
    text = words.text
    sheets = (
        (N_("Summary"), (N_("what"), N_("figure")), _summary(report, words)),
        (N_("Days"), (N_("day"), N_("usual"), N_("planned"), N_("aired"), N_("airings planned"), N_("airings aired"),
                      N_("to come"), N_("airings to come")), _days(report)),
        (N_("Columns"), (N_("column"), N_("items"), N_("times aired"), N_("aired")),
         ((words.column(c.column), c.items, c.airings, _ms(c.aired_ms)) for c in report.columns)),
        (N_("Items"), (N_("item"), N_("title"), N_("column"), N_("times aired"), N_("aired"), N_("first"), N_("last"),
                       N_("fingerprints"), N_("link")), _items(report, words)),
        (N_("Voices"), (N_("voice"), N_("times aired"), N_("aired")),
         ((voice.voice, voice.airings, _ms(voice.aired_ms)) for voice in report.voices)),
        (N_("Deviations"), (N_("planned at"), N_("airing"), N_("title"), N_("deviation"), N_("reason"), N_("planned"),
                            N_("aired")), _deviations(report, words)),
        (N_("Emergencies"), (N_("aired at"), N_("its words"), N_("put on air by"), N_("approved by"), N_("approved at"),
                             N_("fingerprint")), _emergencies(report, words)),
        (N_("Record"), (N_("planned at"), N_("started at"), N_("slot"), N_("title"), N_("aired"), N_("outcome"),
                        N_("voice"), N_("fingerprint"), N_("programme file")), _lines(report)),
    )  # fmt: skip
    for title, heads, rows in sheets:
        _fill(book.create_sheet(text(title)), [text(head) for head in heads], rows)
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def _ms(duration_ms: int) -> timedelta:
    return timedelta(milliseconds=duration_ms)


def _local(moment: datetime) -> datetime:
    """Return the station's wall clock: a workbook knows no zones."""
    return moment.replace(tzinfo=None)


def _summary(report: Report, words: Words) -> Iterable[Sequence[Value]]:
    period, text = report.period, words.text
    yield text(N_("station")), report.station
    if period.campaign:
        yield text(N_("campaign")), period.campaign.title
    yield text(N_("the first day")), period.first
    yield text(N_("the last day")), period.last
    yield text(N_("usual")), _ms(report.usual_ms)
    yield text(N_("planned")), _ms(report.planned_ms)
    yield text(N_("aired")), _ms(report.aired_ms)
    yield text(N_("to come")), _ms(report.to_come_ms)
    yield text(N_("airings planned")), report.airings_planned
    yield text(N_("airings aired")), report.airings_aired
    yield text(N_("airings to come")), report.airings_to_come
    yield text(N_("items")), len(report.items)
    yield text(N_("times aired")), report.item_airings
    yield text(N_("lines of the record")), len(report.lines)
    yield text(N_("end of the record")), report.head
    yield text(N_("made at")), _local(report.made_at)


def _days(report: Report) -> Iterable[Sequence[Value]]:
    for day in report.days:
        yield (day.day, _ms(day.usual_ms), _ms(day.planned_ms), _ms(day.aired_ms), day.airings_planned,
               day.airings_aired, _ms(day.to_come_ms), day.airings_to_come)  # fmt: skip


def _items(report: Report, words: Words) -> Iterable[Sequence[Value]]:
    for item in report.items:
        yield (item.source, item.title, words.column(item.column), item.airings, _ms(item.aired_ms),
               _local(item.first_at), _local(item.last_at), ", ".join(item.fingerprints), item.link)  # fmt: skip


def _deviations(report: Report, words: Words) -> Iterable[Sequence[Value]]:
    for deviation in report.deviations:
        yield (_local(deviation.planned_at), deviation.airing_title, deviation.title,
               words.text(DEVIATIONS[deviation.kind]), words.reason(deviation.note), _ms(deviation.planned_ms),
               _ms(deviation.aired_ms))  # fmt: skip


def _emergencies(report: Report, words: Words) -> Iterable[Sequence[Value]]:
    for one in report.emergencies:
        approved = one.approved
        by, at = (approved.by or "–", _local(approved.at)) if approved else (words.text(UNAPPROVED), "")
        yield _local(one.aired.at), one.aired.note or one.id, one.aired.by or "–", by, at, one.aired.fingerprint


def _lines(report: Report) -> Iterable[Sequence[Value]]:
    for line in report.lines:
        yield (_local(line.planned_at), _local(line.started_at) if line.started_at else "", line.slot, line.title,
               _ms(line.duration_ms), line.outcome.value, line.voice, line.fingerprint, line.programme)  # fmt: skip


def _fill(sheet: Worksheet, heads: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
    widths = [len(head) for head in heads]
    for place, head in enumerate(heads, start=1):
        cell = sheet.cell(1, place, head)
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="DDE8EE")
        cell.alignment = Alignment(wrap_text=True, vertical="center")
    for number, row in enumerate(rows, start=2):
        for place, value in enumerate(row, start=1):
            cell = sheet.cell(number, place, value)
            if isinstance(value, str):
                cell.data_type = "s"  # a title that begins with “=” is no formula
            else:
                cell.number_format = _format(value)
            widths[place - 1] = max(widths[place - 1], _width(value))
    for place, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = min(width, WIDEST) + 2
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions


def _format(value: Value) -> str:
    if isinstance(value, timedelta):
        return LENGTH
    if isinstance(value, datetime):
        return MOMENT
    return DAY if isinstance(value, date) else "General"


def _width(value: Value) -> int:
    return len(value) if isinstance(value, str) else 18 if isinstance(value, datetime) else 12
