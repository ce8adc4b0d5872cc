"""The bus: every block of sound is made here, once, and handed to everybody who listens."""

import logging
from collections.abc import Callable
from typing import Protocol, TypeAlias

from broadcaster.engine.clocks import Clock, FrameClock, FrameLine
from broadcaster.engine.pcm import Block, silence

log = logging.getLogger(__name__)

Listener: TypeAlias = Callable[[Block], None]
"""Takes a block on the audio thread: it returns at once, and never changes the block."""


class Source(Protocol):
    """What is to be heard."""

    @property
    def title(self) -> str:
        """What the latest block is of, in people's words; empty while nothing airs, or nobody said."""

    def fill(self, block: Block, clock: FrameLine) -> None:
        """Lay it into `block`, which is silent and starts at the clock's next frame; on the audio thread."""


class Bus:
    """What all outputs carry. One device at a time drives it by calling `render`.

    `is_heard` says whether any output does carry it now, as far as they know.

    For whoever watches the device: `last_beat_s` is when it called last, `rendered_frames` what it took in all, and
    `unsteady_since_s` since when it shows no pace by which orders could be placed, if so.
    """

    def __init__(self, source: Source, clock: Clock, latency_s: float = 0.0) -> None:
        self.is_heard = True
        self.rendered_frames = 0
        self.last_beat_s = clock.elapsed_s()
        self.unsteady_since_s: float | None = self.last_beat_s
        self._source = source
        self._clock = clock
        self._frames = FrameClock(latency_s)
        self._listeners: list[Listener] = []

    def listen(self, listener: Listener) -> None:
        """Hand every block to `listener` from now on."""
        self._listeners = [*self._listeners, listener]

    def leave(self, listener: Listener) -> None:
        """Hand nothing more to `listener`."""
        self._listeners = [other for other in self._listeners if other != listener]

    @property
    def title(self) -> str:
        """What the latest block is of, in people's words; empty while nothing airs, or nobody said."""
        return self._source.title

    def restart(self) -> None:
        """Be told that another device is going to drive. No device drives at this moment."""
        self._frames.restart()
        self.last_beat_s = self.unsteady_since_s = self._clock.elapsed_s()

    def render(self, frames: int) -> Block:
        """Return the next `frames` frames; called by the device that drives, on its thread."""
        # In this order: what holds this thread up in between makes both measures worse, and the clock goes by the best.
        wall_s, self.last_beat_s = self._clock.now_s(), self._clock.elapsed_s()
        block = silence(frames)
        try:
            steady = self._frames.beat(wall_s, self.last_beat_s, frames)
            if steady:
                self._source.fill(block, self._frames)
        except Exception:  # an error let out here ends the device's callback for ever, without a word
            log.exception("A block could not be made")
            steady = False
        self._frames.advance(frames)
        self.rendered_frames += frames
        if steady:
            self.unsteady_since_s = None
            self._hand_out(block)  # but not what a device swallows while it opens: nobody hears that
        elif self.unsteady_since_s is None:
            self.unsteady_since_s = self.last_beat_s
        return block

    def _hand_out(self, block: Block) -> None:
        for listener in self._listeners:
            try:
                listener(block)
            except Exception:  # one output that breaks must not silence the others
                log.exception("An output broke and is left out from now on")
                self._listeners = [other for other in self._listeners if other is not listener]
