"""The same daemon on a fast clock: what would go out on some days, and, if wanted, the sound of it."""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

from broadcaster.errors import SoundError, UsageError
from broadcaster.logbook.logbook import Logbook
from broadcaster.messages import N_
from broadcaster.model.alert import Alert
from broadcaster.model.contents import Contents
from broadcaster.model.plan import Rundown
from broadcaster.model.problem import Problem
from broadcaster.model.record import AsRunEntry
from broadcaster.playout.airing import Airing, Policy
from broadcaster.playout.alert_player import AlertPlayer, Rules, free_until
from broadcaster.playout.clock import FastClock
from broadcaster.playout.daemon import Daemon
from broadcaster.playout.needs import Surroundings
from broadcaster.playout.off_air import OffAirDesk, Tape
from broadcaster.workflows.building import Progress, make_library, no_progress
from broadcaster.workflows.planning_days import date_of, plan_days, planner_of, start_of
from broadcaster.workflows.programmes import ProgrammeShelf

NEVER_CRASHES_MS = 86_400_000  # a simulation loses nothing by noting what was heard only when it is over

RundownsOf = Callable[[date], Sequence[Rundown]]
Airings = Callable[[date], Sequence[Airing]]

JOIN_AHEAD_MS = 300  # what the engine needs to verify a file and find a place in it
LEAD_MS = 15_000  # how long before its start an airing is handed to the desk


def policy_of(contents: Contents) -> Policy:
    """Return the rules by which this station's daemon decides."""
    station = contents.station
    quiet = station.hours.quiet
    return Policy(LEAD_MS, station.join_late_ms, quiet, join_ahead_ms=JOIN_AHEAD_MS)


class _Planned:
    """Airings whose programmes are taken as made: only the times are wanted."""

    def __init__(self, rundowns_of: RundownsOf) -> None:
        self._rundowns_of = rundowns_of

    def airings(self, day: date) -> Sequence[Airing]:
        return [Airing(rundown, Path()) for rundown in self._rundowns_of(day)]


class _Built:
    """Airings with their programmes: those built for the air, others made on the side."""

    def __init__(self, rundowns_of: RundownsOf, built: ProgrammeShelf, on_the_side: ProgrammeShelf) -> None:
        self._rundowns_of = rundowns_of
        self._built = built
        self._on_the_side = on_the_side
        self._known: dict[date, list[Airing]] = {}

    def airings(self, day: date) -> Sequence[Airing]:
        if day not in self._known:
            self._known[day] = [self._airing(rundown) for rundown in self._rundowns_of(day)]
        return self._known[day]

    def _airing(self, rundown: Rundown) -> Airing:
        try:
            found = self._built.find(rundown) or self._on_the_side.make(rundown)
        except SoundError as failure:
            return Airing(rundown, None, str(failure))
        return Airing(rundown, found.path, sha256=found.sha256)


class Simulation:
    """Days of the station on a fast clock, from the first to the last of `days`.

    Items that are missing are made, so that every length is real. Programmes are needed only for the sound: with
    `off_air` those not built yet are made for the simulation alone; what was built for the air stays as it is. The
    station's own record is read, for what was heard before, and never written. `alerts` are emergencies to be aired.
    """

    def __init__(
        self,
        contents: Contents,
        days: tuple[date, date],
        now: datetime,
        off_air: Path | None = None,
        progress: Progress = no_progress,
    ) -> None:
        self._contents = contents
        first, last = self._first, self._last = days
        self._off_air = off_air
        self.alerts: Sequence[Alert] = ()
        if off_air is not None and off_air.suffix.lower() not in {".flac", ".wav"}:
            raise UsageError(N_("{file}: a name that ends in .wav or .flac is needed"), file=off_air.name)
        library, _, problems = make_library(contents, first, last, progress)
        plans = plan_days(planner_of(contents, library, date_of(now, contents)), first, last)
        self._plans = {plan.day: plan for plan in plans}
        self.problems: tuple[Problem, ...] = (*problems, *(problem for plan in plans for problem in plan.problems))

    def run(self, record: Logbook | None = None) -> Iterator[AsRunEntry]:
        """Yield the lines of the record as they come; they are kept in `record` where one is given."""
        clock = FastClock(start_of(self._first, self._contents))
        until = start_of(self._last + timedelta(days=1), self._contents)
        with ExitStack() as held:
            if record is None:
                record = Logbook(None)
                held.callback(record.close)
            policy = replace(policy_of(self._contents), look_again_ms=NEVER_CRASHES_MS)
            desk = OffAirDesk(clock.now, self._tape(held))
            source = self._source(held)
            player = self._alert_player(clock, desk, record, source.airings)
            around = Surroundings(interruptions=player.interruptions)
            daemon = Daemon(clock, desk, record, source.airings, policy, around)
            told = 0
            while True:
                player.tick()
                daemon.tick()
                for number, line in record.tail(told):
                    told = number
                    yield line
                if clock.now() >= until and not daemon.on_desk:
                    break
                emergency = player.next_moment()
                clock.wait_until(min([daemon.next_moment(), *([emergency] if emergency else [])]))

    def _alert_player(self, clock: FastClock, desk: OffAirDesk, record: Logbook, airings: Airings) -> AlertPlayer:
        quiet = self._contents.station.hours.quiet

        def hold_until() -> datetime:
            now = clock.now()
            near = (airing for step in (0, 1) for airing in airings(now.date() + timedelta(days=step)))
            return free_until(now, (airing.starts_at for airing in near), quiet)

        return AlertPlayer(clock, desk, record, lambda: self.alerts, Rules(lambda: quiet, hold_until))

    def _tape(self, held: ExitStack) -> Tape | None:
        if self._off_air is None:
            return None
        from broadcaster.workflows.off_air_tape import SoundTape

        rundowns = (rundown for plan in self._plans.values() for rundown in plan.rundowns)
        voices = dict.fromkeys(voice for rundown in rundowns for voice in rundown.voices)
        return held.enter_context(SoundTape(self._off_air, ", ".join(voices)))

    def _source(self, held: ExitStack) -> _Planned | _Built:
        if self._off_air is None:
            return _Planned(self._plans_of)
        scratch = Path(held.enter_context(tempfile.TemporaryDirectory(prefix="broadcaster-")))
        return _Built(
            self._plans_of, ProgrammeShelf(self._contents), ProgrammeShelf(replace(self._contents, folder=scratch))
        )

    def _plans_of(self, day: date) -> Sequence[Rundown]:
        plan = self._plans.get(day)
        return plan.rundowns if plan else ()
