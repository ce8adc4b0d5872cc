"""The daemon: asks again and again what should be on air now, and mends the difference.

`tick` is idempotent: a late call, a doubled one or a restart changes nothing on air. Every airing is claimed in the
record before it is handed to the desk, and what is heard is noted as it is heard.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Protocol

from broadcaster.messages import N_
from broadcaster.model.plan import Cue, Rundown
from broadcaster.model.record import AiringState, AsRunEntry, Outcome, Span
from broadcaster.playout.airing import Action, Airing, Decision, Policy, Standing, decide, why_off_the_desk
from broadcaster.playout.as_run import Stretch, as_heard, heard, missed, rest
from broadcaster.playout.clock import Clock
from broadcaster.playout.desk import Desk, PlayOrder, PlayReport, PlayState
from broadcaster.playout.interruptions import Interruption, around
from broadcaster.playout.titles import titles

log = logging.getLogger(__name__)

JOINED_AT = "#"  # stands between an airing's id and where it was joined, in the desk's orders
OF_PROGRAMME = "@"  # stands between that and the programme's hash: what is adopted must be what may be aired
AGAIN = "~"  # stands before a number where the same had been taken off the desk
ENDED = {PlayState.DONE, PlayState.STOPPED, PlayState.FAILED}
INTERRUPTED = N_("interrupted")
ROUNDING_MS = 5  # a desk counts frames; what is so near the end is the end


class Record(Protocol):
    """What the daemon needs of the logbook."""

    def begun_at(self, now: datetime) -> datetime:
        """Tell when the record was begun; it is begun `now` when it was not yet."""

    def claim(self, airing: str, planned: Rundown) -> bool:
        """Claim it, once and for all; what is planned for it becomes a line of the record."""

    def state(self, airing: str) -> AiringState | None:
        """Tell how far it has come."""

    def advance(self, airing: str, state: AiringState, entries: Sequence[AsRunEntry]) -> None:
        """Note how far it has come."""


@dataclass(frozen=True)
class _OnDesk:
    """An airing that the desk has, under `order_id`, from `skip_ms` of its programme on."""

    airing: Airing
    order_id: str
    skip_ms: int


def uninterrupted() -> Sequence[Interruption]:
    """Return that no emergency was heard."""
    return ()


@dataclass(frozen=True)
class _OrderId:
    """What an order's id tells: the airing, from where it is played, and of which programme."""

    airing: str
    skip_ms: int
    programme: str

    def __str__(self) -> str:
        return f"{self.airing}{JOINED_AT}{self.skip_ms}{OF_PROGRAMME}{self.programme}"

    @classmethod
    def parse(cls, written: str) -> "_OrderId | None":
        """Return what `written` tells, None when it is no id of ours."""
        airing, joined, place = written.rpartition(JOINED_AT)
        skip_ms, _, programme = place.partition(AGAIN)[0].partition(OF_PROGRAMME)
        return cls(airing, int(skip_ms), programme) if joined and skip_ms.isdigit() else None


def _always_good(_: Cue) -> Standing:
    return Standing.GOOD


