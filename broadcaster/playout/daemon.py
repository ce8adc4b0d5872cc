"""The daemon: asks again and again what should be on air now, and mends the difference.

`tick` is idempotent: a late call, a doubled one or a restart changes nothing on air. Every airing is claimed in the
record before it is handed to the desk, and what is heard is noted as it is heard.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

from broadcaster.messages import N_
from broadcaster.model.plan import later
from broadcaster.model.record import AiringState, Outcome
from broadcaster.playout.airing import (
    QUIET,
    WAS_MOVED,
    Action,
    Airing,
    Decision,
    Policy,
    decide,
    touches,
    why_off_the_desk,
)
from broadcaster.playout.as_run_log import AsRunLog
from broadcaster.playout.clock import Clock
from broadcaster.playout.desk import Desk, PlayReport, PlayState
from broadcaster.playout.needs import Record, Surroundings
from broadcaster.playout.next_on_desk import NextOnDesk
from broadcaster.playout.on_desk import ENDED, OnDesk, OrderId, Playing, TakenOff, as_claimed
from broadcaster.playout.playable import Playable

log = logging.getLogger(__name__)

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
        self._playable = Playable(self._surroundings.safe)
        self._next = NextOnDesk(desk, record, self._playable, self._surroundings.standing)
        self._as_run = AsRunLog(record, self._surroundings, desk.health)
        self._on_desk: dict[str, OnDesk] = {}
        self._taken_off: dict[str, TakenOff] = {}
        self._reports: Sequence[PlayReport] = ()
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
            self._playable.broke(on_desk)
            self._take_off(on_desk, TakenOff(UNHEARD))

    def tick(self) -> None:
        """Do what is due now: note what was heard, hand over what comes next, give up what can't be aired."""
        reports = self._reports = self._desk.reports()  # before the clock is read: this may start the sound process
        now = self._clock.now()
        near = self._around(now)
        self._adopt(near, reports)
        if self._on_desk:
            self._as_run.listen(now)
        else:
            self._as_run.stop_listening()
        self._follow(reports)
        self._keep_quiet(now, reports)
        self._keep_off(reports)
        self.relay_news = next((r.relay_news for r in reports if r.relay_news and r.state is PlayState.PLAYING), "")
        for airing in near:
            self._playable.look_at(airing)
            on_desk = self._on_desk.get(airing.id)
            if on_desk is None:
                self._act(airing, self._clock.now())  # it may have taken long to plan the day
            elif on_desk.stand_in and self._playable.has_programme(airing):
                self._take_off(on_desk, TakenOff(""))  # its programme is there after all, and goes on next
            else:
                self._next.prepare(airing, on_desk, reports, now)

    def clock_was_set(self, step_s: float) -> None:
        """Be told that the clock was stepped by so much, or that the machine slept.

        What is on air goes on unbroken, unless the step is as long as a sleep: then it is joined where it should be.
        """
        self._as_run.stop_listening()
        self._next.drop_all()  # it waits for a moment of the old time
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
        current = self._playable.as_it_is(airing)
        safe = self._playable.safe_for(airing)
        decision = decide(current, state, now, self.policy, stand_in=safe is not None)
        if decision.action in {Action.PLAY, Action.STAND_IN} and state is None and self._airs_elsewhen(airing):
            decision = Decision(Action.GIVE_UP, reason=WAS_MOVED)
        if decision.action is Action.PLAY and current.path is not None:
            self._play(airing, decision, current.path, airing.length_ms - decision.skip_ms, airing.sha256)
        elif decision.action is Action.STAND_IN and safe is not None:
            length_ms = min(airing.length_ms - decision.skip_ms, safe.length_ms)
            self._play(airing, decision, safe.path, length_ms, safe.sha256)
        elif decision.action is Action.GIVE_UP:
            self._as_run.give_up(airing, decision)

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
        self._as_run.begin(on_desk, state)
        self._on_desk[airing.id] = on_desk
        self._desk.play(on_desk.order(decision.at, length_ms))
        log.info("%s: at %s from %d ms: %s", order_id, decision.at, skip_ms, path)

    def _adopt(self, near: Sequence[Airing], reports: Sequence[PlayReport]) -> None:
        """Follow what the desk goes on with from before this daemon was started, as it was when it was claimed."""
        airings = {airing.id: airing for airing in near}
        for report in reports:
            order = OrderId.parse(report.id)
            if order is None:
                continue
            if order.airing in self._on_desk:
                self._next.adopt(order, report, self._on_desk[order.airing], airings.get(order.airing))
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
            self._on_desk[airing.id] = self._playable.adopted(airing, report.id, order)
            log.info("%s: the desk has it already", report.id)

    def _follow(self, reports: Sequence[PlayReport]) -> None:
        """Note how far each airing on the desk has come."""
        by_order = {report.id: report for report in reports}
        for airing_id, on_desk in list(self._on_desk.items()):
            report = by_order.get(on_desk.order_id)
            if report is None or self._is_done(on_desk, report):  # the desk lost it: `tick` decides anew
                self._on_desk.pop(airing_id)
                self._taken_off.pop(airing_id, None)
                if report is None or report.state is PlayState.FAILED:
                    self._next.drop(airing_id)
                elif (follows := self._next.take(airing_id)) is not None:
                    self._as_run.begin(follows, self._record.state(airing_id) or AiringState())
                    self._on_desk[airing_id] = follows

    def _is_done(self, on_desk: OnDesk, report: PlayReport) -> bool:
        """Note what `report` tells; return whether the desk is done with it."""
        ended = report.state in ENDED
        over = ended and not self._goes_on(on_desk, report)
        self._as_run.note(on_desk, report, self._taken_off.get(on_desk.airing.id), over=over)
        return ended

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
            self._next.drop(on_desk.airing.id)
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
        self._next.drop(on_desk.airing.id)
        self._desk.shorten(on_desk.order_id, why.at_ms)

    def _goes_on(self, on_desk: OnDesk, report: PlayReport) -> bool:
        """Whether an airing whose order has ended is to go on: with its programme, or the safe one in its place."""
        airing = on_desk.airing
        taken_off = self._taken_off.get(airing.id)
        if taken_off is not None:
            return taken_off.outcome is None
        if airing.id in self._next or (on_desk.ends_early(report) and report.state is PlayState.DONE):
            return True
        if on_desk.stand_in:
            if report.played_ms < LEAST_MS:
                self._playable.broke(on_desk)
            return on_desk.span(report).to_ms < airing.length_ms and report.state is not PlayState.STOPPED
        if report.state is not PlayState.FAILED or self._surroundings.safe() is None:
            return False
        self._playable.broke(on_desk)
        return True
