"""Which script of a column airs."""

from datetime import UTC, date, datetime, timedelta

import pytest
from small_stations import clip, script

from broadcaster.model.script import Priority, Script
from broadcaster.model.sound import ClipKind
from broadcaster.planning.choice import choose, longest_unheard

MAY_13 = date(2026, 5, 13)
MORNING = datetime(2026, 5, 12, 5, 30, tzinfo=UTC)


def chosen(*scripts: Script, heard: dict[str, datetime] | None = None, taken: tuple[str, ...] = ()) -> str | None:
    found = choose("tin", MAY_13, scripts, heard or {}, taken)
    return found.id if found else None


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


def test_sounds_take_turns_too() -> None:
    music = [clip(ClipKind.MUSIC, name, 60) for name in ("a", "b", "c")]
    heard = {"a": MORNING, "b": MORNING - timedelta(days=1)}
    assert [one.id for one in longest_unheard(music, heard)] == ["c", "b", "a"]
