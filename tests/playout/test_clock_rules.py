"""What the station makes of a clock that is set, stands still, or can't be right. The rules: docs/architecture.md."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from rundowns import DAY, POLICY, S, Shelf, Station, airing, at, brief

from broadcaster.logbook.logbook import Logbook
from broadcaster.model.plan import later
from broadcaster.model.record import Act, Deed, Outcome
from broadcaster.model.station import QuietHours
from broadcaster.playout.airing import Action, Airing, decide
from broadcaster.playout.alarms import Alarms
from broadcaster.playout.clock import FastClock
from broadcaster.playout.clock_watch import ClockWatch, TrustedClock, can_be
from broadcaster.playout.daemon import Daemon
from broadcaster.playout.desk import PlayOrder
from broadcaster.playout.needs import Surroundings
from broadcaster.playout.off_air import OffAirDesk

MORNING = airing("05:30", ("nhac-hieu", 60 * S), ("tin-1", 14 * 60 * S), ("tin-2", 15 * 60 * S), slot="sang")
EVENING = airing("17:00", ("tin-2", 30 * S), ("nhac-ket", 10 * S), slot="chieu", path=Path("chieu.mp3"))


class WallAndSound:
    """A wall clock that is set by hand, and the time of the sound, which goes on whatever the wall clock shows."""

    def __init__(self, shows: datetime) -> None:
        self.sound = FastClock(shows)
        self.ahead = timedelta()

    def now(self) -> datetime:
        return self.sound.now() + self.ahead

    def wait_until(self, moment: datetime) -> None:
        self.sound.wait_until(moment - self.ahead)


class SoundDesk(OffAirDesk):
    """A desk that reckons in the time of the sound once it was told a moment of the wall clock."""

    def __init__(self, wall: WallAndSound, shelf: Shelf) -> None:
        super().__init__(wall.sound.now, shelf)
        self._wall = wall

    def play(self, order: PlayOrder) -> None:
        super().play(replace(order, at=order.at - self._wall.ahead))


class SteppedStation(Station):
    """A station whose clock can be set while its desk plays on."""

    def __init__(self, *airings: Airing, on: str) -> None:
        super().__init__(airings, on=on)
        self.wall = WallAndSound(at(on))
        self.switch_on(SoundDesk(self.wall, self.shelf))

    def switch_on(self, desk: OffAirDesk | None = None) -> Daemon:
        clock = getattr(self, "wall", self.clock)
        self.desk = desk or self.desk
        self.daemon = Daemon(
            clock, self.desk, self.record, self.airings_of, self.policy, Surroundings(safe=lambda: self.safe)
        )
        return self.daemon

    def step(self, seconds: float) -> None:
        self.wall.ahead += timedelta(seconds=seconds)
        self.daemon.clock_was_set(seconds)

    def run_s(self, seconds: int) -> None:
        for _ in range(seconds):
            self.daemon.tick()
            self.wall.sound.wait_until(self.wall.sound.now() + timedelta(seconds=1))
        self.daemon.tick()


# Steps while something is on air


@pytest.mark.parametrize("step_s", [-22, -0.6, 0.6, 40])
def test_a_clock_that_is_put_right_while_something_is_on_air_does_not_touch_it(step_s: float) -> None:
    station = SteppedStation(MORNING, on="05:29")
    station.run_s(70)
    station.step(step_s)
    station.run_s(45 * 60)
    assert [line.outcome for line in station.lines()] == [Outcome.AIRED] * 3
    assert len(station.shelf.taped) == 1


def test_a_clock_that_goes_back_over_a_whole_airing_airs_nothing_twice() -> None:
    station = SteppedStation(MORNING, on="05:29")
    station.run_s(45 * 60)
    told = station.told()
    station.step(-3600)
    station.run_s(2 * 3600)
    assert station.told() == told
    assert len(station.shelf.taped) == 1


def test_a_machine_that_sleeps_within_an_airing_joins_it_where_it_should_be_on_waking() -> None:
    station = SteppedStation(MORNING, on="05:29")
    station.run_s(60 + 5 * 60)  # five minutes on air
    station.step(11 * 60)  # asleep for eleven: it is 05:46, and what the desk had would end at 06:11
    station.run_s(30 * 60)
    names = [(line.source, line.outcome.value, line.duration_ms // S) for line in station.lines()]
    assert names == [("nhac-hieu", "aired", 60), ("tin-1", "cut_short", 4 * 60), ("tin-2", "joined_late", 14 * 60)]
    assert station.lines()[1].note == "the clock was set, or the machine slept"


def test_a_machine_that_sleeps_over_several_airings_skips_them_and_airs_the_next_on_time() -> None:
    noon = airing("11:00", ("tin-3", 60 * S), slot="trua")
    station = SteppedStation(MORNING, noon, EVENING, on="05:29")
    station.run_s(60 + 5 * 60)
    station.step(11 * 3600 + 20 * 60)  # it is 16:55
    station.run_s(10 * 60)
    assert [line.outcome.value for line in station.lines()[2:]] == ["skipped", "skipped", "aired", "aired"]


# Quiet hours


def test_an_airing_is_taken_off_when_the_clock_jumps_into_the_quiet_hours() -> None:
    station = SteppedStation(airing("20:00", ("tin-1", 50 * 60 * S), ("tin-2", 60 * S)), on="19:59")
    station.run_s(31 * 60)
    for _ in range(30):  # steps too small to take it off, which make it end at 21:18
        station.step(55)
        station.run_s(1)
    station.run_s(180)
    assert [(line.source, line.outcome.value) for line in station.lines()] == [
        ("tin-1", "cut_short"),
        ("tin-2", "blocked"),
    ]
    assert station.wall.now() < at("21:02")


def test_an_airing_is_taken_off_when_the_clock_is_put_back_into_the_night() -> None:
    station = SteppedStation(MORNING, on="05:29")
    station.run_s(60 + 90)
    station.step(-6 * 3600)  # 23:31: nobody may be woken
    station.run_s(5)
    assert [(line.source, line.outcome.value, line.note) for line in station.lines()] == [
        ("nhac-hieu", "aired", ""),
        ("tin-1", "cut_short", "quiet hours"),
        ("tin-2", "blocked", "quiet hours"),
    ]


def test_quiet_hours_that_are_changed_hold_at_once_even_for_what_is_on_air() -> None:
    station = Station([EVENING], on="16:59:50")
    station.run_until(at("17:00:10"))
    station.daemon.policy = replace(POLICY, quiet=QuietHours(time(17), time(5)))
    station.run_until(at("17:01"))
    assert station.told()[0].startswith("tin-2 cut_short 17:00:00 1")
    assert [line.outcome.value for line in station.lines()] == ["cut_short", "blocked"]


# Slots that are changed while they are on air


def test_a_slot_that_is_removed_while_it_is_on_air_is_heard_to_its_end() -> None:
    station = Station([MORNING])
    station.run_until(at("05:40"))
    station.airings = []
    station.switch_on()  # ... though the daemon is started anew just then
    station.run_until(at("07:00"))
    assert [line.outcome.value for line in station.lines()] == ["aired"] * 3
    assert [line.voice for line in station.lines()] == ["espeak:vi"] * 3


@pytest.mark.parametrize("to", ["05:25", "05:45"])
def test_a_slot_that_is_moved_while_it_is_on_air_is_heard_once(to: str) -> None:
    station = Station([MORNING])
    station.run_until(at("05:32"))
    moved = airing(to, *((cue.clip.id, cue.duration_ms) for cue in MORNING.rundown.cues), slot="sang")
    station.airings = [moved]
    station.run_until(at("07:00"))
    outcomes = [line.outcome.value for line in station.lines()]
    assert sorted(outcomes) == ["aired"] * 3 + ["skipped"] * 3
    assert station.lines()[outcomes.index("skipped")].note == "it was on air when its time was moved"
    assert len(station.shelf.taped) == 1


def test_a_slot_that_is_edited_between_two_starts_of_the_station_goes_on_as_edited() -> None:
    station = Station([MORNING])
    station.run_until(at("05:33"))
    edited = airing("05:30", ("nhac-hieu", 120 * S), ("tin-9", 28 * 60 * S), slot="sang")
    station.airings = [edited]
    station.crash()
    station.run_until(at("07:00"))
    assert brief(station.lines()) == [
        "nhac-hieu aired 05:30:00 60",
        "tin-1 cut_short 05:31:00 120",
        "tin-9 joined_late 05:33:00 1620",
    ]


# Other zones


@pytest.mark.parametrize(("day", "starts", "minutes"), [((2026, 3, 29), "01:45", 30), ((2026, 10, 25), "02:45", 30)])
def test_an_airing_over_the_change_to_or_from_summer_time_lasts_as_long_as_it_is(
    day: tuple[int, int, int], starts: str, minutes: int
) -> None:
    paris = ZoneInfo("Europe/Paris")
    starts_at = datetime.combine(date(*day), time.fromisoformat(starts), paris)
    plain = airing("05:30", ("tin-1", minutes * 60 * S))
    airtime = replace(plain.rundown.airtime, starts_at=starts_at)
    cues = (replace(plain.rundown.cues[0], starts_at=starts_at),)
    there = Airing(replace(plain.rundown, airtime=airtime, cues=cues), Path("x.mp3"))
    policy = replace(POLICY, quiet=None)
    decided = decide(there, None, later(starts_at, 20 * 60 * S), policy)
    assert (decided.action, decided.skip_ms) == (Action.PLAY, 20 * 60 * S)
    assert decide(there, None, later(starts_at, minutes * 60 * S), policy).action is Action.GIVE_UP
    assert decide(there, None, later(starts_at, -16 * S), policy).action is Action.WAIT


# What the clock may show


NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("shown", "newest", "vouched", "believed"),
    [
        (NOW, None, False, True),  # the first start
        (NOW, NOW - timedelta(days=1), False, True),
        (datetime(1970, 1, 1, tzinfo=UTC), None, True, False),  # a dead battery
        (datetime(2020, 1, 1, tzinfo=UTC), None, False, False),
        (datetime(2099, 1, 1, tzinfo=UTC), None, False, False),
        (NOW - timedelta(days=3), NOW, False, False),  # before what the record tells
        (NOW - timedelta(days=3), NOW, True, True),  # ... which a clock that ran ahead may have written
        (NOW - timedelta(minutes=9), NOW, False, True),  # it was put right while the station was off
    ],
)
def test_which_clock_is_believed_at_the_start(
    shown: datetime, newest: datetime | None, vouched: bool, believed: bool
) -> None:
    assert can_be(shown, newest, vouched) is believed


class Hands:
    """Wall time and elapsed time, both moved by hand."""

    def __init__(self, shows: datetime) -> None:
        self.wall_s, self.elapsed_s = shows.timestamp(), 1000.0

    def go(self, seconds: float, step_s: float = 0.0) -> datetime:
        self.wall_s += seconds + step_s
        self.elapsed_s += seconds
        return datetime.fromtimestamp(self.wall_s, UTC)

    def watch(self) -> ClockWatch:
        return ClockWatch(lambda: self.wall_s, lambda: self.elapsed_s)


def test_a_step_is_noticed_once_and_slewing_never() -> None:
    hands = Hands(NOW)
    watch = hands.watch()
    hands.go(1, step_s=0.4)
    assert watch.step_s() == 0
    hands.go(1, step_s=0.7)
    assert watch.step_s() == pytest.approx(0.7)
    hands.go(1)
    assert watch.step_s() == 0
    hands.go(1, step_s=-5)
    assert watch.step_s() == pytest.approx(-5)


def test_a_station_that_starts_in_1970_waits_until_its_clock_is_set() -> None:
    hands = Hands(datetime(1970, 1, 1, tzinfo=UTC))
    trusted = TrustedClock(hands.go(0), hands.watch(), lambda: NOW, lambda: False)
    assert not trusted.is_right
    assert not trusted.look(hands.go(60)).turned_right
    look = trusted.look(hands.go(1, step_s=(NOW - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds()))
    assert (trusted.is_right, look.turned_right, look.step_s > 0) == (True, True, True)


def test_a_clock_that_jumps_to_2099_is_not_gone_by_and_believed_again_when_it_is_put_back() -> None:
    hands = Hands(NOW)
    trusted = TrustedClock(hands.go(0), hands.watch(), lambda: NOW, lambda: False)
    ahead_s = (datetime(2099, 1, 1, tzinfo=UTC) - NOW).total_seconds()
    assert trusted.look(hands.go(1, step_s=ahead_s)).turned_wrong
    assert trusted.look(hands.go(1, step_s=-ahead_s)).turned_right


def test_a_clock_that_ran_ahead_and_is_put_back_by_somebody_is_believed_against_the_record() -> None:
    hands = Hands(NOW + timedelta(days=400))
    written = NOW + timedelta(days=400)
    trusted = TrustedClock(hands.go(0), hands.watch(), lambda: written, lambda: False)
    trusted.look(hands.go(1, step_s=-400 * 86_400))
    assert trusted.is_right


def test_the_last_line_of_the_record_and_not_the_newest_moment_in_it_says_what_the_clock_may_show() -> None:
    record = Logbook(None)
    assert record.newest() is None
    record.note(Act(NOW + timedelta(days=400), Deed.CHANGED, "", "sang.yaml"))
    record.note(Act(NOW, Deed.CLOCK_SET, "", ""))
    assert record.newest() == NOW


# `schedule` neither replays nor forgets


def test_after_a_step_old_jobs_are_not_run_and_new_ones_are(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[str] = []
    moved = timedelta()

    class Shifted(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:
            return datetime.now(tz) + moved  # type: ignore[arg-type]

    monkeypatch.setattr("schedule.datetime.datetime", Shifted)
    alarms = Alarms()
    alarms.every(60, _noting(ran, "tick"))
    alarms.daily("03:00", _noting(ran, "backup"))
    alarms.once_at(datetime.now(UTC) + timedelta(hours=1), _noting(ran, "old"), "arm")
    moved = timedelta(days=-4000)  # every job lies years ahead now
    alarms.begin_again()
    assert alarms.idle_s() <= 60
    moved = timedelta(days=0)  # and now years behind
    alarms.begin_again()
    alarms.run_pending()
    assert ran == []
    moved = timedelta(seconds=61)
    alarms.run_pending()
    assert ran == ["tick"]


def _noting(ran: list[str], name: str) -> Callable[[], None]:
    return lambda: ran.append(name)


def test_an_airing_in_the_station_s_zone_starts_on_its_second_wherever_the_machine_is() -> None:
    record, shelf = Logbook(None), Shelf()
    clock = FastClock(datetime(2026, 5, 12, 22, 0, tzinfo=UTC))  # 05:00 of the next day in Hà Nội

    class Here:
        def now(self) -> datetime:
            return clock.now().astimezone(at("05:30").tzinfo)

        def wait_until(self, moment: datetime) -> None:
            clock.wait_until(moment)

    desk = OffAirDesk(clock.now, shelf)
    daemon = Daemon(Here(), desk, record, lambda day: [MORNING] if day == DAY else [], POLICY)
    for _ in range(3700):
        daemon.tick()
        clock.wait_until(clock.now() + timedelta(seconds=1))
    assert shelf.taped[0][1] == datetime(2026, 5, 12, 22, 30, tzinfo=UTC)
