"""The words of the engine's control socket, as a desk says and understands them.

The engine's ``protocol.py`` states the same, for rooms never import each other; ``tests/engine/test_engine_words.py``
holds the two together.
"""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeAlias

from broadcaster.playout.desk import AlarmOrder, AlarmReport, PlayOrder, PlayReport, PlayState, RelayWindow

PROTOCOL = 4
PLAY, STOP, SHORTEN, REPORTS, HEALTH, QUIT = "play", "stop", "shorten", "reports", "health", "quit"
OUTPUTS, FEEDS, LET_THROUGH = "outputs", "feeds", "let through"
ALARM, SILENCE, ALARMS = "alarm", "silence", "alarms"

CATCH_UP = timedelta(milliseconds=300)  # what the engine needs to open a file and find the place in it
TITLES, TITLE_LETTERS = 300, 200  # an hour has fifty cues; a line of the socket may not be endless

Said: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True)
class Known:
    """An order and what was last heard of it. `gone_ms`, `relayed`, `gaps`, `unheard` are of engines that are gone."""

    order: PlayOrder
    told_at: datetime
    last: PlayReport | None = None
    gone_ms: int = 0
    relayed: tuple[tuple[int, int], ...] = ()
    gaps: tuple[tuple[datetime, int], ...] = ()
    unheard: tuple[tuple[datetime, int], ...] = ()
    stopped: bool = False

    @property
    def report(self) -> PlayReport:
        """What is known of it."""
        return self.last or PlayReport(self.order.id, PlayState.WAITING, None, 0, end_ms=self.end_ms)

    @property
    def end_ms(self) -> int:
        """The place in the file at which it ends."""
        return self.order.skip_ms + self.order.duration_ms

    def shortened(self, end_ms: int) -> "Known":
        """Return it ending at that place; as it is where it ends before, or is over."""
        if self.over or not 0 < end_ms - self.order.skip_ms < self.order.duration_ms:
            return self
        return replace(self, order=replace(self.order, duration_ms=end_ms - self.order.skip_ms))

    @property
    def over(self) -> bool:
        """Whether nothing more will be heard of it."""
        return self.report.state not in (PlayState.WAITING, PlayState.PLAYING)

    def with_report(self, said: Said) -> "Known":
        """Return it with what an engine says now; the beginning stays the one that was first heard."""
        if self.over:
            return self
        started = None if said["started_at"] is None else datetime.fromtimestamp(said["started_at"], UTC)
        began = self.report.started_at or started
        state, played_ms = PlayState(said["state"]), self.gone_ms + said["played_ms"]
        relayed = (*self.relayed, *((from_ms, to_ms) for from_ms, to_ms in said["relayed"]))
        lost = ((datetime.fromtimestamp(at_s, UTC), lost_ms) for at_s, lost_ms in said.get("unheard", ()))
        report = PlayReport(
            self.order.id,
            state,
            began,
            played_ms,
            said["detail"],
            relayed,
            said["relay_news"],
            self.gaps,
            unheard=(*self.unheard, *lost),
            end_ms=self.end_ms,
        )
        return replace(self, last=report)

    def with_last_word(self, said: Said) -> "Known":
        """Return it with what an engine that is gone said last."""
        began = self.report.started_at or datetime.fromtimestamp(said["started_at"], UTC)
        played_ms = max(self.report.played_ms, self.gone_ms + said["played_ms"])
        return replace(self, last=replace(self.report, state=PlayState.PLAYING, started_at=began, played_ms=played_ms))

    def carried_over(self, rest: PlayOrder) -> "Known":
        """Return it as it stands between two engines, the next of which plays `rest` of it."""
        report, gone_ms = self.report, rest.skip_ms - self.order.skip_ms
        if not gone_ms:
            return self
        began = report.started_at or rest.at - timedelta(milliseconds=gone_ms)
        gap = began + timedelta(milliseconds=report.played_ms), gone_ms - report.played_ms
        last = replace(report, started_at=began, played_ms=gone_ms, gaps=(*self.gaps, gap))
        return replace(self, last=last, gone_ms=gone_ms, relayed=report.relayed, gaps=last.gaps, unheard=report.unheard)

    def lost(self) -> "Known":
        """Return it ended by the engine's end."""
        state = PlayState.STOPPED if self.stopped else PlayState.FAILED
        return replace(self, last=replace(self.report, state=state, detail="the engine was lost"))

    def rest_at(self, now: datetime) -> PlayOrder | None:
        """Return what is left of the order for a new engine, if anything is."""
        if self.stopped:
            return None
        begins = self.report.started_at or max(self.order.at, self.told_at)
        resumes = now + CATCH_UP
        if begins >= resumes:
            return self.order
        gone_ms = math.ceil((resumes - begins) / timedelta(milliseconds=1))
        if gone_ms >= self.order.duration_ms:
            return None
        return replace(
            self.order,
            at=begins + timedelta(milliseconds=gone_ms),
            skip_ms=self.order.skip_ms + gone_ms,
            duration_ms=self.order.duration_ms - gone_ms,
        )


def said_order(order: PlayOrder) -> dict[str, object]:
    """Return what the engine is told of an order."""
    return {
        "id": order.id,
        "path": str(order.path.absolute()),
        "at": order.at.timestamp(),
        "skip_ms": order.skip_ms,
        "duration_ms": order.duration_ms,
        "titles": [[at_ms, title[:TITLE_LETTERS]] for at_ms, title in order.titles[:TITLES] if title],
        "sha256": order.sha256,
        "relays": [_said_relay(relay) for relay in order.relays],
    }


def _said_relay(relay: RelayWindow) -> dict[str, object]:
    ask = asdict(relay)  # what the engine hands on to a receiver, but for its own two
    return {"from_ms": ask.pop("from_ms"), "to_ms": ask.pop("to_ms"), "ask": ask}


def said_alarm(alarm: AlarmOrder) -> dict[str, object]:
    """Return what the engine is told of an emergency."""
    hold_until_s = alarm.hold_until.timestamp() if alarm.hold_until else 0
    said = {"id": alarm.id, "path": str(alarm.path.absolute()), "hold_until": hold_until_s}
    return {**said, "title": alarm.title[:TITLE_LETTERS]}


def alarm_report(said: Said) -> AlarmReport:
    """Return how an emergency stands, as the engine says."""
    started = None if said["started_at"] is None else datetime.fromtimestamp(said["started_at"], UTC)
    state = PlayState(said["state"])
    return AlarmReport(said["id"], state, started, said["played_ms"], said["duration_ms"], said["held"])


def adopted(said: Said) -> Known:
    """Return an order that the engine has from before this desk was opened."""
    at = datetime.fromtimestamp(said["at"], UTC)
    titles = tuple((at_ms, title) for at_ms, title in said.get("titles", ()))
    relays = tuple(RelayWindow(one["from_ms"], one["to_ms"], **one["ask"]) for one in said["relays"])
    return Known(
        PlayOrder(
            id=said["id"],
            path=Path(said["path"]),
            at=at,
            skip_ms=said["skip_ms"],
            duration_ms=said["duration_ms"],
            titles=titles,
            sha256=said.get("sha256", ""),
            relays=relays,
        ),
        told_at=at,
    )
