"""What a relay costs, and what is heard when its stream fails: ``python benchmarks/relay.py [ROUNDS]``.

A real engine relays the tests' stand-in for an upper station into a WAV file; what is measured is that file. Each fault
befalls a stream in the middle of its window. Needs Linux for the receiver's CPU time.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
import wave
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "tests/receiver"))
from upper_station import HERTZ, UpperStation

from broadcaster.playout.desk import PlayOrder, RelayWindow
from broadcaster.playout.engine_desk import EngineDesk
from broadcaster.playout.engine_process import EngineOptions

RATE = 48_000
CELL = RATE // 100
LOCAL_HERTZ = 300
LENGTH_S, FROM_S, TO_S, FAULT_S = 14.0, 3.0, 13.0, 6.0
CPU_S = 60.0


def wrong_type(station: UpperStation) -> None:
    """Hang up, and answer with a login page from now on."""
    station.answers["/vov1"] = [b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>"]
    station.drop()


def silent(station: UpperStation) -> None:
    """Go on with silence."""
    station.level = 0.0


FAULTS: dict[str, Callable[[UpperStation], None]] = {
    "hangs up": UpperStation.drop,
    "stalls": lambda station: station.held.set(),
    "sends another content type": wrong_type,
    "falls silent": silent,
}


def write_local(path: Path) -> Path:
    """Write the local programme: another tone."""
    moments = np.arange(round(LENGTH_S * RATE)) / RATE
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((6_000 * np.sin(2 * np.pi * LOCAL_HERTZ * moments)).astype("<i2").tobytes())
    return path


def one(folder: Path, fault: Callable[[UpperStation], None]) -> tuple[float, float, float]:
    """Return when local sound is there after the fault (s), silence heard (s), and the largest step (dBFS)."""
    station = UpperStation()
    wav, state = folder / "out.wav", folder / "engine.json"
    desk = EngineDesk(state, EngineOptions(sound_card=None, wav_file=wav))
    desk.health()
    local = write_local(folder / "local.wav")
    at = datetime.now(UTC) + timedelta(seconds=5)
    window = RelayWindow(round(FROM_S * 1000), round(TO_S * 1000), station.url, 3_000, 1_200, None)
    desk.play(PlayOrder("a", local, at, 0, round(LENGTH_S * 1000), relays=(window,)))
    time.sleep((at - datetime.now(UTC)).total_seconds() + FAULT_S)
    fault(station)
    failed_s = (datetime.now(UTC) - at).total_seconds()
    time.sleep(LENGTH_S - failed_s + 0.5)
    desk.close(stop_engine=True)
    station.close()
    sound = np.frombuffer(wav.read_bytes()[44:], "<i2")[::2].astype(float)
    sound = sound[np.flatnonzero(sound)[0] :][: round(LENGTH_S * RATE)]
    cells = sound[: len(sound) // CELL * CELL].reshape(-1, CELL)
    moments = np.arange(CELL) / RATE
    is_local, is_relay = (
        np.abs(cells @ np.exp(-2j * np.pi * hz * moments)) > CELL * 300 for hz in (LOCAL_HERTZ, HERTZ)
    )
    after = round(failed_s * RATE / CELL)
    back = after + int(np.argmax(is_local[after:]))
    quiet = int((~is_local & ~is_relay)[after:back].sum())
    step = np.abs(np.diff(sound)).max() / 32_768
    return back * CELL / RATE - failed_s, quiet * CELL / RATE, 20 * float(np.log10(step))


def receiver_cost() -> tuple[float, float]:
    """Return the receiver's CPU seconds an hour, and its resident memory in MB, while it levels an MP3 stream."""
    station = UpperStation()
    process = subprocess.Popen([sys.executable, "-m", "broadcaster.receiver"], stdin=-1, stdout=-1)
    assert process.stdin
    assert process.stdout
    request = {"url": station.url, "silence_ms": 3_000, "buffer_ms": 1_200, "goal_lufs": -14.0}
    process.stdin.write(json.dumps(request).encode() + b"\n")
    process.stdin.flush()
    spent: list[float] = []
    began_s = time.monotonic()
    while time.monotonic() - began_s < CPU_S + 10:
        os.read(process.stdout.fileno(), 1 << 16)
        if not spent and time.monotonic() - began_s > 10:  # its start is no part of its running
            spent.append(_cpu_s(process.pid))
    spent.append(_cpu_s(process.pid))
    pages = int(Path(f"/proc/{process.pid}/statm").read_text("ascii").split()[1])
    process.kill()
    process.wait()
    station.close()
    return (spent[1] - spent[0]) / CPU_S * 3_600, pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _cpu_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Measure and print."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    for name, fault in FAULTS.items():
        found = []
        for _ in range(rounds):
            with tempfile.TemporaryDirectory() as folder:
                found.append(one(Path(folder), fault))
        local, quiet, step = (max(values) for values in zip(*found, strict=True))
        print(
            f"{name:28} local after {local:5.2f} s, silence {quiet:5.2f} s, largest step {step:6.1f} dBFS", flush=True
        )
    cpu, memory = receiver_cost()
    print(f"receiver: {cpu:.0f} CPU s/h, {memory:.0f} MB")


if __name__ == "__main__":
    main()
