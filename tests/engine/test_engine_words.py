"""The engine and its client share no code; what they must agree on is held together here."""

import json
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from broadcaster.engine import protocol
from broadcaster.engine.__main__ import command_line, first_outputs
from broadcaster.engine.alarm import AlarmOrder as EngineAlarm
from broadcaster.engine.alarm import AlarmProgress
from broadcaster.engine.order import Order, Progress, State
from broadcaster.playout import engine_words
from broadcaster.playout.desk import AlarmOrder, AlarmReport, PlayOrder, PlayState
from broadcaster.playout.engine_process import EngineOptions

TOKEN = "a"
TITLES = ((0, "Bản tin sáng"), (500, "Bản tin sáng – Kỳ Anh"))
ORDER = PlayOrder(
    "a", Path("/sounds/Bản tin.flac").absolute(), datetime(2026, 5, 13, 5, 30, tzinfo=UTC), 250, 1000, TITLES
)
TITLES_BY_FRAME = ((0, "Bản tin sáng"), (24_000, "Bản tin sáng – Kỳ Anh"))


def read(word: str, **said: object) -> protocol.Request:
    return protocol.read_request(json.dumps({"token": TOKEN, "do": word, **said}).encode(), TOKEN)


def test_every_word_of_the_client_is_understood() -> None:
    assert engine_words.PROTOCOL == protocol.PROTOCOL
    assert read(engine_words.STOP, id="a") == protocol.Stop("a")
    assert read(engine_words.SHORTEN, id="a", end_ms=750) == protocol.Shorten("a", 36_000)
    assert read(engine_words.REPORTS) == protocol.Reports()
    assert read(engine_words.HEALTH) == protocol.AskHealth()
    assert read(engine_words.QUIT) == protocol.Quit()
    assert read(engine_words.PLAY, order=engine_words.said_order(ORDER)) == protocol.Play(
        Order("a", ORDER.path, ORDER.at.timestamp(), 12_000, 48_000, TITLES_BY_FRAME)
    )
    outputs = EngineOptions(sound_card="USB", others=({"kind": "icecast", "name": "icecast"},)).outputs()
    assert read(engine_words.OUTPUTS, outputs=outputs) == protocol.Carry(tuple(outputs))
    assert read(engine_words.FEEDS) == protocol.AskFeeds()
    assert read(engine_words.LET_THROUGH, name="snapcast", connection=3) == protocol.LetThrough("snapcast", 3)


def test_an_order_with_more_titles_than_any_day_has_is_taken_all_the_same() -> None:
    titles = tuple((at, "Nghiêng " * 100) for at in range(5000))
    said = engine_words.said_order(replace(ORDER, titles=titles))
    assert len(json.dumps({"token": TOKEN, "do": "play", "order": said})) < protocol.LINE_LIMIT_BYTES
    assert isinstance(read(engine_words.PLAY, order=said), protocol.Play)


def test_both_sides_mean_the_same_outputs_to_begin_with() -> None:
    for options in (EngineOptions(sound_card="USB", wav_file=Path("/tmp/a.wav")), EngineOptions(sound_card=None)):
        given = command_line().parse_args(["--state", "x", *options.arguments()])
        assert first_outputs(given) == options.outputs()


def test_every_word_about_alarms_is_understood() -> None:
    alarm = AlarmOrder("a#0", ORDER.path, 1000, ORDER.at)
    assert read(engine_words.ALARM, alarm=engine_words.said_alarm(alarm)) == protocol.Sound(
        EngineAlarm("a#0", ORDER.path, ORDER.at.timestamp())
    )
    unheld = engine_words.said_alarm(AlarmOrder("a#0", ORDER.path, 1000))
    assert read(engine_words.ALARM, alarm=unheld) == protocol.Sound(EngineAlarm("a#0", ORDER.path, 0))
    assert read(engine_words.SILENCE, id="a#0") == protocol.Silence("a#0")
    assert read(engine_words.ALARMS) == protocol.AskAlarms()


def test_a_report_tells_the_client_how_an_alarm_stands() -> None:
    order = EngineAlarm("a#0", ORDER.path)
    progress = AlarmProgress(96_000, State.PLAYING, ORDER.at.timestamp(), 48_000, held=True)
    said = json.loads(json.dumps(protocol.said_alarm(order, progress)))
    assert engine_words.alarm_report(said) == AlarmReport("a#0", PlayState.PLAYING, ORDER.at, 1000, 2000, held=True)


def test_every_state_of_the_engine_is_one_of_the_desk() -> None:
    assert {state.value for state in State} == {state.value for state in PlayState}


LOST = ((ORDER.at.timestamp(), 24_000),)


def test_a_report_tells_the_client_the_order_and_its_progress() -> None:
    order = Order("a", ORDER.path, ORDER.at.timestamp(), 12_000, 48_000, TITLES_BY_FRAME)
    waiting = json.loads(json.dumps(protocol.said_report(order, Progress())))
    assert engine_words.adopted(waiting).order == ORDER
    said = json.loads(
        json.dumps(
            protocol.said_report(order, Progress(State.DONE, ORDER.at.timestamp(), 48_000, "fine", unheard=LOST))
        )
    )
    known = engine_words.adopted(said).with_report(said)
    assert known.order == replace(ORDER, titles=())  # of what is over nobody needs them
    assert known.report == engine_words.PlayReport(
        "a", PlayState.DONE, ORDER.at, 1000, "fine", unheard=((ORDER.at, 500),), end_ms=1250
    )


def test_the_clients_arguments_are_the_engines() -> None:
    options = EngineOptions(sound_card="USB", wav_file=Path("/tmp/a.wav"), block_ms=200, latency_ms=60)
    given = command_line().parse_args(["--state", "x", *options.arguments()])
    assert (given.sound_card, given.no_sound_card, given.wav) == ("USB", False, Path("/tmp/a.wav"))
    assert (given.block_ms, given.latency_ms) == (200, 60)
    assert command_line().parse_args(["--state", "x", *EngineOptions(sound_card=None).arguments()]).no_sound_card


def test_the_engine_imports_audio_and_nothing_else() -> None:
    listing = "import sys, broadcaster.engine.__main__; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", listing], capture_output=True, text=True, check=True).stdout.split()
    ours = {name for name in loaded if name.startswith("broadcaster.") and not name.startswith("broadcaster.engine")}
    foreign = {"yaml", "click", "pydub", "sqlite3", "soundfile", "soxr", "asyncio"} & set(loaded)
    assert (ours, foreign) == (set(), set())
