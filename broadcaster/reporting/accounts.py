"""Airtime accounts: usual → planned → aired, per day, column, item and voice. Pure; all sums to the millisecond."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from broadcaster.model.plan import Airtime, Rundown
from broadcaster.model.record import SAFE, Act, AsRunEntry
from broadcaster.model.timetable import Campaign
from broadcaster.reporting.emergencies import Emergency, emergencies
from broadcaster.reporting.reconciling import Deviation, belongs, reconcile


@dataclass(frozen=True)
class Period:
    """The days that a report is about, both ends included; for a campaign, or for nothing in particular."""

    first: date
    last: date
    campaign: Campaign | None = None


@dataclass(frozen=True)
class DayAccount:
    """A day's airtime, and how many airings were planned and how many were heard, in part at least.

    `to_come_ms` and `airings_to_come` are what of the planned ones was still to come when the report was made.
    """

    day: date
    usual_ms: int
    planned_ms: int
    aired_ms: int
    airings_planned: int
    airings_aired: int
    to_come_ms: int = 0
    airings_to_come: int = 0


@dataclass(frozen=True)
class ColumnAccount:
    """What was heard of a column: how many different items, how often in all, for how long.

    The column "" is what belongs to none: jingles, music, spots.
    """

    column: str
    items: int
    airings: int
    aired_ms: int


@dataclass(frozen=True)
class ItemAccount:
    """What was heard of one item. `fingerprints` are those it was heard with, several when it was changed meanwhile.

    `link` is where it stands on the website, empty where it does not.
    """

    source: str
    title: str
    column: str
    airings: int
    aired_ms: int
    first_at: datetime
    last_at: datetime
    fingerprints: tuple[str, ...]
    link: str = ""


@dataclass(frozen=True)
class VoiceAccount:
    """What was heard in one voice, or in several together; ``engine:voice``."""

    voice: str
    airings: int
    aired_ms: int


@dataclass(frozen=True)
class Report:
    """All that the office's report says. `head` names the end of the record at `made_at` (see logbook.chain)."""

    station: str
    period: Period
    made_at: datetime
    days: tuple[DayAccount, ...]
    columns: tuple[ColumnAccount, ...]
    items: tuple[ItemAccount, ...]
    voices: tuple[VoiceAccount, ...]
    deviations: tuple[Deviation, ...]
    acts: tuple[Act, ...]
    lines: tuple[AsRunEntry, ...]
    head: str

    @property
    def usual_ms(self) -> int:
        """The airtime without campaigns."""
        return sum(day.usual_ms for day in self.days)

    @property
    def planned_ms(self) -> int:
        """The airtime by plan."""
        return sum(day.planned_ms for day in self.days)

    @property
    def aired_ms(self) -> int:
        """What was heard."""
        return sum(day.aired_ms for day in self.days)

    @property
    def linked(self) -> tuple[ItemAccount, ...]:
        """The items that stand on the website."""
        return tuple(item for item in self.items if item.link)

    @property
    def item_airings(self) -> int:
        """How often items were heard, each counted each time."""
        return sum(item.airings for item in self.items)

    @property
    def airings_planned(self) -> int:
        """How many airings (of slots) were planned."""
        return sum(day.airings_planned for day in self.days)

    @property
    def airings_aired(self) -> int:
        """How many airings (of slots) were heard, in part at least."""
        return sum(day.airings_aired for day in self.days)

    @property
    def to_come_ms(self) -> int:
        """The airtime by plan whose hour had not come yet."""
        return sum(day.to_come_ms for day in self.days)

    @property
    def airings_to_come(self) -> int:
        """How many airings (of slots) had not begun yet by plan."""
        return sum(day.airings_to_come for day in self.days)

    @property
    def emergencies(self) -> tuple[Emergency, ...]:
        """The emergencies of those days; the acts begin before them, for approvals come before the air."""
        return tuple(one for one in emergencies(self.acts) if one.aired.at.date() >= self.period.first)

    @property
    def programmes(self) -> tuple[tuple[str, str], ...]:
        """The files that were played, each once, as ``(when and in which slot first, SHA-256)``."""
        first: dict[str, str] = {}
        for line in self.lines:
            if line.programme:
                first.setdefault(line.programme, f"{line.planned_at:%Y-%m-%d %H:%M} {line.slot}")
        return tuple((told, sha256) for sha256, told in first.items())


