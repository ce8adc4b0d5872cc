import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from signals import pieces, speechlike, tone

from broadcaster.sound.horn import for_horns
from broadcaster.sound.pcm import Pcm, level_db, to_int16


def through(sound, loudness_lufs=-16.0, size=16_384):
    return np.concatenate(list(for_horns(pieces(sound, size), loudness_lufs)))


def gain_db(hz):
    quiet = tone(-50, 1, hz)  # under the compressor's threshold
    middle = slice(6000, -6000)
    return level_db(Pcm(to_int16(through(quiet)[middle]))) - level_db(Pcm(quiet[middle]))


@pytest.mark.parametrize(
    ("hz", "wanted_db", "within_db"), [(60, -30, 12), (180, -3, 1), (300, 0.7, 0.5), (2200, 8, 0.6), (10_000, -10, 4)]
)
def test_lows_are_cut_and_presence_is_raised(hz, wanted_db, within_db):
    assert gain_db(hz) == pytest.approx(wanted_db, abs=within_db)


def test_four_decibels_more_become_one_above_the_threshold():
    levels = [level_db(Pcm(to_int16(through(tone(db, 2, 800))[24_000:-6000]))) for db in (-17, -13, -9)]
    assert np.diff(levels) == pytest.approx([1, 1], abs=0.1)


@settings(max_examples=30, deadline=None)
@given(count=st.integers(0, 20_000), size=st.integers(100, 20_000))
def test_as_many_samples_come_out_as_went_in(count, size):
    assert len(through(speechlike(1)[:count], size=size)) == min(count, 24_000)


def test_pieces_do_not_matter_and_nothing_comes_late():
    sound = speechlike(3)
    assert np.allclose(through(sound), through(sound, size=777), atol=0.05)
    quiet = speechlike(1) // 64
    lags = np.correlate(through(quiet)[1000:-1000], quiet[1000:-1000].astype(np.float32), "full")
    assert abs(lags.argmax() - (len(quiet) - 2001)) < 60, "low notes come 2.5 ms before their time, high ones after"
