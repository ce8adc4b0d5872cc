"""What the plan of a day goes by: the record as far as it goes, then the plan of the days between."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from broadcaster.model.contents import Contents
from broadcaster.model.lexicon import EMPTY
from broadcaster.model.script import DayRange, Script
from broadcaster.model.sound import Clip, ClipKind, Library
from broadcaster.model.station import Station
from broadcaster.model.timetable import Entry, EntryKind, Slot, Timetable
from broadcaster.workflows.planning_days import Heard, Planner, plan_days

TODAY = date(2026, 5, 15)
SCRIPTS = tuple(Script(name, name, "tin", "…", valid=DayRange()) for name in "abcde")
LIBRARY = Library(
    scripts=tuple((one.id, Clip(one.id, ClipKind.SCRIPT, one.id, 60_000)) for one in SCRIPTS),
    music=(Clip("m", ClipKind.MUSIC, "m", 90_000),),
)
SLOTS = tuple(
    Slot(name, name, at, 240_000, (Entry(EntryKind.COLUMN, "tin", 2),))
    for name, at in (("x", time(6)), ("y", time(17)))
)
CONTENTS = Contents(Path(), Station("Đài thử"), Timetable(SLOTS), SCRIPTS, (), EMPTY)


def record(*lines: tuple[str, str]) -> "Record":
    """Return a record in which each script was heard at that moment (UTC)."""
    return Record({source: datetime.fromisoformat(moment).replace(tzinfo=UTC) for source, moment in lines})


class Record(dict[str, datetime]):
    """When each script was last heard."""

    def before(self, day: date) -> Heard:
        limit = datetime.combine(day, time(), UTC)
        return {source: moment for source, moment in self.items() if moment < limit}


def planner(of: Record, today: date = TODAY) -> Planner:
    return Planner(CONTENTS, LIBRARY, today, of.before)


def scripts(of: Planner, day: date) -> str:
    return "".join(c.clip.id for r in of.plan(day).rundowns for c in r.cues if c.kind == "script")


def test_today_goes_by_the_record() -> None:
    heard = record(("a", "2026-05-14T01:00"), ("b", "2026-05-13T01:00"))
    assert scripts(planner(heard), TODAY) == "cdeb"


def test_a_coming_day_goes_by_the_plan_of_the_days_until_then() -> None:
    heard = record(("a", "2026-05-14T01:00"), ("b", "2026-05-13T01:00"))
    assert [scripts(planner(heard), TODAY + timedelta(days=ahead)) for ahead in range(3)] == ["cdeb", "acde", "bacd"]


def test_what_was_aired_as_planned_leaves_tomorrow_s_plan_as_it_was() -> None:
    heard = record(("a", "2026-05-14T01:00"))
    today = planner(heard)
    tomorrow = scripts(today, TODAY + timedelta(days=1))
    aired = {cue.clip.id: cue.starts_at for r in today.plan(TODAY).rundowns for cue in r.cues if cue.kind == "script"}
    next_day = planner(Record({**heard, **aired}), TODAY + timedelta(days=1))
    assert scripts(next_day, TODAY + timedelta(days=1)) == tomorrow


def test_a_day_gone_by_goes_by_what_was_heard_before_it() -> None:
    heard = record(("a", "2026-05-10T01:00"), ("b", "2026-05-14T01:00"))
    assert scripts(planner(heard), date(2026, 5, 12)) == "bcde"


def test_without_a_record_turns_are_counted_from_the_1st_11th_and_21st_whenever_it_is_asked() -> None:
    for today in (TODAY, date(2026, 11, 1)):
        of = planner(record(), today)
        assert [scripts(of, date(2026, 5, day)) for day in (11, 12, 13)] == ["abcd", "eabc", "deab"]
        assert scripts(of, date(2026, 5, 21)) == "abcd"


DAYS = st.dates(TODAY - timedelta(days=25), TODAY + timedelta(days=25))


@given(
    st.dictionaries(st.sampled_from("abcde"), st.datetimes(datetime(2026, 4, 1), datetime(2026, 5, 14)), max_size=5),  # noqa: DTZ001 - bounds are naive
    DAYS,
    DAYS,
)
@settings(max_examples=60)
def test_a_day_s_plan_is_the_same_whatever_days_are_asked_for_with_it(
    heard: dict[str, datetime], one: date, other: date
) -> None:
    of = Record({source: moment.replace(tzinfo=UTC) for source, moment in heard.items()})
    first, last = sorted((one, other))
    together = plan_days(planner(of), first, last)
    assert together[0] == planner(of).plan(first)
    assert together[-1] == planner(of).plan(last)
    assert list(together) == list(plan_days(planner(of), first, last))


def test_a_script_in_another_column_changes_no_day() -> None:
    more = Script("z", "z", "khac", "…")
    library = replace(LIBRARY, scripts=(*LIBRARY.scripts, ("z", Clip("z", ClipKind.SCRIPT, "z", 9_000))))
    other = Planner(replace(CONTENTS, scripts=(*SCRIPTS, more)), library, TODAY, record().before)
    for ahead in range(9):
        day = TODAY + timedelta(days=ahead)
        assert other.plan(day) == planner(record()).plan(day)
