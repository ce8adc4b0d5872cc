"""Rundowns, airings and a station on a fast clock, written short."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from broadcaster.errors import SoundError
from broadcaster.logbook.logbook import Logbook
from broadcaster.messages import N_
from broadcaster.model.plan import Airtime, Cue, Rundown
from broadcaster.model.record import AsRunEntry
from broadcaster.model.sound import Clip, ClipKind
from broadcaster.model.station import QuietHours
from broadcaster.playout.airing import Airing, Policy, Standing
from broadcaster.playout.clock import FastClock
from broadcaster.playout.daemon import Daemon
from broadcaster.playout.desk import PlayOrder, PlayReport
from broadcaster.playout.needs import Surroundings
from broadcaster.playout.off_air import OffAirDesk
from broadcaster.playout.on_desk import SafeProgramme

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
DAY = date(2026, 5, 13)
S = 1000
NIGHT = QuietHours(time(21), time(5))
POLICY = Policy(lead_ms=15 * S, join_late_ms=20 * 60 * S, quiet=NIGHT)


def at(clock: str, day: date = DAY) -> datetime:
    """Return that moment of the day, as in ``05:30:20``."""
    return datetime.combine(day, time.fromisoformat(clock), ZONE)


def rundown(starts: str, *cues: tuple[str, int], slot: str = "sang", campaigns: tuple[str, ...] = ()) -> Rundown:
    """Return a rundown of cues, each ``(name, milliseconds)``, without gaps."""
    starts_at = moment = at(starts)
    found = []
    for name, duration_ms in cues:
        clip = Clip(name, ClipKind.SCRIPT, name.title(), duration_ms, column="ban-tin", voice="espeak:vi")
        found.append(Cue(clip, "script", moment, duration_ms))
        moment += timedelta(milliseconds=duration_ms)
    whole_ms = sum(duration_ms for _, duration_ms in cues)
    airtime = Airtime(slot, slot.title(), starts_at, whole_ms, whole_ms, items=(), fill=(), campaigns=campaigns)
    return Rundown(airtime, tuple(found))


def airing(starts: str, *cues: tuple[str, int], slot: str = "sang", path: Path | None = Path("sang.mp3")) -> Airing:
    """Return an airing of such a rundown."""
    return Airing(rundown(starts, *cues, slot=slot), path, "" if path else "not built")


def brief(lines: Sequence[AsRunEntry]) -> list[str]:
    """Return lines as ``name outcome started_at seconds``, to be read at a glance."""
    return [
        f"{line.source} {line.outcome.value} "
        f"{line.started_at.astimezone(ZONE).strftime('%H:%M:%S') if line.started_at else '-'} {line.duration_ms / S:g}"
        for line in lines
    ]


class Shelf:
    """What the simulated desk finds on the disk: how long each file is, None for one that can't be read."""

    def __init__(self, **lengths_ms: int | None) -> None:
        self._lengths_ms = lengths_ms
        self.taped: list[tuple[str, datetime, int]] = []

    def available_ms(self, order: PlayOrder) -> int:
        length_ms = self._lengths_ms.get(order.path.stem, order.skip_ms + order.duration_ms)
        if length_ms is None:
            raise SoundError(N_("{file} is missing"), file=order.path.name)
        return max(0, length_ms - order.skip_ms)

    def add(self, order: PlayOrder, heard_ms: int) -> None:
        self.taped.append((order.path.stem, order.at, heard_ms))


class LondonDesk(OffAirDesk):
    """A desk that tells its moments in UTC, as the engine does."""

    def reports(self) -> list[PlayReport]:
        return [
            replace(report, started_at=report.started_at and report.started_at.astimezone(UTC))
            for report in super().reports()
        ]


class Station:
    """A station on a fast clock with a record in memory. Crash it, let time go by, switch it on again."""

    def __init__(self, airings: Sequence[Airing], on: str = "05:00", policy: Policy = POLICY) -> None:
        self.clock = FastClock(at(on))
        self.record = Logbook(None)
        self.shelf = Shelf()
        self.policy = policy
        self.airings = list(airings)
        self.standings: dict[str, Standing] = {}
        self.safe: SafeProgramme | None = None
        self.desk: OffAirDesk = OffAirDesk(self.clock.now, self.shelf)
        self.daemon = self.switch_on()

    def airings_of(self, day: date) -> list[Airing]:
        return [airing for airing in self.airings if airing.starts_at.date() == day]

    def standing(self, cue: Cue) -> Standing:
        return self.standings.get(cue.clip.id, Standing.GOOD)

    def switch_on(self, desk: OffAirDesk | None = None) -> Daemon:
        """Start a new daemon; on a new desk if one is given, else on the one that has gone on playing."""
        self.desk = desk or self.desk
        around = Surroundings(safe=lambda: self.safe, standing=self.standing)
        self.daemon = Daemon(self.clock, self.desk, self.record, self.airings_of, self.policy, around)
        return self.daemon

    def crash(self) -> None:
        """Let the power go: daemon and desk end where they are, and what comes back knows nothing."""
        self.switch_on(OffAirDesk(self.clock.now, self.shelf))

    def run_until(self, moment: datetime) -> None:
        """Tick as the daemon asks for it, up to `moment`."""
        while True:
            self.daemon.tick()
            if self.clock.now() >= moment:
                return
            self.clock.wait_until(min(moment, self.daemon.next_moment()))

    def lines(self) -> list[AsRunEntry]:
        return list(self.record.aired())

    def told(self) -> list[str]:
        return brief(self.lines())
