"""What may not be heard any more leaves the desk, whatever it was doing with it; the record says what was heard."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from rundowns import S, Station, airing, at, rundown

from broadcaster.model.record import Outcome
from broadcaster.playout.airing import Standing, why_off_the_desk

SHA, OTHER = "aa" * 32, "bb" * 32
WHOLE = ("nhac-hieu", 10 * S), ("tin-1", 60 * S), ("tin-2", 30 * S)
MORNING = replace(airing("05:30", *WHOLE), sha256=SHA)
WITHOUT_TIN_2 = replace(
    airing("05:30", ("nhac-hieu", 10 * S), ("tin-1", 60 * S), ("dan-bau", 30 * S), path=Path("moi.mp3")), sha256=OTHER
)
NOT_BUILT = replace(MORNING, path=None, sha256="")


def station_at(moment: str) -> Station:
    station = Station([MORNING])
    station.run_until(at(moment))
    return station


def test_what_is_taken_back_is_cut_in_the_middle_of_a_word() -> None:
    station = station_at("05:30:30")
    station.standings["tin-1"] = Standing.TAKEN_BACK
    station.airings = [NOT_BUILT]
    station.run_until(at("06:00"))
    assert station.shelf.taped == [("sang", at("05:30"), 30 * S)]
    assert station.told()[:2] == ["nhac-hieu aired 05:30:00 10", "tin-1 cut_short 05:30:10 20"]
    assert station.lines()[1].note == "its approval was taken back"


def test_what_had_to_leave_with_it_is_not_blamed() -> None:
    station = station_at("05:30:30")
    station.standings["tin-2"] = Standing.TAKEN_BACK
    station.airings = [NOT_BUILT]
    station.run_until(at("06:00"))
    notes = {line.source: line.note for line in station.lines() if line.outcome in {Outcome.CUT_SHORT, Outcome.BLOCKED}}
    assert notes == {
        "tin-1": "it left with what was to follow it, which may not be heard any more",
        "tin-2": "its approval was taken back",
    }


def test_what_was_changed_is_heard_to_its_end_when_it_is_on_air_already() -> None:
    station = station_at("05:30:30")
    station.standings["tin-1"] = Standing.CHANGED
    station.run_until(at("06:00"))
    assert station.shelf.taped == [("sang", at("05:30"), 100 * S)]


@pytest.mark.parametrize("moment", ["05:29:50", "05:30:05", "05:30:30", "05:31:08"])
def test_what_was_changed_never_begins(moment: str) -> None:
    station = station_at(moment)
    station.standings["tin-2"] = Standing.CHANGED
    station.airings = [NOT_BUILT]
    station.run_until(at("06:00"))
    ((_, started, heard_ms),) = station.shelf.taped
    assert started == at("05:30")
    assert 67 * S <= heard_ms <= 70 * S
    blocked = next(line for line in station.lines() if line.source == "tin-2")
    assert (blocked.outcome, blocked.note, blocked.duration_ms) == (
        Outcome.BLOCKED, "changed since it was approved", 0,
    )  # fmt: skip


@pytest.mark.parametrize("moment", ["05:29:46", "05:29:59", "05:30:01", "05:31:00"])
@pytest.mark.parametrize("cue", ["tin-1", "tin-2"])
def test_nothing_taken_back_is_heard_after_that_whether_waiting_on_air_or_still_to_come(moment: str, cue: str) -> None:
    station = station_at(moment)
    station.standings[cue] = Standing.TAKEN_BACK
    station.airings = [NOT_BUILT]
    station.run_until(at("06:00"))
    heard_ms = sum(heard for *_, heard in station.shelf.taped)
    assert heard_ms <= max(0, (at(moment) - at("05:30")) // timedelta(milliseconds=1))


def test_half_a_save_silences_nobody() -> None:
    station = station_at("05:30:30")
    station.standings["tin-2"] = Standing.CHANGED
    station.run_until(at("05:30:40"))
    station.standings.clear()
    station.run_until(at("06:00"))
    assert station.shelf.taped == [("sang", at("05:30"), 100 * S)]


def test_the_new_programme_goes_on_where_the_old_one_left_the_air() -> None:
    station = station_at("05:30:30")
    station.standings["tin-2"] = Standing.TAKEN_BACK
    station.airings = [NOT_BUILT]
    station.run_until(at("05:30:40"))
    station.airings = [WITHOUT_TIN_2]
    station.run_until(at("06:00"))
    assert station.shelf.taped == [("sang", at("05:30"), 30 * S), ("moi", at("05:30:40"), 60 * S)]
    assert station.told() == [
        "nhac-hieu aired 05:30:00 10",
        "tin-1 cut_short 05:30:10 20",
        "tin-2 blocked - 0",
        "tin-1 joined_late 05:30:40 30",
        "dan-bau aired 05:31:10 30",
    ]


def test_a_daemon_that_comes_back_knows_which_programme_the_airing_goes_on_with() -> None:
    station = station_at("05:30:30")
    station.standings["tin-2"] = Standing.TAKEN_BACK
    station.airings = [NOT_BUILT]
    station.run_until(at("05:30:40"))
    station.airings = [WITHOUT_TIN_2]
    station.run_until(at("05:31:20"))
    station.switch_on()
    station.run_until(at("06:00"))
    assert station.shelf.taped == [("sang", at("05:30"), 30 * S), ("moi", at("05:30:40"), 60 * S)]
    assert station.told()[-2:] == ["tin-1 joined_late 05:30:40 30", "dan-bau aired 05:31:10 30"]
    assert station.lines()[-1].programme == OTHER


def test_approved_again_the_same_programme_goes_on() -> None:
    station = station_at("05:29:50")
    station.standings["tin-1"] = Standing.TAKEN_BACK
    station.airings = [NOT_BUILT]
    station.run_until(at("05:29:55"))
    station.standings.clear()
    station.airings = [MORNING]
    station.run_until(at("06:00"))
    assert station.shelf.taped == [("sang", at("05:30"), 100 * S)]


def test_a_daemon_that_comes_back_ends_what_the_desk_plays_when_it_is_not_what_may_be_aired() -> None:
    station = station_at("05:30:30")
    station.airings = [NOT_BUILT]  # somebody took it back while no daemon ran
    station.standings["tin-2"] = Standing.TAKEN_BACK
    station.switch_on()
    station.run_until(at("05:30:40"))
    assert station.shelf.taped == [("sang", at("05:30"), 30 * S)]
    station.airings = [WITHOUT_TIN_2]
    station.run_until(at("06:00"))
    assert station.shelf.taped[1:] == [("moi", at("05:30:40"), 60 * S)]


def test_a_daemon_that_comes_back_leaves_alone_what_may_be_aired() -> None:
    station = station_at("05:30:30")
    station.switch_on()
    station.run_until(at("06:00"))
    assert station.shelf.taped == [("sang", at("05:30"), 100 * S)]
    assert [line.outcome for line in station.lines()] == [Outcome.AIRED] * 3


def test_what_needs_no_approval_never_leaves_for_want_of_one() -> None:
    plan = rundown("05:30", *WHOLE)
    assert why_off_the_desk(plan, 0, False, lambda _: Standing.GOOD) is None


def test_what_was_heard_already_can_t_be_taken_back() -> None:
    plan = rundown("05:30", *WHOLE)
    of_tin_1 = {"tin-1": Standing.TAKEN_BACK}
    assert why_off_the_desk(plan, 70 * S, True, lambda cue: of_tin_1.get(cue.clip.id, Standing.GOOD)) is None
