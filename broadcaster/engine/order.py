"""What the engine is told to play, and what it says about it."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from broadcaster.engine.pcm import RATE


class State(StrEnum):
    """Where an order stands."""

    WAITING = "waiting"
    PLAYING = "playing"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"

    @property
    def over(self) -> bool:
        """Whether nothing more will be heard of it."""
        return self not in (State.WAITING, State.PLAYING)


@dataclass(frozen=True)
class Relay:
    """Lay an upper station over an order's file, from its frame `begin` to before `end`.

    `ask` is the line that asks a receiver for it, of which the engine understands nothing.
    """

    begin: int
    end: int
    ask: bytes


@dataclass(frozen=True)
class Order:
    """Play `path` from its frame `skip_frames` for `duration_frames`, beginning at `at_s` (seconds since the epoch).

    `titles` say in people's words what sounds from which frame of the file on, in order.
    """

    id: str
    path: Path
    at_s: float
    skip_frames: int
    duration_frames: int
    titles: tuple[tuple[int, str], ...] = ()
    sha256: str = ""  # of the file's bytes; empty: whatever it holds is played
    relays: tuple[Relay, ...] = ()

    @property
    def ends_at_s(self) -> float:
        """The moment of the first frame after it."""
        return self.at_s + self.duration_frames / RATE

    @property
    def end_in_file(self) -> int:
        """The first frame of the file that is no longer played."""
        return self.skip_frames + self.duration_frames

    def title_at(self, frame_in_file: int) -> str:
        """Return the title of what sounds at that frame of the file."""
        begun = [title for first_frame, title in self.titles if first_frame <= frame_in_file]
        return begun[-1] if begun else ""


@dataclass(frozen=True)
class Progress:
    """How far an order has come. Never changed, only replaced, so any thread may read it without a lock."""

    state: State = State.WAITING
    started_at_s: float | None = None
    played_frames: int = 0  # what lies behind, with what was not heard of it
    detail: str = ""
    relayed: tuple[tuple[int, int], ...] = ()  # the stretches of the file over which a relay was heard, as frames
    relay_news: str = ""  # what the receiver last said of the relay whose window this is
    unheard: tuple[tuple[float, int], ...] = ()  # what was not heard of it: from which moment on, for how many frames
