"""Which slots air on a day, and what campaigns make of them."""

from dataclasses import replace
from datetime import date, time, timedelta
from pathlib import Path

import pytest
from small_stations import MINUTE, VIETNAM, WEDNESDAY, between, campaign, extension, slot

from broadcaster.content.folder import read_folder
from broadcaster.model.plan import Airtime
from broadcaster.model.timetable import Campaign, Slot, SpecialDays, Timetable
from broadcaster.planning.airtimes import airtimes_on

SAMPLE = Path(__file__).parents[2]  # the repository is itself a working station


def airtimes(*slots: Slot, campaigns: tuple[Campaign, ...] = (), day: date = WEDNESDAY) -> list[Airtime]:
    return airtimes_on(day, VIETNAM, Timetable(slots, campaigns))


def items(airtime: Airtime) -> str:
    return " ".join(entry.name for entry in airtime.items)


def test_the_days_airtimes_stand_in_the_order_of_their_starts() -> None:
    found = airtimes(slot("chieu", "17:00", 20), slot("trua", "11:00", 15), slot("sang", "05:30", 20))
    assert [(one.id, one.duration_ms) for one in found] == [
        ("sang@2026-05-13T05:30+07:00", 20 * MINUTE),
        ("trua@2026-05-13T11:00+07:00", 15 * MINUTE),
        ("chieu@2026-05-13T17:00+07:00", 20 * MINUTE),
    ]


def test_a_slot_airs_on_its_days_of_the_week_only() -> None:
    weekend = slot("cuoi-tuan", "08:00", 20, days=(5, 6))
    week = [date(2026, 5, 11) + timedelta(days=ahead) for ahead in range(7)]
    assert [f"{day:%a}" for day in week if airtimes(weekend, day=day)] == ["Sat", "Sun"]


DAILY = slot("sang", "05:30", 20, "jingle:mo", "script:chao", "column:tin", "column:bao", "script:ket", "jingle:tat")


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ("tin", "mo chao tin NEW bao ket tat"),
        ("mo", "mo NEW chao tin bao ket tat"),
        ("tat", "mo chao tin bao ket tat NEW"),
        (None, "mo chao tin bao NEW ket tat"),  # in front of the closing: what follows the last column
        ("nowhere", "mo chao tin bao NEW ket tat"),  # `check` tells it; on air it is put where it fits
    ],
)
def test_an_extension_stands_behind_the_entry_it_names_else_in_front_of_the_closing(
    after: str | None, expected: str
) -> None:
    longer = campaign("le", "2026-05-13..2026-05-18", extension("le", "sang", 15, "column:NEW", after=after))
    (airtime,) = airtimes(DAILY, campaigns=(longer,))
    assert items(airtime) == expected
    assert (airtime.usual_ms, airtime.duration_ms, airtime.campaigns) == (20 * MINUTE, 35 * MINUTE, ("le",))


def test_an_extension_behind_a_name_that_stands_twice_comes_behind_the_second() -> None:
    twice = slot("sang", "05:30", 20, "column:tin", "jingle:cat", "column:bao", "jingle:cat", "script:ket")
    longer = campaign("le", "2026-05-13..2026-05-18", extension("le", "sang", 5, "column:NEW", after="cat"))
    assert items(airtimes(twice, campaigns=(longer,))[0]) == "tin cat bao cat NEW ket"


def test_several_campaigns_lengthen_a_slot_together_each_in_its_place() -> None:
    one = campaign("mot", "2026-05-13..2026-05-18", extension("mot", "sang", 15, "column:A", after="tin"))
    two = campaign("hai", "2026-05-10..2026-05-13", extension("hai", "sang", 10, "column:B", after="tin"))
    past = campaign("cu", "2026-05-01..2026-05-12", extension("cu", "sang", 30, "column:C"))
    (airtime,) = airtimes(DAILY, campaigns=(one, two, past))
    assert items(airtime) == "mo chao tin B A bao ket tat"
    assert (airtime.duration_ms, airtime.campaigns) == (45 * MINUTE, ("mot", "hai"))


