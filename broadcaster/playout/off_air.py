"""The desk of a simulated station: nothing is heard, all is timed, and what went out may be kept."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from broadcaster.errors import SoundError
from broadcaster.playout.desk import Level, OutputHealth, PlayOrder, PlayReport, PlayState

MS = timedelta(milliseconds=1)
ENDS_EARLY_MS = 500  # the contract's allowance for a file that is shorter than its order


class Tape(Protocol):
    """Where the simulated outputs' sound goes."""

    def available_ms(self, order: PlayOrder) -> int:
        """Return how much of the order's stretch its file holds; raises SoundError when it can't be read."""

    def add(self, order: PlayOrder, heard_ms: int) -> None:
        """Append the first `heard_ms` of the order's stretch."""


class NoTape:
    """Records nothing, and believes that every file is as long as it should be."""

    def available_ms(self, order: PlayOrder) -> int:
        """Return the whole stretch."""
        return order.duration_ms

    def add(self, order: PlayOrder, heard_ms: int) -> None:
        """Let it pass."""


@dataclass
class _Play:
    order: PlayOrder
    report: PlayReport
    available_ms: int


class OffAirDesk:
    """Plays orders on any clock: what has been heard by now is worked out whenever somebody asks."""

    def __init__(self, now: Callable[[], datetime], tape: Tape | None = None) -> None:
        self._now = now
        self._tape = tape or NoTape()
        self._plays: list[_Play] = []

    def play(self, order: PlayOrder) -> None:
        """Take `order`."""
        self._advance()
        if any(play.order.id == order.id for play in self._plays):
            return
        order = replace(order, at=max(order.at, self._now()))
        self._plays.append(_Play(order, PlayReport(order.id, PlayState.WAITING, None, 0), order.duration_ms))

    def stop(self, order_id: str) -> None:
        """End that order."""
        self._advance()
        for play in self._plays:
            if play.order.id == order_id and play.report.state in {PlayState.WAITING, PlayState.PLAYING}:
                self._end(play, PlayState.STOPPED, "stopped")

    def reports(self) -> list[PlayReport]:
        """Return every order as it stands now."""
        self._advance()
        return [play.report for play in self._plays]

    def health(self) -> list[OutputHealth]:
        """Return the one simulated output."""
        return [OutputHealth("off_air", ok=True)]

    def level(self) -> Level | None:
        """Return none: nothing sounds."""
        return None

    def close(self) -> None:
        """Let go of what still plays."""
        for play in self._plays:
            self.stop(play.order.id)

    def _advance(self) -> None:
        """Bring every order up to now: start what is due, end what is through."""
        now = self._now()
        for play in sorted(self._plays, key=lambda play: play.order.at):
            if play.report.state is PlayState.WAITING and play.order.at <= now:
                self._go_on(play.order.at, then=PlayState.STOPPED)
                self._start(play)
        self._go_on(now)

    def _go_on(self, until: datetime, then: PlayState = PlayState.PLAYING) -> None:
        """Let what plays go on `until` then, where it may be STOPPED by the next order."""
        for play in self._plays:
            if play.report.state is not PlayState.PLAYING:
                continue
            heard_ms = min((until - play.order.at) // MS, play.available_ms)
            play.report = replace(play.report, played_ms=heard_ms)
            if heard_ms >= play.available_ms:
                short = play.order.duration_ms - play.available_ms > ENDS_EARLY_MS
                self._end(play, PlayState.FAILED if short else PlayState.DONE, "ended early" if short else "")
            elif then is PlayState.STOPPED:
                self._end(play, then, "the next order began")

    def _start(self, play: _Play) -> None:
        try:
            play.available_ms = min(self._tape.available_ms(play.order), play.order.duration_ms)
        except SoundError as error:
            play.report = replace(play.report, state=PlayState.FAILED, detail=str(error))
            return
        play.report = replace(play.report, state=PlayState.PLAYING, started_at=play.order.at)

    def _end(self, play: _Play, state: PlayState, detail: str) -> None:
        if play.report.started_at is not None:
            self._tape.add(play.order, play.report.played_ms)
        play.report = replace(play.report, state=state, detail=detail)
