"""A build that is killed at any moment: the next one comes to the same result, to the byte, and cleans up behind it.

KILLS=100 tries a hundred moments (some minutes); a few are tried each time.
"""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from workflows.stations import AFTER, FIRST, ask, environment

MADE = ("audio/programmes", "playlists/built", "var")
KILLS = int(os.environ.get("KILLS", "5"))
BUILD = [sys.executable, "-m", "broadcaster", "build", "--from", FIRST, "--to", AFTER]
NOT_COMPARED = {"use.jsonl"}  # tells how often and when was built


def made(station: Path) -> dict[str, bytes]:
    files = (path for folder in MADE for path in (station / folder).rglob("*") if path.is_file())
    return {path.relative_to(station).as_posix(): path.read_bytes() for path in files if path.name not in NOT_COMPARED}


def start_over(station: Path) -> None:
    for folder in MADE:
        shutil.rmtree(station / folder, ignore_errors=True)


@pytest.fixture
def whole(station: Path) -> dict[str, bytes]:
    """What a build that nobody disturbs makes."""
    start_over(station)
    assert ask(station, "build", "--from", FIRST, "--to", AFTER).code == 0
    return made(station)


def test_a_build_killed_at_any_moment_is_made_good_by_the_next(station: Path, whole: dict[str, bytes]) -> None:
    chance = random.Random(2026)
    longest_s, killed = length_s(station), 0
    for _ in range(5 * KILLS):
        start_over(station)
        moment_s = chance.uniform(0.1, longest_s)
        if killed_at(station, moment_s):
            killed += 1
        else:  # the machine was busier when the length was taken
            longest_s = moment_s
        again = ask(station, "build", "--from", FIRST, "--to", AFTER)
        assert (again.code, again.err) == (0, ""), f"killed after {moment_s:.3f} s"
        assert made(station) == whole, f"killed after {moment_s:.3f} s"
        if killed == KILLS:
            break
    assert killed == KILLS


def length_s(station: Path) -> float:
    """Return how long a build takes that makes everything."""
    start_over(station)
    begun = time.monotonic()
    subprocess.run(BUILD, cwd=station, env=environment(), stdout=subprocess.DEVNULL, check=True)
    return time.monotonic() - begun


def killed_at(station: Path, moment_s: float) -> bool:
    """Start a build and kill it; return whether it was still at work then."""
    build = subprocess.Popen(BUILD, cwd=station, env=environment(), stdout=subprocess.DEVNULL)
    time.sleep(moment_s)
    build.send_signal(signal.SIGKILL)
    return build.wait() == -signal.SIGKILL


def test_the_leftovers_of_the_living_stay(station: Path) -> None:
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    folder = station / "var/items"
    for process in (dead.pid, os.getpid(), 1):
        (folder / f".item.flac.{process}.tmp").write_bytes(b"half")
    (folder / ".keep.tmp").write_bytes(b"somebody's own")
    assert ask(station, "build", AFTER).code == 0
    assert {path.name for path in folder.glob(".*")} == {
        f".item.flac.{os.getpid()}.tmp", ".item.flac.1.tmp", ".keep.tmp"
    }  # fmt: skip
