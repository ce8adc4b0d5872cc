"""The control socket, and the process around it."""

import json
import os
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fake_device import Rig, noise
from fake_outputs import fake_rack

from broadcaster.engine.control import ControlServer, Desk
from broadcaster.engine.order import State
from broadcaster.engine.protocol import LINE_LIMIT_BYTES, BadRequestError, Play, read_request
from broadcaster.engine.state_file import AlreadyRunningError, only_engine

TOKEN = "correct horse"
ORDER = {"id": "a", "path": "/sounds/a.wav", "at": 1_700_000_000.5, "skip_ms": 250, "duration_ms": 1000}


def line(**said: object) -> bytes:
    return json.dumps({"token": TOKEN, **said}).encode() + b"\n"


def test_a_play_request_becomes_an_order() -> None:
    request = read_request(line(do="play", order=ORDER), TOKEN)
    assert isinstance(request, Play)
    order = request.order
    assert (order.id, order.path, order.at_s) == ("a", Path("/sounds/a.wav"), 1_700_000_000.5)
    assert (order.skip_frames, order.duration_frames) == (12_000, 48_000)


@pytest.mark.parametrize(
    ("bad", "complaint"),
    [
        (b"\n", "not JSON"),
        (b"\xff\xfe\n", "not JSON"),
        (b"[" * 60_000, "not JSON"),
        (b"[1]\n", "not an object"),
        (b'{"do": "quit"}\n', "wrong token"),
        (b'{"token": ["correct horse"], "do": "quit"}\n', "wrong token"),
        (line(do="dance"), "unknown request 'dance'"),
        (line(do=["quit"]), "unknown request"),
        (line(do="stop"), "id: not a text"),
        (line(do="stop", id="x" * 500), "id: not a text"),
        (line(do="play"), "order: not an object"),
        (line(do="play", order=ORDER | {"path": "here.wav"}), "path: not absolute"),
        (line(do="play", order=ORDER | {"path": "/nul\0.wav"}), "path: not a text"),
        (line(do="play", order=ORDER | {"at": "05:30"}), "at: not a number"),
        (line(do="play", order=ORDER | {"at": float("nan")}), "at: not between"),
        (line(do="play", order=ORDER | {"at": 10**400}), "at: not"),
        (line(do="play", order=ORDER | {"skip_ms": -1}), "skip_ms: not between"),
        (line(do="play", order=ORDER | {"duration_ms": 0}), "duration_ms: not between"),
        (line(do="play", order=ORDER | {"duration_ms": True}), "duration_ms: not a number"),
    ],
)
def test_a_bad_request_is_told_what_is_wrong(bad: bytes, complaint: str) -> None:
    with pytest.raises(BadRequestError, match=complaint):
        read_request(bad, TOKEN)


@pytest.fixture
def rig() -> Rig:
    return Rig()


@pytest.fixture
def server(rig: Rig) -> Iterator[ControlServer]:
    rack = fake_rack(rig.bus, rig.clock)
    rack.carry([{"kind": "fake", "name": "fake"}])
    with ControlServer(Desk(rig.programme, rig.alarms, rack, TOKEN)) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        server.shutdown()


class Client:
    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), 5)
        self._answers = self.socket.makefile("rb")

    def ask(self, request: bytes) -> Any:
        self.socket.sendall(request)
        return json.loads(self._answers.readline())

    def hears_nothing(self) -> bool:
        return self._answers.readline() == b""

    def close(self) -> None:
        self._answers.close()
        self.socket.close()


def test_orders_are_taken_reported_and_stopped_over_the_socket(rig: Rig, server: ControlServer) -> None:
    client = Client(server.port)
    rig.files.sounds["a.wav"] = noise(1.5, seed=1)
    assert client.ask(line(do="play", order=ORDER | {"at": rig.at(20_000)})) == {"ok": True}
    rig.run(0.7)
    report = client.ask(line(do="reports"))["reports"][0]
    assert report.items() >= {"id": "a", "state": "playing", "skip_ms": 250, "detail": ""}.items()
    assert report["started_at"] == pytest.approx(rig.at(20_000), abs=1e-4)
    assert client.ask(line(do="stop", id="a")) == {"ok": True}
    rig.run(0.2)
    assert client.ask(line(do="reports"))["reports"][0]["state"] == "stopped"
    health = client.ask(line(do="health"))
    assert health["outputs"] == [{"name": "fake", "ok": True, "detail": "fine"}]
    assert health["level"].keys() == {"rms_db", "peak_db", "silent_s"}
    client.close()


