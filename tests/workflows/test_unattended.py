"""The running station, looked at between two steps of its loop: settings taken over, a wrong clock, damaged files."""

import contextlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO

import pytest
from stations import AFTER, ask, rewrite

from broadcaster.errors import SoundError
from broadcaster.messages import Sentence, sentence_of
from broadcaster.model.cap_words import NO_XML
from broadcaster.model.station import CapRules, Station
from broadcaster.playout.alarms import SystemClock, surviving
from broadcaster.playout.clock_watch import ClockWatch, TrustedClock
from broadcaster.playout.desk import Level, PlayReport
from broadcaster.playout.off_air import OffAirDesk
from broadcaster.workflows.cap_inbox import Inbox
from broadcaster.workflows.cap_watch import CapWatch
from broadcaster.workflows.kept_record import KeptRecord
from broadcaster.workflows.last_good import open_to_run, remember_station
from broadcaster.workflows.ready_watch import ReadyWatch
from broadcaster.workflows.running import Unattended
from broadcaster.workflows.shapes import Json
from broadcaster.workflows.silence_on_air import SilenceOnAir
from broadcaster.workflows.station_folder import StationUnreadableError


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


class Jobs:
    """Alarms that all ring at once, and then end the station."""

    def __init__(self) -> None:
        self.jobs: list[Callable[[], None]] = []
        self.end: Callable[[], None] = lambda: None

    def every(self, _: int, job: Callable[[], None]) -> None:
        self.jobs.append(job)

    def daily(self, _: str, job: Callable[[], None]) -> None:
        self.jobs.append(job)

    def once_at(self, moment: datetime, job: Callable[[], None], tag: str) -> None:
        """Let it pass: what is due is due by the clock."""

    def forget(self, tag: str) -> None:
        """Nothing is kept."""

    def run_pending(self) -> None:
        for job in self.jobs:
            surviving(job)()
        self.end()

    def idle_s(self) -> float:
        return 0.0


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
    assert running.station._coming.of(running.clock.moment.date())[0].path
    data = bytearray(programme.read_bytes())
    data[9000:9100] = bytes(100)
    programme.write_bytes(data)
    os.utime(programme, ns=(stat.st_atime_ns, stat.st_mtime_ns))  # as a dying disk does it: no file time tells
    running.station._look_for_damage()
    assert running.builds == 0  # half an hour is left
    running.clock.moment += timedelta(minutes=21)
    running.station._look_for_damage()
    assert running.builds == 1
    assert running.station._coming.of(running.clock.moment.date())[0].path is None


def run_all_jobs_once(running: Running) -> list[list[str]]:
    """Let the station run until each of its jobs was called once; return what was asked of children that examine."""
    asked: list[list[str]] = []

    def start(command: list[str], answer: IO[bytes]) -> "subprocess.Popen[bytes]":
        asked.append(command)
        return subprocess.Popen([sys.executable, "-S", "-c", ""])

    jobs = Jobs()
    jobs.end = running.station.stop
    running.station._alarms = jobs  # type: ignore[assignment]
    running.station._ready = ReadyWatch(running.folder, running.station.now, start)
    running.station.run()
    return asked


def test_what_comes_is_examined_by_a_job_of_the_running_station(running: Running) -> None:
    (command,) = run_all_jobs_once(running)
    today, soon_due = f"sang@{AFTER}T05:30+07:00", "sang@2026-05-16T05:30+07:00"
    assert command[command.index("ready") :] == ["ready", "--json", "--airing", today, "--airing", soon_due]


