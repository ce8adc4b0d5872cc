"""The engine's process and real servers: Icecast, Snapcast, two sound cards."""

import os
import shutil
import signal
import time
import wave
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import icecast_rig
import numpy as np
import pulse_rig
import pytest
import snapcast_rig
from numpy.typing import NDArray
from pulse_rig import RATE, Ear
from stand_in_servers import wait_for

from broadcaster.engine.outputs.sound_card import NO_SUCH_CARD
from broadcaster.model.zone import Zone
from broadcaster.playout.desk import PlayOrder
from broadcaster.playout.engine_desk import EngineDesk
from broadcaster.playout.engine_process import EngineOptions
from broadcaster.playout.zone_keeper import SnapcastPlace, ZoneKeeper

pytestmark = pytest.mark.real

CARRIED_ON_S = 2.0
APART_S = 0.005
LOUD, QUIET = 10_000, 40  # a tone at full volume; percent
TITLE, NEXT_TITLE = "Bản tin sáng – Kỳ Anh", "Bản tin sáng – Thông báo tiêm phòng"
Settings = dict[str, object]
Open = Callable[..., EngineDesk]


@pytest.fixture(autouse=True)
def _servers_are_installed() -> None:
    programs = ("icecast2", "snapserver", "snapclient", "pulseaudio", "pactl", "parec")
    missing = [program for program in programs if shutil.which(program) is None]
    if missing and os.environ.get("CI"):
        pytest.fail(f"not installed, yet CI must prove the outputs: {missing}")
    if missing:
        pytest.skip(f"not installed: {missing}")


@pytest.fixture
def open_desk(tmp_path: Path) -> Iterator[Open]:
    desks: list[EngineDesk] = []

    def open_desk(*others: Settings, sound_card: str | None = None, wav_file: Path | None = None) -> EngineDesk:
        options = EngineOptions(sound_card=sound_card, wav_file=wav_file, others=others)
        desks.append(EngineDesk(tmp_path / "engine.json", options))
        desks[-1].health()
        return desks[-1]

    yield open_desk
    for desk in desks:
        desk.close(stop_engine=True)


@pytest.fixture
def icecast() -> Iterator[icecast_rig.Server]:
    server = icecast_rig.Server()
    server.start()
    yield server
    server.close()


@pytest.fixture
def pulse(monkeypatch: pytest.MonkeyPatch) -> Iterator[pulse_rig.Server]:
    server = pulse_rig.Server()
    for name, value in server.environment.items():
        monkeypatch.setenv(name, value)
    server.start()
    yield server
    server.close()


def tone(path: Path, seconds: float, beeps_s: float = 0.0) -> Path:
    """Write a tone; with `beeps_s` it is heard for so long and silent for as long, in turn."""
    moments = np.arange(round(RATE * seconds)) / RATE
    sound = LOUD * np.sin(2 * np.pi * 1000 * moments)
    if beeps_s:
        sound *= moments % (2 * beeps_s) < beeps_s
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(sound.astype("<i2").tobytes())
    return path


def play(desk: EngineDesk, path: Path, seconds: float, titles: tuple[tuple[int, str], ...] = ()) -> None:
    at = datetime.now(UTC) + timedelta(seconds=0.3)
    desk.play(PlayOrder(path.stem, path, at, 0, round(seconds * 1000), titles))


def mount(server: icecast_rig.Server, name: str, path: str) -> Settings:
    place: Settings = {"kind": "icecast", "name": name, "host": "127.0.0.1", "port": server.port, "mount": path}
    return {**place, "password": icecast_rig.PASSWORD, "title": "Đài xã Thử", "bitrate": 160}  # titles come sooner


def well(desk: EngineDesk) -> dict[str, bool]:
    return {output.name: output.ok for output in desk.health()}


def test_icecast_is_killed_and_its_listeners_are_carried_on_with_the_title_of_what_airs(
    icecast: icecast_rig.Server, open_desk: Open, tmp_path: Path
) -> None:
    desk = open_desk(mount(icecast, "icecast", icecast_rig.MOUNT), mount(icecast, "icecast-2", "/khac.mp3"))
    wait_for(lambda: well(desk) == {"icecast": True, "icecast-2": True})
    ears = [icecast_rig.Listener(icecast.port, path) for path in (icecast_rig.MOUNT, "/khac.mp3")]
    play(desk, tone(tmp_path / "a.wav", 20), 20, ((0, TITLE), (1500, NEXT_TITLE)))
    wait_for(lambda: all(ear.titles[-2:] == [said(TITLE), said(NEXT_TITLE)] for ear in ears), within_s=8)
    icecast.kill()
    wait_for(lambda: not any(well(desk).values()))
    icecast.start()
    restarted_s = time.monotonic()
    wait_for(lambda: all(ear.first_after(restarted_s) for ear in ears))
    assert max(ear.first_after(restarted_s) or 0 for ear in ears) - restarted_s <= CARRIED_ON_S
    wait_for(lambda: all(len(ear.titles) > 2 and ear.titles[-1] == said(NEXT_TITLE) for ear in ears), within_s=8)
    for ear in ears:
        ear.close()


