"""Plan days from what the station has now: its files, its library and its record."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from broadcaster.logbook.logbook import Logbook
from broadcaster.model.contents import Contents
from broadcaster.model.plan import DayPlan
from broadcaster.model.sound import Library
from broadcaster.planning.rundowns import Stock, plan_day
from broadcaster.workflows.station_folder import Places


def days_between(first: date, last: date) -> Iterator[date]:
    """Yield each day from `first` to `last`, both included."""
    for step in range((last - first).days + 1):
        yield first + timedelta(days=step)


def start_of(day: date, contents: Contents) -> datetime:
    """Return the station's midnight that begins `day`."""
    return datetime.combine(day, time(), ZoneInfo(contents.station.timezone))


def heard_before(day: date, contents: Contents) -> dict[str, datetime]:
    """Return when each thing was last on air before `day`, by the record; nothing when there is no record yet."""
    path = Places(contents.folder).logbook
    if not path.is_file():
        return {}
    logbook = Logbook(path)
    try:
        return logbook.last_heard(start_of(day, contents))
    finally:
        logbook.close()


def plan_days(
    contents: Contents, library: Library, heard: Mapping[str, datetime], first: date, last: date
) -> list[DayPlan]:
    """Return the plan of each day, each as if the days before it had aired by plan."""
    stock = Stock(tuple(script for script in contents.scripts), library)
    heard = dict(heard)
    plans: list[DayPlan] = []
    for day in days_between(first, last):
        plan = plan_day(day, contents.station, contents.timetable, stock, heard)
        plans.append(plan)
        heard.update({cue.clip.id: cue.starts_at for rundown in plan.rundowns for cue in rundown.cues})
    return plans
