"""After a power cut the disk is write-protected: the station starts all the same, and nothing airs twice."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import pytest
from machines import Machine, wait_for
from stations import AFTER, rewrite, run

from broadcaster.workflows.refuge import place_of

pytestmark = pytest.mark.real

# Root may write everywhere: for it a disk takes nothing only without this privilege.
UNPRIVILEGED = ("setpriv", "--bounding-set=-dac_override,-dac_read_search") if os.geteuid() == 0 else ()
AIRING = f"sang@{AFTER}T05:30+07:00"


def at(moment: str) -> datetime:
    return datetime.fromisoformat(f"{AFTER}T{moment}+07:00")


class Village:
    """A station whose disk can be write-protected, all but the folder that its sound goes to."""

    def __init__(self, folder: Path, elsewhere: Path) -> None:
        self.folder = folder
        self.machine = Machine(elsewhere)
        self.screen = elsewhere / "screen"
        self.tape = folder / "tape/on-air.wav"
        rewrite(folder / "station.yaml", "var/on-air.wav", "tape/on-air.wav")
        self.tape.parent.mkdir()
        self.refuge = place_of(folder)
        self.daemon: subprocess.Popen[bytes] | None = None

    def protect(self, *, on: bool) -> None:
        for path in (self.folder, *self.folder.rglob("*")):
            if self.tape.parent not in {path, path.parent}:
                path.chmod(path.stat().st_mode & ~0o222 if on else path.stat().st_mode | 0o200)

    def command(self, *words: str) -> list[str]:
        return [*UNPRIVILEGED, sys.executable, "-m", "broadcaster", *words]

    def switch_on(self) -> None:
        with self.screen.open("wb") as screen:
            daemon = subprocess.Popen(self.command("run"), cwd=self.folder, env=self.machine.environment, stderr=screen)
        self.daemon = daemon
        wait_for(lambda: b"is running" in self.screen.read_bytes() or daemon.poll() is not None)
        assert daemon.poll() is None, self.screen.read_text("utf-8")

    def ask(self, *words: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            self.command(*words),
            cwd=self.folder,
            env=self.machine.environment,
            capture_output=True,
            encoding="utf-8",
            timeout=60,
            check=False,
        )

    def kill(self) -> None:
        """End the daemon and its sound process at once, as a fault would."""
        assert self.daemon
        self.daemon.kill()
        self.daemon.wait()
        for var in (self.refuge, self.folder / "var"):
            with suppress(OSError, ValueError, KeyError):
                os.kill(json.loads((var / "engine.json").read_bytes())["pid"], signal.SIGKILL)


@pytest.fixture
def village(station: Path, tmp_path: Path) -> Iterator[Village]:
    for kept in (station / "var").glob("logbook.*"):
        kept.unlink()  # it was written today; this is another day
    (tmp_path / "elsewhere").mkdir()
    village = Village(station, tmp_path / "elsewhere")
    yield village
    if village.daemon:
        village.kill()
    village.protect(on=False)
    shutil.rmtree(village.refuge, ignore_errors=True)


def test_on_a_disk_that_takes_nothing_it_starts_and_airs_once_and_comes_home_later(village: Village) -> None:
    village.machine.shows(at("05:29:40"))
    village.switch_on()  # before the power cut: its record knows of nothing yet
    village.kill()
    village.protect(on=True)

    village.machine.shows(at("05:29:55"))
    village.switch_on()
    assert "the station's disk takes nothing" in village.screen.read_text("utf-8")
    wait_for(lambda: "on air: Chương trình buổi sáng" in village.ask("status").stdout)
    assert "needs a hand: the station's disk takes nothing" in village.ask("status").stdout
    second = village.ask("run")
    assert (second.returncode, "running already" in second.stderr) == (1, True)
    village.machine.shows(at("05:30:50"))
    time.sleep(1.5)

    village.kill()
    village.machine.shows(at("05:31:05"))  # it is over, and was heard: no late start may bring it again
    village.switch_on()
    time.sleep(3)
    assert "nothing is on air now" in village.ask("status").stdout
    assert "the record can't be written" not in village.ask("status").stdout
    village.kill()

    village.protect(on=False)
    village.switch_on()
    assert "the disk can be written again" in village.screen.read_text("utf-8")
    assert not village.refuge.exists()
    village.kill()
    lines = [line for line in run(village.folder, "log", "--json").lines if line["started_at"]]
    begins = [datetime.fromisoformat(line["started_at"]) for line in lines]
    assert begins
    assert len(set(begins)) == len(begins)
    assert run(village.folder, "log", "--verify").code == 0
