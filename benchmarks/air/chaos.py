"""The whole station, killed over and over at random moments: what is heard twice, what is lost, what the record says.

Each slot is unique noise, so that every piece of what its sound server got can be told: of which slot it is, and where
in it. What systemd would start again is started a second later; the sound process is the daemon's to start.
"""

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
from engine.pulse_rig import Ear, Server
from numpy.typing import NDArray
from pieces import STEP, Listener, Run, times_heard
from power_cut import PowerCut
from rig import RATE, Figures, Samples
from stations import environment, write_station
from unattended import ZONE

CUES_S = (11, 13, 16)
LENGTH_S = sum(CUES_S)
RESTART_S = 1.0  # as `service install` writes it
READY_S = 15
NOT_AT_THE_END_S = 5.0
TOLD_TO_S = 0.1
SLOT = """\
title: Lượt {number}
slot: {{at: "{at:%H:%M}", from: {at:%Y-%m-%d}, to: {at:%Y-%m-%d}, airtime: {length}s}}
items: [{cues}]
fill: []
"""


def chaos(asked: argparse.Namespace) -> Figures:
    """Kill daemon, sound process, both, the sound server, cut the power; then compare sound, plan and record."""
    chance = random.Random(asked.seed)  # noqa: S311 - what was drawn can be drawn again
    with _station(asked.slots) as station:
        harms = _drawn(chance, station, asked.kills, asked.server_kills)
        with suppress(KeyboardInterrupt):  # what was recorded by then is told
            for moment, harm in harms:
                time.sleep(max(0.0, moment - time.time()))
                station.harm(harm)
            time.sleep(max(0.0, station.begins[-1] + LENGTH_S + 3 - time.time()))
        station.daemon.send_signal(signal.SIGINT)
        station.daemon.wait(20)
        return _Findings(station).figures()


HARMS = ("daemon", "engine", "daemon and engine")
POWER = "the power"
SERVER_HARMS = ("PulseAudio", POWER)


def _drawn(chance: random.Random, station: "_Station", kills: int, server_kills: int) -> list[tuple[float, str]]:
    """Return when to kill what, in order: moments anywhere from the first slot to shortly before the last one's end."""
    first, last = station.begins[0] - 2, station.begins[-1] + LENGTH_S - NOT_AT_THE_END_S
    kinds = [HARMS[number % len(HARMS)] for number in range(kills)]
    kinds += [SERVER_HARMS[number % len(SERVER_HARMS)] for number in range(server_kills)]
    return sorted((chance.uniform(first, last), kind) for kind in kinds)


