"""Watch a station: its files, its record and its daemon, each read again only when it has changed."""

import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from broadcaster.messages import sentence_of
from broadcaster.model.contents import Contents
from broadcaster.model.plan import Rundown
from broadcaster.model.problem import Problem
from broadcaster.playout.engine_desk import EngineDesk
from broadcaster.workflows.airings_now import MADE_FILES, PEOPLES_FILES, Marks, marks
from broadcaster.workflows.alerting import current
from broadcaster.workflows.backlog import Behind, backlog
from broadcaster.workflows.building import planner_now
from broadcaster.workflows.column_names import column_names
from broadcaster.workflows.keeping_record import record_to_read
from broadcaster.workflows.planning_days import plan_days, start_of
from broadcaster.workflows.programmes import ProgrammeShelf
from broadcaster.workflows.readiness import FOLLOWED_UP
from broadcaster.workflows.shapes import in_zone
from broadcaster.workflows.station_folder import Places, open_station
from broadcaster.workflows.status import told_by_daemon
from broadcaster.workflows.today import AlertToday, Known, Today, Told, today

ONE_DAY = timedelta(days=1)  # an airing of the eve may go on past midnight

Opened = tuple[Contents, tuple[Problem, ...]]


class StationWatch:
    """One station, watched by many: any thread may ask, and what has not changed is not read twice."""

    def __init__(self, folder: Path, now: Callable[[], datetime]) -> None:
        self._folder = folder
        self._now = now
        self._lock = threading.RLock()
        self._files: Marks | None = None
        self._opened: Opened | None = None
        self._plans: _Plans | None = None
        self._plan_stand: object = None
        self._known: Known | None = None
        self._record_stand: object = None
        self._desk: EngineDesk | None = None

    def contents(self) -> Contents:
        """Return the station as its files say now. Raises StationUnreadableError."""
        return self.opened()[0]

    def opened(self) -> Opened:
        """Return the station and the problems of its files. Raises StationUnreadableError."""
        with self._lock:
            files = marks(self._folder, PEOPLES_FILES)
            if self._opened is None or files != self._files:
                self._opened = open_station(self._folder)
                self._files = files
            return self._opened

    def now(self) -> datetime:
        """Return the moment it is, in the station's zone. Raises StationUnreadableError."""
        return self._now().astimezone(ZoneInfo(self.contents().station.timezone))

    def today(self) -> Today:
        """Return the station's day as it stands. Raises StationUnreadableError and LogbookError."""
        with self._lock:
            contents, now = self.contents(), self.now()
            alerts = tuple(AlertToday(one.alert, one.next_at) for one in current(self._folder, now))
            return today(self._judged_by(contents, now), self._told(now), alerts, now)

    def level_db(self) -> int | None:
        """Return how loud what was sent in the last second is (dBFS, RMS), as the sound process says; None: unknown."""
        state = Places(self._folder).engine_state
        if not state.is_file():
            return None
        if self._desk is None:
            self._desk = EngineDesk(state, None)  # looks, and never starts one
        level = self._desk.level()
        return None if level is None else round(level.rms_db)

    def _told(self, now: datetime) -> Told | None:
        said = told_by_daemon(self._folder, now)
        if not said:
            return None
        outputs = tuple((str(o["name"]), bool(o["ok"]), str(o["detail"])) for o in said.get("outputs", ()))
        faults = tuple(sentence_of(fault) for fault in said.get("faults", ()))
        safe = frozenset(said.get("safe_programme_for", ()))
        return Told(frozenset(said.get("on_air", ())), outputs, faults, safe)

    def _judged_by(self, contents: Contents, now: datetime) -> Known:
        """Return what the day is judged by, gathered anew when files, programmes, the record or the day changed."""
        places = Places(self._folder)
        plan_stand = (self._files, marks(self._folder, MADE_FILES), now.date())
        record_stand = marks(places.var, (f"*{places.logbook.name}", f"*{places.logbook.name}-wal"))
        if self._plans is None or self._plan_stand != plan_stand:
            self._plans, self._plan_stand, self._known = _plan(contents, now), plan_stand, None
        if self._known is None or self._record_stand != record_stand:
            self._known, self._record_stand = _known(contents, self._plans, now.date()), record_stand
        return self._known


@dataclass(frozen=True)
class _Plans:
    """The airings of yesterday to tomorrow by id, their finished files, what is behind for the week, columns' names."""

    rundowns: dict[str, Rundown]
    built: dict[str, Rundown]
    programmes: dict[str, str]
    behind: tuple[Behind, ...]
    columns: Mapping[str, str]


def _plan(contents: Contents, now: datetime) -> _Plans:
    planner, _ = planner_now(contents, now)
    today = now.date()
    plans = plan_days(planner, today - ONE_DAY, today + ONE_DAY)
    rundowns = {rundown.airtime.id: rundown for plan in plans for rundown in plan.rundowns}
    shelf = ProgrammeShelf(contents)
    ready = {name: shelf.find(rundown) for name, rundown in rundowns.items()}
    programmes = {name: one.path.relative_to(contents.folder).as_posix() for name, one in ready.items() if one}
    lying = {name: shelf.standing_in(rundown) for name, rundown in rundowns.items()}  # perhaps an earlier build
    built = {name: in_zone(programme.rundown, now) for name, programme in lying.items() if programme}
    behind = backlog(contents, plan_days(planner, today, today + FOLLOWED_UP))
    return _Plans(rundowns, built, programmes, behind, column_names(contents, {s.column for s in contents.scripts}))


def _known(contents: Contents, plans: _Plans, day: date) -> Known:
    """Return what is known of `day`; an airing that was claimed is told as it was planned then."""
    since, until = start_of(day - ONE_DAY, contents), start_of(day + 2 * ONE_DAY, contents)
    with record_to_read(contents) as record:
        claimed = {rundown.airtime.id: in_zone(rundown, since) for rundown in record.planned(since, until)}
        lines = tuple(record.aired(since, until))
    as_claimed = {
        name: _fuller(was, (plans.rundowns.get(name), plans.built.get(name))) for name, was in claimed.items()
    }
    rundowns = sorted((plans.rundowns | as_claimed).values(), key=lambda rundown: rundown.airtime.starts_at)
    return Known(contents.station.name, tuple(rundowns), plans.programmes, lines, plans.behind, plans.columns)


def _fuller(was: Rundown, others: Iterable[Rundown | None]) -> Rundown:
    """Return that one of `others` that plays the same at the same moments: it knows more of it than the record does."""
    return next((other for other in others if other is not None and _moments(was) == _moments(other)), was)


def _moments(rundown: Rundown) -> list[tuple[datetime, str]]:
    return [(cue.starts_at, cue.clip.id) for cue in rundown.cues]