def test_another_job_that_fails_keeps_what_comes_from_being_examined_no_more_than_the_air(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise SoundError("no")

    monkeypatch.setattr(running.station._chores, "tend", fail)
    monkeypatch.setattr(running.station, "_look_for_damage", fail)
    assert len(run_all_jobs_once(running)) == 1


def test_by_a_wrong_clock_nothing_is_examined(station: Path) -> None:
    running = Running(station, datetime(1970, 1, 1, tzinfo=UTC))
    assert run_all_jobs_once(running) == []
    running.record.close()


def examine(running: Running) -> None:
    """Let what is due be examined by the real command, to its end."""
    running.station._examine_what_comes()
    child = running.station._ready._child
    assert child is not None
    child.wait(60)
    running.station._examine_what_comes()


def tell(running: Running) -> list[dict[str, str]]:
    """Let the station tell how it is, and some time later again; return its faults."""
    running.station._tell()
    running.clock.moment += timedelta(seconds=30)
    running.station._tell()
    faults: list[dict[str, str]] = json.loads((running.folder / "var/status.json").read_text("utf-8"))["faults"]
    return faults


def test_what_an_hour_ahead_is_not_built_is_built_and_told_to_people_once_also_after_a_restart(station: Path) -> None:
    (station / f"audio/programmes/{AFTER}/0530-sang.mp3").unlink()
    rewrite(station / "station.yaml", "language: vi", "language: en\nnotices: {command: [tee, -a, var/letters]}")
    with contextlib.chdir(station):
        running = Running(station)
        examine(running)
        assert running.builds == 1
        (fault,) = tell(running)  # tomorrow's too is not built, but a day is left for that
        assert fault["key"] == f"not_ready:sang@{AFTER}T05:30+07:00"
        assert "broadcaster build" in fault["values"]["why"]  # type: ignore[index]
        running.record.close()
        again = Running(station, running.clock.moment + timedelta(minutes=2))
        assert len(tell(again)) == 1
        assert again.station._report._noticer.last is None  # nobody is told twice
        assert ask(station, "build", "--from", AFTER, "--to", "2026-05-16").code == 0
        again.station._airings.refresh()
        examine(again)
        assert tell(again) == []
        notice = again.station._report._noticer.last
        assert notice is not None
        assert [one.key for one in notice.mended] == [f"not_ready:sang@{AFTER}T05:30+07:00"]
        again.record.close()


def test_what_plays_unheard_is_opened_anew_and_then_the_safe_programme_is_played(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    running.clock.moment += timedelta(minutes=30)
    running.look()
    running.clock.moment += timedelta(seconds=2)
    running.look()
    monkeypatch.setattr(running.desk, "level", lambda: Level(rms_db=-90.0, peak_db=-90.0, silent_s=6.0))
    daemon = running.station._daemon
    silence = SilenceOnAir(running.desk, daemon, running.sound, own_level=lambda *_: -20.0)
    silence.listen(100.0)
    assert (running.sound.begun_anew, silence.unheard) == (1, daemon.on_desk[0])
    silence.listen(110.0)
    assert (running.sound.begun_anew, daemon.stood_in_for) == (1, [])  # it may take a while to be heard again
    silence.listen(116.0)
    running.look()
    assert [airing.id for airing in daemon.stood_in_for] == [f"sang@{AFTER}T05:30+07:00"]
    monkeypatch.setattr(running.desk, "level", lambda: Level(rms_db=-20.0, peak_db=-6.0, silent_s=0.0))
    silence.listen(118.0)
    assert silence.unheard is None


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


def test_warnings_of_offices_wait_for_a_clock_that_is_right(station: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[datetime] = []
    monkeypatch.setattr(CapWatch, "look", lambda _, now: looks.append(now))
    running = Running(station, datetime(1970, 1, 1, tzinfo=UTC))
    running.station._look_for_warnings()
    assert looks == []
    running.clock.moment = Clock.moment
    running.station._look_at_clock()
    running.station._look_for_warnings()
    assert looks == [Clock.moment]
    running.record.close()


def test_a_warning_that_was_refused_needs_a_hand_and_is_told_in_the_operator_s_language(running: Running) -> None:
    rewrite(running.folder / "station.yaml", "language: vi", "language: vi\nalerts: {cap: {signers: [kttv.pem]}}")
    running.station._airings.refresh()
    inbox = Inbox(running.folder, CapRules(()))
    inbox.put("lu.xml", b"<alert/>")
    inbox.refuse(inbox.place / "lu.xml", Sentence(NO_XML, detail="line 1"), running.clock.moment)
    running.station._tell()
    [fault] = json.loads((running.folder / "var/status.json").read_text("utf-8"))["faults"]
    assert fault["key"] == "cap_refused:lu.xml"
    assert sentence_of(fault).said("vi").endswith("đây không phải XML (line 1): hãy xin cơ quan gửi lại")


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


def test_after_a_power_cut_a_slip_of_the_pen_does_not_mean_silence(station: Path) -> None:
    remember_station(station)
    (station / "station.yaml").write_text("name: [", encoding="utf-8")
    contents, problems = open_to_run(station)
    assert problems
    running = Running(station)
    assert running.station._airings.contents.station == contents.station
    assert running.station._coming.of(running.clock.moment.date())


def test_where_nobody_knows_how_the_station_ran_it_is_not_begun(station: Path) -> None:
    (station / "station.yaml").write_text("name: [", encoding="utf-8")
    with pytest.raises(StationUnreadableError):
        open_to_run(station)
