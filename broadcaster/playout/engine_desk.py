"""The desk whose sound comes from the engine's process.

The process outlives the daemon: whoever opens the desk next finds it by its state file and adopts what it plays. When
the process is gone it is started again and told the orders that are not over, each from where it should be by now.

The few words of the control socket are stated here and in the engine's ``protocol.py``, for rooms never import each
other; ``tests/engine/test_engine_words.py`` holds the two together.
"""

import json
import logging
import math
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeAlias

from broadcaster.errors import SoundError
from broadcaster.messages import N_
from broadcaster.playout.desk import (
    AlarmOrder,
    AlarmReport,
    Feed,
    Level,
    OutputHealth,
    PlayOrder,
    PlayReport,
    PlayState,
    RefusedError,
    RelayWindow,
)

log = logging.getLogger(__name__)

PROTOCOL = 3
PLAY, STOP, REPORTS, HEALTH, QUIT = "play", "stop", "reports", "health", "quit"
OUTPUTS, FEEDS, LET_THROUGH = "outputs", "feeds", "let through"
ALARM, SILENCE, ALARMS = "alarm", "silence", "alarms"

ANSWER_S = 5.0
START_S = 15.0
QUIT_S = 5.0
POLL_S = 0.02
RETRY_S, LONGEST_RETRY_S = 2.0, 60.0
CATCH_UP = timedelta(milliseconds=300)  # what the engine needs to open a file and find the place in it
TITLES, TITLE_LETTERS = 300, 200  # an hour has fifty cues; a line of the socket may not be endless
KEPT_REPORTS = 400  # more than the engine keeps, or it would tell of orders forgotten here as if they were new

Said: TypeAlias = Mapping[str, Any]
Now: TypeAlias = Callable[[], datetime]


class _NoEngineError(Exception):
    """No engine answers; its text says why, for the log."""


@dataclass(frozen=True)
class EngineOptions:
    """What an engine is started with. One that runs already keeps its block and latency, and is told its outputs.

    `others` are further outputs, each as the engine's file of that kind reads its settings. They may have passwords, so
    they are told over the control socket and stand on no command line.
    """

    sound_card: str | None = "default"  # part of a card's name; None for no card
    wav_file: Path | None = None
    block_ms: int = 100
    latency_ms: int = 0
    others: tuple[Mapping[str, object], ...] = field(default=(), repr=False)

    def arguments(self) -> list[str]:
        """Return them as the engine's command line takes them."""
        card = ["--no-sound-card"] if self.sound_card is None else ["--sound-card", self.sound_card]
        wav = [] if self.wav_file is None else ["--wav", str(self.wav_file)]
        return [*card, *wav, "--block-ms", str(self.block_ms), "--latency-ms", str(self.latency_ms)]

    def outputs(self) -> list[Mapping[str, object]]:
        """Return all outputs as the engine is told of them."""
        card = {"kind": "sound_card", "name": "sound_card", "device": self.sound_card}
        file = {"kind": "wav_file", "name": "wav_file", "path": str(self.wav_file)}
        return [*([card] if self.sound_card else []), *([file] if self.wav_file else []), *self.others]


