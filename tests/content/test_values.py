"""What people write for a time, a length, a date and so on, and what it means."""

import contextlib
from collections.abc import Callable
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.content.values import (
    Misread,
    clock,
    day,
    day_range,
    days_kept,
    length_ms,
    loudness_lufs,
    name,
    nearest,
    one_of,
    quiet_hours,
    text,
    weekdays,
    whole_number,
)
from broadcaster.model.script import DayRange
from broadcaster.model.station import QuietHours

MINUTE = 60_000
MON, TUE, WED, THU, FRI, SAT, SUN = range(7)


def refused(read: Callable[[str], object], written: str) -> str:
    with pytest.raises(Misread) as caught:
        read(written)
    return caught.value.sentence.said("en")


# -- times of day ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("05:30", time(5, 30)),
        ("5:30", time(5, 30)),
        ("5h30", time(5, 30)),
        ("5H30", time(5, 30)),
        ("5g30", time(5, 30)),
        ("5 giờ 30", time(5, 30)),
        ("5 GIỜ 30 PHÚT", time(5, 30)),
        ("5h 30m", time(5, 30)),
        ("17h", time(17)),
        ("17 giờ", time(17)),
        (" 17:00 ", time(17)),
        ("0h", time(0)),
        ("00:00", time(0)),
        ("23:59", time(23, 59)),
    ],
)
def test_a_time_of_day_may_be_written_as_people_write_it(written: str, meant: time) -> None:
    assert clock(written) == meant


@pytest.mark.parametrize(
    "written",
    ["24:00", "5:60", "530", "5", "1730", "17.30", "-5:30", "5:300", "17:00:00", "sáng", "", "5h30-6h00", "25h"],
)
def test_what_is_no_time_of_day_is_refused_with_the_ways_to_write_one(written: str) -> None:
    assert refused(clock, written) == f"“{written}” is no time of day; write 05:30, 5h30 or 5 giờ 30"


@given(
    at=st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    form=st.sampled_from(["{h:02}:{m:02}", "{h}:{m:02}", "{h}h{m:02}", "{h}g{m:02}", "{h} giờ {m:02}", "{h}h{m:02}p"]),
)
def test_a_time_written_in_any_form_reads_back_the_same(at: time, form: str) -> None:
    assert clock(form.format(h=at.hour, m=at.minute)) == at


# -- lengths -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "meant_ms"),
    [
        ("30m", 30 * MINUTE),
        ("30p", 30 * MINUTE),
        ("15 phút", 15 * MINUTE),
        ("1h", 60 * MINUTE),
        ("1h30m", 90 * MINUTE),
        ("1 giờ 30 phút", 90 * MINUTE),
        ("90s", 90_000),
        ("2m30s", 150_000),
        ("45 giây", 45_000),
        ("24h", 24 * 60 * MINUTE),
    ],
)
def test_a_length_may_be_written_as_people_write_it(written: str, meant_ms: int) -> None:
    assert length_ms(written) == meant_ms


@pytest.mark.parametrize("written", ["", "0m", "30", "30 bananas", "-5m", "25h", "24h1s", "m", "1:30", "5m5h", "1.5h"])
def test_what_is_no_length_is_refused_with_the_ways_to_write_one(written: str) -> None:
    assert refused(length_ms, written) == f"“{written}” is no length of time; write 30m, 90s, 1h30m or 15 phút"


@given(
    hours=st.integers(0, 23),
    minutes=st.integers(0, 59),
    seconds=st.integers(1, 59),
    units=st.sampled_from([("h", "m", "s"), (" giờ ", " phút ", " giây"), (" hours ", " minutes ", " seconds")]),
)
def test_a_length_written_in_any_form_reads_back_the_same(
    hours: int, minutes: int, seconds: int, units: tuple[str, str, str]
) -> None:
    written = f"{hours}{units[0]}{minutes}{units[1]}{seconds}{units[2]}"
    assert length_ms(written) == ((hours * 60 + minutes) * 60 + seconds) * 1000


# -- dates -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("written", ["2026-05-13", "2026-5-13", "13/5/2026", "13/05/2026", "13-5-2026", "13.5.2026"])
def test_a_date_may_be_written_both_ways_round(written: str) -> None:
    assert day(written) == date(2026, 5, 13)


