import math

import pytest

from broadcaster.engine.audio_io import out_of_step_ms
from broadcaster.engine.clocks import FrameClock
from broadcaster.engine.pcm import RATE

BLOCK = RATE // 10
WALL_S = 1_700_000_000.0


class Device:
    """Calls a frame clock the way devices do; `now_s` is the time of the next call."""

    def __init__(self, block: int = BLOCK) -> None:
        self.clock = FrameClock()
        self.now_s = 100.0
        self._block = block

    def call(self, after_s: float, *, step_s: float = 0.0) -> None:
        self.now_s += after_s
        self.clock.beat(WALL_S + self.now_s + step_s, self.now_s, self._block)
        self.clock.advance(self._block)

    def calls(self, seconds: float, every_s: float = 0.1) -> None:
        for _ in range(round(seconds / every_s)):
            self.call(every_s)

    @property
    def place_s(self) -> float:
        """How far the frames of the next call are behind or ahead of where the first device would be."""
        return self.clock.next_frame / RATE - (self.now_s + 0.1)


def test_it_is_not_steady_while_a_device_swallows_its_buffer() -> None:
    device = Device()
    for after_s in (0.0, 0.001, 0.001):
        device.call(after_s)
        assert not device.clock.steady
    device.call(0.1)
    assert device.clock.steady


def test_moments_and_frames_are_two_sides_of_one_scale() -> None:
    device = Device()
    device.calls(2)
    frame = device.clock.next_frame
    assert device.clock.wall_at(frame) == pytest.approx(WALL_S + device.now_s + 0.1, abs=1e-6)
    assert device.clock.frame_at(WALL_S + device.now_s + 0.1) == pytest.approx(frame, abs=1)


def test_calls_that_come_late_do_not_shift_the_scale() -> None:
    device = Device()
    device.calls(2)
    before = device.clock.wall_at(0)
    for late_s in (0.03, -0.03, 0.05, -0.05):
        device.call(0.1 + late_s)
    assert device.clock.wall_at(0) == pytest.approx(before, abs=1e-6)


@pytest.mark.parametrize("step_s", [-22.0, 22.0, -2.3e9])
def test_moments_are_those_of_the_new_time_at_once_when_the_clock_is_set(step_s: float) -> None:
    device = Device()
    device.calls(2)
    device.call(0.1, step_s=step_s)
    frame = device.clock.next_frame
    assert device.clock.wall_at(frame) == pytest.approx(WALL_S + step_s + device.now_s + 0.1, abs=1e-6)


def test_a_short_pause_shifts_the_scale_after_a_second() -> None:
    device = Device()
    device.calls(2)
    before = device.clock.wall_at(0)
    device.call(0.18)
    device.calls(1.5)
    assert device.clock.wall_at(0) == pytest.approx(before + 0.08, abs=1e-6)


@pytest.mark.parametrize("pauses_s", [[0.3], [0.08, 0.07]])
def test_pauses_that_add_up_to_another_place_are_passed_over(pauses_s: list[float]) -> None:
    device = Device()
    device.calls(2)
    before_s, before = device.place_s, device.clock.wall_at(0)
    for pause_s in pauses_s:
        device.call(0.1 + pause_s)
        device.calls(1.5)
    assert device.place_s == pytest.approx(before_s, abs=1 / RATE)
    assert device.clock.wall_at(0) == pytest.approx(before, abs=1 / RATE)


def test_a_step_of_the_wall_clock_moves_the_moments_and_no_frame() -> None:
    device = Device()
    device.calls(2)
    frame, before = device.clock.next_frame, device.clock.wall_at(0)
    for _ in range(20):
        device.call(0.1, step_s=3600.0)
    assert device.clock.next_frame == frame + 20 * BLOCK
    assert device.clock.wall_at(0) == pytest.approx(before + 3600, abs=1e-6)


def test_a_card_that_drifts_is_followed_without_a_jump() -> None:
    device = Device()
    device.calls(2)
    frame = device.clock.next_frame
    for _ in range(6000):
        device.call(0.1 * (1 + 100e-6))
    assert device.clock.next_frame == frame + 6000 * BLOCK
    assert device.clock.wall_at(device.clock.next_frame) == pytest.approx(WALL_S + device.now_s + 0.1, abs=1e-3)


def test_a_sound_server_that_wakes_in_steps_of_its_own_is_seen_through() -> None:
    device, step_s = Device(), 0.0157  # so that it asks up to a step after it has room for a block
    places = []
    for number in range(1, 400):
        due_s = 100.0 + 0.1 * number
        asked_s = math.ceil(due_s / step_s) * step_s
        device.call(asked_s - device.now_s)
        if number > 80:
            places.append(device.clock.wall_at(0) - WALL_S)
    assert max(places) - min(places) < 0.002


def test_lost_time_is_passed_over_to_the_frame() -> None:
    device = Device()
    device.calls(5)
    before_s = device.place_s
    device.call(1.2345)
    device.calls(2)
    assert device.place_s == pytest.approx(before_s, abs=1 / RATE)


def test_losing_the_device_again_and_again_leaves_no_trace() -> None:
    device = Device()
    device.calls(5)
    before_s = device.place_s
    for _ in range(20):
        device.call(0.07)  # a device that dies calls once more, too early
        device.clock.restart()
        device.call(0.8)
        for _ in range(3):
            device.call(0.0)
        device.call(0.12)  # the first calls of a new device come late
        device.calls(0.9)
        device.call(0.08)
        device.calls(2)
    assert device.place_s == pytest.approx(before_s, abs=0.002)


@pytest.mark.parametrize("asked_ms", [50, 100, 200])
@pytest.mark.parametrize("drift", [0.0, 100e-6, -100e-6])
def test_the_phase_of_a_servers_steps_does_not_move_the_scale(asked_ms: int, drift: float) -> None:
    block_s, step_s = out_of_step_ms(asked_ms) / 1000, 0.020
    device, off_s = Device(round(block_s * RATE)), list[float]()
    for number in range(1, round(40 / block_s)):
        due_s = number * block_s * (1 + drift)
        phase_s = 0.0 if due_s < 20 else 0.0137  # from here on it wakes at other moments, and no sound is lost
        asked_s = math.ceil((due_s - phase_s) / step_s) * step_s + phase_s
        device.call(100.0 + asked_s - device.now_s)
        if due_s > 10:
            off_s.append(device.clock.wall_at(device.clock.next_frame) - WALL_S - 100.0 - due_s - block_s)
    assert max(off_s) - min(off_s) < 0.0025