class EngineDesk:
    """Talks to the engine named by the file `state`; starts it where there is none. Any thread may call it.

    Without `options` no engine is started: who asks then wants only one that runs.
    """

    def __init__(self, state: Path, options: EngineOptions | None, now: Now = lambda: datetime.now(UTC)) -> None:
        self._options = options
        self._process = _EngineProcess(state, options)
        self._now = now
        self._lock = threading.Lock()
        self._link: _Link | None = None
        self._engine_pid: int | None = None
        self._known: dict[str, _Known] = {}

    def play(self, order: PlayOrder) -> None:
        """Take `order`. Asking again with the same id changes nothing."""
        with self._lock:
            if order.id in self._known:
                return
            self._ask(PLAY, order=_said_order(order))
            self._forget_old()
            self._known.setdefault(order.id, _Known(order, self._now()))

    def stop(self, order_id: str) -> None:
        """End that order with a short fade; an order that is over or unknown is left alone."""
        with self._lock:
            if known := self._known.get(order_id):
                self._known[order_id] = replace(known, stopped=True)
            self._ask(STOP, id=order_id)

    def reports(self) -> list[PlayReport]:
        """Return every order that the engine or this desk knows of, oldest first, the last few hundred of them."""
        with self._lock:
            self._hear(self._ask(REPORTS))
            return [known.report for known in self._known.values()]

    def sound(self, alarm: AlarmOrder) -> None:
        """Take `alarm`. The same id again changes nothing. Raises RefusedError for a file that is no use."""
        with self._lock:
            self._ask(ALARM, alarm=_said_alarm(alarm))

    def silence(self, alarm_id: str) -> None:
        """End that alarm with a short fade; one that is over or unknown is left alone."""
        with self._lock:
            self._ask(SILENCE, id=alarm_id)

    def alarms(self) -> list[AlarmReport]:
        """Return the alarms that the engine knows of, oldest first."""
        with self._lock:
            return [_alarm_report(said) for said in self._ask(ALARMS)["alarms"]]

    def health(self) -> list[OutputHealth]:
        """Return each output's health, or the engine's, if it is gone and does not come back."""
        with self._lock:
            try:
                answer = self._ask(HEALTH)
            except SoundError as error:
                return [OutputHealth("engine", ok=False, detail=str(error))]
            return [OutputHealth(said["name"], said["ok"], said["detail"]) for said in answer["outputs"]]

    def level(self) -> Level | None:
        """Return how loud what the engine sends is now."""
        with self._lock:
            try:
                said = self._ask(HEALTH).get("level")
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
                with suppress(_NoEngineError):
                    self._tell_outputs(self._link)

    def feed(self, name: str) -> Feed | None:
        """Return what the connection of that output is like; None when it is not guarded, or not there."""
        with self._lock:
            feeds = [
                Feed(said["connection"], said["open"]) for said in self._ask(FEEDS)["feeds"] if said["name"] == name
            ]
            return feeds[0] if feeds else None

    def let_through(self, name: str, connection: int) -> None:
        """Let sound through that connection of a guarded output."""
        with self._lock:
            self._ask(LET_THROUGH, name=name, connection=connection)

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
            except _NoEngineError as error:
                reason = str(error)
                log.warning("The engine does not answer: %s", reason)
                self._let_go()
        raise SoundError(N_("The sound engine does not answer: {reason}"), reason=reason)

    def _connect(self) -> "_Link":
        link = self._process.link()
        self._link = link
        self._tell_outputs(link)
        if self._engine_pid is None:
            self._hear(link.ask(REPORTS))  # what it plays since before this desk was opened
        elif self._engine_pid != link.pid:
            self._tell_again(link)
        self._engine_pid = link.pid
        return link

    def _tell_outputs(self, link: "_Link") -> None:
        """Have the engine send to our outputs; one whose settings it refuses must not cost us the others."""
        if self._options is None:
            return
        try:
            link.ask(OUTPUTS, outputs=self._options.outputs())
        except SoundError as error:
            log.error("The outputs stay as they are: %s", error)  # noqa: TRY400 - its text says all

    def _hear(self, answer: Said) -> None:
        for said in answer["reports"]:
            known = self._known.get(said["id"]) or _adopted(said)
            self._known[known.order.id] = known.with_report(said)

    def _tell_again(self, link: "_Link") -> None:
        """Tell a new engine what the lost one had not ended."""
        log.warning("Engine %s is gone; %d goes on", self._engine_pid, link.pid)
        now = self._now()
        for order_id, known in self._known.items():
            if known.over:
                continue
            rest = known.rest_at(now)
            if rest is None:
                self._known[order_id] = known.lost()
            else:
                self._known[order_id] = known.carried_over()
                link.ask(PLAY, order=_said_order(rest))

    def _let_go(self) -> None:
        if self._link:
            self._link.close()
            self._link = None

    def _forget_old(self) -> None:
        over = [order_id for order_id, known in self._known.items() if known.over]
        for order_id in over[: max(0, len(over) - KEPT_REPORTS + 1)]:
            del self._known[order_id]


