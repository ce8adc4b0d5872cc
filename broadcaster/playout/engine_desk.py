"""The desk whose sound comes from the engine's process.

The process outlives the daemon: whoever opens the desk next finds it by its state file and adopts what it plays. When
the process is gone it is started again and told the orders that are not over, each from where it should be by now.
"""

import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias

from broadcaster.errors import SoundError
from broadcaster.messages import N_
from broadcaster.playout import engine_words as words
from broadcaster.playout.desk import AlarmOrder, AlarmReport, Feed, Level, OutputHealth, PlayOrder, PlayReport
from broadcaster.playout.engine_process import EngineOptions, EngineProcess, Link, NoEngineError
from broadcaster.playout.engine_words import Known, Said, adopted, alarm_report, said_alarm, said_order

log = logging.getLogger(__name__)

KEPT_REPORTS = 400  # more than the engine keeps, or it would tell of orders forgotten here as if they were new

Now: TypeAlias = Callable[[], datetime]


class EngineDesk:
    """Talks to the engine named by the file `state`; starts it where there is none. Any thread may call it.

    Without `options` no engine is started: who asks then wants only one that runs.
    """

    def __init__(self, state: Path, options: EngineOptions | None, now: Now = lambda: datetime.now(UTC)) -> None:
        self._options = options
        self._process = EngineProcess(state, options)
        self._now = now
        self._lock = threading.Lock()
        self._link: Link | None = None
        self._engine_pid: int | None = None
        self._known: dict[str, Known] = {}

    def play(self, order: PlayOrder) -> None:
        """Take `order`. Asking again with the same id changes nothing."""
        with self._lock:
            if order.id in self._known:
                return
            self._ask(words.PLAY, order=said_order(order))
            self._forget_old()
            self._known.setdefault(order.id, Known(order, self._now()))

    def stop(self, order_id: str) -> None:
        """End that order with a short fade; an order that is over or unknown is left alone."""
        with self._lock:
            if known := self._known.get(order_id):
                self._known[order_id] = replace(known, stopped=True)
            self._ask(words.STOP, id=order_id)

    def shorten(self, order_id: str, end_ms: int) -> None:
        """Let that order end, done, at a place in its file; one that ends before, is over or unknown is left alone."""
        with self._lock:
            if known := self._known.get(order_id):
                self._known[order_id] = known.shortened(end_ms)  # first: an engine that is lost now is told only this
            self._ask(words.SHORTEN, id=order_id, end_ms=end_ms)

    def reports(self) -> list[PlayReport]:
        """Return every order that the engine or this desk knows of, oldest first, the last few hundred of them."""
        with self._lock:
            self._hear(self._ask(words.REPORTS))
            return [known.report for known in self._known.values()]

    def sound(self, alarm: AlarmOrder) -> None:
        """Take `alarm`. The same id again changes nothing. Raises RefusedError for a file that is no use."""
        with self._lock:
            self._ask(words.ALARM, alarm=said_alarm(alarm))

    def silence(self, alarm_id: str) -> None:
        """End that alarm with a short fade; one that is over or unknown is left alone."""
        with self._lock:
            self._ask(words.SILENCE, id=alarm_id)

    def alarms(self) -> list[AlarmReport]:
        """Return the alarms that the engine knows of, oldest first."""
        with self._lock:
            return [alarm_report(said) for said in self._ask(words.ALARMS)["alarms"]]

    def health(self) -> list[OutputHealth]:
        """Return each output's health, or the engine's, if it is gone and does not come back."""
        with self._lock:
            try:
                answer = self._ask(words.HEALTH)
            except SoundError as error:
                return [OutputHealth("engine", ok=False, detail=str(error))]
            return [OutputHealth(said["name"], said["ok"], said["detail"]) for said in answer["outputs"]]

    def level(self) -> Level | None:
        """Return how loud what the engine sends is now."""
        with self._lock:
            try:
                said = self._ask(words.HEALTH).get("level")
            except SoundError:
                return None
            return Level(said["rms_db"], said["peak_db"], said["silent_s"]) if said else None

    def begin_anew(self) -> None:
        """Start the engine anew; what it plays goes on where it should be by then."""
        with self._lock:
            self._process.stop()
            self._let_go()

    def carry(self, options: EngineOptions) -> None:
        """Have the engine, and those after it, send to the outputs of `options` from now on."""
        with self._lock:
            self._options = options
            self._process.options = options
            if self._link:  # else it is told when next connected
                with suppress(NoEngineError):
                    self._tell_outputs(self._link)

    def feed(self, name: str) -> Feed | None:
        """Return what the connection of that output is like; None when it is not guarded, or not there."""
        with self._lock:
            feeds = [
                Feed(said["connection"], said["open"])
                for said in self._ask(words.FEEDS)["feeds"]
                if said["name"] == name
            ]
            return feeds[0] if feeds else None

    def let_through(self, name: str, connection: int) -> None:
        """Let sound through that connection of a guarded output."""
        with self._lock:
            self._ask(words.LET_THROUGH, name=name, connection=connection)

    def close(self, *, stop_engine: bool = False) -> None:
        """Let go of the engine, which plays on; with `stop_engine`, end it."""
        with self._lock:
            if stop_engine:
                self._process.stop()
            self._let_go()

    def _ask(self, word: str, **said: object) -> Said:
        """Have the engine answer, connecting anew or starting it again if need be."""
        reason = ""
        for _ in range(2):
            try:
                link = self._link or self._connect()
                return link.ask(word, **said)
            except NoEngineError as error:
                reason = str(error)
                log.warning("The engine does not answer: %s", reason)
                self._let_go()
        raise SoundError(N_("The sound engine does not answer: {reason}"), reason=reason)

    def _connect(self) -> Link:
        last_word = self._process.last_word(self._engine_pid) if self._engine_pid else None  # the next one has its own
        link = self._process.link()
        self._link = link
        self._tell_outputs(link)
        if self._engine_pid is None:
            self._hear(link.ask(words.REPORTS))  # what it plays since before this desk was opened
        elif self._engine_pid != link.pid:
            self._tell_again(link, last_word)
        self._engine_pid = link.pid
        return link

    def _tell_outputs(self, link: Link) -> None:
        """Have the engine send to our outputs; one whose settings it refuses must not cost us the others."""
        if self._options is None:
            return
        try:
            link.ask(words.OUTPUTS, outputs=self._options.outputs())
        except SoundError as error:
            log.error("The outputs stay as they are: %s", error)  # noqa: TRY400 - its text says all

    def _hear(self, answer: Said) -> None:
        for said in answer["reports"]:
            known = self._known.get(said["id"]) or adopted(said)
            self._known[known.order.id] = known.with_report(said)

    def _hear_last_word(self, said: Said | None) -> None:
        """Take note of how far the lost engine had come since it was last asked."""
        known = self._known.get(said["id"]) if said else None
        if said and known and not known.over:
            self._known[known.order.id] = known.with_last_word(said)

    def _tell_again(self, link: Link, last_word: Said | None) -> None:
        """Tell a new engine what the lost one had not ended."""
        log.warning("Engine %s is gone; %d goes on", self._engine_pid, link.pid)
        self._hear_last_word(last_word)
        now = self._now()
        for order_id, known in self._known.items():
            if known.over:
                continue
            rest = known.rest_at(now)
            if rest is None:
                self._known[order_id] = known.lost()
            else:
                self._known[order_id] = known.carried_over(rest)
                link.ask(words.PLAY, order=said_order(rest))

    def _let_go(self) -> None:
        if self._link:
            self._link.close()
            self._link = None

    def _forget_old(self) -> None:
        over = [order_id for order_id, known in self._known.items() if known.over]
        for order_id in over[: max(0, len(over) - KEPT_REPORTS + 1)]:
            del self._known[order_id]
