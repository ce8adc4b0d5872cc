"""Lays an upper station's sound over the programme, as long as there is any, with short crossfades. No input or output.

The programme's file has the relay's fallback in its place and plays on underneath, so a stream that fails costs a
crossfade to local sound that is in its place already. Only frames that lie ready are ever promised: a fade back is
begun while its last frame is at hand.
"""

from collections import deque
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from broadcaster.engine.pcm import RATE, Block

Sound = NDArray[np.int16]  # one channel

FADE_FRAMES = RATE * 3 // 100
WORTH_FRAMES = RATE // 2  # less than that before the window's end is not begun
STALE_FRAMES = 5 * RATE  # so much more ready than needed lags behind the upper station: the line was held up


class ReadySound:
    """Frames that have come and were not heard yet, in order."""

    def __init__(self) -> None:
        self._blocks: deque[Sound] = deque()
        self.frames = 0

    def add(self, blocks: Iterable[Sound | None]) -> None:
        """Take in what has come; None says that nothing of what came before it is good."""
        for block in blocks:
            if block is None:
                self.keep_first(FADE_FRAMES)  # with which to fade out
            else:
                self._blocks.append(block)
                self.frames += len(block)

    def keep_first(self, frames: int) -> None:
        """Let go of all but the oldest `frames`."""
        while self.frames > frames:
            last = self._blocks.pop()
            kept = last[: max(0, len(last) - (self.frames - frames))]
            self.frames += len(kept) - len(last)
            if len(kept):
                self._blocks.append(kept)

    def keep_last(self, frames: int) -> None:
        """Let go of all but the newest `frames`."""
        self.take(max(0, self.frames - frames))

    def take(self, frames: int) -> Sound:
        """Remove and return the oldest `frames`, or as many as there are."""
        taken: list[Sound] = []
        while frames > 0 and self._blocks:
            first = self._blocks.popleft()
            if len(first) > frames:
                self._blocks.appendleft(first[frames:])
                first = first[:frames]
            taken.append(first)
            frames -= len(first)
            self.frames -= len(first)
        return np.concatenate(taken) if taken else np.zeros(0, np.int16)


class Overlay:
    """One relay's window, from `begin` to before `end`, counted as frames of the programme's file.

    Belongs to the audio thread; `stretches` may be read by any.
    """

    def __init__(self, begin: int, end: int) -> None:
        self.begin = begin
        self.end = end
        self.stretches: tuple[tuple[int, int], ...] = ()  # where the relay was heard, fades included
        self._earlier: tuple[tuple[int, int], ...] = ()
        self._ready = ReadySound()
        self._since: int | None = None  # the place at which what is heard of it began
        self._until: int | None = None  # the place at which it will have been faded out

    @property
    def is_heard(self) -> bool:
        """Whether the relay is heard now."""
        return self._since is not None

    def lay(self, piece: Block, place: int, came: Iterable[Sound | None], prime_frames: int) -> None:
        """Lay what is ready over `piece`, whose first frame is the file's frame `place`.

        `came` is what the receiver has sent since; `prime_frames` is how much must be ready before it is heard.
        """
        self._ready.add(came)
        begin, end = max(self.begin, place), min(self.end, place + len(piece))
        if begin >= end:
            return
        if not self.is_heard:
            self._begin_if_ready(begin, max(prime_frames, 2 * FADE_FRAMES))
        if self.is_heard:
            self._end_in_time(begin, end, prime_frames)
            self._mix(piece[begin - place : end - place], begin)

    def _begin_if_ready(self, place: int, prime_frames: int) -> None:
        if self._ready.frames >= prime_frames and self.end - place >= WORTH_FRAMES:
            self._ready.keep_last(prime_frames)
            self._since = place

    def _end_in_time(self, begin: int, end: int, prime_frames: int) -> None:
        """Begin the fade that leaves off at the window's end, or with the last frame that is ready."""
        if self._until is not None:
            return
        stale = self._ready.frames > max(2 * prime_frames, prime_frames + STALE_FRAMES)
        last = min(begin + self._ready.frames, self.end)
        if stale:
            self._until = min(begin + FADE_FRAMES, last)
        elif last < end + FADE_FRAMES:
            self._until = last

    def _mix(self, part: Block, place: int) -> None:
        assert self._since is not None
        until = self._until
        length = len(part) if until is None else min(len(part), until - place)
        relay = self._ready.take(length)
        part = part[:length]
        gain = self._gain(place, length)
        local = part.astype(np.float32)
        mixed = local + (relay[:, np.newaxis] - local) * gain[:, np.newaxis]
        part[:] = np.rint(mixed).astype(np.int16)
        self.stretches = (*self._earlier, (self._since, place + length))
        if until is not None and place + length >= until:
            self._earlier = self.stretches
            self._since = self._until = None

    def _gain(self, place: int, length: int) -> NDArray[np.float32]:
        """Return how much of each frame is the relay's, 0 to 1; in between it is crossfaded."""
        assert self._since is not None
        places = np.arange(place, place + length)
        gain = (places - self._since) / FADE_FRAMES
        if self._until is not None:
            gain = np.minimum(gain, (self._until - places) / FADE_FRAMES)
        return np.clip(gain, 0.0, 1.0).astype(np.float32)
