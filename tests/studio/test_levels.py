import numpy as np
import pytest
from pilots import tone, written

from broadcaster.errors import SoundError
from broadcaster.sound.files import write_wav
from broadcaster.sound.loudness import QUIETEST_LUFS
from broadcaster.sound.pcm import Pcm, join, silence
from broadcaster.studio.levels import gain_db_to, measure_clip


def test_a_recording_is_measured(tmp_path):
    measure = measure_clip(written(tmp_path / "x.flac", tone(2.5, 1000, -20)))
    assert measure.duration_ms == 2500
    assert measure.loudness_lufs == pytest.approx(-23, abs=0.1)


def test_no_more_milliseconds_are_promised_than_there_are(tmp_path):
    almost = Pcm((8_000 * np.sin(np.arange(24 * 100 - 1))).astype(np.int16))
    assert measure_clip(written(tmp_path / "x.flac", almost)).duration_ms == 99


def test_a_recording_of_nothing_is_named(tmp_path):
    write_wav(tmp_path / "x.wav", silence(0))
    with pytest.raises(SoundError, match=r"x\.wav holds no sound"):
        measure_clip(tmp_path / "x.wav")


def test_a_recording_of_silence_is_named(tmp_path):
    write_wav(tmp_path / "x.wav", silence(2_000))
    with pytest.raises(SoundError, match=r"x\.wav is silent from end to end"):
        measure_clip(tmp_path / "x.wav")


def test_silence_at_the_ends_is_found_however_quiet_the_recording(tmp_path):
    for level_dbfs in (-12, -43):
        hiss = np.random.default_rng(1).normal(0, 32768 * 10 ** ((level_dbfs - 45) / 20), 24_000).astype(np.int16)
        sound = join([Pcm(hiss), tone(3, 1000, level_dbfs), Pcm(hiss[:12_000])])
        measure = measure_clip(written(tmp_path / "x.flac", sound), without_silent_ends=True)
        assert measure.begins_ms == pytest.approx(1000 - 50, abs=10)
        assert measure.duration_ms == pytest.approx(50 + 3000 + 200, abs=10)


def test_a_recording_without_silence_keeps_every_millisecond(tmp_path):
    measure = measure_clip(written(tmp_path / "x.flac", tone(1.234, 1000)), without_silent_ends=True)
    assert (measure.begins_ms, measure.duration_ms) == (0, 1234)


def test_gains_bring_recordings_to_the_goal_but_do_not_lift_noise():
    assert gain_db_to(-16, -20.5) == 4.5
    assert gain_db_to(-16, -9) == -7
    assert gain_db_to(-16, -60) == 28
    assert gain_db_to(-16, None) == gain_db_to(-16, QUIETEST_LUFS) == 0
