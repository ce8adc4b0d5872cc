"""What one process learns of a voice, the next one knows."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from voice_stand_ins import FastClock

from broadcaster.messages import Sentence
from broadcaster.speech.online_failures import out_of_reach
from broadcaster.speech.patience import CircuitBreaker, OnlineSpeechError
from broadcaster.speech.rest import RestFile, ThisProcess

DOWN = OnlineSpeechError("down", leave_alone=True)
UNREACHED = out_of_reach(Sentence("no network"))
FAILED = OnlineSpeechError("failed")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "var" / "gtts-rest.json"


def later_process(path, clock, after_s):
    """The same file, some seconds later, in a process whose clock began at another moment."""
    clock.pass_by(after_s)
    other = FastClock(now_s=5.0, wall_s=clock.wall_s)
    return RestFile(path, other.outside), other


@pytest.fixture(params=["this process", "file"])
def memory(request, path, clock):
    return ThisProcess() if request.param == "this process" else RestFile(path, clock.outside)


def test_a_memory_holds_what_it_was_told_last(memory, clock):
    assert memory.recall() == CircuitBreaker()
    memory.keep(memory.recall().after_failure(clock.now_s, DOWN))
    assert memory.recall().rest_left_s(clock.now_s) == pytest.approx(60, abs=0.01)
    memory.keep(CircuitBreaker())
    assert memory.recall() == CircuitBreaker()


def test_the_next_process_rests_for_what_is_left_and_then_twice_as_long(path, clock):
    RestFile(path, clock.outside).keep(CircuitBreaker().after_failure(clock.now_s, DOWN))
    memory, other = later_process(path, clock, 20)
    assert memory.recall().rest_left_s(other.now_s) == pytest.approx(40, abs=0.01)
    other.pass_by(41)
    assert memory.recall().rest_left_s(other.now_s) == 0
    memory.keep(memory.recall().after_failure(other.now_s, FAILED))
    assert memory.recall().rest_left_s(other.now_s) == pytest.approx(120, abs=0.01)


@pytest.mark.parametrize("failure", [UNREACHED, DOWN])
def test_the_next_process_knows_why_the_voice_rests(path, clock, failure):
    RestFile(path, clock.outside).keep(CircuitBreaker().after_failure(clock.now_s, failure))
    memory, _ = later_process(path, clock, 20)
    assert memory.recall().out_of_reach == (failure is UNREACHED)


def test_failures_in_a_row_are_counted_across_processes(path, clock):
    for _ in range(3):
        memory, clock = later_process(path, clock, 10)
        memory.keep(memory.recall().after_failure(clock.now_s, FAILED))
    assert memory.recall().rest_left_s(clock.now_s) == pytest.approx(60, abs=0.01)


def test_what_is_long_over_is_forgotten(path, clock):
    RestFile(path, clock.outside).keep(CircuitBreaker().after_failure(clock.now_s, DOWN))
    memory, _ = later_process(path, clock, 60 + 1801)
    assert memory.recall() == CircuitBreaker()


def test_a_success_leaves_no_file(path, clock):
    memory = RestFile(path, clock.outside)
    memory.keep(CircuitBreaker().after_failure(clock.now_s, DOWN))
    assert [file.name for file in path.parent.iterdir()] == ["gtts-rest.json"]  # and nothing half written beside it
    memory.keep(CircuitBreaker())
    assert list(path.parent.iterdir()) == []


@pytest.mark.parametrize("jump_s", [-86_400 * 365, -3600, -1])
def test_a_clock_that_is_set_back_makes_no_rest_longer(path, clock, jump_s):
    RestFile(path, clock.outside).keep(CircuitBreaker().after_failure(clock.now_s, DOWN))
    memory, other = later_process(path, clock, jump_s)
    assert memory.recall().rest_left_s(other.now_s) <= 60


NUMBERS = st.integers() | st.floats()
NAMED = {"failed": NUMBERS, "rest_s": NUMBERS, "until": NUMBERS, "out_of_reach": st.booleans() | NUMBERS}
FACTS = st.fixed_dictionaries(NAMED) | st.lists(NUMBERS) | NUMBERS


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=60) | FACTS.map(lambda facts: json.dumps(facts).encode()))
def test_whatever_the_file_says_no_rest_is_longer_than_the_longest(tmp_path, found):
    clock = FastClock()
    (tmp_path / "rest.json").write_bytes(found)
    memory = RestFile(tmp_path / "rest.json", clock.outside)
    assert 0 <= memory.recall().rest_left_s(clock.now_s) <= CircuitBreaker.LONGEST_REST_S
    memory.keep(memory.recall().after_failure(clock.now_s, DOWN))
    assert 60 <= memory.recall().rest_left_s(clock.now_s) <= CircuitBreaker.LONGEST_REST_S


def test_a_disk_that_refuses_leaves_the_memory_of_this_process(tmp_path, clock):
    (tmp_path / "var").write_text("a file where the folder should be")
    memory = RestFile(tmp_path / "var" / "rest.json", clock.outside)
    memory.keep(CircuitBreaker().after_failure(clock.now_s, DOWN))
    assert memory.recall().rest_left_s(clock.now_s) == 60
    memory.keep(CircuitBreaker())
    assert memory.recall() == CircuitBreaker()