@dataclass(frozen=True)
class _Known:
    """An order and what was last heard of it. `heard_ms` and `relayed` are of engines that are gone."""

    order: PlayOrder
    told_at: datetime
    last: PlayReport | None = None
    heard_ms: int = 0
    relayed: tuple[tuple[int, int], ...] = ()
    stopped: bool = False

    @property
    def report(self) -> PlayReport:
        return self.last or PlayReport(self.order.id, PlayState.WAITING, None, 0)

    @property
    def over(self) -> bool:
        return self.report.state not in (PlayState.WAITING, PlayState.PLAYING)

    def with_report(self, said: Said) -> "_Known":
        """Return it with what an engine says now; the beginning stays the one that was first heard."""
        if self.over:
            return self
        started = None if said["started_at"] is None else datetime.fromtimestamp(said["started_at"], UTC)
        began = self.report.started_at or started
        state, played_ms = PlayState(said["state"]), self.heard_ms + said["played_ms"]
        relayed = (*self.relayed, *((from_ms, to_ms) for from_ms, to_ms in said["relayed"]))
        report = PlayReport(self.order.id, state, began, played_ms, said["detail"], relayed, said["relay_news"])
        return replace(self, last=report)

    def carried_over(self) -> "_Known":
        """Return it as it stands between two engines."""
        return replace(self, heard_ms=self.report.played_ms, relayed=self.report.relayed)

    def lost(self) -> "_Known":
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


def _said_order(order: PlayOrder) -> dict[str, object]:
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


def _said_alarm(alarm: AlarmOrder) -> dict[str, object]:
    hold_until_s = alarm.hold_until.timestamp() if alarm.hold_until else 0
    said = {"id": alarm.id, "path": str(alarm.path.absolute()), "hold_until": hold_until_s}
    return {**said, "title": alarm.title[:TITLE_LETTERS]}


def _alarm_report(said: Said) -> AlarmReport:
    started = None if said["started_at"] is None else datetime.fromtimestamp(said["started_at"], UTC)
    state = PlayState(said["state"])
    return AlarmReport(said["id"], state, started, said["played_ms"], said["duration_ms"], said["held"])


