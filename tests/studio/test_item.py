from dataclasses import replace

import numpy as np
import pytest
from pilots import BED_HZ, SPEECH_HZ, STINGER_HZ, clip, level_at, script, speech, tone, written

from broadcaster.errors import SoundError
from broadcaster.model.sound import ClipKind, Speech, SpokenWords
from broadcaster.model.station import Profile
from broadcaster.sound.files import read
from broadcaster.sound.loudness import loudness_lufs
from broadcaster.sound.pcm import Pcm, level_db, peak_db, silence
from broadcaster.sound.true_peak import true_peak_dbtp
from broadcaster.studio.item import VOICE_LUFS, SoundsAtHand, render_item
from broadcaster.studio.mix_sheet import Dressing, Role, lay_out


@pytest.fixture
def dressing(tmp_path):
    return Dressing(
        clip(tmp_path / "mo.flac", ClipKind.JINGLE, tone(2, STINGER_HZ, -6)),
        clip(tmp_path / "ket.flac", ClipKind.JINGLE, tone(1.5, STINGER_HZ, -30)),
        bed=clip(tmp_path / "nen.flac", ClipKind.BED, tone(7, BED_HZ, -12)),
    )


def weighting_lu(hz):
    """How much louder a tone is than 1000 Hz of the same level."""
    return loudness_lufs(tone(2, hz)) - loudness_lufs(tone(2, SPEECH_HZ))


@pytest.mark.parametrize(("profile", "under_lu"), [(Profile.HORN, -24), (Profile.FULL, -18)])
def test_an_item_sounds_as_its_sheet_says(tmp_path, dressing, profile, under_lu):
    dressed = replace(dressing, profile=profile)
    sheet = lay_out(script("nen"), speech(tmp_path, (4000, 600), (3000, 400)), dressed)
    pcm = read(render_item(sheet, tmp_path / "item.wav", SoundsAtHand()).path)
    opening, first, second, closing = sheet.sounds
    voice_db = level_at(pcm, SPEECH_HZ, first.at_ms + 100, first.end_ms - 100)
    assert level_at(pcm, SPEECH_HZ, second.at_ms + 100, second.end_ms - 100) == pytest.approx(voice_db, abs=0.1)
    for quiet_ms in (first.at_ms - 300, first.end_ms + 100, second.end_ms + 100):
        assert level_at(pcm, SPEECH_HZ, quiet_ms, quiet_ms + 200) < voice_db - 50
    for stinger in (opening, closing):
        heard_db = level_at(pcm, STINGER_HZ, stinger.at_ms + 50, stinger.end_ms - 50)
        assert heard_db + weighting_lu(STINGER_HZ) == pytest.approx(voice_db - 2, abs=0.3)

    def bed_lu(start_ms, end_ms):
        return level_at(pcm, BED_HZ, start_ms, end_ms) + weighting_lu(BED_HZ) - voice_db

    assert bed_lu(first.at_ms + 100, first.end_ms - 100) == pytest.approx(under_lu, abs=0.3)
    assert bed_lu(first.end_ms + 100, second.at_ms - 100) == pytest.approx(under_lu, abs=0.3)
    assert bed_lu(first.at_ms - 1500, first.at_ms - 500) == pytest.approx(-4, abs=0.3)
    assert bed_lu(second.end_ms + 500, second.end_ms + 1500) == pytest.approx(-4, abs=0.3)
    assert level_at(pcm, BED_HZ, 0, opening.end_ms) < voice_db - 50


@pytest.mark.parametrize(("profile", "ducked_db"), [(Profile.HORN, 20), (Profile.FULL, 14)])
def test_the_bed_goes_down_and_up_in_300_ms_even_in_decibels(tmp_path, dressing, profile, ducked_db):
    sheet = lay_out(script("nen"), speech(tmp_path, (4000, 0)), Dressing(bed=dressing.bed, profile=profile))
    pcm = read(render_item(sheet, tmp_path / "item.wav", SoundsAtHand()).path)
    (voice,) = (sound for sound in sheet.sounds if sound.role is Role.SPEECH)
    for begins_ms in (voice.at_ms - 300, voice.end_ms):
        steps_ms = np.arange(begins_ms - 200, begins_ms + 500, 5)
        levels = np.array([level_at(pcm, BED_HZ, at_ms - 10, at_ms + 10) for at_ms in steps_ms])
        depth_db = levels.max() - levels.min()
        within = (levels < levels.max() - 0.1 * depth_db) & (levels > levels.min() + 0.1 * depth_db)
        assert abs(levels[-1] - levels[0]) == pytest.approx(ducked_db, abs=0.3)
        assert 5 * np.count_nonzero(within) == pytest.approx(240, abs=30)


def test_an_item_is_exactly_as_long_as_it_should_be_and_as_loud_as_its_voice(tmp_path, dressing):
    sheet = lay_out(script(), speech(tmp_path, (3001, 333), (2999, 400)), dressing)
    made = render_item(sheet, tmp_path / "item.wav", SoundsAtHand())
    pcm = read(made.path)
    assert len(pcm.samples) == sheet.duration_ms * 24 == made.duration_ms * 24
    assert made.loudness_lufs == VOICE_LUFS
    assert true_peak_dbtp(pcm) <= -1
    assert level_db(Pcm(pcm.samples[-690 * 24 :])) < -90
    assert (made.id, made.kind, made.voice, made.column) == ("lich-tiem", ClipKind.SCRIPT, "espeak:vi", "thong-bao")


@pytest.mark.parametrize("level_dbfs", [-36, -3])
def test_quiet_and_loud_voices_come_out_alike(tmp_path, level_dbfs):
    sheet = lay_out(script(), speech(tmp_path, (3000, 300), level_dbfs=level_dbfs), Dressing())
    assert render_item(sheet, tmp_path / "item.wav", SoundsAtHand()).loudness_lufs == pytest.approx(VOICE_LUFS, abs=0.3)


def test_equal_inputs_give_equal_bytes(tmp_path, dressing):
    sheet = lay_out(script("nen"), speech(tmp_path, (2000, 0)), dressing)
    one, two = (render_item(sheet, tmp_path / name, SoundsAtHand()) for name in ("1.wav", "2.wav"))
    assert one.path.read_bytes() == two.path.read_bytes()


def test_a_voice_of_high_peaks_is_turned_down_rather_than_cut(tmp_path):
    clicks = tone(3, SPEECH_HZ, -40).samples.copy()
    clicks[::6000] = 30_000
    words = SpokenWords(written(tmp_path / "a.flac", Pcm(clicks)), 3000, 0, "espeak:vi")
    made = render_item(lay_out(script(), Speech((words,)), Dressing()), tmp_path / "item.wav", SoundsAtHand())
    assert made.loudness_lufs < VOICE_LUFS - 1
    assert -3.1 <= peak_db(read(made.path)) <= -2.9


def test_no_more_sound_is_held_at_hand_than_fits(tmp_path):
    sounds = SoundsAtHand()
    paths = [written(tmp_path / f"{number}.flac", silence(100_000)) for number in range(4)]
    held = [sounds.read(path) for path in paths]
    assert sounds.read(paths[-1]) is held[-1]
    assert sounds.read(paths[0]) is not held[0]


def test_missing_words_are_named_and_leave_no_item(tmp_path):
    sheet = lay_out(script(), speech(tmp_path, (2000, 0)), Dressing())
    (tmp_path / "words0.flac").unlink()
    with pytest.raises(SoundError, match=r"words0\.flac is missing"):
        render_item(sheet, tmp_path / "item.wav", SoundsAtHand())
    assert list(tmp_path.iterdir()) == []
