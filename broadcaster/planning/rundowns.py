"""A day's rundowns: every cue with its exact start, each airtime filled to the millisecond."""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from broadcaster.messages import N_
from broadcaster.model.plan import Airtime, Cue, DayPlan, Rundown, later
from broadcaster.model.problem import Problem
from broadcaster.model.sound import Clip, ClipKind
from broadcaster.model.station import Station
from broadcaster.model.timetable import EntryKind, Timetable
from broadcaster.planning.airtimes import airtimes_on, closing_starts, relay_starts
from broadcaster.planning.choice import clash
from broadcaster.planning.cues import filling, in_time
from broadcaster.planning.fill import PAUSE, Filled, fill
from broadcaster.planning.fitting import Pick, fitted
from broadcaster.planning.picking import CLASH, picks_of, told
from broadcaster.planning.stock import DayStock, Stock
from broadcaster.planning.under_way import planned_on

ENOUGH_TO_TELL_MS = 100  # a shorter silence in front of a relay is none


def plan_day(  # noqa: PLR0913, PLR0917 - a day, and all that it is planned with
    day: date,
    station: Station,
    timetable: Timetable,
    stock: Stock,
    heard: Mapping[str, datetime],
    begun: Mapping[str, Rundown] | None = None,
) -> DayPlan:
    """Return the plan of `day`. `heard` tells when each script was last on air, by id.

    `begun` are airings that have begun, by id, as they were begun.
    """
    rundowns: list[Rundown] = []
    problems: list[Problem] = []
    for airtime, on in Ahead(day, station, timetable, stock, heard).airings(rundowns):
        under_way = (begun or {}).get(airtime.id)
        rundown, found = (planned_on(under_way, airtime, on), []) if under_way else plan_airtime(airtime, on)
        rundowns.append(rundown)
        problems += found
    return DayPlan(day, tuple(rundowns), tuple(problems))


@dataclass(frozen=True)
class Ahead:
    """A day to be planned: with what, and when each script was last heard before it, by id."""

    day: date
    station: Station
    timetable: Timetable
    stock: Stock
    heard: Mapping[str, datetime]

    def airings(self, planned: Sequence[Rundown]) -> Iterator[tuple[Airtime, DayStock]]:
        """Yield each airtime with what it may air; what those before it air is read from `planned` meanwhile."""
        heard = dict(self.heard)
        for number, airtime in enumerate(airtimes_on(self.day, self.station, self.timetable)):
            if number:
                heard.update(heard_in(planned[number - 1]))
            yield airtime, DayStock(self.day, self.station, self.stock, dict(heard), self.day.toordinal() + number)


def heard_in(rundown: Rundown) -> dict[str, datetime]:
    """Return when each script of `rundown` is heard, by id."""
    return {cue.clip.id: cue.starts_at for cue in rundown.cues if cue.clip.kind is ClipKind.SCRIPT}


