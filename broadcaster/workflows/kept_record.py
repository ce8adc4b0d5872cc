"""The daemon's hold on its record: opened anew where its file went away, set aside where it can't be read any more."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from broadcaster.errors import DamagedLogbookError
from broadcaster.logbook.anchor import anchor_path
from broadcaster.logbook.logbook import Logbook
from broadcaster.model.plan import Rundown
from broadcaster.model.record import Act, AiringState, AsRunEntry, Deed

log = logging.getLogger(__name__)

T = TypeVar("T")


class KeptRecord:
    """The record as the daemon writes it; `set_aside` is what became of one that could not be read any more.

    Airings that are under way are carried over into a record that is begun anew, so that nothing is told twice.
    """

    def __init__(self, path: Path, now: Callable[[], datetime]) -> None:
        self.set_aside: Path | None = None
        self._path = path
        self._now = now
        self._under_way: dict[str, tuple[Rundown, str, AiringState]] = {}
        try:
            self._book = Logbook(path)
        except DamagedLogbookError as damage:
            self._begin_anew(str(damage))
        self._inode = self._inode_now()

    def begun_at(self, now: datetime) -> datetime:
        """Tell when the record was begun."""
        return self._do(lambda book: book.begun_at(now))

    def claim(self, airing: str, planned: Rundown | None = None, programme: str = "") -> bool:
        """Claim an airing, once and for all."""
        claimed = self._do(lambda book: book.claim(airing, planned, programme))
        if claimed and planned is not None:
            self._under_way[airing] = (planned, programme, AiringState())
        return claimed

    def claimed(self, airing: str) -> tuple[Rundown, str] | None:
        """Tell what was planned for it when it was claimed."""
        return self._do(lambda book: book.claimed(airing))

    def go_on_as(self, airing: str, planned: Rundown, programme: str) -> None:
        """Keep with what it goes on from now on."""
        self._do(lambda book: book.go_on_as(airing, planned, programme))
        if airing in self._under_way:
            self._under_way[airing] = (planned, programme, self._under_way[airing][2])

    def state(self, airing: str) -> AiringState | None:
        """Tell how far it has come."""
        return self._do(lambda book: book.state(airing))

    def advance(self, airing: str, state: AiringState, entries: Sequence[AsRunEntry]) -> None:
        """Note how far it has come."""
        self._do(lambda book: book.advance(airing, state, entries))
        known = self._under_way.get(airing) or self._adopted(airing)
        if state.over or known is None:
            self._under_way.pop(airing, None)
        else:
            self._under_way[airing] = (known[0], known[1], state)

    def aired(self, since: datetime) -> list[AsRunEntry]:
        """Return the lines of what was planned from `since` on."""
        return self._do(lambda book: list(book.aired(since)))

    def note(self, act: Act) -> None:
        """Write down what somebody did."""
        self._do(lambda book: book.note(act))

    def newest(self) -> datetime | None:
        """Tell the moment of the line that was written last."""
        return self._do(lambda book: book.newest())

    def close(self) -> None:
        """Let go of the file."""
        self._book.close()

    def _do(self, ask: Callable[[Logbook], T]) -> T:
        if self._inode_now() != self._inode:
            log.error("%s was removed or put in its place by somebody; it is opened anew", self._path)
            self._book.close()
            self._book = Logbook(self._path)
            self._inode = self._inode_now()
            self._carry_over()
        try:
            return ask(self._book)
        except DamagedLogbookError as damage:
            self._book.close()
            self._begin_anew(str(damage))
            self._inode = self._inode_now()
            self._carry_over()
            return ask(self._book)

    def _begin_anew(self, reason: str) -> None:
        """Set the record aside with all that belongs to it, and begin another."""
        now = self._now()
        aside = self._path.with_name(f"{self._path.stem}-damaged-{now:%Y%m%d-%H%M%S}{self._path.suffix}")
        for old, new in ((self._path, aside), (anchor_path(self._path), anchor_path(aside))):
            if old.exists():
                old.replace(new)
        for ending in ("-wal", "-shm"):
            companion = Path(f"{self._path}{ending}")
            if companion.exists():
                companion.replace(f"{aside}{ending}")
        log.error("the record can't be read any more (%s); it was set aside as %s, and another begun", reason, aside)
        self.set_aside = aside
        self._book = Logbook(self._path)
        self._book.note(Act(now, Deed.SET_ASIDE, "", aside.name, note=reason))

    def _carry_over(self) -> None:
        """Claim again, in another record, what is under way."""
        for airing, (planned, programme, state) in self._under_way.items():
            if self._book.claim(airing, planned, programme):
                self._book.advance(airing, state, ())

    def _adopted(self, airing: str) -> tuple[Rundown, str, AiringState] | None:
        found = self.claimed(airing)
        return (*found, AiringState()) if found else None

    def _inode_now(self) -> int | None:
        try:
            return self._path.stat().st_ino
        except OSError:
            return None
