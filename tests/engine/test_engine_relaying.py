"""The relays of an order: receivers that run while they are needed, and what they give, laid over the file."""

from pathlib import Path

import numpy as np
from fake_device import BLOCK, Rig, noise

from broadcaster.engine.airing import Airing
from broadcaster.engine.order import Order, Relay
from broadcaster.engine.overlay import FADE_FRAMES, Sound
from broadcaster.engine.pcm import RATE
from broadcaster.engine.relaying import AHEAD_S, HELD_S, Relays

LEVEL = 5_000


class FakeFeed:
    """A receiver that has always as much as is asked for, once it was started."""

    def __init__(self, ask: bytes) -> None:
        self.ask = ask
        self.prime_frames = RATE // 2
        self.news = "good"
        self.tended = 0
        self.closed = 0
        self._primed = False

    def tend(self) -> None:
        self.tended += 1

    def take(self) -> list[Sound | None]:
        if not self.tended:
            return []
        frames, self._primed = (BLOCK if self._primed else self.prime_frames), True
        return [np.full(frames, LEVEL, np.int16)]

    def close(self) -> None:
        self.closed += 1


def opened(*relays: Relay) -> tuple[Relays, list[FakeFeed]]:
    feeds: list[FakeFeed] = []

    def open_feed(ask: bytes) -> FakeFeed:
        feeds.append(FakeFeed(ask))
        return feeds[-1]

    return Relays(relays, open_feed), feeds


def test_a_receiver_runs_from_some_time_before_its_window_to_its_end() -> None:
    relays, (feed,) = opened(Relay(60 * RATE, 120 * RATE, b"vov1"))
    relays.tend(1_000.0, 1_000.0 + 60 - AHEAD_S - 0.1, over=False)
    assert feed.tended == 0
    relays.tend(1_000.0, 1_000.0 + 60 - AHEAD_S, over=False)
    assert (feed.ask, feed.tended, feed.closed) == (b"vov1", 1, 0)
    piece = np.zeros((BLOCK, 2), np.int16)
    relays.lay(piece, 119 * RATE)
    relays.tend(1_000.0, 1_130.0, over=False)  # late: an emergency was heard, and the programme waited
    assert (feed.tended, feed.closed) == (2, 0)
    relays.lay(piece, 120 * RATE)
    for _ in range(3):
        relays.tend(1_000.0, 1_131.0, over=False)
    assert (feed.tended, feed.closed) == (2, 1)


def test_a_receiver_ends_with_its_order_and_never_stays_for_ever() -> None:
    relays, (first, second) = opened(Relay(0, RATE, b"a"), Relay(RATE, 2 * RATE, b"b"))
    relays.tend(1_000.0, 1_000.0, over=False)
    assert (first.tended, second.tended) == (1, 1)
    relays.tend(1_000.0, 1_001.5 + HELD_S, over=False)
    assert (first.closed, second.closed) == (1, 0)
    relays.tend(1_000.0, 1_001.5 + HELD_S, over=True)
    assert (first.closed, second.closed) == (1, 1)


def test_the_bus_carries_the_relay_in_its_window_and_the_file_outside_bit_exact() -> None:
    rig = Rig()
    sound = noise(1.9, seed=1)
    begin, end = 33_333, 66_666
    rig.files.sounds["a"] = sound
    order = Order("a", Path("/sounds/a"), rig.at(3 * BLOCK), 0, len(sound), relays=(Relay(begin, end, b"{}"),))
    airing = Airing(order, rig.clock.now_s())
    relays, (feed,) = opened(*order.relays)
    airing._relays = relays
    rig.programme._taken["a"] = airing
    rig.programme._box.append(airing)
    rig.run(2.5)

    heard = rig.heard[3 * BLOCK :][: len(sound)]
    assert np.array_equal(heard[:begin], sound[:begin])
    assert (heard[begin + FADE_FRAMES : end - FADE_FRAMES] == LEVEL).all()
    assert np.array_equal(heard[end:], sound[end:])
    progress = rig.report("a")
    assert progress.relayed == ((begin, end),)
    assert progress.played_frames == len(sound)
    assert feed.closed == 1
