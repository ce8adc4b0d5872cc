import hashlib

import numpy as np
import pytest
from pilots import BED_HZ, SPEECH_HZ, STINGER_HZ, clip, level_at, script, speech, tone

from broadcaster.errors import SoundError
from broadcaster.model.sound import ClipKind
from broadcaster.model.station import Profile
from broadcaster.sound.files import read
from broadcaster.sound.loudness import loudness_lufs
from broadcaster.sound.pcm import Pcm, level_db
from broadcaster.sound.true_peak import true_peak_dbtp
from broadcaster.studio.item import render_item
from broadcaster.studio.mix_sheet import Dressing, Role, lay_out


@pytest.fixture
def dressing(tmp_path):
    return Dressing(
        clip(tmp_path / "mo.flac", ClipKind.JINGLE, tone(2, STINGER_HZ, -6)),
        clip(tmp_path / "ket.flac", ClipKind.JINGLE, tone(1.5, STINGER_HZ, -30)),
        clip(tmp_path / "nen.flac", ClipKind.BED, tone(7, BED_HZ, -12)),
    )


def weighting_lu(hz):
    """How much louder a tone is than 1000 Hz of the same level."""
    return loudness_lufs(tone(2, hz)) - loudness_lufs(tone(2, SPEECH_HZ))


@pytest.mark.parametrize(("profile", "under_lu"), [(Profile.HORN, -22), (Profile.FULL, -16)])
def test_an_item_sounds_as_its_sheet_says(tmp_path, dressing, profile, under_lu):
    dressed = Dressing(dressing.opening, dressing.closing, dressing.bed, profile)
    sheet = lay_out(script("nen"), speech(tmp_path, (4000, 600), (3000, 400)), dressed)
    pcm = read(render_item(sheet, -16.0, tmp_path / "item.flac").path)
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


def test_the_bed_goes_down_in_300_ms(tmp_path, dressing):
    sheet = lay_out(script("nen"), speech(tmp_path, (4000, 0)), Dressing(bed=dressing.bed))
    pcm = read(render_item(sheet, -16.0, tmp_path / "item.flac").path)
    voice_at_ms = next(sound.at_ms for sound in sheet.sounds if sound.role is Role.SPEECH)
    steps_ms = range(voice_at_ms - 500, voice_at_ms + 200, 20)
    levels = np.array([level_at(pcm, BED_HZ, at_ms - 20, at_ms + 20) for at_ms in steps_ms])
    full_db, ducked_db = levels[0], levels[-1]
    moving = [at_ms for at_ms, db in zip(steps_ms, levels, strict=True) if ducked_db + 1 < db < full_db - 0.2]
    assert full_db - ducked_db == pytest.approx(18, abs=0.4)
    assert (moving[0], moving[-1]) == pytest.approx((voice_at_ms - 300, voice_at_ms), abs=45)


def test_an_item_is_exactly_as_long_and_as_loud_as_it_should_be(tmp_path, dressing):
    sheet = lay_out(script(), speech(tmp_path, (3001, 333), (2999, 400)), dressing)
    made = render_item(sheet, -16.0, tmp_path / "item.flac")
    pcm = read(made.path)
    assert len(pcm.samples) == sheet.duration_ms * 24 == made.duration_ms * 24
    assert loudness_lufs(pcm) == pytest.approx(-16, abs=0.1)
    assert made.loudness_lufs == pytest.approx(loudness_lufs(pcm), abs=0.01)
    assert true_peak_dbtp(pcm) <= -1.95
    assert level_db(Pcm(pcm.samples[-690 * 24 :])) < -90
    assert (made.id, made.kind, made.voice, made.column) == ("lich-tiem", ClipKind.SCRIPT, "espeak:vi", "thong-bao")


@pytest.mark.parametrize("level_dbfs", [-36, -3])
def test_quiet_and_loud_voices_come_out_alike(tmp_path, level_dbfs):
    sheet = lay_out(script(), speech(tmp_path, (3000, 300), level_dbfs=level_dbfs), Dressing())
    assert render_item(sheet, -16.0, tmp_path / "item.flac").loudness_lufs == pytest.approx(-16, abs=0.1)


def test_equal_inputs_give_equal_bytes_and_fingerprints(tmp_path, dressing):
    sheet = lay_out(script("nen"), speech(tmp_path, (2000, 0)), dressing)
    one, two = (render_item(sheet, -16.0, tmp_path / name) for name in ("1.flac", "2.flac"))
    assert one.path.read_bytes() == two.path.read_bytes()
    assert one.fingerprint == two.fingerprint == hashlib.sha256(one.path.read_bytes()).hexdigest()


def test_missing_words_are_named_and_leave_no_item(tmp_path):
    sheet = lay_out(script(), speech(tmp_path, (2000, 0)), Dressing())
    (tmp_path / "words0.flac").unlink()
    with pytest.raises(SoundError, match=r"words0\.flac is missing"):
        render_item(sheet, -16.0, tmp_path / "item.flac")
    assert list(tmp_path.iterdir()) == []
