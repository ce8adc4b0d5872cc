"""The station, unattended: the daemon on the machine's clock, its chores, and what it says of itself.

At air time only a finished, checked programme is played. Everything that takes long (speech, mixing) is done ahead in a
child process at low priority, so that nothing it meets can touch the sound or end the daemon.
"""

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

from broadcaster.model.contents import Contents
from broadcaster.model.plan import later
from broadcaster.model.record import Act, Deed
from broadcaster.model.station import QuietHours, Station
from broadcaster.playout.alarms import Alarms, SystemClock, surviving
from broadcaster.playout.alert_player import Rules, free_until
from broadcaster.playout.clock_watch import TOLERANCE, ClockWatch, TrustedClock, network_vouches
from broadcaster.playout.daemon import Daemon
from broadcaster.playout.desk import Desk
from broadcaster.playout.engine_desk import EngineDesk
from broadcaster.playout.needs import Surroundings
from broadcaster.playout.steady_record import SteadyRecord
from broadcaster.workflows.airings_now import AiringsNow
from broadcaster.workflows.alert_running import REMEMBERED, AlertsOnAir
from broadcaster.workflows.background_build import BackgroundBuild
from broadcaster.workflows.background_export import EXPORT_S, BackgroundExport
from broadcaster.workflows.ballast import ballast_of
from broadcaster.workflows.cap_watch import CapWatch
from broadcaster.workflows.chores import Chores
from broadcaster.workflows.coming import Coming
from broadcaster.workflows.kept_record import KeptRecord
from broadcaster.workflows.last_good import remember_station
from broadcaster.workflows.only_one import OnlyOne
from broadcaster.workflows.outputs import engine_options
from broadcaster.workflows.ready_watch import ReadyWatch
from broadcaster.workflows.safe_programme import SafeShelf
from broadcaster.workflows.sd_notify import sd_notify
from broadcaster.workflows.second_choice import read_by_second_choice
from broadcaster.workflows.self_report import Seen, SelfReport
from broadcaster.workflows.sending import Sending
from broadcaster.workflows.shapes import Json
from broadcaster.workflows.silence_on_air import SilenceOnAir, Sound
from broadcaster.workflows.simulating import policy_of
from broadcaster.workflows.station_folder import Places

log = logging.getLogger(__name__)

STATUS_S = 10
TOLD = 20  # changed files that a line of the record names
BETTER_VOICE_S = 1_800
CHORES_AT = "01:30"  # by the machine's clock: when nothing airs, as a rule
PREFLIGHT_S, PREFLIGHT = 60, timedelta(minutes=10)  # a programme that is damaged then can still be made anew
LIVELY_S = 40.0  # who has not looked for so long, twice the longest wait, tells the watchdog nothing
LOOK_S, LONGEST_LOOK_S = 2.0, 20.0  # how often people's files are looked at
LOOK_SHARE = 0.001  # ... and the share of the machine's time that may take, where there are many


class Where(Protocol):
    """Where the sound is sent."""

    def carry(self, station: Station) -> None:
        """Send it where `station` says from now on."""

    def zones(self) -> list[Json]:
        """Return the zones as `status` shows them."""


