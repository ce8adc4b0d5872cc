"""What planning costs: a year of six slots a day, three campaigns, a thousand scripts, five hundred sounds.

    python benchmarks/planning.py

Times are of the processor, in this process alone, so that a busy machine matters less; memory is the most that the
process ever held. Nothing is read from disk: what is measured is the choosing, the filling and the laying out.
"""

import resource
import sys
import time as clock
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random

from broadcaster.model.contents import Contents
from broadcaster.model.lexicon import EMPTY
from broadcaster.model.script import DayRange, Priority, Script
from broadcaster.model.sound import Clip, ClipKind, Library
from broadcaster.model.station import Hours, Station
from broadcaster.model.timetable import (
    Campaign,
    Entry,
    EntryKind,
    Extension,
    Filler,
    FillerKind,
    Slot,
    Timetable,
)
from broadcaster.planning.rules import check_timetable
from broadcaster.workflows.planning_days import Planner, plan_days

FIRST = date(2026, 1, 1)
COLUMNS = [f"muc-{number}" for number in range(20)]
SCRIPTS, SPOTS, MUSIC = 1000, 250, 250
MINUTE = 60_000


def station() -> tuple[Contents, Library]:
    """Return the station, the same every time."""
    chance = Random(1)  # noqa: S311 - a benchmark's, not a secret's
    fill = (Filler(FillerKind.COLUMN, COLUMNS[19]), Filler(FillerKind.SPOTS), Filler(FillerKind.MUSIC))
    slots = tuple(_slot(number, fill) for number in range(6))
    campaigns = tuple(_campaign(number) for number in range(3))
    scripts = tuple(_script(number, chance) for number in range(SCRIPTS))
    library = Library(
        scripts=tuple((one.id, _clip(ClipKind.SCRIPT, one.id, chance.randint(20_000, 150_000))) for one in scripts),
        jingles=(("nhac-hieu", _clip(ClipKind.JINGLE, "nhac-hieu", 18_000)),),
        spots=tuple(_clip(ClipKind.SPOT, f"s{number}", chance.randint(8_000, 40_000)) for number in range(SPOTS)),
        music=tuple(_clip(ClipKind.MUSIC, f"m{number}", chance.randint(60_000, 240_000)) for number in range(MUSIC)),
    )
    place = Station("Đài thử", hours=Hours(sessions_per_day=6))
    return Contents(Path(), place, Timetable(slots, campaigns), scripts, (), EMPTY), library


def _slot(number: int, fill: tuple[Filler, ...]) -> Slot:
    columns = (Entry(EntryKind.COLUMN, COLUMNS[(3 * number + step) % 19], count=2) for step in range(3))
    jingle = Entry(EntryKind.JINGLE, "nhac-hieu")
    items = (jingle, *columns, jingle)
    return Slot(f"slot-{number}", f"Slot {number}", time(5 + 2 * number, 30), 20 * MINUTE, items, fill)


def _campaign(number: int) -> Campaign:
    first = FIRST + timedelta(days=60 * number)
    item = Entry(EntryKind.COLUMN, COLUMNS[number], campaign=f"dot-{number}")
    extension = Extension(f"slot-{number}", 10 * MINUTE, None, (item,))
    days = DayRange(first, first + timedelta(days=90))
    return Campaign(f"dot-{number}", f"Đợt {number}", days, directive="KH", extends=(extension,))


def _script(number: int, chance: Random) -> Script:
    first = FIRST + timedelta(days=chance.randint(0, 300))
    valid = DayRange(first, first + timedelta(days=60)) if number % 2 else DayRange()
    priority = Priority.PRIORITY if number % 50 == 0 else Priority.ROUTINE
    return Script(f"bai-{number:04}", f"Bài {number}", COLUMNS[number % 20], "…", priority, valid)


def _clip(kind: ClipKind, name: str, duration_ms: int) -> Clip:
    return Clip(name, kind, name, duration_ms)


def planned(days: int) -> tuple[float, int]:
    """Return the processor's seconds for so many days, and how many airings they have."""
    contents, library = station()
    planner = Planner(contents, library, FIRST, lambda day: {"bai-0001": _evening_before(day)})
    began = clock.process_time()
    plans = plan_days(planner, FIRST, FIRST + timedelta(days=days - 1))
    return clock.process_time() - began, sum(len(plan.rundowns) for plan in plans)


def _evening_before(day: date) -> datetime:
    return datetime.fromisoformat(f"{day - timedelta(days=1)}T17:00:00+07:00")


def best_of(times: int, measured: Callable[[], float]) -> float:
    """Return the least of several measurements: what is more is other work on this machine."""
    return min(measured() for _ in range(times))


def one_day() -> float:
    """Return the processor's seconds for one day, with the library known."""
    contents, library = station()
    planner = Planner(contents, library, FIRST, lambda day: {"bai-0001": _evening_before(day)})
    planner.plan(FIRST)  # from here on what the library is looked up by is there
    warm = Planner(contents, library, FIRST, planner.heard)
    began = clock.process_time()
    warm.plan(FIRST)
    return clock.process_time() - began


def checked() -> float:
    """Return the processor's seconds for holding the whole timetable to the rules."""
    contents, _ = station()
    began = clock.process_time()
    check_timetable(contents, FIRST)
    return clock.process_time() - began


def main() -> None:
    """Measure and print a table."""
    print(f"Python {sys.version.split()[0]}")
    for days in (91, 182, 365):
        seconds, airings = planned(days)
        print(f"{days:4} days {airings:5} airings {seconds:6.2f} s {1000 * seconds / days:6.2f} ms a day")
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"one day, library warm: {1000 * best_of(5, one_day):.1f} ms")
    print(f"check of the timetable: {1000 * best_of(2, checked):.0f} ms")
    print(f"most memory: {peak_mb:.0f} MB")


if __name__ == "__main__":
    main()
