"""The whole station, `broadcaster run`, on a private sound server: what it costs, and what a kill costs."""

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
from engine.pulse_rig import Ear
from rig import RATE, SERVERS, Figures, Samples, Server, cpu_s, find_like, resident_mb
from stations import environment, write_station

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
BUILT_S = 25  # from the start to a short programme being built
BUILT_S_PER_MINUTE = 0.5  # and what each minute of airtime adds
PIECE_S = 0.5
SPOKEN_S = 20  # then only noise is heard, in which no silence is the programme's own
SLOT = """\
title: Phát thử
slot: {{at: "{at:%H:%M}", airtime: {minutes}m}}
items: [{{jingle: nhac-hieu}}, {{column: ban-tin}}]
fill: [music]
"""


@dataclass
class Running:
    """A station that runs, its server and its processes."""

    folder: Path
    server: Server
    daemon: "subprocess.Popen[bytes]"

    @property
    def engine(self) -> int:
        """The pid of its sound process."""
        return int(json.loads((self.folder / "var/engine.json").read_text())["pid"])

    def start_daemon(self) -> None:
        """Start `run`, as systemd would."""
        self.daemon = _run(self.folder, self.server)


def _run(folder: Path, server: Server) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", "broadcaster", "run"],
        cwd=folder,
        env={**environment(), **server.environment},
        stderr=subprocess.DEVNULL,
    )


@contextmanager
def running(kind: str, minutes: int = 0) -> Iterator[tuple[Running, datetime]]:
    """Yield a station that runs, and when its airing begins; for none, `minutes` is 0."""
    name = tempfile.mkdtemp(prefix="air-")
    folder, server = write_station(Path(name) / "station"), SERVERS[kind]()
    yaml = folder / "station.yaml"
    text = yaml.read_text("utf-8").replace("outputs: [wav_file: {path: var/on-air.wav}]", "hours: {quiet: none}")
    yaml.write_text(text, encoding="utf-8")
    soon = datetime.now(ZONE) + timedelta(seconds=BUILT_S + BUILT_S_PER_MINUTE * minutes)
    starts_at = soon.replace(second=0, microsecond=0) + timedelta(minutes=1)
    if minutes:
        for old in (folder / "playlists").iterdir():
            old.unlink()
        (folder / "playlists/thu.yaml").write_text(SLOT.format(at=starts_at, minutes=minutes), encoding="utf-8")
        (folder / "audio/music/dan-bau.wav").unlink()  # a tone, which is alike everywhere
        _music(folder / "audio/music/on.wav")
    command = [sys.executable, "-m", "broadcaster", "approve", "tin-1", "--by", "A"]
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    server.start()
    found = Running(folder, server, _run(folder, server))
    try:
        yield found, starts_at
    finally:
        found.daemon.send_signal(signal.SIGINT)
        found.daemon.wait(20)
        server.close()
        shutil.rmtree(name)


def _music(path: Path) -> None:
    """Write five minutes of noise whose every half second is another."""
    import soundfile

    soundfile.write(path, np.random.default_rng(7).normal(0, 0.1, 24_000 * 300).astype(np.float32), 24_000)


def _watch(station: Running, seconds: float) -> dict[str, object]:
    pids = {"daemon": station.daemon.pid, "engine": station.engine}
    before, began = {name: cpu_s(pid) for name, pid in pids.items()}, time.monotonic()
    memory = {name: [resident_mb(pid)] for name, pid in pids.items()}
    while (left := seconds - (time.monotonic() - began)) > 0:
        time.sleep(min(10.0, left))
        for name, pid in pids.items():
            memory[name].append(resident_mb(pid))
    hours = (time.monotonic() - began) / 3600
    spent = {name: round((cpu_s(pid) - before[name]) / hours, 1) for name, pid in pids.items()}
    return {
        "CPU s/h": {**spent, "together": round(sum(spent.values()), 1)},
        "resident MB, first and last": {name: [round(mb[0], 1), round(mb[-1], 1)] for name, mb in memory.items()},
        "resident MB together, most": round(max(map(sum, zip(*memory.values(), strict=True))), 1),
        "minutes": round(60 * hours, 1),
    }


