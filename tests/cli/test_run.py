"""Run: the real daemon in a process of its own, on the real clock, with a file for its sound card."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from workflows.stations import ask, environment, rewrite, run

from broadcaster.cli.airing import closed_window
from broadcaster.playout.engine_desk import EngineDesk
from broadcaster.playout.engine_process import EngineOptions

PATIENCE_S = 40.0


@pytest.fixture
def on_air_station(station: Path) -> Iterator[Path]:
    """A station whose programme of three minutes has begun half a minute ago, or a little longer."""
    now = datetime.now(UTC).astimezone(ZoneInfo("Asia/Ho_Chi_Minh"))
    slot = (now - timedelta(seconds=30)).replace(second=0, microsecond=0)  # slots start with a minute
    rewrite(station / "playlists/sang.yaml", "5h30", f"{slot:%H:%M}")
    rewrite(station / "playlists/sang.yaml", "mon-sun, airtime: 1m", f"{slot:%a}, airtime: 3m".lower())
    rewrite(station / "station.yaml", "outputs:", "hours: {quiet: none}\noutputs:")
    assert ask(station, "build", f"{slot:%Y-%m-%d}").code == 0
    yield station
    EngineDesk(station / "var/engine.json", EngineOptions(sound_card=None)).close(stop_engine=True)


@contextmanager
def running(station: Path) -> Iterator["subprocess.Popen[str]"]:
    """Run the station until the block ends."""
    with (station / "run.err").open("w", encoding="utf-8") as log:
        daemon = subprocess.Popen(
            [sys.executable, "-m", "broadcaster", "run"],
            cwd=station,
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=log,
            text=True,
        )
        try:
            yield daemon
        finally:
            daemon.kill()
            daemon.wait()


def wait_until_on_air(station: Path, daemon: "subprocess.Popen[str]") -> Any:
    """Return the status as soon as this daemon tells that something is on air."""
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        told = ask(station, "status", "--json").json
        if told["on_air"] and json.loads((station / "var/status.json").read_bytes())["pid"] == daemon.pid:
            return told
        time.sleep(0.1)
    raise AssertionError((station / "run.err").read_text(encoding="utf-8"))


def test_a_station_runs_once_goes_on_after_a_kill_with_what_plays_and_ends_when_told(on_air_station: Path) -> None:
    station = on_air_station
    with running(station) as first:
        told = wait_until_on_air(station, first)
        assert (told["running"], told["on_air"].partition("@")[0]) == (True, "sang")
        assert {"name": "wav_file", "ok": True, "detail": ""} in told["outputs"]
        assert "on air: Chương trình buổi sáng" in ask(station, "status").out

        other = run(station, "run")
        assert (other.code, other.out) == (1, "")
        assert other.err == f"the station is running already (process {first.pid}); see broadcaster status\n"
        first.kill()

    with running(station) as second:
        assert wait_until_on_air(station, second)["on_air"] == told["on_air"]
        lines = ask(station, "log", "--json").lines
        told_of = [(line["source"], line["planned_at"]) for line in lines]
        assert len(set(told_of)) == len(told_of)
        assert [source for source, _ in told_of[:2]] == ["nhac-hieu", "tin-1"]  # missed: it was switched on too late
        assert {line["outcome"] for line in lines} <= {"skipped", "joined_late", "aired"}  # nothing was cut
        assert lines[0]["planned_at"].endswith(":00.000+07:00")
        if sys.platform != "win32":
            second.send_signal(signal.SIGTERM)
            assert second.wait(PATIENCE_S) == 0
            assert ask(station, "status", "--json").json["running"] is False
    assert not (station / "broadcaster-fault.txt").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
def test_a_closed_window_is_heard_of_but_under_nohup() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    try:
        assert closed_window() == [signal.SIGHUP]
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        assert closed_window() == []
    finally:
        signal.signal(signal.SIGHUP, before)


@pytest.mark.real
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
def test_who_closes_the_window_ends_the_sound_too(on_air_station: Path) -> None:
    with running(on_air_station) as daemon:
        wait_until_on_air(on_air_station, daemon)
        assert (on_air_station / "var/engine.json").exists()
        daemon.send_signal(signal.SIGHUP)
        assert daemon.wait(PATIENCE_S) == 0
    assert not (on_air_station / "var/engine.json").exists()
