"""What a receiver sends, ready for the audio thread; the receiver is a process of its own, started again if it ends.

The words between the two are stated here and in ``receiver/words.py``; ``tests/receiver/test_words.py`` holds them
together.
"""

import json
import logging
import struct
import subprocess
import sys
import threading
import time
from collections import deque
from contextlib import suppress
from typing import IO, Any

import numpy as np

from broadcaster.engine.overlay import Sound
from broadcaster.engine.pcm import RATE

log = logging.getLogger(__name__)

HEADER = struct.Struct("<cI")
SOUND, FLUSH, PRIME, NEWS = b"S", b"F", b"P", b"N"
RECORD_LIMIT_BYTES = 1 << 20
KEPT_RECORDS = 600  # a minute; while nobody listens the oldest fall out
PRIME_FRAMES = RATE * 6 // 5
FIRST_DELAY_S, LONGEST_DELAY_S = 0.2, 5.0
STEADY_S = 30.0
END_S = 2.0


class ReceiverFeed:
    """The sound of one upper station. `tend` and `close` are for the tending thread, `take` for the audio thread."""

    def __init__(self, ask: bytes) -> None:
        self.prime_frames = PRIME_FRAMES
        self.news = ""
        self._ask = ask
        self._came: deque[Sound | None] = deque(maxlen=KEPT_RECORDS)
        self._process: subprocess.Popen[bytes] | None = None
        self._failures = 0
        self._started_at_s = 0.0
        self._retry_at_s = 0.0

    def tend(self) -> None:
        """Start the receiver if there is none."""
        now_s = time.monotonic()
        if self._process is not None and self._process.poll() is None:
            if now_s - self._started_at_s > STEADY_S:
                self._failures = 0
            return
        if self._process is not None:
            log.warning("The receiver ended with code %s", self._process.returncode)
            self._let_go()
            self._count_failure(now_s)
        if now_s >= self._retry_at_s:
            self._start(now_s)

    def take(self) -> list[Sound | None]:
        """Return what has come since; None stands where what came before it is no good."""
        taken: list[Sound | None] = []
        with suppress(IndexError):
            while True:
                taken.append(self._came.popleft())
        return taken

    def close(self) -> None:
        """End the receiver."""
        if self._process is not None:
            self._process.kill()  # it keeps nothing that could be lost
            self._let_go()

    def _start(self, now_s: float) -> None:
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "broadcaster.receiver"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                **_without_window(),
            )
            assert self._process.stdin
            self._process.stdin.write(self._ask)
            self._process.stdin.flush()
        except OSError as error:
            log.warning("The receiver cannot be started: %s", error)
            self._count_failure(now_s)
            return
        self._started_at_s = now_s
        assert self._process.stdout
        threading.Thread(target=self._listen, args=(self._process.stdout,), name="relay", daemon=True).start()

    def _count_failure(self, now_s: float) -> None:
        self._retry_at_s = now_s + min(FIRST_DELAY_S * 2.0**self._failures, LONGEST_DELAY_S)
        self._failures += 1

    def _let_go(self) -> None:
        process, self._process = self._process, None
        assert process
        assert process.stdin
        with suppress(OSError):
            process.stdin.close()
        with suppress(subprocess.TimeoutExpired):
            process.wait(END_S)

    def _listen(self, records: IO[bytes]) -> None:
        """Sort what the receiver sends until it ends."""
        with records, suppress(OSError, ValueError, LookupError):
            while len(head := records.read(HEADER.size)) == HEADER.size:
                kind, length = HEADER.unpack(head)
                if length > RECORD_LIMIT_BYTES:
                    break
                self._sort(kind, records.read(length))

    def _sort(self, kind: bytes, payload: bytes) -> None:
        if kind == SOUND:
            self._came.append(np.frombuffer(payload, "<i2"))
        elif kind == FLUSH:
            self._came.append(None)
        elif kind == PRIME:
            self.prime_frames = int(payload) * RATE // 1000
        elif kind == NEWS:
            self.news = payload.decode("utf-8", "replace")
            log.info("relay: %s", json.loads(self.news)["english"])


def _without_window() -> dict[str, Any]:
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NO_WINDOW}
    return {}
