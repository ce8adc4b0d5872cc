"""One airing as the player sees it, and what it should do about it now. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum
from pathlib import Path

from broadcaster.messages import N_
from broadcaster.model.plan import Cue, Rundown, later
from broadcaster.model.record import AiringState, Outcome
from broadcaster.model.station import QuietHours
from broadcaster.playout.desk import RelayWindow

QUIET = N_("quiet hours")
WAS_OFF = N_("the station was off")
WAS_INTERRUPTED = N_("interrupted, and its time had passed")
TAKEN_BACK = N_("its approval was taken back")
NOT_APPROVED_ANY_MORE = N_("changed since it was approved")
LEAVES_BEFORE_MS = 2_500  # the daemon looks once a second, and may be held up for another
SETTLED_BEFORE_MS = 10_000  # what is only changed may be changed back until then
WAS_MOVED = N_("it was on air when its time was moved")


@dataclass(frozen=True)
class Airing:
    """A rundown and the finished programme to play for it; `path` None says that there is none, `why_not` why.

    `sha256` is the hash of the programme's bytes, as far as it is known; `relays` is where streams are laid over it.
    """

    rundown: Rundown
    path: Path | None
    why_not: str = ""
    sha256: str = ""
    relays: tuple[RelayWindow, ...] = ()

    @property
    def id(self) -> str:
        """The airing's identity."""
        return self.rundown.airtime.id

    @property
    def starts_at(self) -> datetime:
        """When it starts by plan."""
        return self.rundown.airtime.starts_at

    @property
    def length_ms(self) -> int:
        """How long the programme lasts: the airtime, less a stated shortfall."""
        return sum(cue.duration_ms for cue in self.rundown.cues)

    @property
    def ends_at(self) -> datetime:
        """The moment after its last sample."""
        return later(self.starts_at, self.length_ms)


class Standing(Enum):
    """Whether a cue of a finished programme may be heard, as its approval stands now."""

    GOOD = "good"  # approved as it lies there, or nothing that needs an approval
    CHANGED = "changed"  # approved once; what its file says now is otherwise, or the file is gone
    TAKEN_BACK = "taken back"  # somebody forbade it


class Action(Enum):
    """What to do about an airing."""

    WAIT = "wait"  # not yet
    PLAY = "play"  # give it to the desk, from `skip_ms` on
    STAND_IN = "stand in"  # give the desk the safe programme in its place, from `skip_ms` on
    GIVE_UP = "give up"  # it will not be heard (any more): say so in the record
    NOTHING = "nothing"  # it is over


@dataclass(frozen=True)
class Decision:
    """An action, and what it takes: the moment and place to start at, or the outcome and reason to record."""

    action: Action
    at: datetime | None = None
    skip_ms: int = 0
    outcome: Outcome = Outcome.SKIPPED
    reason: str = ""


@dataclass(frozen=True)
class Policy:
    """How early airings are handed to the desk, how late one may still be joined, and when nothing may air.

    `look_again_ms` is how often the place of what airs is noted: no more than that is lost to the record by a crash.
    Who is late joins `join_ahead_ms` from now, which a desk needs to find that place in the file; so it is heard just
    where it should be by then.
    """

    lead_ms: int
    join_late_ms: int
    quiet: QuietHours | None
    look_again_ms: int = 1_000
    join_ahead_ms: int = 0


