"""A disk that refuses for a while stops nothing; what was heard meanwhile is in the record afterwards."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from rundowns import S, Station, airing, at

from broadcaster.errors import LogbookError
from broadcaster.logbook.logbook import Logbook
from broadcaster.model.plan import Rundown
from broadcaster.model.record import Act, AiringState, AsRunEntry
from broadcaster.playout.daemon import Daemon
from broadcaster.playout.steady_record import SteadyRecord

MORNING = airing("05:30", ("nhac-hieu", 10 * S), ("tin-1", 60 * S), ("tin-2", 30 * S), slot="sang")
AIRED = ["nhac-hieu aired 05:30:00 10", "tin-1 aired 05:30:10 60", "tin-2 aired 05:31:10 30"]


class Disk:
    """A record whose disk can be filled: then it can be read and not written."""

    def __init__(self, record: Logbook) -> None:
        self.full = False
        self.refusals = 0
        self._record = record

    def _need_room(self) -> None:
        if self.full:
            self.refusals += 1
            raise LogbookError("database or disk is full")

    def begun_at(self, now: datetime) -> datetime:
        return self._record.begun_at(now)

    def claim(self, airing: str, planned: Rundown, programme: str = "") -> bool:
        self._need_room()
        return self._record.claim(airing, planned, programme)

    def claimed(self, airing: str) -> tuple[Rundown, str] | None:
        return self._record.claimed(airing)

    def go_on_as(self, airing: str, planned: Rundown, programme: str) -> None:
        self._record.go_on_as(airing, planned, programme)

    def state(self, airing: str) -> AiringState | None:
        return self._record.state(airing)

    def advance(self, airing: str, state: AiringState, entries: Sequence[AsRunEntry]) -> None:
        self._need_room()
        self._record.advance(airing, state, entries)

    def note(self, act: Act) -> None:
        self._need_room()
        self._record.note(act)


class SteadyStation(Station):
    """A station with such a record."""

    def start(self, throw_overboard: bool = False) -> Disk:
        disk = Disk(self.record)

        def make_room() -> bool:
            disk.full = not throw_overboard
            return throw_overboard

        self.steady = SteadyRecord(disk, make_room, lambda: self.clock.now().timestamp())
        self.daemon = Daemon(self.clock, self.desk, self.steady, self.airings_of, self.policy)
        return disk

    def run_s(self, seconds: int) -> None:
        for _ in range(seconds):
            self.daemon.tick()
            self.steady.catch_up()
            self.clock.wait_until(self.clock.now() + timedelta(seconds=1))


def test_a_disk_that_is_full_before_the_start_keeps_nothing_from_the_air() -> None:
    station = SteadyStation([MORNING], on="05:29")
    disk = station.start()
    disk.full = True
    station.run_s(120)
    assert "full" in station.steady.trouble
    assert station.told() == []
    disk.full = False
    station.run_s(200)
    assert station.told() == AIRED
    assert station.steady.trouble == ""
    assert station.shelf.taped == [("sang", at("05:30"), 100 * S)]
    assert disk.refusals < 40  # it is not tried each time


def test_a_disk_that_is_full_for_a_while_in_the_middle_loses_no_line() -> None:
    station = SteadyStation([MORNING], on="05:29")
    disk = station.start()
    station.run_s(65)
    disk.full = True
    station.run_s(70)
    disk.full = False
    station.run_s(100)
    assert station.told() == AIRED
    state = station.record.state(MORNING.id)
    assert state is not None
    assert state.over


def test_what_is_thrown_overboard_makes_room_at_once() -> None:
    station = SteadyStation([MORNING], on="05:29")
    disk = station.start(throw_overboard=True)
    disk.full = True
    station.run_s(200)
    assert station.told() == AIRED
    assert disk.refusals == 1


def test_a_restart_after_the_disk_has_room_again_airs_nothing_twice() -> None:
    station = SteadyStation([MORNING], on="05:29")
    disk = station.start()
    disk.full = True
    station.run_s(300)
    disk.full = False
    station.run_s(6)
    station.switch_on()
    station.run_until(at("06:00"))
    assert station.told() == AIRED
    assert len(station.shelf.taped) == 1
