"""The desks that the contract suite is run against. To add one, add a factory and its line in ``DESKS``."""

import time
import wave
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from broadcaster.errors import SoundError
from broadcaster.messages import N_
from broadcaster.playout.clock import FastClock
from broadcaster.playout.desk import Desk, PlayOrder
from broadcaster.playout.engine_desk import EngineDesk
from broadcaster.playout.engine_process import EngineOptions
from broadcaster.playout.off_air import OffAirDesk

RATE = 48_000


class Clock(Protocol):
    """The time that a desk lives in."""

    def now(self) -> datetime: ...

    def wait_until(self, moment: datetime) -> None: ...


class Studio(Protocol):
    """A desk, its clock, and an ear on its output."""

    desk: Desk
    clock: Clock

    def heard(self) -> NDArray[np.int16]:
        """Close the desk and return all that its outputs carried: one channel at 48 kHz."""


class WallClock:
    """The machine's own time."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def wait_until(self, moment: datetime) -> None:
        time.sleep(max(0.0, (moment - self.now()) / timedelta(seconds=1)))


class EngineStudio:
    """The engine's process on its null clock, writing to a file."""

    def __init__(self, folder: Path) -> None:
        self._wav = folder / "out.wav"
        self.clock = WallClock()
        self.desk = EngineDesk(
            folder / "engine.json", EngineOptions(sound_card=None, wav_file=self._wav), self.clock.now
        )
        self.desk.health()  # the engine is there before the first test reckons a moment

    def heard(self) -> NDArray[np.int16]:
        self.desk.close(stop_engine=True)
        return np.frombuffer(self._wav.read_bytes()[44:], "<i2")[::2].astype(np.int16)


@contextmanager
def engine_studio(folder: Path) -> Iterator[Studio]:
    studio = EngineStudio(folder)
    try:
        yield studio
    finally:
        studio.desk.close(stop_engine=True)


class WaveTape:
    """Keeps what a simulated desk plays: WAV files of one channel at 48 kHz."""

    def __init__(self) -> None:
        self.samples = np.zeros(0, np.int16)

    def available_ms(self, order: PlayOrder) -> int:
        return len(self._stretch(order)) * 1000 // RATE

    def add(self, order: PlayOrder, heard_ms: int) -> None:
        self.samples = np.concatenate([self.samples, self._stretch(order)[: heard_ms * RATE // 1000]])

    def _stretch(self, order: PlayOrder) -> NDArray[np.int16]:
        try:
            with wave.open(str(order.path), "rb") as file:
                return np.frombuffer(file.readframes(file.getnframes()), "<i2")[order.skip_ms * RATE // 1000 :]
        except OSError as error:
            raise SoundError(N_("{file} is missing"), file=order.path.name) from error


class OffAirStudio:
    """The simulated desk on a fast clock."""

    def __init__(self) -> None:
        self._tape = WaveTape()
        self.clock = FastClock(datetime(2026, 5, 13, 5, 29, tzinfo=UTC))
        self.desk = OffAirDesk(self.clock.now, self._tape)

    def heard(self) -> NDArray[np.int16]:
        self.desk.close()
        return self._tape.samples


@contextmanager
def off_air_studio(_: Path) -> Iterator[Studio]:
    yield OffAirStudio()


DESKS: dict[str, Callable[[Path], AbstractContextManager[Studio]]] = {
    "engine": engine_studio,
    "off_air": off_air_studio,
}
