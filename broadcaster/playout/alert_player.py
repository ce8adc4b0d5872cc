"""Airs emergencies: each time one is due it is claimed, sounded, followed, and told in the record.

`tick` is idempotent, like the daemon's: a repetition is known by its id to the record and to the desk, so it does not
matter who sounds it first, a daemon that was started anew or the command that an operator typed.

| when | rule |
|---|---|
| due, and no more than `MAKE_UP` late | claimed, then sounded; of several that were missed the last one only |
| later than that | `skipped` |
| claimed, and no engine knows of it | interrupted: what was heard is told, and it is sounded anew from its beginning |
| in the quiet hours, and nobody confirmed it | `blocked` |
| cancelled while it sounds | fades, `cut_short`; what was still to come is forgotten |
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum
from typing import Protocol

from broadcaster.messages import N_
from broadcaster.model.alert import ALERT, After, Alert, repetition_id
from broadcaster.model.record import AiringState, AsRunEntry, Outcome, Span
from broadcaster.model.station import QuietHours
from broadcaster.playout.airing import QUIET
from broadcaster.playout.as_run import NO_OUTPUT
from broadcaster.playout.clock import Clock
from broadcaster.playout.desk import AlarmOrder, AlarmReport, OutputHealth, PlayState, RefusedError
from broadcaster.playout.interruptions import Interruption

log = logging.getLogger(__name__)

LIVING = {PlayState.WAITING, PlayState.PLAYING}
AT_ONCE = 3  # on the desk, which holds them in memory; others wait their turn
MAKE_UP = timedelta(minutes=30)
LOOK_AGAIN = timedelta(seconds=1)
CANCELLED = N_("the emergency was ended")
HELD = N_("the programme waited for it")
MISSED = N_("the station was off when it was due")
INTERRUPTED = N_("interrupted")


class Desk(Protocol):
    """What sounds alarms."""

    def sound(self, alarm: AlarmOrder) -> None:
        """Take it; the same id again changes nothing. Raises RefusedError for a file that is no use."""

    def silence(self, alarm_id: str) -> None:
        """End it."""

    def alarms(self) -> list[AlarmReport]:
        """Return what became of each."""

    def health(self) -> list[OutputHealth]:
        """Return how the outputs are."""


class Record(Protocol):
    """What is needed of the logbook."""

    def claim(self, airing: str) -> bool:
        """Claim it, once and for all."""

    def state(self, airing: str) -> AiringState | None:
        """Tell how far it has come."""

    def advance(self, airing: str, state: AiringState, entries: Sequence[AsRunEntry]) -> None:
        """Note how far it has come."""


@dataclass(frozen=True)
class Repetition:
    """One time that an emergency is due."""

    alert: Alert
    number: int
    due: datetime

    @property
    def id(self) -> str:
        """What it is claimed and known by."""
        return repetition_id(self.alert.id, self.number)


class Action(Enum):
    """What to do about a repetition that no desk knows of."""

    SOUND = "sound"
    GIVE_UP = "give up"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Decision:
    """An action, and for one that is given up what the record says."""

    action: Action
    outcome: Outcome = Outcome.SKIPPED
    reason: str = ""


def decide(one: Repetition, state: AiringState | None, now: datetime, quiet: QuietHours | None) -> Decision:
    """Return what to do about a repetition that is due at `now` and that no desk knows of. Pure."""
    if state is not None and state.over:
        return Decision(Action.NOTHING)
    if one.alert.cancelled_at is not None and one.alert.cancelled_at <= now:
        return Decision(Action.GIVE_UP if state else Action.NOTHING, Outcome.SKIPPED, CANCELLED)
    following = next((moment for moment in one.alert.moments() if moment > one.due), None)
    if now - one.due > MAKE_UP or (following is not None and following <= now):
        return Decision(Action.GIVE_UP, Outcome.SKIPPED, MISSED)
    if quiet and not one.alert.confirmed and quiet.contains(now.timetz().replace(tzinfo=None)):
        return Decision(Action.GIVE_UP, Outcome.BLOCKED, QUIET)
    return Decision(Action.SOUND)


def free_until(now: datetime, starts: Iterable[datetime], quiet: QuietHours | None) -> datetime:
    """Return until when a programme that waits may last: the next of `starts`, or the quiet hours. Pure."""
    coming = [start for start in starts if start > now]
    if quiet is not None and quiet.start != quiet.end:
        today = datetime.combine(now.date(), quiet.start, now.tzinfo)
        coming.append(today if today > now else today + timedelta(days=1))
    return min(coming, default=now + timedelta(days=1))


@dataclass(frozen=True)
class Rules:
    """What holds now: the quiet hours, and until when the programme may last if it waits; None: it may not wait."""

    quiet: Callable[[], QuietHours | None]
    hold_until: Callable[[], datetime | None] = lambda: None


class AlertPlayer:
    """Airs `alerts` as they stand at each tick."""

    def __init__(
        self, clock: Clock, desk: Desk, record: Record, alerts: Callable[[], Sequence[Alert]], rules: Rules
    ) -> None:
        self._clock = clock
        self._desk = desk
        self._record = record
        self._alerts = alerts
        self._rules = rules
        self._over: set[str] = set()  # repetitions; and emergencies of which nothing is left
        self._heard: dict[str, Interruption] = {}

    def tick(self) -> None:
        """Do what is due now."""
        now = self._clock.now()
        due = [one for one in self._due(now) if one.id not in self._over]
        if not due:
            return
        reports = {report.id: report for report in self._reports()}
        living = sum(report.state in LIVING for report in reports.values())
        for one in due:
            if one.id in reports:
                self._follow(one, reports[one.id], now)
            elif living < AT_ONCE or one.alert.cancelled_at is not None:
                living += self._act(one, now)
        self._forget_what_is_over(now)

    def next_moment(self) -> datetime | None:
        """Return when `tick` has to be called again at the latest; None: as soon as there is another emergency."""
        now = self._clock.now()
        if any(one.id not in self._over for one in self._due(now)):
            return now + LOOK_AGAIN
        living = (alert for alert in self._alerts() if alert.id not in self._over)
        coming = (moment for alert in living for moment in alert.moments() if moment > now)
        return min(coming, default=None)

    def is_busy(self) -> bool:
        """Whether anything is or will be to be sounded."""
        return self.next_moment() is not None

    def remember(self, interruptions: Sequence[tuple[str, Interruption]]) -> None:
        """Know of repetitions that were heard before this player was made."""
        self._heard.update(interruptions)

    def interruptions(self) -> list[Interruption]:
        """Return what was heard in place of the programme so far; what sounds now with its whole length."""
        sounding = {r.id: r.duration_ms for r in self._reports() if r.state is PlayState.PLAYING}
        known = [replace(one, duration_ms=sounding.get(key, one.duration_ms)) for key, one in self._heard.items()]
        return sorted(known, key=lambda one: one.started_at)

    def _reports(self) -> list[AlarmReport]:
        """Return what the desk says of its alarms, and know of it when the desk is gone."""
        reports = self._desk.alarms()
        for report in reports:
            if report.started_at is not None:
                self._heard[report.id] = Interruption(report.started_at, report.played_ms, report.held)
        return reports

    def _due(self, now: datetime) -> Iterator[Repetition]:
        for alert in self._alerts():
            for number, moment in enumerate(alert.moments() if alert.id not in self._over else ()):
                if moment > now:
                    break
                yield Repetition(alert, number, moment)

    def _forget_what_is_over(self, now: datetime) -> None:
        """Look no more at emergencies of which nothing is left: orders are kept for weeks and looked at each second."""
        for alert in self._alerts():
            if alert.id not in self._over and alert.is_over(now):
                ids = (repetition_id(alert.id, number) for number, _ in enumerate(alert.moments()))
                if all(one in self._over for one in ids):
                    self._over.add(alert.id)

    def _act(self, one: Repetition, now: datetime) -> bool:
        """Do what is to be done about a repetition that the desk does not know; return whether it does now."""
        state = self._record.state(one.id)
        decision = decide(one, state, now, self._rules.quiet())
        if decision.action is Action.SOUND:
            return self._sound(one, state)
        if decision.action is Action.GIVE_UP:
            self._give_up(one, state, decision)
        else:
            self._over.add(one.id)
        return False

    def _sound(self, one: Repetition, state: AiringState | None) -> bool:
        if state is None:
            self._record.claim(one.id)  # whoever was quicker sounds the same thing under the same id
        elif state.span.heard_ms:
            line = _line(one, state.span, Outcome.CUT_SHORT, INTERRUPTED)
            self._record.advance(one.id, AiringState(), [line])
            if state.span.started_at is not None:  # the desk will tell of another beginning under the same id
                cut = Interruption(state.span.started_at, state.span.heard_ms)
                self._heard[f"{one.id} {state.span.started_at}"] = cut
        hold_until = self._rules.hold_until() if one.alert.after is After.RESUME else None
        try:
            self._desk.sound(AlarmOrder(one.id, one.alert.sound, one.alert.duration_ms, hold_until, one.alert.title))
        except RefusedError as failure:
            self._give_up(one, AiringState(), Decision(Action.GIVE_UP, Outcome.FAILED, str(failure)))
            return False
        log.warning("%s: an emergency is aired: %s", one.id, one.alert.title)
        return True

    def _give_up(self, one: Repetition, state: AiringState | None, decision: Decision) -> None:
        if state is None:
            self._record.claim(one.id)
        span = state.span if state else Span()
        outcome = Outcome.CUT_SHORT if span.heard_ms else decision.outcome
        line = _line(one, span, outcome, decision.reason)
        self._record.advance(one.id, AiringState(over=True, next_cue=1, span=span), [line])
        self._over.add(one.id)
        log.warning("%s: %s: %s", one.id, outcome.value, decision.reason)

    def _follow(self, one: Repetition, report: AlarmReport, now: datetime) -> None:
        state = self._record.state(one.id)
        if state is None:
            self._record.claim(one.id)
            state = AiringState()
        if state.over:
            self._over.add(one.id)
            return
        started = report.started_at and report.started_at.astimezone(one.due.tzinfo)
        span = Span(started, 0, report.played_ms)
        if report.state in LIVING:
            if one.alert.cancelled_at is not None and one.alert.cancelled_at <= now:
                self._desk.silence(one.id)
            if span != state.span:
                self._record.advance(one.id, AiringState(span=span), ())
            return
        outputs = tuple(output.name for output in self._desk.health() if output.ok)
        self._record.advance(one.id, AiringState(over=True, next_cue=1, span=span), [_end(one, span, report, outputs)])
        self._over.add(one.id)


def _end(one: Repetition, span: Span, report: AlarmReport, outputs: tuple[str, ...]) -> AsRunEntry:
    """Return the line of a repetition that is over."""
    if not outputs:
        return _line(one, Span(), Outcome.FAILED, NO_OUTPUT)
    if not span.heard_ms:
        return _line(one, Span(), Outcome.SKIPPED, CANCELLED)
    if report.state is PlayState.DONE:
        return _line(one, span, Outcome.AIRED, HELD if report.held else "", outputs)
    return _line(one, span, Outcome.CUT_SHORT, CANCELLED, outputs)


def _line(one: Repetition, span: Span, outcome: Outcome, note: str, outputs: tuple[str, ...] = ()) -> AsRunEntry:
    alert = one.alert
    return AsRunEntry(
        slot=ALERT,
        source=alert.id,
        kind=ALERT,
        title=alert.title,
        column="",
        planned_at=one.due,
        started_at=span.started_at,
        duration_ms=span.heard_ms,
        outcome=outcome,
        voice=alert.voice,
        note=note,
        fingerprint=alert.fingerprint,
        programme=alert.sha256,
        outputs=outputs,
    )
