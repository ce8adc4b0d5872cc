from dataclasses import replace

import numpy as np
import pytest

from broadcaster.music.instruments import (
    PLAIN,
    TRANH,
    Samples,
    Touch,
    _string,
    bell,
    dan_bau,
    dan_nguyet,
    dan_tranh,
    drum,
    flute,
    pad,
    wood,
)

RATE = 24000


def pitch_hz(sound: Samples, near_hz: float) -> float:
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound)), 16 * len(sound)))
    frequency_hz = np.fft.rfftfreq(16 * len(sound), 1 / RATE)
    close = np.abs(frequency_hz / near_hz - 1) < 0.03
    return float(frequency_hz[close][spectrum[close].argmax()])


@pytest.mark.parametrize("string", [dan_tranh, dan_nguyet, dan_bau])
@pytest.mark.parametrize("wanted_hz", [196.0, 293.66, 440.0, 1046.5])
def test_a_plucked_string_is_in_tune_within_two_cents(string, wanted_hz):
    sound = string(wanted_hz, 2.0, RATE, np.random.default_rng(1))
    assert abs(1200 * np.log2(pitch_hz(sound, wanted_hz) / wanted_hz)) < 2


def test_a_bent_string_arrives_at_its_note():
    sound = dan_tranh(440.0, 2.0, RATE, np.random.default_rng(1), Touch(bend_cents=-200, glide_s=0.15))
    assert pitch_hz(sound[: RATE // 20], 440 * 2 ** (-200 / 1200)) < 415
    assert abs(1200 * np.log2(pitch_hz(sound[RATE // 2 :], 440.0) / 440.0)) < 2


@pytest.mark.parametrize("from_cents", [-500, -200, 300])
def test_the_monochord_slides_all_the_way_and_arrives_in_tune(from_cents):
    sound = dan_bau(440.0, 2.0, RATE, np.random.default_rng(1), Touch(bend_cents=from_cents, glide_s=0.3))
    start_hz = 440 * 2 ** (from_cents / 1200)
    assert abs(1200 * np.log2(pitch_hz(sound[: RATE // 20], start_hz) / start_hz)) < 60
    assert abs(1200 * np.log2(pitch_hz(sound[RATE:], 440.0) / 440.0)) < 5


def test_the_body_of_the_zither_lifts_what_a_horn_carries():
    bare = replace(TRANH, body=())
    both = [_string(make, 293.66, 2.0, RATE, np.random.default_rng(1), PLAIN, 4.2) for make in (TRANH, bare)]
    with_body, without = (np.abs(np.fft.rfft(sound)) ** 2 for sound in both)
    frequency_hz = np.fft.rfftfreq(len(both[0]), 1 / RATE)
    carried = (frequency_hz > 1000) & (frequency_hz < 4000)
    assert with_body[carried].sum() / with_body.sum() > 1.2 * without[carried].sum() / without.sum()


def test_a_flute_is_in_tune_within_ten_cents():
    sound = flute(587.33, 1.5, RATE, np.random.default_rng(1))
    assert abs(1200 * np.log2(pitch_hz(sound, 587.33) / 587.33)) < 10


@pytest.mark.parametrize("string", [dan_tranh, dan_nguyet, dan_bau])
def test_a_string_dies_away_by_itself(string):
    sound = string(440.0, 3.0, RATE, np.random.default_rng(1))
    thirds = [np.sqrt(np.mean(part**2)) for part in np.split(sound, 3)]
    assert thirds[0] > 2 * thirds[1] > 4 * thirds[2] > 0


@pytest.mark.parametrize("instrument", [dan_tranh, dan_nguyet, dan_bau, flute, bell, pad, wood, drum])
def test_no_instrument_clicks_at_its_ends_nor_leaves_its_range(instrument):
    sound = instrument(330.0, 1.0, RATE, np.random.default_rng(1))
    assert len(sound) == RATE
    assert abs(sound[0]) < 0.003
    assert abs(sound[-1]) < 0.001
    assert 0.2 < np.abs(sound).max() < 2.0
    assert abs(sound.mean()) < 0.005


@pytest.mark.parametrize("rate_hz", [16000, 44100])
def test_an_instrument_plays_at_any_rate(rate_hz):
    assert len(dan_tranh(440.0, 0.5, rate_hz, np.random.default_rng(1))) == rate_hz // 2
