"""What the daemon knows of an airing that the desk has. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from broadcaster.messages import N_
from broadcaster.model.plan import Cue, Rundown
from broadcaster.model.record import AsRunEntry, Outcome, Span
from broadcaster.playout.airing import Airing
from broadcaster.playout.desk import PlayOrder, PlayReport, PlayState
from broadcaster.playout.titles import titles

JOINED_AT = "#"  # stands between an airing's id and where it was joined, in the desk's orders
STANDS_IN = "~"  # follows that place where the safe programme was joined
AGAIN = "*"  # stands before a number where the desk had an order of that name before
ENDED = {PlayState.DONE, PlayState.STOPPED, PlayState.FAILED}
MADE_WAY = N_("it left with what was to follow it, which may not be heard any more")
ROUNDING_MS = 5  # a desk counts frames; what is so near the end is the end


@dataclass(frozen=True)
class SafeProgramme:
    """What is heard where nothing else can be had: a finished file, made ahead, and its length."""

    path: Path
    length_ms: int
    sha256: str


@dataclass(frozen=True)
class OrderId:
    """What an order's id tells: the airing, from where on it is heard, and whether the safe programme is."""

    airing: str
    skip_ms: int
    stand_in: bool = False

    def __str__(self) -> str:
        return f"{self.airing}{JOINED_AT}{self.skip_ms}{STANDS_IN if self.stand_in else ''}"

    def among(self, reports: Sequence[PlayReport]) -> str:
        """Return the id as a desk takes it that has the orders of `reports`: one that it has not seen."""
        taken = sum(report.id.partition(AGAIN)[0] == str(self) for report in reports)
        return f"{self}{AGAIN}{taken}" if taken else str(self)

    @classmethod
    def parse(cls, written: str) -> "OrderId | None":
        """Return what `written` tells, None when it is no id of ours."""
        airing, _, place = written.rpartition(JOINED_AT)
        skip_ms, stands_in, _ = place.partition(AGAIN)[0].partition(STANDS_IN)
        return cls(airing, int(skip_ms), bool(stands_in)) if airing and skip_ms.isdigit() else None


@dataclass(frozen=True)
class OnDesk:
    """An airing that the desk has, under `order_id`, from `skip_ms` on: its programme, or the safe one in its place."""

    airing: Airing
    order_id: str
    skip_ms: int
    sha256: str
    stand_in: bool = False
    path: Path | None = None

    def order(self, at: datetime, length_ms: int) -> PlayOrder:
        """Return the order for the desk to have it heard from `at` on, for `length_ms`. Its `path` must be known."""
        assert self.path is not None
        return PlayOrder(
            id=self.order_id,
            path=self.path,
            at=at,
            skip_ms=0 if self.stand_in else self.skip_ms,
            duration_ms=length_ms,
            titles=() if self.stand_in else titles(self.airing.rundown),
            sha256=self.sha256,
            relays=() if self.stand_in else self.airing.relays,
        )

    def span(self, report: PlayReport) -> Span:
        """Return which part of the airing `report` tells was heard; in the station's zone, a desk may tell in any."""
        length_ms = self.end_ms(report) - self.skip_ms
        is_whole = report.started_at is not None and abs(length_ms - report.played_ms) <= ROUNDING_MS
        started_at = report.started_at and report.started_at.astimezone(self.airing.starts_at.tzinfo)
        return Span(started_at, self.skip_ms, length_ms if is_whole else report.played_ms, report.relayed)

    def end_ms(self, report: PlayReport) -> int:
        """Return the place in the airing at which the desk ends it."""
        whole_ms = self.airing.length_ms
        return whole_ms if self.stand_in or not report.end_ms else min(report.end_ms, whole_ms)

    def ends_early(self, report: PlayReport) -> bool:
        """Whether the desk ends its programme before the airing's end: what was to follow may not be heard."""
        return self.end_ms(report) < self.airing.length_ms - ROUNDING_MS


@dataclass(frozen=True)
class Playing:
    """What is heard: the airing, its order, the file, and how far into that file."""

    airing: Airing
    order_id: str
    path: Path
    place_ms: int


@dataclass(frozen=True)
class TakenOff:
    """Why an airing was taken off the desk; without `outcome` it may go on where it should be by then.

    `refused` are its cues that must not be heard. With `at_ms` it is not stopped: it plays on to that place.
    """

    reason: str
    outcome: Outcome | None = None
    refused: tuple[Cue, ...] = ()
    at_ms: int | None = None

    def told_of(self, entry: AsRunEntry) -> AsRunEntry:
        """Return the line of what was heard last, with the reason only where it is that cue's own."""
        refused = {(cue.clip.id, cue.starts_at) for cue in self.refused}
        if not refused or entry.note != self.reason or (entry.source, entry.planned_at) in refused:
            return entry
        return replace(entry, note=MADE_WAY)

    def blocked(self, rundown: Rundown, heard_ms: int) -> list[Cue]:
        """Return the refused cues that were still to come after `heard_ms` of `rundown`."""
        return [cue for begins_ms, cue in rundown.offsets if cue in self.refused and begins_ms >= heard_ms]


def as_claimed(claimed: tuple[Rundown, str] | None, known: Airing | None) -> Airing | None:
    """Return the airing as it was when it was claimed: what people changed since does not change what is on air.

    None when neither the record nor today's plan knows it.
    """
    if claimed is None:
        return known
    rundown, sha256 = claimed
    if known is not None and _lengths(known.rundown) == _lengths(rundown):
        return replace(known, sha256=sha256 or known.sha256)  # it knows relays, and what stands in for them
    return Airing(rundown, None, sha256=sha256)


def _lengths(rundown: Rundown) -> list[tuple[str, int]]:
    return [(cue.clip.id, cue.duration_ms) for cue in rundown.cues]
