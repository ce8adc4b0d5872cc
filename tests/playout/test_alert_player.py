"""Emergencies on a fast clock, over a simulated desk and a record in memory."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from rundowns import DAY, NIGHT, POLICY, S, airing, at, brief

from broadcaster.errors import SoundError
from broadcaster.logbook.logbook import Logbook
from broadcaster.messages import N_
from broadcaster.model.alert import PLANS, After, Alert, repeated
from broadcaster.playout.airing import QUIET
from broadcaster.playout.alert_player import CANCELLED, MISSED, AlertPlayer, Rules, free_until
from broadcaster.playout.as_run import NO_OUTPUT
from broadcaster.playout.clock import FastClock
from broadcaster.playout.daemon import Daemon
from broadcaster.playout.desk import OutputHealth, PlayOrder
from broadcaster.playout.needs import Surroundings
from broadcaster.playout.off_air import NoTape, OffAirDesk

FLOOD = Alert(
    "20260513-054000-00a1", "Nước lên", "Nước lên.", "An", at("05:40"), Path("a.wav"), 15 * S, "espeak:vi", "f1"
)
MORNING = airing("05:30", ("nhac-hieu", 10 * S), ("tin-1", 15 * 60 * S), ("tin-2", 60 * S))


class Office:
    """A station with emergencies. `restart` is the daemon's, `lose_engine` what takes the desk's memory with it."""

    def __init__(self, *alerts: Alert, on: str = "05:00") -> None:
        self.alerts: list[Alert] = list(alerts)
        self.clock = FastClock(at(on))
        self.record = Logbook(None)
        self.airings = [MORNING]
        self.lose_engine()

    def lose_engine(self) -> None:
        self.desk = OffAirDesk(self.clock.now)
        self.restart()

    def restart(self) -> None:
        rules = Rules(lambda: NIGHT, lambda: free_until(self.clock.now(), [a.starts_at for a in self.airings], NIGHT))
        self.player = AlertPlayer(self.clock, self.desk, self.record, lambda: self.alerts, rules)
        self.daemon = Daemon(
            self.clock,
            self.desk,
            self.record,
            lambda day: self.airings if day == DAY else (),
            POLICY,
            Surroundings(interruptions=self.player.interruptions),
        )

    def run_until(self, clock: str) -> None:
        until = at(clock)
        while self.clock.now() < until:
            self.clock.wait_until(min(until, self.clock.now() + timedelta(seconds=1)))
            self.player.tick()
            self.daemon.tick()

    def told(self, kind: str = "alert") -> list[str]:
        return [line for entry in self.record.aired() if entry.kind == kind for line in brief([entry])]

    def notes(self) -> list[str]:
        return [entry.note for entry in self.record.aired() if entry.kind == "alert"]


def aired(*moments: str) -> list[str]:
    return [f"{FLOOD.id} aired {moment} 15" for moment in moments]


def test_it_is_heard_at_once_and_told() -> None:
    office = Office(FLOOD)
    office.run_until("05:41")
    assert office.told() == aired("05:40:00")
    [line] = [entry for entry in office.record.aired() if entry.kind == "alert"]
    assert (line.slot, line.title, line.voice, line.fingerprint) == ("alert", "Nước lên", "espeak:vi", "f1")
    assert line.outputs == ("off_air",)


def test_three_times_five_minutes_apart() -> None:
    office = Office(replace(FLOOD, repeats=repeated(3, 300 * S)))
    office.run_until("06:30")
    assert office.told() == aired("05:40:00", "05:45:00", "05:50:00")
    assert not office.player.is_busy()


def test_the_plan_for_disasters_goes_on_until_it_is_ended() -> None:
    office = Office(replace(FLOOD, repeats=PLANS["disaster"]))
    office.run_until("06:21")
    office.alerts = [replace(office.alerts[0], cancelled_at=at("06:21"))]
    office.run_until("08:00")
    assert office.told() == aired("05:40:00", "05:45:00", "05:50:00", "06:20:00")


def test_until_ends_the_repetitions() -> None:
    office = Office(replace(FLOOD, repeats=repeated(None, 300 * S), until=at("05:50")))
    office.run_until("06:30")
    assert office.told() == aired("05:40:00", "05:45:00")


def test_what_nobody_ends_is_ended_after_a_day() -> None:
    moments = list(replace(FLOOD, repeats=repeated(None, 3600 * S)).moments())
    assert len(moments) == 24


def test_the_programme_tells_what_was_not_heard_and_all_adds_up() -> None:
    office = Office(FLOOD)
    office.run_until("05:50")
    assert office.told("script") == [
        "nhac-hieu aired 05:30:00 10",
        "tin-1 cut_short 05:30:10 590",
        "tin-1 joined_late 05:40:15 295",
        "tin-2 aired 05:45:10 60",
    ]
    assert sum(line.duration_ms for line in office.record.aired()) == MORNING.length_ms


def test_a_programme_that_resumes_is_heard_whole() -> None:
    office = Office(replace(FLOOD, after=After.RESUME))
    office.run_until("05:50")
    assert office.told("script")[1:] == [
        "tin-1 cut_short 05:30:10 590",
        "tin-1 joined_late 05:40:15 310",
        "tin-2 aired 05:45:25 60",
    ]


def test_it_does_not_resume_when_it_would_not_end_before_the_next_airing() -> None:
    office = Office(replace(FLOOD, after=After.RESUME))
    office.airings.append(airing("05:46:20", ("tin-3", 60 * S), slot="sau"))
    office.run_until("05:50")
    assert office.told("script")[1:3] == ["tin-1 cut_short 05:30:10 590", "tin-1 joined_late 05:40:15 295"]
    assert office.told("script")[-1] == "tin-3 aired 05:46:20 60"


def test_a_daemon_that_is_started_anew_adopts_what_sounds() -> None:
    office = Office(FLOOD)
    office.run_until("05:40:05")
    office.restart()
    office.run_until("05:41")
    assert office.told() == aired("05:40:00")


def test_after_a_crash_of_the_engine_it_is_said_again_from_its_beginning() -> None:
    office = Office(FLOOD)
    office.run_until("05:40:05")
    office.lose_engine()
    office.run_until("05:41")
    assert office.told() == [f"{FLOOD.id} cut_short 05:40:00 5", *aired("05:40:06")]


def test_a_crash_between_two_repetitions_repeats_nothing() -> None:
    office = Office(replace(FLOOD, repeats=repeated(2, 300 * S)))
    office.run_until("05:42")
    office.lose_engine()
    office.run_until("06:00")
    assert office.told() == aired("05:40:00", "05:45:00")


def test_of_what_was_missed_only_the_last_is_made_up_for() -> None:
    office = Office(replace(FLOOD, repeats=repeated(3, 300 * S)))
    office.clock.wait_until(at("05:47"))
    office.run_until("06:00")
    assert office.told() == [f"{FLOOD.id} skipped - 0", *aired("05:47:01", "05:50:00")]
    assert office.notes()[0] == MISSED


def test_what_is_too_old_is_not_made_up_for() -> None:
    office = Office(FLOOD)
    office.clock.wait_until(at("06:10:01"))
    office.run_until("06:30")
    assert office.told() == [f"{FLOOD.id} skipped - 0"]


def test_a_cancelled_one_fades_at_once() -> None:
    office = Office(replace(FLOOD, repeats=repeated(3, 300 * S)))
    office.run_until("05:40:05")
    office.alerts = [replace(office.alerts[0], cancelled_at=at("05:40:05"))]
    office.run_until("06:00")
    assert office.told() == [f"{FLOOD.id} cut_short 05:40:00 6"]
    assert office.notes() == [CANCELLED]


def test_in_the_quiet_hours_only_a_confirmed_one_is_heard() -> None:
    night = replace(FLOOD, first_at=at("04:00"))
    office = Office(night, replace(night, id="20260513-040000-00b2", confirmed=True), on="03:59")
    office.run_until("04:10")
    assert office.told() == [f"{FLOOD.id} blocked - 0", "20260513-040000-00b2 aired 04:00:00 15"]
    assert office.notes()[0] == QUIET


def test_two_are_heard_one_after_the_other() -> None:
    office = Office(FLOOD, replace(FLOOD, id="20260513-054000-00b2"))
    office.run_until("05:41")
    assert office.told() == [*aired("05:40:00"), "20260513-054000-00b2 aired 05:40:15 15"]


def test_a_crowd_waits_its_turn_and_all_are_heard() -> None:
    crowd = [replace(FLOOD, id=f"20260513-054000-00c{number}") for number in range(6)]
    office = Office(*crowd)
    office.run_until("05:40:02")
    assert len(office.desk.alarms()) == 3
    office.run_until("05:43")
    assert [line.split()[1] for line in office.told()] == ["aired"] * 6


def test_what_is_over_is_not_looked_at_again() -> None:
    office = Office(FLOOD)
    office.run_until("05:41")
    asked: list[str] = []
    office.desk.alarms = lambda: asked.append("asked") or []  # type: ignore[method-assign, func-returns-value]
    office.player.tick()
    assert asked == []
    assert not office.player.is_busy()


def test_two_players_over_one_record_and_one_desk_air_it_once() -> None:
    office = Office(FLOOD)
    other = AlertPlayer(office.clock, office.desk, office.record, lambda: office.alerts, Rules(lambda: NIGHT))
    office.clock.wait_until(at("05:40"))
    other.tick()
    office.run_until("05:41")
    assert office.told() == aired("05:40:00")


class LostTape(NoTape):
    def available_ms(self, order: PlayOrder) -> int:
        raise SoundError(N_("{file} is missing"), file=order.path.name)


def test_a_sound_that_is_no_use_is_told_as_failed_and_not_tried_again() -> None:
    office = Office(FLOOD)
    office.desk = OffAirDesk(office.clock.now, LostTape())
    office.restart()
    office.airings = []
    office.run_until("05:41")
    assert office.told() == [f"{FLOOD.id} failed - 0"]
    assert "missing" in office.notes()[0]


def test_what_no_output_carried_was_not_aired(monkeypatch: pytest.MonkeyPatch) -> None:
    office = Office(FLOOD)

    def health() -> Sequence[OutputHealth]:
        return [OutputHealth("sound_card", ok=False)]

    monkeypatch.setattr(office.desk, "health", health)
    office.run_until("05:41")
    assert office.told() == [f"{FLOOD.id} failed - 0"]
    assert office.notes() == [NO_OUTPUT]
