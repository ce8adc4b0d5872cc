"""Blocks on their way from the audio thread to an output's own thread."""

import threading
from collections import deque

from broadcaster.engine.pcm import RATE, Block


class Backlog:
    """Holds `limit_s` of sound; when more comes the oldest is dropped, so whoever puts never waits."""

    def __init__(self, limit_s: float) -> None:
        self._limit_frames = round(limit_s * RATE)
        self._blocks: deque[Block] = deque()
        self._frames = 0
        self._dropped_frames = 0
        self._changed = threading.Condition()

    @property
    def held_frames(self) -> int:
        """How many frames wait to be taken."""
        return self._frames

    @property
    def dropped_s(self) -> float:
        """How many seconds of sound nobody came for in time, in all."""
        return self._dropped_frames / RATE

    def put(self, block: Block) -> None:
        """Add `block`, which is not changed afterwards."""
        with self._changed:
            self._blocks.append(block)
            self._frames += len(block)
            while self._frames > self._limit_frames:
                self._dropped_frames += self._drop_oldest()
            self._changed.notify()

    def take(self, timeout_s: float) -> Block | None:
        """Return the oldest block, or none when none came in time."""
        with self._changed:
            if not self._blocks:
                self._changed.wait(timeout_s)
            if not self._blocks:
                return None
            block = self._blocks.popleft()
            self._frames -= len(block)
            return block

    def keep_latest(self, seconds: float) -> None:
        """Let go of all but about the latest `seconds`: what comes next is heard live, not from before a break."""
        with self._changed:
            while self._frames > seconds * RATE:
                self._drop_oldest()

    def _drop_oldest(self) -> int:
        frames = len(self._blocks.popleft())
        self._frames -= frames
        return frames
