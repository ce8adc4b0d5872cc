"""What is let through as speech and what isn't: the slowest that a voice may be asked for, and what no voice takes."""

from pathlib import Path

import numpy as np
import pytest
from voice_stand_ins import hum

from broadcaster.sound.pcm import Pcm
from broadcaster.speech.engines.espeak import EspeakEngine
from broadcaster.speech.plausible import why_implausible

LONG = Path(__file__).with_name("long_sentences.txt").read_text(encoding="utf-8").splitlines()
SHORT = ["Vâng.", "Nghiêm!", "Xin chào bà con.", "A, bê, xê.", "Mười bảy giờ ba mươi phút"]
SLOWEST_PERCENT = 60  # of the usual pace, as station.yaml may ask for emergencies


@pytest.mark.parametrize("voice", ["vi", "vi+Annie"])
def test_espeak_at_its_slowest_is_believed(voice):
    texts = [*SHORT, *LONG]
    spoken = EspeakEngine(voice).paced(SLOWEST_PERCENT).speak_all(texts)
    assert [why_implausible(pcm, text) for pcm, text in zip(spoken, texts, strict=True)] == [None] * len(texts)


@pytest.mark.parametrize("text", [*SHORT, *LONG])
def test_a_voice_at_half_of_a_calm_pace_is_believed(text):
    """As Google's slow voice, or any at 50 %: half of four syllables a second."""
    assert why_implausible(hum(text, pace=50), text) is None


@pytest.mark.parametrize("text", LONG)
def test_other_words_than_these_are_not_believed(text):
    assert "too short" in why_implausible(hum("Xin chào bà con."), text).said("en")
    assert "too long" in why_implausible(hum(text, pace=10), text).said("en")


def test_silence_is_not_believed():
    assert "silent" in why_implausible(Pcm(np.zeros(24_000, np.int16)), "Xin chào bà con.").said("en")
