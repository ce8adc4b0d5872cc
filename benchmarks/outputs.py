"""Measure the network outputs against Debian's icecast2 and Snapcast: their cost, and what a restart of either costs.

    python benchmarks/outputs.py [--seconds S] [--restarts N] [--items N]

Servers, a sound server with a sink for each zone, and loudspeakers are started on free ports of this machine and ended
again; the engine is the process that `broadcaster run` starts. Needs icecast2, snapserver, snapclient, pulseaudio and
libasound2-plugins.
"""

import argparse
import os
import platform
import statistics
import sys
import tempfile
import time
import wave
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from engine import icecast_rig, pulse_rig, snapcast_rig  # noqa: E402 - the tests' servers are what is measured against

from broadcaster.model.zone import Zone  # noqa: E402
from broadcaster.playout.desk import PlayOrder  # noqa: E402
from broadcaster.playout.engine_desk import EngineDesk  # noqa: E402
from broadcaster.playout.engine_process import EngineOptions  # noqa: E402
from broadcaster.playout.zone_keeper import SnapcastPlace, ZoneKeeper  # noqa: E402

RATE = pulse_rig.RATE
ZONES = ("loa-1", "loa-2")
LOUD = 10_000
Settings = dict[str, object]
Server = TypeVar("Server", icecast_rig.Server, snapcast_rig.Server, pulse_rig.Server)


def main() -> None:
    """Print the figures of docs/performance.md."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=30.0, help="how long each cost is measured")
    parser.add_argument("--restarts", type=int, default=10)
    parser.add_argument("--items", type=int, default=12, help="sounds by which the zones are compared")
    arguments = parser.parse_args()
    print(f"{platform.machine()}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="outputs-")))
        icecast = stack.enter_context(opened(icecast_rig.Server()))
        snapcast = stack.enter_context(opened(snapcast_rig.Server(buffer_ms=1000)))
        pulse = stack.enter_context(opened(pulse_rig.Server()))
        mount: Settings = {
            "kind": "icecast", "name": "icecast", "host": "127.0.0.1", "port": icecast.port,
            "mount": icecast_rig.MOUNT, "password": icecast_rig.PASSWORD,
        }  # fmt: skip
        costs(folder, mount, feed_of(snapcast), arguments.seconds)
        icecast_restarts(folder, icecast, mount, arguments.restarts)
        desk = stack.enter_context(two_zones(folder, pulse, snapcast))
        offsets(folder, pulse, desk, arguments.items)
        ceilings(folder, pulse, snapcast, desk, arguments.restarts)


@contextmanager
def opened(server: Server) -> Iterator[Server]:
    """Run a server."""
    server.start()
    try:
        yield server
    finally:
        server.close()


@contextmanager
def engine(folder: Path, *others: Settings) -> Iterator[EngineDesk]:
    """Run an engine on its null clock, with these outputs."""
    desk = EngineDesk(folder / "engine.json", EngineOptions(sound_card=None, others=others))
    try:
        desk.health()
        yield desk
    finally:
        desk.close(stop_engine=True)


def wait_for(condition: Callable[[], object]) -> None:
    """Wait until that holds."""
    until = time.monotonic() + 20
    while not condition():
        if time.monotonic() > until:
            raise SystemExit("it did not come to pass within 20 s")
        time.sleep(0.005)


def all_well(desk: EngineDesk) -> bool:
    """Whether every output carries sound."""
    return all(output.ok for output in desk.health())


def sound(path: Path, mono: NDArray[np.int16]) -> Path:
    """Write a WAV file of one channel."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(mono.astype("<i2").tobytes())
    return path


def play(desk: EngineDesk, path: Path, at_s: float, seconds: float) -> None:
    """Have a file heard at a moment."""
    desk.play(PlayOrder(path.stem, path, datetime.fromtimestamp(at_s, UTC), 0, round(seconds * 1000)))


