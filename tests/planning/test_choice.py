"""Which script of a column airs."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from small_stations import VIETNAM, clip, script, slot, stock

from broadcaster.model.script import Decision, Event, Priority, Script
from broadcaster.model.sound import ClipKind
from broadcaster.model.timetable import Timetable
from broadcaster.planning.airtimes import airtimes_on
from broadcaster.planning.choice import clash
from broadcaster.planning.stock import DayStock, turned

MAY_13 = date(2026, 5, 13)
MORNING = datetime(2026, 5, 12, 5, 30, tzinfo=UTC)


def chosen(*scripts: Script, heard: dict[str, datetime] | None = None, taken: tuple[str, ...] = ()) -> str | None:
    found = [one.id for one in order(*scripts, heard=heard) if one.id not in taken]
    return found[0] if found else None


def order(
    *scripts: Script, heard: dict[str, datetime] | None = None, decisions: tuple[Decision, ...] = ()
) -> list[Script]:
    """Return the column's scripts in the order in which an airing of twenty minutes at 05:30 would take them."""
    have = replace(stock(dict.fromkeys(scripts, 10)), decisions=decisions)
    (airtime,) = airtimes_on(MAY_13, VIETNAM, Timetable((slot("sang", "05:30", 20),)))
    return DayStock(MAY_13, VIETNAM, have, heard or {}, 0).column("tin", airtime)


def test_a_script_that_was_never_heard_comes_before_all_that_were() -> None:
    assert chosen(script("a", "tin"), script("b", "tin"), heard={"a": MORNING}) == "b"


def test_of_scripts_heard_before_the_one_heard_longest_ago_comes_first() -> None:
    heard = {"a": MORNING, "b": MORNING - timedelta(milliseconds=1), "c": MORNING + timedelta(days=1)}
    assert chosen(*(script(name, "tin") for name in "abc"), heard=heard) == "b"


def test_moments_are_compared_as_moments_and_not_as_hours_on_a_clock() -> None:
    hanoi = datetime.fromisoformat("2026-05-12T05:30+07:00")
    earlier = datetime.fromisoformat("2026-05-11T23:00+00:00")  # 06:00 in Hanoi: later
    assert chosen(script("a", "tin"), script("b", "tin"), heard={"a": earlier, "b": hanoi}) == "b"


def test_the_most_urgent_comes_first_however_lately_it_was_heard() -> None:
    urgent = script("z", "tin", priority=Priority.PRIORITY)
    most_urgent = script("y", "tin", priority=Priority.EMERGENCY)
    assert chosen(script("a", "tin"), urgent, heard={"z": MORNING}) == "z"
    assert chosen(script("a", "tin"), urgent, most_urgent, heard={"y": MORNING}) == "y"


def test_among_equals_the_name_decides_whatever_the_order_of_the_files() -> None:
    assert chosen(script("b", "tin"), script("a", "tin")) == "a"
    assert chosen(script("a", "tin"), script("b", "tin")) == "a"


@pytest.mark.parametrize(
    ("valid", "airs"),
    [
        ("2026-05-13..2026-05-13", True),
        ("2026-05-13..", True),
        ("..2026-05-13", True),
        ("..", True),
        ("2026-05-14..", False),
        ("..2026-05-12", False),
    ],
)
def test_a_script_airs_on_its_first_and_its_last_day_and_on_none_beyond(valid: str, airs: bool) -> None:
    assert (chosen(script("a", "tin", valid)) == "a") is airs


def test_what_is_taken_or_of_another_column_is_not_chosen() -> None:
    assert chosen(script("a", "tin"), script("b", "thong-bao"), taken=("a",)) is None


def test_sounds_take_turns_by_the_calendar() -> None:
    music = [clip(ClipKind.MUSIC, name, 60) for name in ("a", "b", "c")]
    assert [[one.id for one in turned(music, turn)] for turn in (0, 1, 5)] == [
        ["a", "b", "c"],
        ["b", "c", "a"],
        ["c", "a", "b"],
    ]
    assert turned([], 3) == []


# -- event notices -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("event", "airs"),
    [
        (Event(MAY_13, time(5, 50)), True),  # begins as the airing ends
        (Event(MAY_13, time(5, 49, 59)), False),
        (Event(MAY_13), True),  # some time that day
        (Event(date(2026, 5, 12)), False),
        (Event(date(2026, 5, 12), time(23)), False),
        (Event(date(2026, 5, 14), time(0)), True),
    ],
)
def test_a_notice_is_never_aired_once_its_event_has_begun(event: Event, airs: bool) -> None:
    assert (chosen(script("a", "tin", event=event)) == "a") is airs


# -- priority items that clash -----------------------------------------------------------------------------------------

FLOOD, VACCINE = (script(name, "tin", priority=Priority.PRIORITY) for name in ("lu", "tiem"))


def decision(first: str, before: str) -> Decision:
    return Decision(first, before, "Chị Lan", date(2026, 5, 12))


def ids(scripts: list[Script]) -> str:
    return " ".join(one.id for one in scripts)


def test_of_priority_items_the_decided_one_goes_first_but_never_ahead_of_an_emergency() -> None:
    storm = script("bao", "tin", priority=Priority.EMERGENCY)
    plain = script("a", "tin")
    assert ids(order(FLOOD, VACCINE, storm, plain)) == "bao lu tiem a"
    assert ids(order(FLOOD, VACCINE, storm, plain, decisions=(decision("tiem", "lu"),))) == "bao tiem lu a"
    assert ids(order(FLOOD, VACCINE, storm, plain, decisions=(decision("a", "bao"),))) == "bao lu tiem a"


def test_the_later_decision_on_the_same_two_counts() -> None:
    both = (decision("tiem", "lu"), decision("lu", "tiem"))
    assert ids(order(FLOOD, VACCINE, decisions=both)) == "lu tiem"


def test_decisions_that_go_round_in_a_circle_still_give_an_order() -> None:
    third = script("mat", "tin", priority=Priority.PRIORITY)
    circle = (decision("lu", "tiem"), decision("tiem", "mat"), decision("mat", "lu"))
    assert sorted(ids(order(FLOOD, VACCINE, third, decisions=circle)).split()) == ["lu", "mat", "tiem"]


def test_two_priority_items_that_want_one_place_clash_until_somebody_decides() -> None:
    routine = script("a", "tin")
    assert clash([FLOOD], [VACCINE], ()) == ("lu", "tiem")
    assert clash([FLOOD], [routine], ()) is None
    assert clash([FLOOD], [VACCINE], [decision("lu", "tiem")]) is None
