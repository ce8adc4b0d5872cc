"""Báo cáo: airtime usual, planned and aired by day and column, and the papers to take away."""

from datetime import timedelta

from starlette.responses import Response

from broadcaster.console.pages.record import day_asked_for
from broadcaster.console.visit import Visit
from broadcaster.errors import UsageError
from broadcaster.messages import N_
from broadcaster.reporting.accounts import Period, Report
from broadcaster.reporting.words import troubles
from broadcaster.workflows.column_names import column_names
from broadcaster.workflows.planning_days import date_of
from broadcaster.workflows.report_papers import PAPERS, paper
from broadcaster.workflows.reporting import campaign_period
from broadcaster.workflows.reporting import report as make

LONGEST = timedelta(days=400)
TYPES = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".csv": "text/csv; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".json": "application/json",
}


def show(visit: Visit) -> Response:
    """Show the accounts of a campaign, or of some days."""
    found = report_asked_for(visit)
    contents = visit.contents
    columns = column_names(contents, (column.column for column in found.columns))
    return visit.page(
        "report.html", report=found, gained=gained(found), columns=columns, troubles=troubles(found),
        campaigns=contents.timetable.campaigns, asked=visit.request.url.query,
    )  # fmt: skip


def gained(report: Report) -> tuple[int, int, bool]:
    """Return what was aired and what would usually have been, of the days that are over, and whether some are not.

    What is still to come is no lack.
    """
    over = [one for one in report.days if one.day < report.made_at.date()]
    aired_ms, usual_ms = sum(one.aired_ms for one in over), sum(one.usual_ms for one in over)
    return aired_ms, usual_ms, len(over) < len(report.days)


def download(visit: Visit) -> Response:
    """Give the report as a file."""
    ending = f".{visit.names['ending']}"
    if ending not in PAPERS:
        template = N_("{file}: a name that ends in {endings} is needed")
        raise UsageError(template, file=ending, endings=", ".join(PAPERS))
    found = report_asked_for(visit)
    content = paper(found, visit.contents, ending, visit.site.language)
    period = found.period
    stem = period.campaign.id if period.campaign else f"{period.first.isoformat()}--{period.last.isoformat()}"
    headers = {"Content-Disposition": f'attachment; filename="bao-cao-{stem}{ending}"'}
    return Response(content, media_type=TYPES[ending], headers=headers)


def report_asked_for(visit: Visit) -> Report:
    """Return the report of the campaign or the days in the query; of this month when nothing is said."""
    contents, now = visit.contents, visit.site.now()
    if campaign := visit.query.get("campaign", ""):
        return make(contents, campaign_period(contents, campaign), now)
    today = date_of(now, contents)
    last = day_asked_for(visit, "until", today)
    first = day_asked_for(visit, "from", last.replace(day=1))
    if not first <= last <= first + LONGEST:
        raise UsageError(
            N_("the first day must not come after the last, nor more than {days} before"), days=LONGEST.days
        )
    return make(contents, Period(first, last), now)
