"""The whole program, unchanged, in a process of its own: through a proxy to Google's stand-in, and what it builds then.

The certificate is for translate.google.com, and signed by somebody whom this machine trusts or doesn't. Nothing in the
program knows of the test: the proxy and the signer are named to it as an administrator would.
"""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from mutagen.id3 import ID3
from speech.google_stand_in import GoogleStandIn
from speech.line_stand_ins import Listener, Signer, needs_openssl, relaying_to
from workflows.stations import FIRST, Outcome, ask, environment, marks, rewrite, run

pytestmark = needs_openssl

SENTENCES = {
    "Kính thưa bà con.",
    "Hôm nay xã ta có hai tin vui.",
    "Mời bà con đến dự ngày hội lúc mười bảy giờ ba mươi phút.",
}


@pytest.fixture
def station_online(draft_station: Path) -> Path:
    """The tiny station with its usual pair of voices, approved and not yet built."""
    rewrite(draft_station / "station.yaml", "voices: [espeak]", "voices: [gtts, espeak]")
    approved = run(draft_station, "approve", "tin-1", "ngay-hoi-1", "--by", "Trưởng đài")
    assert (approved.code, approved.err) == (0, "")
    return draft_station


@pytest.fixture
def signer(tmp_path: Path) -> Signer:
    return Signer.made_in(tmp_path / "signer")


@pytest.fixture
def google(signer: Signer) -> Iterator[GoogleStandIn]:
    with GoogleStandIn(tls=signer.signed("translate.google.com")) as stand_in:
        yield stand_in


@pytest.fixture
def proxy(google: GoogleStandIn) -> Iterator[Listener]:
    with Listener(relaying_to(google.port)) as relay:
        yield relay


def broadcaster(station: Path, proxy_port: int, *words: str, trusted: Path | None = None) -> Outcome:
    """Run the command as `run` does, with the network settings of one machine: these and no others."""
    of_this_machine = {"HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"}
    env = {name: value for name, value in environment().items() if name.upper() not in of_this_machine}
    env["HTTPS_PROXY"] = f"http://127.0.0.1:{proxy_port}"
    if trusted:
        env["REQUESTS_CA_BUNDLE"] = os.fspath(trusted)
    done = subprocess.run(
        [sys.executable, "-m", "broadcaster", *words],
        cwd=station,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        env=env,
        check=False,
    )
    return Outcome(done.returncode, done.stdout, done.stderr)


def voices_heard(station: Path) -> set[str]:
    """Return who speaks in the items that lie ready."""
    return {json.loads(path.read_text("utf-8"))["voice"] for path in station.glob("var/items/*/*.json")}


def voices_on_air(station: Path) -> set[str]:
    """Return who speaks in the programmes that lie ready, as their tags say."""
    return {str(ID3(path)["TXXX:voice"]) for path in station.glob("audio/programmes/*/*.mp3")}


@pytest.fixture
def dead_port() -> int:
    """Where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as closing:
        return int(closing.getsockname()[1])


def test_once_the_network_is_back_the_next_build_has_google_read_at_once(
    station_online: Path, google: GoogleStandIn, proxy: Listener, signer: Signer, dead_port: int
) -> None:
    if datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")).hour == 5:  # what is about to go on air would be left as it is
        rewrite(station_online / "playlists/sang.yaml", "at: 5h30", "at: 9h30")

    def build(port: int) -> Outcome:
        built = broadcaster(station_online, port, "build", FIRST, trusted=signer.certificate)
        assert built.code == 0
        return built

    told = build(dead_port).err
    assert "2 items are read by espeak:vi, as the voice before it can't: gtts:vi: the proxy 127.0.0.1" in told
    assert voices_on_air(station_online) == {"espeak:vi"}
    noted = broadcaster(station_online, dead_port, "ready", "--json").json["problems"]
    assert any("1 items are read by espeak:vi and not by gtts" in problem["message"] for problem in noted)

    assert build(proxy.port).err == ""
    assert sorted(google.texts) == sorted(SENTENCES)
    assert voices_on_air(station_online) == {"gtts:vi"}

    programmes, heard = marks(station_online, "audio/programmes/*/*"), proxy.heard
    assert build(proxy.port).err == ""
    assert marks(station_online, "audio/programmes/*/*") == programmes
    assert proxy.heard == heard  # nobody was asked, not even whether they are there


def test_an_item_that_is_still_to_be_made_when_the_network_is_back_is_not_read_by_a_lesser_voice_first(
    station_online: Path, google: GoogleStandIn, proxy: Listener, signer: Signer, dead_port: int
) -> None:
    assert broadcaster(station_online, dead_port, "build", FIRST).code == 0
    for made in station_online.glob("var/items/*/*"):
        made.unlink()
    assert broadcaster(station_online, proxy.port, "build", FIRST, trusted=signer.certificate).code == 0
    assert voices_heard(station_online) == {"gtts:vi"}


def test_with_the_network_google_reads_and_is_asked_for_each_sentence_once(
    station_online: Path, google: GoogleStandIn, proxy: Listener, signer: Signer
) -> None:
    built = broadcaster(station_online, proxy.port, "build", FIRST, trusted=signer.certificate)
    assert (built.code, built.err) == (0, "")
    assert voices_heard(station_online) == {"gtts:vi"}
    assert sorted(google.texts) == sorted(SENTENCES)
    again = broadcaster(station_online, proxy.port, "build", FIRST, trusted=signer.certificate)
    assert again.code == 0
    assert len(google.texts) == len(SENTENCES)


def test_who_cannot_prove_to_be_google_is_not_even_asked(
    station_online: Path, google: GoogleStandIn, proxy: Listener
) -> None:
    built = broadcaster(station_online, proxy.port, "build", FIRST)
    assert built.code == 0
    assert proxy.heard > 0
    assert google.texts == []
    assert voices_heard(station_online) == {"espeak:vi"}


def test_doctor_tells_whether_google_is_within_reach_and_that_a_stranger_answers(
    station_online: Path, google: GoogleStandIn, proxy: Listener, signer: Signer
) -> None:
    assert "gtts can be reached" in broadcaster(station_online, proxy.port, "doctor", trusted=signer.certificate).out
    assert "has no valid certificate" in broadcaster(station_online, proxy.port, "doctor").out
    assert (google.texts, google.knocks) == ([], 1)


def test_the_voice_is_asked_by_the_way_that_its_speech_would_take(
    draft_station: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rewrite(draft_station / "station.yaml", "voices: [espeak]", "voices: [gtts, espeak]")
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("https_proxy", raising=False)
    assert "gtts: the proxy 127.0.0.1 does not let this machine through (refused)" in ask(draft_station, "doctor").out