def cpu_s(pid: int) -> float:
    """Return the processor time of a process so far."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident_mb(pid: int) -> float:
    """Return the memory of a process that is resident."""
    pages = int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def costs(folder: Path, mount: Settings, feed: Settings, seconds: float) -> None:
    """Print what each output costs the engine, while a programme plays."""
    noise = np.random.default_rng(1).integers(-LOUD, LOUD, round(RATE * (seconds + 5)))
    programme = sound(folder / "programme.wav", noise)
    for name, others in {
        "null clock alone": (),
        "with icecast, 64 kbit/s": (mount,),
        "with snapcast": (feed,),
        "with both": (mount, feed),
    }.items():
        with engine(folder, *others) as desk:
            wait_for(lambda desk=desk: all_well(desk))
            play(desk, programme, time.time() + 0.5, seconds + 5)
            time.sleep(2)
            pid = desk._engine_pid
            assert pid is not None
            begun_cpu_s, begun_s = cpu_s(pid), time.monotonic()
            time.sleep(seconds)
            rate = (cpu_s(pid) - begun_cpu_s) / (time.monotonic() - begun_s) * 3600
            print(f"engine, {name}: {rate:.0f} CPU s/h, {resident_mb(pid):.0f} MB")


def icecast_restarts(folder: Path, server: icecast_rig.Server, mount: Settings, times: int) -> None:
    """Print how soon listeners hear sound again when the server is back."""
    gaps = []
    with engine(folder, mount) as desk:
        wait_for(lambda: all_well(desk))
        ear = icecast_rig.Listener(server.port)
        for number in range(times):
            wait_for(lambda: ear.bytes_since(time.monotonic() - 0.5))
            server.kill()
            time.sleep(1 + number * 0.37)  # the back-off is met at all its lengths
            server.start()
            back_s = time.monotonic()
            wait_for(lambda back_s=back_s: ear.first_after(back_s))
            gaps.append((ear.first_after(back_s) or 0) - back_s)
        ear.close()
    print(f"icecast killed and started {times} times: listeners carried on after {told(gaps)} s")


@contextmanager
def two_zones(folder: Path, pulse: pulse_rig.Server, server: snapcast_rig.Server) -> Iterator[EngineDesk]:
    """Run an engine that feeds two zones, each with a sink for its loudspeaker; the second at 40 %."""
    for zone in ZONES:
        pulse.add_sink(zone)
    clients = [snapcast_rig.Client(server, zone, ["--player", "alsa", "-s", zone], pulse.environment) for zone in ZONES]
    with engine(folder, {**feed_of(server), "guarded": True}) as desk:
        place = SnapcastPlace("snapcast", "127.0.0.1", server.control)
        wanted = [Zone(zone, zone, (zone,), volume=volume) for zone, volume in zip(ZONES, (100, 40), strict=True)]
        keeper = ZoneKeeper(place, wanted, desk, datetime.now)
        keeper.start()
        wait_for(lambda: all_well(desk) and [state.connected for state in keeper.states()] == [1, 1])
        time.sleep(3)  # clients that have just connected are not in step yet
        yield desk
        keeper.close()
    for client in clients:
        client.close()


def feed_of(server: snapcast_rig.Server) -> Settings:
    """Return the settings of an output that feeds `server`."""
    return {"kind": "snapcast", "name": "snapcast", "host": "127.0.0.1", "port": server.source}


def offsets(folder: Path, pulse: pulse_rig.Server, desk: EngineDesk, items: int) -> None:
    """Print how far apart the same sounds are heard in two zones."""
    generator = np.random.default_rng(2)
    ears = [pulse_rig.Ear(pulse, zone) for zone in ZONES]
    begins_s = time.time() + 2
    noises = [generator.integers(-LOUD, LOUD, RATE // 2) for _ in range(items)]
    for number, noise in enumerate(noises):
        play(desk, sound(folder / f"noise{number}.wav", noise), begins_s + 1.5 * number, 0.5)
    time.sleep(begins_s - time.time() + 1.5 * items + 2)
    heard = [ear.heard().astype(np.float32) for ear in ears]
    moments = [
        [ear.moment(place_of(noise, sounds)) for noise in noises] for ear, sounds in zip(ears, heard, strict=True)
    ]
    apart_ms = [abs(one - other) * 1e3 for one, other in zip(*moments, strict=True)]
    print(f"zones apart, {items} sounds: {told(apart_ms)} ms")
    late_ms = [(moment - begins_s - 1.5 * number) * 1e3 for number, moment in enumerate(moments[0])]
    print(f"from a sound's moment to the zone's loudspeaker: {told(late_ms, 0)} ms")


def place_of(noise: NDArray[np.int64], heard: NDArray[np.float32]) -> int:
    """Return the frame of `heard` at which `noise` is most alike, whatever its volume."""
    size = 1 << (len(heard) + len(noise)).bit_length()
    match = np.fft.irfft(np.fft.rfft(heard, size) * np.conj(np.fft.rfft(noise.astype(np.float32), size)), size)
    return int(match[: len(heard)].argmax())


def ceilings(
    folder: Path, pulse: pulse_rig.Server, server: snapcast_rig.Server, desk: EngineDesk, restarts: int
) -> None:
    """Print the loudest that a zone ever was through restarts of the server, beside what its volume makes of a tone."""
    seconds = 10.0 + 6 * restarts
    tone = LOUD * np.sin(2 * np.pi * 1000 * np.arange(round(RATE * seconds)) / RATE)
    play(desk, sound(folder / "tone.wav", tone), time.time() + 0.5, seconds)
    ear = pulse_rig.Ear(pulse, ZONES[1])
    time.sleep(3)
    gaps = []
    before = time.time()
    for _ in range(restarts):
        server.kill()
        server.forget()
        time.sleep(0.3)
        server.start()
        back_s = time.monotonic()
        wait_for(lambda: all_well(desk))
        gaps.append(time.monotonic() - back_s)
        time.sleep(3)
    heard = np.abs(ear.heard())
    steady = heard[: round((before - ear.moment(0)) * RATE)].max()
    again = sum(bool(heard[begin : begin + RATE // 10].any()) for begin in range(0, len(heard), RATE // 10)) / 10
    print(f"a zone at 40 %: {steady} of {LOUD} before, at most {heard.max()} through {restarts} restarts")
    print(f"  sound was let through again after {told(gaps)} s; heard for {again:.0f} of {len(heard) / RATE:.0f} s")


def told(values: list[float], digits: int = 2) -> str:
    """Return the median and the greatest."""
    return f"{statistics.median(values):.{digits}f} (at most {max(values):.{digits}f})"


if __name__ == "__main__":
    main()
