"""An emergency on a running station, and processes that are killed in the middle of it."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from cap_server import Page, atom, authority
from content.cap_signer import Office, warning
from stations import ask, environment, rewrite

from broadcaster.sound.files import read

TEXT = "Nước lên nhanh, bà con lên trường học."


@pytest.fixture
def day_station(draft_station: Path) -> Path:
    rewrite(draft_station / "station.yaml", "language: vi", "language: vi\nhours: {quiet: none}")
    for slot in (draft_station / "playlists").iterdir():
        slot.unlink()
    return draft_station


@contextmanager
def running(station: Path) -> Iterator["subprocess.Popen[bytes]"]:
    daemon = subprocess.Popen(
        [sys.executable, "-m", "broadcaster", "run"], cwd=station, env=environment(), stderr=subprocess.DEVNULL
    )
    try:
        wait_for(lambda: (station / "var/status.json").exists() and (station / "var/engine.json").exists())
        yield daemon
    finally:
        if daemon.poll() is None:
            daemon.send_signal(signal.SIGINT)
        daemon.wait(20)


def wait_for(come: Callable[[], bool]) -> None:
    until = time.monotonic() + 60
    while not come():
        assert time.monotonic() < until
        time.sleep(0.1)


def outcomes(station: Path) -> list[str]:
    return [line["outcome"] for line in ask(station, "log", "--json").lines]


def test_an_emergency_survives_the_death_of_daemon_and_engine_and_ends_on_demand(day_station: Path) -> None:
    with running(day_station) as daemon:
        ordered = ask(day_station, "alert", TEXT, "--by", "An")
        assert (ordered.code, ordered.err) == (0, "")  # the daemon sees to it: the command is over at once
        time.sleep(1.5)
        os.kill(json.loads((day_station / "var/engine.json").read_text())["pid"], signal.SIGKILL)
        daemon.kill()
        daemon.wait()
    with running(day_station):  # it is said again from its beginning, by another engine
        wait_for(lambda: outcomes(day_station)[-1:] == ["aired"])
        assert outcomes(day_station).count("aired") == 1
        said = len(read(next((day_station / "var/alerts/sounds").glob("*.wav"))).samples)
        another = ask(day_station, "alert", TEXT, "--every", "5m", "--json").json["alert"]
        assert ask(day_station, "alert", "--cancel", another, "--by", "Bình").code == 0
        wait_for(lambda: outcomes(day_station)[-1] != "aired")
    heard = read(day_station / "var/on-air-2.wav").samples  # of the engine that was started anew
    first = np.flatnonzero(heard)[0]
    assert np.count_nonzero(heard[first : first + said]) > said // 3
    assert outcomes(day_station)[-1] in {"cut_short", "skipped"}
    assert ask(day_station, "log", "--verify").code == 0


def test_a_signed_warning_in_a_feed_is_heard_and_its_cancel_ends_it(day_station: Path) -> None:
    office, now = Office(), datetime.now(UTC).replace(microsecond=0)
    office.write_certificate(day_station)

    def signed(**changes: str) -> Page:
        told = warning(expires=(now + timedelta(hours=1)).isoformat(), **changes)
        return Page(office.sign(told.replace("2026-05-13T05:38:00+07:00", now.isoformat())))

    with authority() as server:
        rules = f"alerts: {{cap: {{signers: [kttv.pem], url: '{server.url}/feed.xml'}}}}"
        rewrite(day_station / "station.yaml", "language: vi", f"language: vi\n{rules}")
        server.pages = {"/lu.xml": signed(), "/feed.xml": atom("/lu.xml", "/gone.xml", dated=now.isoformat())}
        with running(day_station):
            wait_for(lambda: ask(day_station, "status", "--json").json["alerts"][:1] != [])
            [alert] = ask(day_station, "status", "--json").json["alerts"]
            assert alert["by"] == "thu@kttv.example (kttv)"
            wait_for(lambda: ask(day_station, "alert", "--list", "--json").json["alerts"][0]["on_air"])
            about = f"thu@kttv.example,lu-2026-001,{now.isoformat()}"
            cancel = day_station / "var/cap-in/huy.xml"  # by another way than the warning itself
            cancel.write_bytes(signed(identifier="huy", kind="Cancel", references=about).body)
            wait_for(lambda: outcomes(day_station) == ["cut_short"])
    heard = np.flatnonzero(read(next((day_station / "var").glob("on-air*.wav"))).samples)
    assert len(heard)
    said = len(read(next((day_station / "var/alerts/sounds").glob("*.wav"))).samples)
    assert heard[-1] - heard[0] < said
