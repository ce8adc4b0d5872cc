"""How a notice reaches people: by a command of the station's, or in `webhook`. Bounded in time and in number."""

import json
import logging
import os
import queue
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from broadcaster.errors import NotReadyError, reason_of
from broadcaster.messages import N_, Sentence

log = logging.getLogger(__name__)

TIMEOUT_S = 30.0
RETRIES_S = (10.0, 60.0, 300.0)  # the network may be what is down
WAITING = 20


@dataclass(frozen=True)
class Letter:
    """A notice as it is sent: words for people, and the same for machines."""

    text: str
    json: str


@dataclass(frozen=True)
class ByCommand:
    """Runs a command, no shell between: the text is its standard input, the JSON is in BROADCASTER_NOTICE."""

    command: tuple[str, ...]

    def __call__(self, letter: Letter) -> None:
        """Run it. Raises NotReadyError when it fails or takes too long."""
        environment = {**os.environ, "BROADCASTER_NOTICE": letter.json}
        try:
            done = subprocess.run(
                self.command, input=letter.text.encode(), env=environment, timeout=TIMEOUT_S, capture_output=True,
                check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired as error:
            raise failed(self.command[0], f"{TIMEOUT_S:.0f} s") from error
        except OSError as error:
            raise failed(self.command[0], reason_of(error)) from error
        if done.returncode:
            last = done.stderr.decode(errors="replace").strip().splitlines()[-1:]
            template = N_("it ended with error {code} {said}")
            raise failed(self.command[0], Sentence(template, code=done.returncode, said="".join(last)))


Way = Callable[[Letter], None]


def failed(name: str, detail: str | Sentence) -> NotReadyError:
    """Return what says that a notice could not be sent, and by what."""
    return NotReadyError(N_("the notice could not be sent by {name}: {detail}"), name=name, detail=detail)


class Postman:
    """Sends letters on a thread of its own, so that nobody waits for the network; the oldest go when too many wait."""

    def __init__(self, ways: Sequence[Way], wait: Callable[[float], None] = time.sleep) -> None:
        self.ways = tuple(ways)
        self._wait = wait
        self._letters: queue.Queue[Letter] = queue.Queue()
        self._thread: threading.Thread | None = None

    def send(self, letter: Letter) -> None:
        """Have `letter` sent, soon."""
        if not self.ways:
            return
        while self._letters.qsize() >= WAITING:
            self._letters.get_nowait()
        self._letters.put(letter)
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="notices", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        while True:
            letter = self._letters.get()
            for way in self.ways:
                self._try(way, letter)

    def _try(self, way: Way, letter: Letter) -> None:
        for wait_s in (*RETRIES_S, None):
            try:
                way(letter)
            except NotReadyError as failure:
                log.warning("%s", failure)
                if wait_s is not None:
                    self._wait(wait_s)
            except Exception:  # a way that breaks must not end the others
                log.exception("a notice could not be sent")
                return
            else:
                return


def letter_json(**said: object) -> str:
    """Return what machines read of a notice."""
    return json.dumps(said, ensure_ascii=False)
