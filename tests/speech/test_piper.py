"""Piper itself, in its child process, with a tiny voice that hums; what it tells who has brought no voice."""

import importlib.metadata
import json
import subprocess
import sys

import numpy as np
import pytest
from piper_voice import bring_voice
from voice_stand_ins import HummingEngine

from broadcaster.errors import PermanentSpeechError, TransientSpeechError, UsageError
from broadcaster.model.script import Speaker
from broadcaster.model.sound import Words
from broadcaster.model.station import VoiceChoice
from broadcaster.sound.pcm import FULL_SCALE
from broadcaster.speech.engines import piper
from broadcaster.speech.engines.piper import BATCH, WORKER, PiperEngine
from broadcaster.speech.reader import label, read_aloud

MAN, WOMAN = Speaker.MAN, Speaker.WOMAN
TEXTS = ["Kính thưa bà con!", "Sáng mai, toàn xã tổng vệ sinh môi trường.", "Xin hết."]
NAME = "vi_VN-ngan-low"


@pytest.fixture
def voices(tmp_path):
    return bring_voice(tmp_path / "voices")


def chosen(folder, **settings):
    return PiperEngine.chosen(VoiceChoice("piper", tuple(settings.items())), folder)


def spoken(voice, texts=TEXTS):
    return list(voice.speak_all(texts))


def worker_with(change):
    """The real worker in a child where `change` was made first."""
    imports = "import os, sys, time, broadcaster.speech.piper_worker as worker"
    return (sys.executable, "-c", f"{imports}\n{change}\nsys.exit(worker.main())")


def test_the_only_voice_there_is_taken(voices):
    assert label(chosen(voices)) == f"piper:{NAME}"
    assert chosen(voices).why_unavailable() is None
    assert len(spoken(chosen(voices))) == 3


def test_of_several_voices_one_must_be_chosen(voices):
    bring_voice(voices, "vi_VN-xa-medium")
    told = chosen(voices).why_unavailable().said("en")
    assert f"{NAME}, vi_VN-xa-medium; write in station.yaml" in told
    assert chosen(voices, voice="vi_VN-xa-medium").why_unavailable() is None
    with pytest.raises(TransientSpeechError, match="several"):
        spoken(chosen(voices))


def test_without_a_voice_it_tells_which_files_to_put_where(tmp_path):
    voice = chosen(tmp_path / "voices")
    told = voice.why_unavailable()
    assert "no Piper voice in voices/; put its two files there" in told.said("en")
    assert "vi_VN-vais1000-medium.onnx.json" in told.said("vi")
    assert label(voice) == "piper:?"
    bring_voice(tmp_path / "voices")
    assert voice.why_unavailable() is None


def test_whose_voice_it_is_people_must_tell(voices):
    assert [chosen(voices).speaker, chosen(voices).as_speaker(WOMAN)] == [None, None]
    woman = chosen(voices, gender="woman")
    assert woman.as_speaker(WOMAN) is woman
    assert woman.as_speaker(MAN) is None
    assert woman.paced(85).speaker is WOMAN
    assert chosen(voices, speaker="binh").paced(85).person == "binh"
    assert woman.identity == chosen(voices).identity  # what was spoken before the gender was told is not spoken again


def test_told_whose_voice_it_is_it_reads_that_part_of_a_script_for_two(voices, cache):
    dialogue = [Words("Xin chào.", 500, MAN), Words("Kính mời bà con.", 500, WOMAN)]
    speech = read_aloud(dialogue, [chosen(voices, gender="woman"), HummingEngine()], cache)
    assert [part.voice for part in speech.parts] == ["hum:vi", f"piper:{NAME}"]


@pytest.mark.parametrize("ending", ["onnx", "onnx.json"])
def test_with_half_a_voice_it_tells_the_missing_half(voices, ending):
    (voices / f"{NAME}.{ending}").unlink()
    assert f"{NAME}.{ending} is missing in voices/" in chosen(voices, voice=NAME).why_unavailable().said("en")


def test_without_the_package_it_tells_how_to_install_it(voices, monkeypatch):
    monkeypatch.setattr(piper, "_PACKAGE", "piper-that-nobody-made")
    assert "pip install piper-tts" in chosen(voices).why_unavailable().said("en")


@pytest.fixture(scope="module")
def usual(tmp_path_factory):
    """`TEXTS` as the voice speaks them when nothing is asked of it."""
    return spoken(chosen(bring_voice(tmp_path_factory.mktemp("usual") / "voices")))


def test_rate_is_in_percent_of_the_voices_own_pace(voices, usual):
    slow, fast = (spoken(chosen(voices, rate=rate))[1].duration_ms for rate in (80, 125))
    assert slow == pytest.approx(usual[1].duration_ms / 0.80, rel=0.02)
    assert fast == pytest.approx(usual[1].duration_ms / 1.25, rel=0.02)


def test_the_voices_own_pace_is_in_its_settings_file(tmp_path, usual):
    lazy = spoken(chosen(bring_voice(tmp_path / "lazy", inference={"length_scale": 1.5})))[1]
    assert lazy.duration_ms == pytest.approx(usual[1].duration_ms * 1.5, rel=0.02)


def test_a_speaker_has_a_name_or_a_number(voices, usual):
    thanh, binh, number = (spoken(chosen(voices, speaker=speaker))[0].samples for speaker in ("thanh", "binh", "1"))
    assert np.array_equal(usual[0].samples, thanh)
    assert np.array_equal(binh, number)
    assert not np.array_equal(thanh, binh)


