import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from fake_device import BLOCK, Rig, noise
from stand_in_servers import wait_for

from broadcaster.engine import audio_io
from broadcaster.engine.audio_io import DeviceError, Render
from broadcaster.engine.outputs import sound_card
from broadcaster.engine.outputs.sound_card import NO_SUCH_CARD, CardFinder, SoundCard, reopen_delay_s
from broadcaster.engine.pcm import RATE, Block


class FakeDevice:
    """Asks for blocks when told to, until it is closed."""

    def __init__(self, description: str) -> None:
        self.description = description
        self.render: Render | None = None
        self.closed = False

    def start(self, render: Render) -> None:
        self.render = render

    def close(self) -> None:
        self.closed = True


class Studio:
    """A sound card that may be pulled out, on the rig's bus and clock."""

    def __init__(self) -> None:
        self.rig = Rig()
        self.card_is_there = True
        self.opened: list[FakeDevice] = []
        self.heard: list[Block] = []
        self.rig.bus.listen(self.heard.append)
        self.card = SoundCard(self._open_card, lambda: self._open("null"), self.rig.clock, block_ms=100)
        self.card.follow(self._look)
        self.default_now: str | None = "card"
        self.card.start(self.rig.bus)

    @property
    def driving(self) -> str:
        return next((device.description for device in reversed(self.opened) if not device.closed), "nothing")

    def run(self, seconds: float, *, calls: bool = True, speed: int = 1) -> None:
        for _ in range(round(seconds * 10)):
            self.rig.clock.frames += BLOCK
            device = self.opened[-1]
            for _ in range(speed if calls else 0):
                assert device.render
                device.render(BLOCK)
            self.rig.programme.tend()
            for thread in threading.enumerate():
                if thread.name in {"opening", "looking"}:
                    thread.join(5)
            self.card.tend()

    def _look(self) -> str | None:
        return self.default_now

    def _open_card(self) -> FakeDevice:
        if not self.card_is_there:
            raise DeviceError("no card")
        return self._open("card")

    def _open(self, description: str) -> FakeDevice:
        self.opened.append(FakeDevice(description))
        return self.opened[-1]


def test_the_card_drives_and_is_well() -> None:
    studio = Studio()
    studio.run(30)
    assert [device.description for device in studio.opened] == ["card"]
    assert (studio.card.health().ok, studio.card.health().detail) == (True, "card")


def test_without_a_card_the_null_clock_drives_until_there_is_one() -> None:
    studio = Studio()
    studio.card_is_there = False
    studio.run(1.5, calls=False)
    assert studio.driving == "null"
    assert (studio.card.health().ok, studio.card.health().detail) == (False, "no card")
    studio.card_is_there = True
    studio.run(1)
    assert studio.driving == "card"
    assert all(device.closed for device in studio.opened[:-1])


def test_a_server_that_moved_the_sound_to_a_stand_in_is_found_out() -> None:
    studio = Studio()
    studio.run(1)
    studio.default_now = "PULSEAUDIO: Dummy Output"  # the only card was pulled out, and the server plays on to nobody
    studio.run(16)
    assert not studio.card.health().ok
    assert "Dummy Output" in studio.card.health().detail
    studio.default_now = "PULSEAUDIO: HDMI"
    studio.run(16)
    assert (studio.card.health().ok, studio.card.health().detail) == (True, "PULSEAUDIO: HDMI")


def test_a_card_that_ceases_to_ask_is_replaced_within_a_little_over_a_second() -> None:
    studio = Studio()
    studio.run(2)
    studio.card_is_there = False
    studio.run(1.0, calls=False)
    assert studio.driving == "card"
    studio.run(0.2, calls=False)
    assert studio.driving == "null"


def test_other_outputs_go_on_while_the_card_is_away() -> None:
    studio = Studio()
    studio.run(2)
    studio.card_is_there = False
    studio.run(1.2, calls=False)
    before = len(studio.heard)
    studio.run(3)
    assert len(studio.heard) - before >= 28


def test_a_card_that_races_is_given_up_and_hears_nothing() -> None:
    studio = Studio()
    studio.rig.play("a", frame=5 * BLOCK, seconds=1.9, sound=noise(1.9, seed=1))
    studio.card_is_there = False
    studio.opened[-1].description = "racing card"
    studio.run(2.2, speed=40)
    assert studio.driving == "null"
    assert not any(np.any(block) for block in studio.heard[-200:])


def test_a_card_that_crawls_is_given_up() -> None:
    studio = Studio()
    studio.card_is_there = False
    for _ in range(40):
        studio.run(0.1)
        studio.run(0.2, calls=False)
    assert studio.driving == "null"


def test_a_card_that_cannot_be_started_is_closed() -> None:
    studio = Studio()

    class Stubborn(FakeDevice):
        def start(self, render: Render) -> None:
            raise DeviceError(f"busy: {render}")

    stubborn = Stubborn("stubborn")
    card = SoundCard(lambda: stubborn, lambda: FakeDevice("null"), studio.rig.clock, block_ms=100)
    card.start(studio.rig.bus)
    assert stubborn.closed
    assert not card.health().ok
    assert "busy" in card.health().detail


def test_a_server_that_hangs_holds_up_neither_the_start_nor_the_other_outputs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sound_card, "OPEN_S", 0.05)
    studio = Studio()
    hung = threading.Event()

    def open_card() -> FakeDevice:
        hung.wait(10)
        return FakeDevice("late card")

    card = SoundCard(open_card, lambda: FakeDevice("null"), studio.rig.clock, block_ms=100)
    card.start(studio.rig.bus)
    card.tend()
    assert card.health().detail == "the card is being opened"
    hung.set()
    until = time.monotonic() + 5
    while not card.health().ok and time.monotonic() < until:
        card.tend()
    assert card.health().detail == "late card"