class Unattended:
    """The running station: ticks the daemon, keeps the build going, tells how it is."""

    def __init__(  # noqa: PLR0913, PLR0917 - wired together once, in `open_running`
        self,
        folder: Path,
        desk: Desk,
        record: KeptRecord,
        clock: SystemClock,
        sound: Sound,
        sending: Where,
        trusted: TrustedClock,
        keep_lock: Callable[[], None] = lambda: None,
    ) -> None:
        self._folder, self._clock = folder, clock
        self._ballast = ballast_of(folder)
        self._record = SteadyRecord(record, self._ballast.drop)
        self._sending, self._trusted, self._keep_lock = sending, trusted, keep_lock
        self._airings = AiringsNow(folder, clock.now)
        self._zone = ZoneInfo(self._airings.contents.station.timezone)
        self._coming = Coming(self._airings, trusted, self.now)
        self._builder = BackgroundBuild(folder, self.now)
        self._export = BackgroundExport(folder)
        self._alerts = AlertsOnAir(folder, self, desk, self._record, Rules(self._quiet, self._free_until))
        self._alerts.remember(record.aired(self.now() - REMEMBERED))
        self._warnings = CapWatch(folder, lambda: self._airings.contents.station.alerts.cap)
        around = Surroundings(SafeShelf(folder).find, self._alerts.interruptions, self._airings.standing)
        policy = policy_of(self._airings.contents)
        self._daemon = Daemon(self, desk, self._record, self._coming.of, policy, around)
        self._silence = SilenceOnAir(desk, self._daemon, sound)
        self._report = SelfReport(folder, desk, self._daemon, self._record, record)
        self._chores = Chores(folder, self.now)
        self._ready = ReadyWatch(folder, self.now)
        self._alarms = Alarms()
        self._stopped = False
        self._day = self.now().date()
        self._look_due_s = 0.0
        self._ticked_s = time.monotonic()

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
        remember_station(self._folder)
        if not self._trusted.is_right:
            log.error("the clock shows %s, which can't be right: nothing is aired by it until it is set", self.now())
        self._sending.carry(self._airings.contents.station)
        self._alarms.every(1, self._alerts.tick)
        self._alarms.every(1, self._look_for_warnings)
        self._alarms.every(1, self._each_second)
        self._alarms.every(1, self._be_seen)
        self._alarms.every(STATUS_S, self._tell)
        self._alarms.every(PREFLIGHT_S, self._look_for_damage)
        self._alarms.every(PREFLIGHT_S, self._examine_what_comes)
        self._alarms.every(PREFLIGHT_S, self._chores.tend)
        self._alarms.daily(CHORES_AT, self._chores.daily)
        self._alarms.every(BETTER_VOICE_S, self._look_for_better_voices)
        self._alarms.every(EXPORT_S, self._tell_source_system)
        surviving(self._begin)()
        surviving(self._tell)()
        sd_notify("READY=1")
        while not self._stopped:
            surviving(self._look_at_clock)()
            self._alarms.run_pending()
            if time.monotonic() - self._ticked_s < LIVELY_S:  # the daemon looked, and the sound process answered
                sd_notify("WATCHDOG=1")
            self._clock.wait(self._alarms.idle_s())
        sd_notify("STOPPING=1")
        self._builder.stop()
        self._warnings.close()
        self._export.stop()
        self._alerts.close()
        self._chores.stop()
        self._ready.stop()
        surviving(self._tell)()

    def _begin(self) -> None:
        """Build what is missing, be woken for what comes, air what should be on air; as far as the clock is right."""
        if self._trusted.is_right:
            self._builder.start()
            self._arm()
        self._daemon.tick()

    def _look_at_clock(self) -> None:
        """Notice that the clock was set; go by it only as long as it can be right."""
        now = self.now()
        look = self._trusted.look(now)
        if look.turned_wrong:
            log.error("the clock shows %s, which can't be right: nothing is aired by it until it is set", now)
        if look.step_s:
            log.warning("the clock was set by %+.1f s, or the machine slept: it is %s now", look.step_s, now)
            self._alarms.begin_again()
            self._daemon.clock_was_set(look.step_s)
        if self._trusted.is_right and (look.step_s or look.turned_right):
            self._airings.forget_plans()
            self._begin()
            if look.turned_right or look.step_s < -TOLERANCE.total_seconds():
                # As the last line of the record it also says from when on a clock is right after the next start.
                self._record.note(Act(now, Deed.CLOCK_SET, "", "", note=f"by {look.step_s:+.0f} s"))

    def _each_second(self) -> None:
        """Look around: each second while something is on the desk or a build has ended, else less often."""
        began_s = time.monotonic()
        built = self._builder.finished()
        if not (built or self._daemon.on_desk or began_s >= self._look_due_s):
            return
        changed = self.tick(built=built)
        self._silence.listen(began_s)
        took_s = time.monotonic() - began_s
        self._look_due_s = began_s + (0 if changed or built else min(LOOK_S + took_s / LOOK_SHARE, LONGEST_LOOK_S))

    def tick(self, *, built: bool = False) -> bool:
        """Look at people's files and the record, then do what is due: nothing is handed over on an old approval.

        Return whether people changed a file.
        """
        if not self._trusted.is_right:
            self._daemon.tick()  # what is on air goes on; nothing is begun by a wrong clock
            self._ticked_s = time.monotonic()
            return False
        if self.now().date() != self._day:
            self._new_day()
        changed = self._airings.refresh()
        stood_in = len(self._daemon.stood_in_for)
        self._daemon.tick()
        self._ticked_s = time.monotonic()
        self._record.catch_up()
        self._follow_up(changed, built)
        if len(self._daemon.stood_in_for) > stood_in:  # a programme is missing or broke: what can be had of it?
            self._airings.forget_plans()
            self._builder.start()
        return changed

    def _arm(self) -> None:
        """Have ``schedule`` call the daemon just when each coming airing is to be handed over."""
        self._alarms.forget("arm")
        now = self.now()
        for airing in self._coming.of_two_days():
            moment = later(airing.starts_at, -policy_of(self._airings.contents).lead_ms)
            if now < moment < now + timedelta(hours=23):
                self._alarms.once_at(moment, self._due, "arm")

    def _due(self) -> None:
        self.tick()

    def _look_for_warnings(self) -> None:
        """Take the warnings that came in; by a wrong clock nobody could tell which of them are over: they wait."""
        if self._trusted.is_right:
            self._warnings.look(self.now())

    def _follow_up(self, changed: bool, built: bool) -> None:
        """Go by what the files say now, have made what they ask for, and keep in the record that they were changed."""
        if changed:
            self._take_over_settings()
        if changed or built:
            self._arm()
            self._ready.look_again()
        asked = changed or (built and self._builder.asked_again)
        if asked or (self._coming.is_something_missing() and self._builder.may_try_again()):
            self._builder.start()
        if self._airings.changed:
            self._record.note(Act(self.now(), Deed.CHANGED, "", ", ".join(self._airings.changed[:TOLD])))

    def _take_over_settings(self) -> None:
        """Go by the zone, the quiet hours, the lateness and the outputs that `station.yaml` says now."""
        remember_station(self._folder)
        station = self._airings.contents.station
        self._zone = ZoneInfo(station.timezone)
        self._daemon.policy = policy_of(self._airings.contents)
        self._sending.carry(station)

    def _quiet(self) -> QuietHours | None:
        return self._airings.contents.station.hours.quiet

    def _free_until(self) -> datetime:
        """Return until when a programme that an emergency held may last: the next airing, or the quiet hours."""
        return free_until(self.now(), (airing.starts_at for airing in self._coming.airings()), self._quiet())

    def _be_seen(self) -> None:
        """Have others see that the station runs, also when somebody has cleared `var`."""
        self._keep_lock()
        if not Places(self._folder).status.exists():
            remember_station(self._folder)
            self._tell()

    def _look_for_damage(self) -> None:
        """Read every programme that is due soon once more; have one that is damaged made anew. Keep some room, too."""
        self._ballast.load()
        if not self._coming.is_something_damaged(PREFLIGHT):
            return
        log.error("a programme that is due soon is damaged; it is made anew")
        self._airings.forget_plans()
        self._builder.start()

    def _examine_what_comes(self) -> None:
        """See to it that every airing is examined a day and an hour ahead; have made what a build can mend."""
        if self._trusted.is_right and self._ready.look(self._coming.airings(), building=self._builder.is_running):
            self._airings.forget_plans()  # what lies there may be damaged, which no file's time tells
            self._builder.start()

    def _look_for_better_voices(self) -> None:
        """Have what a voice of second choice reads built anew; the build asks first whether the better one is there."""
        station = self._airings.contents.station
        if any(read_by_second_choice(airing.rundown, station) for airing in self._coming.airings()):
            self._builder.start()

    def _tell_source_system(self) -> None:
        """Send what was aired to the province, where the station is told of it."""
        self._export.start(self._airings.contents.station)

    def _new_day(self) -> None:
        self._day = self.now().date()
        self._coming.forget()
        self._alerts.forget_old()
        self._arm()
        self._builder.start()

    def _tell(self) -> None:
        """Say how the station is."""
        self._report.tell(
            Seen(
                now=self.now(),
                station=self._airings.contents.station,
                running=not self._stopped,
                clock_is_right=self._trusted.is_right,
                coming=self._coming.airings(),
                free_until=self._free_until(),
                zones=self._sending.zones(),
                unheard=self._silence.unheard,
                warnings=self._warnings.faults(self.now()),
                unready=self._ready.unready,
            )
        )


def open_running(contents: Contents, clock: SystemClock) -> tuple[Unattended, Callable[[bool], None]]:
    """Return the station ready to run, and what lets go of everything, of the sound process too when told True.

    Raises NotReadyError when the station runs already.
    """
    folder = contents.folder
    places = Places(folder)
    only_one = OnlyOne(places.run_lock, folder=folder)
    desk = EngineDesk(places.engine_state, engine_options(contents.station, folder))
    record = KeptRecord(places.logbook, clock.now)
    zone = ZoneInfo(contents.station.timezone)
    sending = Sending(folder, desk, lambda: clock.now().astimezone(zone))

    def let_go(stop_engine: bool) -> None:
        sending.close()
        desk.close(stop_engine=stop_engine)
        record.close()
        only_one.release()

    watch = ClockWatch(time.time, time.monotonic)
    trusted = TrustedClock(clock.now(), watch, record.newest, network_vouches)
    return Unattended(folder, desk, record, clock, desk, sending, trusted, only_one.keep), let_go
