"""What is heard where a programme is missing or breaks: the safe one, and the programme again as soon as it can be."""

from dataclasses import replace
from pathlib import Path

from rundowns import S, Station, airing, at

from broadcaster.playout.airing import Airing
from broadcaster.playout.on_desk import SafeProgramme

MORNING = airing("05:30", ("nhac-hieu", 10 * S), ("tin-1", 60 * S), ("tin-2", 30 * S), slot="sang")
MISSING = Airing(MORNING.rundown, None, "not built")
SAFE = SafeProgramme(Path("an-toan.mp3"), 300 * S, "5afe")


def station_of(airing: Airing, *, on: str = "05:00") -> Station:
    station = Station([airing], on=on)
    station.safe = SAFE
    return station


def test_where_there_is_no_programme_the_safe_one_is_heard_from_its_beginning() -> None:
    station = station_of(MISSING)
    station.run_until(at("06:00"))
    assert station.told() == [
        "nhac-hieu replaced 05:30:00 10",
        "tin-1 replaced 05:30:10 60",
        "tin-2 replaced 05:31:10 30",
    ]
    assert station.shelf.taped == [("an-toan", at("05:30"), 100 * S)]
    assert {(line.note, line.programme) for line in station.lines()} == {
        ("the safe programme was heard in its place", "5afe")
    }


def test_a_programme_that_breaks_off_is_followed_by_the_safe_one_to_the_end_of_its_time() -> None:
    station = station_of(replace(MORNING, sha256="abc"))
    station.shelf.__init__(sang=25 * S)  # type: ignore[misc]
    station.run_until(at("06:00"))
    assert station.told() == [
        "nhac-hieu aired 05:30:00 10",
        "tin-1 cut_short 05:30:10 15",
        "tin-1 replaced 05:30:25 45",
        "tin-2 replaced 05:31:10 30",
    ]
    assert [line.programme for line in station.lines()] == ["abc", "abc", "5afe", "5afe"]


def test_a_programme_that_is_made_while_the_safe_one_plays_is_joined_where_it_should_be() -> None:
    station = station_of(MISSING)
    station.run_until(at("05:30:30"))
    station.airings = [MORNING]
    station.run_until(at("06:00"))
    told = station.told()
    assert told[0] == "nhac-hieu replaced 05:30:00 10"
    assert [line.split()[:2] for line in told[1:]] == [
        ["tin-1", "replaced"],
        ["tin-1", "joined_late"],
        ["tin-2", "aired"],
    ]
    assert sum(line.duration_ms for line in station.lines()) == 99 * S  # the change takes until the next look


def test_a_programme_that_was_found_damaged_and_made_anew_goes_on_after_the_safe_one() -> None:
    station = station_of(replace(MORNING, sha256="abc"))
    station.shelf.__init__(sang=25 * S)  # type: ignore[misc]
    station.run_until(at("05:30:40"))
    assert len(station.shelf.taped) == 1  # the broken one is not tried again ...
    station.airings = [MISSING]
    station.run_until(at("05:30:50"))
    station.airings = [replace(MORNING, sha256="abc")]  # ... until it was away, and is there again
    station.shelf.__init__()  # type: ignore[misc]
    station.run_until(at("06:00"))
    assert [line.split()[1] for line in station.told()] == ["aired", "cut_short", "replaced", "joined_late", "aired"]
    assert sum(line.duration_ms for line in station.lines()) == 99 * S


def test_a_safe_programme_that_is_shorter_than_the_airtime_is_heard_again_and_again() -> None:
    station = station_of(MISSING)
    station.safe = replace(SAFE, length_ms=40 * S)
    station.run_until(at("06:00"))
    assert [(name, length_ms) for name, _, length_ms in station.shelf.taped] == [
        ("an-toan", 40 * S),
        ("an-toan", 40 * S),
        ("an-toan", 20 * S),
    ]
    assert sum(line.duration_ms for line in station.lines()) == 100 * S


def test_after_a_crash_what_the_safe_programme_covered_is_not_told_as_aired() -> None:
    station = station_of(MISSING)
    station.run_until(at("05:30:30"))
    station.crash()
    station.run_until(at("06:00"))
    assert station.told() == [
        "nhac-hieu replaced 05:30:00 10",
        "tin-1 replaced 05:30:10 20",
        "tin-1 replaced 05:30:30 40",
        "tin-2 replaced 05:31:10 30",
    ]


def test_a_daemon_that_comes_back_while_the_safe_programme_plays_knows_it_for_what_it_is() -> None:
    station = station_of(MISSING)
    station.run_until(at("05:30:30"))
    station.switch_on()
    station.run_until(at("06:00"))
    assert [line.outcome.value for line in station.lines()] == ["replaced"] * 3
    assert len(station.shelf.taped) == 1


def test_a_safe_programme_that_can_not_be_played_either_is_tried_once() -> None:
    station = station_of(MISSING)
    station.shelf.__init__(**{"an-toan": None})  # type: ignore[misc]
    station.run_until(at("06:00"))
    assert station.told() == ["nhac-hieu failed - 0", "tin-1 failed - 0", "tin-2 failed - 0"]
    assert len(station.desk.reports()) == 1


def test_the_safe_programme_wakes_nobody_and_starts_no_airing_that_is_too_late() -> None:
    night = Airing(airing("20:59:30", ("tin-1", 60 * S)).rundown, None, "not built")
    station = station_of(night, on="20:00")
    station.run_until(at("22:00"))
    assert station.told() == ["tin-1 blocked - 0"]
    long = Airing(airing("05:30", ("tin-1", 30 * 60 * S)).rundown, None, "not built")
    late = station_of(long, on="05:51")
    late.run_until(at("07:00"))
    assert late.told() == ["tin-1 failed - 0"]
