"""What the daemon needs of the outside: a record to write into, and what it goes by beside the plan."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from broadcaster.model.plan import Cue, Rundown
from broadcaster.model.record import AiringState, AsRunEntry
from broadcaster.playout.airing import Standing
from broadcaster.playout.interruptions import Interruption
from broadcaster.playout.on_desk import SafeProgramme


class Record(Protocol):
    """What the daemon needs of the logbook."""

    def begun_at(self, now: datetime) -> datetime:
        """Tell when the record was begun; it is begun `now` when it was not yet."""

    def claim(self, airing: str, planned: Rundown | None = None, programme: str = "") -> bool:
        """Claim it, once and for all; what is planned for it, and the file's hash, becomes a line of the record."""

    def claimed(self, airing: str) -> tuple[Rundown, str] | None:
        """Tell what it was begun with, or goes on with, and the hash of that file."""

    def go_on_as(self, airing: str, planned: Rundown, programme: str) -> None:
        """Keep with what it goes on from now on."""

    def state(self, airing: str) -> AiringState | None:
        """Tell how far it has come."""

    def advance(self, airing: str, state: AiringState, entries: Sequence[AsRunEntry]) -> None:
        """Note how far it has come."""


@dataclass(frozen=True)
class Surroundings:
    """What a daemon goes by beside the plan.

    `safe` is the programme to fall back on, `interruptions` the emergencies that were heard in place of the programme,
    `standing` whether a cue may be heard as its approval stands now.
    """

    safe: Callable[[], SafeProgramme | None] = lambda: None
    interruptions: Callable[[], Sequence[Interruption]] = tuple
    standing: Callable[[Cue], Standing] = lambda _: Standing.GOOD
