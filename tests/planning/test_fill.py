"""The rest of an airtime, filled to the millisecond."""

from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from small_stations import clip

from broadcaster.model.sound import Clip, ClipKind
from broadcaster.planning.exact_fit import best_fit
from broadcaster.planning.fill import FADE_MS, MUSIC_MIN_MS, PAUSE, PAUSE_MAX_MS, Filled, fill


def spots(*seconds: float) -> list[Clip]:
    return [clip(ClipKind.SPOT, f"s{number}", length) for number, length in enumerate(seconds, start=1)]


def music(*seconds: float) -> list[Clip]:
    return [clip(ClipKind.MUSIC, f"m{number}", length) for number, length in enumerate(seconds, start=1)]


def written(filled: Sequence[Filled]) -> str:
    """Return ``name seconds`` for each piece; a piece that fades ends with a backslash."""
    return ", ".join(
        f"{part.clip.id or '–'} {part.duration_ms / 1000:g}" + "\\" * bool(part.fade_out_ms) for part in filled
    )


@pytest.mark.parametrize(
    ("rest_s", "spots_s", "music_s", "expected"),
    [
        # music alone: in order, from the first again, the last faded
        (60, [], [60], "m1 60"),
        (60, [], [90], "m1 60\\"),
        (150, [], [60, 70], "m1 60, m2 70, m1 20\\"),
        # the last but one ends earlier, so that the last is long enough to be music
        (63, [], [60], "m1 55\\, m1 8\\"),
        # near the end, the piece that lasts to it
        (15, [], [10, 60], "m2 15\\"),
        (11, [], [10], "m1 10, – 1"),
        # a rest too short for music
        (2, [], [60], "– 2"),
        (5, [], [60], "m1 5\\"),
        # spots stand in front of music breaks of equal length
        (120, [10, 10], [300], "s1 10, m1 48\\, s2 10, m1 52\\"),
        (60, [10, 10], [300], "s1 10, m1 50\\"),
        (18, [10], [300], "s1 10, m1 8\\"),
        (17, [10], [300], "m1 17\\"),  # after the spot too little would be left to be music
        (10, [10], [300], "s1 10"),
        # no music: spots whole, each once, as they fit; the rest is a short pause or a shortfall
        (60, [20, 50, 30], [], "s1 20, s3 30"),
        (52, [20, 50, 30], [], "s1 20, s3 30, – 2"),
        (50, [20, 30], [], "s1 20, s2 30"),
        (60, [], [], ""),
        # sounds that are none
        (60, [0], [0, 60], "m2 60"),
        (60, [], [3], ""),
        (0, [10], [60], ""),
        (-5, [10], [60], ""),
    ],
)
def test_the_rest_is_filled(rest_s: float, spots_s: list[float], music_s: list[float], expected: str) -> None:
    assert written(fill(round(rest_s * 1000), spots(*spots_s), music(*music_s))) == expected


def test_music_that_is_cut_fades_for_three_seconds_or_half_its_length() -> None:
    assert fill(60_000, [], music(90))[0].fade_out_ms == FADE_MS
    assert fill(5_000, [], music(90))[0].fade_out_ms == 2_500


def test_music_that_ends_by_itself_does_not_fade() -> None:
    assert [part.fade_out_ms for part in fill(120_000, [], music(60))] == [0, 0]


def test_a_day_of_music_is_laid_out_at_once() -> None:
    assert sum(part.duration_ms for part in fill(86_400_000, spots(*[30] * 50), music(*[8] * 50))) == 86_400_000


RESTS = st.integers(1, 4 * 3_600_000) | st.integers(1, 40_000)
LENGTHS = st.integers(0, 400_000) | st.integers(0, 20_000) | st.just(10 * 3_600_000)
SPOTS = st.lists(LENGTHS, max_size=6).map(lambda lengths: spots(*(ms / 1000 for ms in lengths)))
MUSIC = st.lists(LENGTHS, max_size=5).map(lambda lengths: music(*(ms / 1000 for ms in lengths)))


