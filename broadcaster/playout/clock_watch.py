"""Whether the machine's clock can be believed: steps of it, and moments that can't be.

The rules are in ``docs/architecture.md``. Only `network_vouches` calls the system; the rest is pure.
"""

import ctypes
import ctypes.util
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

STEP_S = 0.5  # NTP slews what is less; a machine that slept steps by as long as it slept
MADE = datetime(2026, 1, 1, tzinfo=UTC)  # this version is newer: no machine can run it before
LAST = MADE + timedelta(days=20 * 365)  # a clock that shows 2099 is as wrong as one that shows 1970
TOLERANCE = timedelta(minutes=10)  # a clock may be put right by so much while the station is off

_TIME_ERROR = 5  # adjtimex(2): nothing keeps the clock in step


class ClockWatch:
    """Notices that the clock was set, or that the machine slept: wall time against time that is never stepped."""

    def __init__(self, wall_s: Callable[[], float], elapsed_s: Callable[[], float]) -> None:
        self._wall_s = wall_s
        self._elapsed_s = elapsed_s
        self._ahead_s = self._now_ahead_s()

    def step_s(self) -> float:
        """Return by how much the clock was stepped since last asked, in seconds; 0 for not at all."""
        ahead_s = self._now_ahead_s()
        step_s, self._ahead_s = ahead_s - self._ahead_s, ahead_s
        return step_s if abs(step_s) > STEP_S else 0.0

    def _now_ahead_s(self) -> float:
        return self._wall_s() - self._elapsed_s()


def can_be(now: datetime, newest: datetime | None, vouched: bool) -> bool:
    """Whether `now` may be believed by a station that was just started.

    `newest` is the moment of the last line of the record, `vouched` whether a time server keeps the clock in step. What
    was written last is later than the true time only where an earlier clock ran ahead; then it takes a time server, or
    a person (``broadcaster clock --right``), whose word is the last line from then on.
    """
    if not MADE <= now < LAST:
        return False
    return vouched or newest is None or now >= newest - TOLERANCE


@dataclass(frozen=True)
class Look:
    """What a look at the clock has shown: by how much it was stepped, and whether it was found right or wrong now."""

    step_s: float = 0.0
    turned_right: bool = False
    turned_wrong: bool = False


class TrustedClock:
    """Whether the machine's clock is gone by. `newest` and `vouches` are asked as for `can_be`."""

    def __init__(
        self, now: datetime, watch: ClockWatch, newest: Callable[[], datetime | None], vouches: Callable[[], bool]
    ) -> None:
        self._watch = watch
        self._newest = newest
        self._vouches = vouches
        self.is_right = self._is_right_at_start(now)

    def look(self, now: datetime) -> Look:
        """Look again. A clock that is stepped while we run was set by somebody: it is believed against the record."""
        step_s, was_right = self._watch.step_s(), self.is_right
        if not was_right:
            self.is_right = self._is_right_at_start(now)
        elif step_s:
            self.is_right = can_be(now, None, vouched=False)
        return Look(step_s, self.is_right and not was_right, was_right and not self.is_right)

    def _is_right_at_start(self, now: datetime) -> bool:
        return can_be(now, self._newest(), self._vouches())


def network_vouches() -> bool:
    """Whether the system says that a time server keeps its clock in step; False where it can't be asked."""
    if not sys.platform.startswith("linux"):
        return False
    libc = ctypes.CDLL(ctypes.util.find_library("c") or None, use_errno=True)
    asked = ctypes.create_string_buffer(512)  # struct timex with no mode set: nothing is changed
    state = int(libc.adjtimex(asked))
    return 0 <= state < _TIME_ERROR
