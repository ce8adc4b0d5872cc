"""The keeper of zones, against a server made by hand and against Debian's."""

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from datetime import time as day_time
from typing import Protocol

import pytest
from engine.snapcast_rig import Client, Server
from snapcast_stand_in import SnapcastStandIn

from broadcaster.model.zone import Ceiling, Zone
from broadcaster.playout.desk import Feed
from broadcaster.playout.snapcast_line import SnapcastLine
from broadcaster.playout.zone_keeper import NO_SUCH_STREAM, SnapcastPlace, ZoneKeeper, wanted_zones
from broadcaster.playout.zone_plan import clients_of

NOON = datetime(2026, 5, 13, 12, 0)  # noqa: DTZ001 - the station's local time
DAY = (Ceiling(day_time(6), day_time(18), 80), Ceiling(day_time(18), day_time(21), 60))
NORTH = Zone("thon-bac", "Thôn Bắc", ("loa-1", "loa-2"), volume=90, ceilings=DAY, latency_ms=40)
SOUTH = Zone("thon-nam", "Thôn Nam", ("loa-3",), volume=50, mute=True)


class FakeGate:
    """The engine's side: a feed that is shut again whenever a test says that it was connected anew."""

    def __init__(self) -> None:
        self.connection, self.open_for = 1, 0

    def feed(self, _name: str) -> Feed | None:
        return Feed(self.connection, self.open_for == self.connection)

    def let_through(self, _name: str, connection: int) -> None:
        self.open_for = connection


class Rig(Protocol):
    control: int

    def another(self, name: str) -> None:
        """Have one more client come."""

    def restart(self) -> None:
        """Kill the server and start one without memory."""


class StandInRig:
    def __init__(self, *clients: str) -> None:
        self._clients = clients
        self._server = SnapcastStandIn(*clients)
        self.control = self._server.port

    def another(self, name: str) -> None:
        self._server.connect_client(name)

    def restart(self) -> None:
        self._server.close()
        self._server = SnapcastStandIn(*self._clients, port=self.control)

    def close(self) -> None:
        self._server.close()


class RealRig:
    def __init__(self, *clients: str) -> None:
        self._server = Server()
        self._server.start()
        self.control = self._server.control
        self._clients: list[Client] = []
        for name in clients:
            self.another(name)

    def another(self, name: str) -> None:
        self._clients.append(Client(self._server, name, ["--player", "file:filename=/dev/null"], dict(os.environ)))

    def restart(self) -> None:
        self._server.kill()
        self._server.forget()
        self._server.start()

    def close(self) -> None:
        for client in self._clients:
            client.close()
        self._server.close()


@contextmanager
def stand_in(*clients: str) -> Iterator[Rig]:
    rig = StandInRig(*clients)
    yield rig
    rig.close()


@contextmanager
def real(*clients: str) -> Iterator[Rig]:
    missing = [program for program in ("snapserver", "snapclient") if shutil.which(program) is None]
    if missing and os.environ.get("CI"):
        pytest.fail(f"not installed, yet CI must prove the zones: {missing}")
    if missing:
        pytest.skip(f"not installed: {missing}")
    rig = RealRig(*clients)
    try:
        yield rig
    finally:
        rig.close()


Start = Callable[..., AbstractContextManager[Rig]]


@pytest.fixture(params=[stand_in, pytest.param(real, marks=pytest.mark.real)])
def start(request: pytest.FixtureRequest) -> Start:
    found: Start = request.param
    return found


@pytest.fixture
def gate() -> FakeGate:
    return FakeGate()


@pytest.fixture
def keep(gate: FakeGate) -> Iterator[Callable[[Rig], ZoneKeeper]]:
    keepers: list[ZoneKeeper] = []

    def keep(rig: Rig) -> ZoneKeeper:
        place = SnapcastPlace("snapcast", "127.0.0.1", rig.control)
        keepers.append(ZoneKeeper(place, [NORTH, SOUTH], gate, lambda: NOON))
        keepers[-1].start()
        return keepers[-1]

    yield keep
    for keeper in keepers:
        keeper.close()


def wait_for(condition: Callable[[], object]) -> None:
    until = time.monotonic() + 8
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.02)


def volumes(rig: Rig) -> dict[str, tuple[int, bool]]:
    with SnapcastLine("127.0.0.1", rig.control) as line:
        return {client.id: (client.percent, client.muted) for client in clients_of(line.ask("Server.GetStatus"))}


