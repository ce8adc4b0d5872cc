"""Who sees to emergencies: the daemon beside its programme, or the command itself where no daemon runs."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from broadcaster.errors import NotReadyError
from broadcaster.logbook.logbook import Logbook
from broadcaster.model.alert import ALERT
from broadcaster.model.record import AsRunEntry
from broadcaster.playout.alert_player import HELD, AlertPlayer, Desk, Record, Rules
from broadcaster.playout.clock import Clock
from broadcaster.playout.interruptions import Interruption
from broadcaster.workflows.alert_files import AlertShelf
from broadcaster.workflows.alerting import told_of_daemon
from broadcaster.workflows.only_one import OnlyOne
from broadcaster.workflows.station_folder import Places

log = logging.getLogger(__name__)

REMEMBERED = timedelta(hours=12)
LOOK_AGAIN = timedelta(milliseconds=500)
OUTPUTS_ARE_BEHIND = timedelta(seconds=1)  # what was handed over is still on its way to the loudspeakers


class AlertsOnAir:
    """The emergencies of a station, followed by one process at a time: a lock says which."""

    def __init__(
        self,
        folder: Path,
        clock: Clock,
        desk: Desk,
        record: Record,
        rules: Rules,
    ) -> None:
        self._lock_path = Places(folder).alerts / "follow.lock"
        self._lock: OnlyOne | None = None
        self._clock = clock
        self._shelf = AlertShelf(Places(folder).alerts)
        self._player = AlertPlayer(clock, desk, record, self._shelf.orders, rules)

    def remember(self, lines: Sequence[AsRunEntry]) -> None:
        """Know of the emergencies among the record's `lines` of the last `REMEMBERED`, heard before this began."""
        self._player.remember(_heard_before(lines))

    def tick(self) -> None:
        """Do what is due, unless another process sees to it."""
        if self.is_ours():
            self._player.tick()

    def is_ours(self) -> bool:
        """Whether this process is the one that follows; it becomes it as soon as no other is."""
        if self._lock is None:
            try:
                self._lock = OnlyOne(self._lock_path)
            except NotReadyError:
                return False
        self._lock.keep()  # who follows is found also when somebody has cleared `var`
        return True

    def is_busy(self) -> bool:
        """Whether something sounds or is still to come."""
        return self._player.is_busy()

    def interruptions(self) -> Sequence[Interruption]:
        """Return what was heard in place of the programme."""
        return self._player.interruptions()

    def forget_old(self) -> None:
        """Remove what was over long ago."""
        self._shelf.forget_old(self._clock.now())

    def close(self) -> None:
        """Let another process follow."""
        if self._lock is not None:
            self._lock.release()
            self._lock = None


def _heard_before(lines: Sequence[AsRunEntry]) -> list[tuple[str, Interruption]]:
    return [
        (f"{line.source} {line.started_at}", Interruption(line.started_at, line.duration_ms, line.note == HELD))
        for line in lines
        if line.kind == ALERT and line.started_at is not None
    ]


def sit_through(folder: Path, clock: Clock, interrupted: Callable[[], None]) -> bool:
    """Air what was ordered, from this process, until nothing is left or a daemon takes over; whether it was heard out.

    Ctrl+C calls `interrupted`, which may end what is aired: that is then still followed to its end. Starts the sound
    engine where none runs and ends it afterwards, if it was this that started it.
    """
    from broadcaster.playout.engine_desk import EngineDesk
    from broadcaster.workflows.last_good import station_or_last_good
    from broadcaster.workflows.outputs import engine_options
    from broadcaster.workflows.sending import Sending

    places, station = Places(folder), station_or_last_good(folder)
    was_running = places.engine_state.exists()
    desk = EngineDesk(places.engine_state, engine_options(station, folder))
    here = _Here(clock, ZoneInfo(station.timezone))
    sending = Sending(folder, desk, here.now)
    sending.carry(station)  # Snapcast's loudspeakers are silent until somebody keeps their volumes
    with closing(Logbook(places.logbook)) as record:
        alerts = AlertsOnAir(folder, here, desk, record, Rules(lambda: station.hours.quiet))
        alerts.remember(list(record.aired(here.now() - REMEMBERED)))
        try:
            while not told_of_daemon(folder, here.now()).runs:
                try:
                    alerts.tick()
                    if not alerts.is_busy():
                        here.wait_until(here.now() + OUTPUTS_ARE_BEHIND)
                        return True
                    here.wait_until(here.now() + LOOK_AGAIN)
                except KeyboardInterrupt:
                    interrupted()
            return False
        finally:
            alerts.close()
            sending.close()
            desk.close(stop_engine=not was_running and not told_of_daemon(folder, here.now()).runs)


class _Here:
    """A clock that tells the station's own time."""

    def __init__(self, clock: Clock, zone: ZoneInfo) -> None:
        self._clock = clock
        self._zone = zone

    def now(self) -> datetime:
        return self._clock.now().astimezone(self._zone)

    def wait_until(self, moment: datetime) -> None:
        self._clock.wait_until(moment)