def test_a_device_that_was_given_up_drives_no_more() -> None:
    studio = Studio()
    studio.run(1)
    studio.card_is_there = False
    lost = studio.opened[-1]
    studio.run(1.2, calls=False)
    taken = studio.rig.bus.rendered_frames
    assert lost.render
    assert not lost.render(BLOCK).any()
    assert studio.rig.bus.rendered_frames == taken


def test_the_wait_for_the_card_grows() -> None:
    assert [reopen_delay_s(failures) for failures in (1, 2, 3, 59, 60, 10_000)] == [0.25, 0.5, 0.5, 0.5, 2.0, 2.0]


@pytest.fixture
def backends(monkeypatch: pytest.MonkeyPatch) -> dict[str, bool]:
    there = {"PULSEAUDIO": False, "ALSA": True}

    def open_card(name: str | None, block_ms: int, backend: str) -> FakeDevice:
        if not there[backend]:
            raise DeviceError(f"{backend} is down")
        return FakeDevice(backend)

    monkeypatch.setattr(sound_card.audio_io, "open_card", open_card)
    return there


def test_the_first_backend_that_has_the_card_opens_it(backends: dict[str, bool]) -> None:
    assert CardFinder(None, 100, ("PULSEAUDIO", "ALSA"))().description == "ALSA"


def test_the_backend_that_worked_is_waited_for_before_another_takes_its_card(backends: dict[str, bool]) -> None:
    backends["PULSEAUDIO"] = True
    finder: Callable[[], audio_io.Device] = CardFinder(None, 100, ("PULSEAUDIO", "ALSA"))
    finder()
    backends["PULSEAUDIO"] = False
    for _ in range(30):
        with pytest.raises(DeviceError, match=r"^PULSEAUDIO is down$"):
            finder()
    assert finder().description == "ALSA"


def test_every_platform_names_its_backends() -> None:
    assert audio_io.platform_backends("linux") == ("PULSEAUDIO", "ALSA")
    assert audio_io.platform_backends("win32")[0] == "WASAPI"


@pytest.mark.parametrize("wanted", [None, "d"])
def test_what_only_pretends_to_be_a_card_is_refused(wanted: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    name = "Discard all samples (playback) or generate zero samples (capture)"
    pretender = SimpleNamespace(name=name, is_default=True, id=None)
    monkeypatch.setattr(audio_io, "_playback_devices", lambda _: [pretender])
    with pytest.raises(DeviceError, match="no sound card"):
        audio_io.open_card(wanted, 100, "ALSA")


@pytest.mark.parametrize(
    ("wanted", "chosen"), [("usb audio", "USB Audio"), ("USB", "USB Audio 2"), ("hdmi", "HDMI"), ("Bluetooth", None)]
)
def test_a_card_is_found_by_its_name_wherever_it_stands_in_the_list(
    wanted: str, chosen: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ["HDMI", "USB Audio 2", "USB Audio"]
    listed = [SimpleNamespace(name=name, is_default=False, id=name) for name in names]
    monkeypatch.setattr(audio_io, "_playback_devices", lambda _: listed)
    monkeypatch.setattr(audio_io, "_MiniaudioDevice", lambda *said: said[2])
    if chosen:
        assert audio_io.open_card(wanted, 100, "ALSA") == chosen
    else:
        with pytest.raises(DeviceError, match=f"^{NO_SUCH_CARD}: .*'Bluetooth' among"):
            CardFinder(wanted, 100, ("PULSEAUDIO", "ALSA"))()


def test_a_card_asks_for_blocks_out_of_step_with_a_sound_server() -> None:
    asked: list[int] = []

    def render(wanted: int) -> Block:
        asked.append(wanted)
        return np.zeros((wanted, 2), np.int16)

    device = audio_io.open_card(None, 100, "NULL")
    device.start(render)
    wait_for(lambda: asked)
    device.close()
    assert asked[0] == RATE * audio_io.out_of_step_ms(100) // 1000 != RATE // 10


def test_a_sound_servers_stand_in_is_played_to_and_told_as_heard_by_nobody() -> None:
    rig = Rig()
    output = SoundCard(
        lambda: FakeDevice("PULSEAUDIO: Dummy Output"), lambda: FakeDevice("null"), rig.clock, block_ms=100
    )
    output.start(rig.bus)
    assert not output.health().ok
    assert "nobody hears it" in output.health().detail
    output.close()


def test_the_null_clock_runs_in_real_time() -> None:
    frames: list[int] = []

    def render(wanted: int) -> Block:
        frames.append(wanted)
        return np.zeros((wanted, 2), np.int16)

    device = audio_io.open_null_clock(20)
    device.start(render)
    time.sleep(0.3)
    device.close()
    assert 0.1 * RATE < sum(frames) < 0.6 * RATE


def test_opening_and_closing_leaks_no_file_descriptors() -> None:
    descriptors = Path("/proc/self/fd")
    if not descriptors.exists():
        pytest.skip("this system does not list a process's files")

    def cycle() -> None:
        device = audio_io.open_null_clock(20)
        device.start(lambda wanted: np.zeros((wanted, 2), np.int16))
        device.close()
        with pytest.raises(DeviceError):
            audio_io.open_card("no such card", 100, "NULL")

    cycle()
    before = len(list(descriptors.iterdir()))
    for _ in range(5):
        cycle()
    assert len(list(descriptors.iterdir())) <= before
