"""The station, unattended: the daemon on the machine's clock, its chores, and what it says of itself.

At air time only a finished, checked programme is played. Everything that takes long (speech, mixing) is done ahead in a
child process at low priority, so that nothing it meets can touch the sound or end the daemon.
"""

import json
import logging
import os
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from logging.handlers import RotatingFileHandler
from pathlib import Path
from zoneinfo import ZoneInfo

from broadcaster.errors import BroadcasterError
from broadcaster.logbook.logbook import Logbook
from broadcaster.model.contents import Contents
from broadcaster.model.record import Act, Deed
from broadcaster.model.station import QuietHours
from broadcaster.playout.airing import Airing
from broadcaster.playout.alarms import Alarms, SystemClock
from broadcaster.playout.daemon import Daemon
from broadcaster.playout.desk import Desk
from broadcaster.playout.engine_desk import EngineDesk
from broadcaster.workflows.airings_now import AiringsNow
from broadcaster.workflows.alert_running import AlertsOnAir
from broadcaster.workflows.approving import write_beside
from broadcaster.workflows.background_build import BackgroundBuild
from broadcaster.workflows.only_one import OnlyOne
from broadcaster.workflows.outputs import engine_options
from broadcaster.workflows.second_choice import read_by_second_choice
from broadcaster.workflows.sending import Sending
from broadcaster.workflows.simulating import policy_of
from broadcaster.workflows.station_folder import Places

log = logging.getLogger(__name__)

STATUS_S = 10
TOLD = 20  # changed files that a line of the record names
BETTER_VOICE_S = 1_800


class Unattended:
    """The running station: ticks the daemon, keeps the build going, tells how it is."""

    def __init__(
        self,
        folder: Path,
        desk: Desk,
        record: Logbook,
        clock: SystemClock,
        sending: Sending | None = None,
    ) -> None:
        self._places = Places(folder)
        self._clock = clock
        self._desk = desk
        self._record = record
        self._sending = sending
        self._airings = AiringsNow(folder, clock.now)
        self._zone = ZoneInfo(self._airings.contents.station.timezone)
        self._builder = BackgroundBuild(folder, self.now)
        self._alerts = AlertsOnAir(folder, self, desk, record, self._quiet, self._free_until)
        now = self._airings
        self._daemon = Daemon(
            self,
            desk,
            record,
            now.airings,
            policy_of(now.contents),
            interruptions=self._alerts.interruptions,
            standing=now.standing,
        )
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
        self._airings.refresh()
        if self._sending:
            self._sending.carry(self._airings.contents.station)
        self._builder.start()
        self._alarms.every(1, self._alerts.tick)
        self._alarms.every(1, self.tick)
        self._alarms.every(STATUS_S, self._tell)
        self._alarms.every(BETTER_VOICE_S, self._look_for_better_voices)
        self._alarms.daily("00:00:30", self._new_day)
        self._arm()
        self.tick()
        with suppress(BroadcasterError):  # a full disk silences nobody
            self._tell()
        while not self._stopped:
            self._alarms.run_pending()
            self._clock.wait_until(self.now() + timedelta(seconds=self._alarms.idle_s()))
        self._builder.stop()
        self._alerts.close()
        self._tell()

    def _quiet(self) -> QuietHours | None:
        return self._airings.contents.station.hours.quiet

    def _free_until(self) -> datetime:
        """Return until when a programme that an emergency held may last: the next airing, or the quiet hours."""
        now, quiet = self.now(), self._quiet()
        coming = [airing.starts_at for airing in self._coming() if airing.starts_at > now]
        if quiet is not None and quiet.start != quiet.end:
            today = datetime.combine(now.date(), quiet.start, now.tzinfo)
            coming.append(today if today > now else today + timedelta(days=1))
        return min(coming, default=now + timedelta(days=1))

    def tick(self) -> None:
        """Look at people's files and the record, then do what is due: nothing is handed over on an old approval."""
        changed = self._airings.refresh()
        self._daemon.tick()
        self._follow_up(changed)

    def _arm(self) -> None:
        """Have ``schedule`` call the daemon just when each coming airing is to be handed over."""
        self._alarms.forget("arm")
        now = self.now()
        for day in (now.date(), now.date() + timedelta(days=1)):
            for airing in self._airings.airings(day):
                moment = airing.starts_at - timedelta(milliseconds=policy_of(self._airings.contents).lead_ms)
                if now < moment < now + timedelta(hours=23):
                    self._alarms.once_at(moment, self.tick, "arm")

    def _follow_up(self, changed: bool) -> None:
        """Have made what the files ask for now, and keep in the record that they were changed."""
        built = self._builder.finished()
        if changed and self._sending:
            self._sending.carry(self._airings.contents.station)
        if changed or built:
            self._arm()
        asked = changed or (built and self._builder.asked_again)
        if asked or (self._something_is_missing() and self._builder.may_try_again()):
            self._builder.start()
        if self._airings.changed:
            self._record.note(Act(self.now(), Deed.CHANGED, "", ", ".join(self._airings.changed[:TOLD])))

    def _something_is_missing(self) -> bool:
        return any(airing.path is None for airing in self._coming())

    def _look_for_better_voices(self) -> None:
        """Have what a voice of second choice reads built anew; the build asks first whether the better one is there."""
        station = self._airings.contents.station
        if any(read_by_second_choice(airing.rundown, station) for airing in self._coming()):
            self._builder.start()

    def _coming(self) -> list[Airing]:
        """Return the airings of today and tomorrow that are not over."""
        today = self.now().date()
        airings = [a for step in (0, 1) for a in self._airings.airings(today + timedelta(days=step))]
        return [airing for airing in airings if airing.ends_at > self.now()]

    def _new_day(self) -> None:
        self._airings.forget_plans()
        self._alerts.forget_old()
        self._arm()
        self._builder.start()

    def _tell(self) -> None:
        """Write what `status` shows."""
        now = self.now()
        airings = [a for step in (0, 1) for a in self._airings.airings(now.date() + timedelta(days=step))]
        upcoming = next((airing for airing in airings if airing.starts_at > now), None)
        told = {
            "pid": os.getpid(),
            "at": now.isoformat(timespec="seconds"),
            "running": not self._stopped,
            "on_air": [airing.id for airing in self._daemon.on_desk if airing.starts_at <= now],
            "free_until": self._free_until().isoformat(timespec="seconds"),
            "next": None if upcoming is None else {"airing": upcoming.id, "ready": upcoming.path is not None},
            "relay": self._daemon.relay_news,
            "outputs": [{"name": h.name, "ok": h.ok, "detail": h.detail} for h in self._desk.health()],
            "zones": self._sending.zones() if self._sending else [],
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
    zone = ZoneInfo(contents.station.timezone)
    sending = Sending(folder, desk, lambda: clock.now().astimezone(zone))

    def let_go(stop_engine: bool) -> None:
        sending.close()
        desk.close(stop_engine=stop_engine)
        record.close()
        only_one.release()

    return Unattended(folder, desk, record, clock, sending), let_go
