import weakref
from pathlib import Path

import numpy as np
import pytest
from fake_device import BLOCK, Rig, noise

from broadcaster.engine.airing import FADE_FRAMES
from broadcaster.engine.alarm import Alarm, AlarmOrder, AlarmRefusedError
from broadcaster.engine.order import State
from broadcaster.engine.pcm import RATE

ALARM = noise(0.25, seed=9)
PROGRAMME = noise(1.5, seed=1)
FOR_EVER_S = 1e10


@pytest.fixture
def rig() -> Rig:
    return Rig()


def interrupted(rig: Rig, hold_until_s: float = 0.0) -> int:
    """Play a programme from block 3 on, have an alarm come in block 5; return the alarm's first frame."""
    rig.play("programme", frame=3 * BLOCK, seconds=1.5, sound=PROGRAMME)
    rig.run(0.3)
    rig.sound("alarm", ALARM, hold_until_s)
    rig.run(2.0)
    return 5 * BLOCK + FADE_FRAMES


def test_an_alarm_is_heard_from_the_first_frame_of_the_next_block(rig: Rig) -> None:
    rig.sound("alarm", ALARM)
    rig.run(0.5)
    assert np.array_equal(rig.heard[2 * BLOCK :][: len(ALARM)], ALARM)
    assert not rig.heard[2 * BLOCK + len(ALARM) :].any()
    told = rig.alarm("alarm")
    assert (told.state, told.played_frames, told.held) == (State.DONE, len(ALARM), False)
    assert told.started_at_s == pytest.approx(rig.at(2 * BLOCK), abs=1e-5)


def test_the_programme_fades_at_once_and_nothing_is_heard_beside_the_alarm(rig: Rig) -> None:
    began = interrupted(rig)
    fade = rig.heard[began - FADE_FRAMES : began]
    before = PROGRAMME[2 * BLOCK :][:FADE_FRAMES]
    assert np.array_equal(fade[0], before[0])
    assert np.abs(fade[-20:]).max() < 600
    assert np.array_equal(rig.heard[began:][: len(ALARM)], ALARM)


def test_a_programme_that_runs_on_is_joined_where_it_is_by_then(rig: Rig) -> None:
    began = interrupted(rig)
    back = began + len(ALARM)
    place = back - 3 * BLOCK
    heard = rig.heard[back:]
    assert np.abs(heard[:20]).max() < 600
    assert np.array_equal(heard[FADE_FRAMES : len(PROGRAMME) - place], PROGRAMME[place + FADE_FRAMES :])
    assert not rig.heard[3 * BLOCK + len(PROGRAMME) :].any()
    assert rig.report("programme").state is State.DONE


def test_a_held_programme_goes_on_with_its_next_sample(rig: Rig) -> None:
    began = interrupted(rig, hold_until_s=FOR_EVER_S)
    back = began + len(ALARM)
    place = began - 3 * BLOCK  # the first sample that was not heard before the alarm
    heard = rig.heard[back:]
    assert np.array_equal(heard[FADE_FRAMES : len(PROGRAMME) - place], PROGRAMME[place + FADE_FRAMES :])
    assert not heard[len(PROGRAMME) - place :].any()
    assert rig.alarm("alarm").held
    assert rig.report("programme").played_frames == len(PROGRAMME)
    assert rig.report("programme").detail == ""


def test_a_programme_that_could_not_end_in_time_is_not_held(rig: Rig) -> None:
    ends = 3 * BLOCK + len(PROGRAMME)
    interrupted(rig, hold_until_s=rig.at(ends + len(ALARM) - 100))
    assert not rig.alarm("alarm").held
    assert not rig.heard[ends:].any()


def test_what_is_due_after_a_held_programme_starts_on_its_second(rig: Rig) -> None:
    following = noise(0.3, seed=5)
    due = 25 * BLOCK
    rig.play("following", frame=due, seconds=0.3, sound=following)
    interrupted(rig, hold_until_s=rig.at(due))
    rig.run(1.5)
    assert np.array_equal(rig.heard[due:][: len(following)], following)


def test_orders_that_meet_still_meet_after_they_were_held(rig: Rig) -> None:
    second = noise(0.5, seed=3)
    end = 3 * BLOCK + len(PROGRAMME)
    rig.play("second", frame=end, seconds=0.5, sound=second)
    interrupted(rig)
    rig.run(0.5)
    assert np.array_equal(rig.heard[end:][: len(second)], second)


