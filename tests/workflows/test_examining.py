"""What the doctor says of the voices: those that are chosen, and the one that must be there in any case."""

import socket
from pathlib import Path

import pytest

from broadcaster.workflows import examining
from broadcaster.workflows.examining import State, examine


def voices_of(folder: Path, written: str) -> dict[str, tuple[State, str]]:
    (folder / "station.yaml").write_text(f"name: Thử\nvoices: {written}\n", encoding="utf-8")
    told = {finding.what.said("en"): (finding.state, finding.detail.said("en")) for finding in examine(folder)}
    return {what.replace("line voice", ""): said for what, said in told.items() if "line voice" in what}


@pytest.fixture(autouse=True)
def _nobody_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", refuse)


def test_the_voice_that_must_be_there_speaks(tmp_path: Path) -> None:
    state, said = voices_of(tmp_path, "[gtts]")["off espeak"]
    assert state is State.GOOD
    assert said.startswith("vi speaks (")


def test_a_voice_on_the_network_need_not_be_reached(tmp_path: Path) -> None:
    told = voices_of(tmp_path, "[edge, gtts, espeak]")
    assert list(told) == ["on edge", "on gtts", "off espeak"]
    assert {told["on edge"][0], told["on gtts"][0]} == {State.LACKING}
    assert "look at the network" in told["on edge"][1]


def test_a_voice_on_the_network_that_is_reached(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr(socket, "create_connection", lambda address, **_: asked.append(address) or socket.socket())
    assert voices_of(tmp_path, "[edge]")["on edge"] == (State.GOOD, "can be reached")
    assert asked == [("speech.platform.bing.com", 443)]


def test_a_voice_that_was_not_brought_lacks_and_the_mend_is_told(tmp_path: Path) -> None:
    state, said = voices_of(tmp_path, "[piper, espeak]")["off piper"]
    assert state is State.LACKING
    assert "there is no Piper voice in voices/; put its two files there" in said


def test_a_voice_that_was_brought_and_is_damaged_lacks(tmp_path: Path) -> None:
    voices = tmp_path / "voices"
    voices.mkdir()
    (voices / "xa.onnx").write_bytes(b"half of it")
    (voices / "xa.onnx.json").write_text("{}")
    state, said = voices_of(tmp_path, "[piper]")["off piper"]
    assert state is State.LACKING
    assert "the Piper voice xa cannot be used" in said


def test_without_the_voice_that_must_be_there_all_is_bad(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(examining, "ALWAYS_THERE", "piper")
    assert voices_of(tmp_path, "[espeak]")["off piper"][0] is State.BAD
