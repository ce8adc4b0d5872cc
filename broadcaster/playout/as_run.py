"""What was heard, as lines of the record. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from broadcaster.messages import N_
from broadcaster.model.plan import Cue, Rundown, later
from broadcaster.model.record import SAFE, AsRunEntry, Outcome, Span

Stretch = tuple[datetime, datetime]
Piece = tuple[int, int, bool]  # from and to in the programme, and whether the cue's own sound was heard there

BARELY_NOTICED_MS = 1_500  # outputs are asked once a second: less than that can't be told for sure

NO_OUTPUT = N_("no output carried any sound")
NO_OUTPUT_FOR_A_WHILE = N_("for a while no output carried any sound")
JOINED = N_("joined in progress")
STOOD_IN = N_("the relay's fallback was heard in its place")
SAFE_PROGRAMME = N_("the safe programme was heard in its place")
RELAY_LATE = N_("the relay could be had only from here on")
RELAY_LOST = N_("the relay could be had only up to here")


def heard(  # noqa: PLR0913 - what was planned, how far it was told, and what was heard
    rundown: Rundown, next_cue: int, span: Span, ended: bool, note: str = "", *, stand_in: bool = False
) -> tuple[list[AsRunEntry], int]:
    """Return the lines for the cues from `next_cue` on that `span` tells about, and the cue that comes next.

    Each cue has one line, but for a relay's: that has one for each stretch that was heard of the upper station, or of
    what stands in for it, so that their lengths add up to what was heard.

    Cues that lie before the span were missed. As long as the span has not `ended`, the cue being heard is left for
    later; when it has, that cue is cut short. Of a `stand_in`, what was heard replaced the cues.
    """
    entries: list[AsRunEntry] = []
    for number, (offset_ms, cue) in enumerate(rundown.offsets[next_cue:], next_cue):
        end_ms = offset_ms + cue.duration_ms
        if end_ms <= span.from_ms:
            entries.append(missed(rundown, cue, Outcome.SKIPPED, note or JOINED))
            continue
        if span.to_ms < end_ms and not (ended and span.to_ms > max(offset_ms, span.from_ms)):
            return entries, number
        lines = _lines(rundown, cue, offset_ms, span, note)
        entries += [_stood_in_for(line) for line in lines] if stand_in else lines
    return entries, max(next_cue, len(rundown.cues))


def _stood_in_for(line: AsRunEntry) -> AsRunEntry:
    """Return the line of a cue in whose place the safe programme was heard: no voice read it, no column was aired."""
    return replace(line, kind=SAFE, outcome=Outcome.REPLACED, voice="", fingerprint="", note=SAFE_PROGRAMME)


def rest(rundown: Rundown, next_cue: int, outcome: Outcome, note: str) -> list[AsRunEntry]:
    """Return a line of `outcome` for each cue from `next_cue` on: none of them was heard."""
    return [missed(rundown, cue, outcome, note) for cue in rundown.cues[next_cue:]]


def missed(rundown: Rundown, cue: Cue, outcome: Outcome, note: str) -> AsRunEntry:
    """Return the line of a cue that nobody heard."""
    airtime = rundown.airtime
    return AsRunEntry(
        slot=airtime.slot,
        source=cue.clip.id,
        kind=cue.kind,
        title=cue.clip.title,
        column=cue.clip.column,
        planned_at=cue.starts_at,
        started_at=None,
        duration_ms=0,
        outcome=outcome,
        voice=cue.clip.voice,
        campaigns=airtime.campaigns,
        note=note,
        fingerprint=cue.clip.fingerprint,
    )


def as_heard(entry: AsRunEntry, deaf: Sequence[Stretch]) -> AsRunEntry:
    """Return `entry` as it was heard, given the stretches in which no output carried any sound.

    What was handed to outputs that were all down was not aired, whatever the desk counted.
    """
    if entry.started_at is None:
        return entry
    ends_at = later(entry.started_at, entry.duration_ms)
    overlaps = (min(ends_at, until) - max(entry.started_at, since) for since, until in deaf)
    lost_ms = sum(max(0, overlap // timedelta(milliseconds=1)) for overlap in overlaps)
    if lost_ms < BARELY_NOTICED_MS:
        return entry
    if entry.duration_ms - lost_ms < BARELY_NOTICED_MS:
        return replace(entry, outcome=Outcome.FAILED, started_at=None, duration_ms=0, note=NO_OUTPUT)
    heard_ms = entry.duration_ms - lost_ms
    outcome = Outcome.REPLACED if entry.outcome is Outcome.REPLACED else Outcome.CUT_SHORT
    return replace(entry, outcome=outcome, duration_ms=heard_ms, note=NO_OUTPUT_FOR_A_WHILE)


def going_on(rundown: Rundown, next_cue: int, at_ms: int) -> int:
    """Return the next cue of an airing that goes on at `at_ms`: the one before again, if it was cut and goes on."""
    told_ms = sum(cue.duration_ms for cue in rundown.cues[:next_cue])
    return next_cue - 1 if next_cue and at_ms < told_ms else next_cue


def cue_after(rundown: Rundown, heard_ms: int) -> int:
    """Return the first cue of which something lies behind `heard_ms`."""
    return sum(offset_ms + cue.duration_ms <= heard_ms for offset_ms, cue in rundown.offsets)


def _lines(rundown: Rundown, cue: Cue, offset_ms: int, span: Span, note: str) -> Iterator[AsRunEntry]:
    end_ms = offset_ms + cue.duration_ms
    first_ms, last_ms = max(offset_ms, span.from_ms), min(end_ms, span.to_ms)
    for piece in _pieces(first_ms, last_ms, span.relayed) if cue.stand_in else [(first_ms, last_ms, True)]:
        from_ms, to_ms, _ = piece
        line = missed(rundown, cue, *_outcome(piece, offset_ms, end_ms, span, note))
        started_at = span.started_at + timedelta(milliseconds=from_ms - span.from_ms) if span.started_at else None
        yield replace(line, started_at=started_at, duration_ms=to_ms - from_ms)


def _outcome(piece: Piece, offset_ms: int, end_ms: int, span: Span, note: str) -> tuple[Outcome, str]:
    """Return what became of one piece of the cue from `offset_ms` to `end_ms`, and why."""
    from_ms, to_ms, own = piece
    if to_ms == span.to_ms < end_ms:
        return Outcome.CUT_SHORT, note
    if not own:
        return Outcome.REPLACED, STOOD_IN
    if to_ms < end_ms:
        return Outcome.CUT_SHORT, RELAY_LOST
    if from_ms > offset_ms:
        return Outcome.JOINED_LATE, (note or JOINED) if from_ms == span.from_ms else RELAY_LATE
    return Outcome.AIRED, ""


def _pieces(first_ms: int, last_ms: int, relayed: Sequence[tuple[int, int]]) -> list[Piece]:
    """Return what was heard from `first_ms` to `last_ms` in pieces without gaps."""
    pieces: list[Piece] = []
    at_ms = first_ms
    for from_ms, to_ms in sorted(relayed):
        begin_ms, end_ms = max(from_ms, at_ms), min(to_ms, last_ms)
        if begin_ms >= end_ms:
            continue
        if begin_ms > at_ms:
            pieces.append((at_ms, begin_ms, False))
        pieces.append((begin_ms, end_ms, True))
        at_ms = end_ms
    return [*pieces, (at_ms, last_ms, False)] if at_ms < last_ms or not pieces else pieces