def idle(asked: argparse.Namespace) -> Figures:
    """Watch a station that has nothing to air."""
    with running(asked.server) as (station, _):
        time.sleep(BUILT_S)
        return _watch(station, asked.minutes * 60)


def playing(asked: argparse.Namespace) -> Figures:
    """Watch a station that airs all the while."""
    with running(asked.server, round(asked.minutes) + 1) as (station, starts_at):
        time.sleep((starts_at - datetime.now(ZONE)).total_seconds() + 10)
        return _watch(station, asked.minutes * 60)


def kills(asked: argparse.Namespace) -> Figures:
    """Kill daemon, engine and sound server in the middle of an airing, and listen.

    What the system would start again (the daemon, the sound server) is started a second later; the sound process is
    the daemon's to start.
    """
    with running(asked.server, 3) as (station, starts_at):
        time.sleep((starts_at - datetime.now(ZONE)).total_seconds() + SPOKEN_S)
        heard = _Heard(station, _programme(station), starts_at)
        return {
            "daemon": heard.after(_kill_daemon),
            "engine": heard.after(lambda one: os.kill(one.engine, signal.SIGKILL)),
            asked.server: heard.after(_kill_server, ear_first=False),
        }


def _kill_daemon(station: Running) -> None:
    station.daemon.kill()
    station.daemon.wait()
    time.sleep(1)
    station.start_daemon()


def _kill_server(station: Running) -> None:
    station.server.kill()
    time.sleep(1)
    station.server.start()


def _programme(station: Running) -> Samples:
    import soundfile
    import soxr

    path = min(station.folder.glob("audio/programmes/*/*-thu.mp3"))
    samples, rate = soundfile.read(path, dtype="float32")
    found: Samples = (soxr.resample(samples, rate, RATE) * 32767).astype(np.int16)
    return found


@dataclass(frozen=True)
class _Heard:
    """What is heard after some harm: how much of it is silence, and whether the sound then is where it should be."""

    station: Running
    programme: Samples
    starts_at: datetime

    def after(self, harm: Callable[[Running], None], *, ear_first: bool = True) -> Figures:
        """Do the harm and listen. An ear on the sink also keeps it from falling idle, which would delay the sound."""
        ear = Ear(self.station.server)
        time.sleep(2)
        if not ear_first:
            before_s, _ = self._off_its_place_s(ear, ear.heard(), RATE)
        harm(self.station)
        back = time.time()
        if not ear_first:
            ear = Ear(self.station.server)
        time.sleep(8)
        heard = ear.heard()
        if ear_first:
            before_s, _ = self._off_its_place_s(ear, heard, RATE)
        step = RATE // 20
        first = max(0, round((back - ear.moment(0)) * RATE))
        silent = [at for at in range(first, len(heard) - step, step) if np.abs(heard[at : at + step]).max() < 50]
        resumes = silent[-1] + step if silent else first
        after_s, alike = self._off_its_place_s(ear, heard, resumes + step)
        return {
            "s of silence": round(len(silent) * step / RATE, 2),
            "s until the last of it": round((resumes - first) / RATE, 2),
            "s off its place, before and after": [round(before_s, 3), round(after_s, 3)],
            "alike": round(alike, 2),
        }

    def _off_its_place_s(self, ear: Ear, heard: Samples, at: int) -> tuple[float, float]:
        """Return how far what is heard `at` is ahead of the plan, less the sink's delay, and how like the programme."""
        piece = heard[at : at + round(PIECE_S * RATE)]
        planned = round((ear.moment(at) - self.starts_at.timestamp()) * RATE)
        begins = max(0, planned - 3 * RATE)
        place, alike = find_like(self.programme[begins : planned + 3 * RATE + len(piece)], piece)
        return (begins + place - planned) / RATE, alike
