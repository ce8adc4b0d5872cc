"""What an emergency leaves of a programme: which pieces of it were heard, and when. Pure.

Where the programme ran on unheard, what the emergency covered is missing; where it was held, all that follows is later.
Pieces and what was covered add up to the whole, to the millisecond.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from broadcaster.messages import N_
from broadcaster.model.plan import later
from broadcaster.model.record import AsRunEntry, Outcome
from broadcaster.playout.as_run import NO_OUTPUT_FOR_A_WHILE
from broadcaster.playout.desk import PlayReport

BY_ALERT = N_("an emergency was aired")
LEAST_MS = 100  # what is lost of a sound and needs no lines of its own in the record
SOUND_LOST = N_("the sound process was lost, and started again")


@dataclass(frozen=True)
class Interruption:
    """What took the programme's place from `started_at` for `duration_ms`; `held`: the programme waited.

    An emergency, unless `why` says otherwise.
    """

    started_at: datetime
    duration_ms: int
    held: bool = False
    why: str = BY_ALERT


def lost(report: PlayReport) -> list[Interruption]:
    """Return what was lost of an order's sound, as its report tells."""
    gaps = [Interruption(since, lost_ms, why=SOUND_LOST) for since, lost_ms in report.gaps]
    unheard = [Interruption(since, lost_ms, why=NO_OUTPUT_FOR_A_WHILE) for since, lost_ms in report.unheard]
    return [one for one in (*gaps, *unheard) if one.duration_ms >= LEAST_MS]


@dataclass(frozen=True)
class Piece:
    """A stretch of a programme that was heard, `late_ms` later than without interruptions; `why` it is only that."""

    from_ms: int
    to_ms: int
    late_ms: int
    why: str = ""


def pieces(from_ms: int, to_ms: int, begins_at: datetime, interruptions: Sequence[Interruption]) -> Iterator[Piece]:
    """Yield what was heard of a programme's `from_ms` to `to_ms`, of which `from_ms` was due at `begins_at`.

    `interruptions` are those since the programme began, in order.
    """
    at_ms, late_ms, why = from_ms, 0, ""
    for one in interruptions:
        begins_ms = from_ms + round((one.started_at - begins_at) / timedelta(milliseconds=1)) - late_ms
        if begins_ms >= to_ms:
            break
        if begins_ms > at_ms:
            yield Piece(at_ms, begins_ms, late_ms, one.why)
        why = one.why
        if one.held:
            late_ms += one.duration_ms
            at_ms = max(at_ms, begins_ms)
        else:
            at_ms = min(max(at_ms, begins_ms + one.duration_ms), to_ms)
    if at_ms < to_ms:
        yield Piece(at_ms, to_ms, late_ms, why)


def around(entry: AsRunEntry, since: datetime | None, interruptions: Sequence[Interruption]) -> list[AsRunEntry]:
    """Return the lines that tell truly what was heard of `entry`; `since` is when its programme began to be heard."""
    if entry.started_at is None or since is None:
        return [entry]
    meant = sorted((one for one in interruptions if _covers(one, since)), key=lambda one: one.started_at)
    found = list(pieces(0, entry.duration_ms, entry.started_at, meant))
    if not found:
        why = meant[-1].why
        outcome = Outcome.REPLACED if why == BY_ALERT else Outcome.FAILED
        return [replace(entry, started_at=None, duration_ms=0, outcome=outcome, note=why)]
    return [_part(entry, entry.started_at, piece) for piece in found]


def _covers(one: Interruption, since: datetime) -> bool:
    """Whether it took something of a programme that began at `since`: also of one that was begun under it, unheard."""
    return one.started_at >= since or (not one.held and later(one.started_at, one.duration_ms) > since)


def _part(entry: AsRunEntry, due: datetime, piece: Piece) -> AsRunEntry:
    started_at = later(due, piece.from_ms + piece.late_ms)
    part = replace(entry, started_at=started_at, duration_ms=piece.to_ms - piece.from_ms)
    if entry.outcome is Outcome.REPLACED or part.duration_ms == entry.duration_ms:
        return part
    if piece.to_ms < entry.duration_ms:
        return replace(part, outcome=Outcome.CUT_SHORT, note=piece.why)
    if entry.outcome is Outcome.CUT_SHORT:
        return part
    return replace(part, outcome=Outcome.JOINED_LATE, note=piece.why)
