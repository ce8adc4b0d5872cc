"""What goes on where a programme ends before its airing does, because what was to come may not be heard. Pure.

That is the programme made anew, if it is there: the same up to that place, so that nothing is heard twice and nothing
is missed. Else it is the safe programme.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from broadcaster.model.plan import Cue, Rundown, later
from broadcaster.playout.airing import Airing, Standing
from broadcaster.playout.desk import PlayReport
from broadcaster.playout.on_desk import OnDesk, SafeProgramme

SAFE_BEFORE = timedelta(seconds=6)  # its place the safe programme is handed over; until then another may be made
HELD_FROM = timedelta(seconds=1)


def follower(
    airing: Airing, on_desk: OnDesk, end_ms: int, safe: SafeProgramme | None, now: datetime
) -> tuple[OnDesk, int] | None:
    """Return what goes on at `end_ms` behind `on_desk`, still without a name, and how long; None: nothing yet.

    `airing` is as it stands now, without a path where its programme may not be played; `safe` None where that can't.
    """
    left_ms = airing.length_ms - end_ms
    if airing.path is not None and is_same_until(airing.rundown, on_desk.airing.rundown, end_ms):
        return OnDesk(airing, "", end_ms, airing.sha256, path=airing.path), left_ms
    if safe is not None and later(airing.starts_at, end_ms) - now <= SAFE_BEFORE:
        return OnDesk(airing, "", end_ms, safe.sha256, stand_in=True, path=safe.path), min(left_ms, safe.length_ms)
    return None


def may_be_heard_from(rundown: Rundown, at_ms: int, standing: Callable[[Cue], Standing]) -> bool:
    """Whether all that begins at `at_ms` or later may be heard."""
    return all(standing(cue) is Standing.GOOD for begins_ms, cue in rundown.offsets if begins_ms >= at_ms)


def is_same_until(new: Rundown, old: Rundown, at_ms: int) -> bool:
    """Whether `new` has the same cues as `old` up to `at_ms`, where in both of them another begins."""
    until = [[cue for begins_ms, cue in one.offsets if begins_ms < at_ms] for one in (new, old)]
    named, known = ([(cue.clip.id, cue.duration_ms) for cue in cues] for cues in until)
    return named == known and sum(duration_ms for _, duration_ms in named) == at_ms


def is_held(report: PlayReport, now: datetime) -> bool:
    """Whether it is later than its plan, an emergency having held it: where it ends is known when it has."""
    if report.started_at is None:
        return False
    return now - report.started_at > timedelta(milliseconds=report.played_ms) + HELD_FROM
