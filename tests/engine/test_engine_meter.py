"""The meter on the bus: what was sent in the last second, and since when nothing can be heard of it."""

import numpy as np
import pytest
from fake_device import BLOCK, noise

from broadcaster.engine.meter import FLOOR_DBFS, Meter
from broadcaster.engine.pcm import RATE, Block, silence


def tone(seconds: float, level_dbfs: float) -> Block:
    mono = 32_768 * 10 ** (level_dbfs / 20) * np.sqrt(2) * np.sin(np.arange(round(seconds * RATE)) * 0.05)
    return np.repeat(mono.astype(np.int16)[:, np.newaxis], 2, axis=1)


def heard(*sounds: Block) -> Meter:
    meter = Meter()
    for sound in sounds:
        for begin in range(0, len(sound), BLOCK):
            meter.take(sound[begin : begin + BLOCK])
    return meter


def test_a_tone_is_as_loud_as_it_is() -> None:
    level = heard(tone(2, -20)).level()
    assert level.rms_db == pytest.approx(-20, abs=0.1)
    assert level.peak_db == pytest.approx(-17, abs=0.1)
    assert level.silent_s == 0


def test_only_the_last_second_counts() -> None:
    assert heard(tone(2, -6), tone(1, -40)).level().rms_db == pytest.approx(-40, abs=0.1)


def test_silence_is_counted_from_when_it_began() -> None:
    level = heard(noise(1, 1), silence(3 * RATE)).level()
    assert (level.rms_db, level.peak_db, level.silent_s) == (FLOOR_DBFS, FLOOR_DBFS, pytest.approx(3.0))
    assert heard(silence(RATE), tone(0.1, -30)).level().silent_s == 0
    assert heard(tone(2, -55)).level().silent_s == pytest.approx(2.0)  # nobody hears that in a street


def test_the_loudest_of_signals_is_no_overflow() -> None:
    loudest = np.full((RATE, 2), -32_768, np.int16)
    level = heard(loudest).level()
    assert (level.rms_db, level.peak_db) == (pytest.approx(0.0), pytest.approx(0.0))
