"""The engine's process as a desk sees it: found by its state file, started where there is none, ended."""

import json
import logging
import os
import signal
import socket
import subprocess
import sys
import time
import zlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from broadcaster.errors import SoundError
from broadcaster.messages import N_
from broadcaster.playout.desk import RefusedError
from broadcaster.playout.engine_words import HEALTH, PROTOCOL, QUIT, Said

log = logging.getLogger(__name__)

ANSWER_S = 5.0
START_S = 15.0
QUIT_S = 5.0
POLL_S = 0.02
RETRY_S, LONGEST_RETRY_S = 2.0, 60.0


class NoEngineError(Exception):
    """No engine answers; its text says why, for the log."""


class HungEngineError(NoEngineError):
    """An engine is there and says nothing: it would keep another one out for ever."""


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


class Link:
    """A connection to one engine."""

    def __init__(self, pid: int, port: int, token: str) -> None:
        self.pid = pid
        self._token = token
        try:
            self._socket = socket.create_connection(("127.0.0.1", port), ANSWER_S)
        except TimeoutError as error:
            raise HungEngineError(f"it takes no connection: {error}") from error
        except OSError as error:
            raise NoEngineError(f"nobody listens: {error}") from error
        self._answers = self._socket.makefile("rb")

    def ask(self, word: str, **said: object) -> Said:
        """Return the engine's answer."""
        try:
            self._socket.sendall(json.dumps({"token": self._token, "do": word, **said}).encode() + b"\n")
            answer = json.loads(self._answers.readline())
        except TimeoutError as error:
            raise HungEngineError(f"{word}: {error}") from error
        except (OSError, ValueError) as error:
            raise NoEngineError(f"{word}: {error or type(error).__name__}") from error
        if not isinstance(answer, dict):
            raise NoEngineError(f"{word}: no answer of an engine")
        if not answer.get("ok"):
            raise RefusedError(N_("The sound engine refused: {reason}"), reason=answer.get("error", ""))
        return answer

    def close(self) -> None:
        """Hang up."""
        self._answers.close()
        self._socket.close()


class EngineProcess:
    """Finds the engine of a state file, starts it, ends it."""

    def __init__(self, state: Path, options: EngineOptions | None) -> None:
        self.options = options
        self._state = state.absolute()
        self._started: subprocess.Popen[bytes] | None = None
        self._failures = 0
        self._failure = ""
        self._retry_at_s = 0.0

    def link(self) -> Link:
        """Return a connection to an engine that answers."""
        if self.options is None:
            return self._find()
        try:
            return self._find()
        except HungEngineError:
            self._end_hung()
        except NoEngineError:
            pass
        if time.monotonic() < self._retry_at_s:
            raise NoEngineError(self._failure)
        try:
            return self._start()
        except (NoEngineError, OSError) as error:
            self._failures += 1
            self._retry_at_s = time.monotonic() + min(RETRY_S * 2.0**self._failures, LONGEST_RETRY_S)
            self._failure = f"it could not be started: {error}"
            raise NoEngineError(self._failure) from error

    def last_word(self, pid: int) -> Mapping[str, Any] | None:
        """Return the order that the engine `pid` played when it was killed, and how far; None when it never said."""
        try:
            word, _, check = (
                self._state.with_name(self._state.name + ".last").read_bytes().partition(b"\n")[0].rpartition(b" ")
            )
            said = json.loads(word) if zlib.crc32(word) == int(check, 16) else {}
        except (OSError, ValueError):
            return None
        return said if said.get("pid") == pid else None

    def stop(self) -> None:
        """Have the engine end, if there is one, and wait for it."""
        try:
            link = self._find()
            link.ask(QUIT)
            link.close()
        except (NoEngineError, SoundError) as error:
            log.info("No engine to end: %s", error)
        until_s = time.monotonic() + QUIT_S
        while self._state.exists() and time.monotonic() < until_s:
            time.sleep(POLL_S)
        if self._started:
            with suppress(subprocess.TimeoutExpired):
                self._started.wait(QUIT_S)

    def _find(self) -> Link:
        try:
            said = json.loads(self._state.read_bytes())
            protocol, pid, port, token = said["protocol"], int(said["pid"]), int(said["port"]), str(said["token"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise NoEngineError(f"no engine is known: {error}") from error
        link = Link(pid, port, token)
        try:
            link.ask(HEALTH)
        except SoundError as error:  # the port of an engine that died may be another's now
            raise NoEngineError(str(error)) from error
        if protocol != PROTOCOL:
            link.ask(QUIT)
            raise NoEngineError(f"an engine of another version (protocol {protocol}) was ended")
        return link

    def _start(self) -> Link:
        self._end_hung_child()
        self._state.parent.mkdir(parents=True, exist_ok=True)
        complaints = self._state.with_name(self._state.name + ".err")
        with complaints.open("wb") as stderr:
            self._started = subprocess.Popen(self._command(), stderr=stderr, **_detached())
        until_s = time.monotonic() + START_S
        while time.monotonic() < until_s:
            with suppress(NoEngineError):
                link = self._find()
                self._failures = 0
                return link
            if self._started.poll() is not None:
                last = complaints.read_text("utf-8", errors="replace").strip().splitlines()[-1:]
                raise NoEngineError(f"it ended at once with code {self._started.returncode} {''.join(last)}")
            time.sleep(POLL_S)
        raise NoEngineError(f"it was not ready after {START_S:.0f} s")

    def _end_hung(self) -> None:
        """End the engine of the state file, which may be another daemon's child, if that process is still an engine."""
        if sys.platform == "win32":  # there only a child can be ended for sure
            return
        try:
            pid = int(json.loads(self._state.read_bytes())["pid"])
            is_engine = b"broadcaster.engine" in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except (OSError, ValueError, KeyError, TypeError):  # it is gone, or this is a Mac
            return
        if is_engine:
            log.error("The engine %d says nothing; it is ended", pid)
            with suppress(OSError):
                os.kill(pid, signal.SIGKILL)

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
