"""The rules that a timetable must keep: what breaks each, where, and what to write instead."""

from dataclasses import replace
from datetime import date, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_stations import between, campaign, contents, extension, script, slot, told

from broadcaster.content.folder import read_folder
from broadcaster.model.contents import Contents
from broadcaster.model.problem import Place
from broadcaster.model.script import Event
from broadcaster.model.station import Relay
from broadcaster.model.timetable import Entry, EntryKind, SpecialDays
from broadcaster.planning.airtimes import airtimes_on
from broadcaster.planning.rules import check_timetable

TODAY = date(2026, 5, 1)  # a Friday
NEWS = script("tin-1", "tin")
MAY = "2026-05-13..2026-05-18"


def broken(station: Contents) -> list[str]:
    return told(check_timetable(station, TODAY))


def test_the_sample_station_breaks_no_rule() -> None:
    sample, _ = read_folder(Path(__file__).parents[2])
    assert sample is not None
    assert broken(sample) == []


# -- names -------------------------------------------------------------------------------------------------------------


def test_two_slots_of_one_name() -> None:
    added = campaign("le", MAY, adds=[slot("sang", "11:00", 15, campaign="le")])
    assert broken(contents(slot("sang", "05:30", 20), campaigns=[added])) == [
        "playlists/le.yaml:2: there is another slot named “sang” (playlists/sang.yaml:2); give this one another name"
    ]


def test_an_entry_that_names_no_jingle_script_or_column_there_is() -> None:
    wrong = slot(
        "sang", "05:30", 20, "jingle:nhac-hieu", "script:loi-xuong", "column:tin-tuc", fill=["column:khau-hieu"]
    )
    assert broken(contents(wrong, scripts=[NEWS], jingles=["mo-dau", "chuong"])) == [
        "playlists/sang.yaml:10: there is no sound “nhac-hieu” in audio/jingles; there are: chuong, mo-dau",
        "playlists/sang.yaml:11: there is no script “loi-xuong”; write scripts/loi-xuong.md, or take this entry out",
        "playlists/sang.yaml:12: no script has the column “tin-tuc”; the scripts' columns are: tin",
        "playlists/sang.yaml:2: no script has the column “khau-hieu”; the scripts' columns are: tin",
    ]


def test_an_entry_of_an_extension_or_an_added_slot_is_held_to_the_same() -> None:
    longer = extension("le", "sang", 5, "jingle:khong-co")
    noon = slot("trua", "11:00", 5, "script:khong-co", campaign="le")
    station = contents(slot("sang", "05:30", 20), campaigns=[campaign("le", MAY, longer, adds=[noon])])
    assert broken(station) == [
        "playlists/le.yaml:10: there is no script “khong-co”; write scripts/khong-co.md, or take this entry out",
        "playlists/le.yaml:10: there is no sound “khong-co” in audio/jingles; there are: –",
    ]


def test_a_bed_that_is_not_there() -> None:
    wanted = script("tin-1", "tin", bed="nhac-nen")
    assert broken(contents(scripts=[wanted], beds=["song"])) == [
        "scripts/tin-1.md:1: there is no sound “nhac-nen” in audio/beds; there are: song"
    ]


# -- campaigns ---------------------------------------------------------------------------------------------------------


def test_a_campaign_that_extends_a_slot_there_is_none_of() -> None:
    station = contents(slot("sang", "05:30", 20), campaigns=[campaign("le", MAY, extension("le", "snag", 5))])
    assert broken(station) == ["playlists/le.yaml:5: there is no slot “snag” to extend; the slots are: sang"]


def test_an_extension_behind_an_entry_there_is_none_of() -> None:
    longer = campaign("le", MAY, extension("le", "sang", 5, after="bao"))
    station = contents(slot("sang", "05:30", 20, "column:tin"), campaigns=[longer], scripts=[NEWS])
    assert broken(station) == [
        "playlists/le.yaml:5: slot “sang” has no entry “bao” to put something after; it has: tin"
    ]


