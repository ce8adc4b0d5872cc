import numpy as np
import pyloudnorm
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.signal import resample_poly
from signals import pieces, speechlike, tone, tones

from broadcaster.sound.loudness import QUIETEST_LUFS, Meter, loudness_lufs
from broadcaster.sound.pcm import Pcm, silence
from broadcaster.sound.true_peak import TruePeakMeter, true_peak_dbtp

MONO = 3.01  # EBU's signals are stereo: both channels together are 3.01 LU louder than one

# EBU Tech 3341, table 1, cases 1 to 5: (stretches of dBFS and seconds, LUFS)
CASES = [
    ([(-23, 20)], -23.0),
    ([(-33, 20)], -33.0),
    ([(-36, 10), (-23, 60), (-36, 10)], -23.0),
    ([(-72, 10), (-36, 10), (-23, 60), (-36, 10), (-72, 10)], -23.0),
    ([(-26, 20), (-20, 20.1), (-26, 20)], -23.0),
]


@pytest.mark.parametrize(("steps", "lufs"), CASES)
def test_the_meter_reads_what_ebu_tech_3341_asks(steps, lufs):
    assert loudness_lufs(tones(*steps)) == pytest.approx(lufs - MONO, abs=0.1)


def test_weighting_follows_bs_1770():
    assert loudness_lufs(tones((0, 5), hz=997)) == pytest.approx(-3.01, abs=0.02)
    low, high = (loudness_lufs(tones((-20, 5), hz=hz)) for hz in (40, 4000))
    assert low < -28
    assert high == pytest.approx(-20 - 3.01 + 3.3, abs=0.3)


@settings(max_examples=20)
@given(sizes=st.lists(st.integers(1, 9000), min_size=1, max_size=30))
def test_it_does_not_matter_in_what_pieces_sound_comes(sizes):
    sound = speechlike(4)
    meter, start = Meter(), 0
    for size in sizes:
        meter.push(sound[start : start + size])
        start += size
    meter.push(sound[start:])
    assert meter.lufs() == pytest.approx(loudness_lufs(Pcm(sound)), abs=1e-4)


@pytest.mark.parametrize("seconds", [0.05, 0.25, 0.39, 0.41])
def test_short_sounds_have_a_loudness(seconds):
    assert loudness_lufs(tones((-20, seconds))) == pytest.approx(-23, abs=0.3)


def test_silence_is_as_quiet_as_can_be():
    assert loudness_lufs(silence(3000)) == loudness_lufs(silence(0)) == QUIETEST_LUFS


def test_the_meter_agrees_with_an_independent_one():
    sound = speechlike(30)
    assert loudness_lufs(Pcm(sound)) == pytest.approx(
        pyloudnorm.Meter(24_000).integrated_loudness(sound / 32768), abs=0.1
    )


@pytest.mark.parametrize(
    ("hz", "phase_degrees"), [(6000, 0), (6000, 45), (6000, 60), (4000, 60), (3000, 67.5), (997, 0)]
)
def test_true_peaks_are_found_between_samples(hz, phase_degrees):
    """EBU Tech 3341, cases 15 to 19: +0.2/-0.4 dB."""
    sound = tone(-6, 1, hz, np.deg2rad(phase_degrees)) * np.hanning(24_000) ** 0.1  # no click at either end
    assert -6.4 <= true_peak_dbtp(Pcm(sound.astype(np.int16))) <= -5.8


def test_true_peak_in_pieces_is_that_of_the_whole():
    sound = speechlike(3)
    for size in (1, 7, 100, 5000):
        meter = TruePeakMeter()
        for piece in pieces(sound[:2000] if size == 1 else sound, size):
            meter.push(piece)
        assert meter.dbtp() == pytest.approx(true_peak_dbtp(Pcm(sound[:2000] if size == 1 else sound)), abs=0.01)


def test_true_peak_agrees_with_sixteenfold_resampling():
    sound = np.pad(speechlike(5), 500)
    peak = np.abs(resample_poly(sound.astype(float), 16, 1, window=("kaiser", 12))).max()
    assert true_peak_dbtp(Pcm(sound)) == pytest.approx(20 * np.log10(peak / 32768), abs=0.2)


def test_silence_has_no_peak():
    assert true_peak_dbtp(silence(0)) == true_peak_dbtp(silence(100)) == -120
