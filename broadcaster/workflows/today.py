"""The station's day as a watcher sees it: what is on air, what comes, what was, and what stands in the way."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from itertools import takewhile

from broadcaster.messages import Sentence
from broadcaster.model.alert import Alert
from broadcaster.model.plan import Cue, Rundown, later
from broadcaster.model.record import AsRunEntry, Outcome
from broadcaster.workflows.backlog import Behind, behind_json
from broadcaster.workflows.shapes import Json, airing_json, cue_json


@dataclass(frozen=True)
class Told:
    """What the daemon says of itself: the airings on air, and each output as name, whether it is good, and why not.

    `faults` need a hand; of the airings in `safe` the safe programme is heard.
    """

    on_air: frozenset[str]
    outputs: tuple[tuple[str, bool, str], ...]
    faults: tuple[Sentence, ...] = ()
    safe: frozenset[str] = frozenset()


class State(StrEnum):
    """Where an airing stands."""

    OVER = "over"
    ON_AIR = "on_air"
    MISSING = "missing"  # it should be on air, and nothing says that it is
    READY = "ready"  # its programme lies built
    NOT_READY = "not_ready"


@dataclass(frozen=True)
class CueToday:
    """A cue, and what became of it as far as the record says."""

    cue: Cue
    outcome: Outcome | None = None
    note: str = ""


@dataclass(frozen=True)
class AiringToday:
    """An airing, where it stands, and its cues. `programme` is the finished file, relative to the station's folder."""

    rundown: Rundown
    state: State
    cues: tuple[CueToday, ...]
    programme: str | None = None

    @property
    def outcome(self) -> Outcome | None:
        """The worst that became of its cues; None before anything did."""
        found = [cue.outcome for cue in self.cues if cue.outcome is not None]
        return min(found, key=WORST_FIRST.index, default=None)


WORST_FIRST = (
    Outcome.FAILED,
    Outcome.BLOCKED,
    Outcome.SKIPPED,
    Outcome.CUT_SHORT,
    Outcome.JOINED_LATE,
    Outcome.REPLACED,
    Outcome.AIRED,
)


@dataclass(frozen=True)
class AlertToday:
    """An emergency that sounds or will be heard again; when next, None for not again."""

    alert: Alert
    next_at: datetime | None

    def sounds(self, now: datetime) -> bool:
        """Whether it is heard `now`, in place of the programme."""
        begun = list(takewhile(lambda moment: moment <= now, self.alert.moments()))
        return bool(begun) and now < later(begun[-1], self.alert.duration_ms)


@dataclass(frozen=True)
class Today:
    """The day at `now`. `told` is the daemon's own word, None when it has been silent for too long."""

    now: datetime
    station: str
    told: Told | None
    airings: tuple[AiringToday, ...]
    on_air: AiringToday | None
    cue: Cue | None
    following: Cue | None
    coming: AiringToday | None
    behind: tuple[Behind, ...] = ()
    alerts: tuple[AlertToday, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)  # their names as the commune writes them

    def column_name(self, column: str) -> str:
        """Return what a column is called."""
        return self.columns.get(column, column)

    @property
    def is_safe_programme(self) -> bool:
        """Whether the safe programme is heard in place of what should be on air."""
        return bool(self.told and self.on_air and self.on_air.rundown.airtime.id in self.told.safe)

    @property
    def sounding(self) -> AlertToday | None:
        """The emergency that is heard now."""
        return next((alert for alert in self.alerts if alert.sounds(self.now)), None)

    @property
    def day(self) -> date:
        """The station's date."""
        return self.now.date()

    @property
    def usual_ms(self) -> int:
        """The day's airtime without campaigns."""
        return sum(airing.rundown.airtime.usual_ms for airing in self.airings)

    @property
    def planned_ms(self) -> int:
        """The day's airtime by plan."""
        return sum(airing.rundown.airtime.duration_ms for airing in self.airings)


@dataclass(frozen=True)
class Known:
    """What a day is judged by: its rundowns and those of the days beside it, the record, the finished programmes."""

    station: str
    rundowns: tuple[Rundown, ...]
    programmes: dict[str, str]
    lines: tuple[AsRunEntry, ...]
    behind: tuple[Behind, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)


def today(known: Known, told: Told | None, alerts: tuple[AlertToday, ...], now: datetime) -> Today:
    """Return the day at `now`, which is told in the station's zone."""
    airings = [_airing(rundown, known, told, now) for rundown in known.rundowns]
    on_air = next((airing for airing in airings if airing.state is State.ON_AIR), None)
    cues = on_air.rundown.cues if on_air else ()
    return Today(
        now=now,
        station=known.station,
        told=told,
        airings=tuple(airing for airing in airings if airing.rundown.airtime.starts_at.date() == now.date()),
        on_air=on_air,
        cue=next((cue for cue in cues if cue.starts_at <= now < cue.ends_at), None),
        following=next((cue for cue in cues if cue.starts_at > now), None),
        coming=next((airing for airing in airings if airing.rundown.airtime.starts_at > now), None),
        behind=known.behind,
        alerts=alerts,
        columns=known.columns,
    )


def _airing(rundown: Rundown, known: Known, told: Told | None, now: datetime) -> AiringToday:
    airtime = rundown.airtime
    lines = {
        (line.planned_at, line.source): line
        for line in known.lines
        if line.slot == airtime.slot and airtime.starts_at <= line.planned_at < airtime.ends_at
    }
    found = [(cue, lines.get((cue.starts_at, cue.clip.id))) for cue in rundown.cues]
    cues = tuple(CueToday(cue, line.outcome, line.note) if line else CueToday(cue) for cue, line in found)
    programme = known.programmes.get(airtime.id)
    return AiringToday(rundown, _state(rundown, told, programme, now), cues, programme)


def _state(rundown: Rundown, told: Told | None, programme: str | None, now: datetime) -> State:
    airtime = rundown.airtime
    if told and airtime.id in told.on_air:
        return State.ON_AIR
    if now >= airtime.ends_at:
        return State.OVER
    if now >= airtime.starts_at:
        return State.MISSING
    return State.READY if programme else State.NOT_READY


def today_json(found: Today, language: str) -> Json:
    """Return the day as the console's API tells it."""
    return {
        "now": found.now.isoformat(timespec="milliseconds"),
        "station": found.station,
        "running": found.told is not None,
        "on_air": found.on_air.rundown.airtime.id if found.on_air else None,
        "cue": cue_json(found.cue) if found.cue else None,
        "following": cue_json(found.following) if found.following else None,
        "next": airing_today_json(found.coming) if found.coming else None,
        "outputs": [
            {"name": name, "ok": ok, "detail": detail}
            for name, ok, detail in (found.told.outputs if found.told else ())
        ],
        "alerts": [
            {
                "alert": one.alert.id,
                "title": one.alert.title,
                "by": one.alert.by,
                "next_at": one.next_at.isoformat() if one.next_at else None,
            }
            for one in found.alerts
        ],
        "airings": [airing_today_json(airing) for airing in found.airings],
        "safe_programme": found.is_safe_programme,
        "faults": [fault.said(language) for fault in found.told.faults] if found.told else [],
        "behind": behind_json(found.behind, language),
    }


def airing_today_json(airing: AiringToday) -> Json:
    """Return an airing as `plan --json` shows it, with where it stands and what became of its cues."""
    shape = airing_json(airing.rundown, airing.programme)
    for cue, told in zip(shape["cues"], airing.cues, strict=True):
        cue["outcome"] = told.outcome.value if told.outcome else None
    return shape | {"state": airing.state.value}
