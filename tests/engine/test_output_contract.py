"""What every output does, whatever becomes of where it leads. To add one, add its line in ``KINDS``."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fake_device import Rig
from stand_in_servers import FrozenStandIn, IcecastStandIn, SnapcastSourceStandIn, wait_for

from broadcaster.engine.outputs import OUTPUTS
from broadcaster.engine.outputs.contract import Output, Settings

Make = Callable[[Path, int], Settings]
KINDS: dict[str, Make] = {
    "sound_card": lambda *_: {"device": "a card that nobody has", "block_ms": 100},
    "further_card": lambda *_: {"device": "a card that nobody has", "block_ms": 100},
    "null_clock": lambda *_: {"block_ms": 100},
    "wav_file": lambda folder, _: {"path": str(folder / "out" / "a.wav")},
    "icecast": lambda _, port: {"host": "127.0.0.1", "port": port, "mount": "/loa.mp3", "password": "a"},
    "snapcast": lambda _, port: {"host": "127.0.0.1", "port": port},
}
DRIVES = {"sound_card", "null_clock"}
GOES_SOMEWHERE = {"wav_file", "icecast", "snapcast"}
SERVERS = {"icecast": IcecastStandIn, "snapcast": SnapcastSourceStandIn}


@pytest.fixture
def rig() -> Rig:
    return Rig()


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def nowhere(kind: str, rig: Rig, tmp_path: Path) -> Iterator[Output]:
    """The output, leading to where nothing is: no card, no folder, no server."""
    output = OUTPUTS[kind]({"kind": kind, "name": kind, **KINDS[kind](tmp_path, 1)}, rig.clock)
    yield output
    output.close()


def test_every_output_is_held_to_the_contract() -> None:
    assert set(KINDS) == set(OUTPUTS)


def test_one_that_leads_nowhere_says_so_and_holds_up_nobody(kind: str, nowhere: Output, rig: Rig) -> None:
    begun = time.monotonic()
    nowhere.start(rig.bus)
    if kind not in DRIVES:
        rig.run(10)
    for _ in range(5):
        nowhere.tend()
    assert time.monotonic() - begun < 5
    if kind != "null_clock":
        wait_for(lambda: not nowhere.health().ok and nowhere.health().detail)


def test_it_can_be_closed_twice_and_unstarted_and_hears_nothing_afterwards(
    kind: str, nowhere: Output, rig: Rig
) -> None:
    nowhere.close()
    nowhere.start(rig.bus)
    nowhere.close()
    nowhere.close()
    assert rig.bus._listeners == []


@pytest.mark.parametrize("kind", sorted(GOES_SOMEWHERE), indirect=True)
def test_it_comes_back_by_itself_when_there_is_somewhere_to_go(
    kind: str, rig: Rig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("broadcaster.engine.outputs.wav_file.RETRY_S", 0.05)
    port = 1
    if kind in SERVERS:
        gone = SERVERS[kind]()
        port = gone.port
        gone.close()
    output = OUTPUTS[kind]({"kind": kind, "name": kind, **KINDS[kind](tmp_path, port)}, rig.clock)
    output.start(rig.bus)
    wait_for(lambda: not output.health().ok)
    server = SERVERS[kind](port=port) if kind in SERVERS else None
    (tmp_path / "out").mkdir()

    def is_well() -> bool:
        rig.run(2.5)
        return output.health().ok

    wait_for(is_well)
    output.close()
    if server:
        server.close()


@pytest.mark.parametrize("kind", sorted(SERVERS), indirect=True)
def test_a_server_that_hangs_holds_up_nobody(kind: str, rig: Rig, tmp_path: Path) -> None:
    server = FrozenStandIn()
    output = OUTPUTS[kind]({"kind": kind, "name": kind, **KINDS[kind](tmp_path, server.port)}, rig.clock)
    output.start(rig.bus)
    begun = time.monotonic()
    rig.run(60)
    output.tend()
    output.health()
    assert time.monotonic() - begun < 5
    server.close()
    output.close()
