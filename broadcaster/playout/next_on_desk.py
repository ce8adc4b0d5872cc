"""What the desk has ready for where a programme on air ends before its airing does.

`following.py` decides what that is. Here it is handed over ahead, so that both are joined without a gap, and taken back
when something else is to follow.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from broadcaster.model.plan import Cue, later
from broadcaster.playout.airing import Airing, Standing
from broadcaster.playout.desk import Desk, PlayReport, PlayState
from broadcaster.playout.following import follower, is_held, may_be_heard_from
from broadcaster.playout.needs import Record
from broadcaster.playout.on_desk import ENDED, OnDesk, OrderId
from broadcaster.playout.playable import Playable

log = logging.getLogger(__name__)


class NextOnDesk:
    """What goes on behind what is heard, at most one thing for each airing, by the airing's id."""

    def __init__(self, desk: Desk, record: Record, playable: Playable, standing: Callable[[Cue], Standing]) -> None:
        self._desk = desk
        self._record = record
        self._playable = playable
        self._standing = standing
        self._next: dict[str, OnDesk] = {}

    def __contains__(self, airing_id: str) -> bool:
        return airing_id in self._next

    def take(self, airing_id: str) -> OnDesk | None:
        """Return what goes on now, which is no longer the next; None when nothing was ready."""
        return self._next.pop(airing_id, None)

    def drop(self, airing_id: str) -> None:
        """Take it back from the desk, if anything was ready."""
        follows = self._next.pop(airing_id, None)
        if follows is not None:
            self._desk.stop(follows.order_id)

    def drop_all(self) -> None:
        """Take everything back."""
        for airing_id in list(self._next):
            self.drop(airing_id)

    def adopt(self, order: OrderId, report: PlayReport, behind: OnDesk, airing: Airing | None) -> None:
        """Follow what an earlier daemon has handed over, if it is to go on where `behind` ends."""
        is_later = order.skip_ms > behind.skip_ms and report.id != behind.order_id and report.state not in ENDED
        if airing is not None and is_later and airing.id not in self._next:
            self._next[airing.id] = self._playable.adopted(airing, report.id, order)

    def prepare(self, airing: Airing, on_desk: OnDesk, reports: Sequence[PlayReport], now: datetime) -> None:
        """See to it that the desk knows in time what goes on where the programme on air ends early."""
        report = next((report for report in reports if report.id == on_desk.order_id), None)
        if report is None or not on_desk.ends_early(report) or is_held(report, now):
            return
        self._look_for_damage(airing.id, reports)
        end_ms, follows = on_desk.end_ms(report), self._next.get(airing.id)
        may_go_on = self._playable.has_programme(airing) and may_be_heard_from(airing.rundown, end_ms, self._standing)
        safe = self._playable.safe_for(airing)
        found = follower(airing if may_go_on else replace(airing, path=None), on_desk, end_ms, safe, now)
        if found is None:
            if follows is not None and not follows.stand_in:
                self.drop(airing.id)  # what it was to go on with may not be heard any more either
            return
        wanted, length_ms = found
        if follows and (follows.sha256, follows.skip_ms) == (wanted.sha256, end_ms):
            return
        self.drop(airing.id)
        wanted = replace(wanted, order_id=OrderId(airing.id, end_ms, wanted.stand_in).among(reports))
        self._next[airing.id] = wanted
        if not wanted.stand_in:
            self._record.go_on_as(airing.id, airing.rundown, airing.sha256)
        at = later(airing.starts_at, end_ms)
        self._desk.play(wanted.order(at, length_ms))
        log.info("%s: at %s from %d ms: %s", wanted.order_id, at, end_ms, wanted.path)

    def _look_for_damage(self, airing_id: str, reports: Sequence[PlayReport]) -> None:
        """Notice that what the desk was to go on with is damaged."""
        follows = self._next.get(airing_id)
        report = next((report for report in reports if follows and report.id == follows.order_id), None)
        if follows is None or report is None or report.state not in ENDED:
            return
        self._next.pop(airing_id)
        if report.state is PlayState.FAILED:
            self._playable.broke(follows)
