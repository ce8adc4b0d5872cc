"""The desk: the contract between the daemon, which decides, and whatever makes the sound.

Two desks pass the same contract suite (``tests/playout/test_desk_contract.py``): ``engine_desk.EngineDesk``, which
talks to the engine's process and is heard on loudspeakers, and ``off_air.OffAirDesk``, which runs on a fast clock and
writes what the outputs would have carried.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from broadcaster.errors import SoundError


class PlayState(StrEnum):
    """Where a play order stands."""

    WAITING = "waiting"  # accepted; its first sample is still to come
    PLAYING = "playing"
    DONE = "done"  # its last sample was handed to the outputs
    STOPPED = "stopped"  # ended early on request
    FAILED = "failed"  # could not be opened, or ended before its length


@dataclass(frozen=True)
class RelayWindow:
    """Lay an upper station's stream over a programme, from `from_ms` to before `to_ms` of its file.

    `silence_ms` is how long the stream may be silent until it counts as lost (0: for ever), `buffer_ms` how much of it
    lies ready before it is heard, `goal_lufs` the loudness that it is brought to (None: as it comes).
    """

    from_ms: int
    to_ms: int
    url: str
    silence_ms: int
    buffer_ms: int
    goal_lufs: float | None


@dataclass(frozen=True)
class PlayOrder:
    """Play the finished file at `path` so that its sample at `skip_ms` is heard at `at` (zone-aware).

    `duration_ms` is how much is played from there on: the desk stops by itself at ``at + duration_ms``, and a file
    that ends more than 500 ms earlier counts as failed. `at` in the past means at once, from `skip_ms`: the caller has
    already reckoned how far the programme should be. Orders do not overlap; a later order whose moment comes while an
    earlier one still plays ends the earlier one. `titles` say in people's words what sounds from which millisecond of
    the file on, for outputs that show it. With `sha256`, a file of another content fails.

    A desk that can receive lays `relays` over the file as long as they can be had; the file is what is heard else.
    """

    id: str
    path: Path
    at: datetime
    skip_ms: int
    duration_ms: int
    titles: tuple[tuple[int, str], ...] = ()
    sha256: str = ""
    relays: tuple[RelayWindow, ...] = ()


@dataclass(frozen=True)
class PlayReport:
    """What became of one order. `started_at` is the moment of its first sample, `played_ms` how much was heard.

    `relayed` are the stretches of the file, from and to in milliseconds, in whose place a relay was heard; `relay_news`
    is what the receiver last said of the relay whose window it is now. `gaps` are stretches in which nothing was heard
    though `played_ms` counts them, each from when and for how many milliseconds, because the sound process was
    lost; `unheard` are such in which no output carried it, or a card or disk took too long. `end_ms` is the place in
    the file at which it ends, as ordered or as shortened since.
    """

    id: str
    state: PlayState
    started_at: datetime | None
    played_ms: int
    detail: str = ""
    relayed: tuple[tuple[int, int], ...] = ()
    relay_news: str = ""
    gaps: tuple[tuple[datetime, int], ...] = ()
    unheard: tuple[tuple[datetime, int], ...] = ()
    end_ms: int = 0


class RefusedError(SoundError):
    """What was asked of a desk can't be done by any desk, however often it is asked: a damaged file."""


@dataclass(frozen=True)
class AlarmOrder:
    """Sound the finished file at `path` at once, in place of whatever is on air, on every output.

    The programme runs on unheard; it is held, and goes on with its next sample, when it then still ends by
    `hold_until`. Alarms are heard one after the other.
    """

    id: str
    path: Path
    duration_ms: int
    hold_until: datetime | None = None
    title: str = ""


@dataclass(frozen=True)
class AlarmReport:
    """What became of one alarm, which lasts `duration_ms`; `held` tells that the programme waited for it."""

    id: str
    state: PlayState
    started_at: datetime | None
    played_ms: int
    duration_ms: int
    held: bool = False


@dataclass(frozen=True)
class OutputHealth:
    """One output as the desk sees it now; `detail` is English and short, for the log."""

    name: str
    ok: bool
    detail: str = ""


@dataclass(frozen=True)
class Feed:
    """A guarded output's connection: its number, 0 while there is none, and whether sound goes through it."""

    connection: int
    is_open: bool


@dataclass(frozen=True)
class Level:
    """What was sent in the last second, in dBFS, and for how long it could not be heard (under -50 dBFS)."""

    rms_db: float
    peak_db: float
    silent_s: float


class Desk(Protocol):
    """Makes finished files heard, at their moments, on every output."""

    def play(self, order: PlayOrder) -> None:
        """Take `order`. Asking again with the same id changes nothing."""

    def stop(self, order_id: str) -> None:
        """End that order with a short fade; an order that is over or unknown is left alone."""

    def shorten(self, order_id: str, end_ms: int) -> None:
        """Let that order end, done, at a place in its file; one that ends before, is over or unknown is left alone.

        From then on nothing can make the desk play on from there but another order. What was heard further already
        ends at once, one that is to begin there or later before it begins.
        """

    def reports(self) -> list[PlayReport]:
        """Return every order taken since the desk was opened, oldest first, as it stands now."""

    def sound(self, alarm: AlarmOrder) -> None:
        """Take `alarm`. The same id again changes nothing. Raises RefusedError for a file that is no use."""

    def silence(self, alarm_id: str) -> None:
        """End that alarm with a short fade; one that is over or unknown is left alone."""

    def alarms(self) -> list[AlarmReport]:
        """Return the alarms that this desk's outputs know of, oldest first; what a lost engine sounded is not there."""

    def health(self) -> list[OutputHealth]:
        """Return each output's health."""

    def level(self) -> Level | None:
        """Return how loud what is sent is now; None where that can't be told."""

    def close(self) -> None:
        """Let go of the outputs."""
