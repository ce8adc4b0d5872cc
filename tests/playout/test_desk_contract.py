"""What every desk does. Sounds last about a second, and all time comes from the desk's own clock."""

import wave
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from desks import DESKS, RATE, Studio
from numpy.typing import NDArray

from broadcaster.playout.desk import AlarmOrder, AlarmReport, PlayOrder, PlayReport, PlayState, RefusedError

TOLERANCE_MS = 50
SOON = timedelta(milliseconds=300)


@pytest.fixture(params=DESKS)
def studio(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Studio]:
    with DESKS[request.param](tmp_path) as studio:
        yield studio


def sound(path: Path, length_ms: int = 800, seed: int = 1) -> NDArray[np.int16]:
    """Write noise that is never zero to `path` and return it."""
    mono = np.random.default_rng(seed).integers(1, 12_000, RATE * length_ms // 1000).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(mono.tobytes())
    return mono


def ms(duration: timedelta) -> float:
    return duration / timedelta(milliseconds=1)


def report(studio: Studio, order_id: str) -> PlayReport:
    return next(report for report in studio.desk.reports() if report.id == order_id)


def wait_until_over(studio: Studio, order_id: str, latest: datetime) -> PlayReport:
    """Look now and then: the order may still be in hand when its time is up, but not for long."""
    while studio.clock.now() < latest + timedelta(seconds=1):
        found = report(studio, order_id)
        if found.state not in (PlayState.WAITING, PlayState.PLAYING):
            return found
        studio.clock.wait_until(studio.clock.now() + timedelta(milliseconds=50))
    raise AssertionError(f"{order_id} is not over: {found}")


def test_an_order_waits_starts_at_its_moment_and_plays_its_length(studio: Studio, tmp_path: Path) -> None:
    mono = sound(tmp_path / "a.wav")
    at = studio.clock.now() + timedelta(milliseconds=500)
    studio.desk.play(PlayOrder("a", tmp_path / "a.wav", at, skip_ms=0, duration_ms=800))
    assert report(studio, "a") == PlayReport("a", PlayState.WAITING, None, 0, end_ms=800)
    studio.clock.wait_until(at + timedelta(milliseconds=400))
    assert report(studio, "a").state is PlayState.PLAYING
    assert 0 < report(studio, "a").played_ms < 800
    done = wait_until_over(studio, "a", at + timedelta(milliseconds=800))
    assert done.state is PlayState.DONE
    assert done.started_at is not None
    assert done.started_at.tzinfo is not None
    assert abs(ms(done.started_at - at)) <= TOLERANCE_MS
    assert done.played_ms == 800
    assert np.array_equal(np.trim_zeros(studio.heard()), mono)


def test_skip_and_duration_choose_a_piece_of_the_file(studio: Studio, tmp_path: Path) -> None:
    mono = sound(tmp_path / "a.wav")
    at = studio.clock.now() + SOON
    studio.desk.play(PlayOrder("a", tmp_path / "a.wav", at, skip_ms=300, duration_ms=200))
    done = wait_until_over(studio, "a", at + timedelta(milliseconds=200))
    assert (done.state, done.played_ms) == (PlayState.DONE, 200)
    assert np.array_equal(np.trim_zeros(studio.heard()), mono[300 * 48 : 500 * 48])


def test_a_moment_in_the_past_means_at_once_from_the_skip(studio: Studio, tmp_path: Path) -> None:
    mono = sound(tmp_path / "a.wav")
    told = studio.clock.now()
    studio.desk.play(PlayOrder("a", tmp_path / "a.wav", told - timedelta(minutes=5), skip_ms=400, duration_ms=400))
    done = wait_until_over(studio, "a", told + timedelta(milliseconds=400))
    assert (done.state, done.played_ms) == (PlayState.DONE, 400)
    assert done.started_at is not None
    assert -TOLERANCE_MS <= ms(done.started_at - told) <= 500
    assert np.array_equal(np.trim_zeros(studio.heard()), mono[400 * 48 :])


def test_orders_that_meet_leave_no_gap_and_reports_keep_their_order(studio: Studio, tmp_path: Path) -> None:
    at = studio.clock.now() + SOON
    first, second = sound(tmp_path / "1.wav", 300, seed=1), sound(tmp_path / "2.wav", 300, seed=2)
    studio.desk.play(PlayOrder("b", tmp_path / "2.wav", at + timedelta(milliseconds=300), 0, 300))
    studio.desk.play(PlayOrder("a", tmp_path / "1.wav", at, 0, 300))
    wait_until_over(studio, "b", at + timedelta(milliseconds=600))
    assert [(report.id, report.state) for report in studio.desk.reports()] == [
        ("b", PlayState.DONE),
        ("a", PlayState.DONE),
    ]
    assert np.array_equal(np.trim_zeros(studio.heard()), np.concatenate([first, second]))


def test_the_same_id_twice_changes_nothing(studio: Studio, tmp_path: Path) -> None:
    mono = sound(tmp_path / "a.wav", 300)
    at = studio.clock.now() + SOON
    for late_ms in (0, 100, 500):
        studio.desk.play(PlayOrder("a", tmp_path / "a.wav", at + timedelta(milliseconds=late_ms), 0, 300))
    wait_until_over(studio, "a", at + timedelta(milliseconds=300))
    studio.desk.play(PlayOrder("a", tmp_path / "a.wav", studio.clock.now(), 0, 300))
    studio.clock.wait_until(studio.clock.now() + timedelta(milliseconds=300))
    assert len(studio.desk.reports()) == 1
    assert np.array_equal(np.trim_zeros(studio.heard()), mono)


def test_stop_ends_an_order_early(studio: Studio, tmp_path: Path) -> None:
    sound(tmp_path / "a.wav")
    at = studio.clock.now() + SOON
    studio.desk.play(PlayOrder("a", tmp_path / "a.wav", at, 0, 800))
    studio.clock.wait_until(at + timedelta(milliseconds=300))
    studio.desk.stop("a")
    stopped = wait_until_over(studio, "a", at + timedelta(milliseconds=400))
    assert stopped.state is PlayState.STOPPED
    assert 0 < stopped.played_ms < 800
    assert abs(len(np.trim_zeros(studio.heard())) / 48 - stopped.played_ms) <= TOLERANCE_MS


def test_stop_before_the_moment_leaves_silence(studio: Studio, tmp_path: Path) -> None:
    sound(tmp_path / "a.wav")
    at = studio.clock.now() + SOON
    studio.desk.play(PlayOrder("a", tmp_path / "a.wav", at, 0, 800))
    studio.desk.stop("a")
    assert wait_until_over(studio, "a", at).state is PlayState.STOPPED
    studio.clock.wait_until(at + timedelta(milliseconds=200))
    assert not studio.heard().any()


def test_shortened_it_ends_done_at_that_place_and_what_is_due_there_follows_without_a_gap(
    studio: Studio, tmp_path: Path
) -> None:
    mono, after = sound(tmp_path / "a.wav"), sound(tmp_path / "b.wav", 200, seed=2)
    at = studio.clock.now() + SOON
    studio.desk.play(PlayOrder("a", tmp_path / "a.wav", at, 100, 700))
    studio.clock.wait_until(at + timedelta(milliseconds=150))
    studio.desk.shorten("a", 500)
    studio.desk.shorten("a", 600)  # it ends before that
    studio.desk.play(PlayOrder("b", tmp_path / "b.wav", at + timedelta(milliseconds=400), 0, 200))
    assert wait_until_over(studio, "b", at + timedelta(milliseconds=600)).state is PlayState.DONE
    shortened = report(studio, "a")
    assert (shortened.state, shortened.played_ms, shortened.end_ms) == (PlayState.DONE, 400, 500)
    expected = np.concatenate([mono[100 * 48 : 500 * 48], after])
    assert np.array_equal(np.trim_zeros(studio.heard()), expected)


def test_shortened_to_what_was_heard_already_it_ends_at_once(studio: Studio, tmp_path: Path) -> None:
    sound(tmp_path / "a.wav")
    at = studio.clock.now() + SOON
    studio.desk.play(PlayOrder("a", tmp_path / "a.wav", at, 0, 800))
    studio.clock.wait_until(at + timedelta(milliseconds=400))
    studio.desk.shorten("a", 100)
    studio.desk.shorten("never heard of", 100)
    done = wait_until_over(studio, "a", at + timedelta(milliseconds=400))
    assert done.state is PlayState.DONE
    assert 300 < done.played_ms < 700
    assert abs(len(np.trim_zeros(studio.heard())) / 48 - done.played_ms) <= TOLERANCE_MS


def test_shortened_before_it_begins_it_is_that_short_or_is_not_heard_at_all(studio: Studio, tmp_path: Path) -> None:
    mono = sound(tmp_path / "a.wav")
    at = studio.clock.now() + SOON
    studio.desk.play(PlayOrder("a", tmp_path / "a.wav", at, 200, 600))
    studio.desk.play(PlayOrder("b", tmp_path / "a.wav", at + timedelta(milliseconds=600), 200, 600))
    studio.desk.shorten("a", 300)
    studio.desk.shorten("b", 200)
    assert wait_until_over(studio, "a", at + timedelta(milliseconds=100)).played_ms == 100
    assert wait_until_over(studio, "b", at).state is PlayState.STOPPED
    assert np.array_equal(np.trim_zeros(studio.heard()), mono[200 * 48 : 300 * 48])


def test_stop_of_what_is_over_or_unknown_is_left_alone(studio: Studio, tmp_path: Path) -> None:
    sound(tmp_path / "a.wav", 100)
    at = studio.clock.now() + SOON
    studio.desk.play(PlayOrder("a", tmp_path / "a.wav", at, 0, 100))
    done = wait_until_over(studio, "a", at + timedelta(milliseconds=100))
    studio.desk.stop("a")
    studio.desk.stop("never heard of")
    assert studio.desk.reports() == [done]


def test_missing_and_truncated_files_fail_and_the_next_order_plays(studio: Studio, tmp_path: Path) -> None:
    sound(tmp_path / "short.wav", 100)
    mono = sound(tmp_path / "good.wav", 200, seed=2)
    at = studio.clock.now() + SOON
    studio.desk.play(PlayOrder("missing", tmp_path / "missing.wav", at, 0, 300))
    studio.desk.play(PlayOrder("short", tmp_path / "short.wav", at + timedelta(milliseconds=200), 0, 700))
    studio.desk.play(PlayOrder("good", tmp_path / "good.wav", at + timedelta(milliseconds=900), 0, 200))
    wait_until_over(studio, "good", at + timedelta(milliseconds=1100))
    states = {report.id: report.state for report in studio.desk.reports()}
    assert states == {"missing": PlayState.FAILED, "short": PlayState.FAILED, "good": PlayState.DONE}
    assert report(studio, "missing").detail
    assert report(studio, "missing").started_at is None
    assert np.array_equal(np.trim_zeros(studio.heard())[-len(mono) :], mono)


def test_a_later_order_ends_the_earlier_one(studio: Studio, tmp_path: Path) -> None:
    sound(tmp_path / "early.wav", seed=1)
    late = sound(tmp_path / "late.wav", 200, seed=2)
    at = studio.clock.now() + SOON
    studio.desk.play(PlayOrder("early", tmp_path / "early.wav", at, 0, 800))
    studio.desk.play(PlayOrder("late", tmp_path / "late.wav", at + timedelta(milliseconds=400), 0, 200))
    wait_until_over(studio, "late", at + timedelta(milliseconds=600))
    assert report(studio, "early").state is PlayState.STOPPED
    assert abs(report(studio, "early").played_ms - 400) <= TOLERANCE_MS
    assert np.array_equal(np.trim_zeros(studio.heard())[-len(late) :], late)


def test_health_names_outputs_that_are_well(studio: Studio) -> None:
    health = studio.desk.health()
    assert health
    assert all(output.ok and output.name for output in health)


def alarm_report(studio: Studio, alarm_id: str) -> AlarmReport:
    return next(report for report in studio.desk.alarms() if report.id == alarm_id)


def wait_until_heard(studio: Studio, alarm_id: str) -> AlarmReport:
    latest = studio.clock.now() + timedelta(seconds=3)
    while studio.clock.now() < latest:
        found = alarm_report(studio, alarm_id)
        if found.state not in (PlayState.WAITING, PlayState.PLAYING):
            return found
        studio.clock.wait_until(studio.clock.now() + timedelta(milliseconds=50))
    raise AssertionError(f"{alarm_id} is not over: {found}")


def test_an_alarm_is_heard_at_once_and_its_whole_length(studio: Studio, tmp_path: Path) -> None:
    mono = sound(tmp_path / "alarm.wav", 400)
    asked_at = studio.clock.now()
    studio.desk.sound(AlarmOrder("alarm", tmp_path / "alarm.wav", 400))
    studio.desk.sound(AlarmOrder("alarm", tmp_path / "alarm.wav", 400))
    over = wait_until_heard(studio, "alarm")
    assert (over.state, over.played_ms, over.duration_ms, over.held) == (PlayState.DONE, 400, 400, False)
    assert over.started_at is not None
    assert ms(over.started_at - asked_at) < 1500
    assert np.array_equal(np.trim_zeros(studio.heard()), mono)


@pytest.mark.parametrize("held", [True, False])
def test_a_programme_runs_on_under_an_alarm_or_waits_for_it(studio: Studio, tmp_path: Path, held: bool) -> None:
    programme, alarm = sound(tmp_path / "a.wav", 1200), sound(tmp_path / "alarm.wav", 400, seed=2)
    at = studio.clock.now() + SOON
    studio.desk.play(PlayOrder("a", tmp_path / "a.wav", at, skip_ms=0, duration_ms=1200))
    studio.clock.wait_until(at + timedelta(milliseconds=400))
    until = at + timedelta(minutes=1) if held else None
    studio.desk.sound(AlarmOrder("alarm", tmp_path / "alarm.wav", 400, until))
    over = wait_until_heard(studio, "alarm")
    done = wait_until_over(studio, "a", at + timedelta(seconds=2))
    assert (over.held, done.state, done.played_ms) == (held, PlayState.DONE, 1200)
    heard = np.trim_zeros(studio.heard())
    assert len(heard) == (1600 if held else 1200) * 48
    covered = next(place for place in range(len(heard)) if np.array_equal(heard[place : place + 99], alarm[:99]))
    back = covered + len(alarm)
    faded = 20 * 48
    assert np.array_equal(heard[: covered - faded], programme[: covered - faded])
    goes_on = covered if held else back
    assert np.array_equal(heard[back + faded :], programme[goes_on + faded :])


def test_a_silenced_alarm_ends_soon(studio: Studio, tmp_path: Path) -> None:
    sound(tmp_path / "alarm.wav", 900)
    studio.desk.sound(AlarmOrder("alarm", tmp_path / "alarm.wav", 900))
    studio.clock.wait_until(studio.clock.now() + timedelta(milliseconds=300))
    studio.desk.silence("alarm")
    studio.desk.silence("nobody")
    over = wait_until_heard(studio, "alarm")
    assert over.state is PlayState.STOPPED
    assert over.played_ms < 800


def test_an_alarm_whose_file_is_no_use_is_refused(studio: Studio, tmp_path: Path) -> None:
    with pytest.raises(RefusedError):
        studio.desk.sound(AlarmOrder("alarm", tmp_path / "missing.wav", 900))
    assert studio.desk.alarms() == []
