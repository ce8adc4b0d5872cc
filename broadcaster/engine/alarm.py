"""Alarms: what is heard at once, on every output, in place of the programme.

An alarm is decoded into memory before it is taken, so that nothing can hold it up once it is due; it begins with the
next block. What becomes of the programme meanwhile, each alarm says itself: it runs on unheard (*join*), or it is not
read further and goes on with its next sample afterwards (*hold*), as far as it then still ends by `hold_until_s`.

An alarm keeps its own place: a device that is lost in the middle of it loses none of its words.
"""

import threading
from collections import deque
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from broadcaster.engine.airing import FADE_FRAMES
from broadcaster.engine.clocks import FrameLine
from broadcaster.engine.order import State
from broadcaster.engine.pcm import RATE, Block
from broadcaster.engine.programme import Programme
from broadcaster.engine.reader import Decode

LONGEST_S = 10 * 60
KEPT_ALARMS = 100
WAITING_LIMIT = 10

Mono: TypeAlias = NDArray[np.int16]


class AlarmRefusedError(Exception):
    """An alarm that can't be taken; its text says why."""


@dataclass(frozen=True)
class AlarmOrder:
    """Sound the file at `path` now. `hold_until_s` (seconds since the epoch) 0: the programme runs on unheard."""

    id: str
    path: Path
    hold_until_s: float = 0.0
    title: str = ""


@dataclass(frozen=True)
class AlarmProgress:
    """How far an alarm has come; `held` tells that the programme waits for its end. Replaced, never changed."""

    length_frames: int
    state: State = State.WAITING
    started_at_s: float | None = None
    played_frames: int = 0
    held: bool = False


class Alarm:
    """An alarm and its sound. The audio thread's, but for `progress`, which any may read, and `stop_asked`."""

    def __init__(self, order: AlarmOrder, sound: Mono) -> None:
        self.order = order
        self.sound = sound
        self.progress = AlarmProgress(len(sound))
        self.stop_asked = False

    @property
    def over(self) -> bool:
        """Whether nothing more will be heard of it."""
        return self.progress.state.over

    def begin(self, at_s: float, *, held: bool) -> None:
        """Note that its first frame is heard at `at_s`."""
        self.progress = replace(self.progress, state=State.PLAYING, started_at_s=at_s, held=held)

    def read(self, frames: int) -> Mono:
        """Return the next frames, no more than `frames`: the last ones faded when it is to stop, then none."""
        at = self.progress.played_frames
        piece = self.sound[at : at + frames]
        if self.stop_asked:
            piece = _faded_out(piece[:FADE_FRAMES])
        self.progress = replace(self.progress, played_frames=at + len(piece))
        if self.stop_asked:
            self.finish(State.STOPPED)
        elif self.progress.played_frames == len(self.sound):
            self.finish(State.DONE)
        return piece

    def finish(self, state: State) -> None:
        """End it, and let go of its sound."""
        self.progress = replace(self.progress, state=state)
        self.sound = np.zeros(0, np.int16)  # not a slice, which would keep the whole of it


class Alarms:
    """The alarms taken, the one that sounds first. `sound`, `silence` and `reports` are for other threads."""

    def __init__(self, decode: Decode) -> None:
        self._decode = decode
        self._lock = threading.Lock()
        self._taken: dict[str, Alarm] = {}
        self._box: deque[Alarm] = deque()
        self._line: deque[Alarm] = deque()

    def sound(self, order: AlarmOrder) -> None:
        """Take `order`, loading its file; the same id again changes nothing. Raises AlarmRefusedError."""
        if order.id in self._taken:
            return
        if sum(not alarm.over for alarm in list(self._taken.values())) >= WAITING_LIMIT:
            raise AlarmRefusedError(f"{WAITING_LIMIT} alarms wait already")
        alarm = Alarm(order, load(self._decode, order.path))
        with self._lock:
            if order.id in self._taken:  # somebody else was quicker with the same one
                return
            self._forget_old()
            self._taken[order.id] = alarm
            self._box.append(alarm)

    def silence(self, alarm_id: str) -> None:
        """End that alarm; one that is over or unknown is left alone."""
        with self._lock:
            if alarm := self._taken.get(alarm_id):
                alarm.stop_asked = True

    def reports(self) -> list[tuple[AlarmOrder, AlarmProgress]]:
        """Return what became of every alarm, oldest first."""
        with self._lock:
            return [(alarm.order, alarm.progress) for alarm in self._taken.values()]

    def first(self) -> Alarm | None:
        """Return the alarm that is to be heard now, if any is. For the audio thread."""
        while self._box:
            self._line.append(self._box.popleft())
        while self._line and (alarm := self._line[0]):
            if alarm.stop_asked and alarm.progress.state is State.WAITING:
                alarm.finish(State.STOPPED)
            if not alarm.over:
                return alarm
            self._line.popleft()
        return None

    def _forget_old(self) -> None:
        over = [alarm_id for alarm_id, alarm in self._taken.items() if alarm.over]
        for alarm_id in over[: max(0, len(over) - KEPT_ALARMS + 1)]:
            del self._taken[alarm_id]