@pytest.mark.parametrize("speaker", ["lan", "2", "-1"])
def test_an_unknown_speaker_is_a_lasting_failure(voices, speaker):
    with pytest.raises(PermanentSpeechError, match=f"no speaker '{speaker}'"):
        spoken(chosen(voices, speaker=speaker))


@pytest.mark.parametrize(
    "setting",
    [
        ("voice", "../secret"),
        ("voice", "/etc/passwd"),
        ("voice", "C:evil"),
        ("voice", ".."),
        ("voice", "a.onnx"),
        ("rate", 49),
        ("rate", "fast"),
        ("noise", 1),
    ],
)
def test_settings_that_mean_nothing(tmp_path, setting):
    with pytest.raises(UsageError):
        chosen(tmp_path, **dict([setting]))


def test_above_the_loudest_sample_there_is_room(usual):
    """The hum jumps from pitch to pitch, which no voice does; resampling adds a good deal to such jumps."""
    for pcm in usual:
        assert 0.8 * FULL_SCALE < np.abs(pcm.samples).max() < 0.98 * FULL_SCALE


def test_a_fresh_child_says_the_same_bytes(voices):
    request = json.dumps({"model": str(voices / f"{NAME}.onnx"), "speaker": "", "rate": 100, "texts": TEXTS}).encode()
    one, two = (subprocess.run(WORKER, input=request, capture_output=True, check=True).stdout for _ in range(2))
    assert one == two
    assert len(one) > 100_000


def test_the_voice_used_here_rolls_dice_where_it_may(voices):
    voice = chosen(voices)
    voice.command = worker_with("worker.CHANCE = 0.5")
    assert not np.array_equal(spoken(voice)[0].samples, spoken(voice)[0].samples)


def test_many_texts_are_spoken_in_several_batches(voices):
    sounds = spoken(chosen(voices), ["Vâng."] * (BATCH + 3))
    assert len(sounds) == BATCH + 3
    assert all(np.array_equal(pcm.samples, sounds[0].samples) for pcm in sounds)


def test_another_voice_under_the_same_name_is_another_voice(voices, cache):
    voice = chosen(voices)
    before = voice.identity
    kept = read_aloud([Words(TEXTS[0], 500)], [voice], cache).parts[0].path
    bring_voice(voices, inference={"length_scale": 1.25})
    assert voice.identity != before
    assert read_aloud([Words(TEXTS[0], 500)], [voice], cache).parts[0].path != kept


def test_a_voice_is_read_once_to_be_known(voices, monkeypatch):
    voice = chosen(voices)
    known = voice.identity
    monkeypatch.setattr(piper.hashlib, "file_digest", None)
    assert voice.identity == known


def test_settings_and_package_are_part_of_who_it_is(voices):
    identities = {chosen(voices, **settings).identity for settings in ({}, {"rate": 110}, {"speaker": "binh"})}
    assert len(identities) == 3
    assert all(importlib.metadata.version("piper-tts") in identity for identity in identities)


def test_a_damaged_voice_is_a_lasting_failure_with_its_mend(voices):
    model = voices / f"{NAME}.onnx"
    model.write_bytes(model.read_bytes()[:700])
    with pytest.raises(PermanentSpeechError, match=r"copy .* to voices/ once more"):
        spoken(chosen(voices))


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b"\xff", b'{"audio": 1}'])
def test_a_damaged_settings_file_is_a_lasting_failure(voices, content):
    (voices / f"{NAME}.onnx.json").write_bytes(content)
    with pytest.raises(PermanentSpeechError, match="cannot be used"):
        spoken(chosen(voices))


@pytest.mark.parametrize("settings", [{"espeak": {"voice": "en-us"}}, {"phoneme_type": "pinyin"}])
def test_a_voice_of_another_language_is_refused(tmp_path, settings):
    with pytest.raises(PermanentSpeechError, match="does not speak Vietnamese"):
        spoken(chosen(bring_voice(tmp_path / "voices", **settings)))


@pytest.mark.parametrize(
    "change",
    [
        "os.kill(os.getpid(), 9)",
        "os.abort()",
        "worker.PiperVoice.synthesize = lambda *_: 1 / 0",
        "worker.write_answer = lambda *_: None",
    ],
)
def test_a_child_that_crashes_is_one_failure(voices, change):
    voice = PiperEngine(voices, command=worker_with(change))
    with pytest.raises(TransientSpeechError, match="Piper stopped in the middle"):
        spoken(voice)


def test_a_child_that_hangs_is_ended(voices):
    voice = PiperEngine(voices, command=worker_with("time.sleep(60)"), limit_s=0.3)
    with pytest.raises(TransientSpeechError, match="Piper did not finish within"):
        spoken(voice)


def test_what_a_library_prints_is_not_taken_for_sound(voices):
    printing = "os.write(1, b'Loading...'), print('ready'), load(model)"
    change = f"load = worker.PiperVoice.load; worker.PiperVoice.load = lambda model: ({printing})[-1]"
    chatty = spoken(PiperEngine(voices, command=worker_with(change)))
    assert [pcm.duration_ms for pcm in chatty] == [pcm.duration_ms for pcm in spoken(chosen(voices))]


def test_a_folder_with_any_name_will_do(tmp_path, monkeypatch):
    folder = bring_voice(tmp_path / "giọng đọc của xã")
    monkeypatch.chdir(tmp_path)
    assert len(spoken(chosen(folder.relative_to(tmp_path)))) == 3


def test_a_stick_that_fails_is_no_crash(voices, monkeypatch):
    def fails(*_):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(piper.hashlib, "file_digest", fails)
    assert "unreadable: Input/output error" in chosen(voices).identity