def decide(
    airing: Airing, state: AiringState | None, now: datetime, policy: Policy, *, stand_in: bool = False
) -> Decision:
    """Return what to do about an airing that is not on the desk at `now`.

    `stand_in` says that a safe programme lies ready. `state` is what the logbook knows of it: one that was begun and is
    not on the desk any more was interrupted, and is joined where it should be by now, by the same rule as one that
    could not start on time: when no more than `join_late_ms` of it went unheard.
    """
    if state is not None and state.over:
        return Decision(Action.NOTHING)
    early_ms = (airing.starts_at.astimezone(UTC) - now.astimezone(UTC)) // timedelta(milliseconds=1)
    if early_ms > policy.lead_ms:
        return Decision(Action.WAIT)
    late_ms = max(0, (now.astimezone(UTC) - airing.starts_at.astimezone(UTC)) // timedelta(milliseconds=1))
    gap_ms = late_ms - (state.span.to_ms if state else 0)  # how long nothing was heard where something should have been
    ahead_ms = policy.join_ahead_ms if late_ms else 0
    if late_ms + ahead_ms >= airing.length_ms or gap_ms > policy.join_late_ms:
        return _too_late(airing, state, late_ms, gap_ms, policy)
    at = max(later(now, ahead_ms), airing.starts_at).astimezone(airing.starts_at.tzinfo)  # quiet hours are its own
    if policy.quiet and touches(policy.quiet, at, airing.ends_at):
        return Decision(Action.GIVE_UP, outcome=Outcome.BLOCKED, reason=QUIET)
    if airing.path is None:  # a build may still finish in time to join
        return Decision(Action.STAND_IN, at=at, skip_ms=late_ms + ahead_ms) if stand_in else Decision(Action.WAIT)
    return Decision(Action.PLAY, at=at, skip_ms=late_ms + ahead_ms)


@dataclass(frozen=True)
class Leaving:
    """Why a programme must leave the desk: at once, or (`at_ms`) at the place in it where the first refused begins."""

    reason: str
    refused: tuple[Cue, ...]
    at_ms: int | None = None


def why_off_the_desk(
    rundown: Rundown, at_ms: int, begun: bool, standing: Callable[[Cue], Standing], end_ms: int | None = None
) -> Leaving | None:
    """Return why a programme must leave the desk, and when; None when it may stay.

    It was heard up to `at_ms`, or, not `begun`, is to be heard from there; the desk ends it at `end_ms` anyhow (None:
    at its end). What was taken back is not heard for one more word: on air it is cut at once, and where it is still to
    come the programme ends before it. What was only changed since it was approved is heard to its end where it is on
    air already: just that was approved, and half a save must not silence a station. But it never begins.
    """
    left = [
        (begins_ms, cue)
        for begins_ms, cue in rundown.offsets
        if begins_ms + cue.duration_ms > at_ms and (end_ms is None or begins_ms < end_ms)
    ]
    on_air = [cue for begins_ms, cue in left if begun and begins_ms <= at_ms]
    to_come = [(begins_ms, cue) for begins_ms, cue in left if cue not in on_air]
    cut = tuple(cue for cue in on_air if standing(cue) is Standing.TAKEN_BACK)
    near = [
        (begins_ms, cue)
        for begins_ms, cue in to_come
        if standing(cue) is Standing.TAKEN_BACK
        or (standing(cue) is Standing.CHANGED and (cut or begins_ms <= at_ms + SETTLED_BEFORE_MS))
    ]
    if not cut and not near:
        return None
    reason = TAKEN_BACK if any(standing(c) is Standing.TAKEN_BACK for _, c in near) or cut else NOT_APPROVED_ANY_MORE
    refused = (*cut, *(cue for _, cue in to_come if standing(cue) is not Standing.GOOD))
    if cut or near[0][0] <= at_ms + LEAVES_BEFORE_MS:
        return Leaving(reason, refused)
    return Leaving(reason, refused, near[0][0])


def _too_late(airing: Airing, state: AiringState | None, late_ms: int, gap_ms: int, policy: Policy) -> Decision:
    """Return why an airing is given up whose time has passed, or that may not be joined any more."""
    if airing.path is None:
        return Decision(Action.GIVE_UP, outcome=Outcome.FAILED, reason=airing.why_not)
    if late_ms < airing.length_ms:
        limit_s = policy.join_late_ms // 1000
        return Decision(Action.GIVE_UP, reason=f"{gap_ms // 1000} s late; late.join is {limit_s} s")
    reason = WAS_OFF if state is None else WAS_INTERRUPTED
    return Decision(Action.GIVE_UP, reason=reason)


def touches(quiet: QuietHours, first: datetime, end: datetime) -> bool:
    """Whether any moment from `first` to before `end` is quiet: the first one is, or quiet begins before the end."""
    if quiet.start == quiet.end:
        return False
    begins = datetime.combine(first.date(), quiet.start, first.tzinfo)
    if begins < first:
        begins += timedelta(days=1)
    return quiet.contains(first.timetz().replace(tzinfo=None)) or begins < end