def test_alarms_are_sounded_reported_and_silenced_over_the_socket(rig: Rig, server: ControlServer) -> None:
    client = Client(server.port)
    rig.files.sounds["alarm.wav"] = noise(1.0, seed=1)
    assert client.ask(line(do="alarm", alarm={"id": "n#0", "path": "/sounds/alarm.wav", "hold_until": 0}))["ok"]
    rig.run(0.3)
    report = client.ask(line(do="alarms"))["alarms"][0]
    assert report.items() >= {"id": "n#0", "state": "playing", "duration_ms": 1000, "held": False}.items()
    assert client.ask(line(do="silence", id="n#0")) == {"ok": True}
    rig.run(0.2)
    assert client.ask(line(do="alarms"))["alarms"][0]["state"] == "stopped"
    missing = client.ask(line(do="alarm", alarm={"id": "m#0", "path": "/sounds/missing.wav", "hold_until": 0}))
    assert missing == {"ok": False, "error": "KeyError: 'missing.wav'"}
    client.close()


def test_bad_input_is_answered_and_the_next_request_is_heard(server: ControlServer) -> None:
    client = Client(server.port)
    assert client.ask(b"rubbish\n")["ok"] is False
    assert client.ask(line(do="health"))["ok"] is True
    client.close()


def test_a_line_without_end_is_cut_off(server: ControlServer) -> None:
    client = Client(server.port)
    assert client.ask(b"x" * (LINE_LIMIT_BYTES + 1)) == {"ok": False, "error": "line too long"}
    client.close()


def test_the_loss_of_a_client_leaves_the_order_alone(rig: Rig, server: ControlServer) -> None:
    sound = noise(1.0, seed=1)
    rig.files.sounds["a.wav"] = sound
    client = Client(server.port)
    client.ask(line(do="play", order=ORDER | {"at": rig.at(20_000), "skip_ms": 0}))
    client.socket.sendall(b'{"half a requ')
    client.close()
    rig.run(2)
    assert rig.report("a").state is State.DONE
    assert np.array_equal(rig.heard[20_000:][: len(sound)], sound)


def test_more_clients_than_there_are_places_are_turned_away_and_places_come_back(server: ControlServer) -> None:
    clients = [Client(server.port) for _ in range(16)]
    assert all(client.ask(line(do="health"))["ok"] for client in clients)
    surplus = Client(server.port)
    assert surplus.hears_nothing()
    for client in [*clients, surplus]:
        client.close()
    time.sleep(0.1)
    last = Client(server.port)
    assert last.ask(line(do="health"))["ok"]
    last.close()


def test_a_second_engine_is_refused(tmp_path: Path) -> None:
    with (
        only_engine(tmp_path / "engine.json"),
        pytest.raises(AlreadyRunningError),
        only_engine(tmp_path / "engine.json"),
    ):
        pass
    with only_engine(tmp_path / "engine.json"):
        pass


@pytest.fixture
def process(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    process = engine(tmp_path)
    until = time.monotonic() + 15
    while not (tmp_path / "engine.json").exists():
        assert time.monotonic() < until
        time.sleep(0.02)
    yield process
    process.kill()
    process.wait()


def engine(folder: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "broadcaster.engine", "--state", folder / "engine.json", "--no-sound-card"]
    return subprocess.Popen(command, stderr=subprocess.PIPE)


def test_the_process_keeps_its_token_to_its_user_and_ends_clean(
    process: subprocess.Popen[bytes], tmp_path: Path
) -> None:
    state = tmp_path / "engine.json"
    said = json.loads(state.read_text())
    assert said["pid"] == process.pid
    if os.name == "posix":
        assert stat.S_IMODE(state.stat().st_mode) == 0o600
    second = engine(tmp_path)
    _, complaint = second.communicate(timeout=15)
    assert second.returncode == 75
    assert b"running already" in complaint
    assert b"Traceback" not in complaint
    client = Client(said["port"])
    assert client.ask(json.dumps({"token": said["token"], "do": "quit"}).encode() + b"\n") == {"ok": True}
    assert process.wait(5) == 0
    assert not state.exists()


def test_the_process_ends_clean_on_request_of_the_system(process: subprocess.Popen[bytes], tmp_path: Path) -> None:
    process.send_signal(signal.SIGTERM)
    assert process.wait(5) == 0
    assert not (tmp_path / "engine.json").exists()