def _adopted(said: Said) -> _Known:
    at = datetime.fromtimestamp(said["at"], UTC)
    titles = tuple((at_ms, title) for at_ms, title in said.get("titles", ()))
    relays = tuple(RelayWindow(one["from_ms"], one["to_ms"], **one["ask"]) for one in said["relays"])
    return _Known(
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


class _Link:
    """A connection to one engine."""

    def __init__(self, pid: int, port: int, token: str) -> None:
        self.pid = pid
        self._token = token
        try:
            self._socket = socket.create_connection(("127.0.0.1", port), ANSWER_S)
        except OSError as error:
            raise _NoEngineError(f"nobody listens: {error}") from error
        self._answers = self._socket.makefile("rb")

    def ask(self, word: str, **said: object) -> Said:
        """Return the engine's answer."""
        try:
            self._socket.sendall(json.dumps({"token": self._token, "do": word, **said}).encode() + b"\n")
            answer = json.loads(self._answers.readline())
        except (OSError, ValueError) as error:
            raise _NoEngineError(f"{word}: {error or type(error).__name__}") from error
        if not isinstance(answer, dict):
            raise _NoEngineError(f"{word}: no answer of an engine")
        if not answer.get("ok"):
            raise RefusedError(N_("The sound engine refused: {reason}"), reason=answer.get("error", ""))
        return answer

    def close(self) -> None:
        """Hang up."""
        self._answers.close()
        self._socket.close()


class _EngineProcess:
    """Finds the engine of a state file, starts it, ends it."""

    def __init__(self, state: Path, options: EngineOptions | None) -> None:
        self.options = options
        self._state = state.absolute()
        self._started: subprocess.Popen[bytes] | None = None
        self._failures = 0
        self._failure = ""
        self._retry_at_s = 0.0

    def link(self) -> _Link:
        """Return a connection to an engine that answers."""
        if self.options is None:
            return self._find()
        with suppress(_NoEngineError):
            return self._find()
        if time.monotonic() < self._retry_at_s:
            raise _NoEngineError(self._failure)
        try:
            return self._start()
        except (_NoEngineError, OSError) as error:
            self._failures += 1
            self._retry_at_s = time.monotonic() + min(RETRY_S * 2.0**self._failures, LONGEST_RETRY_S)
            self._failure = f"it could not be started: {error}"
            raise _NoEngineError(self._failure) from error

    def stop(self) -> None:
        """Have the engine end, if there is one, and wait for it."""
        try:
            link = self._find()
            link.ask(QUIT)
            link.close()
        except (_NoEngineError, SoundError) as error:
            log.info("No engine to end: %s", error)
        until_s = time.monotonic() + QUIT_S
        while self._state.exists() and time.monotonic() < until_s:
            time.sleep(POLL_S)
        if self._started:
            with suppress(subprocess.TimeoutExpired):
                self._started.wait(QUIT_S)

    def _find(self) -> _Link:
        try:
            said = json.loads(self._state.read_bytes())
            protocol, pid, port, token = said["protocol"], int(said["pid"]), int(said["port"]), str(said["token"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise _NoEngineError(f"no engine is known: {error}") from error
        link = _Link(pid, port, token)
        try:
            link.ask(HEALTH)
        except SoundError as error:  # the port of an engine that died may be another's now
            raise _NoEngineError(str(error)) from error
        if protocol != PROTOCOL:
            link.ask(QUIT)
            raise _NoEngineError(f"an engine of another version (protocol {protocol}) was ended")
        return link

    def _start(self) -> _Link:
        self._end_hung_child()
        self._state.parent.mkdir(parents=True, exist_ok=True)
        complaints = self._state.with_name(self._state.name + ".err")
        with complaints.open("wb") as stderr:
            self._started = subprocess.Popen(self._command(), stderr=stderr, **_detached())
        until_s = time.monotonic() + START_S
        while time.monotonic() < until_s:
            with suppress(_NoEngineError):
                link = self._find()
                self._failures = 0
                return link
            if self._started.poll() is not None:
                last = complaints.read_text("utf-8", errors="replace").strip().splitlines()[-1:]
                raise _NoEngineError(f"it ended at once with code {self._started.returncode} {''.join(last)}")
            time.sleep(POLL_S)
        raise _NoEngineError(f"it was not ready after {START_S:.0f} s")

    def _end_hung_child(self) -> None:
        """End the engine that this desk started and that no longer answers; it would keep the new one out."""
        if self._started and self._started.poll() is None:
            self._started.kill()
            self._started.wait()

    def _command(self) -> Sequence[str]:
        journal = self._state.with_name(self._state.name + ".log")
        common = ["--state", str(self._state), "--log", str(journal)]
        options = self.options.arguments() if self.options else []
        return [sys.executable, "-m", "broadcaster.engine", *common, *options]


def _detached() -> dict[str, Any]:
    """Return what makes a child outlive its parent and its terminal."""
    apart: dict[str, Any] = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL}
    if sys.platform == "win32":
        flags = subprocess.DETACHED_PROCESS | subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.HIGH_PRIORITY_CLASS
        return apart | {"creationflags": flags}
    return apart | {"start_new_session": True}