@pytest.mark.parametrize("valid", [None, "..2026-05-12", "2026-05-19.."])
def test_a_column_of_a_campaign_that_nobody_wrote_a_script_for_in_time(valid: str | None) -> None:
    scripts = [script("y-nghia-1", "y-nghia", valid)] if valid else []
    assert broken(contents(campaigns=[campaign("le", MAY, columns=["y-nghia"])], scripts=scripts)) == [
        "playlists/le.yaml:1: the campaign needs a script in each of its columns; “y-nghia” has none"
    ]


@pytest.mark.parametrize("valid", ["..", "2026-05-18..", "..2026-05-13", "2026-05-15..2026-05-15"])
def test_a_script_that_is_valid_on_one_of_the_campaigns_days_will_do(valid: str) -> None:
    scripts = [script("y-nghia-1", "y-nghia", valid)]
    assert broken(contents(campaigns=[campaign("le", MAY, columns=["y-nghia"])], scripts=scripts)) == []


def test_an_extension_of_a_slot_that_does_not_air_on_any_of_the_campaign_s_days() -> None:
    weekend = slot("sang", "05:30", 20, days=(5, 6))
    workdays = "2026-05-13..2026-05-15"
    longer = extension("le", "sang", 5)
    assert broken(contents(weekend, campaigns=[campaign("le", workdays, longer)])) == [
        "playlists/le.yaml:5: “sang” does not air on any day of the campaign and can't be extended; add days: to it, "
        "or look at the slot's days and exceptions"
    ]
    with_days = replace(longer, days=frozenset({2}))
    assert broken(contents(weekend, campaigns=[campaign("le", workdays, with_days)])) == []
    assert broken(contents(weekend, campaigns=[campaign("le", "2026-03-02..2026-03-04", longer)])) == []  # it is over


# -- overlaps ----------------------------------------------------------------------------------------------------------


def test_a_slot_that_starts_before_another_has_ended() -> None:
    station = contents(slot("sang", "05:30", 31), slot("tin", "06:00", 20), minutes_per_session=60)
    assert broken(station) == ["playlists/tin.yaml:2: on 01/05/2026 “tin” starts before “sang” has ended (06:01)"]


def test_slots_that_touch_do_not_overlap() -> None:
    assert broken(contents(slot("sang", "05:30", 30), slot("tin", "06:00", 20))) == []


def test_slots_on_different_days_of_the_week_do_not_overlap() -> None:
    station = contents(slot("tuan", "05:30", 30, days=range(5)), slot("cuoi-tuan", "05:30", 30, days=(5, 6)))
    assert broken(station) == []


def test_a_long_slot_overlaps_more_than_its_neighbour() -> None:
    station = contents(slot("a", "06:00", 45), slot("b", "06:05", 5), slot("c", "06:30", 5))
    assert broken(station) == [
        "playlists/b.yaml:2: on 01/05/2026 “b” starts before “a” has ended (06:45)",
        "playlists/c.yaml:2: on 01/05/2026 “c” starts before “a” has ended (06:45)",
    ]


def test_an_overlap_that_a_campaign_makes_is_found_on_its_days_however_far_ahead() -> None:
    longer = campaign("le", "2027-09-01..2027-09-02", extension("le", "sang", 15))
    station = contents(slot("sang", "05:30", 30), slot("tin", "06:00", 20), campaigns=[longer])
    assert broken(station) == ["playlists/tin.yaml:2: on 01/09/2027 “tin” starts before “sang” has ended (06:15)"]


def test_an_overlap_on_a_campaigns_last_day_only_is_found() -> None:
    noon = slot("trua", "11:00", 20, days=(4,), campaign="le")  # of Wednesday to Friday, on Friday
    added = campaign("le", "2027-09-01..2027-09-03", adds=[noon])
    assert broken(contents(slot("tin", "11:10", 20), campaigns=[added])) == [
        "playlists/tin.yaml:2: on 03/09/2027 “tin” starts before “trua” has ended (11:20)"
    ]


