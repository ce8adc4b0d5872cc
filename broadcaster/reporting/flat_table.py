"""The report as one flat table (.csv): a row for each day, column, item, voice and so on, and one for all.

Rows say what they are in `part`, and leave empty what makes no sense of such a thing.
"""

import csv
import io
from collections.abc import Iterator
from datetime import datetime

from broadcaster.reporting.accounts import DayAccount, Report

HEADS = ("part", "id", "title", "usual_ms", "planned_ms", "aired_ms", "items", "airings", "link", "airings_planned",
         "to_come_ms", "airings_to_come", "at", "by", "kind", "note")  # fmt: skip
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what makes a spreadsheet reckon instead of read

Row = dict[str, str | int]


def flat_table(report: Report) -> bytes:
    """Return the report as CSV in UTF-8 with the mark by which spreadsheets know it."""
    written = io.StringIO(newline="")
    table = csv.DictWriter(written, HEADS)
    table.writeheader()
    table.writerows({head: _harmless(value) for head, value in row.items()} for row in _rows(report))
    return written.getvalue().encode("utf-8-sig")


def _rows(report: Report) -> Iterator[Row]:
    for day in report.days:
        yield {"part": "day", "id": day.day.isoformat(), **_airtime(day)}
    for column in report.columns:
        yield {"part": "column", "id": column.column, "aired_ms": column.aired_ms, "items": column.items,
               "airings": column.airings}  # fmt: skip
    for item in report.items:
        yield {"part": "item", "id": item.source, "title": item.title, "aired_ms": item.aired_ms,
               "airings": item.airings, "link": item.link}  # fmt: skip
    for voice in report.voices:
        yield {"part": "voice", "id": voice.voice, "aired_ms": voice.aired_ms, "airings": voice.airings}
    for one in report.deviations:
        yield {"part": "deviation", "id": one.source, "title": one.title or one.airing_title,
               "planned_ms": one.planned_ms, "aired_ms": one.aired_ms, "at": _iso(one.planned_at),
               "kind": one.kind.value, "note": one.note}  # fmt: skip
    for emergency in report.emergencies:
        yield {"part": "emergency", "id": emergency.id, "at": _iso(emergency.aired.at), "by": emergency.aired.by,
               "note": emergency.aired.note}  # fmt: skip
        if approved := emergency.approved:
            yield {"part": "approval", "id": emergency.id, "at": _iso(approved.at), "by": approved.by}
    for airing, sha256 in report.programmes:
        yield {"part": "programme", "id": airing, "note": sha256}
    yield {"part": "record", "id": report.head, "items": len(report.lines), "at": _iso(report.made_at)}
    yield {"part": "total", **_airtime(report), "items": len(report.items)}


def _airtime(account: DayAccount | Report) -> Row:
    return {"usual_ms": account.usual_ms, "planned_ms": account.planned_ms, "aired_ms": account.aired_ms,
            "airings": account.airings_aired, "airings_planned": account.airings_planned,
            "to_come_ms": account.to_come_ms, "airings_to_come": account.airings_to_come}  # fmt: skip


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def _harmless(value: str | int) -> str | int:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