def test_two_campaigns_that_name_no_place_follow_each_other() -> None:
    one = campaign("mot", "2026-05-13..2026-05-18", extension("mot", "sang", 15, "column:A"))
    two = campaign("hai", "2026-05-13..2026-05-18", extension("hai", "sang", 15, "column:B"))
    assert items(airtimes(DAILY, campaigns=(one, two))[0]) == "mo chao tin bao A B ket tat"


def test_a_list_without_a_column_has_no_closing_but_its_last_entry() -> None:
    short = slot("sang", "05:30", 20, "jingle:mo", "script:chao", "jingle:tat")
    longer = campaign("le", "2026-05-13..2026-05-18", extension("le", "sang", 15, "script:NEW"))
    assert items(airtimes(short, campaigns=(longer,))[0]) == "mo chao NEW tat"
    nothing = slot("sang", "05:30", 20)
    assert items(airtimes(nothing, campaigns=(longer,))[0]) == "NEW"


def test_a_slot_that_a_campaign_adds_has_no_usual_length() -> None:
    noon = slot("trua", "11:00", 15, "column:tin", days=(2, 3), campaign="le")
    added = campaign("le", "2026-05-13..2026-05-18", adds=[noon])
    airs = {day: airtimes(campaigns=(added,), day=date(2026, 5, day)) for day in range(12, 20)}
    assert [day for day, found in airs.items() if found] == [13, 14]  # Wednesday and Thursday
    (airtime,) = airs[13]
    assert (airtime.slot, airtime.usual_ms, airtime.duration_ms) == ("trua", 0, 15 * MINUTE)
    assert airtime.campaigns == ("le",)


def test_a_campaign_of_one_day_airs_on_that_day_only() -> None:
    one_day = campaign("le", "2026-05-13..2026-05-13", extension("le", "sang", 15))
    lengths = [airtimes(DAILY, campaigns=(one_day,), day=date(2026, 5, day))[0].duration_ms for day in (12, 13, 14)]
    assert lengths == [20 * MINUTE, 35 * MINUTE, 20 * MINUTE]


def test_the_leap_day_and_the_turn_of_the_year_are_days_like_others() -> None:
    longer = campaign("tet", "2027-12-31..2028-02-29", extension("tet", "sang", 15))
    for day in (date(2027, 12, 31), date(2028, 1, 1), date(2028, 2, 29)):
        (airtime,) = airtimes(DAILY, campaigns=(longer,), day=day)
        assert airtime.duration_ms == 35 * MINUTE
        assert airtime.starts_at.date() == day
    assert airtimes(DAILY, campaigns=(longer,), day=date(2028, 3, 1))[0].duration_ms == 20 * MINUTE


def test_the_sample_campaign_airs_more_from_the_13th_to_the_18th_of_may_and_at_no_other_time() -> None:
    contents, _ = read_folder(SAMPLE)
    assert contents is not None
    days = {}
    for day in (date(2026, 5, 11) + timedelta(days=ahead) for ahead in range(10)):
        found = airtimes_on(day, contents.station, contents.timetable)
        days[day.day] = " ".join(one.slot + "+" * (one.duration_ms > one.usual_ms) for one in found)
        assert all(one.campaigns == (("ngay-khoa-hoc-2026",) if "+" in days[day.day] else ()) for one in found)
    assert days == {
        11: "sang chieu",
        12: "sang chieu",
        13: "sang+ trua+ chieu+",
        14: "sang+ trua+ chieu+",
        15: "sang+ trua+ chieu+",
        16: "sang+ trua+ chieu+",
        17: "sang+ trua+ chieu+",
        18: "sang+ trua+ chieu+",
        19: "sang chieu",
        20: "sang chieu",
    }


# -- dates, special days, days off -------------------------------------------------------------------------------------


def starts(*slots: Slot, campaigns: tuple[Campaign, ...] = (), days: range, off: str = "") -> dict[int, str]:
    """Return for each day of May 2026 when what airs, with its length in minutes."""
    station = replace(VIETNAM, days_off=(between(off),) if off else ())
    found = {}
    for day in days:
        airtimes = airtimes_on(date(2026, 5, day), station, Timetable(slots, campaigns))
        told = [f"{one.slot} {one.starts_at:%H:%M} {one.duration_ms // MINUTE}" for one in airtimes]
        if told:
            found[day] = ", ".join(told)
    return found


