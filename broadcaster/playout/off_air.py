"""The desk of a simulated station: nothing is heard, all is timed, and what went out may be kept."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from broadcaster.errors import SoundError
from broadcaster.playout.desk import (
    AlarmOrder,
    AlarmReport,
    Level,
    OutputHealth,
    PlayOrder,
    PlayReport,
    PlayState,
    RefusedError,
)
from broadcaster.playout.interruptions import Interruption, pieces

MS = timedelta(milliseconds=1)
LIVING = {PlayState.WAITING, PlayState.PLAYING}
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
    held_ms: int = 0

    @property
    def ends_at(self) -> datetime:
        return self.order.at + (self.available_ms + self.held_ms) * MS


@dataclass
class _Alarm:
    order: AlarmOrder
    at: datetime
    report: AlarmReport

    @property
    def ends_at(self) -> datetime:
        return self.at + self.report.duration_ms * MS

    @property
    def length_ms(self) -> int:
        return self.report.duration_ms if self.report.state in LIVING else self.report.played_ms


class OffAirDesk:
    """Plays orders on any clock: what has been heard by now is worked out whenever somebody asks."""

    def __init__(self, now: Callable[[], datetime], tape: Tape | None = None) -> None:
        self._now = now
        self._tape = tape or NoTape()
        self._plays: list[_Play] = []
        self._alarms: list[_Alarm] = []
        self._on_tape: list[tuple[datetime, PlayOrder, int]] = []

    def play(self, order: PlayOrder) -> None:
        """Take `order`."""
        self._advance()
        if any(play.order.id == order.id for play in self._plays):
            return
        order = replace(order, at=max(order.at, self._now()))
        report = PlayReport(order.id, PlayState.WAITING, None, 0, end_ms=order.skip_ms + order.duration_ms)
        self._plays.append(_Play(order, report, order.duration_ms))

    def stop(self, order_id: str) -> None:
        """End that order."""
        self._advance()
        for play in self._plays:
            if play.order.id == order_id and play.report.state in LIVING:
                self._end(play, PlayState.STOPPED, "stopped")

    def shorten(self, order_id: str, end_ms: int) -> None:
        """Let that order end, done, at a place in its file."""
        self._advance()
        for play in self._plays:
            length_ms = max(end_ms - play.order.skip_ms, play.report.played_ms)
            if play.order.id != order_id or play.report.state not in LIVING or length_ms >= play.order.duration_ms:
                continue
            if length_ms == 0:
                self._end(play, PlayState.STOPPED, "shortened to nothing before it began")
                continue
            play.order = replace(play.order, duration_ms=length_ms)
            play.available_ms = min(play.available_ms, length_ms)
            play.report = replace(play.report, end_ms=play.order.skip_ms + length_ms)
        self._advance()

    def reports(self) -> list[PlayReport]:
        """Return every order as it stands now."""
        self._advance()
        return [play.report for play in self._plays]

    def sound(self, alarm: AlarmOrder) -> None:
        """Take `alarm`, to be heard now, or when the one before is over."""
        self._advance()
        if any(known.order.id == alarm.id for known in self._alarms):
            return
        at = max([self._now(), *(known.ends_at for known in self._alarms if known.report.state in LIVING)])
        try:
            length_ms = min(alarm.duration_ms, self._tape.available_ms(_as_play(alarm, at)))
        except SoundError as error:
            raise RefusedError(error.sentence.template, **error.sentence.values) from error
        self._alarms.append(_Alarm(alarm, at, AlarmReport(alarm.id, PlayState.WAITING, None, 0, length_ms)))

    def silence(self, alarm_id: str) -> None:
        """End that alarm. A programme that it held has waited for no longer than it was heard."""
        self._advance()
        for alarm in self._alarms:
            if alarm.order.id == alarm_id and alarm.report.state in LIVING:
                unheard_ms = alarm.report.duration_ms - alarm.report.played_ms
                for play in self._plays:
                    if alarm.report.held and play.report.state is PlayState.PLAYING:
                        play.held_ms -= unheard_ms
                self._end_alarm(alarm, PlayState.STOPPED)

    def alarms(self) -> list[AlarmReport]:
        """Return every alarm as it stands now."""
        self._advance()
        return [alarm.report for alarm in self._alarms]

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
        for alarm in self._alarms:
            self.silence(alarm.order.id)
        self._write_tape()

    def _advance(self) -> None:
        """Bring all up to now: start what is due, end what is through."""
        now = self._now()
        plays = [(play.order.at, play) for play in self._plays if play.report.state is PlayState.WAITING]
        alarms = [(alarm.at, alarm) for alarm in self._alarms if alarm.report.state is PlayState.WAITING]
        waiting: list[tuple[datetime, _Play | _Alarm]] = [*plays, *alarms]
        for at, begins in sorted(waiting, key=lambda pair: pair[0]):
            if at > now:
                break
            if isinstance(begins, _Play):
                self._go_on(at, then=PlayState.STOPPED)
                self._start(begins)
            else:
                self._go_on(at)
                self._begin_alarm(begins)
        self._go_on(now)
        states = [*(play.report.state for play in self._plays), *(alarm.report.state for alarm in self._alarms)]
        if PlayState.PLAYING not in states:
            self._write_tape()

    def _go_on(self, until: datetime, then: PlayState = PlayState.PLAYING) -> None:
        """Let what plays go on `until` then, where it may be STOPPED by the next order."""
        for alarm in self._alarms:
            if alarm.report.state is PlayState.PLAYING:
                heard_ms = min((until - alarm.at) // MS, alarm.report.duration_ms)
                alarm.report = replace(alarm.report, played_ms=heard_ms)
                if heard_ms == alarm.report.duration_ms:
                    self._end_alarm(alarm, PlayState.DONE)
        for play in self._plays:
            if play.report.state is not PlayState.PLAYING:
                continue
            gone_ms = (until - play.order.at) // MS - play.held_ms  # less than was heard: it is held just now
            heard_ms = max(play.report.played_ms, min(gone_ms, play.available_ms))
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

    def _begin_alarm(self, alarm: _Alarm) -> None:
        playing = [play for play in self._plays if play.report.state is PlayState.PLAYING]
        length_ms, hold_until = alarm.report.duration_ms, alarm.order.hold_until
        held = bool(playing) and hold_until is not None
        held = held and all(play.ends_at + length_ms * MS <= hold_until for play in playing if hold_until)
        for play in playing if held else ():
            play.held_ms += length_ms
        alarm.report = replace(alarm.report, state=PlayState.PLAYING, started_at=alarm.at, held=held)

    def _end_alarm(self, alarm: _Alarm, state: PlayState) -> None:
        alarm.report = replace(alarm.report, state=state)
        if alarm.report.played_ms:
            self._on_tape.append((alarm.at, _as_play(alarm.order, alarm.at), alarm.report.played_ms))

    def _end(self, play: _Play, state: PlayState, detail: str) -> None:
        if play.report.started_at is not None:
            self._on_tape += self._heard_pieces(play)
        play.report = replace(play.report, state=state, detail=detail)

    def _heard_pieces(self, play: _Play) -> Iterator[tuple[datetime, PlayOrder, int]]:
        """Yield what was heard of `play` around the alarms."""
        since = play.order.at
        begun = [a for a in self._alarms if a.report.started_at is not None and a.at >= since]
        cuts = [Interruption(a.at, a.length_ms, a.report.held) for a in begun]
        for piece in pieces(0, play.report.played_ms, since, cuts):
            order = replace(play.order, skip_ms=play.order.skip_ms + piece.from_ms)
            yield since + (piece.from_ms + piece.late_ms) * MS, order, piece.to_ms - piece.from_ms

    def _write_tape(self) -> None:
        """Put on the tape what is over, in the order in which it was heard."""
        for _, order, heard_ms in sorted(self._on_tape, key=lambda one: one[0]):
            self._tape.add(order, heard_ms)
        self._on_tape.clear()


def _as_play(alarm: AlarmOrder, at: datetime) -> PlayOrder:
    return PlayOrder(alarm.id, alarm.path, at, 0, alarm.duration_ms)
