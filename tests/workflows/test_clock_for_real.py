"""The whole station, daemon and sound process, on a clock that is wrong, stepped, and put right while it airs.

libfaketime shows both what the test says; sound and waiting go by time that nobody steps, as on a real machine. What
went out is read from the WAV file and from the record. The rules: docs/architecture.md, "Clocks".
"""

import json
import re
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from machines import Machine, wait_for
from stations import AFTER, copy_of, run

from broadcaster.engine.audio_io import decode_file
from broadcaster.engine.outputs.wav_file import HEADER_BYTES
from broadcaster.engine.pcm import CHANNELS, RATE

pytestmark = pytest.mark.real

NEVER_SET = datetime(1970, 1, 1, 0, 1, tzinfo=UTC)
FAR_AHEAD = datetime(2099, 12, 31, tzinfo=UTC)
FADE_MS = 30  # in which what is taken off fades, and what is joined in an MP3 finds its first frames


def at(moment: str) -> datetime:
    return datetime.fromisoformat(f"{AFTER}T{moment}+07:00")


@dataclass
class Story:
    """What was sent out, and what the record said of it, at the end and on the way."""

    folder: Path
    programme: np.ndarray
    lines: list[Any] = field(default_factory=list)
    acts: list[Any] = field(default_factory=list)
    sent: np.ndarray = field(default_factory=lambda: np.zeros(0, np.int16))
    told_in_1970: str = ""
    sent_in_1970: bool = False
    sent_in_2099: bool = False
    sent_again: bool = False

    @property
    def sent_frames(self) -> int:
        """How long sound was sent, with the pauses that are its own."""
        edges = begins_and_ends(self.sent)
        return sum(end - begin for begin, end in zip(edges[::2], edges[1::2], strict=True))

    def look(self) -> np.ndarray:
        """Return what was sent until now."""
        raw = (self.folder / "var/on-air.wav").read_bytes()[HEADER_BYTES:]
        frame_bytes = 2 * CHANNELS
        return np.frombuffer(raw[: len(raw) // frame_bytes * frame_bytes], "<i2")[::CHANNELS]

    def is_heard(self, last_s: float) -> bool:
        """Whether anything was sent within the last seconds."""
        return bool(np.abs(self.look()[-round(last_s * RATE) :]).max(initial=0) > 0)


@pytest.fixture(scope="module")
def story(built_station: Path, tmp_path_factory: pytest.TempPathFactory) -> Story:
    """A morning on which the clock is everything that it can be; the slot is from 05:30:00 to 05:31:00."""
    folder = tmp_path_factory.mktemp("clock")
    machine = Machine(folder)
    station = copy_of(built_station, folder)
    for kept in (station / "var").glob("logbook.*"):
        kept.unlink()  # it was written today; this is another day
    (path,) = (station / "audio/programmes" / AFTER).glob("*.mp3")
    story = Story(station, np.concatenate([block[:, 0] for block in decode_file(path, 0)])[: 60 * RATE])
    machine.shows(NEVER_SET)
    command = [sys.executable, "-m", "broadcaster", "run"]
    daemon = subprocess.Popen(command, cwd=station, env=machine.environment, stderr=subprocess.DEVNULL)
    try:
        wait_for(lambda: (station / "var/status.json").exists() and (station / "var/on-air.wav").exists())
        time.sleep(1)
        story.told_in_1970 = (station / "var/status.json").read_text("utf-8")
        story.sent_in_1970 = story.is_heard(60)
        machine.shows(at("05:29:58.500"))  # a time server answers
        wait_for(lambda: story.is_heard(60))
        time.sleep(1.5)
        machine.step(-22)
        time.sleep(1.2)
        machine.step(+22)
        time.sleep(1.2)
        machine.shows(FAR_AHEAD)
        time.sleep(2)
        story.sent_in_2099 = story.is_heard(0.5)
        machine.shows(at("05:30:56.500"))
        time.sleep(4.4)
        machine.shows(at("05:29:59"))  # somebody sets it back over all that was heard
        time.sleep(1.7)
        story.sent_again = story.is_heard(1)
    finally:
        daemon.send_signal(signal.SIGINT)
        assert daemon.wait(20) == 0
    story.sent = story.look()
    story.lines = run(station, "log", "--json").lines
    story.acts = run(station, "log", "--people", "--json").lines
    return story


def begins_and_ends(sent: np.ndarray) -> list[int]:
    """Return where sound begins and ends, in turn; two seconds of silence part what was sent twice."""
    loud = np.flatnonzero(sent)
    breaks = np.flatnonzero(np.diff(loud) > 2 * RATE)
    return [int(loud[0]), *(int(loud[edge]) for brk in breaks for edge in (brk, brk + 1)), int(loud[-1])]


def test_by_a_clock_that_was_never_set_nothing_is_aired_and_people_are_told(story: Story) -> None:
    told = json.loads(story.told_in_1970)
    assert (told["clock_is_right"], [fault["key"] for fault in told["faults"]]) == (False, ["clock"])
    assert not story.sent_in_1970
    assert story.acts[0]["deed"] == "clock_set"  # nothing was claimed or noted before


def test_once_it_is_set_the_slot_begins_on_its_second(story: Story) -> None:
    first = story.lines[0]
    assert (first["source"], first["outcome"], first["duration_ms"]) == ("nhac-hieu", "aired", 3000)
    assert abs(datetime.fromisoformat(first["started_at"]) - at("05:30:00")) < timedelta(milliseconds=10)


def test_what_is_on_air_goes_on_unbroken_when_the_clock_is_stepped_back_and_forward(story: Story) -> None:
    heard_ms = sum(line["duration_ms"] for line in story.lines[:2])
    assert heard_ms > 3500  # both steps lie within
    begin = begins_and_ends(story.sent)[0] - int(np.flatnonzero(story.programme)[0])
    frames = (heard_ms - FADE_MS) * RATE // 1000
    assert np.array_equal(story.sent[begin : begin + frames], story.programme[:frames])


def said_lost_ms(note: str) -> int:
    """Return what the record says was lost on a machine that had other work: no more than that may be missing."""
    (lost_ms,) = re.findall(r"^(\d+) ms of it were not heard$", note)
    return int(lost_ms)


def test_in_2099_nothing_is_aired_and_afterwards_it_is_joined_where_it_should_be(story: Story) -> None:
    assert not story.sent_in_2099
    told = [(line["source"], line["outcome"]) for line in story.lines[1:]]
    assert told == [("tin-1", "cut_short"), ("dan-bau", "skipped"), ("dan-bau", "joined_late")]
    notes = [line["note"] for line in story.lines[1:]]
    assert notes[:2] == ["the clock was set, or the machine slept", "joined in progress"]
    heard_ms = story.lines[-1]["duration_ms"]
    place = datetime.fromisoformat(story.lines[-1]["started_at"]) - at("05:30:00")
    assert abs(place - timedelta(seconds=60, milliseconds=-heard_ms)) < timedelta(milliseconds=500)
    end, end_of_programme = begins_and_ends(story.sent)[-1], int(np.flatnonzero(story.programme)[-1])
    frames = (heard_ms - FADE_MS) * RATE // 1000
    sent, joined = story.sent[end - frames : end], story.programme[end_of_programme - frames : end_of_programme]
    lost = sent != joined
    assert not sent[lost].any()
    allowed_ms = 0 if notes[2] == "joined in progress" else said_lost_ms(notes[2])
    assert np.count_nonzero(lost) <= allowed_ms * RATE // 1000


def test_a_clock_set_back_over_all_that_was_heard_has_nothing_heard_twice(story: Story) -> None:
    assert not story.sent_again
    assert len(begins_and_ends(story.sent)) == 4  # begun, taken off in 2099, joined, ended
    assert 1000 * story.sent_frames / RATE <= sum(line["duration_ms"] for line in story.lines)


def test_a_build_that_runs_while_the_clock_is_wrong_removes_nothing(story: Story) -> None:
    assert {act["deed"] for act in story.acts} == {"clock_set"}
    assert len(list((story.folder / "audio/programmes" / AFTER).glob("*.mp3"))) == 1