def test_the_29th_of_february_is_a_day_in_leap_years_only() -> None:
    assert day("29/2/2028") == date(2028, 2, 29)
    assert refused(day, "29/2/2026") == "there is no day 29/2/2026 in the calendar"


@pytest.mark.parametrize("written", ["31/2/2026", "2026-02-31", "0/5/2026", "13/13/2026"])
def test_a_day_that_is_not_in_the_calendar_is_refused(written: str) -> None:
    assert refused(day, written) == f"there is no day {written} in the calendar"


@pytest.mark.parametrize(
    "written", ["", "13/5", "13/5/26", "2026", "May 13, 2026", "2026-05-13T05:30", "0226-05-13", "9999-12-31"]
)
def test_what_is_no_date_of_our_time_is_refused(written: str) -> None:
    assert refused(day, written) == f"“{written}” is no date; write 2026-05-13 or 13/5/2026"


@given(
    on=st.dates(date(2000, 1, 1), date(2999, 12, 31)),
    form=st.sampled_from(["{y}-{m:02}-{d:02}", "{d}/{m}/{y}", "{d:02}/{m:02}/{y}", "{d}-{m}-{y}", "{d}.{m}.{y}"]),
)
def test_a_date_written_in_any_form_reads_back_the_same(on: date, form: str) -> None:
    assert day(form.format(y=on.year, m=on.month, d=on.day)) == on


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("2026-05-13..2026-05-18", date(2026, 5, 13), date(2026, 5, 18)),
        ("13/5/2026 .. 18/5/2026", date(2026, 5, 13), date(2026, 5, 18)),
        ("2026-05-13..2026-05-13", date(2026, 5, 13), date(2026, 5, 13)),
        ("2026-05-13", date(2026, 5, 13), date(2026, 5, 13)),
        ("2026-05-13..", date(2026, 5, 13), None),
        ("..2026-05-18", None, date(2026, 5, 18)),
    ],
)
def test_days_may_have_open_ends(written: str, first: date | None, last: date | None) -> None:
    assert day_range(written) == DayRange(first, last)


def test_days_that_end_before_they_start_are_refused() -> None:
    written = "2026-05-18..2026-05-13"
    assert refused(day_range, written) == f"“{written}” ends before it starts; put the earlier day first"


# -- days of the week --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("mon-sun", {MON, TUE, WED, THU, FRI, SAT, SUN}),
        ("hằng ngày", {MON, TUE, WED, THU, FRI, SAT, SUN}),
        ("T2-T6", {MON, TUE, WED, THU, FRI}),
        ("thứ hai - thứ sáu", {MON, TUE, WED, THU, FRI}),
        ("Thứ Hai đến Thứ Sáu", {MON, TUE, WED, THU, FRI}),
        ("mon,wed,fri", {MON, WED, FRI}),
        ("T2, T4, T6", {MON, WED, FRI}),
        ("thứ bảy, chủ nhật", {SAT, SUN}),
        ("T7–CN", {SAT, SUN}),
        ("chủ nhật", {SUN}),
        ("sat-mon", {SAT, SUN, MON}),
        ("mon-mon", {MON}),
        ("T3, T6-T2", {TUE, FRI, SAT, SUN, MON}),
    ],
)
def test_days_of_the_week_may_be_listed_spanned_and_wrapped(written: str, meant: set[int]) -> None:
    assert weekdays(written) == meant


@pytest.mark.parametrize("written", ["", "T8", "T1", "mon-", "mon-wed-fri", "mon;tue", "hai", "weekends", "mon,,tue"])
def test_what_are_no_days_of_the_week_is_refused(written: str) -> None:
    assert refused(weekdays, written) == f"“{written}” are no days of the week; write mon-sun, mon,wed,fri or T2-T6"


# -- quiet hours and the rest ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("written", ["21:00-05:00", "21h-5h", "21h – 5h", "21 giờ đến 5 giờ"])
def test_quiet_hours_may_cross_midnight(written: str) -> None:
    assert quiet_hours(written) == QuietHours(time(21), time(5))


@pytest.mark.parametrize("written", ["none", "không", "Không"])
def test_a_station_may_say_that_it_has_no_quiet_hours(written: str) -> None:
    assert quiet_hours(written) is None


