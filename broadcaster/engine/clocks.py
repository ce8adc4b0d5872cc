"""Two clocks: the system's, and the one that counts frames and knows which moment each of them belongs to."""

import time
from collections import deque
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Protocol

from broadcaster.engine.pcm import RATE


class Clock(Protocol):
    """The system's clock, taken as an argument so that a test can turn it by hand."""

    def now_s(self) -> float:
        """Return the wall time: seconds since the epoch. It may be stepped."""

    def elapsed_s(self) -> float:
        """Return seconds from some fixed moment. They are never stepped."""


class SystemClock:
    """The machine's own clock."""

    def now_s(self) -> float:
        """Return the wall time."""
        return time.time()

    def elapsed_s(self) -> float:
        """Return the performance counter: on Windows, ``time.monotonic`` moves in steps of 16 ms."""
        return time.perf_counter()


class FrameLine(Protocol):
    """Frames as they are numbered for whoever lays sound on them: which is next, and which moment each belongs to."""

    @property
    def next_frame(self) -> int:
        """The first frame that is still to be handed over."""

    def frame_at(self, wall_s: float) -> int:
        """Return the frame that is heard at that wall time."""

    def wall_at(self, frame: int) -> float:
        """Return the wall time at which `frame` is heard."""


@dataclass(frozen=True)
class Beat:
    """One call of the device: when it came, and the frame it asked for first."""

    elapsed_s: float
    wall_ahead_s: float  # wall time minus elapsed time
    lag_s: float  # elapsed time minus the duration of all frames before this one


