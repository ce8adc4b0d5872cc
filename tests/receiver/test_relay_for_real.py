"""A relay heard through the real engine and its receiver: what lies in the output's file is what counts."""

import json
import os
import shutil
import signal
import subprocess
import time
import wave
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import groupby
from pathlib import Path

import numpy as np
import pytest
from icecast import Icecast
from numpy.typing import NDArray
from upper_station import HERTZ

from broadcaster.playout.desk import PlayOrder, PlayReport, RelayWindow
from broadcaster.playout.engine_desk import EngineDesk
from broadcaster.playout.engine_process import EngineOptions

pytestmark = pytest.mark.real

RATE = 48_000
LOCAL_HERTZ = 300
CELL = RATE // 50
LOCAL_WITHIN_S = 2.0
STEP_LIMIT = 32_768 // 10  # -20 dBFS
FROM_S, TO_S, LENGTH_S = 1.0, 10.0, 10.5


@pytest.fixture
def icecast() -> Iterator[Icecast]:
    if shutil.which("icecast2") is None:
        if os.environ.get("CI"):
            pytest.fail("icecast2 is not installed, yet CI must prove that its stream is relayed")
        pytest.skip("icecast2 is not installed")
    icecast = Icecast()
    yield icecast
    icecast.close()


class Studio:
    """An engine without a card that writes what goes out, and one order with a relay in it."""

    def __init__(self, folder: Path, url: str) -> None:
        self._wav = folder / "out.wav"
        self._state = folder / "engine.json"
        self.desk = EngineDesk(self._state, EngineOptions(sound_card=None, wav_file=self._wav))
        self.desk.health()
        local = folder / "local.wav"
        moments = np.arange(round(LENGTH_S * RATE)) / RATE
        with wave.open(str(local), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE)
            file.writeframes((6_000 * np.sin(2 * np.pi * LOCAL_HERTZ * moments)).astype("<i2").tobytes())
        self._at = datetime.now(UTC) + timedelta(seconds=5)
        window = RelayWindow(round(FROM_S * 1000), round(TO_S * 1000), url, 3_000, 1_200, None)
        self.desk.play(PlayOrder("a", local, self._at, 0, round(LENGTH_S * 1000), relays=(window,)))

    def wait_until(self, second: float) -> None:
        time.sleep(max(0.0, (self._at - datetime.now(UTC)).total_seconds() + second))

    @property
    def second(self) -> float:
        return (datetime.now(UTC) - self._at).total_seconds()

    def report(self) -> PlayReport:
        (report,) = self.desk.reports()
        return report

    def receivers(self) -> list[int]:
        found = subprocess.run(["pgrep", "-P", str(self._engine_pid)], capture_output=True, text=True, check=False)
        return [int(pid) for pid in found.stdout.split()]

    @property
    def _engine_pid(self) -> int:
        return int(json.loads(self._state.read_text())["pid"])

    def heard(self) -> NDArray[np.int16]:
        """End the engine and return what went out from the order's first sample on."""
        self.desk.close(stop_engine=True)
        sound = np.frombuffer(self._wav.read_bytes()[44:], "<i2")[::2].astype(np.int16)
        return sound[np.flatnonzero(sound)[0] :][: round(LENGTH_S * RATE)]


def who(sound: NDArray[np.int16]) -> list[tuple[str, float]]:
    """Return who was heard for how many seconds, in order; crossfades and the encoder's dips belong to neither."""
    cells = sound[: len(sound) // CELL * CELL].reshape(-1, CELL).astype(float)
    moments = np.arange(CELL) / RATE
    local, relay = (np.abs(cells @ np.exp(-2j * np.pi * hertz * moments)) for hertz in (LOCAL_HERTZ, HERTZ))
    names = np.where(local > 10 * relay, "local", np.where(relay > 10 * local, "relay", "both"))
    return [(name, len(list(cells)) * CELL / RATE) for name, cells in groupby(names) if name != "both"]


def stretches(sound: NDArray[np.int16]) -> list[tuple[str, float]]:
    """Return the same with what is interrupted by less than a tenth of a second as one."""
    found: list[tuple[str, float]] = []
    for name, seconds in who(sound):
        if found and found[-1][0] == name:
            found[-1] = (name, found[-1][1] + seconds)
        else:
            found.append((name, seconds))
    return found


def test_icecast_and_receiver_killed_in_the_middle_of_a_relay_cost_a_crossfade_and_it_comes_back(
    icecast: Icecast, tmp_path: Path
) -> None:
    studio = Studio(tmp_path, icecast.url)
    studio.wait_until(2.5)
    killed_at_s = studio.second
    icecast.kill()
    studio.wait_until(killed_at_s + 0.5)
    icecast.start()
    studio.wait_until(killed_at_s + LOCAL_WITHIN_S)
    (receiver,) = studio.receivers()
    os.kill(receiver, signal.SIGKILL)  # and the next one proves the stream anew
    studio.wait_until(LENGTH_S + 0.3)
    relayed = studio.report().relayed
    sound = studio.heard()

    assert relayed[0][0] == FROM_S * 1000
    assert killed_at_s <= relayed[0][1] / 1000 <= killed_at_s + LOCAL_WITHIN_S
    assert len(relayed) >= 2
    assert relayed[-1][1] <= TO_S * 1000
    assert [name for name, _ in stretches(sound)] == ["local"] + ["relay", "local"] * len(relayed)
    is_relay = np.zeros(len(sound), bool)
    for from_ms, to_ms in relayed:
        is_relay[from_ms * RATE // 1000 : to_ms * RATE // 1000] = True
    assert {name for name, _ in who(sound[~is_relay])} == {"local"}
    assert int(np.abs(np.diff(sound.astype(int))).max()) < STEP_LIMIT