def groups(rig: Rig) -> dict[str, tuple[list[str], int]]:
    """The clients of each group, and the latency of the first."""
    with SnapcastLine("127.0.0.1", rig.control) as line:
        found = line.ask("Server.GetStatus")["server"]["groups"]
    return {
        group["name"]: (sorted(one["id"] for one in group["clients"]), group["clients"][0]["config"]["latency"])
        for group in found
    }


WANTED = {"loa-1": (80, False), "loa-2": (80, False), "loa-3": (50, True)}


def test_every_zone_becomes_a_group_as_loud_as_it_may_be_and_then_sound_goes_through(
    start: Start, keep: Callable[[Rig], ZoneKeeper], gate: FakeGate
) -> None:
    with start("loa-1", "loa-2", "loa-3") as rig:
        keeper = keep(rig)
        wait_for(lambda: gate.open_for and volumes(rig) == WANTED)
        wait_for(lambda: [state.connected for state in keeper.states()] == [2, 1])
        wait_for(lambda: groups(rig) == {"thon-bac": (["loa-1", "loa-2"], 40), "thon-nam": (["loa-3"], 0)})
        assert keeper.problem == ""


def test_after_a_restart_the_volumes_are_right_before_sound_goes_through(
    start: Start, keep: Callable[[Rig], ZoneKeeper], gate: FakeGate
) -> None:
    with start("loa-1", "loa-3") as rig:
        keep(rig)
        wait_for(lambda: gate.open_for == 1)
        rig.restart()
        gate.connection = 2
        wait_for(lambda: gate.open_for == 2)
        wait_for(lambda: volumes(rig) == {"loa-1": (80, False), "loa-3": (50, True)})


def test_whoever_is_made_too_loud_is_put_back_and_whoever_is_lowered_stays_low(
    start: Start, keep: Callable[[Rig], ZoneKeeper], gate: FakeGate
) -> None:
    with start("loa-1", "loa-2", "loa-3") as rig:
        keep(rig)
        wait_for(lambda: volumes(rig) == WANTED and set(groups(rig)) == {"thon-bac", "thon-nam"})
        time.sleep(0.3)  # what the clients' coming still gives to do is done
        with SnapcastLine("127.0.0.1", rig.control) as phone:
            for client, percent, muted in (("loa-1", 100, False), ("loa-2", 20, False), ("loa-3", 50, False)):
                volume = {"percent": percent, "muted": muted}
                phone.ask("Client.SetVolume", {"id": client, "volume": volume})
                if isinstance(rig, StandInRig):
                    rig._server.by_phone(client, percent, muted)
        wait_for(lambda: volumes(rig) == WANTED | {"loa-2": (20, False)})


def test_a_client_of_no_zone_is_muted_and_named(start: Start, keep: Callable[[Rig], ZoneKeeper]) -> None:
    with start("loa-1") as rig:
        keeper = keep(rig)
        wait_for(lambda: volumes(rig).get("loa-1") == (80, False))
        rig.another("loa-la")
        wait_for(lambda: volumes(rig).get("loa-la") == (100, True))
        wait_for(lambda: keeper.strangers == ["loa-la"])


def test_a_ceiling_that_falls_holds_two_seconds_early_and_one_that_rises_on_its_second() -> None:
    evening = NOON.replace(hour=17, minute=59, second=59)
    assert [zone.volume for zone in wanted_zones([NORTH], evening)] == [60]
    assert [zone.volume for zone in wanted_zones([NORTH], evening.replace(second=57))] == [80]
    morning = NOON.replace(hour=5, minute=59, second=59)
    assert [zone.volume for zone in wanted_zones([NORTH], morning)] == [60]
    assert [zone.volume for zone in wanted_zones([NORTH], morning.replace(hour=6, minute=0, second=0))] == [80]


def test_a_server_that_is_none_is_a_problem_that_is_told(keep: Callable[[Rig], ZoneKeeper]) -> None:
    with stand_in() as rig:
        keeper = keep(rig)
        wait_for(lambda: keeper.problem == "")
    wait_for(lambda: keeper.problem.startswith("the Snapcast server does not answer"))


def test_a_stream_that_the_server_has_not_is_told_beside_those_it_has(start: Start, gate: FakeGate) -> None:
    with start("loa-1") as rig:
        place = SnapcastPlace("snapcast", "127.0.0.1", rig.control, "loaa")
        keeper = ZoneKeeper(place, [NORTH], gate, lambda: NOON)
        keeper.start()
        try:
            wait_for(lambda: keeper.problem == f"{NO_SUCH_STREAM}: loa")
        finally:
            keeper.close()
