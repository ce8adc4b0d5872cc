"""What reaches the sink of a real sound server: noise that is found again to the sample, on PulseAudio and PipeWire."""

import os
import shutil
import time
import wave
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol, TypeVar

import numpy as np
import pytest
from engine.pulse_rig import RATE, Ear
from numpy.typing import NDArray

from broadcaster.playout.desk import PlayOrder, PlayState
from broadcaster.playout.engine_desk import EngineDesk

DEVICE_DELAY_S = 0.25  # from handing over to the sink: a constant of the server, some blocks at most
BACK_S = 1.5
PIECE = 64


class SoundServer(Protocol):
    """A private sound server, as the rigs make one."""

    environment: dict[str, str]
    ear_ms: int

    def start(self) -> None: ...

    def close(self) -> None: ...


AnyServer = TypeVar("AnyServer", bound=SoundServer)


def started(kind: type[AnyServer], programs: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> Iterator[AnyServer]:
    """Yield a private server that this process and its children find."""
    missing = [program for program in programs if shutil.which(program) is None]
    if missing and os.environ.get("CI"):
        pytest.fail(f"not installed, yet CI must prove the sound card: {missing}")
    if missing:
        pytest.skip(f"not installed: {missing}")
    server = kind()
    for name, value in server.environment.items():
        monkeypatch.setenv(name, value)
    server.start()
    yield server
    server.close()


def sound(path: Path, seconds: float, seed: int) -> NDArray[np.int16]:
    mono = np.random.default_rng(seed).integers(1, 12_000, round(RATE * seconds)).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(mono.tobytes())
    return mono


def order(path: Path, at_s: float, seconds: float) -> PlayOrder:
    return PlayOrder(path.stem, path, datetime.fromtimestamp(at_s, UTC), 0, round(seconds * 1000))


def find(piece: NDArray[np.int16], heard: NDArray[np.int16]) -> int:
    """Return the frame of `heard` at which `piece` begins, to the sample."""
    for begin in np.flatnonzero(heard[: len(heard) - len(piece)] == piece[0]):
        if np.array_equal(heard[begin : begin + len(piece)], piece):
            return int(begin)
    raise AssertionError("not heard")


def comes_back_in_its_place(server: SoundServer, desk: EngineDesk, mono: NDArray[np.int16], begins_s: float) -> None:
    """Start the server that was killed, and assert that `mono`, begun at `begins_s`, goes on where it should be."""
    time.sleep(1.5)
    assert [output.ok for output in desk.health()] == [False]
    server.start()
    restarted_s = time.time()
    ear = Ear(server)
    time.sleep(BACK_S + 0.2)
    assert [output.ok for output in desk.health()] == [True]
    heard = ear.heard()
    first = int(np.flatnonzero(heard)[0])
    place = find(heard[first : first + PIECE], mono)
    assert ear.moment(first) - restarted_s <= BACK_S
    assert 0 <= ear.moment(first) - begins_s - place / RATE <= DEVICE_DELAY_S
    assert [report.state for report in desk.reports()] == [PlayState.PLAYING]