def load(decode: Decode, path: Path) -> Mono:
    """Return the whole of `path` as one channel. Raises AlarmRefusedError when it holds no sound, or too much of it."""
    pieces: list[Mono] = []
    frames = 0
    try:
        for block in decode(path, 0):
            pieces.append((block.sum(axis=1, dtype=np.int32) // block.shape[1]).astype(np.int16))
            frames += len(block)
            if frames > LONGEST_S * RATE:
                break
    except Exception as error:  # whatever a damaged file provokes refuses this alarm, nothing else
        raise AlarmRefusedError(f"{type(error).__name__}: {error}") from error
    if frames > LONGEST_S * RATE:
        raise AlarmRefusedError(f"{path.name} is longer than {LONGEST_S} s")
    if not frames:
        raise AlarmRefusedError(f"{path.name} holds no sound")
    return np.concatenate(pieces)


class HeldLine:
    """The frame line as the programme sees it: while it is held no frame passes."""

    def __init__(self) -> None:
        self.held_frames = 0
        self._clock: FrameLine | None = None
        self._ahead = 0

    def follow(self, clock: FrameLine, ahead: int = 0) -> "HeldLine":
        """Go by `clock`, `ahead` frames into its block."""
        self._clock, self._ahead = clock, ahead
        return self

    def stay_at(self, frame: int, clock: FrameLine, ahead: int) -> None:
        """Let `frame` be the programme's next one still, `ahead` frames into the clock's block.

        Not counted by what was heard meanwhile: where a device is lost, frames pass that nobody hears.
        """
        self.held_frames = clock.next_frame + ahead - frame

    @property
    def next_frame(self) -> int:
        """The first frame that the programme has still to fill."""
        assert self._clock is not None
        return self._clock.next_frame + self._ahead - self.held_frames

    def frame_at(self, wall_s: float) -> int:
        """Return the programme's frame that is heard at that wall time."""
        assert self._clock is not None
        return self._clock.frame_at(wall_s) - self.held_frames

    def wall_at(self, frame: int) -> float:
        """Return the wall time at which the programme's `frame` is heard."""
        assert self._clock is not None
        return self._clock.wall_at(frame + self.held_frames)


class Preemption:
    """The programme, and the alarms before it: asked first in every block."""

    def __init__(self, programme: Programme, alarms: Alarms) -> None:
        self._programme = programme
        self._alarms = alarms
        self._line = HeldLine()
        self._sounding: Alarm | None = None
        self._held_at = 0  # the programme's next frame when the alarm began
        self._fade_in_from: int | None = None  # the frame of the clock at which the programme came back

    @property
    def title(self) -> str:
        """What the latest block ended with, in people's words."""
        return self._programme.title if self._sounding is None else self._sounding.order.title

    def fill(self, block: Block, clock: FrameLine) -> None:
        """Lay into `block` what is to be heard in it."""
        at = 0
        while at < len(block):
            alarm = self._sounding = self._alarms.first()
            if alarm is None:
                self._fill_programme(block[at:], clock, at)
                self._fade_in(block[at:], clock.next_frame + at)
                return
            at = self._fill_alarm(alarm, block, clock, at)

    def _fill_programme(self, piece: Block, clock: FrameLine, at: int) -> None:
        self._programme.fill(piece, self._line.follow(clock, at))

    def _fill_alarm(self, alarm: Alarm, block: Block, clock: FrameLine, at: int) -> int:
        """Lay the alarm to `block` from `at` on, what goes on of the programme under it; return where it ends there."""
        if alarm.progress.state is State.WAITING:
            at = self._leave_programme(block, clock, at)
            self._held_at = self._line.follow(clock, at).next_frame
            alarm.begin(clock.wall_at(clock.next_frame + at), held=self._may_hold(alarm, clock, at))
        heard = alarm.read(len(block) - at)
        piece = block[at : at + len(heard)]
        if alarm.progress.held:
            self._line.stay_at(self._held_at, clock, at + len(heard))
        else:
            self._fill_programme(piece, clock, at)
        piece[:] = heard[:, np.newaxis]
        self._fade_in_from = clock.next_frame + at + len(heard)
        return at + len(heard)

    def _leave_programme(self, block: Block, clock: FrameLine, at: int) -> int:
        """Let the programme fade where the alarm is about to begin; return where that is."""
        if self._programme.ends_at_frame() is None or self._fade_in_from == clock.next_frame + at:
            return at  # nothing to be heard of it, not even between two alarms
        end = min(at + FADE_FRAMES, len(block))
        piece = block[at:end]
        self._fill_programme(piece, clock, at)
        piece[:] = _faded_out(piece)
        return end

    def _may_hold(self, alarm: Alarm, clock: FrameLine, at: int) -> bool:
        """Whether the programme, held by the alarm, still ends in time."""
        ends_at = self._programme.ends_at_frame()
        if ends_at is None or not alarm.order.hold_until_s:
            return False
        ends_at_s = self._line.follow(clock, at).wall_at(ends_at + len(alarm.sound))
        return ends_at_s <= alarm.order.hold_until_s

    def _fade_in(self, piece: Block, first_frame: int) -> None:
        since = self._fade_in_from
        if since is None:
            return
        places = np.arange(first_frame, first_frame + len(piece)) - since
        gain = np.clip(places / FADE_FRAMES, 0.0, 1.0)
        piece[:] = (piece * gain[:, np.newaxis]).astype(np.int16)
        if first_frame + len(piece) - since >= FADE_FRAMES:
            self._fade_in_from = None


def _faded_out(piece: NDArray[np.int16]) -> NDArray[np.int16]:
    gain = np.linspace(1.0, 0.0, len(piece), endpoint=False)
    return (piece * (gain if piece.ndim == 1 else gain[:, np.newaxis])).astype(np.int16)
