"""What to do about an airing now: a table."""

from dataclasses import replace
from datetime import UTC, time
from pathlib import Path

import pytest
from rundowns import POLICY, S, airing, at

from broadcaster.model.record import AiringState, Outcome, Span
from broadcaster.model.station import QuietHours
from broadcaster.playout.airing import Action, Airing, Decision, Policy, decide

MORNING = airing("05:30", ("nhac-hieu", 10 * S), ("tin-1", 30 * 60 * S - 10 * S))  # until 06:00
BEGUN = AiringState(next_cue=1, span=Span(at("05:30:00"), 0, 65 * S))
LONG_BEGUN = AiringState(next_cue=1, span=Span(at("05:30:00"), 0, 25 * 60 * S))
OVER = AiringState(over=True, next_cue=2)


def play(skip_ms: int, moment: str) -> Decision:
    return Decision(Action.PLAY, at=at(moment), skip_ms=skip_ms)


@pytest.mark.parametrize(
    ("now", "state", "expected"),
    [
        ("05:29:44", None, Decision(Action.WAIT)),
        ("05:29:45", None, play(0, "05:30:00")),  # the lead of 15 s
        ("05:30:00", None, play(0, "05:30:00")),
        ("05:30:00.250000", None, play(250, "05:30:00.250000")),
        ("05:41:00", None, play(11 * 60 * S, "05:41:00")),
        ("05:50:00", None, play(20 * 60 * S, "05:50:00")),  # late.join to the second
        ("05:41:00", BEGUN, play(11 * 60 * S, "05:41:00")),  # interrupted: where it should be by now
        ("05:58:00", LONG_BEGUN, play(28 * 60 * S, "05:58:00")),  # three minutes unheard, however late in the airing
        ("05:29:50", AiringState(), play(0, "05:30:00")),  # claimed, then a crash before its start
        ("05:41:00", OVER, Decision(Action.NOTHING)),
        ("05:00:00", OVER, Decision(Action.NOTHING)),  # the clock was set back
    ],
)
def test_an_airing_waits_plays_or_is_over(now: str, state: AiringState | None, expected: Decision) -> None:
    assert decide(MORNING, state, at(now), POLICY) == expected


@pytest.mark.parametrize(
    ("now", "state", "reason"),
    [
        ("05:50:00.001000", None, "1200 s late; late.join is 1200 s"),
        ("05:59:59", None, "1799 s late; late.join is 1200 s"),
        ("05:55:00", BEGUN, "1435 s late; late.join is 1200 s"),
        ("06:00:00", None, "the station was off"),
        ("17:00:00", None, "the station was off"),
        ("06:00:00", BEGUN, "interrupted, and its time had passed"),
    ],
)
def test_an_airing_that_is_too_late_is_skipped_with_its_reason(
    now: str, state: AiringState | None, reason: str
) -> None:
    assert decide(MORNING, state, at(now), POLICY) == Decision(Action.GIVE_UP, outcome=Outcome.SKIPPED, reason=reason)


@pytest.mark.parametrize(
    ("starts", "minutes", "quiet", "now", "blocked"),
    [
        ("21:00", 10, "21:00-05:00", "20:59:50", True),  # starts as they start
        ("04:55", 10, "21:00-05:00", "04:54:50", True),  # starts in them
        ("20:55", 10, "21:00-05:00", "20:54:50", True),  # runs into them
        ("20:50", 10, "21:00-05:00", "20:49:50", False),  # ends as they start
        ("05:00", 10, "21:00-05:00", "04:59:50", False),  # starts as they end
        ("04:55", 10, "21:00-05:00", "05:01:00", False),  # what is left of it lies behind them
        ("23:55", 10, "21:00-05:00", "23:54:50", True),  # crosses midnight within them
        ("11:00", 120, "11:30-12:30", "10:59:50", True),  # they lie in its middle
        ("11:00", 120, "11:30-12:30", "11:10:00", True),
        ("10:00", 60, "11:30-12:30", "09:59:50", False),
        ("23:30", 60, "00:10-00:20", "23:29:50", True),  # in its middle, behind midnight
        ("12:00", 10, "12:00-12:00", "11:59:50", False),  # no span at all
        ("21:00", 10, None, "20:59:50", False),
    ],
)
def test_no_moment_of_an_airing_may_fall_into_the_quiet_hours(
    starts: str, minutes: int, quiet: str | None, now: str, blocked: bool
) -> None:
    hours = QuietHours(*map(time.fromisoformat, quiet.split("-"))) if quiet else None
    decision = decide(
        airing(starts, ("tin-1", minutes * 60 * S)), None, at(now), Policy(15 * S, 20 * 60 * S, quiet=hours)
    )
    expected = (Action.GIVE_UP, Outcome.BLOCKED) if blocked else (Action.PLAY, Outcome.SKIPPED)
    assert (decision.action, decision.outcome) == expected


def test_the_quiet_hours_are_the_station_s_in_whatever_zone_the_clock_tells_the_moment() -> None:
    assert decide(MORNING, None, at("05:30:20").astimezone(UTC), POLICY) == play(20 * S, "05:30:20")
    evening = airing("20:55", ("tin-1", 600 * S))
    assert decide(evening, None, at("21:01").astimezone(UTC), POLICY).outcome is Outcome.BLOCKED


def test_an_airing_without_a_programme_waits_for_one_as_long_as_it_could_be_joined_then_fails_with_the_reason() -> None:
    unbuilt = Airing(MORNING.rundown, None, "no finished programme")
    expected = Decision(Action.GIVE_UP, outcome=Outcome.FAILED, reason="no finished programme")
    assert decide(unbuilt, None, at("05:30:00"), POLICY) == Decision(Action.WAIT)
    assert decide(unbuilt, None, at("05:50:00"), POLICY) == Decision(Action.WAIT)
    assert decide(unbuilt, None, at("05:50:01"), POLICY) == expected
    assert decide(unbuilt, None, at("22:00:00"), POLICY) == expected


def test_what_was_missed_long_ago_is_not_told_as_blocked_because_it_is_night_now() -> None:
    assert decide(MORNING, None, at("22:00:00"), POLICY).reason == "the station was off"


def test_an_airing_is_known_by_its_slot_and_its_planned_start_and_ends_with_its_last_cue() -> None:
    assert MORNING.id == "sang@2026-05-13T05:30+07:00"
    assert MORNING.length_ms == 30 * 60 * S
    assert MORNING.ends_at == at("06:00:00")
    assert Airing(MORNING.rundown, Path("other.mp3")).id == MORNING.id


def test_who_is_late_is_joined_where_it_will_be_when_the_desk_is_ready() -> None:
    policy = replace(POLICY, join_ahead_ms=300)
    late = decide(MORNING, None, at("05:31:00"), policy)
    assert (late.at, late.skip_ms) == (at("05:31:00.300"), 60 * S + 300)
    in_time = decide(MORNING, None, at("05:29:59"), policy)
    assert (in_time.at, in_time.skip_ms) == (at("05:30:00"), 0)
    assert decide(MORNING, None, at("05:59:59.800"), policy).action is Action.GIVE_UP
