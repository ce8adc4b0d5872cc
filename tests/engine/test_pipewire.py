"""The engine's process on a real PipeWire, as desktops have it."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from engine.pipewire_rig import DAEMON, Server
from engine.pulse_rig import Ear
from sound_at_the_sink import PIECE, RATE, comes_back_in_its_place, find, order, sound, started
from stand_in_servers import wait_for

from broadcaster.playout.engine_desk import EngineDesk
from broadcaster.playout.engine_process import EngineOptions

pytestmark = pytest.mark.real


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    programs = ("dbus-daemon", "pipewire", "pw-cli", "wireplumber", "pipewire-pulse", "pactl", "parec")
    yield from started(Server, programs, monkeypatch)


def test_a_server_whose_only_card_was_pulled_out_has_none(server: Server) -> None:
    def asked() -> str | None:
        said = subprocess.run([sys.executable, "-m", "broadcaster.engine.cards"], capture_output=True, check=True)
        opens: str | None = json.loads(said.stdout)["opens"]
        return opens

    assert asked() == "PULSEAUDIO: amplifier"
    server.pull_out("amplifier")
    wait_for(lambda: asked() is None)


def test_sound_is_bit_exact_and_comes_back_in_its_place_after_the_server_was_killed(
    server: Server, tmp_path: Path
) -> None:
    desk = EngineDesk(tmp_path / "engine.json", EngineOptions())
    try:
        assert [output.detail for output in desk.health()] == ["PULSEAUDIO: amplifier"]
        mono = sound(tmp_path / "long.wav", 8.0, seed=1)
        begins_s = time.time() + 0.5
        desk.play(order(tmp_path / "long.wav", begins_s, 8.0))
        ear = Ear(server)
        time.sleep(1.2)
        heard = ear.heard()
        first = find(mono[:PIECE], heard)
        assert len(heard) - first > RATE // 10
        assert np.array_equal(heard[first:], mono[: len(heard) - first])
        server.kill(DAEMON)  # WirePlumber and the cards go with it
        comes_back_in_its_place(server, desk, mono, begins_s)
    finally:
        desk.close(stop_engine=True)
