"""Nhật ký: what really went out on a day, where it was not as planned, and what people did."""

from datetime import date, timedelta
from itertools import groupby

from starlette.responses import Response

from broadcaster.console.visit import Visit
from broadcaster.content.values import Misread
from broadcaster.content.values import day as read_day
from broadcaster.errors import UsageError
from broadcaster.messages import N_
from broadcaster.model.alert import ALERT
from broadcaster.reporting.deeds import named_once
from broadcaster.reporting.words import taken_together
from broadcaster.workflows.column_names import column_names
from broadcaster.workflows.keeping_record import record_to_read
from broadcaster.workflows.planning_days import date_of, start_of
from broadcaster.workflows.reporting import deviations

PEOPLE_DAYS = 31  # so far back what people did is shown


def day_asked_for(visit: Visit, name: str, otherwise: date) -> date:
    """Return the day that stands in the query as `name`. Raises UsageError for what is none."""
    written = visit.query.get(name, "").strip()
    if not written:
        return otherwise
    try:
        return read_day(written)
    except Misread as misread:
        raise UsageError(misread.sentence.template, **misread.sentence.values) from misread


def show(visit: Visit) -> Response:
    """Show what went out on a day."""
    contents, now = visit.contents, visit.site.now()
    today = date_of(now, contents)
    day = day_asked_for(visit, "day", today)
    with record_to_read(contents) as record:
        lines = list(record.aired(start_of(day, contents), start_of(day + timedelta(days=1), contents)))
    airings = [list(of_one) for _, of_one in groupby(lines, key=lambda line: line.slot)]
    titles = {slot.id: slot.title for slot in contents.timetable.all_slots} | {ALERT: visit.text(N_("Emergency"))}
    return visit.page(
        "record.html", day=day, today=today, airings=airings, titles=titles,
        troubles=taken_together(deviations(contents, day, day, now)) if day <= today else [],
        columns=column_names(contents, {line.column for line in lines}), one=timedelta(days=1),
    )  # fmt: skip


def people(visit: Visit) -> Response:
    """Show what people did, the latest first."""
    contents = visit.contents
    last = day_asked_for(visit, "until", date_of(visit.site.now(), contents))
    first = day_asked_for(visit, "from", last - timedelta(days=PEOPLE_DAYS - 1))
    since, until = start_of(first, contents), start_of(last + timedelta(days=1), contents)
    with record_to_read(contents) as record:
        acts = named_once(record.acts(since, until))
    titles = {slot.id: slot.title for slot in contents.timetable.all_slots}
    return visit.page("people.html", acts=acts[::-1], since=since, titles=titles)
