"""The daemon on a fast clock, over a simulated desk and a record in memory. The lines are what the office will read."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rundowns import DAY, POLICY, ZONE, LondonDesk, S, Station, airing, at

from broadcaster.model.record import Outcome
from broadcaster.playout.airing import Airing
from broadcaster.playout.daemon import Daemon
from broadcaster.playout.desk import PlayState
from broadcaster.playout.off_air import OffAirDesk

MORNING = airing("05:30", ("nhac-hieu", 10 * S), ("tin-1", 60 * S), ("tin-2", 30 * S), slot="sang")
EVENING = airing("17:00", ("tin-2", 30 * S), ("nhac-ket", 10 * S), slot="chieu", path=Path("chieu.mp3"))
MORNING_AIRED = ["nhac-hieu aired 05:30:00 10", "tin-1 aired 05:30:10 60", "tin-2 aired 05:31:10 30"]
EVENING_AIRED = ["tin-2 aired 17:00:00 30", "nhac-ket aired 17:00:30 10"]


def test_a_normal_day_airs_every_cue_at_its_second() -> None:
    station = Station([MORNING, EVENING])
    station.run_until(at("21:00"))
    assert station.told() == [*MORNING_AIRED, *EVENING_AIRED]
    assert [(line.slot, line.planned_at) for line in station.lines()] == [
        (cue_of.rundown.airtime.slot, cue.starts_at) for cue_of in (MORNING, EVENING) for cue in cue_of.rundown.cues
    ]
    assert station.shelf.taped == [("sang", at("05:30"), 100 * S), ("chieu", at("17:00"), 40 * S)]


def test_ticks_that_come_twice_or_late_or_far_too_often_change_nothing() -> None:
    station = Station([MORNING])
    for second in [*range(1900), *range(1900, 2000, 33), 7200]:
        station.clock.wait_until(at("05:00") + timedelta(seconds=second))
        station.daemon.tick()
        station.daemon.tick()
    assert station.told() == MORNING_AIRED
    assert station.shelf.taped == [("sang", at("05:30"), 100 * S)]


def test_who_waits_as_the_daemon_asks_is_there_in_time_and_always_gets_on() -> None:
    station = Station([MORNING, EVENING], on="00:00")
    waits = 0
    while station.clock.now() < at("23:59"):
        station.daemon.tick()
        before = station.clock.now()
        station.clock.wait_until(station.daemon.next_moment())
        assert station.clock.now() > before
        waits += 1
    assert station.told() == [*MORNING_AIRED, *EVENING_AIRED]
    assert waits < 300


def test_the_record_grows_as_cues_end_and_not_only_afterwards() -> None:
    station = Station([MORNING])
    grown = []
    for moment in ("05:30:09", "05:30:10", "05:31:09", "05:31:10", "05:31:40"):
        station.run_until(at(moment))
        grown.append(len(station.lines()))
    assert grown == [0, 1, 1, 2, 3]


def test_an_airing_may_cross_midnight() -> None:
    night = airing("23:59:30", ("tin-1", 60 * S))
    station = Station([night], on="23:00", policy=replace(POLICY, quiet=None))
    station.run_until(at("00:10", DAY + timedelta(days=1)))
    assert station.told() == ["tin-1 aired 23:59:30 60"]


def test_an_airing_may_start_with_the_day() -> None:
    tomorrow = DAY + timedelta(days=1)
    early = airing("00:00", ("tin-1", 60 * S))
    moved = replace(early.rundown.airtime, starts_at=at("00:00", tomorrow))
    cue = replace(early.rundown.cues[0], starts_at=at("00:00", tomorrow))
    early = replace(early, rundown=replace(early.rundown, airtime=moved, cues=(cue,)))
    station = Station([early], on="23:00", policy=replace(POLICY, quiet=None))
    station.run_until(at("00:10", tomorrow))
    assert station.told() == ["tin-1 aired 00:00:00 60"]


def test_the_record_tells_the_station_s_own_time_whatever_zone_the_desk_tells() -> None:
    station = Station([MORNING])
    station.switch_on(LondonDesk(station.clock.now, station.shelf))
    station.run_until(at("06:00"))
    assert [line.started_at and line.started_at.isoformat() for line in station.lines()] == [
        "2026-05-13T05:30:00+07:00",
        "2026-05-13T05:30:10+07:00",
        "2026-05-13T05:31:10+07:00",
    ]


# Two daemons


def test_two_daemons_on_one_record_and_one_desk_air_nothing_twice() -> None:
    station = Station([MORNING, EVENING])
    other = Daemon(station.clock, station.desk, station.record, station.airings_of, station.policy)
    while station.clock.now() < at("18:00"):
        station.daemon.tick()
        other.tick()
        station.clock.wait_until(min(station.daemon.next_moment(), other.next_moment()))
    assert station.told() == [*MORNING_AIRED, *EVENING_AIRED]
    assert station.shelf.taped == [("sang", at("05:30"), 100 * S), ("chieu", at("17:00"), 40 * S)]


def test_a_second_daemon_that_comes_when_all_is_over_says_nothing_more() -> None:
    station = Station([MORNING])
    station.run_until(at("05:40"))
    station.crash()
    station.run_until(at("06:30"))
    assert station.told() == MORNING_AIRED
    assert len(station.shelf.taped) == 1


# Crashes


def test_after_a_crash_that_took_the_desk_too_the_programme_is_joined_where_it_should_be() -> None:
    station = Station([MORNING])
    station.run_until(at("05:30:30"))
    station.crash()
    station.clock.wait_until(at("05:30:50"))
    station.run_until(at("06:00"))
    assert station.told() == [
        "nhac-hieu aired 05:30:00 10",
        "tin-1 cut_short 05:30:10 20",
        "tin-1 joined_late 05:30:50 20",
        "tin-2 aired 05:31:10 30",
    ]
    assert [line.note for line in station.lines()] == ["", "interrupted", "joined in progress", ""]
    assert station.shelf.taped == [("sang", at("05:30:50"), 50 * S)]  # what the lost desk had is lost with it


def test_after_a_crash_the_cues_that_passed_meanwhile_are_skipped_and_the_cut_one_is_told_once() -> None:
    station = Station([MORNING])
    station.run_until(at("05:30:05"))
    station.crash()
    station.clock.wait_until(at("05:31:20"))
    station.run_until(at("06:00"))
    assert station.told() == [
        "nhac-hieu cut_short 05:30:00 5",
        "tin-1 skipped - 0",
        "tin-2 joined_late 05:31:20 20",
    ]


def test_after_two_crashes_in_one_cue_its_three_pieces_stand_in_the_record() -> None:
    station = Station([MORNING])
    for crash, back in (("05:30:20", "05:30:30"), ("05:30:40", "05:30:50")):
        station.run_until(at(crash))
        station.crash()
        station.clock.wait_until(at(back))
    station.run_until(at("06:00"))
    assert station.told() == [
        "nhac-hieu aired 05:30:00 10",
        "tin-1 cut_short 05:30:10 10",
        "tin-1 cut_short 05:30:30 10",
        "tin-1 joined_late 05:30:50 20",
        "tin-2 aired 05:31:10 30",
    ]


def test_after_a_crash_that_outlasts_the_programme_the_rest_is_skipped() -> None:
    station = Station([MORNING])
    station.run_until(at("05:30:30"))
    station.crash()
    station.clock.wait_until(at("07:00"))
    station.run_until(at("07:01"))
    assert station.told() == [
        "nhac-hieu aired 05:30:00 10",
        "tin-1 cut_short 05:30:10 20",
        "tin-2 skipped - 0",
    ]
    assert station.lines()[-1].note == "interrupted, and its time had passed"


def test_a_daemon_that_comes_back_while_the_desk_plays_on_changes_nothing_on_air_or_in_the_record() -> None:
    station = Station([MORNING])
    station.run_until(at("05:30:30"))
    station.clock.wait_until(at("05:31:15"))  # nobody looks
    station.switch_on()
    station.run_until(at("06:00"))
    assert station.told() == MORNING_AIRED
    assert station.shelf.taped == [("sang", at("05:30"), 100 * S)]


@pytest.mark.parametrize("back", ["05:31:40", "05:33:00", "05:55:00", "12:00"])
def test_a_programme_that_the_desk_finished_alone_counts_as_aired_when_the_daemon_comes_back(back: str) -> None:
    station = Station([MORNING])
    station.run_until(at("05:30:30"))
    station.clock.wait_until(at(back))
    station.switch_on()
    station.run_until(at("13:00"))
    assert station.told() == MORNING_AIRED
    assert station.shelf.taped == [("sang", at("05:30"), 100 * S)]


def test_a_crash_between_the_claim_and_the_first_sample_costs_nothing() -> None:
    station = Station([MORNING])
    station.run_until(at("05:29:50"))  # handed over, and waiting
    station.crash()
    station.run_until(at("06:00"))
    assert station.told() == MORNING_AIRED


def test_a_desk_that_loses_its_order_is_given_it_again_from_where_it_should_be() -> None:
    class Forgetful(OffAirDesk):
        def forget(self) -> None:
            self._plays.clear()

    station = Station([MORNING])
    desk = Forgetful(station.clock.now, station.shelf)
    station.switch_on(desk)
    station.run_until(at("05:30:30"))
    desk.forget()
    station.run_until(at("06:00"))
    assert station.told() == [
        "nhac-hieu aired 05:30:00 10",
        "tin-1 cut_short 05:30:10 20",
        "tin-1 joined_late 05:30:30 40",
        "tin-2 aired 05:31:10 30",
    ]


# Files that fail


def test_a_programme_that_was_never_built_fails_cue_by_cue() -> None:
    station = Station([Airing(MORNING.rundown, None, "not built"), EVENING])
    station.run_until(at("21:00"))
    assert station.told() == ["nhac-hieu failed - 0", "tin-1 failed - 0", "tin-2 failed - 0", *EVENING_AIRED]
    assert {line.note for line in station.lines()[:3]} == {"not built"}


def test_a_programme_whose_file_is_gone_at_air_time_fails_cue_by_cue() -> None:
    station = Station([MORNING])
    station.shelf.__init__(sang=None)
    station.run_until(at("06:00"))
    assert station.told() == ["nhac-hieu failed - 0", "tin-1 failed - 0", "tin-2 failed - 0"]
    assert {line.note for line in station.lines()} == {"sang.mp3 is missing"}


def test_a_programme_whose_file_is_gone_when_it_is_joined_again_was_never_heard_from_there_on() -> None:
    station = Station([MORNING])
    station.run_until(at("05:30:30"))
    station.crash()
    station.shelf.__init__(sang=None)
    station.clock.wait_until(at("05:30:50"))
    station.run_until(at("06:00"))
    assert station.told() == [
        "nhac-hieu aired 05:30:00 10",
        "tin-1 cut_short 05:30:10 20",
        "tin-1 failed - 0",  # the second attempt
        "tin-2 failed - 0",
    ]


def test_a_programme_that_is_shorter_than_its_rundown_fails_from_where_it_ends() -> None:
    station = Station([MORNING])
    station.shelf.__init__(sang=25 * S)
    station.run_until(at("06:00"))
    assert station.told() == [
        "nhac-hieu aired 05:30:00 10",
        "tin-1 cut_short 05:30:10 15",
        "tin-2 failed - 0",
    ]
    assert station.lines()[-1].note == "ended early"


def test_a_record_that_fails_for_a_while_stops_no_sound_and_is_made_good_afterwards() -> None:
    class Full:
        """A record on a full disk."""

        def __init__(self, station: Station) -> None:
            self._real, self.full = station.record, False

        def __getattr__(self, name: str) -> object:
            if self.full:
                raise OSError("no space left on device")
            return getattr(self._real, name)

    station = Station([MORNING])
    record = Full(station)
    daemon = Daemon(station.clock, station.desk, record, station.airings_of, station.policy)  # type: ignore[arg-type]
    for second in range(3600):
        station.clock.wait_until(at("05:00") + timedelta(seconds=second))
        record.full = at("05:30:20") <= station.clock.now() < at("05:31:20")
        try:
            daemon.tick()
        except OSError:
            assert record.full
    assert station.told() == MORNING_AIRED
    assert station.shelf.taped == [("sang", at("05:30"), 100 * S)]


# Hours and clocks


def test_in_the_quiet_hours_every_cue_is_blocked() -> None:
    station = Station([airing("20:59:30", ("tin-1", 20 * S), ("tin-2", 20 * S))], on="20:00")
    station.run_until(at("22:00"))
    assert station.told() == ["tin-1 blocked - 0", "tin-2 blocked - 0"]
    assert station.shelf.taped == []


def test_a_clock_that_jumps_over_a_slot_skips_it_and_airs_the_next() -> None:
    station = Station([MORNING, EVENING])
    station.run_until(at("05:20"))
    station.clock.wait_until(at("09:00"))
    station.run_until(at("21:00"))
    assert station.told() == ["nhac-hieu skipped - 0", "tin-1 skipped - 0", "tin-2 skipped - 0", *EVENING_AIRED]
    assert station.lines()[0].note == "the station was off"


def test_a_station_that_is_switched_on_late_joins_the_programme() -> None:
    station = Station([MORNING], on="05:30:40")
    station.run_until(at("06:00"))
    assert station.told() == [
        "nhac-hieu skipped - 0",
        "tin-1 joined_late 05:30:40 30",
        "tin-2 aired 05:31:10 30",
    ]


def test_a_station_that_is_switched_on_too_late_skips_it_and_says_so_once() -> None:
    half_an_hour = airing("05:30", ("tin-1", 30 * 60 * S))
    station = Station([half_an_hour], on="05:51")
    station.run_until(at("07:00"))
    assert station.told() == ["tin-1 skipped - 0"]
    assert station.lines()[0].note == "1260 s late; late.join is 1200 s"


def test_of_two_airings_that_overlap_the_later_one_is_heard_from_its_start() -> None:
    first = airing("05:30", ("tin-1", 60 * S), ("tin-2", 60 * S), slot="sang")
    second = airing("05:30:50", ("tin-3", 30 * S), slot="them", path=Path("them.mp3"))
    station = Station([first, second])
    station.run_until(at("06:00"))
    assert station.told() == ["tin-1 cut_short 05:30:00 50", "tin-2 skipped - 0", "tin-3 aired 05:30:50 30"]


# Whatever happens

MOMENTS = st.integers(0, 200_000).map(lambda ms: timedelta(milliseconds=ms))
ACCIDENTS = st.lists(st.tuples(MOMENTS, MOMENTS, st.booleans()), max_size=4)
CUES = st.lists(st.integers(1, 60_000), min_size=1, max_size=5)


@settings(max_examples=40, deadline=None)
@given(CUES, CUES, st.integers(0, 60_000), ACCIDENTS)
def test_however_often_it_is_killed_the_record_accounts_for_every_cue_and_no_second_is_told_twice(
    morning: list[int], later: list[int], gap_ms: int, accidents: list[tuple[timedelta, timedelta, bool]]
) -> None:
    first = airing("05:30", *((f"sang-{number}", ms) for number, ms in enumerate(morning)), slot="sang")
    starts = (first.ends_at + timedelta(milliseconds=gap_ms)).astimezone(ZONE).strftime("%H:%M:%S.%f")
    second = airing(starts, *((f"them-{number}", ms) for number, ms in enumerate(later)), slot="them")
    station = Station([first, second], on="05:29")
    for runs_for, stays_away, the_desk_too in accidents:
        station.run_until(station.clock.now() + runs_for)
        station.clock.wait_until(station.clock.now() + stays_away)
        station.crash() if the_desk_too else station.switch_on()
    station.run_until(max(station.clock.now(), second.ends_at) + timedelta(minutes=1))

    lines = station.lines()
    for cue in (cue for each in (first, second) for cue in each.rundown.cues):
        told = [line for line in lines if line.source == cue.clip.id]
        assert told, f"{cue.clip.id} is not accounted for"
        assert all(line.planned_at == cue.starts_at for line in told)
        assert sum(line.duration_ms for line in told) <= cue.duration_ms
        assert not any(line.outcome is Outcome.FAILED for line in told)
        whole = [line for line in told if line.outcome is Outcome.AIRED]
        assert not whole or (len(told), whole[0].duration_ms) == (1, cue.duration_ms)
    sounding = sorted((line.started_at, line.duration_ms) for line in lines if line.started_at)
    for (starts_at, length_ms), (follows_at, _) in pairwise(sounding):
        assert starts_at + timedelta(milliseconds=length_ms) <= follows_at
    assert all((line.duration_ms > 0) == (line.started_at is not None) for line in lines)
    if not any(the_desk_too for *_, the_desk_too in accidents):  # it played on, and nothing was cut
        assert not any(line.outcome is Outcome.CUT_SHORT for line in lines)
    assert not [report for report in station.desk.reports() if report.state is PlayState.PLAYING]
