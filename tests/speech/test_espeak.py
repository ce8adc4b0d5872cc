"""eSpeak NG itself, in its child process, and what becomes of us when that child fails."""

import ctypes.util
import json
import subprocess
import sys

import espeakng_loader
import numpy as np
import pytest

from broadcaster.errors import PermanentSpeechError, TransientSpeechError, UsageError
from broadcaster.model.station import VoiceChoice
from broadcaster.sound.pcm import level_db
from broadcaster.speech import espeak_worker
from broadcaster.speech.engines.espeak import BATCH, WORKER, EspeakEngine
from broadcaster.speech.words import syllables

TEXTS = ["Kính thưa bà con!", "Sáng mai, toàn xã tổng vệ sinh môi trường.", "Xin hết."]


def worker_with(change):
    """The real worker in a child where `change` was made first."""
    imports = "import os, sys, time, ctypes, broadcaster.speech.espeak_worker as worker"
    return (sys.executable, "-c", f"{imports}\n{change}\nsys.exit(worker.main())")


def spoken(voice, texts=TEXTS):
    return list(voice.speak_all(texts))


def test_speech_is_as_long_and_as_loud_as_speech():
    for pcm, text in zip(spoken(EspeakEngine()), TEXTS, strict=True):
        assert 150 <= pcm.duration_ms / syllables(text) <= 500
        assert -26 < level_db(pcm) < -14
        assert np.abs(pcm.samples).max() < 30_000


def test_a_fresh_child_says_the_same_bytes():
    request = json.dumps({"voice": "vi", "rate": 125, "texts": TEXTS}).encode()
    one, two = (subprocess.run(WORKER, input=request, capture_output=True, check=True).stdout for _ in range(2))
    assert one == two
    assert len(one) > 100_000


def test_man_and_woman_differ_and_rate_counts():
    man, woman, slow = (
        spoken(voice)[1] for voice in (EspeakEngine(), EspeakEngine("vi+Annie"), EspeakEngine(rate=100))
    )
    assert pitch_hz(woman) > 1.25 * pitch_hz(man)
    assert slow.duration_ms > 1.1 * man.duration_ms


def pitch_hz(pcm):
    """The median over 40 ms windows of where each is most like itself, from 80 to 250 Hz."""
    windows = pcm.samples[: len(pcm.samples) // 960 * 960].reshape(-1, 960).astype(float)
    loud = windows[windows.std(axis=1) > windows.std()]
    found = []
    for window in loud:
        alike = np.correlate(window, window, "full")[960 - 1 :]
        found.append(24_000 / (96 + np.argmax(alike[96:300])))
    return np.median(found)


def test_many_texts_are_spoken_in_several_batches():
    sounds = spoken(EspeakEngine(), ["Vâng."] * (BATCH + 3))
    assert len(sounds) == BATCH + 3
    assert {pcm.duration_ms for pcm in sounds} == {sounds[0].duration_ms}


@pytest.mark.parametrize("voice", ["vi+nope", "xx", "vi+../voices"])
def test_an_unknown_voice_is_a_failure_not_the_plain_voice(voice):
    with pytest.raises(PermanentSpeechError, match="no voice"):
        spoken(EspeakEngine(voice))


@pytest.mark.parametrize("voice", ["vi+Robosoft", "vi-foo", "vi+../Annie"])
def test_a_voice_that_there_is_not_is_known_without_asking_a_child(voice):
    assert f"no voice '{voice}'" in EspeakEngine(voice, command=("/nowhere",)).why_unavailable().said("en")


@pytest.mark.parametrize("voice", ["vi", "vi+Annie", "vi+f2", "vi-vn-x-south", "vi-VN-x-central+Annie"])
def test_a_voice_that_there_is_speaks(voice):
    assert EspeakEngine(voice).why_unavailable() is None
    assert spoken(EspeakEngine(voice), ["Xin chào."])


@pytest.mark.parametrize(
    "setting", [("voice", "en"), ("voice", "vi+"), ("voice", "vi+../x"), ("rate", "fast"), ("rate", 900), ("speed", 1)]
)
def test_settings_that_mean_nothing(setting):
    with pytest.raises(UsageError):
        EspeakEngine.chosen(VoiceChoice("espeak", (setting,)))


def test_settings():
    voice = EspeakEngine.chosen(VoiceChoice("espeak", (("voice", "vi+Annie"), ("rate", 110))))
    assert (voice.voice, voice.rate) == ("vi+Annie", 110)


@pytest.mark.parametrize(
    "change",
    [
        "os.kill(os.getpid(), 9)",
        "os.abort()",
        "worker.Espeak.say = lambda self, text: ctypes.string_at(0)",
        "worker.Espeak.__init__ = lambda self, *_: ctypes.string_at(0)",
        "worker.Espeak.say = lambda self, text: 1 / 0",
        "sys.stdout.buffer.write(b'nonsense'); os._exit(0)",
        "worker.TEXT_LIMIT_S = 1; worker.Espeak.say = lambda self, text: time.sleep(60)",
    ],
)
def test_a_child_that_crashes_is_one_failure(change):
    with pytest.raises(TransientSpeechError, match="eSpeak NG stopped"):
        spoken(EspeakEngine(command=worker_with(change)))


def test_a_child_that_hangs_is_ended():
    voice = EspeakEngine(command=worker_with("time.sleep(60)"), limit_s=0.3)
    with pytest.raises(TransientSpeechError, match="within"):
        spoken(voice)


def test_what_was_said_before_a_crash_is_not_lost():
    say = "worker.Espeak.say = lambda self, text: say(self, text) if 'hết' not in text else 1 / 0"
    change = f"say = worker.Espeak.say; {say}"
    sounds = EspeakEngine(command=worker_with(change)).speak_all(TEXTS)
    assert [next(sounds).duration_ms > 0 for _ in TEXTS[:2]] == [True, True]
    with pytest.raises(TransientSpeechError):
        next(sounds)


def test_a_child_that_cannot_be_started():
    with pytest.raises(TransientSpeechError, match="could not be started"):
        spoken(EspeakEngine(command=("/nowhere/python",)))


def test_a_file_in_the_stations_folder_does_not_pass_for_a_module(tmp_path, monkeypatch):
    (tmp_path / "json.py").write_text("raise SystemExit('shadowed')")
    monkeypatch.chdir(tmp_path)
    assert len(spoken(EspeakEngine())) == 3


def test_data_on_a_long_path_are_found(tmp_path, monkeypatch):
    far = tmp_path / ("long" * 40)
    far.symlink_to(espeakng_loader.get_data_path())
    (tmp_path / "espeakng_loader.py").write_text(
        f"def get_library_path(): return {espeakng_loader.get_library_path()!r}\n"
        f"def get_data_path(): return {str(far)!r}\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert len(spoken(EspeakEngine("vi+Annie"))) == 3


def test_the_systems_library_is_the_second_source(monkeypatch):
    monkeypatch.setattr(ctypes.util, "find_library", lambda name: f"lib{name}.so.1")
    assert [library for library, _ in espeak_worker._sources()] == [
        espeakng_loader.get_library_path(),
        "libespeak-ng.so.1",
    ]
    monkeypatch.setitem(sys.modules, "espeakng_loader", None)
    assert list(espeak_worker._sources()) == [("libespeak-ng.so.1", None)]


def test_without_any_library_it_says_so(tmp_path, monkeypatch):
    missing = "worker._sources = lambda: iter([('/nowhere/libespeak-ng.so', None)])"
    with pytest.raises(PermanentSpeechError, match="not installed"):
        spoken(EspeakEngine(command=worker_with(missing)))
