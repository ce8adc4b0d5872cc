import numpy as np
import pytest

from broadcaster.music.room import CEILING_DB, finished, loudness_lufs, peak_db, placed, reverberated

RATE = 24000


def tone(hz: float, seconds: float, level: float) -> np.ndarray:
    return level * np.sin(2 * np.pi * hz * np.arange(int(seconds * RATE)) / RATE)


def test_loudness_of_the_reference_tone():
    # EBU Tech 3341: a 1 kHz tone of -23 dBFS in both channels reads -23 LUFS, so in one channel 3 dB less
    assert loudness_lufs(tone(997, 5, 10 ** (-23 / 20)), RATE) == pytest.approx(-26.0, abs=0.1)


def test_loudness_leaves_silence_out():
    sound = np.concatenate([tone(997, 5, 0.1), np.zeros(20 * RATE)])
    assert loudness_lufs(sound, RATE) == pytest.approx(loudness_lufs(sound[: 5 * RATE], RATE), abs=0.3)


def test_finishing_brings_loudness_under_the_ceiling_and_takes_dc_out():
    beats = tone(600, 6, 0.1) + 0.2
    beats[::RATE] += 3.0
    done = finished(beats, RATE, fade_s=0.5)
    assert loudness_lufs(done, RATE) == pytest.approx(-18, abs=0.3)
    assert peak_db(done) <= CEILING_DB + 0.01
    assert abs(done.mean()) < 1e-3
    assert done[0] == 0
    assert not done[-RATE // 50 :].any()


def test_what_hangs_over_the_end_is_dropped_or_comes_round():
    bus = np.zeros(10)
    placed(np.ones(4), bus, 8)
    assert bus.tolist() == [0] * 8 + [1, 1]
    placed(np.ones(4), bus, 8, wraps=True)
    assert bus.tolist() == [1, 1] + [0] * 6 + [2, 2]


def test_a_hall_rings_for_as_long_as_it_was_asked():
    clap = np.zeros(3 * RATE)
    clap[0] = 1.0
    wet = reverberated(clap, RATE, np.random.default_rng(1), ring_s=1.0, wet_db=0.0)
    early, late = wet[RATE // 10 : RATE // 5], wet[int(0.6 * RATE) : int(0.7 * RATE)]
    fall_db = 10 * np.log10(np.mean(early**2) / np.mean(late**2))
    assert 25 < fall_db < 38  # half a second of a second's 60 dB
    assert not np.abs(wet[int(1.3 * RATE) :]).max() > 1e-9
