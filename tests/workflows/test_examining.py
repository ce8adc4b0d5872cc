"""What the doctor says of the voices: those that are chosen, and the one that must be there in any case."""

import socket
from pathlib import Path

import pytest

from broadcaster.messages import Sentence
from broadcaster.speech.engines.espeak import EspeakEngine
from broadcaster.speech.engines.gtts import GttsEngine
from broadcaster.workflows.examining import State, examine


def voices_of(folder: Path, written: str) -> list[tuple[str, State, str]]:
    (folder / "station.yaml").write_text(f"name: Thử\nvoices: {written}\n", encoding="utf-8")
    findings = [(it.what.said("en"), it.state, it.detail.said("en")) for it in examine(folder)]
    return [finding for finding in findings if "voice" in finding[0]]


@pytest.fixture(autouse=True)
def _nobody_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)


def test_the_voice_that_must_be_there_speaks(tmp_path: Path) -> None:
    *_, (what, state, said) = voices_of(tmp_path, "[gtts]")
    assert (what, state) == ("offline voice", State.GOOD)
    assert said.startswith("espeak:vi speaks (")


def test_the_voice_that_must_be_there_is_the_station_s_last_and_looked_at_once(tmp_path: Path) -> None:
    told = [said.partition(":")[0] for _, _, said in voices_of(tmp_path, "[espeak, gtts]")]
    assert told == ["espeak", "gtts"]


def test_a_voice_on_the_network_need_not_be_reached(tmp_path: Path) -> None:
    edge, gtts, espeak = voices_of(tmp_path, "[edge, gtts, espeak]")
    assert edge[:2] == gtts[:2] == ("online voice", State.LACKING)
    assert edge[2].startswith("edge: ")
    assert edge[2].endswith("(another voice reads meanwhile)")
    assert espeak[1] is State.GOOD


@pytest.mark.parametrize("engine", ["edge", "gtts"])
@pytest.mark.parametrize("setting", ["http://proxy.xa:abc", "http://[::1"])
def test_a_proxy_setting_that_makes_no_sense_is_told(
    tmp_path: Path, engine: str, setting: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", setting)
    (_, state, said), espeak = voices_of(tmp_path, f"[{engine}, espeak]")
    assert state is State.LACKING
    assert said.startswith(f"{engine}: the proxy setting HTTPS_PROXY={setting} makes no sense")
    assert espeak[1] is State.GOOD


def test_a_voice_that_fails_as_nobody_foresaw_does_not_end_the_look_at_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(GttsEngine, "probe", lambda _: 1 // 0)
    (_, state, said), espeak = voices_of(tmp_path, "[gtts, espeak]")
    assert state is State.LACKING
    assert "gtts: it failed in a way that nobody foresaw (ZeroDivisionError" in said
    assert espeak[1] is State.GOOD


def test_a_voice_that_was_not_brought_lacks_and_the_mend_is_told(tmp_path: Path) -> None:
    (_, state, said), _ = voices_of(tmp_path, "[piper]")
    assert state is State.LACKING
    assert "piper: there is no Piper voice in voices/; put its two files there" in said


def test_a_voice_that_was_brought_and_is_damaged_lacks(tmp_path: Path) -> None:
    voices = tmp_path / "voices"
    voices.mkdir()
    (voices / "xa.onnx").write_bytes(b"half of it")
    (voices / "xa.onnx.json").write_text("{}")
    (_, state, said), _ = voices_of(tmp_path, "[piper]")
    assert state is State.LACKING
    assert "the Piper voice xa cannot be used" in said


def test_without_the_voice_that_must_be_there_all_is_bad(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(EspeakEngine, "why_unavailable", lambda _: Sentence("eSpeak NG is not installed"))
    [(_, state, said)] = voices_of(tmp_path, "[espeak]")
    assert (state, said) == (State.BAD, "espeak: eSpeak NG is not installed")
