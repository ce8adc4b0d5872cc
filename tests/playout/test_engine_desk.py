"""What only the engine's desk does: find the process, adopt it, bring it back."""

import json
import os
import signal
import socket
import time
import wave
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from broadcaster.errors import SoundError
from broadcaster.playout import engine_process, engine_words
from broadcaster.playout.desk import PlayOrder, PlayReport, PlayState
from broadcaster.playout.engine_desk import EngineDesk
from broadcaster.playout.engine_process import EngineOptions, EngineProcess
from broadcaster.playout.engine_words import Known

AT = datetime(2026, 5, 13, 5, 30, tzinfo=UTC)
OpenDesk = Callable[[], EngineDesk]


@pytest.fixture
def open_desk(tmp_path: Path) -> Iterator[OpenDesk]:
    desks = []

    def open_desk() -> EngineDesk:
        desks.append(EngineDesk(tmp_path / "engine.json", EngineOptions(sound_card=None)))
        return desks[-1]

    yield open_desk
    for desk in desks:
        desk.close(stop_engine=True)


def sound(path: Path, seconds: float) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(48_000)
        file.writeframes(np.full(round(48_000 * seconds), 1000, "<i2").tobytes())
    return path


def engine_pid(folder: Path) -> int:
    return int(json.loads((folder / "engine.json").read_text())["pid"])


def wait_for_state(desk: EngineDesk, state: PlayState) -> PlayReport:
    until = time.monotonic() + 6
    while time.monotonic() < until:
        (report,) = desk.reports()
        if report.state is state:
            return report
        time.sleep(0.05)
    raise AssertionError(f"not {state}: {report}")


def test_a_desk_opened_later_adopts_what_plays(open_desk: OpenDesk, tmp_path: Path) -> None:
    first = open_desk()
    first.play(PlayOrder("a", sound(tmp_path / "a.wav", 3), datetime.now(UTC), 0, 3000))
    wait_for_state(first, PlayState.PLAYING)
    pid = engine_pid(tmp_path)
    first.close()
    second = open_desk()
    assert [(report.id, report.state) for report in second.reports()] == [("a", PlayState.PLAYING)]
    assert engine_pid(tmp_path) == pid


