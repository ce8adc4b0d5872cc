"""The station, unattended: the daemon on the machine's clock, its chores, and what it says of itself.

At air time only a finished, checked programme is played. Everything that takes long (speech, mixing) is done ahead in a
child process at low priority, so that nothing it meets can touch the sound or end the daemon.
"""

import json
import logging
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from logging.handlers import RotatingFileHandler
from pathlib import Path
from zoneinfo import ZoneInfo

from broadcaster.errors import BroadcasterError, NotReadyError
from broadcaster.logbook.logbook import Logbook
from broadcaster.messages import N_
from broadcaster.model.contents import Contents
from broadcaster.model.plan import Rundown
from broadcaster.model.station import Station
from broadcaster.playout.airing import Airing
from broadcaster.playout.alarms import Alarms, SystemClock
from broadcaster.playout.daemon import Daemon
from broadcaster.playout.desk import Desk
from broadcaster.playout.engine_desk import EngineDesk, EngineOptions
from broadcaster.workflows.approvals import read_scripts
from broadcaster.workflows.approving import write_beside
from broadcaster.workflows.building import plan_range
from broadcaster.workflows.only_one import OnlyOne
from broadcaster.workflows.programmes import Programme, ProgrammeShelf
from broadcaster.workflows.simulating import policy_of
from broadcaster.workflows.station_folder import Places, open_station

log = logging.getLogger(__name__)

Marks = tuple[tuple[str, int, int], ...]

PEOPLES_FILES = (
    "*.yaml",
    "playlists/*.yaml",
    "playlists/*.yml",
    "scripts/*.md",
    "audio/jingles/*",
    "audio/beds/*",
    "audio/music/*",
    "audio/spots/*",
)
MADE_FILES = ("audio/programmes/*/*.json",)
BUILD_AGAIN = timedelta(minutes=10)  # after a build that left something missing
STATUS_S = 10


class Timetabled:
    """The airings of a day as the files and the finished programmes say; read again when one of them changes."""

    def __init__(self, folder: Path, today: Callable[[], date]) -> None:
        self._folder = folder
        self._today = today
        self._seen: Marks | None = None
        self._seen_made: Marks | None = None
        self._known: dict[date, list[Airing]] = {}
        self.contents, _ = open_station(folder)
        self._approved: dict[str, str] = {}

    def refresh(self) -> bool:
        """Look at the files; return whether people changed one. A station that can't be read changes nothing."""
        made = _marks(self._folder, MADE_FILES)
        if made != self._seen_made:
            self._seen_made = made
            self._known.clear()
        now = _marks(self._folder, PEOPLES_FILES)
        if now == self._seen:
            return False
        self._seen = now
        try:
            self.contents, problems = open_station(self._folder)
        except BroadcasterError as failure:
            log.warning("the station can't be read, going on as before: %s", failure)
            return False
        for problem in problems:
            log.warning("%s: %s", problem.place, problem.sentence.said("en"))
        self._known.clear()
        self._approved = {read.script.id: read.fingerprint for read in read_scripts(self.contents) if read.is_approved}
        return True

    def forget_plans(self) -> None:
        """Plan anew when next asked: a day has gone by."""
        self._known.clear()

    def airings(self, day: date) -> Sequence[Airing]:
        """Return the airings of `day`, each with its finished programme if there is one that may be aired."""
        if day not in self._known:
            plans, _ = plan_range(self.contents, min(day, self._today()), day)  # as a build that begins today plans it
            shelf = ProgrammeShelf(self.contents)
            for plan in plans:
                self._known[plan.day] = [self._airing(shelf, rundown) for rundown in plan.rundowns]
        return self._known[day]

    def _airing(self, shelf: ProgrammeShelf, rundown: Rundown) -> Airing:
        found = shelf.find(rundown)
        if found is not None:
            return Airing(rundown, found.path)
        earlier = shelf.standing_in(rundown)
        if earlier is not None and self._may_air(earlier, rundown):
            return Airing(earlier.rundown, earlier.path)
        return Airing(rundown, None, "no finished programme; see broadcaster ready")

    def _may_air(self, earlier: Programme, rundown: Rundown) -> bool:
        """Whether an earlier build may stand in: the same airing, every script in it still approved as it was."""
        scripts = [cue.clip for cue in earlier.rundown.cues if cue.kind == "script"]
        same = earlier.rundown.airtime.id == rundown.airtime.id
        return same and all(self._approved.get(clip.id) == clip.fingerprint for clip in scripts)