@dataclass
class _Station:
    folder: Path
    server: Server
    begins: list[float]
    power: PowerCut
    ears: list[Ear]
    daemon: "subprocess.Popen[bytes]" = field(init=False)
    harmed: list[tuple[float, str]] = field(default_factory=list)

    @property
    def programmes(self) -> list[Path]:
        """The finished programme of each slot."""
        moments = [datetime.fromtimestamp(begin, ZONE) for begin in self.begins]
        folder = self.folder / "audio/programmes"
        return [folder / f"{at:%Y-%m-%d/%H%M}-s{number:02}.mp3" for number, at in enumerate(moments)]

    def start_daemon(self) -> None:
        """Start `run`, as systemd would."""
        self.daemon = subprocess.Popen(
            [sys.executable, "-m", "broadcaster", "run"],
            cwd=self.folder,
            env={**environment(), **self.server.environment, **self.power.around},
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def harm(self, kind: str) -> None:
        """Kill it, and start again a second later what starts again by itself in a village."""
        self.harmed.append((time.time(), kind))
        if kind in {"daemon", "daemon and engine", POWER}:
            with suppress(ProcessLookupError):
                os.killpg(self.daemon.pid, signal.SIGKILL)  # and a build that it may have begun
            self.daemon.wait()
        if kind in {"engine", "daemon and engine", POWER}:
            self.kill_engine()
        if kind in SERVER_HARMS:
            self.server.kill()
            if kind == POWER:
                self.power.cut()
            time.sleep(RESTART_S)
            self.server.start()
            self.ears.append(Ear(self.server))
        elif kind != "engine":
            time.sleep(RESTART_S)
        if self.daemon.poll() is not None:
            self.start_daemon()

    def kill_engine(self) -> None:
        """Kill the sound process, if there is one."""
        with suppress(OSError, ValueError, KeyError):  # none was started yet
            os.kill(int(json.loads((self.folder / "var/engine.json").read_text())["pid"]), signal.SIGKILL)


@contextmanager
def _station(slots: int) -> Iterator[_Station]:
    """Yield a station on air soon, `slots` minutes in a row, everything built."""
    name = tempfile.mkdtemp(prefix="chaos-")
    folder, server = write_station(Path(name) / "station"), Server()
    yaml = folder / "station.yaml"
    text = yaml.read_text("utf-8").replace(
        "outputs: [wav_file: {path: var/on-air.wav}]", "hours: {quiet: none, sessions_per_day: 48}"
    )
    yaml.write_text(text, encoding="utf-8")
    shutil.rmtree(folder / "scripts")
    for old in (folder / "playlists").iterdir():
        old.unlink()
    soon = datetime.now(ZONE) + timedelta(seconds=READY_S + 2 * slots)
    first = soon.replace(second=0, microsecond=0) + timedelta(minutes=1)
    for number in range(slots):
        _write_slot(folder, number, first + timedelta(minutes=number))
    last = first + timedelta(minutes=slots)
    days = ["--from", f"{first:%Y-%m-%d}", "--to", f"{last:%Y-%m-%d}"]
    build = [sys.executable, "-m", "broadcaster", "build", *days]
    subprocess.run(build, cwd=folder, env=environment(), check=True, stdout=subprocess.DEVNULL)
    server.start()
    ear = Ear(server)
    begins = [(first + timedelta(minutes=number)).timestamp() for number in range(slots)]
    found = _Station(folder, server, begins, PowerCut(folder, Path(name)), [ear])
    found.start_daemon()
    try:
        yield found
    finally:
        with suppress(ProcessLookupError):
            os.killpg(found.daemon.pid, signal.SIGKILL)
        found.kill_engine()
        server.close()
        shutil.rmtree(name)


def _write_slot(folder: Path, number: int, at: datetime) -> None:
    import soundfile

    names = [f"n{number:02}-{place}" for place in range(len(CUES_S))]
    for place, (name, length_s) in enumerate(zip(names, CUES_S, strict=True)):
        samples = np.random.default_rng(100 * number + place).normal(0, 0.1, 24_000 * length_s)
        soundfile.write(folder / f"audio/jingles/{name}.wav", samples.astype(np.float32), 24_000)
    cues = ", ".join(f"{{jingle: {name}}}" for name in names)
    text = SLOT.format(number=number, at=at, length=LENGTH_S, cues=cues)
    (folder / f"playlists/s{number:02}.yaml").write_text(text, encoding="utf-8")


def _programme(path: Path) -> Samples:
    """Return it as the sound process decodes it."""
    from broadcaster.engine.audio_io import decode_file

    found: Samples = np.concatenate([block[:, 0] for block in decode_file(path, 0)])[: LENGTH_S * RATE]
    return found


@dataclass(frozen=True)
class _Line:
    """A line of the record: which stretch of its slot's programme it says was heard, in samples."""

    slot: int
    source: str
    outcome: str
    begin: int
    end: int
    note: str


class _Findings:
    """What the ears got, beside what the record says."""

    def __init__(self, station: _Station) -> None:
        self._station = station
        self._programmes = [_programme(path) for path in station.programmes]
        self._runs: list[tuple[Ear, Run]] = []
        self._unknown = 0
        listener = Listener(self._programmes)
        for ear in station.ears:
            heard = ear.heard()
            began = ear.moment(0)
            runs, unknown = listener.runs(heard, [round((begin - began) * RATE) for begin in station.begins])
            self._runs += [(ear, run) for run in runs]
            self._unknown += unknown

    def figures(self) -> Figures:
        """Return the figures of the whole run."""
        runs = [run for _, run in self._runs]
        times = [times_heard(runs, number, len(sound)) for number, sound in enumerate(self._programmes)]
        pieces = [one[: len(one) // STEP * STEP].reshape(-1, STEP) for one in times]
        twice = sum(int(((piece > 1).mean(axis=1) > 0.5).sum()) for piece in pieces)
        lines = self._lines()
        said = [self._said(lines, number) for number in range(len(times))]
        return {
            "slots": len(times),
            "killed": {kind: sum(one == kind for _, one in self._station.harmed) for kind in (*HARMS, *SERVER_HARMS)},
            "when": self._when(),
            "slots begun twice": sum(self._begun(number) > 1 for number in range(len(times))),
            "slots not heard at all": sum(not bool(one.any()) for one in times),
            "pieces of 50 ms heard twice": f"{twice} of {sum(len(piece) for piece in pieces)}",
            "s repeated": round(sum(float((one - 1).clip(0).sum()) for one in times) / RATE, 2),
            "s lost": round(sum(float((one == 0).sum()) for one in times) / RATE, 2),
            "s of sound that is nobody's": round(self._unknown * STEP / RATE, 2),
            "off its place, ms": self._off_their_place(),
            "lines of the record": len(lines),
            "s said and not heard": _seconds(one & (two == 0) for one, two in zip(said, times, strict=True)),
            "s heard and not said": _seconds(~one & (two > 0) for one, two in zip(said, times, strict=True)),
            f"lines off by more than {TOLD_TO_S} s": self._untrue(lines, said, times),
            "the chain": self._ask("log", "--verify").splitlines(),
        }

    def _when(self) -> list[str]:
        first = self._station.begins[0]
        return [
            f"{kind} at slot {int((at - first) // 60)}{(at - first) % 60:+.1f} s" for at, kind in self._station.harmed
        ]

    def _begun(self, number: int) -> int:
        return sum(run.sound == number and run.place < STEP for _, run in self._runs)

    def _off_their_place(self) -> dict[str, float]:
        """Return how late each run was against the plan, less the sink's own delay."""
        late_ms = [1000 * self._late_s(ear, run) for ear, run in self._runs if run.length > 2 * STEP]
        off = np.array(late_ms) - np.median(late_ms)
        return {
            "the sink's delay": round(float(np.median(late_ms)), 1),
            "runs": len(late_ms),
            "p50 of |x|": round(float(np.median(np.abs(off))), 1),
            "least": round(float(off.min()), 1),
            "most": round(float(off.max()), 1),
        }

    def _late_s(self, ear: Ear, run: Run) -> float:
        return ear.moment(run.begin) - (self._station.begins[run.sound] + run.place / RATE)

    def _lines(self) -> list[_Line]:
        found = []
        for text in self._ask("log", "--json").splitlines():
            said = json.loads(text)
            number = int(said["slot"][1:])
            if said["started_at"] is None:
                found.append(_Line(number, said["source"], said["outcome"], 0, 0, said["note"]))
                continue
            place_s = datetime.fromisoformat(said["started_at"]).timestamp() - self._station.begins[number]
            begin = round(place_s * RATE)
            end = begin + said["duration_ms"] * RATE // 1000
            found.append(_Line(number, said["source"], said["outcome"], begin, end, said["note"]))
        return found

    def _said(self, lines: Sequence[_Line], number: int) -> NDArray[np.bool_]:
        said = np.zeros(len(self._programmes[number]), np.bool_)
        for line in lines:
            if line.slot == number:
                said[max(0, line.begin) : max(0, line.end)] = True
        return said

    def _untrue(
        self, lines: Sequence[_Line], said: Sequence[NDArray[np.bool_]], times: Sequence[NDArray[np.int16]]
    ) -> list[str]:
        """Return the lines that say more than was heard, and the stretches heard of which no line tells."""
        found = []
        for line in lines:
            unheard_s = float((times[line.slot][max(0, line.begin) : max(0, line.end)] == 0).sum()) / RATE
            if unheard_s > TOLD_TO_S:
                place = f"{line.begin / RATE:.2f}..{line.end / RATE:.2f}"
                found.append(f"{line.source} {line.outcome} {place}: {unheard_s:.2f} s of it not heard ({line.note})")
        for number, (one, two) in enumerate(zip(said, times, strict=True)):
            for begin, end in _stretches(~one & (two > 0)):
                if (end - begin) / RATE > TOLD_TO_S:
                    found.append(f"slot {number} {begin / RATE:.2f}..{end / RATE:.2f}: heard, and no line says so")
        return found

    def _ask(self, *arguments: str) -> str:
        command = [sys.executable, "-m", "broadcaster", *arguments]
        asked = subprocess.run(
            command, cwd=self._station.folder, env=environment(), capture_output=True, text=True, check=False
        )
        return asked.stdout


def _seconds(parts: Iterator[NDArray[np.bool_]]) -> float:
    return round(sum(float(part.sum()) for part in parts) / RATE, 2)


def _stretches(where: NDArray[np.bool_]) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[False], where, [False]]).astype(np.int8)))
    return [(int(begin), int(end)) for begin, end in zip(edges[::2], edges[1::2], strict=True)]
