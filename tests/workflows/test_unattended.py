"""The running station, looked at between two steps of its loop: settings taken over, a wrong clock, damaged files."""

import json
import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from stations import AFTER, rewrite

from broadcaster.errors import SoundError
from broadcaster.model.station import Station
from broadcaster.playout.alarms import SystemClock
from broadcaster.playout.clock_watch import ClockWatch, TrustedClock
from broadcaster.playout.desk import PlayReport
from broadcaster.playout.off_air import OffAirDesk
from broadcaster.workflows.kept_record import KeptRecord
from broadcaster.workflows.running import Unattended
from broadcaster.workflows.shapes import Json


class Clock(SystemClock):
    """A clock that is set by hand."""

    moment = datetime.fromisoformat(f"{AFTER}T05:00:00+07:00")

    def now(self) -> datetime:
        return self.moment


class Sound:
    """What the sound process was asked, and where the sound was to be sent."""

    def __init__(self) -> None:
        self.carried: list[Station] = []
        self.begun_anew = 0

    def begin_anew(self) -> None:
        self.begun_anew += 1

    def carry(self, station: Station) -> None:
        self.carried.append(station)

    def zones(self) -> list[Json]:
        return []


class Running:
    """A station that runs on a hand-set clock; nothing is built for it and nothing is heard."""

    def __init__(self, folder: Path, moment: datetime = Clock.moment) -> None:
        self.folder, self.clock, self.sound = folder, Clock(), Sound()
        self.clock.moment = moment
        self.record = KeptRecord(folder / "var/logbook.sqlite", self.clock.now)
        watch = ClockWatch(self.wall_s, lambda: 0.0)
        trusted = TrustedClock(moment, watch, lambda: None, lambda: False)
        self.desk = OffAirDesk(self.clock.now)
        self.station = Unattended(folder, self.desk, self.record, self.clock, self.sound, self.sound, trusted)
        self.builds = 0
        self.station._builder.start = self._build  # type: ignore[method-assign]
        self.station._airings.refresh()

    def wall_s(self) -> float:
        return self.clock.moment.timestamp()

    def _build(self) -> None:
        self.builds += 1

    def look(self) -> None:
        self.station.tick()


@pytest.fixture
def running(station: Path) -> Iterator[Running]:
    running = Running(station)
    yield running
    running.record.close()


def test_hours_lateness_and_zone_are_taken_over_at_once(running: Running) -> None:
    yaml = running.folder / "station.yaml"
    yaml.write_text(
        yaml.read_text("utf-8") + "hours: {quiet: 22:00-04:00}\nlate: {join: 3m}\ntimezone: Asia/Tokyo\n", "utf-8"
    )
    running.look()
    policy = running.station._daemon.policy
    assert (policy.join_late_ms, policy.quiet and policy.quiet.start.hour) == (180_000, 22)
    assert running.station.now().utcoffset() == timedelta(hours=9)


def test_outputs_are_taken_over_at_once(running: Running) -> None:
    rewrite(running.folder / "station.yaml", "var/on-air.wav", "var/khac.wav")
    running.look()
    assert [choice.setting("path", "") for choice in running.sound.carried[-1].outputs] == ["var/khac.wav"]


def test_a_programme_that_is_found_damaged_ten_minutes_ahead_is_made_anew(running: Running) -> None:
    programme = running.folder / f"audio/programmes/{AFTER}/0530-sang.mp3"
    stat = programme.stat()
    assert running.station._airings_of(running.clock.moment.date())[0].path
    data = bytearray(programme.read_bytes())
    data[9000:9100] = bytes(100)
    programme.write_bytes(data)
    os.utime(programme, ns=(stat.st_atime_ns, stat.st_mtime_ns))  # as a dying disk does it: no file time tells
    running.station._look_for_damage()
    assert running.builds == 0  # half an hour is left
    running.clock.moment += timedelta(minutes=21)
    running.station._look_for_damage()
    assert running.builds == 1
    assert running.station._airings_of(running.clock.moment.date())[0].path is None


def test_where_the_programme_is_missing_the_safe_one_is_heard_and_people_are_told(running: Running) -> None:
    (running.folder / f"audio/programmes/{AFTER}/0530-sang.mp3").unlink()
    running.clock.moment += timedelta(minutes=30, seconds=1)
    running.station._airings.refresh()
    running.station.tick()
    assert len(running.station._daemon.stood_in_for) == 1
    assert running.builds
    running.station._tell()
    told = json.loads((running.folder / "var/status.json").read_text("utf-8"))
    assert told["safe_programme_for"] == [f"sang@{AFTER}T05:30+07:00"]
    assert [fault["key"] for fault in told["faults"]] == [f"safe:sang@{AFTER}T05:30+07:00"]


def test_by_a_clock_that_can_not_be_right_nothing_is_aired_built_or_claimed(station: Path) -> None:
    running = Running(station, datetime(1970, 1, 1, tzinfo=UTC))
    running.station._begin()
    running.look()
    assert (running.builds, running.station._daemon.on_desk) == (0, [])
    running.clock.moment = Clock.moment + timedelta(minutes=30, seconds=1)
    running.station._look_at_clock()
    assert running.builds == 1
    assert [airing.id for airing in running.station._daemon.on_desk] == [f"sang@{AFTER}T05:30+07:00"]
    running.record.close()


def test_the_watchdog_is_fed_by_looks_that_succeed_and_by_no_others(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    before_s = running.station._ticked_s
    running.look()
    fed_s = running.station._ticked_s
    assert fed_s > before_s

    def gone() -> list[PlayReport]:
        raise SoundError("the engine is gone")

    monkeypatch.setattr(running.desk, "reports", gone)
    with pytest.raises(SoundError):
        running.look()
    assert running.station._ticked_s == fed_s


def test_after_var_was_cleared_the_station_is_seen_again(running: Running) -> None:
    shutil.rmtree(running.folder / "var")
    running.station._be_seen()
    assert json.loads((running.folder / "var/status.json").read_text("utf-8"))["running"]
    assert (running.folder / "var/station.yaml").read_bytes() == (running.folder / "station.yaml").read_bytes()
