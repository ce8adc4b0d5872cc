"""Hours and days as the whole house understands them."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.model.script import DayRange
from broadcaster.model.station import QuietHours, VoiceChoice


@pytest.mark.parametrize(
    ("moment", "quiet"),
    [
        (time(20, 59, 59, 999999), False),
        (time(21), True),
        (time(23, 59, 59), True),
        (time(0), True),
        (time(4, 59, 59, 999999), True),
        (time(5), False),
        (time(12), False),
    ],
)
def test_quiet_hours_over_midnight_begin_with_their_start_and_stop_at_their_end(moment: time, quiet: bool) -> None:
    assert QuietHours(time(21), time(5)).contains(moment) is quiet


@given(start=st.times(), end=st.times(), moment=st.times())
def test_a_moment_is_quiet_in_the_hours_or_in_those_that_they_leave_out(start: time, end: time, moment: time) -> None:
    if start != end:
        assert QuietHours(start, end).contains(moment) is not QuietHours(end, start).contains(moment)


@pytest.mark.parametrize(("day", "inside"), [(12, False), (13, True), (18, True), (19, False)])
def test_a_range_of_days_holds_both_its_ends(day: int, inside: bool) -> None:
    assert DayRange(date(2026, 5, 13), date(2026, 5, 18)).contains(date(2026, 5, day)) is inside


def test_an_open_end_has_no_bound() -> None:
    assert DayRange().contains(date.min)
    assert DayRange(None, date(2026, 5, 18)).contains(date.min)
    assert DayRange(date(2026, 5, 13), None).contains(date.max)


def test_what_a_voice_is_not_asked_for_is_as_its_engine_likes_it() -> None:
    voice = VoiceChoice("espeak", (("rate", 125),))
    assert (voice.setting("rate", 150), voice.setting("voice", "vi")) == (125, "vi")