def test_a_slot_over_midnight_overlaps_the_next_days_first() -> None:
    station = contents(slot("khuya", "23:50", 20), slot("dem", "00:05", 10), quiet=None)
    assert broken(station) == ["playlists/dem.yaml:2: on 01/05/2026 “dem” starts before “khuya” has ended (00:10)"]


# -- quiet hours -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "minutes", "refused"),
    [
        ("20:30", 30, False),  # ends as the quiet begins
        ("20:30", 30.001, True),
        ("21:00", 1, True),
        ("03:15", 10, True),  # what woke a commune in December 2025
        ("04:59", 1, True),
        ("05:00", 20, False),  # begins as the quiet ends
        ("23:50", 20, True),  # over midnight
        ("20:00", 600, True),  # begins and ends outside it
        ("12:00", 1440, True),
    ],
)
def test_a_slot_in_the_quiet_hours_is_refused_to_the_millisecond(at: str, minutes: float, refused: bool) -> None:
    problems = broken(contents(slot("sang", at, minutes), minutes_per_session=1440))
    assert any("in the quiet hours 21:00–05:00; choose another time" in problem for problem in problems) is refused


@pytest.mark.parametrize(("at", "refused"), [("12:30", True), ("13:59", True), ("14:00", False), ("21:30", False)])
def test_quiet_hours_may_lie_within_a_day(at: str, refused: bool) -> None:
    assert bool(broken(contents(slot("trua", at, 1), quiet=("12:30", "14:00")))) is refused


def test_a_directive_never_opens_the_quiet_hours() -> None:
    longer = campaign("le", MAY, extension("le", "toi", 15), directive="Kế hoạch 12/KH-UBND")
    assert broken(contents(slot("toi", "20:30", 30), campaigns=[longer])) == [
        "playlists/toi.yaml:2: “toi” airs from 20:30 to 21:15, in the quiet hours 21:00–05:00; choose another time"
    ]


