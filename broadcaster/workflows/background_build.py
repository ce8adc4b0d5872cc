"""Builds that run beside the daemon: in a child process at low priority, so that nothing they meet touches the air."""

import logging
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

log = logging.getLogger(__name__)

EXPENDABLE = "300"  # of 1000; the daemon and the sound process of a service have -500
BUILD_AGAIN = timedelta(minutes=10)  # after a build that left something missing


class BackgroundBuild:
    """Builds today and tomorrow in a child process, one at a time, again after a while when something was missing."""

    def __init__(self, folder: Path, now: Callable[[], datetime]) -> None:
        self._folder = folder
        self._now = now
        self._child: subprocess.Popen[bytes] | None = None
        self._not_before: datetime | None = None
        self.asked_again = False  # while one was running, which may have read the files before they changed

    def start(self) -> None:
        """Start a build unless one runs; then it is `asked_again`."""
        self.asked_again = self._child is not None
        if self.asked_again:
            return
        first = self._now().date()
        command = [sys.executable, "-m", "broadcaster", "--station", str(self._folder), "build", "--quiet"]
        command += ["--from", first.isoformat(), "--to", (first + timedelta(days=1)).isoformat()]
        log.info("building %s and the day after", first)
        self._child = in_background(command)

    def finished(self) -> bool:
        """Whether a build has just ended; its exit code is told in the log."""
        if self._child is None or self._child.poll() is None:
            return False
        log.info("the build ended with exit code %s", self._child.returncode)
        self._not_before = self._now() + BUILD_AGAIN  # what is missing now, an empty slot for one, no build can make
        self._child = None
        return True

    @property
    def is_running(self) -> bool:
        """Whether one is going on, as far as `finished` has told."""
        return self._child is not None

    def may_try_again(self) -> bool:
        """Whether the last build is long enough ago to try what it left missing."""
        return self._child is None and (self._not_before is None or self._now() >= self._not_before)

    def stop(self) -> None:
        """End a running build; what it finished stays."""
        if self._child is not None:
            self._child.terminate()


def in_background(command: list[str], answer: IO[bytes] | None = None) -> "subprocess.Popen[bytes]":
    """Start `command`, at low priority where the system has a word for it; what it says goes into `answer`, if any."""
    to = answer or subprocess.DEVNULL
    if sys.platform == "win32":
        return subprocess.Popen(command, stdout=to, creationflags=subprocess.BELOW_NORMAL_PRIORITY_CLASS)
    lowered = ["nice", "-n", "10", *command] if shutil.which("nice") else command
    child = subprocess.Popen(lowered, stdin=subprocess.DEVNULL, stdout=to)
    with suppress(OSError):  # where memory runs out, this one is ended, not the air
        Path(f"/proc/{child.pid}/oom_score_adj").write_text(EXPENDABLE, encoding="ascii")
    return child
