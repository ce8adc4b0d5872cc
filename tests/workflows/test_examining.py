"""What a clerk reads over the telephone about the voices."""

from pathlib import Path

import pytest
from speech.voice_stand_ins import HummingEngine
from workflows.stations import ask, rewrite

from broadcaster.messages import Sentence
from broadcaster.workflows.examining import State, online_voice


def test_a_voice_within_reach_is_good() -> None:
    found = online_voice(HummingEngine("far", online=True))
    assert (found.state, found.detail.said("en")) == (State.GOOD, "far can be reached")


def test_a_voice_out_of_reach_says_why_and_that_another_reads() -> None:
    found = online_voice(HummingEngine("far", online=True, unavailable=Sentence("no answer in time")))
    assert found.state is State.LACKING  # the station airs without it
    assert found.detail.said("en") == "far: no answer in time (the next voice reads meanwhile)"
    assert found.detail.said("vi") == "far: không trả lời kịp (trong lúc đó giọng tiếp theo đọc thay)"


def test_a_station_without_an_online_voice_lacks_it(draft_station: Path) -> None:
    assert "online voice: not chosen in station.yaml" in ask(draft_station, "doctor").out


def test_the_voice_is_asked_by_the_way_that_its_speech_would_take(
    draft_station: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rewrite(draft_station / "station.yaml", "voices: [espeak]", "voices: [gtts, espeak]")
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("https_proxy", raising=False)
    assert "gtts: the proxy 127.0.0.1 does not let this machine through (refused)" in ask(draft_station, "doctor").out
