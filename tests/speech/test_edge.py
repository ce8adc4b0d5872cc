"""Microsoft's voice against a stand-in on this machine: what it costs, what is believed, what happens when it fails."""

import socket
import time
from pathlib import Path

import pytest
from edge_tts.drm import DRM
from google_stand_in import tone_mp3
from line_stand_ins import needs_openssl
from microsoft_stand_in import (
    FRAME,
    MicrosoftStandIn,
    Refusal,
    closed_early,
    good,
    hang,
    message,
    no_farewell,
    no_sound,
    reset,
    reset_at_once,
    sound,
    take_for_microsoft,
    talk_to,
    trickle,
)
from voice_stand_ins import HummingEngine

from broadcaster.errors import PermanentSpeechError, TransientSpeechError, UsageError
from broadcaster.messages import Sentence
from broadcaster.model.script import Speaker
from broadcaster.model.sound import Words
from broadcaster.model.station import VoiceChoice
from broadcaster.speech.engines.edge import LONGEST, EdgeEngine
from broadcaster.speech.engines.edge_line import MicrosoftLine
from broadcaster.speech.network import Network
from broadcaster.speech.patience import OnlineSpeechError, Patience
from broadcaster.speech.phrases import chunks
from broadcaster.speech.reader import read_aloud

LONG = Path(__file__).with_name("long_sentences.txt").read_text(encoding="utf-8").splitlines()
HELLO = "Xin chào bà con."
HTML = b"<!doctype html><html><title>Before you continue</title></html>"
BRIEF_S = 0.6  # for a request that is to run out of time; what answers well on this machine needs less
AN_HOUR_AGO = "Mon, 04 May 2026 03:00:00 GMT"

