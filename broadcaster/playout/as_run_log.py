"""Writes what was heard into the record, line by line: what outputs carried it, and what of it was lost, and why."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from broadcaster.messages import N_
from broadcaster.model.plan import Cue
from broadcaster.model.record import AiringState, AsRunEntry, Outcome, Span
from broadcaster.playout.airing import Airing, Decision, Standing
from broadcaster.playout.as_run import Stretch, as_heard, cue_after, going_on, heard, missed, rest
from broadcaster.playout.desk import OutputHealth, PlayReport, PlayState
from broadcaster.playout.interruptions import around, lost
from broadcaster.playout.needs import Record, Surroundings
from broadcaster.playout.on_desk import ENDED, OnDesk, TakenOff, as_claimed

log = logging.getLogger(__name__)

INTERRUPTED = N_("interrupted")


class AsRunLog:
    """What becomes of airings, as `record` keeps it; `health` tells which outputs carry sound now."""

    def __init__(
        self, record: Record, surroundings: Surroundings, health: Callable[[], Sequence[OutputHealth]]
    ) -> None:
        self._record = record
        self._surroundings = surroundings
        self._health = health
        self._looked_at: datetime | None = None
        self._deaf: list[Stretch] = []

    def listen(self, now: datetime) -> None:
        """Note the stretches in which no output carries what the desk plays."""
        if self._looked_at is not None and not any(output.ok for output in self._health()):
            self._deaf.append((self._looked_at, now))
        self._looked_at = now

    def stop_listening(self) -> None:
        """Forget those stretches: nothing is on the desk, or the clock was set."""
        self._looked_at, self._deaf = None, []

    def begin(self, on_desk: OnDesk, state: AiringState) -> None:
        """Note that the airing, which has come as far as `state` tells, goes on with this."""
        airing, skip_ms = on_desk.airing, on_desk.skip_ms
        state = self._close_span(airing, state, skip_ms)
        self._record.advance(airing.id, replace(state, span=Span(None, skip_ms, 0), stand_in=on_desk.stand_in), ())

    def note(self, on_desk: OnDesk, report: PlayReport, taken_off: TakenOff | None, *, over: bool) -> None:
        """Note what `report` tells: how far it has come, `over` when nothing more of the airing will be heard."""
        airing, rundown = on_desk.airing, on_desk.airing.rundown
        state = self._record.state(airing.id) or AiringState()
        span, ended = on_desk.span(report), report.state in ENDED
        if span == state.span and not ended:
            return
        note = taken_off.reason if taken_off else report.detail
        entries, next_cue = heard(rundown, state.next_cue, span, ended, note, stand_in=on_desk.stand_in)
        entries = self._truly(entries, span, report)
        if taken_off and ended:
            entries = [taken_off.told_of(entry) for entry in entries]
            blocked = [cue for cue in taken_off.blocked(rundown, span.to_ms) if self._is_refused(cue, taken_off)]
            entries += [missed(rundown, cue, Outcome.BLOCKED, note) for cue in blocked]
        if over:
            failed = Outcome.FAILED if report.state is PlayState.FAILED else Outcome.SKIPPED
            entries += rest(rundown, next_cue, (taken_off and taken_off.outcome) or failed, note)
            next_cue = len(rundown.cues)
        if ended:
            log.info("%s: %s after %d ms %s", report.id, report.state.value, report.played_ms, report.detail)
        told = self._with_evidence(on_desk, [as_heard(entry, self._deaf) for entry in entries])
        kept = Span(None, span.to_ms, 0) if ended and not over else span
        self._record.advance(airing.id, AiringState(over, next_cue, kept, on_desk.stand_in and not ended), told)

    def give_up(self, airing: Airing, decision: Decision) -> None:
        """Note that nothing more of the airing will be heard, and why; unless another daemon has just begun it."""
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

    def _is_refused(self, cue: Cue, taken_off: TakenOff) -> bool:
        """Whether a cue that had to leave may still not be heard: by the place where it is to begin it may again."""
        return taken_off.at_ms is None or self._surroundings.standing(cue) is not Standing.GOOD

    def _truly(self, entries: Sequence[AsRunEntry], span: Span, report: PlayReport | None = None) -> list[AsRunEntry]:
        """Return what emergencies, and losses that `report` tells of, left of `entries`, which tell of `span`."""
        if not any(entry.started_at for entry in entries):
            return [*entries]
        interruptions = [*self._surroundings.interruptions(), *(lost(report) if report else ())]
        return [part for entry in entries for part in around(entry, span.started_at, interruptions)]

    def _with_evidence(self, on_desk: OnDesk, entries: Sequence[AsRunEntry]) -> list[AsRunEntry]:
        """Return `entries` with the file and the outputs that made them heard, where they were heard."""
        outputs = tuple(output.name for output in self._health() if output.ok) if entries else ()
        return [
            replace(entry, programme=on_desk.sha256, outputs=outputs) if entry.started_at else entry
            for entry in entries
        ]
