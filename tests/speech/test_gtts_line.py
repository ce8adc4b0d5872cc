"""The way to Google: what hangs on it is left in time, and why it is shut is told. Real sockets, real certificates."""

import importlib.util
import socket
import subprocess
import sys
import threading
from dataclasses import dataclass, field

import pytest
from google_stand_in import GoogleStandIn, status
from line_stand_ins import Listener, forbidding, needs_openssl, relaying_to, silent, trickling

from broadcaster.errors import TransientSpeechError
from broadcaster.speech import online
from broadcaster.speech.engines.gtts import GttsEngine
from broadcaster.speech.network import Network
from broadcaster.speech.patience import Patience

HELLO = "Xin chào bà con."
BRIEF_S = (0.3, 0.3)


@dataclass
class NameServer:
    """Knows every name, or answers with `error`, or hangs until it is let go."""

    error: OSError | None = None
    hangs: bool = False
    asked: list[str] = field(default_factory=list)
    let_go: threading.Event = field(default_factory=threading.Event)

    def __call__(self, host: str, _port: int) -> None:
        self.asked.append(host)
        if self.hangs:
            self.let_go.wait()
        if self.error:
            raise self.error

    @property
    def network(self) -> Network:
        return Network(self, lambda: True)


@pytest.fixture
def name_server():
    server = NameServer()
    yield server
    server.let_go.set()


@pytest.fixture
def voice(clock, name_server):
    return GttsEngine(
        outside=clock.outside, network=name_server.network, patience=Patience(attempts=2), timeout_s=BRIEF_S
    )


def failure_of(voice):
    with pytest.raises(TransientSpeechError) as failure:
        next(voice.speak_all([HELLO]))
    sentence = failure.value.sentence
    assert sentence.said("vi") != sentence.said("en")
    return sentence.said("en")


def test_a_name_server_that_hangs_is_left_in_time_and_so_is_the_voice(voice, name_server):
    name_server.hangs = True
    assert "(DNS)" in failure_of(voice)
    assert name_server.asked == ["translate.google.com"]
    assert voice.why_unavailable()


def test_a_name_that_is_not_found_is_told_at_once(voice, name_server, clock):
    name_server.error = socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
    assert "translate.google.com is not found" in failure_of(voice)
    assert clock.slept_s == []


def test_a_hanging_name_server_keeps_no_process_from_ending():
    code = (
        "import threading; from broadcaster.speech import online; from broadcaster.speech.engines import gtts;"
        "from broadcaster.speech.network import Network;"
        "hang = Network(lambda host, port: threading.Event().wait(), lambda: True);"
        "online.PROBE_S = 0.4;"
        "print(gtts.GttsEngine(network=hang).probe().said('en'))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert "(DNS)" in done.stdout


@pytest.mark.parametrize("conversation", [silent, trickling])
@pytest.mark.parametrize("scheme", ["http", "https"])  # https: the hang is in the handshake
def test_a_line_that_hangs_before_the_answer_is_left_in_time(voice, scheme, conversation):
    with Listener(conversation) as line:
        voice.origin = f"{scheme}://127.0.0.1:{line.port}"
        assert failure_of(voice)
        assert line.heard >= 1


@pytest.mark.parametrize("conversation", [silent, trickling, forbidding])
def test_a_proxy_that_hangs_or_forbids_is_left_in_time(voice, conversation, monkeypatch):
    with Listener(conversation) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.port}")
        told = failure_of(voice)
        assert proxy.heard >= 1
    assert conversation is not forbidding or "the proxy 127.0.0.1" in told


def test_through_a_proxy_only_the_proxys_name_is_asked_for(voice, name_server, monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "http://user:secret@no-such-proxy.invalid:3128")
    told = failure_of(voice)
    assert name_server.asked == ["no-such-proxy.invalid"]
    assert "no-such-proxy.invalid" in told
    assert "secret" not in told


