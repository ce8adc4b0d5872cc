"""What every voice must do. A new engine adds one line to `VOICES`."""

import hashlib
import unicodedata

import numpy as np
import pytest
from piper_voice import bring_voice
from voice_stand_ins import HummingEngine, hum

from broadcaster.errors import PermanentSpeechError
from broadcaster.model.script import Speaker
from broadcaster.sound.files import write_wav
from broadcaster.sound.pcm import PROGRAMME_RATE_HZ, trim
from broadcaster.speech.engines.edge import EdgeEngine
from broadcaster.speech.engines.espeak import EspeakEngine
from broadcaster.speech.engines.gtts import GttsEngine
from broadcaster.speech.engines.piper import PiperEngine
from broadcaster.speech.engines.recording import Recording, RecordingEngine
from broadcaster.speech.plausible import why_implausible

VOICES = {
    "hum": lambda **_: HummingEngine(),
    "espeak man": lambda **_: EspeakEngine(),
    "espeak woman": lambda **_: EspeakEngine("vi+Annie", rate=110),
    "gtts": lambda google, clock, **_: GttsEngine(origin=google.origin, outside=clock.outside),
    "edge woman": lambda clock, **_: EdgeEngine(outside=clock.outside),
    "edge man": lambda clock, **_: EdgeEngine("vi-VN-NamMinhNeural", outside=clock.outside),
    "recording": lambda tmp_path, **_: recordings(tmp_path),
    "piper": lambda tmp_path, **_: PiperEngine(bring_voice(tmp_path / "voices")),
}


def recordings(folder):
    """Return a human's readings of `TEXTS`, of whom the stand-in is one that hums."""
    found = {}
    for number, text in enumerate(TEXTS):
        write_wav(folder / f"bai-{number}.wav", hum(text))
        path = folder / f"bai-{number}.wav"
        found[text] = Recording(path, hashlib.sha256(path.read_bytes()).hexdigest())
    return RecordingEngine(found)


TEXTS = ("Kính thưa bà con và các đồng chí!", "Vâng.", "Bà con nghe rõ chưa?")


@pytest.fixture(params=VOICES.values(), ids=VOICES.keys())
def voice(request, google, microsoft, clock, tmp_path):
    return request.param(google=google, microsoft=microsoft, clock=clock, tmp_path=tmp_path)


def test_each_text_gets_its_sound_in_order(voice):
    sounds = list(voice.speak_all(TEXTS))
    assert [why_implausible(pcm, text) for pcm, text in zip(sounds, TEXTS, strict=True)] == [None] * 3
    assert {pcm.rate_hz for pcm in sounds} == {PROGRAMME_RATE_HZ}
    assert sounds[0].duration_ms > sounds[2].duration_ms > sounds[1].duration_ms


def test_edges_are_trimmed(voice):
    for pcm in voice.speak_all(TEXTS[:2]):
        assert pcm.duration_ms - trim(pcm).duration_ms <= 10


def test_the_same_words_have_the_same_sound(voice):
    first, again = (list(voice.speak_all(TEXTS[:2])) for _ in range(2))
    alone = list(voice.speak_all(TEXTS[1:2]))
    assert all(np.array_equal(one.samples, two.samples) for one, two in zip(first, again, strict=True))
    assert np.array_equal(first[1].samples, alone[0].samples)


def test_decomposed_letters_are_the_same_words(voice):
    composed, decomposed = voice.speak_all([TEXTS[0], unicodedata.normalize("NFD", TEXTS[0])])
    assert np.array_equal(composed.samples, decomposed.samples)


@pytest.mark.parametrize("strange", ["lúc 5 giờ", "<speak>chào</speak>", "&lt;", "", "..."])
def test_only_words_are_spoken(voice, google, microsoft, strange):
    with pytest.raises(PermanentSpeechError):
        list(voice.speak_all(["Xin chào.", strange]))
    assert google.texts == microsoft.texts == []
    assert getattr(voice, "asked", []) == []


def test_nothing_asked_is_nothing_said(voice):
    assert list(voice.speak_all([])) == []


def test_it_says_who_it_is_and_that_it_is_there(voice):
    assert voice.why_unavailable() is None
    assert voice.name
    assert voice.voice
    assert voice.identity == voice.identity
    assert isinstance(voice.online, bool)


def test_it_can_be_asked_for_a_man_or_a_woman(voice):
    for speaker in Speaker:
        other = voice.as_speaker(speaker)
        assert other is None or other.speaker is speaker
        assert (other is not None and other.identity == voice.identity) == (voice.speaker is speaker)


def test_it_can_be_asked_to_slow_down(voice):
    slower = voice.paced(85)
    assert voice.paced(100).identity == voice.identity
    assert (slower.identity != voice.identity) == voice.synthetic  # a human has read already
    assert (slower.name, slower.voice, slower.speaker) == (voice.name, voice.voice, voice.speaker)
    assert len(list(slower.speak_all(TEXTS))) == 3


def test_it_can_be_asked_whether_it_is_within_reach_and_says_nothing_then(voice, google):
    assert voice.online or voice.probe() is None
    if voice.name == "gtts":
        assert voice.probe() is None
    assert google.texts == []
    assert getattr(voice, "asked", []) == []
    assert google.knocks == int(voice.name == "gtts")  # only who needs the network asks it


def test_it_says_what_it_costs(voice):
    assert voice.costs.said("vi")


def test_no_two_voices_share_an_identity(google, microsoft, clock, tmp_path):
    outside = {"google": google, "microsoft": microsoft, "clock": clock, "tmp_path": tmp_path}
    identities = [make(**outside).identity for make in VOICES.values()]
    assert len(set(identities)) == len(identities)
