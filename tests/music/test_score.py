import numpy as np
import pytest

from broadcaster.music import score
from broadcaster.music.score import BAC, HUYNH, NAM, Note, Scale

BANKS = {
    "calls": (score.CALLS, 4),
    "openings": (score.OPENINGS, 8),
    "halves": (score.HALVES, 8),
    "closes": (score.CLOSES, 8),
    "heights": (score.HEIGHTS, 8),
    "returns": (score.RETURNS, 8),
}


def test_degrees_climb_the_scale():
    scale = Scale(200.0, BAC)
    assert scale.hz(0) == 200
    assert scale.hz(5) == 400
    assert scale.hz(-5) == 100
    assert scale.hz(3) == pytest.approx(200 * 2 ** (7 / 12))


@pytest.mark.parametrize("steps", [BAC, NAM, HUYNH])
def test_every_scale_has_its_fifth_at_xe(steps):
    assert steps[0] == 0
    assert steps[3] == 7


@pytest.mark.parametrize("bank", BANKS)
def test_phrases_fill_their_bars(bank):
    phrases, beats = BANKS[bank]
    assert [score.length_beats(score.read_line(text)) for text in phrases] == [beats] * len(phrases)


def test_closes_end_on_ho_and_halves_on_xe():
    assert {score.read_line(text)[-1].degree for text in score.CLOSES} == {0}
    assert {score.read_line(text)[-1].degree for text in score.HALVES + score.RETURNS} == {3}


@pytest.mark.parametrize("seed", range(8))
def test_a_tune_of_any_seed_has_its_form_and_can_be_sung(seed):
    tune = score.compose_tune(seed % 3, np.random.default_rng(seed))
    assert [score.length_beats(part) for part in tune.parts] == [32] * 4
    assert [part[-1].degree for part in tune.parts] == [0, 0, 3, 0]
    degrees = [note.degree for part in tune.parts for note in part]
    assert -2 <= min(degrees) <= max(degrees) <= 9
    assert max(abs(step) for part in tune.parts for step in np.diff([note.degree for note in part])) <= 5


def test_the_three_tunes_of_a_seed_share_no_phrase():
    for bank in (score.OPENINGS, score.CLOSES, score.HEIGHTS):
        hands = [score.dealt(bank, number, np.random.default_rng(4)) for number in range(score.TUNES)]
        assert sorted(phrase for hand in hands for phrase in hand) == sorted(bank)


def test_adorning_keeps_length_beginning_and_cadence():
    line = score.read_line(score.OPENINGS[0])
    rich = score.adorned(line, np.random.default_rng(1), chance=1.0)
    assert len(rich) > len(line)
    assert score.length_beats(rich) == score.length_beats(line)
    assert (rich[0], rich[-2:]) == (line[0], line[-2:])


def test_plain_keeps_what_stands_on_the_beat():
    assert score.plain(score.read_line("3:1.5 4:.5 5:.5 4:.5 3:1")) == (Note(3, 2.0), Note(5, 1.0), Note(3, 1.0))


def test_a_ground_comes_home_with_its_line():
    low = score.ground(score.read_line("3:2 5:2 2:1 1:1 0:2"), BAC)
    assert [note.beats for note in low] == [4, 4]
    assert low[-1].degree == 0


def test_a_pattern_stands_on_each_bar_of_the_ground():
    low = (Note(0, 4.0), Note(3, 4.0))
    assert score.figured(low, "-5:2 0:2") == (Note(-5, 2.0), Note(0, 2.0), Note(-2, 2.0), Note(3, 2.0))
