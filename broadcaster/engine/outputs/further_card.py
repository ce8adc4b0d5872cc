"""A sound card beside the one that drives the bus: it listens, and runs by a clock of its own.

The card asks for blocks when it likes. It gets what the bus gave, some tenths of a second later, stretched a little so
that neither too much nor too little of it waits.
"""

import numpy as np

from broadcaster.engine.bus import Bus
from broadcaster.engine.clocks import Clock
from broadcaster.engine.outputs import sound_card
from broadcaster.engine.outputs.backlog import Backlog
from broadcaster.engine.outputs.contract import Health, Settings
from broadcaster.engine.outputs.drift import frames_to_send, stretched
from broadcaster.engine.outputs.sound_card import SoundCard
from broadcaster.engine.pcm import RATE, Block, silence

BACKLOG_S = 1.0
WAITING_BLOCKS = 2.5  # what waits between bus and card, at most; both come in bursts
FAR_BLOCKS = 3.0


class Tap:
    """What a further card drives in place of the bus: it takes from what the bus gave."""

    def __init__(self, clock: Clock) -> None:
        self.rendered_frames = 0
        self.last_beat_s = clock.elapsed_s()
        self.unsteady_since_s: float | None = None  # whoever runs wild here is seen by its speed
        self._clock = clock
        self._backlog = Backlog(BACKLOG_S)
        self._rest = silence(0)  # of a block that was taken in part
        self._block_s = 0.1
        self._waiting_s = 0.0  # as much as waited when it began to flow: what is more or less since is drift
        self._is_flowing = False

    def put(self, block: Block) -> None:
        """Take a block of the bus, on the audio thread."""
        self._block_s = len(block) / RATE
        self._backlog.put(block)

    def restart(self) -> None:
        """Be told that another device is going to drive."""
        self._is_flowing = False
        self.last_beat_s = self._clock.elapsed_s()

    def render(self, frames: int) -> Block:
        """Return the next `frames` frames; called by the card, on its thread."""
        self.last_beat_s = self._clock.elapsed_s()
        self.rendered_frames += frames
        waiting_s = (self._backlog.held_frames + len(self._rest)) / RATE
        if not self._is_flowing or waiting_s > self._waiting_s + FAR_BLOCKS * self._block_s:
            self._backlog.keep_latest(WAITING_BLOCKS * self._block_s)
            self._waiting_s = waiting_s = (self._backlog.held_frames + len(self._rest)) / RATE
            self._is_flowing = waiting_s > (WAITING_BLOCKS - 1) * self._block_s
        if not self._is_flowing:
            return silence(frames)
        taken = self._take(2 * frames - frames_to_send(frames, waiting_s, self._waiting_s))
        self._is_flowing = taken is not None
        return silence(frames) if taken is None else stretched(taken, frames)

    def _take(self, frames: int) -> Block | None:
        """Return so many frames, none when there are not as many."""
        parts, missing = [self._rest], frames - len(self._rest)
        while missing > 0:
            block = self._backlog.take(0)
            if block is None:
                self._rest = silence(0)
                return None
            parts.append(block)
            missing -= len(block)
        whole = np.concatenate(parts)
        self._rest = whole[frames:]
        return whole[:frames]


class FurtherCard:
    """Plays the bus on a card that does not drive it; when the card is away it is sought as the other one is."""

    def __init__(self, card: SoundCard, clock: Clock) -> None:
        self.name = card.name
        self._card = card
        self._tap = Tap(clock)
        self._bus: Bus | None = None

    def start(self, bus: Bus) -> None:
        """Play what `bus` carries from now on."""
        self._bus = bus
        bus.listen(self._tap.put)
        self._card.start(self._tap)

    def tend(self) -> None:
        """Give up a device that has gone silent or wild; look for the card while it is away."""
        self._card.tend()

    def health(self) -> Health:
        """Return whether the card plays."""
        return self._card.health()

    def close(self) -> None:
        """Play no more."""
        if self._bus:
            self._bus.leave(self._tap.put)
        self._card.close()


def build(settings: Settings, clock: Clock) -> FurtherCard:
    """Return the output for a card that is not the first of the station's."""
    return FurtherCard(sound_card.build(settings, clock), clock)
