"""A card that does not drive: it hears the same, though its clock is another."""

import numpy as np
import pytest
from fake_device import BLOCK, Rig, noise

from broadcaster.engine.outputs.further_card import WAITING_BLOCKS, Tap
from broadcaster.engine.pcm import RATE, Block


def run(rig: Rig, tap: Tap, seconds: float, ask_frames: int = BLOCK) -> Block:
    """The driving card and the further one, block by block; the further one asks for `ask_frames` meanwhile."""
    heard = []
    for _ in range(round(seconds * RATE / BLOCK)):
        rig.run(0.1)
        heard.append(tap.render(ask_frames))
    return np.concatenate(heard)


def test_it_plays_what_the_bus_carries_some_blocks_later() -> None:
    rig = Rig()
    tap = Tap(rig.clock)
    rig.bus.listen(tap.put)
    rig.play("a", frame=10 * BLOCK, seconds=1.0, sound=noise(1.0, 1))
    before = len(rig.heard)
    heard = run(rig, tap, 3)
    sound = rig.heard[before:]
    first, begins = int(np.flatnonzero(heard[:, 0])[0]), int(np.flatnonzero(sound[:, 0])[0])
    assert 0 < first - begins <= (WAITING_BLOCKS + 1) * BLOCK
    assert np.array_equal(heard[first : first + RATE], sound[begins : begins + RATE])


@pytest.mark.parametrize("ask_frames", [BLOCK - 1, BLOCK + 1])
def test_a_clock_off_by_200_ppm_costs_no_hole(ask_frames: int) -> None:
    rig = Rig()
    tap = Tap(rig.clock)
    rig.bus.listen(tap.put)
    rig.bus.listen(lambda block: block.fill(1000))
    run(rig, tap, 1, ask_frames)
    heard = run(rig, tap, 120, ask_frames)
    assert (heard == 1000).all()


def test_a_bus_that_pauses_is_silence_and_then_sound_again() -> None:
    rig = Rig()
    tap = Tap(rig.clock)
    rig.bus.listen(tap.put)
    rig.bus.listen(lambda block: block.fill(1000))
    run(rig, tap, 1)
    while tap.render(BLOCK).any():
        pass
    assert not tap.render(BLOCK).any()
    assert run(rig, tap, 1)[-BLOCK:].all()
