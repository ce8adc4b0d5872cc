"""For every fault that is known of Google's voice: the real library, the real eSpeak NG behind it, and what is heard.

Google's stand-in is at fault from one request on, and stays so. The bulletin is then read by eSpeak NG from its first
word to its last, nothing wrong is kept, the time is bounded, and why Google was given up can be told to a clerk.
"""

import time
from pathlib import Path

import pytest
from google_faults import FAULTS, SLOW
from google_stand_in import good

from broadcaster.errors import SpeechError
from broadcaster.model.sound import Words
from broadcaster.sound.files import read
from broadcaster.speech.cache import SpeechCache
from broadcaster.speech.engines.espeak import EspeakEngine
from broadcaster.speech.engines.gtts import GttsEngine
from broadcaster.speech.patience import Outside, Patience
from broadcaster.speech.phrases import chunks
from broadcaster.speech.plausible import why_implausible
from broadcaster.speech.reader import read_aloud

LONG = Path(__file__).with_name("long_sentences.txt").read_text(encoding="utf-8").splitlines()[0]
BULLETIN = ("Kính thưa bà con và các đồng chí!", LONG, "Xin cảm ơn bà con đã lắng nghe.")
FROM_REQUEST = {"from the first request": 0, "within a sentence": 2}  # the long sentence begins with request 1
STATED_S = 1.0  # what these voices may take for a request, all attempts and waits together
FORGIVEN_S = 5.0  # for eSpeak NG and a busy machine; the stand-in would keep them waiting for a minute


@pytest.fixture(params=FAULTS)
def fault(request):
    return request.param


@pytest.fixture(params=FROM_REQUEST.values(), ids=FROM_REQUEST.keys())
def first_wrong(request, google, fault):
    """The number of the first request that goes wrong."""
    google.always = FAULTS[fault][0]
    google.answers = dict.fromkeys(range(request.param), good)
    return request.param


def new_voice(google, clock, fault):
    """A voice as at the start of a process. Where a fault takes time, it takes real time."""
    outside = Outside() if fault in SLOW else clock.outside
    return GttsEngine(origin=google.origin, outside=outside, patience=Patience(attempts=9, total_s=STATED_S))


def test_the_bulletin_is_heard_whole_in_one_voice_and_in_time(fault, first_wrong, google, clock, cache):
    assert len(chunks(LONG)) > 1
    voice, spare = new_voice(google, clock, fault), EspeakEngine()
    begun_s = time.monotonic() + clock.now_s
    speech = read_aloud([Words(text, 500) for text in BULLETIN], [voice, spare], cache)
    assert time.monotonic() + clock.now_s - begun_s <= STATED_S + FORGIVEN_S
    assert speech.voice == "espeak:vi"
    for part, text in zip(speech.parts, BULLETIN, strict=True):
        pcm = read(part.path)
        assert pcm.duration_ms == part.duration_ms
        assert why_implausible(pcm, text) is None

    kept = SpeechCache(cache.folder)  # a new one reads every checksum anew
    of_google = [kept.find(voice.identity, text) for text in BULLETIN]
    assert [entry is not None for entry in of_google] == [first_wrong > 0, False, False]
    assert all(kept.find(spare.identity, text) for text in BULLETIN)
    assert of_google[0] is None or why_implausible(read(of_google[0].path), BULLETIN[0]) is None


def test_a_clerk_is_told_why_in_vietnamese(fault, google, clock):
    google.always = FAULTS[fault][0]
    with pytest.raises(SpeechError) as failure:
        next(new_voice(google, clock, fault).speak_all(BULLETIN))
    told = failure.value.sentence
    assert told.said("vi") != told.said("en")
    assert "google" in told.said("vi").lower()
