"""A human reading as a voice: levelled, trimmed, and believed only when it can be the text."""

import hashlib

import numpy as np
import pytest
from voice_stand_ins import hum

from broadcaster.errors import PermanentSpeechError, TransientSpeechError
from broadcaster.model.sound import Words, is_synthetic, speech_mark
from broadcaster.sound.files import comment_of, read, write_flac, write_wav
from broadcaster.sound.loudness import loudness_lufs
from broadcaster.sound.pcm import Pcm, join, silence
from broadcaster.speech.engines.recording import LEVEL_LUFS, Recording, RecordingEngine
from broadcaster.speech.reader import read_aloud

TEXT = "Kính thưa bà con! Hôm nay xã ta tiêm phòng cho trâu bò."


def recorded(folder, pcm, text=TEXT, name="lich-tiem"):
    path = folder / f"{name}.wav"
    write_wav(path, pcm)
    return RecordingEngine({text: Recording(path, hashlib.sha256(path.read_bytes()).hexdigest())})


def faint(pcm, by_db=-35):
    """As a telephone at the far end of the room records it, with the quiet before and after."""
    quiet = Pcm(np.rint(pcm.samples * 10 ** (by_db / 20)).astype(np.int16))
    return join([silence(1500), quiet, silence(2500)])


def test_a_faint_recording_comes_to_the_level_of_the_other_voices_without_its_edges(tmp_path):
    (pcm,) = recorded(tmp_path, faint(hum(TEXT))).speak_all([TEXT])
    assert loudness_lufs(pcm) == pytest.approx(LEVEL_LUFS, abs=0.5)
    assert pcm.duration_ms == pytest.approx(hum(TEXT).duration_ms, abs=60)


def test_peaks_are_not_clipped_for_loudness(tmp_path):
    clicks = hum(TEXT).samples // 100
    clicks[::6000] = 30_000
    (pcm,) = recorded(tmp_path, Pcm(clicks)).speak_all([TEXT])
    assert np.abs(pcm.samples.astype(int)).max() < 32_000


def test_an_item_is_read_by_the_human_and_is_no_machine_s(tmp_path, cache):
    engine = recorded(tmp_path, hum(TEXT))
    speech = read_aloud([Words(TEXT, 0)], [engine], cache)
    assert speech.voice == "recording:lich-tiem"
    assert not is_synthetic(speech.voice)
    assert comment_of(speech.parts[0].path) == ""


@pytest.mark.parametrize(
    ("voice", "synthetic"),
    [
        ("espeak:vi", True),
        ("gtts:vi, espeak:vi", True),
        ("recording:x", False),
        ("recording:x, espeak:vi", True),
        ("", False),
    ],
)
def test_what_a_machine_speaks_is_marked(voice, synthetic):
    assert is_synthetic(voice) is synthetic
    assert speech_mark(voice) == (f"synthetic-speech=true; voice={voice}" if synthetic else "")


def test_a_recording_far_too_short_for_its_text_is_another_one(tmp_path, cache):
    engine = recorded(tmp_path, hum("Alô."))
    with pytest.raises(TransientSpeechError, match="too short"):
        read_aloud([Words(TEXT, 0)], [engine], cache)


def test_nothing_to_be_heard(tmp_path):
    with pytest.raises(PermanentSpeechError, match="nothing can be heard"):
        list(recorded(tmp_path, silence(5000)).speak_all([TEXT]))


def test_no_sound_file(tmp_path):
    engine = recorded(tmp_path, hum(TEXT))
    (tmp_path / "lich-tiem.wav").write_bytes(b"<html>")
    with pytest.raises(PermanentSpeechError, match=r"lich-tiem\.wav"):
        list(engine.speak_all([TEXT]))


def test_other_words_are_not_on_it(tmp_path):
    with pytest.raises(PermanentSpeechError, match="nobody has read"):
        list(recorded(tmp_path, hum(TEXT)).speak_all(["Xin chào."]))


def test_without_recordings_it_says_so():
    assert "audio/recordings" in RecordingEngine({}).why_unavailable().said("en")


def test_a_mark_is_a_tag_of_the_file(tmp_path):
    for write, name in ((write_flac, "a.flac"), (write_wav, "a.wav")):
        write(tmp_path / name, hum(TEXT), speech_mark("espeak:vi"))
        assert comment_of(tmp_path / name) == "synthetic-speech=true; voice=espeak:vi"
        assert np.array_equal(read(tmp_path / name).samples, hum(TEXT).samples)
