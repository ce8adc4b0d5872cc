"""What the daemon has done beside airing: one thing after another, in child processes."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from broadcaster.workflows.chores import BACKUPS, Chores, superfluous

NIGHT = datetime(2026, 5, 13, 1, 30, tzinfo=UTC)


class Children:
    """Starts a child that ends at once in place of each command."""

    def __init__(self) -> None:
        self.commands: list[list[str]] = []

    def __call__(self, command: list[str]) -> "subprocess.Popen[bytes]":
        self.commands.append(command[command.index("--station") + 2 :])
        child = subprocess.Popen([sys.executable, "-S", "-c", "raise SystemExit(1)"])
        child.wait()
        return child


@pytest.fixture(autouse=True)
def roomy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("broadcaster.workflows.chores.LITTLE_DISK_BYTES", 0)


def chores_of(folder: Path, now: datetime = NIGHT) -> tuple[Chores, Children]:
    children = Children()
    return Chores(folder, lambda: now, children), children


def test_each_night_a_backup_is_made_and_speech_kept_within_its_bounds_one_after_the_other(tmp_path: Path) -> None:
    chores, children = chores_of(tmp_path)
    chores.daily()
    chores.tend()
    assert children.commands == [["backup", str(tmp_path / "var/backups/20260513-013000.zip")]]
    chores.tend()  # the backup failed, and that ends nothing
    assert children.commands[1:] == [["cache", "--drop"]]
    chores.tend()
    assert len(children.commands) == 2


def test_a_station_that_is_started_again_and_again_makes_one_backup_a_day(tmp_path: Path) -> None:
    lying = tmp_path / "var/backups/20260512-233000.zip"
    lying.parent.mkdir(parents=True)
    lying.touch()
    made_s = (NIGHT - timedelta(hours=2)).timestamp()
    os.utime(lying, (made_s, made_s))
    chores, children = chores_of(tmp_path)
    chores.daily()
    chores.tend()
    assert children.commands == [["cache", "--drop"]]


def test_only_the_last_few_backups_are_kept() -> None:
    lying = [Path(f"{number}.zip") for number in range(6)]
    assert superfluous(lying) == lying[: 7 - BACKUPS]
    assert superfluous(lying[: BACKUPS - 1]) == []
