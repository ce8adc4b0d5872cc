import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from signals import pieces, speechlike, tone

from broadcaster.sound.limiter import Limiter
from broadcaster.sound.pcm import Pcm, to_int16
from broadcaster.sound.true_peak import true_peak_dbtp


def through(sound, gain_db, ceiling_dbtp, size=16_384):
    return np.concatenate(list(Limiter(gain_db, ceiling_dbtp).through(pieces(sound, size))))


@settings(max_examples=25, deadline=None)
@given(gain_db=st.floats(-6, 24), ceiling_dbtp=st.floats(-9, -0.5), seed=st.integers(0, 99))
def test_the_ceiling_holds_and_no_sample_is_lost(gain_db, ceiling_dbtp, seed):
    sound = speechlike(2, seed)
    out = through(sound, gain_db, ceiling_dbtp)
    assert len(out) == len(sound)
    assert true_peak_dbtp(Pcm(to_int16(out))) <= ceiling_dbtp + 0.1


@pytest.mark.parametrize("hz", [100, 997, 4000, 6000])
def test_tones_are_held_at_the_ceiling(hz):
    out = through(tone(-1, 1, hz, 0.7), 6, -2)
    without_clicks = to_int16(out * np.hanning(24_000).astype(np.float32) ** 0.1)
    assert true_peak_dbtp(Pcm(without_clicks)) == pytest.approx(-2, abs=0.15)


@settings(max_examples=25, deadline=None)
@given(count=st.integers(0, 5000), size=st.integers(1, 3000))
def test_quiet_sound_passes_bit_for_bit(count, size):
    quiet = (speechlike(0.25) // 4)[:count]
    assert np.array_equal(to_int16(through(quiet, 0, -1, size)), quiet)


def test_quiet_sound_is_only_multiplied():
    quiet = speechlike(1) // 8
    assert np.array_equal(through(quiet, 6, -1), quiet * np.float32(10 ** (6 / 20)))


def test_a_peak_changes_nothing_20_ms_away():
    sound = tone(-30, 1, 500)
    sound[12_000:12_010] = 32_000
    out = to_int16(through(sound, 0, -6))
    changed = np.flatnonzero(out != sound)
    assert np.abs(out[12_000:12_010]).max() <= 16_423
    assert changed.min() > 12_000 - 20 * 24
    assert changed.max() < 12_010 + 20 * 24


def test_gain_moves_without_steps():
    out = through(tone(-3, 1, 200), 0, -9) / tone(-3, 1, 200).clip(min=1)
    held = out[(tone(-3, 1, 200) > 20_000)]
    assert np.abs(np.diff(held[100:-100])).max() < 0.02


def test_pieces_do_not_matter():
    sound = speechlike(2)
    assert np.allclose(through(sound, 12, -2), through(sound, 12, -2, 999), atol=0.05)


@pytest.mark.parametrize("gain_db", [-20, 0, 6, 18])
def test_it_knows_its_true_peak(gain_db):
    limiter = Limiter(gain_db, -2)
    out = np.concatenate(list(limiter.through(pieces(speechlike(3)))))
    assert limiter.true_peak_dbtp == pytest.approx(true_peak_dbtp(Pcm(to_int16(out))), abs=0.05)


def test_nothing_in_nothing_out():
    limiter = Limiter(0, -1)
    assert len(limiter.push(np.zeros(0, np.int16))) == len(limiter.finish()) == 0