def _marks(folder: Path, patterns: Sequence[str]) -> Marks:
    """Return what changes when one of those files does."""
    marks: list[tuple[str, int, int]] = []
    for pattern in patterns:
        for path in sorted(folder.glob(pattern)):
            try:
                stat = path.stat()
            except OSError:
                continue  # gone since it was listed
            marks.append((str(path), stat.st_size, stat.st_mtime_ns))
    return tuple(marks)


class Builder:
    """Builds today and tomorrow in a child process, one at a time, again after a while when something was missing."""

    def __init__(self, folder: Path, now: Callable[[], datetime]) -> None:
        self._folder = folder
        self._now = now
        self._child: subprocess.Popen[bytes] | None = None
        self._not_before: datetime | None = None
        self.asked_again = False  # while one was running, which may have read the files before they changed

    def start(self) -> None:
        """Start a build unless one runs; then it is `asked_again`."""
        self.asked_again = self._child is not None
        if self.asked_again:
            return
        first = self._now().date()
        command = [sys.executable, "-m", "broadcaster", "--station", str(self._folder), "build", "--quiet"]
        command += ["--from", first.isoformat(), "--to", (first + timedelta(days=1)).isoformat()]
        log.info("building %s and the day after", first)
        self._child = _in_background(command)

    def finished(self) -> bool:
        """Whether a build has just ended; its exit code is told in the log."""
        if self._child is None or self._child.poll() is None:
            return False
        log.info("the build ended with exit code %s", self._child.returncode)
        self._not_before = self._now() + BUILD_AGAIN  # what is missing now, an empty slot for one, no build can make
        self._child = None
        return True

    def may_try_again(self) -> bool:
        """Whether the last build is long enough ago to try what it left missing."""
        return self._child is None and (self._not_before is None or self._now() >= self._not_before)

    def stop(self) -> None:
        """End a running build; what it finished stays."""
        if self._child is not None:
            self._child.terminate()


def _in_background(command: list[str]) -> "subprocess.Popen[bytes]":
    """Start `command`, at low priority where the system has a word for it."""
    if sys.platform == "win32":
        return subprocess.Popen(
            command, stdout=subprocess.DEVNULL, creationflags=subprocess.BELOW_NORMAL_PRIORITY_CLASS
        )
    lowered = ["nice", "-n", "10", *command] if shutil.which("nice") else command
    return subprocess.Popen(lowered, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)


def engine_options(station: Station, folder: Path) -> EngineOptions:
    """Return with which outputs the engine is started."""
    cards = [output for output in station.outputs if output.kind == "sound_card"]
    files = [output for output in station.outputs if output.kind == "wav_file"]
    wav = folder / str(files[0].setting("path", "var/off-air.wav")) if files else None
    if wav is not None and not wav.resolve().is_relative_to(folder.resolve()):
        raise NotReadyError(N_("the output {path} lies outside the station's folder"), path=wav)
    return EngineOptions(sound_card=str(cards[0].setting("device", "default")) if cards else None, wav_file=wav)


