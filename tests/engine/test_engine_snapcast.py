"""The feed: what goes to the server, when it may be heard, and how it stays in step."""

from collections.abc import Iterator

import numpy as np
import pytest
from fake_device import BLOCK, HandClock, Rig, noise
from stand_in_servers import SnapcastSourceStandIn, wait_for

from broadcaster.engine.outputs.drift import frames_to_send, stretched
from broadcaster.engine.outputs.snapcast import (
    AHEAD_S,
    REST_AFTER_S,
    REST_EVERY_S,
    REST_S,
    WAITS_FOR_VOLUMES,
    Rests,
    Snapcast,
    _Pace,
)
from broadcaster.engine.pcm import RATE, Block, silence

FRAME_BYTES = 4


@pytest.fixture
def server() -> Iterator[SnapcastSourceStandIn]:
    server = SnapcastSourceStandIn()
    yield server
    server.close()


@pytest.fixture
def rig() -> Rig:
    return Rig()


def started(server: SnapcastSourceStandIn, rig: Rig, guarded: bool) -> Snapcast:
    output = Snapcast("snapcast", "127.0.0.1", server.port, rig.clock, guarded=guarded)
    output.start(rig.bus)
    wait_for(lambda: output.feed().connection)
    return output


def frames(fed: bytearray) -> Block:
    return np.frombuffer(bytes(fed), "<i2").reshape(-1, 2)


def play_for(rig: Rig, seconds: float, name: str) -> None:
    rig.play(name, frame=len(rig.heard), seconds=seconds, sound=noise(seconds, 1))
    rig.run(seconds)


def test_the_bus_is_fed_as_it_is_behind_some_silence(server: SnapcastSourceStandIn, rig: Rig) -> None:
    output = started(server, rig, guarded=False)
    before = len(rig.heard)
    rig.play("a", frame=before, seconds=1.0, sound=noise(1.0, 1))
    for _ in range(10):
        rig.run(0.1)
        wait_for(lambda: output._backlog.held_frames == 0)
    ahead = round(AHEAD_S * RATE)
    wait_for(lambda: server.fed and len(server.fed[0]) >= (ahead + RATE) * FRAME_BYTES)
    fed = frames(server.fed[0])
    assert not fed[:ahead].any()
    assert np.array_equal(fed[ahead + RATE // 10 :], rig.heard[before + RATE // 10 :])  # its first block fades in
    output.close()


def test_nothing_is_heard_until_the_volumes_are_confirmed_and_again_after_a_break(
    server: SnapcastSourceStandIn, rig: Rig
) -> None:
    output = started(server, rig, guarded=True)
    play_for(rig, 0.5, "a")
    wait_for(lambda: server.fed and len(server.fed[0]) >= 0.5 * RATE * FRAME_BYTES)
    assert not frames(server.fed[0]).any()
    assert output.health().detail == WAITS_FOR_VOLUMES

    output.let_through(output.feed().connection)
    play_for(rig, 0.5, "b")
    wait_for(lambda: frames(server.fed[0][: len(server.fed[0]) // 4 * 4]).any())
    assert output.health().ok

    server.close()
    wait_for(lambda: rig.run(0.2) or not output.health().ok)
    again = SnapcastSourceStandIn(port=server.port)
    wait_for(lambda: output.feed().connection)
    output.let_through(1)  # a confirmation of the server that was
    play_for(rig, 0.5, "c")
    wait_for(lambda: again.fed and len(again.fed[0]) >= 0.5 * RATE * FRAME_BYTES)
    assert not frames(again.fed[0]).any()
    assert output.feed() != 1
    output.close()
    again.close()


def test_a_clock_that_runs_fast_or_slow_is_followed_by_a_frame_in_a_tenth_of_a_second() -> None:
    assert frames_to_send(4800, ahead_s=0.2, wanted_ahead_s=0.2) == 4800
    assert frames_to_send(4800, ahead_s=0.25, wanted_ahead_s=0.2) == 4799
    assert frames_to_send(4800, ahead_s=0.15, wanted_ahead_s=0.2) == 4801
    block = noise(0.1, 1)
    assert stretched(block, 4800) is block
    longer = stretched(block, 4801)
    assert (len(longer), longer[0, 0], longer[-1, 1]) == (4801, block[0, 0], block[-1, 1])


@pytest.mark.parametrize("speed", [0.9998, 1.0002])
def test_the_feed_stays_ahead_by_as_much_for_long(speed: float) -> None:
    clock = HandClock()
    pace = _Pace(clock)
    block = noise(0.1, 1)
    for _ in range(6_000):
        clock.frames += round(len(block) * speed)
        pace.pieces(block)
    assert pace._ahead_s(clock.elapsed_s()) == pytest.approx(AHEAD_S + 0.1, abs=0.1)


def test_what_waits_at_the_server_is_played_out_after_a_programme_and_now_and_then_but_never_in_one() -> None:
    rests = Rests()
    spoken, pause = noise(0.1, 1), silence(BLOCK)
    assert not any(rests.pass_over(block) for block in [*[spoken] * 50, *[pause] * 25, spoken])
    passed_over = [rests.pass_over(pause) for _ in range(100)]
    assert [passed_over.index(True), sum(passed_over)] == [round(REST_AFTER_S * 10) - 1, round(REST_S * 10)]
    assert not rests.pass_over(spoken)
    night = [rests.pass_over(pause) for _ in range(36_000)]
    assert sum(night) == round(REST_S * 10) * int(3600 // REST_EVERY_S)


def test_a_programme_that_begins_while_nothing_is_sent_is_sent_from_its_first_block() -> None:
    rests = Rests()
    while not rests.pass_over(silence(BLOCK)):
        pass
    assert not rests.pass_over(noise(0.1, 1))


def test_a_server_that_ran_dry_gets_silence_first() -> None:
    clock = HandClock()
    pace = _Pace(clock)
    block = noise(0.1, 1)
    assert [len(piece) for piece in pace.pieces(block)] == [AHEAD_S * RATE, 4800]
    clock.frames += RATE  # no block for a second: the card was lost
    assert [len(piece) for piece in pace.pieces(block)] == [AHEAD_S * RATE, 4800]