def said(title: str) -> bytes:
    return f"StreamTitle='{title}';".encode()


def test_a_wrong_password_is_told_and_a_frozen_server_stops_no_other_output(
    icecast: icecast_rig.Server, open_desk: Open, tmp_path: Path
) -> None:
    wrong = {**mount(icecast, "icecast-2", "/khac.mp3"), "password": "sai"}
    record = tmp_path / "off-air.wav"
    desk = open_desk(mount(icecast, "icecast", icecast_rig.MOUNT), wrong, wav_file=record)
    wait_for(lambda: "the password was refused" in [output.detail for output in desk.health()])
    wait_for(lambda: well(desk)["icecast"])
    icecast.signal(signal.SIGSTOP)
    before, begun_s = record.stat().st_size, time.monotonic()
    time.sleep(2.5)
    written_s = (record.stat().st_size - before) / RATE / 4
    assert written_s == pytest.approx(time.monotonic() - begun_s, abs=0.5)
    icecast.signal(signal.SIGCONT)
    wait_for(lambda: well(desk) == {"wav_file": True, "icecast": True, "icecast-2": False})


def test_zones_sound_together_and_never_above_their_ceiling_through_a_restart_without_memory(
    pulse: pulse_rig.Server, open_desk: Open, tmp_path: Path
) -> None:
    server = snapcast_rig.Server()
    server.start()
    for sink in ("loa-1", "loa-2"):
        pulse.add_sink(sink)
    clients = [
        snapcast_rig.Client(server, sink, ["--player", "alsa", "-s", sink], pulse.environment)
        for sink in ("loa-1", "loa-2")
    ]
    feed: Settings = {"kind": "snapcast", "name": "snapcast", "host": "127.0.0.1", "port": server.source}
    desk = open_desk({**feed, "guarded": True})
    zones = [Zone("bac", "Bắc", ("loa-1",), volume=QUIET), Zone("nam", "Nam", ("loa-2",), volume=QUIET)]
    place = SnapcastPlace("snapcast", "127.0.0.1", server.control)
    keeper = ZoneKeeper(place, zones, desk, datetime.now)
    keeper.start()
    wait_for(lambda: well(desk) == {"snapcast": True} and [state.connected for state in keeper.states()] == [1, 1])
    time.sleep(1.5)  # clients that have just connected are not in step yet
    ears = [Ear(pulse, sink) for sink in ("loa-1", "loa-2")]
    play(desk, tone(tmp_path / "a.wav", 20, beeps_s=0.2), 20)
    time.sleep(3)
    killed_s = time.time()
    server.kill()
    server.forget()
    time.sleep(0.5)
    server.start()
    restarted_s = time.time()
    wait_for(lambda: well(desk) == {"snapcast": True})
    time.sleep(2.5)
    keeper.close()
    heard = [ear.heard() for ear in ears]
    for client in clients:
        client.close()
    server.close()

    begins = [[ear.moment(frame) for frame in beeps(sound)] for ear, sound in zip(ears, heard, strict=True)]
    pairs = [(north, south) for north, south in zip(*begins, strict=False) if max(north, south) < killed_s]
    assert len(pairs) >= 3
    assert np.median([abs(north - south) for north, south in pairs]) <= APART_S  # one may fall into a busy moment
    for ear, sound in zip(ears, heard, strict=True):
        levels = {int(np.abs(sound[: len(sound) // 2]).max()), int(np.abs(sound).max())}
        assert len(levels) == 1  # as loud at most after the restart as before
        assert levels.pop() < LOUD / 4
        assert sound[round((restarted_s - ear.moment(0)) * RATE) :].any()


def beeps(sound: NDArray[np.int16]) -> NDArray[np.int64]:
    """The frames with which sound begins after a tenth of a second without any."""
    heard = np.flatnonzero(sound)
    return heard[np.diff(heard, prepend=-RATE) > RATE // 10]


def test_two_cards_play_and_the_one_that_was_pulled_out_is_found_again_by_its_name(
    pulse: pulse_rig.Server, open_desk: Open, tmp_path: Path
) -> None:
    pulse.add_sink("loa-san")
    number = pulse.add_sink("loa-hoi-truong")
    card: Settings = {"kind": "sound_card", "name": "sound_card-2", "device": "hoi-truong"}
    desk = open_desk(card, sound_card="loa-san")
    wait_for(lambda: well(desk) == {"sound_card": True, "sound_card-2": True})
    play(desk, tone(tmp_path / "a.wav", 20), 20)
    pulse.remove_sink(number)
    wait_for(lambda: well(desk) == {"sound_card": True, "sound_card-2": False})
    wait_for(lambda: any(output.detail.startswith(NO_SUCH_CARD) for output in desk.health()))
    pulse.add_sink("another")  # what comes back is not where it was in the list
    pulse.add_sink("loa-hoi-truong")
    wait_for(lambda: well(desk) == {"sound_card": True, "sound_card-2": True})
    ears = [Ear(pulse, sink) for sink in ("loa-san", "loa-hoi-truong")]
    time.sleep(1.5)
    for ear in ears:
        assert np.abs(ear.heard()[-RATE // 2 :]).max() > LOUD * 0.9
