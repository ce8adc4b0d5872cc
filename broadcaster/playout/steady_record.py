"""A record that keeps the station on air while the disk refuses: what can't be written yet is remembered.

A full or read-only disk, a record that another program locks: reading may still work, claiming doesn't. Who airs must
know what was claimed, so it is kept in memory meanwhile. Only a crash within that time can make something air twice, or
lose its lines; that the record could not be written is said at once.
"""

import logging
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol, TypeVar

from broadcaster.errors import LogbookError
from broadcaster.model.plan import Rundown
from broadcaster.model.record import Act, AiringState, AsRunEntry, Outcome
from broadcaster.playout.needs import Record

log = logging.getLogger(__name__)

TRY_AGAIN_S = 5.0
KEPT_FAILURES = 20

T = TypeVar("T")


class Written(Record, Protocol):
    """The record on disk; each of these may raise LogbookError."""

    def note(self, act: Act) -> None:
        """Write down what somebody did."""


class SteadyRecord:
    """What the daemon is given in place of the record; `trouble` says why the record can't be written, if so.

    `make_room` is asked once for each trouble to give some of the disk back.
    """

    def __init__(
        self,
        written: Written,
        make_room: Callable[[], bool] = lambda: False,
        elapsed_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self.trouble = ""
        self.failed: dict[
            str, AsRunEntry
        ] = {}  # the last thing of each airing that should have been aired, and was not
        self._written = written
        self._make_room = make_room
        self._elapsed_s = elapsed_s
        self._owed: list[Callable[[], object]] = []
        self._states: dict[str, AiringState] = {}
        self._plans: dict[str, tuple[Rundown, str]] = {}
        self._begun: datetime | None = None
        self._try_at_s = 0.0

    def begun_at(self, now: datetime) -> datetime:
        """Return when the record was begun; while it can't be read, when that was first asked."""
        if self._begun is None or not self.trouble:
            self._begun = self._read(lambda: self._written.begun_at(now), self._begun or now)
        return self._begun

    def claim(self, airing: str, planned: Rundown | None = None, programme: str = "") -> bool:
        """Claim `airing`; in memory where the disk refuses."""
        if airing in self._states:
            return False
        claimed: list[bool] = []
        self._write(lambda: claimed.append(self._written.claim(airing, planned, programme)))
        if claimed:
            return claimed[0]
        if self._read(lambda: self._written.state(airing), None) is not None:
            return False
        self._states[airing] = AiringState()
        if planned is not None:
            self._plans[airing] = planned, programme
        return True

    def claimed(self, airing: str) -> tuple[Rundown, str] | None:
        """Return what was planned for `airing` when it was claimed."""
        return self._plans.get(airing) or self._read(lambda: self._written.claimed(airing), None)

    def go_on_as(self, airing: str, planned: Rundown, programme: str) -> None:
        """Keep with what `airing` goes on from now on."""
        if not self._write(lambda: self._written.go_on_as(airing, planned, programme)):
            self._plans[airing] = planned, programme

    def state(self, airing: str) -> AiringState | None:
        """Return how far `airing` has come."""
        return self._states.get(airing) or self._read(lambda: self._written.state(airing), None)

    def advance(self, airing: str, state: AiringState, entries: Sequence[AsRunEntry]) -> None:
        """Note how far `airing` has come."""
        for entry in entries:
            if entry.outcome is Outcome.FAILED:
                self.failed[airing] = entry
        while len(self.failed) > KEPT_FAILURES:
            self.failed.pop(next(iter(self.failed)))
        if self.trouble and not entries and self._owed:
            self._states[airing] = state  # places are noted each second: only the last one counts
        elif not self._write(lambda: self._written.advance(airing, state, entries)):
            self._states[airing] = state

    def note(self, act: Act) -> None:
        """Write down what somebody did."""
        self._write(lambda: self._written.note(act))

    def catch_up(self) -> None:
        """Try to write what is owed, if it is time for that."""
        if self._owed and self._elapsed_s() >= self._try_at_s:
            self._pay()

    def _write(self, action: Callable[[], object]) -> bool:
        """Do `action` after all that is owed; return whether it was written."""
        self._owed.append(action)
        if self.trouble and self._elapsed_s() < self._try_at_s:
            return False
        return self._pay()

    def _pay(self) -> bool:
        for _ in range(2):
            try:
                while self._owed:
                    self._owed[0]()
                    self._owed.pop(0)
            except LogbookError as failure:
                if self._fail(str(failure)):
                    continue  # there is room now
                return False
            self._mended()
            return True
        return False

    def _fail(self, reason: str) -> bool:
        self._try_at_s = self._elapsed_s() + TRY_AGAIN_S
        if self.trouble:
            return False
        self.trouble = reason
        log.error("the record can't be written; airing goes on, and it is written later: %s", reason)
        return self._make_room()

    def _mended(self) -> None:
        for airing, state in self._states.items():
            try:
                self._written.advance(airing, state, ())
            except LogbookError as failure:
                self._fail(str(failure))
                return
        self._states.clear()
        self._plans.clear()
        if self.trouble:
            log.warning("the record is written again, and nothing of it was lost")
        self.trouble = ""

    def _read(self, ask: Callable[[], T], otherwise: T) -> T:
        try:
            return ask()
        except LogbookError as failure:
            self._fail(str(failure))
            return otherwise
