"""A machine whose clock a test sets, for whole processes: libfaketime shows them what it says.

Sound and waiting go by time that nobody steps, as on a real machine.
"""

import os
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from stations import environment

# Under libfaketime, time.sleep fails with EINVAL as soon as the monotonic clock is left alone; select does not.
SLEEPS_BY_SELECT = "import select, time\ntime.sleep = lambda seconds: select.select([], [], [], seconds)\n"


class Machine:
    """A machine whose clock the test sets; its processes see it change at once."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "clock"
        sleeps = folder / "python"
        sleeps.mkdir()
        (sleeps / "sitecustomize.py").write_text(SLEEPS_BY_SELECT)
        self.environment = {
            **environment(),
            "LD_PRELOAD": str(_library()),
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "PYTHONPATH": str(sleeps),
        }

    def shows(self, moment: datetime) -> None:
        """Set the clock."""
        self._say(moment.timestamp() - time.time())

    def step(self, seconds: float) -> None:
        """Set it forward, or back."""
        self._say(float(self._file.read_text()) + seconds)

    def now(self) -> datetime:
        """Return what it shows."""
        return datetime.fromtimestamp(time.time() + float(self._file.read_text()), UTC)

    def _say(self, ahead_s: float) -> None:
        beside = self._file.with_suffix(".tmp")
        beside.write_text(f"{ahead_s:+.3f}\n")
        beside.replace(self._file)


def _library() -> Path:
    """Return libfaketime for programs with threads."""
    found = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
    if not found and os.environ.get("CI"):
        pytest.fail("libfaketime is not installed, yet CI must prove what a wrong clock does")
    if not found:
        pytest.skip("libfaketime is not installed")
    return found[0]


def wait_for(come: Callable[[], bool], within_s: float = 30) -> None:
    until = time.monotonic() + within_s
    while not come():
        assert time.monotonic() < until
        time.sleep(0.05)