@given(
    st.lists(st.tuples(st.integers(0, 23), st.sampled_from([0, 30, 59]), st.integers(1, 200)), min_size=1, max_size=3),
    st.integers(0, 40),
    st.sampled_from([("21:00", "05:00"), ("12:30", "14:00"), ("00:00", "05:00")]),
)
@settings(max_examples=300)
def test_whatever_would_air_in_the_quiet_hours_is_told_beforehand(
    written: list[tuple[int, int, int]], more: int, quiet: tuple[str, str]
) -> None:
    slots = [slot(f"s{number}", f"{h:02}:{m:02}", length) for number, (h, m, length) in enumerate(written)]
    longer = [extension("le", "s0", more)] if more else []
    station = contents(*slots, campaigns=[campaign("le", "2026-05-03..2026-05-04", *longer)], quiet=quiet)
    hours = station.station.hours.quiet
    assert hours is not None
    told_of = {problem.split("“")[1].split("”")[0] for problem in broken(station) if "in the quiet hours" in problem}
    loud = set()
    for day in (date(2026, 5, 1), date(2026, 5, 3)):
        for airtime in airtimes_on(day, station.station, station.timetable):
            minutes = range(airtime.duration_ms // 60_000)
            if any(hours.contains((airtime.starts_at + timedelta(minutes=minute)).time()) for minute in minutes):
                loud.add(airtime.slot)
    assert told_of == loud


# -- limits ------------------------------------------------------------------------------------------------------------


def test_a_session_longer_than_the_station_allows() -> None:
    assert broken(contents(slot("sang", "05:30", 45), minutes_per_session=45)) == []
    assert broken(contents(slot("sang", "05:30", 46), minutes_per_session=45)) == [
        "playlists/sang.yaml:2: “sang” lasts 46 minutes; station.yaml allows 45 (minutes_per_session), "
        "more only by a campaign that names its directive"
    ]


@pytest.mark.parametrize(("directive", "refused"), [("", True), ("Kế hoạch 12/KH-UBND", False)])
def test_a_campaign_may_pass_the_limits_only_when_it_names_its_directive(directive: str, refused: bool) -> None:
    more = campaign(
        "le",
        MAY,
        extension("le", "sang", 10),
        adds=[slot("trua", "11:00", 15, campaign="le")],
        directive=directive,
    )
    station = contents(slot("sang", "05:30", 40), slot("chieu", "17:00", 20), campaigns=[more], sessions_per_day=2)
    expected = [
        "playlists/sang.yaml:2: “sang” lasts 50 minutes; station.yaml allows 45 (minutes_per_session), "
        "more only by a campaign that names its directive",
        "playlists/chieu.yaml:2: 13/05/2026 has 3 airings; station.yaml allows 2 (sessions_per_day), "
        "more only by a campaign that names its directive",
    ]
    assert broken(station) == (expected if refused else [])


def test_a_directive_covers_its_own_campaigns_slots_and_no_others() -> None:
    elsewhere = campaign("le", MAY, extension("le", "chieu", 5), directive="Kế hoạch 12/KH-UBND")
    station = contents(slot("sang", "05:30", 50), slot("chieu", "17:00", 20), campaigns=[elsewhere])
    assert broken(station) == [
        "playlists/sang.yaml:2: “sang” lasts 50 minutes; station.yaml allows 45 (minutes_per_session), "
        "more only by a campaign that names its directive"
    ]


def test_more_sessions_than_allowed_on_the_one_day_of_the_week_that_has_them() -> None:
    slots = [slot("a", "06:00", 5), slot("b", "12:00", 5), slot("c", "17:00", 5, days=(6,))]
    assert broken(contents(*slots, sessions_per_day=2)) == [
        "playlists/c.yaml:2: 03/05/2026 has 3 airings; station.yaml allows 2 (sessions_per_day), "
        "more only by a campaign that names its directive"
    ]


# -- what no day can air -----------------------------------------------------------------------------------------------


def test_a_script_whose_event_is_before_its_first_day() -> None:
    late = script("hop-thon", "tin", "2026-05-13..", event=Event(date(2026, 5, 12), time(19)))
    assert broken(contents(slot("sang", "05:30", 20, "column:tin"), scripts=[late, NEWS])) == [
        "scripts/hop-thon.md:1: “hop-thon” can't air on any day: it is valid from 13/05/2026, "
        "and its event is on 12/05/2026"
    ]


@pytest.mark.parametrize(
    ("valid", "event", "airs"),
    [
        ("2026-05-02..2026-05-03", None, False),  # a weekend, and the slot airs on workdays
        ("2026-05-02..2026-05-04", None, True),
        ("2026-05-02..", Event(date(2026, 5, 4), time(5, 40)), False),  # the slot ends at 05:50
        ("2026-05-02..", Event(date(2026, 5, 4), time(5, 50)), True),
        ("2026-05-02..", Event(date(2026, 5, 4)), True),
        ("..2026-04-30", None, True),  # had its days: nothing to be mended
    ],
)
def test_a_script_that_no_slot_takes_while_it_is_valid(valid: str, event: Event | None, airs: bool) -> None:
    notice = script("hop-thon", "bao", valid, event=event)
    station = contents(slot("sang", "05:30", 20, "column:bao", days=range(5)), scripts=[notice])
    expected = "“hop-thon” can't air on any day: no slot takes it while it is valid; change its days, or a slot's"
    assert broken(station) == ([] if airs else [f"scripts/hop-thon.md:1: {expected}"])


def test_a_slot_that_airs_on_no_day() -> None:
    never = replace(slot("sang", "05:30", 20, days=(6,)), dates=between("2026-05-04..2026-05-09"))
    assert broken(contents(never)) == [
        "playlists/sang.yaml:2: “sang” airs on no day: look at its days, dates and exceptions"
    ]
    over = replace(never, dates=between("2025-05-04..2025-05-09"))
    assert broken(contents(over)) == []


def test_an_hour_that_a_day_leaves_out_in_a_zone_with_summer_time() -> None:
    night = contents(slot("dem", "02:30", 20), quiet=None)
    paris = replace(night, station=replace(night.station, timezone="Europe/Paris"))
    assert broken(paris) == [
        "playlists/dem.yaml:2: on 28/03/2027 clocks are put forward and there is no 02:30: “dem” airs at 03:30"
    ]
    assert broken(night) == []


def test_a_special_day_is_held_to_the_same_rules_however_far_ahead() -> None:
    party = SpecialDays(between("2027-02-05..2027-02-05"), at=(time(22),))
    assert broken(contents(replace(slot("sang", "05:30", 20), special=(party,)))) == [
        "playlists/sang.yaml:2: “sang” airs from 22:00 to 22:20, in the quiet hours 21:00–05:00; choose another time"
    ]


# -- relays ------------------------------------------------------------------------------------------------------------

VOV = Relay("vov1", "VOV1", "https://vov.example/vov1")


def relay(at: str | None, minutes: int) -> Entry:
    when = time.fromisoformat(at) if at else None
    place = Place("playlists/sang.yaml", 20)
    return Entry(EntryKind.RELAY, "vov1", place=place, duration_ms=minutes * 60_000, at=when)


def with_relays(*relays: Entry, known: tuple[Relay, ...] = (VOV,)) -> Contents:
    station = contents(replace(slot("sang", "05:30", 30), items=relays))
    return replace(station, station=replace(station.station, relays=known))


def test_a_relay_that_the_station_does_not_know() -> None:
    assert broken(with_relays(relay(None, 10), known=())) == [
        "playlists/sang.yaml:20: station.yaml names no relay “vov1”; its relays are: –"
    ]


@pytest.mark.parametrize(
    ("relays", "airs"),
    [
        ([relay("05:30", 10)], True),
        ([relay("05:45", 15)], True),
        ([relay("05:45", 16)], False),  # goes on after the slot
        ([relay("05:29", 10)], False),  # taken for the next day's
        ([relay("05:30", 10), relay("05:40", 10)], True),
        ([relay("05:30", 10), relay("05:39", 10)], False),
    ],
)
def test_a_relay_must_lie_within_its_slot_behind_the_one_before(relays: list[Entry], airs: bool) -> None:
    problems = broken(with_relays(*relays))
    assert (problems == []) is airs
    assert all("can't air at" in problem and "Sang airs from 05:30 to 06:00" in problem for problem in problems)


# -- how it is told ----------------------------------------------------------------------------------------------------


def test_what_is_wrong_every_day_is_told_once() -> None:
    assert len(broken(contents(slot("dem", "02:00", 20), campaigns=[campaign("le", "2026-01-01..2028-12-31")]))) == 1


def test_everything_is_told_at_once() -> None:
    station = contents(
        slot("dem", "02:00", 50, "jingle:x"),
        slot("khuya", "02:30", 50, "column:y"),
        campaigns=[campaign("le", MAY, extension("le", "z", 5), columns=["y"])],
        scripts=[script("tin-1", "tin", bed="b")],
        sessions_per_day=1,
    )
    places = [problem.split(" ")[0] for problem in broken(station)]
    assert sorted(places) == [
        "playlists/dem.yaml:10:",
        "playlists/dem.yaml:2:",
        "playlists/dem.yaml:2:",
        "playlists/khuya.yaml:10:",
        "playlists/khuya.yaml:2:",
        "playlists/khuya.yaml:2:",
        "playlists/khuya.yaml:2:",
        "playlists/khuya.yaml:2:",
        "playlists/le.yaml:1:",
        "playlists/le.yaml:5:",
        "scripts/tin-1.md:1:",
    ]


def test_a_station_with_nothing_in_it_breaks_no_rule() -> None:
    assert broken(contents()) == []
