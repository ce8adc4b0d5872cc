"""Plan days from what the station has now: its files, its library and its record.

The plan of a day is the same whatever range of days is asked for. What scripts were heard before it is read from the
record as far as that goes: for today and what the record knows. An airing that has begun goes on as it was begun
(`planning/under_way.py`). A coming day is planned as if the days from today on had aired by plan. As long as there is
no record, scripts take turns from the 1st, 11th and 21st of the month on.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from broadcaster.logbook.logbook import Logbook
from broadcaster.model.contents import Contents
from broadcaster.model.plan import DayPlan, Rundown
from broadcaster.model.sound import Library
from broadcaster.planning.airtimes import zone_of
from broadcaster.planning.rundowns import heard_in, plan_day
from broadcaster.planning.stock import Stock
from broadcaster.workflows.station_folder import Places

TURNS_BEGIN = (21, 11, 1)  # days of the month from which turns are counted while nothing is known

Heard = Mapping[str, datetime]


def days_between(first: date, last: date) -> Iterator[date]:
    """Yield each day from `first` to `last`, both included."""
    for step in range((last - first).days + 1):
        yield first + timedelta(days=step)


def start_of(day: date, contents: Contents) -> datetime:
    """Return the station's midnight that begins `day`."""
    return datetime.combine(day, time(), zone_of(contents.station.timezone))


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


def begun_on(day: date, contents: Contents) -> dict[str, Rundown]:
    """Return what the airings of `day` that have begun go on with, by the record, by their ids."""
    path = Places(contents.folder).logbook
    if not path.is_file():
        return {}
    logbook = Logbook(path)
    try:
        return logbook.begun_on(day)
    finally:
        logbook.close()


@dataclass
class Planner:
    """Plans days of one station as it is now; what was worked out for one day is kept for the days behind it.

    `today` is the station's date; `heard` tells when each thing was last heard before a day, `begun` which airings of a
    day have begun, and with what.
    """

    contents: Contents
    library: Library
    today: date
    heard: Callable[[date], Heard]
    begun: Callable[[date], Mapping[str, Rundown]] = lambda _: {}
    _known: dict[date, tuple[DayPlan, Heard]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._stock = Stock(self.contents.scripts, self.library, self.contents.decisions)
        before_today = self.heard(self.today)
        ends = (moment.astimezone(zone_of(self.contents.station.timezone)).date() for moment in before_today.values())
        self._record_ends = max(ends, default=None)

    def plan(self, day: date) -> DayPlan:
        """Return the plan of `day`."""
        missing = []
        while day not in self._known:
            missing.append(day)
            if day == self._begins(day):
                break
            day -= timedelta(days=1)
        for each in reversed(missing):
            self._plan(each)
        return self._known[missing[0] if missing else day][0]

    def heard_when_it_begins(self, day: date) -> Heard:
        """Return when each thing was last heard, for all that the plan of `day` goes by."""
        if day == self._begins(day):
            return self.heard(day)
        before = day - timedelta(days=1)
        plan = self.plan(before)
        heard = dict(self._known[before][1])
        for rundown in plan.rundowns:
            heard.update(heard_in(rundown))
        return heard

    @property
    def stock(self) -> Stock:
        """All that is planned with."""
        return self._stock

    def _plan(self, day: date) -> None:
        heard = self.heard_when_it_begins(day)
        begun = self.begun(day) if self.today - timedelta(days=1) <= day <= self.today else {}
        plan = plan_day(day, self.contents.station, self.contents.timetable, self._stock, heard, begun)
        self._known[day] = (plan, heard)

    def _begins(self, day: date) -> date:
        """Return the day from which on plans, and not the record, tell what was heard before `day`."""
        turns_begin = day.replace(day=next(start for start in TURNS_BEGIN if start <= day.day))
        if self._record_ends is None:
            return turns_begin
        if day >= self.today:
            return self.today
        return day if day <= self._record_ends else max(self._record_ends + timedelta(days=1), turns_begin)


def date_of(now: datetime, contents: Contents) -> date:
    """Return the station's date at `now`."""
    return now.astimezone(zone_of(contents.station.timezone)).date()


def planner_of(contents: Contents, library: Library, today: date) -> Planner:
    """Return a planner that goes by the station's record."""
    return Planner(
        contents, library, today, lambda day: heard_before(day, contents), lambda day: begun_on(day, contents)
    )


def plan_days(planner: Planner, first: date, last: date) -> Sequence[DayPlan]:
    """Return the plan of each day from `first` to `last`."""
    return [planner.plan(day) for day in days_between(first, last)]
