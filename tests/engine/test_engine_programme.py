import numpy as np
import pytest
from fake_device import BLOCK, Rig, noise

from broadcaster.engine.airing import FADE_FRAMES
from broadcaster.engine.order import State
from broadcaster.engine.pcm import RATE


@pytest.fixture
def rig() -> Rig:
    return Rig()


def test_first_sample_lies_at_its_exact_frame_inside_a_block(rig: Rig) -> None:
    sound = noise(0.5, seed=1)
    rig.play("a", frame=3 * BLOCK + 1234, seconds=0.5, sound=sound)
    rig.run(1.5)
    assert not rig.heard[: 3 * BLOCK + 1234].any()
    assert np.array_equal(rig.heard[3 * BLOCK + 1234 :][: len(sound)], sound)
    assert not rig.heard[3 * BLOCK + 1234 + len(sound) :].any()
    assert rig.report("a").state is State.DONE
    assert rig.report("a").started_at_s == pytest.approx(rig.at(3 * BLOCK + 1234), abs=1e-5)
    assert rig.report("a").played_frames == len(sound)


def test_an_order_waits_and_then_plays(rig: Rig) -> None:
    rig.play("a", frame=5 * BLOCK, seconds=0.5, sound=noise(0.5, seed=1))
    assert rig.report("a").state is State.WAITING
    rig.run(0.3)
    assert rig.report("a").state is State.WAITING
    rig.run(0.2)
    assert rig.report("a").state is State.PLAYING


def test_orders_that_meet_follow_each_other_without_a_gap(rig: Rig) -> None:
    lengths = (33_333, 7_000, 50_001, 12_345)  # the second order lies within two blocks
    sounds = [noise(frames / RATE, seed=frames) for frames in lengths]
    frame = 4 * BLOCK + 7
    for number, sound in enumerate(sounds):
        rig.play(str(number), frame=frame, seconds=len(sound) / RATE, sound=sound)
        frame += len(sound)
    rig.run(4)
    assert np.array_equal(rig.heard[4 * BLOCK + 7 : frame], np.concatenate(sounds))
    assert {rig.report(str(number)).state for number in range(4)} == {State.DONE}


def test_latency_is_taken_off_the_start() -> None:
    rig = Rig(latency_s=0.06)
    rig.play("a", frame=4 * BLOCK, seconds=0.2, sound=noise(0.2, seed=1))
    rig.run(1)
    assert np.flatnonzero(rig.heard[:, 0])[0] == 4 * BLOCK - 0.06 * RATE


