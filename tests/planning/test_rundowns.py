"""A day's rundowns: what sounds when, to the millisecond."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from small_stations import (
    as_text,
    assert_sound,
    campaign,
    extension,
    names,
    plan,
    script,
    slot,
    stock,
    told,
)

from broadcaster.model.plan import DayPlan
from broadcaster.model.script import Priority
from broadcaster.model.station import Station

PARIS = Station(name="Đài thử", timezone="Europe/Paris")

SIGNATURE = {"nhac-hieu": 18, "cat": 3.5, "nhac-ket": 14.25}
MORNING = slot(
    "sang", "05:30", 10,
    "jingle:nhac-hieu", "script:loi-xuong", "column:ban-tin*2", "column:thong-bao", "script:loi-ket", "jingle:nhac-ket",
    fill=("spots", "column:khau-hieu", "music"),
)  # fmt: skip
CAMPAIGN = campaign(
    "le",
    "2026-05-13..2026-05-18",
    extension("le", "sang", 5, "jingle:cat", "column:y-nghia", after="ban-tin"),
    adds=[slot("trua", "11:00", 5, "jingle:nhac-hieu", "column:y-nghia", "script:loi-ket", campaign="le")],
)
HAVE = stock(
    scripts={
        script("loi-xuong", "nghi-thuc"): 12.345,
        script("loi-ket", "nghi-thuc"): 15.5,
        script("tin-1", "ban-tin"): 93,
        script("tin-2", "ban-tin"): 88.001,
        script("tin-3", "ban-tin", "..2026-05-12"): 70,  # its last day was yesterday
        script("tin-4", "ban-tin", priority=Priority.PRIORITY): 41,
        script("bao-1", "thong-bao"): 47,
        script("khau-hieu-1", "khau-hieu"): 11.2,
        script("y-nghia-1", "y-nghia"): 132,
        script("y-nghia-2", "y-nghia"): 131,
    },
    jingles=SIGNATURE,
    spots={"nuoc-sach": 21},
    music={"dong-que": 102.6, "mua-xuan": 77},
)


def test_the_day_of_a_small_station_with_a_campaign() -> None:
    day_plan = plan(MORNING, have=HAVE, campaigns=[CAMPAIGN])
    assert_sound(day_plan)
    assert as_text(day_plan) == Path(__file__).with_name("small_station.txt").read_text("utf-8")


def test_the_day_of_a_station_that_lacks_almost_everything() -> None:
    poor = stock(scripts={script("tin-1", "ban-tin"): 93}, jingles={"nhac-hieu": 18})
    day_plan = plan(MORNING, have=poor)
    assert_sound(day_plan)
    assert (
        as_text(day_plan)
        == """13/05/2026

05:30:00–05:40:00 Sang: usually 10:00.000, planned 10:00.000
    05:30:00.000   0:18.000  jingle  nhac-hieu
    05:30:18.000   1:33.000  script  tin-1
    short by 8:09.000

