"""A device, a clock and files made by hand: the engine's sound without hardware and faster than time."""

import threading
from collections.abc import Generator
from pathlib import Path

import numpy as np

from broadcaster.engine.alarm import AlarmOrder, AlarmProgress, Alarms, Preemption
from broadcaster.engine.bus import Bus
from broadcaster.engine.order import Order, Progress
from broadcaster.engine.pcm import CHANNELS, RATE, Block
from broadcaster.engine.programme import Programme

BLOCK = RATE // 10
EPOCH_S = 1_700_000_000.0


def noise(seconds: float, seed: int, level: int = 12_000) -> Block:
    """White noise, the same in both channels and never zero, so that every piece of it is found in one place only."""
    mono = np.random.default_rng(seed).integers(1, level, round(seconds * RATE)).astype(np.int16)
    return np.repeat(mono[:, np.newaxis], CHANNELS, axis=1)


class HandClock:
    """Moves only when told, and by whole frames."""

    def __init__(self) -> None:
        self.frames = 0
        self.stepped_s = 0.0

    def now_s(self) -> float:
        return EPOCH_S + self.stepped_s + self.frames / RATE

    def elapsed_s(self) -> float:
        return 50.0 + self.frames / RATE


class Files:
    """What the decoder finds. A file that is not here is missing; one may break off."""

    def __init__(self) -> None:
        self.sounds: dict[str, Block] = {}
        self.breaks_off: dict[str, int] = {}

    def decode(self, path: Path, first_frame: int) -> Generator[Block, None, None]:
        sound = self.sounds[path.name]
        for begin in range(first_frame, len(sound), 1000):
            if begin >= self.breaks_off.get(path.name, len(sound)):
                raise ValueError("bad frame")
            yield sound[begin : begin + 1000]


class Rig:
    """A programme on a bus, and a device that calls it in a loop. Keep sounds under two seconds each."""

    def __init__(self, latency_s: float = 0.0) -> None:
        self.clock = HandClock()
        self.files = Files()
        self.programme = Programme(self.files.decode, self.clock, lambda: self.bus.is_heard)
        self.alarms = Alarms(self.files.decode)
        self.bus = Bus(Preemption(self.programme, self.alarms), self.clock, latency_s)
        self.blocks: list[Block] = []
        self.run(0.2)  # the device shows its pace

    def run(self, seconds: float, block: int = BLOCK) -> None:
        for _ in range(round(seconds * RATE / block)):
            self.programme.tend()
            for thread in threading.enumerate():
                if thread.name.startswith("reader"):
                    thread.join(5)
            self.clock.frames += block
            self.blocks.append(self.bus.render(block))

    @property
    def heard(self) -> Block:
        return np.concatenate(self.blocks)

    def at(self, frame: int) -> float:
        """The moment at which that frame of `heard` is heard, while the device has not paused."""
        return EPOCH_S + (BLOCK + frame) / RATE

    def play(
        self,
        name: str,
        frame: int,
        seconds: float,
        skip_s: float = 0.0,
        sound: Block | None = None,
        *,
        titles: tuple[tuple[int, str], ...] = (),
    ) -> None:
        if sound is not None:
            self.files.sounds[name] = sound
        order = Order(name, Path("/sounds") / name, self.at(frame), round(skip_s * RATE), round(seconds * RATE), titles)
        self.programme.play(order)

    def sound(self, name: str, sound: Block, hold_until_s: float = 0.0) -> None:
        self.files.sounds[name] = sound
        self.alarms.sound(AlarmOrder(name, Path("/sounds") / name, hold_until_s))

    def alarm(self, name: str) -> AlarmProgress:
        return next(progress for order, progress in self.alarms.reports() if order.id == name)

    def report(self, name: str) -> Progress:
        return next(progress for order, progress in self.programme.reports() if order.id == name)
