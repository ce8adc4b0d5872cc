"""The plan: what airs when, to the millisecond."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate

from broadcaster.model.problem import Problem
from broadcaster.model.sound import Clip
from broadcaster.model.timetable import Entry, Filler


def later(moment: datetime, by_ms: int) -> datetime:
    """Return the moment `by_ms` later in real time; a plain sum would go by the wall clock, wrong where it is set."""
    return (moment.astimezone(UTC) + timedelta(milliseconds=by_ms)).astimezone(moment.tzinfo)


@dataclass(frozen=True)
class Airtime:
    """One slot on one day, campaigns applied: how long it lasts and what is wanted in it.

    `usual_ms` is what the slot lasts without campaigns, 0 for an airing that a campaign adds; `shares` tells by how
    much each campaign makes it longer. Usual length and shares add up to `duration_ms`.
    """

    slot: str
    title: str
    starts_at: datetime
    usual_ms: int
    duration_ms: int
    items: tuple[Entry, ...]
    fill: tuple[Filler, ...]
    campaigns: tuple[str, ...] = ()
    shares: tuple[tuple[str, int], ...] = ()

    @property
    def ends_at(self) -> datetime:
        """The moment after the last sample."""
        return later(self.starts_at, self.duration_ms)

    @property
    def id(self) -> str:
        """The airing's identity: the slot and its nominal start, never `now`."""
        return f"{self.slot}@{self.starts_at.isoformat(timespec='minutes')}"


@dataclass(frozen=True)
class Cue:
    """One thing that sounds from `starts_at` for `duration_ms`; `fade_out_ms` at the end of cut music.

    `stand_in` is what is heard in a relay's place where the relay can't be had: gapless cues of the same length.
    """

    clip: Clip
    kind: str
    starts_at: datetime
    duration_ms: int
    fade_out_ms: int = 0
    campaign: str = ""
    stand_in: tuple["Cue", ...] = ()

    @property
    def ends_at(self) -> datetime:
        """The moment after the cue's last sample."""
        return later(self.starts_at, self.duration_ms)


@dataclass(frozen=True)
class Rundown:
    """What sounds in one airtime: gapless cues in order, the last one ending with the airtime unless short."""

    airtime: Airtime
    cues: tuple[Cue, ...]
    shortfall_ms: int = 0

    @property
    def finished(self) -> tuple[Cue, ...]:
        """The cues with what stands in for relays in their place: all that a finished programme is made of."""
        return tuple(part for cue in self.cues for part in (cue.stand_in or (cue,)))

    @property
    def offsets(self) -> tuple[tuple[int, Cue], ...]:
        """Each cue with the milliseconds from the programme's first sample to its own."""
        begins = accumulate((cue.duration_ms for cue in self.cues), initial=0)
        return tuple(zip(begins, self.cues, strict=False))

    @property
    def voices(self) -> tuple[str, ...]:
        """Who speaks, each once, in the order in which they are first heard."""
        spoken = (voice for cue in self.finished if cue.clip.voice for voice in cue.clip.voice.split(", "))
        return tuple(dict.fromkeys(spoken))


@dataclass(frozen=True)
class DayPlan:
    """All airings of one day, in order, and what the operator should know about them."""

    day: date
    rundowns: tuple[Rundown, ...]
    problems: tuple[Problem, ...] = ()