def test_skip_begins_inside_the_file(rig: Rig) -> None:
    sound = noise(1.0, seed=1)
    rig.play("a", frame=3 * BLOCK, seconds=0.75, skip_s=0.25, sound=sound)
    rig.run(1.5)
    assert np.array_equal(rig.heard[3 * BLOCK :][: 3 * RATE // 4], sound[RATE // 4 :])
    assert rig.report("a").state is State.DONE


def test_play_ends_at_its_duration_before_the_file_does(rig: Rig) -> None:
    sound = noise(1.0, seed=1)
    rig.play("a", frame=3 * BLOCK, seconds=0.33, sound=sound)
    rig.run(1.5)
    assert np.array_equal(np.trim_zeros(rig.heard[:, 0]), sound[: round(0.33 * RATE), 0])
    assert rig.report("a").state is State.DONE


def test_a_moment_in_the_past_means_at_once_from_the_skip(rig: Rig) -> None:
    sound = noise(1.0, seed=1)
    rig.play("a", frame=-5000 * RATE, seconds=0.5, skip_s=0.5, sound=sound)
    rig.run(1)
    assert np.array_equal(np.trim_zeros(rig.heard[:, 0]), sound[RATE // 2 :, 0])
    assert rig.report("a").played_frames == RATE // 2


def test_stop_fades_within_ten_milliseconds(rig: Rig) -> None:
    sound = noise(1.0, seed=1)
    rig.play("a", frame=3 * BLOCK, seconds=1.0, sound=sound)
    rig.run(0.4)
    rig.programme.stop("a")
    rig.run(0.4)
    heard = rig.heard[3 * BLOCK :]
    assert np.array_equal(heard[: 3 * BLOCK], sound[: 3 * BLOCK])
    faded = heard[3 * BLOCK :][:FADE_FRAMES]
    assert 0 < np.abs(faded[-20:]).max() < 1000
    assert not heard[3 * BLOCK + FADE_FRAMES :].any()
    assert rig.report("a").state is State.STOPPED


def test_stop_before_the_start_leaves_silence(rig: Rig) -> None:
    rig.play("a", frame=5 * BLOCK, seconds=0.5, sound=noise(0.5, seed=1))
    rig.programme.stop("a")
    rig.run(1)
    assert not rig.heard.any()
    assert rig.report("a").state is State.STOPPED


def test_stop_of_an_unknown_order_is_left_alone(rig: Rig) -> None:
    rig.programme.stop("never heard of")
    assert rig.programme.reports() == []


def test_the_same_id_twice_changes_nothing(rig: Rig) -> None:
    sound = noise(0.3, seed=1)
    rig.play("a", frame=3 * BLOCK, seconds=0.3, sound=sound)
    rig.play("a", frame=9 * BLOCK, seconds=0.3)
    rig.run(2)
    rig.play("a", frame=25 * BLOCK, seconds=0.3)
    rig.run(1)
    assert np.array_equal(np.trim_zeros(rig.heard[:, 0]), sound[:, 0])
    assert len(rig.programme.reports()) == 1


def test_a_later_order_ends_the_earlier_one_with_a_fade(rig: Rig) -> None:
    early, late = noise(1.5, seed=1), noise(0.5, seed=2)
    rig.play("late", frame=8 * BLOCK + 100, seconds=0.5, sound=late)
    rig.play("early", frame=3 * BLOCK, seconds=1.5, sound=early)
    rig.run(2)
    begins = 8 * BLOCK + 100
    heard = rig.heard
    assert np.array_equal(heard[3 * BLOCK : begins - FADE_FRAMES], early[: begins - FADE_FRAMES - 3 * BLOCK])
    assert 0 < np.abs(heard[begins - 20 : begins]).max() < 1000
    assert np.array_equal(heard[begins : begins + len(late)], late)
    assert not heard[begins + len(late) :].any()
    assert rig.report("early").state is State.STOPPED
    assert rig.report("early").detail == "ended by late"
    assert rig.report("late").state is State.DONE


def test_an_order_told_just_before_another_begins_does_not_end_that(rig: Rig) -> None:
    timed, at_once = noise(0.5, seed=1), noise(1.0, seed=2)
    begins = 6 * BLOCK + 100  # so near to a block's end that its place is settled in the block before
    rig.play("timed", frame=begins, seconds=0.5, sound=timed)
    rig.run(0.4)
    rig.play("at once", frame=-RATE, seconds=1.0, sound=at_once)
    rig.run(1.5)
    assert np.array_equal(rig.heard[begins : begins + len(timed)], timed)
    assert rig.report("timed").state is State.DONE
    assert rig.report("at once").detail == "ended by timed"
    assert not rig.heard[begins + len(timed) :].any()


def test_a_missing_file_fails_and_the_next_order_plays(rig: Rig) -> None:
    sound = noise(0.3, seed=2)
    rig.play("missing", frame=3 * BLOCK, seconds=0.3)
    rig.play("next", frame=6 * BLOCK, seconds=0.3, sound=sound)
    rig.run(1.5)
    assert rig.report("missing").state is State.FAILED
    assert "KeyError" in rig.report("missing").detail
    assert np.array_equal(rig.heard[6 * BLOCK :][: len(sound)], sound)


def test_a_missing_file_does_not_end_what_plays(rig: Rig) -> None:
    sound = noise(1.0, seed=1)
    rig.play("good", frame=3 * BLOCK, seconds=1.0, sound=sound)
    rig.play("missing", frame=6 * BLOCK, seconds=0.3)
    rig.run(2)
    assert np.array_equal(rig.heard[3 * BLOCK :][: len(sound)], sound)
    assert rig.report("good").state is State.DONE


def test_a_truncated_file_fails_where_it_ends_and_the_next_order_plays(rig: Rig) -> None:
    sound, after = noise(0.4, seed=1), noise(0.3, seed=2)
    rig.play("short", frame=3 * BLOCK, seconds=1.0, sound=sound)
    rig.play("next", frame=13 * BLOCK, seconds=0.3, sound=after)
    rig.run(0.8)
    assert rig.report("short").state is State.FAILED
    assert "600 ms" in rig.report("short").detail
    assert rig.report("short").played_frames == len(sound)
    rig.run(1)
    assert np.array_equal(rig.heard[13 * BLOCK :][: len(after)], after)


def test_a_file_that_ends_a_little_early_is_done(rig: Rig) -> None:
    rig.play("a", frame=3 * BLOCK, seconds=1.0, sound=noise(0.6, seed=1))
    rig.run(1.5)
    assert rig.report("a").state is State.DONE


def test_a_file_that_breaks_fails(rig: Rig) -> None:
    rig.files.breaks_off["a"] = 20_000
    rig.play("a", frame=3 * BLOCK, seconds=0.5, sound=noise(0.5, seed=1))
    rig.run(1.5)
    assert rig.report("a").state is State.FAILED
    assert rig.report("a").played_frames == 20_000


def test_a_pause_of_the_device_is_skipped_in_the_programme(rig: Rig) -> None:
    sound = noise(1.9, seed=1)
    rig.play("a", frame=3 * BLOCK, seconds=1.9, sound=sound)
    rig.run(0.5)
    rig.clock.frames += RATE  # one second without a call
    rig.run(0.4)
    back = rig.heard[8 * BLOCK :]  # after the blocks in which the device shows its pace again
    place = (8 + 10 - 3) * BLOCK
    assert np.array_equal(back[: 2 * BLOCK], sound[place : place + 2 * BLOCK])


def test_another_device_goes_on_where_the_programme_should_be(rig: Rig) -> None:
    sound = noise(1.9, seed=1)
    rig.play("a", frame=3 * BLOCK, seconds=1.9, sound=sound)
    rig.run(0.4)
    rig.bus.restart()
    rig.clock.frames += RATE // 2
    for _ in range(3):  # it swallows its buffer at once
        rig.blocks.append(rig.bus.render(BLOCK))
    rig.run(0.4)
    # Six blocks came before it and three went into its buffer; half a second was lost with the old device.
    place = (6 + 5 + 1 - 1 - 3) * BLOCK
    assert np.array_equal(rig.heard[9 * BLOCK :][:BLOCK], sound[place : place + BLOCK])


def test_an_order_whose_time_passed_in_a_pause_is_joined(rig: Rig) -> None:
    sound = noise(1.9, seed=1)
    rig.play("a", frame=3 * BLOCK, seconds=1.9, sound=sound)
    rig.clock.frames += RATE
    rig.run(0.5)
    begins = int(np.flatnonzero(rig.heard[:, 0])[0])
    assert rig.heard[begins, 0] == sound[begins + RATE - 3 * BLOCK, 0]


@pytest.mark.parametrize(("skip_s", "heard_from"), [(0.0, 0), (0.1, (1 + 4) * BLOCK)])
def test_a_start_that_is_a_little_late_keeps_first_words_yet_joins_a_programme_exactly(
    rig: Rig, skip_s: float, heard_from: int
) -> None:
    sound = noise(1.0, seed=1)
    rig.files.sounds["a"] = sound
    rig.play("a", frame=5 * BLOCK, seconds=0.9, skip_s=skip_s)
    rig.clock.frames += 6 * BLOCK  # the device pauses, and is heard again four blocks after the start
    rig.run(1.5)
    assert np.array_equal(np.trim_zeros(rig.heard[:, 0])[: 4 * BLOCK], sound[heard_from:, 0][: 4 * BLOCK])


def test_an_order_whose_time_is_over_fails(rig: Rig) -> None:
    rig.play("a", frame=3 * BLOCK, seconds=0.5, sound=noise(0.5, seed=1))
    rig.clock.frames += 2 * RATE
    rig.run(0.5)
    assert not rig.heard.any()
    assert rig.report("a").state is State.FAILED


def test_a_device_that_races_is_given_silence(rig: Rig) -> None:
    rig.play("a", frame=3 * BLOCK, seconds=1.9, sound=noise(1.9, seed=1))
    before = len(rig.blocks)
    for _ in range(200):
        rig.clock.frames += 1
        rig.blocks.append(rig.bus.render(BLOCK))
    assert not np.concatenate(rig.blocks[before + 20 :]).any()
    rig.run(0.5)  # it comes to its senses: nothing of the programme was lost
    assert rig.report("a").state is State.PLAYING


def test_a_step_of_the_wall_clock_leaves_what_plays_alone(rig: Rig) -> None:
    sound = noise(1.0, seed=1)
    rig.play("a", frame=3 * BLOCK, seconds=1.0, sound=sound)
    rig.run(0.5)
    rig.clock.stepped_s = 3600
    rig.run(1)
    assert np.array_equal(np.trim_zeros(rig.heard[:, 0]), sound[:, 0])


def test_reports_keep_the_order_in_which_they_were_taken(rig: Rig) -> None:
    for name, frame in (("b", 9 * BLOCK), ("a", 3 * BLOCK), ("c", 12 * BLOCK)):
        rig.play(name, frame=frame, seconds=0.1, sound=noise(0.1, seed=1))
    assert [order.id for order, _ in rig.programme.reports()] == ["b", "a", "c"]


def test_old_reports_are_forgotten(rig: Rig) -> None:
    for number in range(230):
        rig.play(str(number), frame=-RATE, seconds=0.001, sound=noise(0.001, seed=1))
        rig.programme.stop(str(number))
        rig.run(0.01, block=480)
    assert len(rig.programme.reports()) <= 201


# What was not heard


def test_what_a_paused_device_lost_is_told_and_the_place_is_the_true_one(rig: Rig) -> None:
    rig.play("a", frame=3 * BLOCK, seconds=1.9, sound=noise(1.9, seed=1))
    rig.run(0.5)
    rig.clock.frames += RATE
    rig.run(2)
    told = rig.report("a")
    ((since_s, frames),) = told.unheard
    assert told.started_at_s is not None
    assert 0.2 < since_s - told.started_at_s < 0.5
    assert frames == pytest.approx(RATE, abs=BLOCK)
    assert (told.state, told.played_frames) == (State.DONE, round(1.9 * RATE))


def test_what_no_output_carried_is_told_and_counted_on(rig: Rig) -> None:
    rig.play("a", frame=3 * BLOCK, seconds=1.0, sound=noise(1.0, seed=1))
    rig.run(0.5)
    rig.bus.is_heard = False
    rig.run(0.3)
    rig.bus.is_heard = True
    rig.run(1)
    told = rig.report("a")
    ((since_s, frames),) = told.unheard
    assert told.started_at_s is not None
    assert since_s - told.started_at_s == pytest.approx(0.4, abs=1e-4)
    assert frames == 3 * BLOCK
    assert (told.state, told.played_frames) == (State.DONE, RATE)
    assert told.detail == "300 ms of it were not heard"


def test_nobody_is_told_of_a_loss_where_nothing_was_lost(rig: Rig) -> None:
    rig.play("a", frame=3 * BLOCK + 77, seconds=1.0, sound=noise(1.0, seed=1))
    rig.run(1.5)
    assert rig.report("a").unheard == ()
