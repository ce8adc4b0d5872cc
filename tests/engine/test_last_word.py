"""What an engine said last, as whoever comes after it reads it."""

import os
from pathlib import Path

import pytest

from broadcaster.engine.last_word import BYTES, LastWord, path_of
from broadcaster.playout.engine_process import EngineProcess


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "engine.json"


def test_the_last_word_counts(state: Path) -> None:
    word = LastWord(path_of(state))
    word.say("sang@2026-05-15T05:30+07:00#0", 1000.5, 12_345)
    word.say("trua", 1000.5, 7)
    said = EngineProcess(state, None).last_word(os.getpid())
    assert said == {"pid": os.getpid(), "id": "trua", "started_at": 1000.5, "played_ms": 7}


def test_another_engines_word_and_one_that_was_never_said_count_for_nothing(state: Path) -> None:
    process = EngineProcess(state, None)
    assert process.last_word(1) is None
    word = LastWord(path_of(state))
    assert process.last_word(os.getpid()) is None
    word.say("a", 1000.5, 7)
    assert process.last_word(os.getpid() + 1) is None


def test_half_a_word_counts_for_nothing(state: Path) -> None:
    LastWord(path_of(state)).say("a", 1000.5, 12_345)
    said = path_of(state).read_bytes()
    path_of(state).write_bytes(said.replace(b"12345", b"92345"))
    assert EngineProcess(state, None).last_word(os.getpid()) is None


def test_an_id_that_no_page_holds_is_left_out(state: Path) -> None:
    word = LastWord(path_of(state))
    word.say("a", 1000.5, 7)
    word.say("a" * BYTES, 1000.5, 8)
    said = EngineProcess(state, None).last_word(os.getpid())
    assert said
    assert said["played_ms"] == 7
