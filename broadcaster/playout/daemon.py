"""The daemon: asks again and again what should be on air now, and mends the difference.

`tick` is idempotent: a late call, a doubled one or a restart changes nothing on air. Every airing is claimed in the
record before it is handed to the desk, and what is heard is noted as it is heard.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

from broadcaster.messages import N_
from broadcaster.model.plan import Cue, later
from broadcaster.model.record import AiringState, AsRunEntry, Outcome, Span
from broadcaster.playout.airing import (
    QUIET,
    WAS_MOVED,
    Action,
    Airing,
    Decision,
    Policy,
    Standing,
    decide,
    touches,
    why_off_the_desk,
)
from broadcaster.playout.as_run import Stretch, as_heard, cue_after, going_on, heard, missed, rest
from broadcaster.playout.clock import Clock
from broadcaster.playout.desk import Desk, PlayOrder, PlayReport, PlayState
from broadcaster.playout.following import follower, is_held, may_be_heard_from
from broadcaster.playout.interruptions import around, lost
from broadcaster.playout.needs import Record, Surroundings
from broadcaster.playout.on_desk import ENDED, OnDesk, OrderId, Playing, TakenOff, as_claimed
from broadcaster.playout.titles import titles

log = logging.getLogger(__name__)

INTERRUPTED = N_("interrupted")
UNHEARD = N_("nothing of it could be heard")
CLOCK_SET = N_("the clock was set, or the machine slept")
LEAST_MS = 1_000  # a stand-in of which less was heard is not tried again
ON_AIR_STEP_S = 60  # a clock that goes forward by more, as after a sleep, has what is on air joined where it should be


class Daemon:
    """Airs what is planned. `airings` gives a day's airings as they stand now, finished programmes and all.

    `policy` may be changed at any time; it holds from the next `tick` on.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - the five that every daemon has, and what else it goes by
        self,
        clock: Clock,
        desk: Desk,
        record: Record,
        airings: Callable[[date], Sequence[Airing]],
        policy: Policy,
        around: Surroundings | None = None,
    ) -> None:
        self.policy = policy
        self._clock = clock
        self._desk = desk
        self._record = record
        self._airings = airings
        self._surroundings = around or Surroundings()
        self._on_desk: dict[str, OnDesk] = {}
        self._taken_off: dict[str, TakenOff] = {}
        self._next: dict[str, OnDesk] = {}  # what the desk has ready for where an airing's programme ends early
        self._spoilt: dict[str, str] = {}  # airings whose programme broke while it played, and its hash
        self._hopeless: set[str] = set()  # ... and in whose place the safe programme can't be played either
        self._reports: Sequence[PlayReport] = ()
        self._looked_at: datetime | None = None
        self._deaf: list[Stretch] = []
        self.relay_news = ""  # what was last said of the relay on air, as the desk tells it

    @property
    def on_desk(self) -> list[Airing]:
        """The airings that the desk has now, waiting or playing."""
        return [on_desk.airing for on_desk in self._on_desk.values()]

    @property
    def stood_in_for(self) -> list[Airing]:
        """Those of them in whose place the safe programme is heard."""
        return [on_desk.airing for on_desk in self._on_desk.values() if on_desk.stand_in]

    @property
    def playing(self) -> Playing | None:
        """What was heard when `tick` looked last."""
        played_ms = {report.id: report.played_ms for report in self._reports if report.state is PlayState.PLAYING}
        for on_desk in self._on_desk.values():
            if on_desk.order_id in played_ms and on_desk.path is not None:
                place_ms = played_ms[on_desk.order_id] + (0 if on_desk.stand_in else on_desk.skip_ms)
                return Playing(on_desk.airing, on_desk.order_id, on_desk.path, place_ms)
        return None

    def fall_back(self) -> None:
        """Play the safe programme in place of what plays now, which can't be heard."""
        playing = self.playing
        on_desk = self._on_desk.get(playing.airing.id) if playing else None
        if on_desk is not None and not on_desk.stand_in:
            self._spoilt[on_desk.airing.id] = on_desk.sha256
            self._take_off(on_desk, TakenOff(UNHEARD))

    def tick(self) -> None:
        """Do what is due now: note what was heard, hand over what comes next, give up what can't be aired."""
        reports = self._reports = self._desk.reports()  # before the clock is read: this may start the sound process
        now = self._clock.now()
        near = self._around(now)
        self._adopt(near, reports)
        self._listen(now)
        self._follow(reports)
        self._keep_quiet(now, reports)
        self._keep_off(reports)
        self.relay_news = next((r.relay_news for r in reports if r.relay_news and r.state is PlayState.PLAYING), "")
        for airing in near:
            if airing.path is None:
                self._spoilt.pop(airing.id, None)  # known to be damaged; one that is there again was made anew
            on_desk = self._on_desk.get(airing.id)
            if on_desk is None:
                self._act(airing, self._clock.now())  # it may have taken long to plan the day
            elif on_desk.stand_in and self._may_play(airing):
                self._take_off(on_desk, TakenOff(""))  # its programme is there after all, and goes on next
            else:
                self._prepare_next(airing, on_desk, now)

    def clock_was_set(self, step_s: float) -> None:
        """Be told that the clock was stepped by so much, or that the machine slept.

        What is on air goes on unbroken, unless the step is as long as a sleep: then it is joined where it should be.
        """
        self._looked_at, self._deaf = None, []
        for airing_id in list(self._next):
            self._drop_next(airing_id)  # it waits for a moment of the old time
        if step_s > ON_AIR_STEP_S:
            for on_desk in self._on_desk.values():
                self._take_off(on_desk, TakenOff(CLOCK_SET))

    def next_moment(self) -> datetime:
        """Return when `tick` has to be called again at the latest; earlier calls do no harm."""
        now = self._clock.now()
        if self._on_desk:
            look_again = timedelta(milliseconds=self.policy.look_again_ms)
            overdue = now + timedelta(seconds=1)  # of a programme that an emergency held
            ends = (on_desk.airing.ends_at for on_desk in self._on_desk.values())
            return min([now + look_again, *(end if end > now else overdue for end in ends)])
        lead = timedelta(milliseconds=self.policy.lead_ms)
        coming = [airing.starts_at - lead for airing in self._around(now) if airing.starts_at - lead > now]
        midnight = datetime.combine(now.date() + timedelta(days=1), datetime.min.time(), now.tzinfo)
        return min([*coming, midnight])

    def _around(self, now: datetime) -> list[Airing]:
        """Return yesterday's, today's and tomorrow's airings: one may cross midnight, one may start just after it.

        What ended before there was a record is nobody's business.
        """
        days = (now.date() + timedelta(days=step) for step in (-1, 0, 1))
        near = [airing for day in days for airing in self._airings(day)]
        if not near:
            return []
        begun = self._record.begun_at(now)
        return [airing for airing in near if airing.ends_at > begun]

    def _act(self, airing: Airing, now: datetime) -> None:
        state = self._record.state(airing.id)
        playable = airing if self._may_play(airing) else replace(airing, path=None, why_not=airing.why_not or "damaged")
        safe = None if airing.id in self._hopeless else self._surroundings.safe()
        decision = decide(playable, state, now, self.policy, stand_in=safe is not None)
        if decision.action in {Action.PLAY, Action.STAND_IN} and state is None and self._airs_elsewhen(airing):
            decision = Decision(Action.GIVE_UP, reason=WAS_MOVED)
        if decision.action is Action.PLAY and playable.path is not None:
            self._play(airing, decision, playable.path, airing.length_ms - decision.skip_ms, airing.sha256)
        elif decision.action is Action.STAND_IN and safe is not None:
            length_ms = min(airing.length_ms - decision.skip_ms, safe.length_ms)
            self._play(airing, decision, safe.path, length_ms, safe.sha256)
        elif decision.action is Action.GIVE_UP:
            self._give_up(airing, decision)

    def _may_play(self, airing: Airing) -> bool:
        """Whether its programme is there and has not just turned out to be damaged."""
        return airing.path is not None and self._spoilt.get(airing.id) != airing.sha256

    def _airs_elsewhen(self, airing: Airing) -> bool:
        """Whether the same slot is on air at another time that overlaps this one: it was moved meanwhile."""
        return any(
            on_desk.airing.id != airing.id
            and on_desk.airing.rundown.airtime.slot == airing.rundown.airtime.slot
            and on_desk.airing.starts_at < airing.ends_at
            and airing.starts_at < on_desk.airing.ends_at
            for on_desk in self._on_desk.values()
        )

    def _play(self, airing: Airing, decision: Decision, path: Path, length_ms: int, sha256: str) -> None:
        assert decision.at is not None
        state = self._record.state(airing.id)
        if state is None:
            if not self._record.claim(airing.id, airing.rundown, airing.sha256):
                return  # another daemon was quicker
            state = AiringState()
        stand_in, skip_ms = decision.action is Action.STAND_IN, decision.skip_ms
        order_id = OrderId(airing.id, skip_ms, stand_in).among(self._reports)
        on_desk = OnDesk(airing, order_id, skip_ms, sha256, stand_in, path)
        self._begin(on_desk, state)
        self._hand_over(on_desk, decision.at, length_ms)

    def _begin(self, on_desk: OnDesk, state: AiringState) -> None:
        """Note that the airing goes on with this, and follow it."""
        airing, skip_ms = on_desk.airing, on_desk.skip_ms
        state = self._close_span(airing, state, skip_ms)
        self._record.advance(airing.id, replace(state, span=Span(None, skip_ms, 0), stand_in=on_desk.stand_in), ())
        self._on_desk[airing.id] = on_desk

    def _hand_over(self, on_desk: OnDesk, at: datetime, length_ms: int) -> None:
        assert on_desk.path is not None
        airing, stand_in = on_desk.airing, on_desk.stand_in
        order = PlayOrder(
            id=on_desk.order_id,
            path=on_desk.path,
            at=at,
            skip_ms=0 if stand_in else on_desk.skip_ms,
            duration_ms=length_ms,
            titles=() if stand_in else titles(airing.rundown),
            sha256=on_desk.sha256,
            relays=() if stand_in else airing.relays,
        )
        self._desk.play(order)
        log.info("%s: at %s from %d ms: %s", order.id, at, on_desk.skip_ms, on_desk.path)

    def _close_span(self, airing: Airing, state: AiringState, skip_ms: int) -> AiringState:
        """Put what was heard before an interruption into the record; the cue it cut may go on, at `skip_ms`."""
        known = self._record.claimed(airing.id)
        claimed = as_claimed(known, airing) or airing
        planned, next_cue = claimed.rundown, state.next_cue
        if state.span.heard_ms:
            span, stand_in = state.span, state.stand_in
            entries, next_cue = heard(planned, next_cue, span, ended=True, note=INTERRUPTED, stand_in=stand_in)
            entries = self._truly(entries, span)
            self._record.advance(airing.id, AiringState(next_cue=next_cue, span=Span(None, span.to_ms, 0)), entries)
        edited = planned is not airing.rundown
        begun_with = known[1] if known else ""
        if edited or (airing.sha256 and begun_with != airing.sha256):
            self._record.go_on_as(airing.id, airing.rundown, airing.sha256 or begun_with)
        if edited:
            next_cue = cue_after(airing.rundown, state.span.to_ms)
        return AiringState(next_cue=going_on(airing.rundown, next_cue, skip_ms))

    def _give_up(self, airing: Airing, decision: Decision) -> None:
        state = self._record.state(airing.id)
        if state is None:
            if not self._record.claim(airing.id, airing.rundown):
                return
            state = AiringState()
        reason, span = decision.reason, state.span
        planned = (as_claimed(self._record.claimed(airing.id), airing) or airing).rundown
        entries, next_cue = heard(planned, state.next_cue, span, ended=True, note=reason, stand_in=state.stand_in)
        entries = self._truly(entries, span) + rest(planned, next_cue, decision.outcome, reason)
        self._record.advance(airing.id, AiringState(over=True, next_cue=len(planned.cues)), entries)
        log.warning("%s: %s: %s", airing.id, decision.outcome.value, reason)

    def _adopt(self, near: Sequence[Airing], reports: Sequence[PlayReport]) -> None:
        """Follow what the desk goes on with from before this daemon was started, as it was when it was claimed."""
        airings = {airing.id: airing for airing in near}
        for report in reports:
            order = OrderId.parse(report.id)
            if order is None:
                continue
            if order.airing in self._on_desk:
                self._adopt_next(order, report, airings.get(order.airing))
                continue
            state = self._record.state(order.airing)
            if state is None or state.over:
                continue
            is_latest = (order.skip_ms, order.stand_in) == (state.span.from_ms, state.stand_in)
            if report.state in ENDED and not (is_latest and report.played_ms):
                continue  # an earlier joining; what ended while no daemon looked is still to be noted
            airing = as_claimed(self._record.claimed(order.airing), airings.get(order.airing))
            if airing is None:
                continue
            safe = self._surroundings.safe() if order.stand_in else None
            sha256, path = (safe.sha256, safe.path) if safe else (airing.sha256, airing.path)
            self._on_desk[airing.id] = OnDesk(airing, report.id, order.skip_ms, sha256, order.stand_in, path)
            log.info("%s: the desk has it already", report.id)

    def _adopt_next(self, order: OrderId, report: PlayReport, airing: Airing | None) -> None:
        """Follow what a daemon before this one has handed over, to go on where what is heard now ends."""
        on_desk = self._on_desk[order.airing]
        is_later = order.skip_ms > on_desk.skip_ms and report.id != on_desk.order_id and report.state not in ENDED
        if airing is None or not is_later or order.airing in self._next:
            return
        safe = self._surroundings.safe() if order.stand_in else None
        sha256, path = (safe.sha256, safe.path) if safe else (airing.sha256, airing.path)
        self._next[airing.id] = OnDesk(airing, report.id, order.skip_ms, sha256, order.stand_in, path)

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
                self._on_desk.pop(airing_id)
                self._taken_off.pop(airing_id, None)
                if airing_id in self._next and report is not None and report.state is not PlayState.FAILED:
                    self._begin(self._next.pop(airing_id), self._record.state(airing_id) or AiringState())
                else:
                    self._drop_next(airing_id)

    def _keep_quiet(self, now: datetime, reports: Sequence[PlayReport]) -> None:
        """Take off what is heard in the quiet hours, or will be: the clock may have been set, or the hours changed."""
        quiet = self.policy.quiet
        if quiet is None:
            return
        playing = {report.id for report in reports if report.state is PlayState.PLAYING}
        for on_desk in self._on_desk.values():
            airing = on_desk.airing
            here = now.astimezone(airing.starts_at.tzinfo)
            is_heard = on_desk.order_id in playing
            first, end = (here, later(here, 1)) if is_heard else (max(here, airing.starts_at), airing.ends_at)
            if touches(quiet, first, end):
                self._take_off(on_desk, TakenOff(QUIET, Outcome.BLOCKED))

    def _keep_off(self, reports: Sequence[PlayReport]) -> None:
        """Take off what may not be heard any more, as its approval stands now; what is left of it is decided anew."""
        by_order = {report.id: report for report in reports}
        for on_desk in self._on_desk.values():
            report = by_order.get(on_desk.order_id)
            if report is None or report.state in ENDED or on_desk.stand_in:
                continue
            at_ms, begun = on_desk.skip_ms + report.played_ms, report.started_at is not None
            rundown, end_ms = on_desk.airing.rundown, on_desk.end_ms(report)
            found = why_off_the_desk(rundown, at_ms, begun, self._surroundings.standing, end_ms)
            if found is not None and found.at_ms is None:
                self._take_off(on_desk, TakenOff(found.reason, refused=found.refused))
            elif found is not None:
                self._let_end(on_desk, TakenOff(found.reason, refused=found.refused, at_ms=found.at_ms))

    def _take_off(self, on_desk: OnDesk, why: TakenOff) -> None:
        known = self._taken_off.get(on_desk.airing.id)
        if known is None or known.at_ms is not None:
            log.warning("%s: taken off: %s", on_desk.order_id, why.reason or "its programme is there now")
            self._taken_off[on_desk.airing.id] = why
            self._drop_next(on_desk.airing.id)
            self._desk.stop(on_desk.order_id)

    def _let_end(self, on_desk: OnDesk, why: TakenOff) -> None:
        """Have it play on to where what is refused begins, and not for a sample longer whatever becomes of us."""
        known = self._taken_off.get(on_desk.airing.id)
        if known is not None and (known.at_ms is None or known.at_ms == why.at_ms):
            return
        assert why.at_ms is not None
        log.warning("%s: ends %d ms into it: %s", on_desk.order_id, why.at_ms, why.reason)
        refused = (*why.refused, *(cue for cue in (known.refused if known else ()) if cue not in why.refused))
        self._taken_off[on_desk.airing.id] = replace(why, refused=refused)
        self._drop_next(on_desk.airing.id)
        self._desk.shorten(on_desk.order_id, why.at_ms)

    def _prepare_next(self, airing: Airing, on_desk: OnDesk, now: datetime) -> None:
        """See to it that the desk knows in time what goes on where the programme on air ends early."""
        by_order = {report.id: report for report in self._reports}
        report = by_order.get(on_desk.order_id)
        if report is None or not on_desk.ends_early(report) or is_held(report, now):
            return
        self._look_at_next(airing, by_order)
        end_ms, follows = on_desk.end_ms(report), self._next.get(airing.id)
        may_go_on = self._may_play(airing) and may_be_heard_from(airing.rundown, end_ms, self._surroundings.standing)
        safe = None if airing.id in self._hopeless else self._surroundings.safe()
        found = follower(airing if may_go_on else replace(airing, path=None), on_desk, end_ms, safe, now)
        if found is None and follows is not None and not follows.stand_in:
            self._drop_next(airing.id)  # what it was to go on with may not be heard any more either
        if found is None or (follows and (follows.sha256, follows.skip_ms) == (found[0].sha256, end_ms)):
            return
        self._drop_next(airing.id)
        order_id = OrderId(airing.id, end_ms, found[0].stand_in).among(self._reports)
        wanted = self._next[airing.id] = replace(found[0], order_id=order_id)
        if not wanted.stand_in:
            self._record.go_on_as(airing.id, airing.rundown, airing.sha256)
        self._hand_over(wanted, later(airing.starts_at, end_ms), found[1])

    def _look_at_next(self, airing: Airing, by_order: Mapping[str, PlayReport]) -> None:
        """Notice that what the desk was to go on with is damaged."""
        follows = self._next.get(airing.id)
        report = by_order.get(follows.order_id) if follows else None
        if follows is None or report is None or report.state not in ENDED:
            return
        self._next.pop(airing.id)
        if report.state is PlayState.FAILED and follows.stand_in:
            self._hopeless.add(airing.id)
        elif report.state is PlayState.FAILED:
            self._spoilt[airing.id] = follows.sha256

    def _drop_next(self, airing_id: str) -> None:
        follows = self._next.pop(airing_id, None)
        if follows is not None:
            self._desk.stop(follows.order_id)

    def _note(self, on_desk: OnDesk, report: PlayReport) -> bool:
        """Note what `report` tells; return whether the desk is done with it."""
        airing, rundown = on_desk.airing, on_desk.airing.rundown
        state = self._record.state(airing.id) or AiringState()
        span, ended = on_desk.span(report), report.state in ENDED
        if span == state.span and not ended:
            return False
        taken_off = self._taken_off.get(airing.id)
        note = taken_off.reason if taken_off else report.detail
        entries, next_cue = heard(rundown, state.next_cue, span, ended, note, stand_in=on_desk.stand_in)
        entries = self._truly(entries, span, report)
        if taken_off and ended:
            entries = [taken_off.told_of(entry) for entry in entries]
            blocked = [cue for cue in taken_off.blocked(rundown, span.to_ms) if self._is_refused(cue, taken_off)]
            entries += [missed(rundown, cue, Outcome.BLOCKED, note) for cue in blocked]
        over = ended and not self._goes_on(on_desk, report, span)
        if over:
            failed = Outcome.FAILED if report.state is PlayState.FAILED else Outcome.SKIPPED
            entries += rest(rundown, next_cue, (taken_off and taken_off.outcome) or failed, note)
            next_cue = len(rundown.cues)
        if ended:
            log.info("%s: %s after %d ms %s", report.id, report.state.value, report.played_ms, report.detail)
        told = self._with_evidence(on_desk, [as_heard(entry, self._deaf) for entry in entries])
        kept = Span(None, span.to_ms, 0) if ended and not over else span
        self._record.advance(airing.id, AiringState(over, next_cue, kept, on_desk.stand_in and not ended), told)
        return ended

    def _is_refused(self, cue: Cue, taken_off: TakenOff) -> bool:
        """Whether a cue that had to leave may still not be heard: by the place where it is to begin it may again."""
        return taken_off.at_ms is None or self._surroundings.standing(cue) is not Standing.GOOD

    def _goes_on(self, on_desk: OnDesk, report: PlayReport, span: Span) -> bool:
        """Whether an airing whose order has ended is to go on: with its programme, or the safe one in its place."""
        airing = on_desk.airing
        taken_off = self._taken_off.get(airing.id)
        if taken_off is not None:
            return taken_off.outcome is None
        if airing.id in self._next or (on_desk.ends_early(report) and report.state is PlayState.DONE):
            return True
        if on_desk.stand_in:
            if report.played_ms < LEAST_MS:
                self._hopeless.add(airing.id)
            return span.to_ms < airing.length_ms and report.state is not PlayState.STOPPED
        if report.state is not PlayState.FAILED or self._surroundings.safe() is None:
            return False
        self._spoilt[airing.id] = on_desk.sha256
        return True

    def _truly(self, entries: Sequence[AsRunEntry], span: Span, report: PlayReport | None = None) -> list[AsRunEntry]:
        """Return what emergencies, and losses that `report` tells of, left of `entries`, which tell of `span`."""
        if not any(entry.started_at for entry in entries):
            return [*entries]
        interruptions = [*self._surroundings.interruptions(), *(lost(report) if report else ())]
        return [part for entry in entries for part in around(entry, span.started_at, interruptions)]

    def _with_evidence(self, on_desk: OnDesk, entries: Sequence[AsRunEntry]) -> list[AsRunEntry]:
        """Return `entries` with the file and the outputs that made them heard, where they were heard."""
        outputs = tuple(output.name for output in self._desk.health() if output.ok) if entries else ()
        return [
            replace(entry, programme=on_desk.sha256, outputs=outputs) if entry.started_at else entry
            for entry in entries
        ]
