import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.errors import PermanentSpeechError
from broadcaster.messages import Sentence
from broadcaster.speech.online_failures import out_of_reach
from broadcaster.speech.patience import CircuitBreaker, OnlineSpeechError, Pace, Patience

FAILED = OnlineSpeechError("failed")
DOWN = OnlineSpeechError("down", leave_alone=True)
UNREACHED = out_of_reach(Sentence("no network"))


def asker(*outcomes):
    left = list(outcomes)

    def ask(_seconds_left):
        outcome = left.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    return ask


def test_it_asks_again_until_it_is_answered(clock):
    assert Patience().persist(asker(FAILED, FAILED, "hello"), clock.outside) == "hello"
    assert clock.slept_s == [0.8, 1.6]


def test_it_gives_up_after_its_attempts(clock):
    with pytest.raises(OnlineSpeechError):
        Patience(attempts=2).persist(asker(FAILED, FAILED, "too late"), clock.outside)


@pytest.mark.parametrize("error", [OnlineSpeechError("down", ask_again=False), PermanentSpeechError("never")])
def test_what_will_not_pass_is_asked_once(error, clock):
    with pytest.raises(type(error)):
        Patience().persist(asker(error, "too late"), clock.outside)
    assert clock.slept_s == []


def test_a_wait_that_ends_too_late_is_not_begun(clock):
    hour = OnlineSpeechError("come back in an hour", retry_after_s=3600)
    with pytest.raises(OnlineSpeechError, match="hour"):
        Patience().persist(asker(hour, "too late"), clock.outside)
    assert clock.slept_s == []


def test_each_attempt_is_told_the_time_that_is_left(clock):
    told_s = []

    def ask(left_s):
        told_s.append(left_s)
        clock.now_s += 7
        raise FAILED

    with pytest.raises(OnlineSpeechError):
        Patience(attempts=9, total_s=20, first_wait_s=1).persist(ask, clock.outside)
    assert told_s == [20, 20 - 7 - 1, 20 - 7 - 1 - 7 - 2]


def test_who_breaks_off_is_not_asked_again(clock):
    """Control-C in the middle of a request ends the build, not the request."""

    def ask(_seconds_left):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Patience().persist(ask, clock.outside)
    assert clock.slept_s == []


@given(st.integers(1, 8), st.floats(0, 1, exclude_max=True), st.none() | st.floats(0, 100))
def test_a_wait_varies_by_chance_and_is_never_shorter_than_asked(failed, chance, retry_after_s):
    wait_s = Patience().wait_s(failed, OnlineSpeechError("busy", retry_after_s=retry_after_s), chance)
    assert wait_s >= max(0.399 * 2 ** (failed - 1), retry_after_s or 0)
    assert wait_s <= max(1.201 * 2 ** (failed - 1), retry_after_s or 0)


def test_pace_waits_only_for_what_is_missing(clock):
    pace = Pace(0.3, clock.outside)
    pace.keep()
    clock.now_s += 0.1
    pace.keep()
    clock.now_s += 5
    pace.keep()
    assert clock.slept_s == [pytest.approx(0.2)]


@given(st.lists(st.sampled_from(["failed", "down", "answered"]), max_size=30))
def test_the_breaker_rests_from_one_minute_to_half_an_hour(history):
    breaker, now_s, in_a_row = CircuitBreaker(), 0.0, 0
    for event in history:
        now_s += breaker.rest_left_s(now_s)
        if event == "answered":
            breaker, in_a_row = CircuitBreaker(), 0
        else:
            in_a_row += 1
            breaker = breaker.after_failure(now_s, DOWN if event == "down" else FAILED)
        rest_s = breaker.rest_left_s(now_s)
        assert rest_s == 0 or 60 <= rest_s <= 1800
        assert rest_s > 0 or in_a_row < 3
        assert rest_s > 0 or event != "down"


def rested(*failures):
    """What is known after `failures`, each met once the rest before it was over."""
    breaker = CircuitBreaker()
    for failure in failures:
        breaker = breaker.after_failure(1000 + breaker.rest_left_s(1000), failure)
    return breaker


@pytest.mark.parametrize("failures", [[UNREACHED], [UNREACHED] * 3, [FAILED, FAILED, UNREACHED]])
def test_a_rest_for_being_out_of_reach_alone_ends_with_the_first_contact(failures):
    assert rested(*failures).rest_left_s(1000) >= 60
    assert rested(*failures).after_contact() == CircuitBreaker()


@pytest.mark.parametrize(
    "failures",
    [[], [FAILED], [FAILED] * 3, [DOWN], [PermanentSpeechError("never")] * 3, [DOWN, UNREACHED], [UNREACHED, FAILED]],
)
def test_what_the_voice_itself_did_is_not_forgotten_for_a_contact(failures):
    assert rested(*failures).after_contact() == rested(*failures)
