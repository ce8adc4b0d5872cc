"""The real clock's loop: ``schedule`` wakes the daemon shortly before each slot, at intervals as a net, and for chores.

``schedule`` neither catches a job's exception nor runs what it missed; so jobs are wrapped, and none of them decides
anything by itself: all they do is call something idempotent. Nor does it notice that the clock was set: after a clock
that ran ahead its jobs would wait for years. Whoever runs the loop calls `begin_again` then.
"""

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime

import schedule

from broadcaster.errors import BroadcasterError

log = logging.getLogger(__name__)

LONGEST_WAIT_S = 5.0  # so that a clock that was set, or a machine that slept, is noticed soon


class SystemClock:
    """The machine's clock."""

    def __init__(self) -> None:
        self._wake = threading.Event()

    def now(self) -> datetime:
        """Return the moment it is, in the machine's own zone."""
        return datetime.now(UTC).astimezone()

    def wait_until(self, moment: datetime) -> None:
        """Wait for `moment`, for `wake`, or for some seconds."""
        self.wait((moment - self.now()).total_seconds())

    def wait(self, seconds: float) -> None:
        """Wait for so long, for `wake`, or for `LONGEST_WAIT_S`."""
        self._wake.wait(max(0.0, min(seconds, LONGEST_WAIT_S)))
        self._wake.clear()

    def wake(self) -> None:
        """End the waiting; may be called by a signal handler or another thread."""
        self._wake.set()


class Alarms:
    """Jobs at moments and at intervals, none of which can end another."""

    def __init__(self) -> None:
        self._scheduler = schedule.Scheduler()
        self._standing: list[Callable[[], object]] = []

    def every(self, seconds: int, job: Callable[[], None]) -> None:
        """Call `job` every so many seconds."""
        self._stand(lambda: self._scheduler.every(seconds).seconds.do(surviving(job)))

    def daily(self, at: str, job: Callable[[], None]) -> None:
        """Call `job` each day at `at` (HH:MM or HH:MM:SS by the machine's own clock)."""
        self._stand(lambda: self._scheduler.every().day.at(at).do(surviving(job)))

    def once_at(self, moment: datetime, job: Callable[[], None], tag: str) -> None:
        """Call `job` at `moment`, which is less than a day ahead; `forget` takes it back by its `tag`."""
        local = moment.astimezone()

        def once() -> type[schedule.CancelJob]:
            surviving(job)()
            return schedule.CancelJob

        self._scheduler.every().day.at(f"{local:%H:%M:%S}").do(once).tag(tag)

    def forget(self, tag: str) -> None:
        """Take back the jobs with that tag."""
        self._scheduler.clear(tag)

    def begin_again(self) -> None:
        """Reckon every interval and day anew from now on, and forget all single moments: the clock was set."""
        self._scheduler.clear()
        for arm in self._standing:
            arm()

    def run_pending(self) -> None:
        """Call what is due."""
        self._scheduler.run_pending()

    def idle_s(self) -> float:
        """Return in how many seconds something is due."""
        idle = self._scheduler.idle_seconds
        return LONGEST_WAIT_S if idle is None else max(0.0, float(idle))

    def _stand(self, arm: Callable[[], object]) -> None:
        self._standing.append(arm)
        arm()


def surviving(job: Callable[[], None]) -> Callable[[], None]:
    """Return `job` so that no exception leaves it; the log tells of one."""

    def run() -> None:
        try:
            job()
        except BroadcasterError as failure:  # foreseen: its sentence says all
            log.error("%s", failure)  # noqa: TRY400 - whoever reads the journal wants no traceback of it
        except Exception:  # the station goes on whatever one job meets; the log tells
            log.exception("job %s failed", getattr(job, "__qualname__", job))

    return run
