import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from signals import RATE, tone

from broadcaster.sound.pcm import SILENCE_DBFS, Pcm, join, level_db, samples_in, silence, trim


def test_a_millisecond_is_24_samples():
    assert samples_in(1) == 24
    assert len(silence(1234).samples) == 1234 * 24
    assert silence(1234).duration_ms == 1234


def test_levels_are_those_of_the_textbook():
    assert level_db(Pcm(tone(0, 1))) == pytest.approx(-3.01, abs=0.01)
    assert level_db(silence(100)) == SILENCE_DBFS
    assert level_db(silence(0)) == SILENCE_DBFS


@given(before_ms=st.integers(0, 700), sound_ms=st.integers(50, 700), after_ms=st.integers(0, 700))
def test_trimming_takes_the_edges_and_nothing_else(before_ms, sound_ms, after_ms):
    sound = Pcm(tone(-12, sound_ms / 1000, 400))
    trimmed = trim(join([silence(before_ms), sound, silence(after_ms)]))
    spared_ms = min(20, before_ms) + min(20, after_ms)
    assert trimmed.duration_ms == pytest.approx(sound_ms + spared_ms, abs=10)  # two cells
    assert np.array_equal(trim(trimmed).samples, trimmed.samples)


def test_trimming_silence_leaves_nothing():
    assert trim(silence(500)).duration_ms == 0
    assert trim(silence(0)).duration_ms == 0


def test_sounds_of_two_rates_are_not_joined():
    with pytest.raises(AssertionError, match="several rates"):
        join([silence(10), silence(10, 2 * RATE)])
    assert join([]).duration_ms == 0