class Daemon:
    """Airs what is planned. `airings` gives a day's airings as they stand now, finished programmes and all.

    `interruptions` tells which emergencies were heard in place of the programme.
    """

    def __init__(  # noqa: PLR0913 - all of its outside, each handed in
        self,
        clock: Clock,
        desk: Desk,
        record: Record,
        airings: Callable[[date], Sequence[Airing]],
        policy: Policy,
        *,
        interruptions: Callable[[], Sequence[Interruption]] = uninterrupted,
        standing: Callable[[Cue], Standing] = _always_good,
    ) -> None:
        self._clock = clock
        self._desk = desk
        self._record = record
        self._airings = airings
        self._policy = policy
        self._interruptions = interruptions
        self._standing = standing
        self._taken_off: dict[str, tuple[Rundown, int]] = {}  # what was on the desk, and up to where it is recorded
        self._on_desk: dict[str, _OnDesk] = {}
        self._looked_at: datetime | None = None
        self._deaf: list[Stretch] = []
        self.relay_news = ""  # what was last said of the relay on air, as the desk tells it

    @property
    def on_desk(self) -> list[Airing]:
        """The airings that the desk has now, waiting or playing."""
        return [on_desk.airing for on_desk in self._on_desk.values()]

    def tick(self) -> None:
        """Do what is due now: note what was heard, hand over what comes next, give up what can't be aired."""
        now = self._clock.now()
        reports = self._desk.reports()
        self._listen(now)
        self._follow(reports)
        self.relay_news = next((r.relay_news for r in reports if r.relay_news and r.state is PlayState.PLAYING), "")
        self._take_off(reports)  # before anything that takes time
        near = self._around(now)
        if self._adopt(near, reports):
            self._follow(reports)
            self._take_off(reports)
        for airing in near:
            if airing.id not in self._on_desk:
                self._act(airing, decide(airing, self._record.state(airing.id), now, self._policy))

    def next_moment(self) -> datetime:
        """Return when `tick` has to be called again at the latest; earlier calls do no harm."""
        now = self._clock.now()
        if self._on_desk:
            look_again = timedelta(milliseconds=self._policy.look_again_ms)
            overdue = now + timedelta(seconds=1)  # of a programme that an emergency held
            ends = (on_desk.airing.ends_at for on_desk in self._on_desk.values())
            return min([now + look_again, *(end if end > now else overdue for end in ends)])
        lead = timedelta(milliseconds=self._policy.lead_ms)
        coming = [airing.starts_at - lead for airing in self._around(now) if airing.starts_at - lead > now]
        midnight = datetime.combine(now.date() + timedelta(days=1), datetime.min.time(), now.tzinfo)
        return min([*coming, midnight])

    def _around(self, now: datetime) -> list[Airing]:
        """Return yesterday's, today's and tomorrow's airings: one may cross midnight, one may start just after it.

        What ended before there was a record is nobody's business.
        """
        days = (now.date() + timedelta(days=step) for step in (-1, 0, 1))
        begun = self._record.begun_at(now)
        return [airing for day in days for airing in self._airings(day) if airing.ends_at > begun]

    def _act(self, airing: Airing, decision: Decision) -> None:
        if decision.action is Action.PLAY:
            self._play(airing, decision)
        elif decision.action is Action.GIVE_UP:
            self._give_up(airing, decision)

    def _play(self, airing: Airing, decision: Decision) -> None:
        assert airing.path is not None
        assert decision.at is not None
        state = self._state_of(airing)
        if state is None:
            if not self._record.claim(airing.id, airing.rundown):
                return  # another daemon was quicker
            state = AiringState()
        state = self._close_span(airing, state, decision.skip_ms)
        order_id = self._new_order_id(airing, decision.skip_ms)
        order = PlayOrder(
            id=order_id,
            path=airing.path,
            at=decision.at,
            skip_ms=decision.skip_ms,
            duration_ms=airing.length_ms - decision.skip_ms,
            titles=titles(airing.rundown),
            relays=airing.relays,
        )
        self._record.advance(airing.id, replace(state, span=Span(None, decision.skip_ms, 0)), ())
        self._desk.play(order)
        self._on_desk[airing.id] = _OnDesk(airing, order_id, decision.skip_ms)
        log.info("%s: at %s from %d ms: %s", airing.id, decision.at, decision.skip_ms, airing.path)

    def _new_order_id(self, airing: Airing, skip_ms: int) -> str:
        """Return an id that the desk has not seen, so that it takes the order."""
        wanted = str(_OrderId(airing.id, skip_ms, airing.sha256[:12]))
        taken = sum(report.id.partition(AGAIN)[0] == wanted for report in self._desk.reports())
        return f"{wanted}{AGAIN}{taken}" if taken else wanted

    def _state_of(self, airing: Airing) -> AiringState | None:
        """Return how far the airing has come; in another programme than was taken off, the cue that comes next."""
        state = self._record.state(airing.id)
        off, told_ms = self._taken_off.get(airing.id, (None, 0))
        if state is None or off is None or off == airing.rundown:
            return state
        through = sum(begins_ms + cue.duration_ms <= told_ms for begins_ms, cue in airing.rundown.offsets)
        return replace(state, next_cue=through)

    def _take_off(self, reports: Sequence[PlayReport]) -> None:
        """Take from the desk what may not be heard any more; what is left of the airing is decided anew."""
        by_order = {report.id: report for report in reports}
        for airing_id, on_desk in list(self._on_desk.items()):
            report = by_order.get(on_desk.order_id)
            if report is None or report.state in ENDED:
                continue
            at_ms, begun = on_desk.skip_ms + report.played_ms, report.started_at is not None
            found = why_off_the_desk(on_desk.airing.rundown, at_ms, begun, self._standing)
            if found is not None:
                self._desk.stop(on_desk.order_id)
                del self._on_desk[airing_id]
                self._note_taken_off(on_desk.airing, _span(on_desk.airing, on_desk.skip_ms, report), *found)

    def _note_taken_off(self, airing: Airing, span: Span, why: str, refused: Sequence[Cue] = ()) -> None:
        """Put into the record what was heard, and that the `refused` cues were not, or not to their end."""
        at_ms = span.to_ms
        state = self._record.state(airing.id) or AiringState()
        entries, next_cue = heard(airing.rundown, state.next_cue, span, ended=True, note=why)
        to_come = [cue for begins_ms, cue in airing.rundown.offsets if cue in refused and begins_ms >= at_ms]
        entries = self._truly(entries, span.started_at)
        lines = self._with_evidence(airing, [as_heard(entry, self._deaf) for entry in entries])
        lines += [missed(airing.rundown, cue, Outcome.BLOCKED, why) for cue in to_come]
        self._record.advance(airing.id, AiringState(next_cue=next_cue, span=Span(None, at_ms)), lines)
        self._taken_off[airing.id] = airing.rundown, at_ms
        log.warning("%s: taken off the desk at %d ms: %s", airing.id, at_ms, why)

    def _close_span(self, airing: Airing, state: AiringState, skip_ms: int) -> AiringState:
        """Put what was heard before an interruption into the record; the cue it cut may go on, at `skip_ms`."""
        if state.span.heard_ms == 0:
            return state
        since = state.span.started_at
        entries, next_cue = heard(airing.rundown, state.next_cue, state.span, ended=True, note=INTERRUPTED)
        told_ms = sum(cue.duration_ms for cue in airing.rundown.cues[:next_cue])
        if entries and entries[-1].outcome is Outcome.CUT_SHORT and skip_ms < told_ms:
            next_cue -= 1
        state = AiringState(next_cue=next_cue, span=Span())
        self._record.advance(airing.id, state, self._truly(entries, since))
        return state

    def _give_up(self, airing: Airing, decision: Decision) -> None:
        state = self._state_of(airing)
        if state is None:
            if not self._record.claim(airing.id, airing.rundown):
                return
            state = AiringState()
        entries, next_cue = heard(airing.rundown, state.next_cue, state.span, ended=True, note=decision.reason)
        entries = self._truly(entries, state.span.started_at)
        entries += rest(airing.rundown, next_cue, decision.outcome, decision.reason)
        self._record.advance(airing.id, AiringState(over=True, next_cue=len(airing.rundown.cues)), entries)
        log.warning("%s: %s: %s", airing.id, decision.outcome.value, decision.reason)

    def _adopt(self, near: Sequence[Airing], reports: Sequence[PlayReport]) -> bool:
        """Follow what the desk goes on with from before this daemon was started; return whether there is anything.

        What plays there must be the programme that may be aired now: another one is ended, and decided about anew.
        """
        airings = {airing.id: airing for airing in near}
        adopted = False
        for report in reports:
            order = _OrderId.parse(report.id)
            airing = airings.get(order.airing) if order else None
            if order is None or airing is None or airing.id in self._on_desk or airing.id in self._taken_off:
                continue
            state = self._record.state(airing.id)
            if state is None or state.over:
                continue
            if report.state in ENDED and (order.skip_ms != state.span.from_ms or not report.played_ms):
                continue  # an earlier joining; what ended while no daemon looked is still to be noted
            if report.state not in ENDED and order.programme != airing.sha256[:12]:
                log.warning("%s: the desk has another programme than may be aired: ended", report.id)
                self._desk.stop(report.id)
                self._note_taken_off(airing, _span(airing, order.skip_ms, report), INTERRUPTED)
                continue
            self._on_desk[airing.id] = _OnDesk(airing, report.id, order.skip_ms)
            adopted = True
            log.info("%s: the desk has it already", report.id)
        return adopted

    def _listen(self, now: datetime) -> None:
        """Note the stretches in which no output carries what the desk plays."""
        if not self._on_desk:
            self._looked_at, self._deaf = None, []
            return
        if self._looked_at is not None and not any(output.ok for output in self._desk.health()):
            self._deaf.append((self._looked_at, now))
        self._looked_at = now

    def _follow(self, reports: Sequence[PlayReport]) -> None:
        """Note how far each airing on the desk has come."""
        by_order = {report.id: report for report in reports}
        for airing_id, on_desk in list(self._on_desk.items()):
            report = by_order.get(on_desk.order_id)
            if report is None or self._note(on_desk, report):  # the desk lost it: `tick` decides anew
                del self._on_desk[airing_id]

    def _note(self, on_desk: _OnDesk, report: PlayReport) -> bool:
        """Note what `report` tells; return whether the airing is over."""
        airing = on_desk.airing
        state = self._record.state(airing.id) or AiringState()
        length_ms = airing.length_ms - on_desk.skip_ms
        is_whole = report.started_at is not None and abs(length_ms - report.played_ms) <= ROUNDING_MS
        played_ms = length_ms if is_whole else report.played_ms
        span = _span(airing, on_desk.skip_ms, replace(report, played_ms=played_ms))
        ended = report.state in ENDED
        if span == state.span and not ended:
            return False
        entries, next_cue = heard(airing.rundown, state.next_cue, span, ended, report.detail)
        if ended:
            outcome = Outcome.FAILED if report.state is PlayState.FAILED else Outcome.SKIPPED
            entries += rest(airing.rundown, next_cue, outcome, report.detail)
            next_cue = len(airing.rundown.cues)
            log.info("%s: %s after %d ms %s", airing.id, report.state.value, report.played_ms, report.detail)
        entries = self._truly(entries, span.started_at)
        told = self._with_evidence(airing, [as_heard(entry, self._deaf) for entry in entries])
        self._record.advance(airing.id, AiringState(ended, next_cue, span), told)
        return ended

    def _truly(self, entries: Sequence[AsRunEntry], since: datetime | None) -> list[AsRunEntry]:
        """Return what emergencies left of `entries`, whose programme began to be heard at `since`."""
        if not any(entry.started_at for entry in entries):
            return [*entries]
        interruptions = self._interruptions()
        return [part for entry in entries for part in around(entry, since, interruptions)]

    def _with_evidence(self, airing: Airing, entries: Sequence[AsRunEntry]) -> list[AsRunEntry]:
        """Return `entries` with the file and the outputs that made them heard, where they were heard."""
        outputs = tuple(output.name for output in self._desk.health() if output.ok) if entries else ()
        return [
            replace(entry, programme=airing.sha256, outputs=outputs) if entry.started_at else entry for entry in entries
        ]


def _span(airing: Airing, skip_ms: int, report: PlayReport) -> Span:
    """Return what `report` tells was heard, in the station's zone: a desk may tell moments in any."""
    zone = airing.starts_at.tzinfo
    return Span(report.started_at and report.started_at.astimezone(zone), skip_ms, report.played_ms, report.relayed)
