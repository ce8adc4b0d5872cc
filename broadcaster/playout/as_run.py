"""What was heard, as lines of the record. Pure."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from broadcaster.messages import N_
from broadcaster.model.plan import Cue, Rundown, later
from broadcaster.model.record import SAFE, AsRunEntry, Outcome, Span

Stretch = tuple[datetime, datetime]

BARELY_NOTICED_MS = 1_500  # outputs are asked once a second: less than that can't be told for sure

NO_OUTPUT = N_("no output carried any sound")
NO_OUTPUT_FOR_A_WHILE = N_("for a while no output carried any sound")
JOINED = N_("joined in progress")
STOOD_IN = N_("the relay's fallback was heard in its place")
SAFE_PROGRAMME = N_("the safe programme was heard in its place")


def heard(  # noqa: PLR0913 - what was planned, how far it was told, and what was heard
    rundown: Rundown, next_cue: int, span: Span, ended: bool, note: str = "", *, stand_in: bool = False
) -> tuple[list[AsRunEntry], int]:
    """Return the lines for the cues from `next_cue` on that `span` tells about, and the cue that comes next.

    Cues that lie before the span were missed. As long as the span has not `ended`, the cue being heard is left for
    later; when it has, that cue is cut short. Of a `stand_in`, what was heard replaced the cues.
    """
    entries: list[AsRunEntry] = []
    for offset_ms, cue in rundown.offsets[next_cue:]:
        end_ms = offset_ms + cue.duration_ms
        if end_ms <= span.from_ms:
            entries.append(missed(rundown, cue, Outcome.SKIPPED, note or JOINED))
            continue
        if span.to_ms < end_ms and not (ended and span.to_ms > max(offset_ms, span.from_ms)):
            break
        line = _line(rundown, cue, offset_ms, span, note)
        entries.append(_stood_in_for(line) if stand_in else line)
    return entries, next_cue + len(entries)


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


def _line(rundown: Rundown, cue: Cue, offset_ms: int, span: Span, note: str) -> AsRunEntry:
    first_ms, last_ms = max(offset_ms, span.from_ms), min(offset_ms + cue.duration_ms, span.to_ms)
    started_at = span.started_at + timedelta(milliseconds=first_ms - span.from_ms) if span.started_at else None
    if last_ms < offset_ms + cue.duration_ms:
        outcome = Outcome.CUT_SHORT
    elif first_ms > offset_ms:
        outcome, note = Outcome.JOINED_LATE, note or JOINED
    else:
        outcome, note = Outcome.AIRED, ""
    if cue.stand_in and outcome in {Outcome.AIRED, Outcome.JOINED_LATE}:
        outcome, note = Outcome.REPLACED, STOOD_IN
    return replace(missed(rundown, cue, outcome, note), started_at=started_at, duration_ms=last_ms - first_ms)
