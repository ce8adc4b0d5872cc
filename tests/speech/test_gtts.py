"""Google's voice against a stand-in on this machine: what it costs, what is believed, what happens when it fails."""

import socket
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
import responses
from google_faults import FAULTS, PERMANENT, SLOW
from google_stand_in import body, good, speech_mp3, status
from gtts import gTTS
from voice_stand_ins import HummingEngine

from broadcaster.errors import PermanentSpeechError, TransientSpeechError, UsageError
from broadcaster.model.sound import Words
from broadcaster.model.station import VoiceChoice
from broadcaster.speech.engines.gtts import GttsEngine
from broadcaster.speech.network import Network
from broadcaster.speech.patience import Patience
from broadcaster.speech.phrases import chunks
from broadcaster.speech.reader import read_aloud
from broadcaster.speech.rest import RestFile

LONG = Path(__file__).with_name("long_sentences.txt").read_text(encoding="utf-8").splitlines()
HELLO = "Xin chào bà con."

NAMED = Network(resolve=lambda *_: None)  # a name server that knows every name


@pytest.fixture
def voice(google, clock):
    return GttsEngine(origin=google.origin, outside=clock.outside, patience=Patience(attempts=2))


@pytest.fixture(params=FAULTS)
def fault(request, voice):
    """The name of a fault; where it takes time, the voice has little of it."""
    if request.param in SLOW:
        voice.timeout_s = (1.0, 1.0)  # time enough for a good answer on a busy machine
    return request.param


def test_a_fault_is_a_failure_and_nothing_is_kept(fault, voice, google, cache):
    google.always, requests = FAULTS[fault]
    with pytest.raises(PermanentSpeechError if fault in PERMANENT else TransientSpeechError):
        read_aloud([Words(HELLO, 500)], [voice], cache)
    assert google.texts == [HELLO] * requests
    assert list(cache.folder.rglob("*.*")) == []


@pytest.mark.parametrize("fault", [name for name, (_, requests) in FAULTS.items() if requests > 1], indirect=True)
def test_a_fault_that_passes_is_overcome(fault, voice, google):
    google.answers = {0: FAULTS[fault][0]}
    assert next(voice.speak_all([HELLO])).duration_ms >= 900
    assert google.texts == [HELLO] * 2


def test_a_fault_in_a_later_request_fails_the_sentence_not_those_before(fault, voice, google, cache):
    pieces = len(chunks(LONG[0]))
    google.answers = dict.fromkeys(range(pieces, 100), FAULTS[fault][0])  # the second one's second request on
    google.answers[pieces] = good
    with pytest.raises((PermanentSpeechError, TransientSpeechError)):
        read_aloud([Words(LONG[0], 500), Words(LONG[1], 500)], [voice], cache)
    assert cache.find(voice.identity, LONG[0])
    assert cache.find(voice.identity, LONG[1]) is None


def test_the_certificate_is_asked_for(clock):
    """The library itself would ask for no check."""
    with responses.RequestsMock() as line:
        post = line.post(
            "https://translate.google.com/_/TranslateWebserverUi/data/batchexecute", body(speech_mp3(HELLO))
        )
        next(GttsEngine(outside=clock.outside, network=NAMED).speak_all([HELLO]))
    assert post.calls[0].request.req_kwargs["verify"] is True


def test_no_network_is_told_at_once_and_the_voice_left_alone(clock):
    with socket.create_server(("127.0.0.1", 0)) as server:
        closed = f"http://127.0.0.1:{server.getsockname()[1]}"
    voice = GttsEngine(origin=closed, outside=clock.outside)
    with pytest.raises(TransientSpeechError, match="refused"):
        next(voice.speak_all([HELLO]))
    assert clock.slept_s == []
    assert "60 s" in voice.why_unavailable().said("en")


def test_after_three_failed_sentences_the_voice_rests_each_time_longer(voice, google, clock):
    google.always = status(500)
    for _ in range(3):
        assert voice.why_unavailable() is None
        with pytest.raises(TransientSpeechError):
            next(voice.speak_all([HELLO]))
    rests_s = []
    for _ in range(7):
        rests_s.append(round(voice.memory.recall().rest_left_s(clock.now_s)))
        asked = len(google.texts)
        with pytest.raises(TransientSpeechError, match="left alone"):
            next(voice.speak_all([HELLO]))
        assert len(google.texts) == asked
        clock.now_s += rests_s[-1]
        with pytest.raises(TransientSpeechError, match="500"):
            next(voice.speak_all([HELLO]))
    assert rests_s == [60, 120, 240, 480, 960, 1800, 1800]


