"""When a stream is fit to be heard: proof, silence, stalls, and no flutter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.messages import Sentence
from broadcaster.receiver.judging import LONGEST_PROOF_S, PROOF_S, SILENT, STEADY_S, TOO_SLOW, Judge, Rules

RULES = Rules(silence_s=3.0, buffer_s=1.2)
SPEECH_DB, SILENCE_DB = -20.0, -70.0
LOST = Sentence("lost")


class Line:
    """A stream that comes in tenths of seconds to a judge."""

    def __init__(self, rules: Rules = RULES) -> None:
        self.judge = Judge(rules)
        self.now_s = 100.0

    def comes(self, seconds: float, level_db: float = SPEECH_DB, speed: float = 1.0) -> list[bool]:
        """Return after each tenth whether it was found good."""
        verdicts = []
        for _ in range(round(seconds * 10)):
            self.now_s += 0.1
            self.judge.hear(self.now_s, 0.1 * speed, level_db)
            verdicts.append(self.judge.is_good)
        return verdicts

    def waits(self, seconds: float) -> None:
        self.now_s += seconds

    def until_good(self, limit_s: float = 200.0) -> float:
        began_s = self.now_s
        while not self.comes(0.1)[0]:
            assert self.now_s - began_s < limit_s
        return self.now_s - began_s

    def bursts(self) -> None:
        """What a radio server sends at once to whoever connects."""
        for _ in range(20):
            self.judge.hear(self.now_s, 0.1, SPEECH_DB)


@pytest.fixture
def line() -> Line:
    line = Line()
    line.bursts()
    return line


def test_a_stream_is_good_when_it_has_come_well_for_some_seconds(line: Line) -> None:
    assert not any(line.comes(PROOF_S - 0.2))
    assert all(line.comes(60)[3:])
    assert line.judge.fault is None


def test_a_stream_that_begins_without_a_burst_is_good_as_soon() -> None:
    line = Line()
    assert line.until_good() == pytest.approx(PROOF_S, abs=0.3)
    assert all(line.comes(60))


def test_a_stream_that_comes_too_slowly_is_never_good() -> None:
    line = Line()
    assert not any(line.comes(60, speed=0.8))
    assert line.judge.fault in (None, Sentence(TOO_SLOW))


def test_a_silence_as_long_as_the_rule_says_makes_it_bad_and_a_shorter_one_does_not(line: Line) -> None:
    line.until_good()
    assert all(line.comes(2.9, SILENCE_DB))
    assert all(line.comes(10))
    assert line.comes(3.1, SILENCE_DB)[-1] is False
    assert line.judge.fault == Sentence(SILENT)


def test_a_stream_may_be_silent_where_the_rule_says_so() -> None:
    line = Line(Rules(silence_s=0.0, buffer_s=1.2))
    line.bursts()
    line.until_good()
    assert all(line.comes(120, SILENCE_DB))


def test_a_silent_stream_proves_nothing(line: Line) -> None:
    assert not any(line.comes(60, SILENCE_DB))
    assert line.judge.fault == Sentence(SILENT)
    assert not any(line.comes(PROOF_S - 0.2))
    assert line.until_good() < 1


def test_a_stall_longer_than_what_lies_ready_makes_it_bad(line: Line) -> None:
    line.until_good()
    line.waits(1.0)
    assert line.comes(0.1) == [True]
    line.comes(3, speed=1.5)
    line.waits(1.5)
    assert line.comes(0.1) == [False]
    assert line.judge.fault == Sentence(TOO_SLOW)


def test_a_trickle_is_found_out(line: Line) -> None:
    line.until_good()
    assert False in line.comes(15, speed=0.9)


def test_each_fault_doubles_the_proof_up_to_a_minute_and_a_steady_while_forgives(line: Line) -> None:
    proofs = []
    for _ in range(8):
        line.bursts()
        proofs.append(line.until_good())
        line.judge.lose(line.now_s, LOST)
    assert proofs == pytest.approx([PROOF_S * 2**n for n in range(5)] + [LONGEST_PROOF_S] * 3, abs=0.3)
    line.bursts()
    line.until_good()
    line.comes(STEADY_S + 1)
    line.judge.lose(line.now_s, LOST)
    line.bursts()
    assert line.until_good() == pytest.approx(PROOF_S, abs=0.3)


@given(st.lists(st.tuples(st.sampled_from(["comes", "silent", "waits", "lost"]), st.floats(0.1, 8)), max_size=40))
def test_whatever_comes_it_is_never_good_again_within_the_proof(story: list[tuple[str, float]]) -> None:
    line = Line()
    bad_since_s, was_good = line.now_s, False
    for what, seconds in story:
        match what:
            case "lost":
                line.judge.lose(line.now_s, LOST)
            case "waits":
                line.waits(seconds)
            case _:
                for _ in range(round(seconds * 10)):
                    (good,) = line.comes(0.1, SILENCE_DB if what == "silent" else SPEECH_DB, speed=1.2)
                    if good and not was_good:
                        assert line.now_s - bad_since_s >= PROOF_S - 1e-6
                    if was_good and not good:
                        bad_since_s = line.now_s
                    was_good = good
        if was_good and not line.judge.is_good:
            bad_since_s, was_good = line.now_s, False