def test_an_engine_that_was_killed_is_replaced_and_goes_on_in_its_place(open_desk: OpenDesk, tmp_path: Path) -> None:
    desk = open_desk()
    desk.reports()  # the engine is there before the moment is reckoned
    at = datetime.now(UTC) + timedelta(milliseconds=200)
    desk.play(PlayOrder("a", sound(tmp_path / "a.wav", 4), at, 0, 4000))
    before = wait_for_state(desk, PlayState.PLAYING)
    desk.close()
    desk = open_desk()  # it knows of the order from the engine alone
    desk.reports()
    pid = engine_pid(tmp_path)
    time.sleep(0.3)  # what it plays meanwhile nobody asks about
    os.kill(pid, signal.SIGKILL)
    last_word = EngineProcess(tmp_path / "engine.json", None).last_word(pid)
    assert last_word is not None
    wait_for_state(desk, PlayState.PLAYING)
    assert engine_pid(tmp_path) != pid
    done = wait_for_state(desk, PlayState.DONE)
    assert (datetime.now(UTC) - at) / timedelta(seconds=1) == pytest.approx(4.0, abs=0.4)  # its end has not moved
    assert done.started_at is not None
    assert before.started_at is not None
    assert abs(done.started_at - before.started_at) < timedelta(milliseconds=5)
    assert done.played_ms == pytest.approx(4000, abs=60)
    ((since, lost_ms),) = done.gaps
    assert done.started_at < since < done.started_at + timedelta(seconds=4)
    assert 0 < lost_ms < 3500
    assert (since - done.started_at) / timedelta(milliseconds=1) == pytest.approx(last_word["played_ms"], abs=2)


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="elsewhere only a child of one's own can be ended")
def test_an_adopted_engine_that_says_nothing_is_ended_and_replaced(
    open_desk: OpenDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = open_desk()
    first.play(PlayOrder("a", sound(tmp_path / "a.wav", 9), datetime.now(UTC), 0, 9000))
    wait_for_state(first, PlayState.PLAYING)
    second = open_desk()
    second.reports()
    frozen = engine_pid(tmp_path)
    monkeypatch.setattr(engine_process, "ANSWER_S", 1.0)
    os.kill(frozen, signal.SIGSTOP)
    try:
        second.close()  # its line is broken; the next one waits for an answer, too
        second.reports()
        assert engine_pid(tmp_path) != frozen  # which held the lock, so that no other could begin
        assert wait_for_state(second, PlayState.PLAYING).id == "a"
    finally:
        with suppress(ProcessLookupError):
            os.kill(frozen, signal.SIGKILL)


def test_outputs_are_changed_while_the_programme_goes_on(open_desk: OpenDesk, tmp_path: Path) -> None:
    desk = open_desk()
    desk.play(PlayOrder("a", sound(tmp_path / "a.wav", 3), datetime.now(UTC), 0, 3000))
    wait_for_state(desk, PlayState.PLAYING)
    pid = engine_pid(tmp_path)
    further = {"kind": "wav_file", "name": "wav_file-2", "path": str(tmp_path / "second.wav")}
    desk.carry(EngineOptions(sound_card=None, wav_file=tmp_path / "first.wav", others=(further,)))
    assert [output.name for output in desk.health()] == ["wav_file", "wav_file-2"]
    desk.carry(EngineOptions(sound_card=None, others=(further,)))
    desk.carry(EngineOptions(sound_card=None, others=({"kind": "telegraph", "name": "t"},)))  # refused: all stays
    assert [output.name for output in desk.health()] == ["wav_file-2"]
    assert (engine_pid(tmp_path), desk.reports()[0].state) == (pid, PlayState.PLAYING)


def test_an_engine_that_is_adopted_or_started_again_is_told_the_outputs(open_desk: OpenDesk, tmp_path: Path) -> None:
    open_desk().health()
    options = EngineOptions(sound_card=None, wav_file=tmp_path / "out.wav")
    desk = EngineDesk(tmp_path / "engine.json", options)
    assert [output.name for output in desk.health()] == ["wav_file"]
    os.kill(engine_pid(tmp_path), signal.SIGKILL)
    assert [output.name for output in desk.health()] == ["wav_file"]


def test_the_port_of_a_dead_engine_may_be_anothers(open_desk: OpenDesk, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as stranger:
        said = {"protocol": engine_words.PROTOCOL, "port": stranger.getsockname()[1], "pid": 1, "token": "x"}
        (tmp_path / "engine.json").write_text(json.dumps(said))
        stranger.close()
        assert all(output.ok for output in open_desk().health())


@pytest.mark.parametrize("state", ["", "[]"])
def test_a_damaged_state_file_is_no_hindrance(state: str, open_desk: OpenDesk, tmp_path: Path) -> None:
    (tmp_path / "engine.json").write_text(state)
    assert all(output.ok for output in open_desk().health())


def test_an_engine_that_cannot_run_is_told_to_the_operator(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = EngineDesk(tmp_path / "engine.json", EngineOptions(sound_card=None, block_ms=100))
    monkeypatch.setattr(EngineOptions, "arguments", lambda _: ["--no-such-option"])
    with pytest.raises(SoundError, match=r"sound engine does not answer.*no-such-option"):
        desk.reports()
    (health,) = desk.health()
    assert (health.name, health.ok) == ("engine", False)


def test_a_refused_order_is_told_and_not_kept(open_desk: OpenDesk, tmp_path: Path) -> None:
    desk = open_desk()
    with pytest.raises(SoundError, match="duration_ms"):
        desk.play(PlayOrder("a", tmp_path / "a.wav", AT, 0, 0))
    assert desk.reports() == []


ORDER = PlayOrder("a", Path("a.wav"), AT, skip_ms=500, duration_ms=10_000)


def test_what_has_not_begun_is_told_again_as_it_was() -> None:
    known = Known(ORDER, told_at=AT - timedelta(seconds=9))
    assert known.rest_at(AT - timedelta(seconds=3)) == ORDER


def test_what_had_begun_is_told_again_from_where_it_should_be() -> None:
    begun = AT + timedelta(milliseconds=20)
    known = Known(ORDER, AT - timedelta(seconds=9), PlayReport("a", PlayState.PLAYING, begun, 1000))
    rest = known.rest_at(AT + timedelta(seconds=4))
    assert rest is not None
    assert rest.at == begun + timedelta(milliseconds=rest.skip_ms - 500)
    assert rest.at >= AT + timedelta(seconds=4)
    assert rest.skip_ms + rest.duration_ms == ORDER.skip_ms + ORDER.duration_ms
    assert rest.at + timedelta(milliseconds=rest.duration_ms) == begun + timedelta(milliseconds=10_000)


def test_what_began_at_once_is_reckoned_from_when_it_was_told() -> None:
    known = Known(ORDER, told_at=AT + timedelta(minutes=5))
    rest = known.rest_at(AT + timedelta(minutes=5, seconds=1))
    assert rest is not None
    assert rest.skip_ms == 500 + 1300


def test_what_would_be_over_or_was_stopped_is_not_told_again() -> None:
    assert Known(ORDER, AT).rest_at(AT + timedelta(seconds=9.8)) is None
    assert Known(ORDER, AT, stopped=True).rest_at(AT) is None
    assert Known(ORDER, AT, stopped=True).lost().report.state is PlayState.STOPPED
    assert Known(ORDER, AT).lost().report.state is PlayState.FAILED
