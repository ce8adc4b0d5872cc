"""The engine's process on a real sound server: what the sink got is what counts."""

import os
import shutil
import time
import wave
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from pulse_rig import RATE, Ear, Server

from broadcaster.playout.desk import PlayOrder, PlayState
from broadcaster.playout.engine_desk import EngineDesk
from broadcaster.playout.engine_process import EngineOptions

pytestmark = pytest.mark.real

DEVICE_DELAY_S = 0.25  # from handing over to the sink: a constant of the server, some blocks at most
JITTER_S = 0.020
BACK_S = 1.5
PIECE = 64
LENGTH_S = 0.5


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    missing = [program for program in ("pulseaudio", "pactl", "parec") if shutil.which(program) is None]
    if missing and os.environ.get("CI"):
        pytest.fail(f"not installed, yet CI must prove the sound card: {missing}")
    if missing:
        pytest.skip(f"not installed: {missing}")
    server = Server()
    for name, value in server.environment.items():
        monkeypatch.setenv(name, value)
    server.start()
    yield server
    server.close()


@pytest.fixture
def desk(request: pytest.FixtureRequest, server: Server, tmp_path: Path) -> Iterator[EngineDesk]:
    desk = EngineDesk(tmp_path / "engine.json", EngineOptions(block_ms=request.param))
    assert [output.ok for output in desk.health()] == [True]
    yield desk
    desk.close(stop_engine=True)


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


@pytest.mark.parametrize("desk", [200], indirect=True)  # what a slow machine uses, and a CI machine is one
def test_sounds_are_heard_bit_exact_at_their_moments_without_gaps(
    server: Server, desk: EngineDesk, tmp_path: Path
) -> None:
    ear = Ear(server)
    begins_s = time.time() + 1.2  # the pace of a device is known after a second
    starts = [0.0, 0.5, 1.2013, 1.8077]  # the second follows the first without a gap
    sounds = [sound(tmp_path / f"{number}.wav", LENGTH_S, seed=number) for number in range(len(starts))]
    for number, start in enumerate(starts):
        desk.play(order(tmp_path / f"{number}.wav", begins_s + start, LENGTH_S))
    time.sleep(1.2 + starts[-1] + LENGTH_S + 0.4)
    assert {report.state for report in desk.reports()} == {PlayState.DONE}
    heard = ear.heard()
    frames = [find(mono[:PIECE], heard) for mono in sounds]
    exact = [np.array_equal(heard[frame : frame + len(mono)], mono) for frame, mono in zip(frames, sounds, strict=True)]
    delays = [ear.moment(frame) - begins_s - start for frame, start in zip(frames, starts, strict=True)]
    assert sum(exact) >= len(sounds) - 1  # a machine that is overrun may starve the sound server once
    assert frames[1] == frames[0] + len(sounds[0])
    assert 0 <= min(delays) <= DEVICE_DELAY_S
    assert max(delays) - min(delays) <= JITTER_S


@pytest.mark.parametrize("desk", [100], indirect=True)
def test_sound_comes_back_in_its_place_after_the_server_was_killed(
    server: Server, desk: EngineDesk, tmp_path: Path
) -> None:
    mono = sound(tmp_path / "long.wav", 8.0, seed=1)
    begins_s = time.time() + 0.5
    desk.play(order(tmp_path / "long.wav", begins_s, 8.0))
    time.sleep(0.8)
    server.kill()
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
