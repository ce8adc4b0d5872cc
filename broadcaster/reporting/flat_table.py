"""The report as one flat table (.csv): a row for each day, column, item and voice, and one for all."""

import csv
import io
from collections.abc import Iterator

from broadcaster.reporting.accounts import Report

HEADS = ("part", "id", "title", "usual_ms", "planned_ms", "aired_ms", "items", "airings", "link")
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what makes a spreadsheet reckon instead of read

Row = tuple[str | int, ...]


def flat_table(report: Report) -> bytes:
    """Return the report as CSV in UTF-8 with the mark by which spreadsheets know it."""
    written = io.StringIO(newline="")
    table = csv.writer(written)
    table.writerow(HEADS)
    table.writerows([_harmless(value) for value in row] for row in _rows(report))
    return written.getvalue().encode("utf-8-sig")


def _rows(report: Report) -> Iterator[Row]:
    for day in report.days:
        yield "day", day.day.isoformat(), "", day.usual_ms, day.planned_ms, day.aired_ms, "", day.airings_aired, ""
    for column in report.columns:
        yield "column", column.column, "", "", "", column.aired_ms, column.items, column.airings, ""
    for item in report.items:
        yield "item", item.source, item.title, "", "", item.aired_ms, "", item.airings, item.link
    for voice in report.voices:
        yield "voice", voice.voice, "", "", "", voice.aired_ms, "", voice.airings, ""
    yield ("total", "", "", report.usual_ms, report.planned_ms, report.aired_ms, len(report.items),
           report.airings_aired, "")  # fmt: skip


def _harmless(value: str | int) -> str | int:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