class FrameClock:
    """Counts the frames handed to the device and maps moments to frames.

    A device asks for blocks at uneven moments, but never before it has room: the *earliest* calls, measured against
    the frames, show its true pace. A sound server wakes in steps of its own, so it takes some seconds of calls until
    one of them was in time to the millisecond (measured: 16 ms to and fro by the calls of one second, 1 ms by those of
    eight). But every pause of the device shifts the pace for good: where the last second's calls are all later than
    the earlier ones by more than such a step, only they count.

    A pause, or a change of device, is lost time. When the new pace is known the count is moved by as much, so frame
    numbers stay tied to time and everything that plays goes on where it should be by now. Short pauses (a server that
    ran dry, a session manager that plugged the stream elsewhere) are let be until they add up to what counts as another
    place: each would cost a second cut. After a long pause and until the pace of a new device is known, the clock is
    not `steady`: a device that was just opened swallows its whole buffer at once, which says nothing about pace, and
    a device that throws samples away (ALSA's "null") asks without end.
    """

    WINDOW_S = 1.0
    LONG_WINDOW_S = 8.0
    STEP_S = 0.025  # between a sound server's waking moments
    PAUSE_S = 0.5  # a longer wait between two calls means that the device has run dry
    PLACE_S = 0.1  # what plays is never later than this for long
    RACE_S = 1.0  # so far ahead of time runs no real device
    FINE_S = 0.001
    SET_BACK_S = 0.1  # no clock that moves in steps lags by so much: it was set

    def __init__(self, latency_s: float = 0.0) -> None:
        self.next_frame = 0
        self.steady = False
        self._latency_s = latency_s
        self._beats: deque[Beat] = deque(maxlen=512)
        self._pace_s: float | None = None
        self._earlier_paces_s: deque[float] = deque(maxlen=2)  # one a second; the last call of a dying device lies
        self._kept_pace_s: float | None = None  # the pace before a change of device, until the new one is known well
        self._second_began_s = 0.0
        self._wall_ahead_s = 0.0
        self._late_s = 0.0  # by short pauses, as yet not passed over

    def restart(self) -> None:
        """Forget the pace of the device so far: another one takes over."""
        self._beats.clear()
        self.steady = False

    def beat(self, wall_s: float, elapsed_s: float, block_frames: int) -> bool:
        """Note that the device asks for a block now; return whether the clock is steady."""
        if self.steady and self._waited_s(elapsed_s) > max(self.PAUSE_S, 3 * block_frames / RATE):
            self.restart()
        waited_s = self._waited_s(elapsed_s)
        self._note(wall_s, elapsed_s)
        earliest_s = self._earliest_s(elapsed_s)
        if self.steady and self._late_s > self.PLACE_S:
            earliest_s = self._move(self._late_s)
        if self.steady and self._pace_s is not None and earliest_s < self._pace_s - self.RACE_S:
            self.restart()
        elif self.steady:
            self._pace_s = earliest_s
            if elapsed_s > self._second_began_s + self.WINDOW_S:
                self._second_began_s = elapsed_s
                self._note_pace(earliest_s)
        elif waited_s > block_frames / RATE / 2:
            self._beats = deque([self._beats[-1]], self._beats.maxlen)  # the buffer was full at last
            self._settle(self._beats[-1].lag_s, elapsed_s)
        return self.steady

    def advance(self, frames: int) -> None:
        """Count `frames` as handed over."""
        self.next_frame += frames

    def frame_at(self, wall_s: float) -> int:
        """Return the frame that is heard at that wall time."""
        assert self._pace_s is not None, "asked before the clock was steady"
        return round((wall_s - self._latency_s - self._wall_ahead_s - self._pace_s) * RATE)

    def wall_at(self, frame: int) -> float:
        """Return the wall time at which `frame` is heard."""
        assert self._pace_s is not None, "asked before the clock was steady"
        return frame / RATE + self._latency_s + self._wall_ahead_s + self._pace_s

    def _waited_s(self, elapsed_s: float) -> float:
        return elapsed_s - self._beats[-1].elapsed_s if self._beats else 0.0

    def _note(self, wall_s: float, elapsed_s: float) -> None:
        while self._beats and self._beats[0].elapsed_s < elapsed_s - self.LONG_WINDOW_S:
            self._beats.popleft()
        wall_ahead_s = wall_s - elapsed_s
        if wall_ahead_s < self._wall_ahead_s - self.SET_BACK_S:
            self._beats = deque((replace(beat, wall_ahead_s=wall_ahead_s) for beat in self._beats), self._beats.maxlen)
        self._beats.append(Beat(elapsed_s, wall_ahead_s, elapsed_s - self.next_frame / RATE))
        # Where the wall clock moves in steps it is behind by up to one step, never ahead.
        self._wall_ahead_s = max(beat.wall_ahead_s for beat in self._latest(elapsed_s))

    def _latest(self, elapsed_s: float) -> list[Beat]:
        since_s = elapsed_s - self.WINDOW_S
        return list(takewhile(lambda beat: beat.elapsed_s >= since_s, reversed(self._beats)))[::-1]

    def _earliest_s(self, elapsed_s: float) -> float:
        """Return the pace by the earliest calls; forget those from before the device paused."""
        latest = self._latest(elapsed_s)
        latest_s, earliest_s = min(beat.lag_s for beat in latest), min(beat.lag_s for beat in self._beats)
        if latest_s <= earliest_s + self.STEP_S:
            return earliest_s
        self._beats = deque(latest, self._beats.maxlen)
        self._late_s += latest_s - earliest_s
        return latest_s

    def _settle(self, pace_s: float, elapsed_s: float) -> None:
        """Go by the first few calls: what plays is back in its place within some hundredths of a second."""
        if self._pace_s is None:
            self._pace_s = pace_s
        else:
            if self._kept_pace_s is None:
                self._kept_pace_s = self._earlier_paces_s[0] if self._earlier_paces_s else self._pace_s
            self._kept_pace_s -= self._late_s  # the sound is broken here anyway
            self._move(pace_s - self._kept_pace_s)
        self.steady, self._second_began_s = True, elapsed_s

    def _note_pace(self, pace_s: float) -> None:
        """Take the measure of a whole second of calls.

        After a change of device it puts right what the first few calls told; else what plays would be left a little
        further off by every change.
        """
        if self._kept_pace_s is None:
            self._earlier_paces_s.append(pace_s)
        else:
            off_s, self._kept_pace_s = pace_s - self._kept_pace_s, None
            if abs(off_s) > self.FINE_S:
                self._move(off_s)

    def _move(self, lost_s: float) -> float:
        """Pass over the frames of `lost_s`; what was noted of the device holds for the moved count. Return the pace."""
        self.next_frame += round(lost_s * RATE)
        self._beats = deque((replace(beat, lag_s=beat.lag_s - lost_s) for beat in self._beats), self._beats.maxlen)
        self._late_s = 0.0
        self._pace_s = min(beat.lag_s for beat in self._beats)
        return self._pace_s