@pytest.mark.parametrize("written", ["21:00-21:00", "21:00", "21:00-05:00-06:00", ""])
def test_a_slip_in_the_quiet_hours_never_switches_them_off(written: str) -> None:
    assert refused(quiet_hours, written) == f"“{written}” is no span of hours; write 21:00-05:00"


@pytest.mark.parametrize(
    ("written", "meant"), [("-16 LUFS", -16.0), ("-16", -16.0), ("−23 lufs", -23.0), ("-14,5 LUFS", -14.5)]
)
def test_a_loudness_is_read_with_either_minus_and_either_decimal_sign(written: str, meant: float) -> None:
    assert loudness_lufs(-24, -10)(written) == meant


@pytest.mark.parametrize("written", ["16 LUFS", "-9 LUFS", "-25 LUFS", "0", "-16 dB", "loud", ""])
def test_a_loudness_that_nobody_could_bear_or_hear_is_refused(written: str) -> None:
    assert refused(loudness_lufs(-24, -10), written) == (
        f"“{written}” is no loudness that fits here; write a value from -24 LUFS to -10 LUFS"
    )


@pytest.mark.parametrize(("written", "meant"), [("30d", 30), (" 7 ngày ", 7), ("1 day", 1), ("3650 days", 3650)])
def test_for_how_long_something_is_kept_is_read(written: str, meant: int) -> None:
    assert days_kept(written) == meant


@pytest.mark.parametrize("written", ["0d", "3651d", "30", "-1 ngày", "một tháng", "1.5d", ""])
def test_nothing_is_kept_for_no_days_or_for_ever(written: str) -> None:
    assert refused(days_kept, written) == f"“{written}” is no number of days; write 30d or 30 ngày, at most 3650d"


@pytest.mark.parametrize("written", ["0", "49", "3.0", "1_0", "0x3", "ba", "", "99999999999999999999"])
def test_a_number_outside_its_bounds_is_refused_with_them(written: str) -> None:
    assert refused(whole_number(1, 48), written) == f"“{written}” must be a whole number from 1 to 48"


@pytest.mark.parametrize(("written", "meant"), [("1", 1), ("48", 48), (" 7 ", 7), ("007", 7)])
def test_a_number_may_be_one_of_its_bounds(written: str, meant: int) -> None:
    assert whole_number(1, 48)(written) == meant


@pytest.mark.parametrize("written", ["nhac-hieu", "lời-xướng", "VOV1", "a_b"])
def test_a_name_may_have_letters_of_any_script(written: str) -> None:
    assert name(written) == written


@pytest.mark.parametrize("written", ["", ".", "..", "../etc", "a/b", "a\\b", "a b", "a.b", "-a", "a\n", "C:"])
def test_a_name_can_never_lead_out_of_a_folder(written: str) -> None:
    assert refused(name, written) == f"“{written}” is no name; use letters, digits and hyphens, as in nhac-hieu"


def test_a_text_is_one_line_because_players_and_tables_show_it_on_one() -> None:
    assert text("  Nhiệt liệt chào mừng\n  Ngày 18/5 \n") == "Nhiệt liệt chào mừng Ngày 18/5"


@pytest.mark.parametrize(("written", "meant"), [("Titel", "title"), ("colunm", "column"), ("zzz", None), ("", None)])
def test_the_nearest_name_is_offered_only_when_it_is_near(written: str, meant: str | None) -> None:
    assert nearest(written, ["title", "column", "priority"]) == meant


def test_a_misspelt_choice_names_the_nearest_and_a_strange_one_names_all() -> None:
    profile = one_of({"horn": 1, "full": 2})
    assert refused(profile, "hron") == "“hron” is not known here; did you mean “horn”?"
    assert refused(profile, "stadium") == "“stadium” is not known here; write one of: horn, full"


READERS: list[Callable[[str], object]] = [
    clock, length_ms, day, day_range, weekdays, quiet_hours, loudness_lufs(-24, -10), name, text, whole_number(1, 48),
    one_of({"horn": 1, "full": 2}), days_kept,
]  # fmt: skip
ALMOST = st.text("0123456789:-–−,./hgiờđếnphútTCNmonsatLUFS \n٣²½", max_size=20)


@given(written=st.text() | ALMOST, read=st.sampled_from(READERS))
def test_whatever_is_written_it_is_read_or_misread_and_nothing_else_is_raised(
    written: str, read: Callable[[str], object]
) -> None:
    with contextlib.suppress(Misread):
        read(written)
