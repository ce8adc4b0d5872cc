"""What may not be heard any more leaves the desk, whatever it was doing with it; the record says what was heard."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from rundowns import S, Station, airing, at, rundown

from broadcaster.model.record import Outcome
from broadcaster.playout.airing import Standing, why_off_the_desk
from broadcaster.playout.desk import PlayState
from broadcaster.playout.on_desk import SafeProgramme

SHA, OTHER = "aa" * 32, "bb" * 32
WHOLE = ("nhac-hieu", 10 * S), ("tin-1", 60 * S), ("tin-2", 30 * S)
MORNING = replace(airing("05:30", *WHOLE), sha256=SHA)
WITHOUT_TIN_2 = replace(
    airing("05:30", ("nhac-hieu", 10 * S), ("tin-1", 60 * S), ("dan-bau", 30 * S), path=Path("moi.mp3")), sha256=OTHER
)
SAFE = SafeProgramme(Path("safe.mp3"), 3600 * S, "dd" * 32)
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
    station = station_at("05:31:08")  # too near to trust anything but an end at once
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
    begins_ms = {"tin-1": 10 * S, "tin-2": 70 * S}[cue]
    assert heard_ms <= max(begins_ms, (at(moment) - at("05:30")) // timedelta(milliseconds=1))


def test_half_a_save_silences_nobody() -> None:
    station = station_at("05:30:30")
    station.standings["tin-2"] = Standing.CHANGED
    station.run_until(at("05:30:40"))
    station.standings.clear()
    station.run_until(at("06:00"))
    assert station.shelf.taped == [("sang", at("05:30"), 100 * S)]


ENDS_BEFORE_IT = ("sang", at("05:30"), 70 * S)
GOES_ON = ("moi", at("05:31:10"), 30 * S)
AS_HEARD = [
    "nhac-hieu aired 05:30:00 10",
    "tin-1 aired 05:30:10 60",
    "tin-2 blocked - 0",
    "dan-bau aired 05:31:10 30",
]


def test_what_was_to_come_before_it_is_heard_and_the_new_programme_goes_on_in_its_place() -> None:
    station = station_at("05:30:30")
    station.standings["tin-2"] = Standing.TAKEN_BACK
    station.airings = [NOT_BUILT]
    station.run_until(at("05:30:40"))
    station.airings = [WITHOUT_TIN_2]
    station.run_until(at("06:00"))
    assert station.shelf.taped == [ENDS_BEFORE_IT, GOES_ON]
    assert station.told() == AS_HEARD
    assert [line.programme for line in station.lines()] == [SHA, SHA, "", OTHER]


def test_from_the_revocation_on_the_desk_alone_sees_to_it_that_it_is_not_heard() -> None:
    station = station_at("05:30:30")
    station.standings["tin-2"] = Standing.TAKEN_BACK
    station.airings = [NOT_BUILT]
    station.run_until(at("05:30:31"))
    station.clock.wait_until(at("05:40"))  # the daemon is gone
    station.desk.reports()
    assert station.shelf.taped == [ENDS_BEFORE_IT]


def test_where_nothing_is_made_anew_in_time_the_safe_programme_goes_on_without_a_gap() -> None:
    station = station_at("05:30:30")
    station.safe = SAFE
    station.standings["tin-2"] = Standing.TAKEN_BACK
    station.airings = [NOT_BUILT]
    station.run_until(at("06:00"))
    assert station.shelf.taped == [ENDS_BEFORE_IT, ("safe", at("05:31:10"), 30 * S)]
    assert station.told()[:3] == AS_HEARD[:3]
    assert station.told()[3] == "tin-2 replaced 05:31:10 30"


def test_what_is_made_anew_in_the_last_seconds_is_heard_in_place_of_the_safe_programme() -> None:
    station = station_at("05:30:30")
    station.safe = SAFE
    station.standings["tin-2"] = Standing.TAKEN_BACK
    station.airings = [NOT_BUILT]
    station.run_until(at("05:31:08"))
    station.airings = [WITHOUT_TIN_2]
    station.run_until(at("06:00"))
    assert station.shelf.taped == [ENDS_BEFORE_IT, GOES_ON]
    assert station.told() == AS_HEARD


def test_what_is_made_anew_after_that_is_joined_where_it_should_be() -> None:
    station = station_at("05:30:30")
    station.safe = SAFE
    station.standings["tin-2"] = Standing.TAKEN_BACK
    station.airings = [NOT_BUILT]
    station.run_until(at("05:31:20"))
    station.airings = [WITHOUT_TIN_2]
    station.run_until(at("06:00"))
    heard = [(name, heard_ms) for name, _, heard_ms in station.shelf.taped]
    assert heard == [("sang", 70 * S), ("safe", 10 * S), ("moi", 19 * S)]  # at the next look


@pytest.mark.parametrize("gone_until", ["05:30:50", "05:31:20"])
def test_a_daemon_that_comes_back_follows_what_was_handed_over(gone_until: str) -> None:
    station = station_at("05:30:30")
    station.standings["tin-2"] = Standing.TAKEN_BACK
    station.airings = [WITHOUT_TIN_2]
    station.run_until(at("05:30:40"))
    station.clock.wait_until(at(gone_until))
    station.switch_on()
    station.run_until(at("06:00"))
    assert station.shelf.taped == [ENDS_BEFORE_IT, GOES_ON]
    assert [told for told in station.told() if "blocked" not in told] == [AS_HEARD[0], AS_HEARD[1], AS_HEARD[3]]


def test_a_daemon_that_comes_back_goes_on_with_what_ended_while_it_was_away() -> None:
    station = station_at("05:30:30")
    station.standings["tin-2"] = Standing.TAKEN_BACK
    station.airings = [NOT_BUILT]
    station.run_until(at("05:30:40"))
    station.clock.wait_until(at("05:31:20"))
    station.airings = [WITHOUT_TIN_2]
    station.switch_on()
    station.run_until(at("06:00"))
    assert station.shelf.taped == [ENDS_BEFORE_IT, ("moi", at("05:31:20"), 20 * S)]
    assert station.told()[-1] == "dan-bau joined_late 05:31:20 20"


def test_what_is_taken_back_while_another_is_on_its_way_out_is_not_heard_either() -> None:
    longer = *WHOLE, ("tin-3", 30 * S)
    station = Station([replace(airing("05:30", *longer), sha256=SHA)])
    station.run_until(at("05:30:20"))
    station.standings["tin-3"] = Standing.TAKEN_BACK
    without_3 = replace(airing("05:30", *WHOLE, ("sao-truc", 30 * S), path=Path("moi.mp3")), sha256=OTHER)
    station.airings = [without_3]
    station.run_until(at("05:30:30"))
    station.standings["tin-2"] = Standing.TAKEN_BACK
    station.airings = [replace(without_3, path=None, sha256="")]
    station.run_until(at("05:30:40"))
    last = *WHOLE[:2], ("dan-bau", 30 * S), ("sao-truc", 30 * S)
    station.airings = [replace(airing("05:30", *last, path=Path("moi-nua.mp3")), sha256="cc" * 32)]
    station.run_until(at("06:00"))
    assert station.shelf.taped == [ENDS_BEFORE_IT, ("moi-nua", at("05:31:10"), 60 * S)]
    assert {line.source for line in station.lines() if line.outcome is Outcome.BLOCKED} == {"tin-2", "tin-3"}


def test_of_another_beginning_the_new_programme_is_joined_only_when_the_old_one_has_ended() -> None:
    station = station_at("05:30:30")
    station.standings["tin-2"] = Standing.TAKEN_BACK
    other = ("nhac-hieu", 10 * S), ("tin-9", 50 * S), ("dan-bau", 40 * S)
    station.airings = [replace(airing("05:30", *other, path=Path("moi.mp3")), sha256=OTHER)]
    station.run_until(at("06:00"))
    (first, (name, began, heard_ms)) = station.shelf.taped
    assert (first, name) == (ENDS_BEFORE_IT, "moi")
    assert at("05:31:10") <= began <= at("05:31:11")
    assert began + timedelta(milliseconds=heard_ms) == at("05:31:40")


def test_approved_again_it_is_heard_in_its_place_as_if_nothing_had_been() -> None:
    for moment in ("05:29:50", "05:30:30"):
        station = station_at(moment)
        station.standings["tin-2"] = Standing.TAKEN_BACK
        station.airings = [NOT_BUILT]
        station.run_until(at("05:30:35"))
        station.standings.clear()
        station.airings = [MORNING]
        station.run_until(at("06:00"))
        assert station.shelf.taped == [ENDS_BEFORE_IT, ("sang", at("05:31:10"), 30 * S)]
        assert [line.outcome for line in station.lines()] == [Outcome.AIRED] * 3


def test_a_daemon_that_comes_back_ends_what_the_desk_plays_before_what_was_taken_back_meanwhile() -> None:
    station = station_at("05:30:30")
    station.airings = [NOT_BUILT]  # somebody took it back while no daemon ran
    station.standings["tin-2"] = Standing.TAKEN_BACK
    station.switch_on()
    station.run_until(at("05:30:40"))
    station.airings = [WITHOUT_TIN_2]
    station.run_until(at("06:00"))
    assert station.shelf.taped == [ENDS_BEFORE_IT, GOES_ON]


def test_by_a_clock_that_was_set_nothing_waits_for_a_moment_of_the_old_time() -> None:
    station = station_at("05:30:30")
    station.standings["tin-2"] = Standing.TAKEN_BACK
    station.airings = [WITHOUT_TIN_2]
    station.run_until(at("05:30:40"))
    station.daemon.clock_was_set(90)
    station.run_until(at("05:30:41"))
    waiting = [report for report in station.desk.reports() if report.state is PlayState.WAITING]
    assert waiting == []


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
