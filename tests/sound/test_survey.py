import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st
from signals import RATE, pieces, speechlike, tone, tones

from broadcaster.sound.loudness import QUIETEST_LUFS, loudness_lufs
from broadcaster.sound.pcm import Pcm
from broadcaster.sound.survey import Silences, Survey, Surveyor, survey
from broadcaster.sound.true_peak import true_peak_dbtp


def surveyed(samples, size: int = 5_000) -> Survey:
    surveyor = Surveyor()
    for piece in pieces(samples, size):
        surveyor.push(piece)
    return surveyor.survey()


def sounding(*stretches: tuple[float, float]):
    """Stretches of (level in dBFS, seconds); -200 is silence."""
    return tones(*stretches).samples


def test_the_measures_are_those_of_the_meters():
    speech = speechlike(7.35)
    found = surveyed(speech)
    assert found.duration_ms == 7350
    assert found.loudness_lufs == pytest.approx(loudness_lufs(Pcm(speech)))
    assert found.true_peak_dbtp == pytest.approx(true_peak_dbtp(Pcm(speech)))
    assert len(found.peaks) == 307, "the last quarter of a step has a peak too"
    assert found.peaks.max() == pytest.approx(np.abs(speech.astype(float)).max() / 32768)


@settings(max_examples=15)
@given(size=st.integers(1, 30_000))
def test_it_does_not_matter_in_what_pieces_the_sound_comes(size):
    whole, cut = surveyed(speechlike(2), 10**6), surveyed(speechlike(2), size)
    assert np.array_equal(whole.peaks, cut.peaks)
    assert whole.energies == pytest.approx(cut.energies, rel=1e-4)


def test_short_term_loudness_follows_the_sound():
    found = surveyed(sounding((-20, 10), (-40, 10)))
    over_time = found.short_term_lufs()
    assert len(over_time) == 200
    assert over_time[50] == pytest.approx(-23, abs=0.1)
    assert over_time[150] == pytest.approx(-43, abs=0.1)
    assert np.all(np.diff(over_time[85:115]) <= 0.01), "3 s wide: it sinks from one to the other"


def test_each_part_has_a_loudness_of_its_own():
    found = surveyed(sounding((-20, 10), (-40, 10)))
    assert found.loudness_between(0, 10_000) == pytest.approx(-23, abs=0.1)
    assert found.loudness_between(10_000, 20_000) == pytest.approx(-43, abs=0.1)
    assert found.loudness_between(20_000, 30_000) == QUIETEST_LUFS


@pytest.mark.parametrize("level_dbfs", [-10, -40])
def test_silences_are_found_in_loud_recordings_and_in_quiet_ones(level_dbfs):
    sound = sounding(
        (-200, 1.5), (level_dbfs, 4), (-200, 0.5), (level_dbfs, 2), (-200, 3.2), (level_dbfs, 1), (-200, 2)
    )
    assert surveyed(sound).silences() == Silences(start_ms=1500, end_ms=2000, inside_ms=3200, inside_at_ms=8000)


def test_silence_is_silent_from_end_to_end():
    assert surveyed(np.zeros(3 * RATE, np.int16)).silences() == Silences(3000, 0, 0, 0)


def test_a_sound_without_a_pause_has_none():
    assert surveyed(tone(-20, 3)).silences() == Silences(0, 0, 0, 0)


def test_nothing_and_hardly_anything_can_be_surveyed():
    assert surveyed(np.zeros(0, np.int16)).duration_ms == 0
    blip = surveyed(tone(-20, 0.03))
    assert blip.duration_ms == 30
    assert len(blip.short_term_lufs()) == 0
    assert blip.loudness_lufs == pytest.approx(-23, abs=0.5)


def test_a_file_of_any_rate_is_surveyed_at_the_programme_rate(tmp_path):
    stereo = np.column_stack([tone(-20, 5, rate=44_100)] * 2)
    soundfile.write(tmp_path / "bai.wav", stereo, 44_100)
    found = survey(tmp_path / "bai.wav")
    assert found.duration_ms == 5000
    assert found.loudness_lufs == pytest.approx(-23, abs=0.1)
