"""What an operator in a hurry types, and what is told. Where no daemon runs the command airs it itself."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from workflows.stations import FIRST, ask, environment, rewrite, run

from broadcaster.sound.files import read

FLOOD = "Nước lên 2 m, bà con thôn 5 lên trường học."


@pytest.fixture
def day_station(draft_station: Path) -> Path:
    """A station without quiet hours, so that a test may run at night."""
    rewrite(draft_station / "station.yaml", "language: vi", "language: vi\nhours: {quiet: none}")
    return draft_station


def test_a_dry_run_tells_what_will_be_said_and_when(day_station: Path) -> None:
    told = ask(day_station, "alert", FLOOD, "--dry-run", "--repeat", "3", "--every", "5m", "--json").json
    assert (told["state"], told["voice"], told["spoken"][:16]) == ("preview", "espeak:vi", "Nước lên hai mét")
    assert len(told["moments"]) == 3
    assert "the machine will say: Nước lên hai mét" in ask(day_station, "alert", FLOOD, "--dry-run").out
    assert ask(day_station, "alert", "--list").out == "no emergency is on air or to come\n"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "a text or a file"),
        ((FLOOD, "--list"), "a text or a file"),
        ((FLOOD, "--repeat", "3"), "--repeat needs --every"),
        ((FLOOD, "--every", "often"), "--every"),
        ((FLOOD, "--until", "18:00"), "--until needs --every"),
        ((FLOOD, "--every", "9m", "--until", "late"), "--until"),
        (("bao.txt",), "bao.txt is missing"),
        (("Thông báo lũ.mp3",), "Thông báo lũ.mp3 is missing"),
        (("scripts/bao",), "scripts/bao is missing"),
        (("/home/xã ta/bao",), "/home/xã ta/bao is missing"),
        (("bao-so-3",), "there is no script “bao-so-3”"),
        ((FLOOD, "--repeat", "3", "--every", "1s"), "so it can't be said again every 1 s"),
        ((FLOOD, "--repeat", "3", "--every", "1s", "--dry-run"), "so it can't be said again every 1 s"),
        (("...",), "there is no word to be said"),
        (("--confirm", "000000"), "nothing to be confirmed"),
        (("--cancel", "20260101-000000-0000"), "there is no emergency"),
    ],
)
def test_what_makes_no_sense_is_told(day_station: Path, arguments: tuple[str, ...], told: str) -> None:
    outcome = ask(day_station, "alert", *arguments)
    assert outcome.code == 2
    assert told in outcome.err


def test_a_script_is_named_by_its_id_as_everywhere(day_station: Path) -> None:
    told = ask(day_station, "alert", "tin-1", "--dry-run", "--json").json
    assert told["title"] == "Tin buổi sáng"


@pytest.mark.parametrize("words", ["x", "Lũ!", "Ngày 12/5 nghỉ học"])
def test_one_word_or_a_date_is_a_text(day_station: Path, words: str) -> None:
    assert ask(day_station, "alert", words, "--dry-run", "--json").json["state"] == "preview"


def test_at_night_the_first_call_airs_nothing_and_tells_the_second(draft_station: Path) -> None:
    rewrite(draft_station / "station.yaml", "language: vi", 'language: vi\nhours: {quiet: "00:01-00:00"}')
    told = ask(draft_station, "alert", FLOOD, "--by", "An")
    assert told.code == 1
    assert "the machine will say: Nước lên hai mét" in told.out
    assert "broadcaster alert --confirm" in told.out
    assert "An: asked for an emergency in the quiet hours" in ask(draft_station, "log", "--people").out


def test_the_next_time_the_clock_shows_it_is_meant(day_station: Path) -> None:
    told = ask(day_station, "alert", FLOOD, "--dry-run", "--every", "2h", "--until", "00:00", "--json").json
    assert 1 <= len(told["moments"]) <= 12


def test_a_simulated_day_tells_the_emergency_and_what_it_covered(station: Path) -> None:
    lines = ask(station, "simulate", FIRST, "--alert", f"{FIRST}T05:30:10 {FLOOD}", "--json").lines
    [alert] = [line for line in lines if line["kind"] == "alert"]
    assert (alert["outcome"], alert["started_at"]) == ("aired", f"{FIRST}T05:30:10.000+07:00")
    assert sum(line["duration_ms"] for line in lines) == 120_000
    assert {line["outcome"] for line in lines} == {"aired", "cut_short", "joined_late"}


@contextmanager
def ordered(station: Path, *arguments: str) -> Iterator["subprocess.Popen[bytes]"]:
    command = [sys.executable, "-m", "broadcaster", "alert", *arguments]
    process = subprocess.Popen(command, cwd=station, env=environment(), stderr=subprocess.PIPE)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def test_without_a_daemon_the_command_airs_it_itself(day_station: Path) -> None:
    with ordered(day_station, "Nước lên.", "--readings", "1", "--by", "An") as process:
        _, told = process.communicate(timeout=60)
        assert process.returncode == 0
    assert "this window airs it" in told.decode()
    [line] = ask(day_station, "log", "--json").lines
    assert (line["outcome"], line["kind"], "wav_file" in line["outputs"]) == ("aired", "alert", True)
    aired = read(day_station / "var/on-air.wav").samples
    said = read(next((day_station / "var/alerts/sounds").glob("*.wav"))).samples
    assert abs(np.abs(aired).max() - np.abs(said).max()) < 3000
    assert not (day_station / "var/engine.json").exists()


def test_ctrl_c_ends_it(day_station: Path) -> None:
    with ordered(day_station, FLOOD, "--every", "5m") as process:
        wait_for(lambda: "on air now: Nước lên 2 m" in ask(day_station, "alert", "--list").out)
        assert "EMERGENCY on air now: Nước lên 2 m" in run(day_station, "status").out
        os.kill(process.pid, signal.SIGINT)
        assert process.wait(20) == 0
    assert [line["outcome"] for line in ask(day_station, "log", "--json").lines] == ["cut_short"]
    assert run(day_station, "alert", "--list").out == "no emergency is on air or to come\n"


def wait_for(come: Callable[[], bool]) -> None:
    until = time.monotonic() + 60
    while not come():
        assert time.monotonic() < until
        time.sleep(0.1)