def test_alarms_follow_each_other_and_nothing_is_heard_between_them(rig: Rig) -> None:
    other = noise(0.2, seed=12)
    rig.play("programme", frame=3 * BLOCK, seconds=1.5, sound=PROGRAMME)
    rig.run(0.3)
    rig.sound("alarm", ALARM)
    rig.sound("other", other)
    rig.run(1.0)
    began = 5 * BLOCK + FADE_FRAMES
    both = np.concatenate([ALARM, other])
    assert np.array_equal(rig.heard[began:][: len(both)], both)


def test_the_same_alarm_again_changes_nothing(rig: Rig) -> None:
    rig.sound("alarm", ALARM)
    rig.sound("alarm", ALARM)
    rig.run(0.5)
    rig.sound("alarm", ALARM)
    rig.run(0.5)
    assert np.count_nonzero(rig.heard[:, 0]) == len(ALARM)


def test_a_silenced_alarm_fades_and_the_programme_is_back(rig: Rig) -> None:
    rig.play("programme", frame=3 * BLOCK, seconds=1.5, sound=PROGRAMME)
    rig.run(0.3)
    rig.sound("alarm", noise(1.0, seed=9))
    rig.run(0.2)
    rig.alarms.silence("alarm")
    rig.run(0.3)
    assert rig.alarm("alarm").state is State.STOPPED
    back = 7 * BLOCK + FADE_FRAMES
    assert np.array_equal(rig.heard[back + FADE_FRAMES :][:BLOCK], PROGRAMME[back + FADE_FRAMES - 3 * BLOCK :][:BLOCK])


def test_an_alarm_that_is_silenced_before_it_began_is_never_heard(rig: Rig) -> None:
    rig.sound("alarm", ALARM)
    rig.alarms.silence("alarm")
    rig.run(0.5)
    assert not rig.heard.any()
    assert rig.alarm("alarm").state is State.STOPPED


def test_words_are_not_lost_with_the_device(rig: Rig) -> None:
    rig.sound("alarm", ALARM)
    rig.run(0.1)
    rig.bus.restart()
    rig.run(0.8)
    heard = rig.heard[np.flatnonzero(rig.heard[:, 0]), 0]
    assert np.array_equal(heard, ALARM[:, 0])


def test_a_held_programme_loses_nothing_with_the_device_either(rig: Rig) -> None:
    rig.play("programme", frame=3 * BLOCK, seconds=1.5, sound=PROGRAMME)
    rig.run(0.3)
    rig.sound("alarm", ALARM, FOR_EVER_S)
    rig.run(0.1)
    rig.clock.frames += 2 * RATE  # the device says nothing for two seconds
    rig.run(2.5)
    heard = rig.heard[:, 0]
    end = PROGRAMME[-RATE:, 0]
    places = np.flatnonzero(heard == end[0])
    assert any(np.array_equal(heard[place : place + RATE], end) for place in places)
    place = 2 * BLOCK + FADE_FRAMES  # the first sample that was not heard before the alarm
    back = PROGRAMME[place + FADE_FRAMES :][:4000, 0]
    assert any(np.array_equal(heard[at : at + 4000], back) for at in np.flatnonzero(heard == back[0]))


def test_its_sound_is_let_go_of_when_it_is_over() -> None:
    sound = np.ones(RATE, np.int16)
    kept = weakref.ref(sound)
    alarm = Alarm(AlarmOrder("alarm", Path("alarm.wav")), sound)
    del sound
    assert kept() is not None
    alarm.finish(State.DONE)
    assert kept() is None


def test_a_file_without_sound_or_with_too_much_of_it_is_refused(rig: Rig) -> None:
    with pytest.raises(AlarmRefusedError, match="holds no sound"):
        rig.sound("empty", ALARM[:0])
    with pytest.raises(AlarmRefusedError, match="longer than"):
        rig.sound("endless", np.zeros((601 * RATE, 2), np.int16))
    assert rig.alarms.reports() == []


def test_a_damaged_file_is_refused_with_the_decoders_reason(rig: Rig) -> None:
    rig.files.breaks_off["alarm"] = 2000
    with pytest.raises(AlarmRefusedError, match="bad frame"):
        rig.sound("alarm", ALARM)