@given(rest_ms=RESTS, spots=SPOTS, music=MUSIC)
@example(rest_ms=10_000, spots=[], music=music(9))
@example(rest_ms=8_001, spots=[], music=music(8))
@example(rest_ms=100_000, spots=[], music=music(0, 0))
@example(rest_ms=130_001, spots=[], music=music(8))
def test_spots_sound_whole_and_once_and_music_is_never_a_scrap(
    rest_ms: int, spots: list[Clip], music: list[Clip]
) -> None:
    filled = fill(rest_ms, spots, music)
    spoken = [part.clip.id for part in filled if part.clip.kind is ClipKind.SPOT]
    assert len(spoken) == len(set(spoken))
    for part in filled:
        assert 0 < part.duration_ms <= max(part.clip.duration_ms, part.clip is PAUSE and rest_ms)
        assert 0 <= part.fade_out_ms <= part.duration_ms
        if part.clip.kind is ClipKind.SPOT:
            assert part.duration_ms == part.clip.duration_ms
        elif part.clip.kind is ClipKind.MUSIC:
            assert part.duration_ms >= min(rest_ms, (MUSIC_MIN_MS + PAUSE_MAX_MS) // 2)  # half of what two must share
            assert bool(part.fade_out_ms) == (part.duration_ms < part.clip.duration_ms)
        else:
            assert part.duration_ms < MUSIC_MIN_MS


@given(rest_ms=RESTS, spots=SPOTS, music=MUSIC)
def test_with_music_the_rest_is_filled_to_the_millisecond(rest_ms: int, spots: list[Clip], music: list[Clip]) -> None:
    filled_ms = sum(part.duration_ms for part in fill(rest_ms, spots, music))
    if any(piece.duration_ms >= MUSIC_MIN_MS for piece in music):
        assert filled_ms == rest_ms
    else:
        assert filled_ms <= rest_ms
        left = [spot for spot in spots if spot.duration_ms]
        assert filled_ms == rest_ms or (rest_ms - filled_ms > PAUSE_MAX_MS) or not left


# -- held against every choice there is --------------------------------------------------------------------------------


def subsets(clips: Sequence[Clip]) -> list[tuple[int, int]]:
    """Return for every subset its whole length, and the length of its longest music (0: it has none)."""
    found = [(0, 0)]
    for one in clips:
        length = one.duration_ms
        found += [(sum_ms + length, max(most, length * (one.kind is ClipKind.MUSIC))) for sum_ms, most in found]
    return found


def inventory(chance: Random) -> tuple[int, list[Clip], list[Clip]]:
    """Return a rest and up to nine sounds that might fill it; in every other inventory some of them do, exactly."""
    few = [round(chance.uniform(5, 40), 3) for _ in range(chance.randint(0, 4))]
    more = [round(chance.uniform(20, 150), 3) for _ in range(chance.randint(0, 5))]
    have = (spots(*few), music(*more))
    if chance.random() < 0.5 and few + more:
        part = chance.sample([*have[0], *have[1]], chance.randint(1, len(few + more)))
        return sum(clip.duration_ms for clip in part), *have
    return chance.randint(20_000, 400_000), *have


@pytest.mark.parametrize("number", range(500))
def test_no_choice_leaves_less_of_a_small_inventory_and_music_is_not_cut_where_whole_pieces_fit(number: int) -> None:
    rest_ms, few, more = inventory(Random(number))
    filled = fill(rest_ms, few, more)
    left_ms = rest_ms - sum(part.duration_ms for part in filled if part.clip is not PAUSE)
    best_ms = min(rest_ms - sum_ms for sum_ms, _ in subsets([*few, *more]) if sum_ms <= rest_ms)
    assert left_ms <= 1.05 * best_ms
    cut_ms = sum(part.clip.duration_ms - part.duration_ms for part in filled if part.clip is not PAUSE)
    if best_ms == 0:
        assert cut_ms <= 1_000
        assert left_ms <= 1_000


@pytest.mark.parametrize("number", range(200))
def test_a_fit_loses_no_more_than_the_best_of_all_subsets(number: int) -> None:
    rest_ms, few, more = inventory(Random(number))
    fit = best_fit(rest_ms, few, more, 2_000, 8_000)
    losses = [rest_ms - sum_ms for sum_ms, _ in subsets([*few, *more]) if sum_ms <= rest_ms <= sum_ms + 2_000]
    losses += [
        over_ms
        for sum_ms, longest_ms in subsets([*few, *more])
        if 0 <= (over_ms := sum_ms - rest_ms) <= 60_000 and longest_ms - over_ms >= 8_000
    ]
    if losses:
        assert fit.loss_ms == min(losses)
    sounds_ms = sum(clip.duration_ms for clip in (*fit.spots, *fit.music))
    assert sounds_ms + fit.silent_ms - fit.over_ms == rest_ms


def test_a_fit_is_found_among_more_sounds_than_anybody_could_try() -> None:
    lengths = [60 + number * 1.237 for number in range(40)]
    filled = fill(600_000, [], music(*lengths))
    cut_ms = sum(part.clip.duration_ms - part.duration_ms for part in filled if part.clip is not PAUSE)
    assert cut_ms <= 1_000