# What fails, and how often it is asked before that is accepted.
FAULTS = {
    "hang": (hang, 2),
    "trickle": (trickle, 2),
    "no farewell": (no_farewell, 2),
    "reset": (reset, 2),
    "reset at once": (reset_at_once, 2),
    "closed early": (closed_early, 2),
    "no sound": (no_sound, 2),
    "429": (Refusal(429), 1),
    "429, come back in an hour": (Refusal(429, (("Retry-After", "3600"),)), 1),
    "429, and again": (Refusal(429, (("Retry-After", "5"),)), 2),
    "403": (Refusal(403), 2),  # the library itself asks a second time, with the clock of the service
    "403 without a clock": (Refusal(403, (("Date", "yesterday"),)), 1),
    "401": (Refusal(401), 1),
    "404": (Refusal(404), 1),
    "500": (Refusal(500), 2),
    "503": (Refusal(503), 2),
    "redirection": (Refusal(302, (("Location", "http://127.0.0.1:9/sorry"),)), 1),
    "a page": (Refusal(200), 2),
    "cut MP3": (sound(lambda mp3: mp3[:-100]), 2),
    "a quarter of the MP3 frames": (sound(lambda mp3: mp3[: len(mp3) // 4 // FRAME * FRAME]), 2),
    "something after the MP3": (sound(lambda mp3: mp3 + HTML), 2),
    "a page as sound": (sound(lambda _: HTML), 2),
    "silence": (sound(lambda _: tone_mp3(1000, 0)), 2),
    "far too long": (sound(lambda mp3: mp3 * 10), 2),
    "text without headers": (message("hello"), 2),
    "text of another kind": (message("Path:lottery\r\n\r\n{}"), 2),
    "where sentences lie, not in JSON": (message("Path:audio.metadata\r\n\r\n}"), 2),
    "where sentences lie, elsewhere": (message('Path:audio.metadata\r\n\r\n{"Data": []}'), 2),
    "binary without headers": (message(b"\x00"), 2),
    "binary that lies about its headers": (message(b"\xff\xffPath:audio\r\n"), 2),
    "binary of another kind": (message(b"\x00\x0cPath:video\r\n"), 2),
}
PERMANENT = {"401", "404"}
SLOW = {"hang", "trickle", "no farewell"}


@pytest.fixture
def voice(microsoft, clock, monkeypatch):
    monkeypatch.setattr(DRM, "clock_skew_seconds", 0.0)  # the library keeps what a 403 told it for all time
    return EdgeEngine(outside=clock.outside, patience=Patience(attempts=2))


@pytest.fixture(params=FAULTS)
def fault(request, voice):
    """The name of a fault; where it takes time, the voice has little of it."""
    if request.param in SLOW:
        voice.request_s = BRIEF_S
    return request.param


def test_a_fault_is_a_failure_and_nothing_is_kept(fault, voice, microsoft, cache):
    microsoft.always, connections = FAULTS[fault]
    with pytest.raises(PermanentSpeechError if fault in PERMANENT else TransientSpeechError):
        read_aloud([Words(HELLO, 500)], [voice], cache)
    assert microsoft.connections == connections
    assert set(microsoft.texts) <= {HELLO}
    assert list(cache.folder.rglob("*.*")) == []


@pytest.mark.parametrize("fault", [name for name, (_, requests) in FAULTS.items() if requests > 1], indirect=True)
def test_a_fault_that_passes_is_overcome(fault, voice, microsoft):
    microsoft.answers = {1: FAULTS[fault][0]}
    first, second = voice.speak_all([HELLO, "Xin hết."])
    assert first.duration_ms > second.duration_ms
    assert microsoft.connections == 3


def test_a_fault_in_a_later_request_fails_the_sentence_not_those_before(fault, voice, microsoft, cache):
    microsoft.answers = dict.fromkeys(range(1, 100), FAULTS[fault][0])
    with pytest.raises((PermanentSpeechError, TransientSpeechError)):
        read_aloud([Words(LONG[0], 500), Words(LONG[1], 500)], [voice], cache)
    assert cache.find(voice.identity, LONG[0])
    assert cache.find(voice.identity, LONG[1]) is None


def test_an_item_is_not_begun_by_one_voice_and_ended_by_another(voice, microsoft, cache):
    microsoft.answers = dict.fromkeys(range(1, 100), hang)
    voice.request_s = BRIEF_S
    speech = read_aloud([Words(HELLO, 500), Words("Xin hết.", 500)], [voice, HummingEngine()], cache)
    assert speech.voice == "hum:vi"


def test_the_service_is_asked_for_what_station_yaml_says(microsoft, clock):
    chosen = VoiceChoice("edge", (("voice", "vi-VN-NamMinhNeural"), ("rate", 85)))
    voice = EdgeEngine.chosen(chosen)
    next(voice.speak_all([HELLO]))
    assert microsoft.rates == ["-15%"]
    assert microsoft.voices == ["Microsoft Server Speech Text to Speech Voice (vi-VN, NamMinhNeural)"]
    assert next(EdgeEngine(rate=120).speak_all([HELLO])).duration_ms > 0
    assert microsoft.rates[-1] == "+20%"


def test_a_woman_speaks_at_her_own_pace_when_nothing_is_said(microsoft):
    next(EdgeEngine.chosen(VoiceChoice("edge")).speak_all([HELLO]))
    assert microsoft.rates == ["+0%"]
    assert "HoaiMyNeural" in microsoft.voices[0]


@pytest.mark.parametrize(
    "setting",
    [
        ("voice", "en-US-EmmaMultilingualNeural"),
        ("voice", "vi-VN-HoaiMyNeural'><break/>"),
        ("rate", 0),
        ("rate", "+10%"),
        ("pitch", 1),
    ],
)
def test_settings_that_mean_nothing(setting):
    with pytest.raises(UsageError):
        EdgeEngine.chosen(VoiceChoice("edge", (setting,)))


@pytest.mark.parametrize("text", ["</prosody><break/>", "a & b < c", "]]>", "&lt;"])
def test_the_library_sends_text_as_text(microsoft, text):
    """Only words reach it; should anything else ever do so, it is no order."""
    MicrosoftLine().fetch(text, "vi-VN-HoaiMyNeural", "+0%", 4, 8.0)
    assert microsoft.texts == [text]


def test_a_long_sentence_takes_several_requests_and_is_one_sound(voice, microsoft):
    text = " và ".join(line.rstrip(".!?") for line in LONG[:6]) + "."
    [pcm] = voice.speak_all([text])
    assert microsoft.texts == list(chunks(text, LONGEST))
    assert len(microsoft.texts) > 1
    assert pcm.duration_ms > 200 * len(text.split())


def test_requests_are_not_too_close_to_each_other(voice, clock):
    list(voice.speak_all([HELLO, "Xin hết.", "Vâng."]))
    assert clock.slept_s == pytest.approx([0.3, 0.3])


def test_three_failures_in_a_row_and_the_voice_is_left_alone(voice, microsoft, clock):
    microsoft.always = Refusal(503)
    for _ in range(3):
        with pytest.raises(OnlineSpeechError):
            next(voice.speak_all([HELLO]))
    asked = microsoft.connections
    assert "Microsoft's voice is left alone for 60 s" in voice.why_unavailable().said("en")
    with pytest.raises(TransientSpeechError, match="left alone"):
        next(voice.speak_all([HELLO]))
    assert microsoft.connections == asked
    clock.now_s += 61
    microsoft.always = good
    assert voice.why_unavailable() is None
    assert next(voice.speak_all([HELLO])).duration_ms > 0


@pytest.mark.parametrize("fault", ["403", "403 without a clock", "429"])
def test_who_is_turned_away_does_not_knock_again(voice, microsoft, fault):
    microsoft.always, _ = FAULTS[fault]
    with pytest.raises(TransientSpeechError):
        next(voice.speak_all([HELLO]))
    assert voice.why_unavailable()


def test_a_clock_that_is_wrong_is_overcome(voice, microsoft):
    """The service turns away whose clock is wrong; the library then takes the service's."""
    microsoft.answers = {0: Refusal(403, (("Date", AN_HOUR_AGO),))}
    assert next(voice.speak_all([HELLO])).duration_ms > 0
    assert microsoft.connections == 2


NOWHERE = "ws://127.0.0.1:9/edge/v1?TrustedClientToken=x"
UNKNOWN = "ws://nowhere.invalid/edge/v1?TrustedClientToken=x"


def nobody_knows(host, port):
    raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")


def test_no_connection_is_told_at_once_and_the_voice_left_alone(voice, monkeypatch):
    take_for_microsoft(NOWHERE, monkeypatch)
    with pytest.raises(TransientSpeechError, match="lets no connection come about \\(refused\\)"):
        next(voice.speak_all([HELLO]))
    assert voice.why_unavailable()


@pytest.mark.parametrize(("way_out", "told"), [(True, "the name nowhere.invalid is not found"), (False, "no network")])
def test_a_name_that_nobody_knows(voice, monkeypatch, way_out, told):
    take_for_microsoft(UNKNOWN, monkeypatch)
    voice.network = Network(nobody_knows, lambda: way_out)
    with pytest.raises(TransientSpeechError, match=told):
        next(voice.speak_all([HELLO]))
    assert told in voice.probe().said("en")


def test_a_name_server_that_hangs_is_not_waited_for(voice, microsoft):
    voice.network = Network(lambda *_: time.sleep(5), lambda: True)
    voice.request_s = BRIEF_S
    with pytest.raises(TransientSpeechError, match="the name localhost is not found"):
        next(voice.speak_all([HELLO]))
    assert microsoft.connections == 0


@pytest.mark.parametrize(
    ("status", "told"),
    [(400, None), (200, None), (403, None), (429, "takes no more requests"), (503, "failed with status 503")],
)
def test_a_probe_asks_for_nothing_to_be_spoken(voice, microsoft, status, told):
    microsoft.knocked = status
    why = voice.probe()
    assert (told is None and why is None) or told in why.said("en")
    assert microsoft.connections == 0


def test_a_probe_tells_what_keeps_us_from_microsoft(voice, monkeypatch):
    take_for_microsoft(NOWHERE, monkeypatch)
    assert "127.0.0.1 lets no connection come about" in voice.probe().said("en")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    take_for_microsoft(UNKNOWN, monkeypatch)
    assert "the proxy 127.0.0.1 does not let this machine through" in voice.probe().said("en")


@pytest.mark.parametrize("kind", ["socks5", "https"])
def test_a_kind_of_proxy_that_the_library_cannot_use_is_told(voice, monkeypatch, kind):
    """It would be asked without the proxy, or end in nonsense."""
    monkeypatch.setenv("HTTP_PROXY", f"{kind}://127.0.0.1:9")
    take_for_microsoft(UNKNOWN, monkeypatch)
    assert f"is not supported ({kind})" in voice.probe().said("en")
    with pytest.raises(TransientSpeechError, match="is not supported"):
        next(voice.speak_all([HELLO]))


def test_a_probe_that_reaches_microsoft_ends_a_rest_for_being_out_of_reach_and_no_other(voice, microsoft, monkeypatch):
    take_for_microsoft(NOWHERE, monkeypatch)
    with pytest.raises(TransientSpeechError, match="lets no connection come about"):
        next(voice.speak_all([HELLO]))
    assert voice.probe()
    talk_to(microsoft, monkeypatch)
    assert voice.why_unavailable()
    assert voice.probe() is None
    microsoft.always = Refusal(429)
    with pytest.raises(TransientSpeechError, match="no more requests"):
        next(voice.speak_all([HELLO]))
    assert "left alone" in voice.probe().said("en")


def test_man_and_woman_share_the_line_and_its_rests(voice, microsoft, clock):
    microsoft.always = Refusal(429)
    man = voice.as_speaker(Speaker.MAN)
    assert (voice.speaker, man.speaker, man.voice) == (Speaker.WOMAN, Speaker.MAN, "vi-VN-NamMinhNeural")
    with pytest.raises(TransientSpeechError):
        next(man.speak_all([HELLO]))
    assert voice.why_unavailable()
    assert voice.paced(85).why_unavailable()


def test_pace(voice, microsoft):
    next(voice.paced(85).speak_all([HELLO]))
    next(voice.paced(85).as_speaker(Speaker.MAN).speak_all([HELLO]))
    assert microsoft.rates == ["-15%", "-15%"]
    assert voice.paced(10).rate == 50


def test_whoever_takes_the_connection_and_says_nothing_is_not_waited_for(voice, microsoft):
    microsoft.silent = True
    voice.request_s = BRIEF_S
    with pytest.raises(TransientSpeechError, match="in time"):
        next(voice.speak_all([HELLO]))
    assert microsoft.texts == []


@needs_openssl
def test_a_certificate_that_nobody_known_signed_is_refused(voice, signer, monkeypatch):
    with MicrosoftStandIn(tls=signer.signed("localhost")) as liar:
        talk_to(liar, monkeypatch)
        with pytest.raises(TransientSpeechError, match="certificate"):
            next(voice.speak_all([HELLO]))
    assert liar.texts == []
    assert voice.why_unavailable()


def test_without_the_package_it_tells_how_to_install_it(voice, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    assert voice.why_unavailable() == Sentence("edge-tts is not installed; install it with: pip install edge-tts")


def test_speech_that_was_kept_needs_no_network(voice, microsoft, cache):
    item = [Words(HELLO, 500)]
    first = read_aloud(item, [voice], cache)
    microsoft.always = hang
    assert read_aloud(item, [voice], cache).parts == first.parts
    assert microsoft.texts == [HELLO]
