import pytest
from google_stand_in import GoogleStandIn
from line_stand_ins import Signer
from microsoft_stand_in import MicrosoftStandIn, talk_to
from voice_stand_ins import FastClock

from broadcaster.speech.cache import SpeechCache


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch):
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy", "requests_ca_bundle", "curl_ca_bundle"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def clock():
    return FastClock()


@pytest.fixture
def google():
    with GoogleStandIn() as stand_in:
        yield stand_in


@pytest.fixture
def microsoft(monkeypatch):
    with MicrosoftStandIn() as stand_in:
        talk_to(stand_in, monkeypatch)
        yield stand_in


@pytest.fixture(scope="session")
def signer(tmp_path_factory):
    return Signer.made_in(tmp_path_factory.mktemp("signer"))


@pytest.fixture
def cache(tmp_path):
    return SpeechCache(tmp_path / "speech")
