"""A relay laid over a programme: always one of the two or in between, in its window, and never with a click."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.engine.overlay import FADE_FRAMES, STALE_FRAMES, WORTH_FRAMES, Overlay, ReadySound, Sound
from broadcaster.engine.pcm import RATE, Block

BLOCK = RATE // 10
PRIME = RATE
LOCAL, RELAY = -10_000, 20_000  # as far apart as anything that is heard
STEP_LIMIT = 32_768 // 10  # -20 dBFS


def tone(frames: int, level: int = RELAY) -> Sound:
    return np.full(frames, level, np.int16)


def lay(overlay: Overlay, blocks: int, came: dict[int, list[Sound | None]], first: int = 0) -> Block:
    """Return what is heard of so many blocks; `came` says what the receiver sent before which of them."""
    heard = []
    for number in range(first, first + blocks):
        piece = np.full((BLOCK, 2), LOCAL, np.int16)
        overlay.lay(piece, number * BLOCK, came.get(number, []), PRIME)
        heard.append(piece)
    return np.concatenate(heard)


def largest_step(heard: Block) -> int:
    return int(np.abs(np.diff(heard[:, 0].astype(int))).max())


def test_a_relay_that_is_ready_is_heard_in_exactly_its_window() -> None:
    begin, end = 3 * BLOCK + 1_234, 20 * BLOCK + 4_000
    overlay = Overlay(begin, end)
    heard = lay(overlay, 25, {0: [tone(PRIME)]} | {number: [tone(BLOCK)] for number in range(3, 25)})[:, 0]
    assert (heard[: begin + 1] == LOCAL).all()
    assert (heard[begin + FADE_FRAMES : end - FADE_FRAMES] == RELAY).all()
    assert (heard[end:] == LOCAL).all()
    assert overlay.stretches == ((begin, end),)


def test_what_is_heard_of_it_is_the_newest_that_leaves_enough_ready() -> None:
    overlay = Overlay(0, 100 * BLOCK)
    counting = np.arange(2 * PRIME, dtype=np.int16)
    heard = lay(overlay, 1, {0: [counting]})
    assert np.array_equal(heard[FADE_FRAMES:, 1], counting[PRIME:][FADE_FRAMES:BLOCK])


def test_a_relay_that_breaks_off_is_faded_out_with_its_last_frames_and_comes_back() -> None:
    overlay = Overlay(0, 100 * BLOCK)
    returns = {30: [tone(PRIME)]} | {number: [tone(BLOCK)] for number in range(31, 60)}
    heard = lay(overlay, 60, {0: [tone(PRIME)]} | returns)
    assert overlay.stretches == ((0, PRIME), (30 * BLOCK, 60 * BLOCK))
    assert (heard[PRIME : 30 * BLOCK] == LOCAL).all()
    assert (heard[30 * BLOCK + FADE_FRAMES :] == RELAY).all()
    assert largest_step(heard) < STEP_LIMIT


def test_what_is_no_good_is_left_within_a_crossfade() -> None:
    overlay = Overlay(0, 100 * BLOCK)
    heard = lay(overlay, 20, {0: [tone(PRIME)], 5: [tone(BLOCK), None]})
    assert (heard[5 * BLOCK + FADE_FRAMES :] == LOCAL).all()
    assert largest_step(heard) < STEP_LIMIT


def test_a_relay_that_lags_behind_is_let_go_and_taken_up_again_where_it_is_by_now() -> None:
    overlay = Overlay(0, 200 * BLOCK)
    counting = np.arange(1, PRIME + STALE_FRAMES + 2, dtype=np.int32) % 20_000
    heard = lay(overlay, 12, {0: [tone(PRIME)], 5: [counting.astype(np.int16)]})
    assert heard[6 * BLOCK + FADE_FRAMES, 0] == counting[-PRIME:][FADE_FRAMES]
    assert [begin for begin, _ in overlay.stretches] == [0, 6 * BLOCK]


def test_too_little_time_is_left_to_begin() -> None:
    overlay = Overlay(0, 20 * BLOCK)
    heard = lay(overlay, 20, {20 - WORTH_FRAMES // BLOCK + 1: [tone(30 * BLOCK)]})
    assert (heard == LOCAL).all()
    assert overlay.stretches == ()


def test_nothing_ready_leaves_the_local_programme_bit_exact() -> None:
    piece = np.random.default_rng(1).integers(-9_000, 9_000, (BLOCK, 2)).astype(np.int16)
    before = piece.copy()
    Overlay(0, 10 * BLOCK).lay(piece, 0, [tone(100)], PRIME)
    assert np.array_equal(piece, before)


@pytest.mark.parametrize("frames", [0, 1, 700, 5_000])
def test_ready_sound_keeps_its_order_and_its_count(frames: int) -> None:
    ready = ReadySound()
    ready.add([np.arange(begin, begin + 500, dtype=np.int16) for begin in range(0, 3_000, 500)])
    assert np.array_equal(ready.take(frames), np.arange(min(frames, 3_000)))
    ready.keep_last(1_000)
    ready.keep_first(600)
    assert ready.frames == min(600, max(0, 3_000 - frames))


ARRIVALS = st.lists(st.lists(st.one_of(st.none(), st.integers(1, 3 * RATE)), max_size=2), min_size=60, max_size=60)


@given(ARRIVALS, st.integers(0, 20 * BLOCK), st.integers(0, 60 * BLOCK))
def test_whatever_comes_only_relay_local_and_what_lies_between_is_heard_and_no_step(
    arrivals: list[list[int | None]], begin: int, length: int
) -> None:
    overlay = Overlay(begin, begin + length)
    came = {
        number: [None if frames is None else tone(frames) for frames in some] for number, some in enumerate(arrivals)
    }
    heard = lay(overlay, 60, came)
    assert heard.min() >= LOCAL
    assert heard.max() <= RELAY
    assert largest_step(heard) < STEP_LIMIT
    is_relay = np.zeros(len(heard), bool)
    for first, last in overlay.stretches:
        assert begin <= first < last <= begin + length
        is_relay[first:last] = True
    assert (heard[~is_relay] == LOCAL).all()
    ends = [last for _, last in overlay.stretches]
    assert ends == sorted(ends)
