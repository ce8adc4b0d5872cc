"""An approval taken back while the engine's own process plays: what its output carried after that."""

import math
import time
import wave
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
from desks import RATE, EngineStudio
from rundowns import POLICY, S

from broadcaster.logbook.logbook import Logbook
from broadcaster.model.plan import Airtime, Cue, Rundown
from broadcaster.model.sound import Clip, ClipKind
from broadcaster.playout.airing import Airing, Standing
from broadcaster.playout.daemon import Daemon
from broadcaster.playout.needs import Surroundings

pytestmark = pytest.mark.real

LENGTH_MS = 4 * S


def tone(path: Path) -> Path:
    moments = np.arange(RATE * LENGTH_MS // S) / RATE
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((8000 * np.sin(2 * math.pi * 440 * moments)).astype("<i2").tobytes())
    return path


def airing_soon(path: Path) -> Airing:
    starts_at = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=1)
    clip = Clip("tin-1", ClipKind.SCRIPT, "Tin", LENGTH_MS)
    airtime = Airtime("sang", "Sáng", starts_at, LENGTH_MS, LENGTH_MS, items=(), fill=())
    return Airing(
        Rundown(airtime, (Cue(clip, "script", starts_at, LENGTH_MS),)),
        path,
        sha256=sha256(path.read_bytes()).hexdigest(),
    )


def test_the_engine_is_silent_within_two_seconds_of_a_revocation(tmp_path: Path) -> None:
    studio = EngineStudio(tmp_path)
    planned = [airing_soon(tone(tmp_path / "tin.wav"))]
    standing = {"now": Standing.GOOD}
    record = Logbook(None)
    daemon = Daemon(
        studio.clock, studio.desk, record, lambda day: [a for a in planned if a.starts_at.date() == day],
        replace(POLICY, quiet=None), Surroundings(standing=lambda _: standing["now"]),
    )  # fmt: skip
    revoked_at = planned[0].starts_at + timedelta(seconds=1)
    while studio.clock.now() < planned[0].starts_at + timedelta(seconds=3):
        if studio.clock.now() >= revoked_at and planned[0].path:
            standing["now"] = Standing.TAKEN_BACK
            planned[:] = [replace(planned[0], path=None, sha256="")]
        daemon.tick()
        time.sleep(0.5)
    heard = np.abs(studio.heard().astype(int)) > 500
    heard_s = heard.sum() / RATE / (2 * np.arccos(500 / 8000) / np.pi)  # a sine is that often louder than 500
    assert 0.5 < heard_s < 2.5
    assert not heard[-RATE // 2 :].any()
    (line,) = record.aired()
    assert (line.outcome.value, line.note) == ("cut_short", "its approval was taken back")