@dataclass(frozen=True)
class Evidence:
    """What a report is made of: the airings as planned, the lines of the record, what people did, the record's end.

    `links` says where items stand on the website, by their ids.
    """

    planned: Sequence[Rundown]
    lines: Sequence[AsRunEntry]
    acts: Sequence[Act]
    head: str
    links: Mapping[str, str] = field(default_factory=dict)


def account(station: str, period: Period, evidence: Evidence, now: datetime) -> Report:
    """Return the report of `period`: all airings of its days, whether the campaign changed them or not.

    The safe programme is no airtime of anything: only the lines of the record, and the deviations, tell of it.
    """
    heard = [line for line in evidence.lines if line.duration_ms > 0 and line.kind != SAFE]
    return Report(
        station=station,
        period=period,
        made_at=now,
        days=tuple(_day_account(day, evidence, heard, now) for day in _days(period)),
        columns=_columns(period, heard),
        items=_items(heard, evidence.links),
        voices=_voices(heard),
        deviations=tuple(reconcile(evidence.planned, evidence.lines, now)),
        acts=tuple(evidence.acts),
        lines=tuple(evidence.lines),
        head=evidence.head,
    )


def _days(period: Period) -> list[date]:
    return [period.first + timedelta(days=step) for step in range((period.last - period.first).days + 1)]


def _day_account(day: date, evidence: Evidence, heard: Sequence[AsRunEntry], now: datetime) -> DayAccount:
    rundowns = [rundown for rundown in evidence.planned if rundown.airtime.starts_at.date() == day]
    airtimes = [rundown.airtime for rundown in rundowns]
    of_day = [line for line in heard if line.planned_at.date() == day]
    return DayAccount(
        day=day,
        usual_ms=sum(airtime.usual_ms for airtime in airtimes),
        planned_ms=sum(airtime.duration_ms for airtime in airtimes),
        aired_ms=sum(line.duration_ms for line in of_day),
        airings_planned=len(airtimes),
        airings_aired=sum(any(belongs(line, rundown) for line in of_day) for rundown in rundowns),
        to_come_ms=sum(_to_come_ms(airtime, now) for airtime in airtimes),
        airings_to_come=sum(airtime.starts_at > now for airtime in airtimes),
    )


def _to_come_ms(airtime: Airtime, now: datetime) -> int:
    left = airtime.ends_at - max(airtime.starts_at, now)
    return max(0, left // timedelta(milliseconds=1))


def _times(lines: Sequence[AsRunEntry]) -> int:
    """Return how often something was heard; what was interrupted and went on was heard once."""
    return len({(line.slot, line.planned_at, line.source) for line in lines})


def _columns(period: Period, heard: Sequence[AsRunEntry]) -> tuple[ColumnAccount, ...]:
    """Return the columns: those of the campaign first and in its order, heard or not; then the others by name."""
    by_column: dict[str, list[AsRunEntry]] = {
        column: [] for column in (period.campaign.columns if period.campaign else ())
    }
    for column in sorted({line.column for line in heard if line.column}):
        by_column.setdefault(column, [])
    by_column[""] = []
    for line in heard:
        by_column[line.column].append(line)
    return tuple(
        ColumnAccount(column, len({line.source for line in lines}), _times(lines), sum(ln.duration_ms for ln in lines))
        for column, lines in by_column.items()
        if lines or column
    )


def _items(heard: Sequence[AsRunEntry], links: Mapping[str, str]) -> tuple[ItemAccount, ...]:
    by_source: dict[str, list[AsRunEntry]] = defaultdict(list)
    for line in heard:
        if line.kind == "script":
            by_source[line.source].append(line)
    items = [
        ItemAccount(
            source=source,
            title=lines[-1].title,
            column=lines[-1].column,
            airings=_times(lines),
            aired_ms=sum(line.duration_ms for line in lines),
            first_at=min(line.started_at or line.planned_at for line in lines),
            last_at=max(line.started_at or line.planned_at for line in lines),
            fingerprints=tuple(dict.fromkeys(line.fingerprint for line in lines if line.fingerprint)),
            link=links.get(source, ""),
        )
        for source, lines in by_source.items()
    ]
    return tuple(sorted(items, key=lambda item: (item.column, item.source)))


def _voices(heard: Sequence[AsRunEntry]) -> tuple[VoiceAccount, ...]:
    by_voice: dict[str, list[AsRunEntry]] = defaultdict(list)
    for line in heard:
        if line.voice:
            by_voice[line.voice].append(line)
    voices = [VoiceAccount(voice, _times(ls), sum(line.duration_ms for line in ls)) for voice, ls in by_voice.items()]
    return tuple(sorted(voices, key=lambda voice: -voice.aired_ms))
