"""Planned against aired: where what went out is not what was planned. Pure."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from broadcaster.messages import N_
from broadcaster.model.plan import Cue, Rundown
from broadcaster.model.record import AsRunEntry, Outcome

NOTICED_MS = 1_500  # what differs less can't be heard, and can't be told for sure
NO_RECORD = N_("the station was not running then")

Key = tuple[str, datetime, str]  # slot, planned moment, source: what a cue and its lines have in common


class Kind(StrEnum):
    """How what went out differs from what was planned."""

    NOT_AIRED = "not_aired"
    SHORT = "short"  # part of it was not heard
    REPLACED = "replaced"  # something else was heard in its place, or in part of it
    LATE = "late"  # all of it, later than planned
    UNPLANNED = "unplanned"  # nobody had planned it
    NO_RECORD = "no_record"  # a whole airing of which the record knows nothing


@dataclass(frozen=True)
class Deviation:
    """One thing that went otherwise than planned. `note` says why, in English; `outcome` None: no line says it."""

    kind: Kind
    slot: str
    airing_title: str
    planned_at: datetime
    source: str
    title: str
    planned_ms: int
    aired_ms: int
    outcome: Outcome | None = None
    note: str = ""


def reconcile(planned: Sequence[Rundown], lines: Sequence[AsRunEntry], now: datetime) -> list[Deviation]:
    """Return the deviations of the airings that are over at `now`, in the order of their planned moments.

    A rundown without cues is an airing of which only the hours are known; what the lines themselves say of it counts.
    """
    heard: dict[Key, list[AsRunEntry]] = defaultdict(list)
    for line in lines:
        heard[line.slot, line.planned_at, line.source].append(line)
    found: list[Deviation] = []
    for rundown in planned:
        airtime = rundown.airtime
        if airtime.ends_at > now:  # it is judged when it is over; what was heard of it so far was planned
            for cue in rundown.cues:
                heard.pop((airtime.slot, cue.starts_at, cue.clip.id), None)
            continue
        if not rundown.cues and not any(belongs(line, rundown) for line in lines):
            found.append(_no_record(rundown))
        for cue in rundown.cues:
            found += _of_cue(rundown, cue, heard.pop((airtime.slot, cue.starts_at, cue.clip.id), []))
    found += _of_lines_without_cue(planned, heard)
    return sorted(found, key=lambda deviation: deviation.planned_at)


def belongs(line: AsRunEntry, rundown: Rundown) -> bool:
    """Whether the line tells of that airing: of its slot, planned within its airtime."""
    airtime = rundown.airtime
    return line.slot == airtime.slot and airtime.starts_at <= line.planned_at < airtime.ends_at


def _no_record(rundown: Rundown) -> Deviation:
    airtime = rundown.airtime
    return Deviation(
        Kind.NO_RECORD, airtime.slot, airtime.title, airtime.starts_at, "", "", airtime.duration_ms, 0, None, NO_RECORD
    )


def _of_cue(rundown: Rundown, cue: Cue, lines: Sequence[AsRunEntry]) -> Iterator[Deviation]:
    replaced_ms = sum(line.duration_ms for line in lines if line.outcome is Outcome.REPLACED)
    aired_ms = sum(line.duration_ms for line in lines) - replaced_ms
    starts = [line.started_at for line in lines if line.started_at]
    late = min(starts) - cue.starts_at if starts else timedelta()
    if not starts:
        kind = Kind.NOT_AIRED if lines else Kind.NO_RECORD
    elif replaced_ms >= NOTICED_MS:
        kind = Kind.REPLACED
    elif cue.duration_ms - aired_ms >= NOTICED_MS:
        kind = Kind.SHORT
    elif late >= timedelta(milliseconds=NOTICED_MS):
        kind = Kind.LATE
    else:
        return
    yield Deviation(
        kind,
        rundown.airtime.slot,
        rundown.airtime.title,
        cue.starts_at,
        cue.clip.id,
        cue.clip.title,
        cue.duration_ms,
        aired_ms,
        _telling(lines, kind).outcome if lines else None,
        _telling(lines, kind).note if lines else NO_RECORD,
    )


def _telling(lines: Sequence[AsRunEntry], kind: Kind) -> AsRunEntry:
    """Return the line whose note says why: the last with one; of what was replaced, the last that was."""
    if kind is Kind.REPLACED:
        return next(line for line in reversed(lines) if line.outcome is Outcome.REPLACED)
    return replace(lines[-1], note=next((line.note for line in reversed(lines) if line.note), ""))


def _of_lines_without_cue(planned: Sequence[Rundown], heard: dict[Key, list[AsRunEntry]]) -> Iterator[Deviation]:
    """Yield what lines tell that belong to no planned cue: nobody planned them, or no plan was kept then."""
    with_plan = {(r.airtime.slot, cue.starts_at.date()) for r in planned for cue in r.cues}
    titles = {r.airtime.slot: r.airtime.title for r in planned}
    for (slot, planned_at, source), lines in heard.items():
        last = lines[-1]
        aired_ms = sum(line.duration_ms for line in lines)
        rundown = next((rundown for rundown in planned if belongs(last, rundown)), None)
        if bool(rundown.cues) if rundown else (slot, planned_at.date()) in with_plan:
            if aired_ms == 0:
                continue  # neither planned in the end nor heard
            kind = Kind.UNPLANNED
        elif last.outcome is Outcome.AIRED:
            continue
        else:
            kind = Kind.SHORT if aired_ms else Kind.NOT_AIRED
        title = titles.get(slot, slot)
        yield Deviation(
            kind, slot, title, planned_at, source, last.title, 0, aired_ms, last.outcome, last.note
        )  # fmt: skip