@pytest.mark.parametrize("there", [False, True])
def test_a_socks_proxy_is_used_only_where_the_library_can(voice, name_server, there, monkeypatch):
    known = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: there if name == "socks" else known(name))
    monkeypatch.setenv("HTTPS_PROXY", "socks5://proxy.invalid:1080")
    name_server.error = socket.gaierror(socket.EAI_NONAME, "Name or service not known")
    told = failure_of(voice)
    assert ("is not supported (socks5)" in told) is not there
    assert name_server.asked == (["proxy.invalid"] if there else [])


def test_no_proxy_is_kept_to(voice, name_server, monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.invalid:3128")
    monkeypatch.setenv("NO_PROXY", ".google.com")
    name_server.error = socket.gaierror(socket.EAI_NONAME, "Name or service not known")
    assert "translate.google.com is not found" in failure_of(voice)
    assert name_server.asked == ["translate.google.com"]


@needs_openssl
def test_a_certificate_that_nobody_known_signed_is_refused(voice, signer):
    with GoogleStandIn(tls=signer.signed("localhost")) as liar:
        voice.origin = liar.origin
        assert "has no valid certificate" in failure_of(voice)
        assert "has no valid certificate" in voice.probe().said("en")
    assert (liar.texts, liar.knocks) == ([], 0)
    assert voice.why_unavailable()


@needs_openssl
def test_a_certificate_whose_time_is_over_speaks_of_the_clock(voice, signer, monkeypatch):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(signer.certificate))
    with GoogleStandIn(tls=signer.signed("localhost", days=-1)) as google:
        voice.origin = google.origin
        assert "2026" in voice.probe().said("en")  # what the stand-in's clock shows
        assert "set the clock" in failure_of(voice)


@needs_openssl
def test_through_a_proxy_to_a_certificate_that_is_trusted(voice, signer, monkeypatch):
    with (
        GoogleStandIn(tls=signer.signed("translate.google.com")) as google,
        Listener(relaying_to(google.port)) as proxy,
    ):
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.port}")
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(signer.certificate))
        assert voice.probe() is None
        voice.timeout_s = (4, 12)
        assert next(voice.speak_all([HELLO])).duration_ms >= 900
    assert (google.texts, google.knocks) == ([HELLO], 1)


class TestProbe:
    """Nothing is asked to be spoken; who is within reach and who isn't, and why."""

    def test_it_only_knocks(self, voice, google):
        voice.origin = google.origin
        assert voice.probe() is None
        assert (google.texts, google.knocks) == ([], 1)

    @pytest.mark.parametrize(
        ("answered", "told"), [(204, None), (302, None), (404, None), (429, "wait, it comes back"), (503, "status 503")]
    )
    def test_what_google_says_at_the_door(self, voice, google, answered, told):
        voice.origin, google.knock_status = google.origin, answered
        why = voice.probe()
        assert why is None if told is None else told in why.said("en")

    def test_a_voice_that_was_out_of_reach_is_asked_again_once_the_line_is_good(self, voice, google, name_server):
        name_server.error = socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
        failure_of(voice)
        voice.origin = google.origin
        assert "is not found" in voice.probe().said("en")
        assert "60 s" in voice.why_unavailable().said("en")
        name_server.error = None
        assert voice.probe() is None
        assert next(voice.speak_all([HELLO]))

    @pytest.mark.parametrize(("wrong", "sentences"), [(429, 1), (500, 3)])
    def test_a_voice_that_turned_us_away_is_left_alone_though_it_can_be_reached(self, voice, google, wrong, sentences):
        voice.origin, google.always = google.origin, status(wrong)
        for _ in range(sentences):
            failure_of(voice)
        assert "60 s" in voice.probe().said("en")

    @pytest.mark.parametrize("scheme", ["http", "https"])
    def test_a_line_that_hangs_is_told_of(self, voice, scheme, monkeypatch):
        monkeypatch.setattr(online, "PROBE_S", 0.4)
        with Listener(trickling) as line:
            voice.origin = f"{scheme}://127.0.0.1:{line.port}"
            assert voice.probe() is not None