class Unattended:
    """The running station: ticks the daemon, keeps the build going, tells how it is."""

    def __init__(self, folder: Path, desk: Desk, record: Logbook, clock: SystemClock) -> None:
        self._places = Places(folder)
        self._clock = clock
        self._desk = desk
        self._timetabled = Timetabled(folder, lambda: self.now().date())
        self._zone = ZoneInfo(self._timetabled.contents.station.timezone)
        self._builder = Builder(folder, self.now)
        self._daemon = Daemon(self, desk, record, self._timetabled.airings, policy_of(self._timetabled.contents))
        self._alarms = Alarms()
        self._stopped = False

    def now(self) -> datetime:
        """Return the moment it is, in the station's zone."""
        return self._clock.now().astimezone(self._zone)

    def wait_until(self, moment: datetime) -> None:
        """Wait for `moment`, or shorter."""
        self._clock.wait_until(moment)

    def stop(self) -> None:
        """Let `run` return soon."""
        self._stopped = True
        self._clock.wake()

    def run(self) -> None:
        """Air what is planned until `stop` is called."""
        self._timetabled.refresh()
        self._builder.start()
        self._alarms.every(1, self._daemon.tick)
        self._alarms.every(2, self._look_at_files)
        self._alarms.every(STATUS_S, self._tell)
        self._alarms.daily("00:00:30", self._new_day)
        self._arm()
        self._daemon.tick()
        while not self._stopped:
            self._alarms.run_pending()
            self._clock.wait_until(self.now() + timedelta(seconds=self._alarms.idle_s()))
        self._builder.stop()
        self._tell()

    def _arm(self) -> None:
        """Have ``schedule`` call the daemon just when each coming airing is to be handed over."""
        self._alarms.forget("arm")
        now = self.now()
        for day in (now.date(), now.date() + timedelta(days=1)):
            for airing in self._timetabled.airings(day):
                moment = airing.starts_at - timedelta(milliseconds=policy_of(self._timetabled.contents).lead_ms)
                if now < moment < now + timedelta(hours=23):
                    self._alarms.once_at(moment, self._daemon.tick, "arm")

    def _look_at_files(self) -> None:
        changed = self._timetabled.refresh()
        built = self._builder.finished()
        if changed or built:
            self._arm()
        asked = changed or (built and self._builder.asked_again)
        if asked or (self._something_is_missing() and self._builder.may_try_again()):
            self._builder.start()

    def _something_is_missing(self) -> bool:
        today = self.now().date()
        coming = [a for step in (0, 1) for a in self._timetabled.airings(today + timedelta(days=step))]
        return any(airing.path is None and airing.ends_at > self.now() for airing in coming)

    def _new_day(self) -> None:
        self._timetabled.forget_plans()
        self._arm()
        self._builder.start()

    def _tell(self) -> None:
        """Write what `status` shows."""
        now = self.now()
        airings = [a for step in (0, 1) for a in self._timetabled.airings(now.date() + timedelta(days=step))]
        upcoming = next((airing for airing in airings if airing.starts_at > now), None)
        told = {
            "pid": os.getpid(),
            "at": now.isoformat(timespec="seconds"),
            "running": not self._stopped,
            "on_air": [airing.id for airing in self._daemon.on_desk if airing.starts_at <= now],
            "next": None if upcoming is None else {"airing": upcoming.id, "ready": upcoming.path is not None},
            "outputs": [{"name": h.name, "ok": h.ok, "detail": h.detail} for h in self._desk.health()],
        }
        write_beside(self._places.status, json.dumps(told, ensure_ascii=False).encode(), durable=False)


def log_to(folder: Path) -> None:
    """Keep the daemon's log in `var/broadcaster.log`, of bounded size."""
    path = Places(folder).var / "broadcaster.log"
    path.parent.mkdir(parents=True, exist_ok=True)
    handler = RotatingFileHandler(path, maxBytes=2_000_000, backupCount=3, encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.getLogger().addHandler(handler)
    logging.getLogger("broadcaster").setLevel(logging.INFO)


def open_running(contents: Contents, clock: SystemClock) -> tuple[Unattended, Callable[[bool], None]]:
    """Return the station ready to run, and what lets go of everything, of the sound process too when told True.

    Raises NotReadyError when the station runs already.
    """
    folder = contents.folder
    places = Places(folder)
    only_one = OnlyOne(places.var / "run.lock")
    desk = EngineDesk(places.engine_state, engine_options(contents.station, folder))
    record = Logbook(places.logbook)

    def let_go(stop_engine: bool) -> None:
        desk.close(stop_engine=stop_engine)
        record.close()
        only_one.release()

    return Unattended(folder, desk, record, clock), let_go