@dataclass(frozen=True)
class _Part:
    """A stretch of an airtime: from its start, or a relay's end, to the next relay with a time of its own, or the end.

    Its picks stand at the positions from `first` up to before `last`.
    """

    first: int
    last: int
    starts_at: datetime
    ends_at: datetime
    relay: int | None  # the position of the relay that follows

    @property
    def room_ms(self) -> int:
        return max(0, (self.ends_at.astimezone(UTC) - self.starts_at.astimezone(UTC)) // timedelta(milliseconds=1))


def plan_airtime(airtime: Airtime, on: DayStock) -> tuple[Rundown, list[Problem]]:
    """Return what sounds in `airtime`, and what the operator should know about it."""
    picks, problems = picks_of(airtime, on)
    cues: list[Cue] = []
    for part in _parts(airtime, {pick.position for pick in picks}):
        found, lacking = _laid_out(airtime, part, picks, on, [cue.clip for cue in cues])
        cues += found
        problems += lacking
    short_ms = airtime.duration_ms - sum(cue.duration_ms for cue in cues)
    if short_ms > 0:
        template = N_("{title} on {day} is {seconds} s short; add scripts, or music to audio/music")
        problems.append(told(template, airtime, None, seconds=round(short_ms / 1000, 1)))
    return Rundown(airtime, tuple(cues), short_ms), problems


def _parts(airtime: Airtime, picked: Container[int]) -> list[_Part]:
    """Return the stretches between relays with a time of their own; one that can't start then is like any other."""
    parts: list[_Part] = []
    first, starts_at = 0, airtime.starts_at
    timed = dict(relay_starts(airtime))
    for position, entry in enumerate(airtime.items):
        moment = timed.get(entry)
        if (
            position in picked
            and moment
            and starts_at <= moment
            and later(moment, entry.duration_ms) <= airtime.ends_at
        ):
            parts.append(_Part(first, position, starts_at, moment, position))
            first, starts_at = position + 1, later(moment, entry.duration_ms)
    return [*parts, _Part(first, len(airtime.items), starts_at, airtime.ends_at, None)]


def _laid_out(
    airtime: Airtime, part: _Part, picks: Sequence[Pick], on: DayStock, taken: Sequence[Clip]
) -> tuple[list[Cue], list[Problem]]:
    """Return the cues of one stretch, and those of the relay behind it: the stretch is filled to the relay's second."""
    wanted = [pick for pick in picks if part.first <= pick.position < part.last]
    kept, left_out = fitted(wanted, part.room_ms, on.stock.decisions)
    problems = [*_left_out(airtime, left_out), *_undecided(airtime, kept, left_out, on)]
    rest_ms = part.room_ms - sum(pick.clip.duration_ms for pick in kept)
    scripts = [pick.clip for pick in picks if pick.script is not None]
    filled = fill(rest_ms, *on.fillers(airtime.fill, airtime, [*scripts, *taken]))
    silent_ms = rest_ms - sum(one.duration_ms for one in filled)
    if part.relay is not None and silent_ms > 0:
        filled = (*filled, Filled(PAUSE, silent_ms))
        if silent_ms > ENOUGH_TO_TELL_MS:
            template = N_("{title} on {day}: {seconds} s of silence before the relay at {time}; add music or spots")
            values = {"seconds": round(silent_ms / 1000, 1), "time": f"{part.ends_at:%H:%M:%S}"}
            problems.append(told(template, airtime, airtime.items[part.relay].place, **values))
    closing = closing_starts(airtime.items)
    before = [_cue(pick, on, airtime) for pick in kept if part.relay is not None or pick.position < closing]
    after = [_cue(pick, on, airtime) for pick in kept if part.relay is None and pick.position >= closing]
    fillings = [filling(one, airtime) for one in filled]
    relay = [_cue(pick, on, airtime) for pick in picks if pick.position == part.relay]
    return in_time(part.starts_at, [*before, *fillings, *after, *relay]), problems


def _left_out(airtime: Airtime, left_out: Sequence[Pick]) -> Iterator[Problem]:
    template = N_("{title} on {day}: no room for “{name}”; lengthen the airtime, or take items away")
    for pick in left_out:
        if not pick.entry.optional:
            yield told(template, airtime, pick.entry.place, name=pick.clip.title)


def _undecided(airtime: Airtime, kept: Sequence[Pick], left_out: Sequence[Pick], on: DayStock) -> Iterator[Problem]:
    """Yield that there is room for only one of two priority items, and nobody has decided for which."""
    in_columns = [pick for pick in kept if pick.entry.kind is EntryKind.COLUMN]
    aired = [pick.script for pick in in_columns if pick.script]
    found = clash(aired, [pick.script for pick in left_out if pick.script], on.stock.decisions)
    if found is not None:
        place = next(pick.entry.place for pick in left_out)
        yield told(CLASH, airtime, place, one=found[0], other=found[1])


def _cue(pick: Pick, on: DayStock, airtime: Airtime) -> Cue:
    cue = Cue(
        pick.clip, pick.clip.kind.value, airtime.starts_at, pick.clip.duration_ms, campaign=pick.entry.campaign or ""
    )
    return cue if pick.clip.kind is not ClipKind.RELAY else replace(cue, stand_in=_stand_in(pick.clip, on, airtime))


def _stand_in(clip: Clip, on: DayStock, airtime: Airtime) -> tuple[Cue, ...]:
    """Return what fills a relay's place where it can't be had: its fallback, silence where even that is too little."""
    relay = on.station.relay(clip.id)
    filled = fill(clip.duration_ms, *on.fillers(relay.fallback if relay else (), airtime))
    silent_ms = clip.duration_ms - sum(one.duration_ms for one in filled)
    pause = (Filled(PAUSE, silent_ms),) if silent_ms else ()
    return tuple(filling(one, airtime) for one in (*filled, *pause))
