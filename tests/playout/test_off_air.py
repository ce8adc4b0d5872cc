"""The simulated desk, where it differs from a real one: nobody looks at it for minutes, and then at once."""

from datetime import timedelta
from pathlib import Path

from rundowns import Shelf, at

from broadcaster.playout.clock import FastClock
from broadcaster.playout.desk import PlayOrder, PlayState
from broadcaster.playout.off_air import OffAirDesk


def order(name: str, starts: str, seconds: int, skip_s: int = 0) -> PlayOrder:
    return PlayOrder(name, Path(f"{name}.mp3"), at(starts), skip_s * 1000, seconds * 1000)


def desk_at(clock: str) -> tuple[FastClock, OffAirDesk, Shelf]:
    now, shelf = FastClock(at(clock)), Shelf(short=5_000, missing=None)
    return now, OffAirDesk(now.now, shelf), shelf


def told(desk: OffAirDesk) -> list[tuple[str, str, int]]:
    return [(report.id, report.state.value, report.played_ms) for report in desk.reports()]


def test_who_looks_only_once_all_is_over_is_told_the_same_as_who_looks_each_second() -> None:
    for step_s in (1, 7, 3600):
        clock, desk, shelf = desk_at("05:29:00")
        desk.play(order("early", "05:30:00", 60))
        desk.play(order("late", "05:30:40", 10))  # ends the early one
        desk.play(order("short", "05:31:00", 20))  # a file of 5 s
        desk.play(order("missing", "05:32:00", 20))
        while clock.now() < at("05:40:00"):
            clock.wait_until(clock.now() + timedelta(seconds=step_s))
            desk.reports()
        assert told(desk) == [
            ("early", "stopped", 40_000),
            ("late", "done", 10_000),
            ("short", "failed", 5_000),
            ("missing", "failed", 0),
        ]
        assert shelf.taped == [
            ("early", at("05:30:00"), 40_000),
            ("late", at("05:30:40"), 10_000),
            ("short", at("05:31:00"), 5_000),
        ]


def test_a_file_that_ended_early_stays_failed_though_the_next_order_came_meanwhile() -> None:
    clock, desk, _ = desk_at("05:30:00")
    desk.play(order("short", "05:30:00", 60))
    desk.play(order("next", "05:30:30", 10))
    clock.wait_until(at("05:31:00"))
    assert told(desk) == [("short", "failed", 5_000), ("next", "done", 10_000)]


def test_half_a_second_that_a_file_lacks_is_forgiven() -> None:
    for lacking_ms, state in ((499, PlayState.DONE), (501, PlayState.FAILED)):
        clock, desk, _ = desk_at("05:30:00")
        desk.play(PlayOrder("short", Path("short.mp3"), at("05:30:00"), 0, 5_000 + lacking_ms))
        clock.wait_until(at("05:31:00"))
        (report,) = desk.reports()
        assert (report.state, report.played_ms) == (state, 5_000)


def test_a_skip_behind_the_end_of_the_file_fails_and_sounds_not() -> None:
    clock, desk, _ = desk_at("05:30:00")
    desk.play(order("short", "05:30:00", 60, skip_s=10))
    clock.wait_until(at("05:31:00"))
    assert told(desk) == [("short", "failed", 0)]


def test_closing_ends_what_plays_and_keeps_what_was_heard_of_it() -> None:
    clock, desk, shelf = desk_at("05:30:00")
    desk.play(order("early", "05:30:00", 60))
    desk.play(order("later", "05:35:00", 60))
    clock.wait_until(at("05:30:20"))
    desk.close()
    assert told(desk) == [("early", "stopped", 20_000), ("later", "stopped", 0)]
    assert shelf.taped == [("early", at("05:30:00"), 20_000)]
