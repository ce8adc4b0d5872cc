"""The power is cut while the station airs: every process is gone, and with them all that was not synced to the disk."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from machines import Machine, wait_for
from power_cut import PowerCut, need_compiler
from stations import AFTER, run

from broadcaster.engine.outputs.wav_file import HEADER_BYTES
from broadcaster.engine.pcm import CHANNELS, RATE

pytestmark = pytest.mark.real


OVER = datetime.fromisoformat(f"{AFTER}T05:31:00+07:00")
UNSAID_S = 1.5  # its place is noted each second, and of a cut the record need not know more than that


@dataclass
class Village:
    """A station whose power can be cut. Its slot lasts until 05:31; it is 05:30:48 when it is switched on first."""

    folder: Path
    machine: Machine
    power: PowerCut
    tapes: list[np.ndarray] = field(default_factory=list)
    daemon: "subprocess.Popen[bytes] | None" = None

    def switch_on(self) -> None:
        preload = f"{self.machine.environment['LD_PRELOAD']}:{self.power.around['LD_PRELOAD']}"
        around = {**self.machine.environment, **self.power.around, "LD_PRELOAD": preload}
        command = [sys.executable, "-m", "broadcaster", "run"]
        self.daemon = subprocess.Popen(
            command, cwd=self.folder, env=around, stderr=subprocess.DEVNULL, start_new_session=True
        )

    def cut(self) -> None:
        self._kill()
        self.tapes.append(self.tape())
        self.power.cut()

    def tape(self) -> np.ndarray:
        """Return what was sent since it was switched on; of the WAV file nothing is left after a cut."""
        raw = (self.folder / "var/on-air.wav").read_bytes()[HEADER_BYTES:]
        frame_bytes = 2 * CHANNELS
        return np.frombuffer(raw[: len(raw) // frame_bytes * frame_bytes], "<i2")[::CHANNELS]

    def is_heard(self) -> bool:
        return (self.folder / "var/on-air.wav").exists() and bool(self.tape().any())

    def close(self) -> None:
        if self.daemon and self.daemon.poll() is None:
            self._kill()

    def _kill(self) -> None:
        assert self.daemon
        os.killpg(self.daemon.pid, signal.SIGKILL)
        with suppress(OSError, ValueError, KeyError):  # not started yet
            os.kill(json.loads((self.folder / "var/engine.json").read_bytes())["pid"], signal.SIGKILL)
        self.daemon.wait()


@pytest.fixture
def village(station: Path, tmp_path: Path) -> Iterator[Village]:
    need_compiler()
    machine = Machine(tmp_path)
    for kept in (station / "var").glob("logbook.*"):
        kept.unlink()  # it was written today; this is another day
    machine.shows(datetime.fromisoformat(f"{AFTER}T05:30:48+07:00"))
    village = Village(station, machine, PowerCut(station, tmp_path))
    yield village
    village.close()


def test_after_a_power_cut_it_is_joined_where_it_should_be_and_nothing_is_heard_twice(village: Village) -> None:
    village.switch_on()
    wait_for(village.is_heard)
    time.sleep(1.5)
    village.cut()
    village.switch_on()
    wait_for(lambda: village.machine.now() > OVER + timedelta(seconds=1.5))
    village.tapes.append(village.tape())
    village.close()

    lines = [line for line in run(village.folder, "log", "--json").lines if line["started_at"]]
    begins = [datetime.fromisoformat(line["started_at"]) for line in lines]
    ends = [begin + timedelta(milliseconds=line["duration_ms"]) for begin, line in zip(begins, lines, strict=True)]
    assert all(end <= begin for end, begin in zip(ends, begins[1:], strict=False)), lines
    assert abs(ends[-1] - OVER) < timedelta(milliseconds=50)  # joined in its place it ends in its place
    said_s = sum((end - begin).total_seconds() for begin, end in zip(begins, ends, strict=True))
    heard_s = sum(float(loud[-1] - loud[0]) / RATE for loud in map(np.flatnonzero, village.tapes))
    assert heard_s - UNSAID_S < said_s < heard_s + 0.2
    assert run(village.folder, "log", "--verify").code == 0
    claims = sqlite3.connect(village.folder / "var/logbook.sqlite").execute("select id, state from airing").fetchall()
    assert claims == [(f"sang@{AFTER}T05:30+07:00", "over")]
