"""What programs can ask: the shapes are those of the command line's ``--json``."""

from datetime import date, timedelta

from starlette.responses import JSONResponse, Response

from broadcaster.console.pages.record import day_asked_for
from broadcaster.console.pages.report import LONGEST, report_asked_for
from broadcaster.console.visit import Visit
from broadcaster.errors import UsageError
from broadcaster.messages import N_
from broadcaster.workflows.accounts import account_json, register_of
from broadcaster.workflows.backlog import backlog, behind_json
from broadcaster.workflows.building import plan_range
from broadcaster.workflows.keeping_record import record_to_read
from broadcaster.workflows.planning_days import date_of, start_of
from broadcaster.workflows.programmes import ProgrammeShelf
from broadcaster.workflows.readiness import readiness, readiness_json
from broadcaster.workflows.reporting import deviation_json, deviations, report_json
from broadcaster.workflows.shapes import act_json, as_run_json, plan_json
from broadcaster.workflows.today import today_json

AHEAD = timedelta(hours=24)
LONGEST_PLAN = timedelta(days=62)


def status(visit: Visit) -> Response:
    """Tell the station's day as it stands."""
    return JSONResponse(today_json(visit.site.watch.today(), visit.site.language))


def plan(visit: Visit) -> Response:
    """Tell the plan of some days."""
    contents, language = visit.contents, visit.site.language
    first, last = _days(visit, LONGEST_PLAN)
    plans, _ = plan_range(contents, first, last, visit.site.now())
    shelf = ProgrammeShelf(contents)
    found = {
        rundown.airtime.id: programme.path.relative_to(contents.folder).as_posix()
        for one in plans
        for rundown in one.rundowns
        if (programme := shelf.find(rundown)) is not None
    }
    behind = behind_json(backlog(contents, plans), language)
    return JSONResponse(plan_json(plans, found, language) | {"behind": behind})


def ready(visit: Visit) -> Response:
    """Tell whether the next day is ready."""
    contents, problems = visit.site.watch.opened()
    found = readiness(contents, problems, visit.site.now(), AHEAD)
    return JSONResponse(readiness_json(found, visit.site.language))


def record(visit: Visit) -> Response:
    """Tell what went out."""
    contents = visit.contents
    first, last = _days(visit, LONGEST)
    with record_to_read(contents) as kept:
        lines = list(kept.aired(start_of(first, contents), start_of(last + timedelta(days=1), contents)))
    return JSONResponse({"lines": [as_run_json(line) for line in lines]})


def people(visit: Visit) -> Response:
    """Tell what people did."""
    contents = visit.contents
    first, last = _days(visit, LONGEST)
    with record_to_read(contents) as kept:
        acts = list(kept.acts(start_of(first, contents), start_of(last + timedelta(days=1), contents)))
    return JSONResponse({"acts": [act_json(act) for act in acts]})


def reconcile(visit: Visit) -> Response:
    """Tell where what went out is not what was planned."""
    first, last = _days(visit, LONGEST)
    found = deviations(visit.contents, first, last, visit.site.now())
    return JSONResponse({"deviations": [deviation_json(deviation) for deviation in found]})


def report(visit: Visit) -> Response:
    """Tell the airtime accounts."""
    return JSONResponse(report_json(report_asked_for(visit)))


def accounts(visit: Visit) -> Response:
    """Tell who has an account."""
    return JSONResponse({"accounts": [account_json(one) for one in register_of(visit.contents)]})


def _days(visit: Visit, longest: timedelta) -> tuple[date, date]:
    """Return the first and the last day of the query; today when nothing is said."""
    today = date_of(visit.site.now(), visit.contents)
    first = day_asked_for(visit, "from", today)
    last = day_asked_for(visit, "until", first)
    if not first <= last <= first + longest:
        template = N_("the first day must not come after the last, nor more than {days} before")
        raise UsageError(template, days=longest.days)
    return first, last