playlists/sang.yaml:11: Sang on 13/05/2026: script “loi-xuong” is missing, not approved or not valid that day, \
and is left out
playlists/sang.yaml:13: Sang on 13/05/2026: column “thong-bao” has no approved script; write one, or approve one
playlists/sang.yaml:14: Sang on 13/05/2026: script “loi-ket” is missing, not approved or not valid that day, \
and is left out
playlists/sang.yaml:15: Sang on 13/05/2026: jingle “nhac-ket” is not in audio/jingles and is left out
None: Sang on 13/05/2026 is 489.0 s short; add scripts, or music to audio/music
"""
    )


def test_scripts_take_turns_from_airing_to_airing_of_a_day() -> None:
    news = {script(name, "tin"): 60 for name in ("a", "b", "c")}
    slots = [
        slot(name, at, 2, "column:tin*2", fill=()) for name, at in (("x", "05:30"), ("y", "11:00"), ("z", "17:00"))
    ]
    day_plan = plan(*slots, have=stock(news))
    assert [names(rundown) for rundown in day_plan.rundowns] == [["a", "b"], ["c", "a"], ["b", "c"]]


def test_music_takes_turns_from_airing_to_airing_of_a_day() -> None:
    slots = [slot(name, at, 1) for name, at in (("x", "05:30"), ("y", "11:00"), ("z", "17:00"))]
    day_plan = plan(*slots, have=stock(music={"a": 60, "b": 60}))
    assert [names(rundown) for rundown in day_plan.rundowns] == [["b"], ["a"], ["b"]]


def test_no_script_airs_twice_in_one_airing_even_when_it_is_also_named() -> None:
    news = {script("a", "tin"): 60, script("b", "tin"): 60}
    twice = slot("sang", "05:30", 10, "column:tin*5", "script:a", "column:tin", fill=("column:tin", "music"))
    (rundown,) = plan(twice, have=stock(news, music={"m": 600})).rundowns
    assert names(rundown) == ["b", "a", "m"]


def test_a_script_of_the_same_name_as_a_jingle_is_another_thing() -> None:
    both = slot("sang", "05:30", 1, "jingle:chao", "column:tin", fill=())
    (rundown,) = plan(both, have=stock({script("chao", "tin"): 50}, {"chao": 10})).rundowns
    assert [(cue.kind, cue.clip.id) for cue in rundown.cues] == [("jingle", "chao"), ("script", "chao")]


def test_a_filling_that_is_named_twice_is_still_heard_once() -> None:
    twice = slot("sang", "05:30", 10, "column:tin", fill=("spots", "column:tin", "spots", "column:tin", "music"))
    have = stock({script("a", "tin"): 20, script("b", "tin"): 20}, spots={"s": 20}, music={"m": 60})
    (rundown,) = plan(twice, have=have).rundowns
    spoken = [name for name in names(rundown) if name != "m"]
    assert sorted(spoken) == ["a", "b", "s"]


# -- too much, too long, too short -------------------------------------------------------------------------------------


def test_what_has_no_room_is_left_out_whole_from_the_last_column_on() -> None:
    full = slot("sang", "05:30", 3, "jingle:mo", "column:tin*2", "column:bao", "jingle:tat", fill=())
    have = stock({script("a", "tin"): 80, script("b", "tin"): 80, script("c", "bao"): 80}, {"mo": 10, "tat": 10})
    day_plan = plan(full, have=have)
    assert_sound(day_plan)
    assert names(day_plan.rundowns[0]) == ["mo", "a", "b", "tat"]
    assert told(day_plan.problems) == [
        "playlists/sang.yaml:12: Sang on 13/05/2026: no room for “c”; lengthen the airtime, or take items away"
    ]


def test_one_script_that_is_far_too_long_does_not_push_out_the_others() -> None:
    full = slot("sang", "05:30", 5, "jingle:mo", "column:dai", "column:tin", "column:bao", fill=("music",))
    have = stock(
        {script("dai", "dai"): 36_000, script("tin", "tin"): 60, script("bao", "bao"): 60}, {"mo": 10}, music={"m": 600}
    )
    day_plan = plan(full, have=have)
    assert_sound(day_plan)
    assert names(day_plan.rundowns[0]) == ["mo", "tin", "bao", "m"]
    assert [line for line in told(day_plan.problems) if "no room" not in line] == []


def test_an_airtime_shorter_than_its_jingles_keeps_the_first_and_the_last() -> None:
    tiny = slot("sang", "05:30", 0.5, "jingle:a", "jingle:b", "jingle:c", "jingle:d")
    day_plan = plan(tiny, have=stock(jingles=dict.fromkeys("abcd", 15), music={"m": 60}))
    assert_sound(day_plan)
    assert names(day_plan.rundowns[0]) == ["a", "d"]


@pytest.mark.parametrize("minutes", [0.001, 0.1, 0.25])
def test_an_airtime_shorter_than_its_only_jingle_is_filled_with_what_there_is(minutes: float) -> None:
    day_plan = plan(slot("sang", "05:30", minutes, "jingle:a"), have=stock(jingles={"a": 16}, music={"m": 60}))
    assert_sound(day_plan)
    assert day_plan.rundowns[0].shortfall_ms == 0


def test_sounds_without_length_do_no_harm() -> None:
    empty = slot("sang", "05:30", 1, "jingle:j", "column:tin", fill=("spots", "column:tin", "music"))
    have = stock({script("a", "tin"): 0, script("b", "tin"): 0}, {"j": 0}, {"s": 0}, {"m": 0, "n": 60})
    day_plan = plan(empty, have=have)
    assert_sound(day_plan)
    assert names(day_plan.rundowns[0])[:2] == ["j", "a"]
    assert day_plan.rundowns[0].shortfall_ms == 0


def test_a_slot_of_nothing_is_a_stated_shortfall() -> None:
    day_plan = plan(slot("sang", "05:30", 1, fill=()), have=stock())
    assert (day_plan.rundowns[0].cues, day_plan.rundowns[0].shortfall_ms) == ((), 60_000)
    assert told(day_plan.problems) == ["None: Sang on 13/05/2026 is 60.0 s short; add scripts, or music to audio/music"]


def test_a_closing_ends_the_airtime_and_the_filling_stands_in_front_of_it() -> None:
    (rundown,) = plan(
        slot("sang", "05:30", 5, "jingle:mo", "column:tin", "script:ket", "jingle:tat"),
        have=stock({script("t", "tin"): 60, script("ket", "x"): 10}, {"mo": 10, "tat": 10}, music={"m": 600}),
    ).rundowns
    assert names(rundown) == ["mo", "t", "m", "ket", "tat"]
    assert (
        rundown.cues[-1].ends_at
        == rundown.airtime.ends_at
        == datetime(2026, 5, 13, 5, 35, tzinfo=rundown.airtime.starts_at.tzinfo)
    )


# -- what must not change ----------------------------------------------------------------------------------------------


def test_the_same_things_make_the_same_plan_in_whatever_order_they_came() -> None:
    scripts = {script(name, "tin"): 30 + number for number, name in enumerate("abc")}
    backwards = dict(reversed(scripts.items()))
    one, other = (
        plan(MORNING, have=stock(have, SIGNATURE, {"s": 9, "t": 9}, {"m": 60, "n": 60}))
        for have in (scripts, backwards)
    )
    assert as_text(one) == as_text(other)


def test_a_later_slot_changes_nothing_before_it() -> None:
    later = slot("toi", "19:00", 20, "column:ban-tin*3", fill=("spots", "music"))
    alone, both = plan(MORNING, have=HAVE), plan(later, MORNING, have=HAVE)
    assert both.rundowns[0] == alone.rundowns[0]


def test_nothing_of_what_was_given_is_changed() -> None:
    heard = {"tin-1": datetime(2026, 5, 12, tzinfo=UTC)}
    plan(MORNING, have=HAVE, heard=heard)
    assert heard == {"tin-1": datetime(2026, 5, 12, tzinfo=UTC)}


# -- the calendar ------------------------------------------------------------------------------------------------------


def starts(day_plan: DayPlan) -> list[str]:
    return [cue.starts_at.isoformat() for cue in day_plan.rundowns[0].cues]


def test_a_slot_over_midnight_at_the_years_end_goes_on_into_the_new_year() -> None:
    party = slot("giao-thua", "23:59", 2, fill=("music",))
    day_plan = plan(party, have=stock(music={"m": 60}), day=date(2027, 12, 31))
    assert_sound(day_plan)
    assert starts(day_plan) == ["2027-12-31T23:59:00+07:00", "2028-01-01T00:00:00+07:00"]


def test_the_leap_day_is_planned_and_its_scripts_are_valid() -> None:
    on_leap_day = {script("a", "tin", "2028-02-29..2028-02-29"): 60}
    one_slot = slot("sang", "05:30", 1, "column:tin", fill=())
    days = [date(2028, 2, 28), date(2028, 2, 29), date(2028, 3, 1)]
    assert [names(plan(one_slot, have=stock(on_leap_day), day=day).rundowns[0]) for day in days] == [[], ["a"], []]


def test_where_clocks_are_put_forward_a_programme_goes_on_without_a_gap() -> None:
    """In Paris the clock jumps from 02:00 to 03:00 on 29 March 2026."""
    night = slot("dem", "01:59", 3, fill=("music",))
    day_plan = plan(night, have=stock(music={"m": 60}), day=date(2026, 3, 29), station=PARIS)
    assert_sound(day_plan)
    assert starts(day_plan) == ["2026-03-29T01:59:00+01:00", "2026-03-29T03:00:00+02:00", "2026-03-29T03:01:00+02:00"]


def test_where_clocks_are_put_back_a_programme_goes_on_without_a_gap() -> None:
    """In Paris the clock falls from 03:00 to 02:00 on 25 October 2026."""
    night = slot("dem", "02:59", 3, fill=("music",))
    day_plan = plan(night, have=stock(music={"m": 60}), day=date(2026, 10, 25), station=PARIS)
    assert_sound(day_plan)
    assert starts(day_plan) == ["2026-10-25T02:59:00+02:00", "2026-10-25T02:00:00+01:00", "2026-10-25T02:01:00+01:00"]


def test_a_time_that_a_day_leaves_out_is_an_hour_later_and_one_it_has_twice_is_the_first() -> None:
    half_past_two = slot("dem", "02:30", 1, fill=("music",))
    have = stock(music={"m": 60})
    spring = plan(half_past_two, have=have, day=date(2026, 3, 29), station=PARIS)
    autumn = plan(half_past_two, have=have, day=date(2026, 10, 25), station=PARIS)
    assert starts(spring) == ["2026-03-29T03:30:00+02:00"]
    assert starts(autumn) == ["2026-10-25T02:30:00+02:00"]


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25)])
def test_the_programmes_of_a_day_on_which_clocks_change_keep_their_hours(day: date) -> None:
    day_plan = plan(MORNING, have=HAVE, day=day, station=PARIS)
    assert_sound(day_plan)
    assert f"{day_plan.rundowns[0].airtime.starts_at:%H:%M}" == "05:30"
    ends = [
        rundown.cues[-1].starts_at + timedelta(milliseconds=rundown.cues[-1].duration_ms)
        for rundown in day_plan.rundowns
    ]
    assert [f"{end:%H:%M:%S}" for end in ends] == ["05:40:00"]
