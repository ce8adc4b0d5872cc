"""Help: of every command, at once, without loading what the command will need."""

import subprocess
import sys
from pathlib import Path

import pytest
from workflows.stations import ask, environment, run

from broadcaster import __version__
from broadcaster.cli.main import COMMANDS

LIMIT_S = 0.5

# Counted in the child itself: how long it had to wait for its turn is the machine's business.
TIMED = "import atexit, sys, time; atexit.register(lambda: sys.stderr.write(f'{time.process_time()}'));\n"
TIMED += "from broadcaster.cli.main import main; main()"


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_is_there_at_once(tmp_path: Path, command: str) -> None:
    words = [command, "--help"] if command else ["--help"]
    done = subprocess.run(
        [sys.executable, "-c", TIMED, *words],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.startswith(f"Usage: broadcaster {command}".rstrip())
    assert float(done.stderr) < LIMIT_S


def test_help_loads_neither_sound_nor_speech_nor_the_station_s_files(tmp_path: Path) -> None:
    shown = run(tmp_path, "simulate", "--help", python=("-X", "importtime"))
    for costly in ("numpy", "soundfile", "yaml", "sqlite3", "gtts", "schedule"):
        assert f" {costly}\n" not in shown.err


def test_the_list_of_commands_names_each_with_what_it_does(tmp_path: Path) -> None:
    shown = ask(tmp_path, "--help").out
    for name, (_, does) in COMMANDS.items():
        assert f"  {name}" in shown
        assert " ".join(does.split()[:4]) in " ".join(shown.split())


def test_the_version_is_told(tmp_path: Path) -> None:
    assert ask(tmp_path, "--version").out.strip().endswith(__version__)