def test_a_slot_with_dates_airs_from_the_first_to_the_last() -> None:
    summer = replace(DAILY, dates=between("2026-05-13..2026-05-14"))
    assert sorted(starts(summer, days=range(11, 20))) == [13, 14]


def test_a_slot_may_air_at_several_times_of_the_day() -> None:
    twice = replace(DAILY, also_at=(time(17),))
    assert starts(twice, days=range(13, 14)) == {13: "sang 05:30 20, sang 17:00 20"}


def test_a_day_off_a_special_day_and_a_day_on_which_it_would_not_air() -> None:
    otherwise = replace(
        DAILY,
        days=frozenset(range(5)),
        special=(
            SpecialDays(between("2026-05-14..2026-05-14"), off=True),
            SpecialDays(between("2026-05-15..2026-05-16"), at=(time(6), time(18)), duration_ms=10 * MINUTE),
            SpecialDays(between("2026-05-17..2026-05-17")),  # a Sunday
        ),
    )
    assert starts(otherwise, days=range(13, 20)) == {
        13: "sang 05:30 20",
        15: "sang 06:00 10, sang 18:00 10",
        16: "sang 06:00 10, sang 18:00 10",
        17: "sang 05:30 20",
        18: "sang 05:30 20",
        19: "sang 05:30 20",
    }


def test_on_the_stations_days_off_airs_only_what_names_the_day() -> None:
    on_the_15th = slot("le", "08:00", 30)
    on_the_15th = replace(on_the_15th, special=(SpecialDays(between("2026-05-15..2026-05-15")),))
    noon = campaign("dot", "2026-05-14..2026-05-14", adds=[slot("trua", "11:00", 15)])
    found = starts(DAILY, on_the_15th, campaigns=(noon,), days=range(13, 17), off="2026-05-14..2026-05-15")
    assert found == {
        13: "sang 05:30 20, le 08:00 30",
        14: "trua 11:00 15",
        15: "le 08:00 30",
        16: "sang 05:30 20, le 08:00 30",
    }


# -- campaigns that add airings, days, and each one's share ------------------------------------------------------------


def test_a_campaign_adds_airings_and_days_which_are_all_its_own() -> None:
    workdays = replace(DAILY, days=frozenset(range(5)))
    more = replace(extension("le", "sang", 5), also_at=(time(11),), days=frozenset({6}))
    le = campaign("le", "2026-05-15..2026-05-17", more)  # Friday to Sunday
    found = [
        (one.starts_at.day, f"{one.starts_at:%H:%M}", one.usual_ms // MINUTE, one.duration_ms // MINUTE, one.shares)
        for day in range(14, 19)
        for one in airtimes(workdays, campaigns=(le,), day=date(2026, 5, day))
    ]
    assert found == [
        (14, "05:30", 20, 20, ()),
        (15, "05:30", 20, 25, (("le", 5 * MINUTE),)),
        (15, "11:00", 0, 25, (("le", 25 * MINUTE),)),
        (17, "05:30", 0, 25, (("le", 25 * MINUTE),)),
        (17, "11:00", 0, 25, (("le", 25 * MINUTE),)),
        (18, "05:30", 20, 20, ()),
    ]


def test_of_campaigns_that_overlap_each_has_its_share() -> None:
    one = campaign("mot", "2026-05-13..2026-05-18", replace(extension("mot", "sang", 15), also_at=(time(11),)))
    two = campaign("hai", "2026-05-10..2026-05-13", extension("hai", "sang", 10))
    found = airtimes(DAILY, campaigns=(one, two))
    assert [airtime.shares for airtime in found] == [
        (("mot", 15 * MINUTE), ("hai", 10 * MINUTE)),
        (("mot", 35 * MINUTE), ("hai", 10 * MINUTE)),
    ]
    for airtime in found:
        assert airtime.usual_ms + sum(ms for _, ms in airtime.shares) == airtime.duration_ms


def test_a_slot_that_is_off_is_not_extended() -> None:
    off = replace(DAILY, special=(SpecialDays(between("2026-05-13..2026-05-13"), off=True),))
    more = replace(extension("le", "sang", 5), also_at=(time(11),), days=frozenset(range(7)))
    assert airtimes(off, campaigns=(campaign("le", "2026-05-13..2026-05-13", more),)) == []
