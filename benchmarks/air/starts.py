"""When the first sample is at the sink, against when it was wanted; and what lies between two orders."""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

from engine.pulse_rig import Ear
from rig import RATE, SERVERS, Figures, Samples, Server, find, find_like, noise, spread, write_wav

from broadcaster.playout.desk import PlayOrder
from broadcaster.playout.engine_desk import EngineDesk
from broadcaster.playout.engine_process import EngineOptions

LENGTH_S, APART_S, AHEAD_S = 0.8, 1.7, 3.0
BUSY = "while True: sum(range(1000))"
RIVALS = {
    "mpv": ["mpv", "--no-video", "--really-quiet", "--ao=pulse"],
    "ffplay": ["ffplay", "-nodisp", "-autoexit", "-loglevel", "quiet"],
    "paplay": ["paplay"],
}


def starts(asked: argparse.Namespace) -> Figures:
    """Measure the engine, queued ahead, and with ``--rivals`` players that are told at the moment."""
    with ExitStack() as held:
        if asked.busy:
            for _ in range(2):
                held.callback(subprocess.Popen([sys.executable, "-c", BUSY]).kill)
        folder = Path(held.enter_context(tempfile.TemporaryDirectory()))
        server = SERVERS[asked.server]()
        server.start()
        held.callback(server.close)
        figures: Figures = {"busy processes": 2 * asked.busy, "ours, ms": _ours(server, folder, asked.count)}
        if asked.rivals:
            for name, command in RIVALS.items():
                if shutil.which(name):
                    figures[f"{name}, ms"] = _rival(server, folder, command, min(asked.count, 15))
        return figures


def _ours(server: Server, folder: Path, count: int) -> dict[str, object]:
    os.environ.update(server.environment)
    ear = Ear(server)  # first: what listens to a sink changes the steps in which it wakes
    desk = EngineDesk(folder / "engine.json", EngineOptions())
    try:
        desk.health()
        time.sleep(3)
        first = datetime.now(UTC) + timedelta(seconds=AHEAD_S)
        pieces = [noise(LENGTH_S, seed) for seed in range(count)]
        moments = [first + timedelta(seconds=APART_S * number) for number in range(count)]
        for number, (piece, moment) in enumerate(zip(pieces, moments, strict=True)):
            time.sleep(max(0.0, (moment - datetime.now(UTC)).total_seconds() - AHEAD_S))
            path = write_wav(folder / f"{number}.wav", piece)
            desk.play(PlayOrder(str(number), path, moment, 0, round(LENGTH_S * 1000)))
        time.sleep(max(0.0, (moments[-1] - datetime.now(UTC)).total_seconds() + LENGTH_S + 1))
        heard = ear.heard()
    finally:
        desk.close(stop_engine=True)
    return _told(ear, heard, pieces, [moment.timestamp() for moment in moments])


def _told(ear: Ear, heard: Samples, pieces: list[Samples], moments: list[float]) -> dict[str, object]:
    places = [find(heard, piece) for piece in pieces]
    late_ms = [1000 * (ear.moment(at) - moment) for at, moment in zip(places, moments, strict=True) if at is not None]
    middle = sorted(late_ms)[len(late_ms) // 2]
    return {
        "delay of the sink": round(middle, 1),
        "about it": spread([late - middle for late in late_ms]),
        "bit-exact": f"{len(late_ms)} of {len(pieces)}",
    }


def _rival(server: Server, folder: Path, command: list[str], count: int) -> dict[str, object]:
    ear, late_ms = Ear(server), list[float]()
    pieces = [noise(LENGTH_S, 900 + number) for number in range(count)]
    moments = list[float]()
    for number, piece in enumerate(pieces):
        path = write_wav(folder / f"rival-{number}.wav", piece)
        time.sleep(1.0)
        moments.append(time.time())
        subprocess.run([*command, str(path)], env=server.environment, check=False, capture_output=True)
    time.sleep(0.5)
    heard = ear.heard()
    for piece, moment in zip(pieces, moments, strict=True):
        at, alike = find_like(heard, piece)
        if alike > 0.5:
            late_ms.append(1000 * (ear.moment(at) - moment))
    return {"late": spread(late_ms) if late_ms else None, "found": f"{len(late_ms)} of {count}"}


def gaps(asked: argparse.Namespace) -> Figures:
    """Measure what lies between orders whose ends and starts meet."""
    with tempfile.TemporaryDirectory() as name, ExitStack() as held:
        folder, server = Path(name), SERVERS[asked.server]()
        server.start()
        held.callback(server.close)
        os.environ.update(server.environment)
        desk = EngineDesk(folder / "engine.json", EngineOptions())
        held.callback(lambda: desk.close(stop_engine=True))
        desk.health()
        time.sleep(3)
        ear = Ear(server)
        pieces = [noise(0.7 + number / 10, 50 + number) for number in range(8)]
        moment = datetime.now(UTC) + timedelta(seconds=AHEAD_S)
        for number, piece in enumerate(pieces):
            length_ms = len(piece) * 1000 // RATE
            desk.play(PlayOrder(f"g{number}", write_wav(folder / f"g{number}.wav", piece), moment, 0, length_ms))
            moment += timedelta(milliseconds=length_ms)
        time.sleep((moment - datetime.now(UTC)).total_seconds() + 1)
        heard = ear.heard()
    places = [find(heard, piece) for piece in pieces]
    found = [(at, len(piece)) for at, piece in zip(places, pieces, strict=True) if at is not None]
    between = [after - (at + length) for (at, length), (after, _) in pairwise(found)]
    return {"samples between": between, "bit-exact": f"{len(found)} of {len(pieces)}"}