def test_one_success_after_the_rest_forgets_the_failures(voice, google, clock):
    google.always = status(429)
    with pytest.raises(TransientSpeechError):
        next(voice.speak_all([HELLO]))
    google.always = good
    clock.now_s += 60
    assert next(voice.speak_all([HELLO]))
    google.always = status(500)
    with pytest.raises(TransientSpeechError):
        next(voice.speak_all([HELLO]))
    assert voice.why_unavailable() is None


def test_the_rest_is_as_long_as_google_asks(voice, google):
    google.always = status(429, Retry_After="600")
    with pytest.raises(TransientSpeechError):
        next(voice.speak_all([HELLO]))
    assert "600 s" in voice.why_unavailable().said("en")


def test_a_short_retry_after_is_kept_to(voice, google, clock):
    google.answers = {0: status(503, Retry_After="7")}
    next(voice.speak_all([HELLO]))
    assert clock.slept_s == [7.0]


def test_a_retry_after_date_counts_from_the_answers_own_date(voice, google, clock):
    google.answers = {0: status(429, Date="Wed, 13 May 2026 05:30:00 GMT", Retry_After="Wed, 13 May 2026 05:30:09 GMT")}
    next(voice.speak_all([HELLO]))
    assert clock.slept_s == [9.0]


def test_a_sentence_gives_up_within_its_time(voice, google, clock):
    google.always = status(500)
    voice = replace(voice, patience=Patience(attempts=50))
    begun_s = clock.now_s
    with pytest.raises(TransientSpeechError):
        next(voice.speak_all([HELLO]))
    assert clock.now_s - begun_s <= 20


def test_requests_are_kept_apart(voice, google, clock):
    list(voice.speak_all(LONG[:3]))
    assert len(clock.slept_s) == len(google.texts) - 1
    assert (
        min(clock.slept_s) > 0.2
    )  # the rest of the 0.3 s went by as the stand-in answered, on a clock that stood still


def test_far_fewer_requests_than_the_library_would_make(voice, google):
    list(voice.speak_all(LONG))
    theirs = sum(len(gTTS(text, lang="vi", lang_check=False)._tokenize(text)) for text in LONG)
    assert len(google.texts) <= 0.4 * theirs
    assert max(map(len, google.texts)) <= 100


def test_google_gets_every_word_and_mark_in_composed_letters(voice, google):
    list(voice.speak_all([unicodedata.normalize("NFD", text) for text in LONG]))
    assert " ".join(google.texts) == " ".join(LONG)


def test_a_sentence_in_pieces_is_joined_with_pauses(voice, google):
    pcm = next(voice.speak_all([LONG[0]]))
    pieces = [next(voice.speak_all([piece])) for piece in google.texts[:2]]
    assert pcm.duration_ms == pytest.approx(sum(piece.duration_ms for piece in pieces) + 220, abs=2)


def test_the_offline_voice_takes_over_the_whole_item(voice, google, cache):
    google.answers = {1: status(403)}
    spare = HummingEngine()
    speech = read_aloud([Words(HELLO, 500), Words("Xin hết.", 500)], [voice, spare], cache)
    assert speech.voice == "hum:vi"
    assert spare.asked == [HELLO, "Xin hết."]


def test_settings():
    voice = GttsEngine.chosen(VoiceChoice("gtts", (("tld", "com.vn"),)))
    assert voice.tld == "com.vn"
    assert voice.identity == GttsEngine().identity  # the host does not change the sound, so what was kept still serves


@pytest.mark.parametrize("setting", [("tld", "com@evil.example"), ("tld", "com/x"), ("slow", 1), ("speed", 2)])
def test_settings_that_mean_nothing(setting):
    with pytest.raises(UsageError):
        GttsEngine.chosen(VoiceChoice("gtts", (setting,)))


def test_the_next_process_leaves_the_voice_alone_too(google, clock, tmp_path):
    """The background build is a new process each ten minutes."""
    google.always = status(429, Retry_After="1200")
    first, second = (
        GttsEngine(origin=google.origin, outside=clock.outside, memory=RestFile(tmp_path / "rest.json", clock.outside))
        for _ in range(2)
    )
    with pytest.raises(TransientSpeechError):
        next(first.speak_all([HELLO]))
    clock.pass_by(600)
    assert "600 s" in second.why_unavailable().said("en")
    with pytest.raises(TransientSpeechError, match="left alone"):
        next(second.speak_all([HELLO]))
    assert google.texts == [HELLO]
    clock.pass_by(600)
    google.always = good
    assert next(second.speak_all([HELLO]))
    assert list(tmp_path.iterdir()) == []
