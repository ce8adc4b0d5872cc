"""Relays of another station: cues of their own, on their second, with something finished to stand in for them."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, time

from small_stations import MINUTE, VIETNAM, as_text, assert_sound, fillers, names, plan, script, slot, stock, told

from broadcaster.model.plan import DayPlan
from broadcaster.model.problem import Place
from broadcaster.model.station import Relay, Station
from broadcaster.model.timetable import Entry, EntryKind, Filler, FillerKind
from broadcaster.planning.stock import Stock

VOV = Relay("vov1", "VOV1: Thời sự", "https://vov.example/vov1")
STATION = replace(VIETNAM, relays=(VOV,))
NEWS = {script("tin-1", "tin"): 90, script("tin-2", "tin"): 80}
HAVE = stock(NEWS, {"mo": 15, "tat": 10}, {"nuoc": 20}, {"m": 70, "n": 95.5})


def relay(minutes: float, at: str | None = None, name: str = "vov1") -> Entry:
    when = time.fromisoformat(at) if at else None
    place = Place("playlists/sang.yaml", 20)
    return Entry(EntryKind.RELAY, name, place=place, duration_ms=round(minutes * MINUTE), at=when)


def day_with(
    *around: str, relays: Iterable[Entry], behind: Iterable[str] = (), have: Stock = HAVE, station: Station = STATION
) -> DayPlan:
    """Return the plan of a slot of 30 minutes at 05:30 with relays between `around` and `behind`."""
    before, after = slot("sang", "05:30", 30, *around), slot("sang", "05:30", 30, *behind)
    items = (*before.items, *relays, *after.items)
    filled = replace(before, items=items, fill=fillers("spots", "music"))
    return plan(filled, have=have, station=station)


def test_a_relay_is_a_cue_of_its_own_in_its_place_and_its_fallback_stands_in_for_it_to_the_millisecond() -> None:
    day_plan = day_with("jingle:mo", "column:tin", relays=[relay(10)], behind=["jingle:tat"])
    assert_sound(day_plan)
    (rundown,) = day_plan.rundowns
    at = names(rundown).index("vov1")
    assert names(rundown)[:at] == ["mo", "tin-1"]
    cue = rundown.cues[at]
    assert (cue.kind, cue.clip.title, cue.duration_ms) == ("relay", "VOV1: Thời sự", 10 * MINUTE)
    assert sum(part.duration_ms for part in cue.stand_in) == cue.duration_ms
    assert cue.stand_in[0].starts_at == cue.starts_at
    assert cue.stand_in[-1].ends_at == cue.ends_at
    assert {part.kind for part in cue.stand_in} <= {"music", "pause"}
    assert [c.kind for c in rundown.finished].count("relay") == 0
    assert sum(c.duration_ms for c in rundown.finished) == 30 * MINUTE


def test_a_relay_with_a_time_starts_on_its_second_and_what_is_before_it_is_filled_up_to_there() -> None:
    day_plan = day_with("jingle:mo", "column:tin", relays=[relay(10, "05:40")], behind=["column:tin", "jingle:tat"])
    assert_sound(day_plan)
    (rundown,) = day_plan.rundowns
    cue = next(one for one in rundown.cues if one.kind == "relay")
    assert f"{cue.starts_at:%H:%M:%S.%f}" == "05:40:00.000000"
    assert names(rundown)[-1] == "tat"
    assert day_plan.problems == ()


def test_what_is_too_long_in_front_of_a_relay_is_left_out_and_told_and_the_relay_starts_on_its_second() -> None:
    day_plan = day_with("jingle:mo", "column:tin*2", relays=[relay(10, "05:32")], behind=["jingle:tat"])
    assert_sound(day_plan)
    cue = next(one for one in day_plan.rundowns[0].cues if one.kind == "relay")
    assert f"{cue.starts_at:%H:%M:%S}" == "05:32:00"
    assert told(day_plan.problems) == [
        "playlists/sang.yaml:11: Sang on 13/05/2026: no room for “tin-2”; lengthen the airtime, or take items away"
    ]


def test_where_nothing_can_fill_the_time_before_a_relay_the_silence_is_told_before_air_time() -> None:
    poor = stock(NEWS, {"mo": 15, "tat": 10})
    day_plan = day_with("jingle:mo", "column:tin", relays=[relay(20, "05:40")], have=poor)
    (rundown,) = day_plan.rundowns
    cue = next(one for one in rundown.cues if one.kind == "relay")
    assert f"{cue.starts_at:%H:%M:%S}" == "05:40:00"
    assert told(day_plan.problems) == [
        "playlists/sang.yaml:20: Sang on 13/05/2026: nothing stands in for the relay “vov1” where it can't be had; "
        "add music to audio/music",
        "playlists/sang.yaml:20: Sang on 13/05/2026: 495.0 s of silence before the relay at 05:40:00; "
        "add music or spots",
    ]
    assert [part.kind for part in cue.stand_in] == ["pause"]


def test_two_relays_a_day_s_news_and_the_district_s_each_on_its_second() -> None:
    both = [relay(5, "05:35"), relay(10, "05:45")]
    day_plan = day_with("jingle:mo", relays=both, behind=["column:tin", "jingle:tat"])
    assert_sound(day_plan)
    starts = [f"{cue.starts_at:%H:%M:%S}" for cue in day_plan.rundowns[0].cues if cue.kind == "relay"]
    assert starts == ["05:35:00", "05:45:00"]


def test_a_relay_nobody_knows_is_told_and_leaves_no_gap() -> None:
    day_plan = day_with("jingle:mo", relays=[relay(10, "05:40", name="vov9")], behind=["jingle:tat"])
    assert_sound(day_plan)
    assert told(day_plan.problems) == [
        "playlists/sang.yaml:20: Sang on 13/05/2026: station.yaml names no relay “vov9”; it is left out"
    ]


def test_a_fallback_may_be_spots_and_short_scripts_too() -> None:
    fallback = (Filler(FillerKind.SPOTS), Filler(FillerKind.COLUMN, "tin"), Filler(FillerKind.MUSIC))
    station = replace(STATION, relays=(replace(VOV, fallback=fallback),))
    cue = day_with(relays=[relay(10)], station=station).rundowns[0].cues[0]
    assert {"nuoc", "tin-1"} <= {part.clip.id for part in cue.stand_in}


def test_a_relay_over_midnight_of_a_leap_day_written_down() -> None:
    news = slot("khuya", "23:50", 20)
    items = (*slot("x", "23:50", 1, "jingle:mo").items, relay(10, "00:00"), *slot("x", "23:50", 1, "jingle:tat").items)
    day_plan = plan(replace(news, items=items), have=HAVE, station=STATION, day=date(2028, 2, 28))
    assert_sound(day_plan)
    assert (
        as_text(day_plan)
        == """28/02/2028

23:50:00–00:10:00 Khuya: usually 20:00.000, planned 20:00.000
    23:50:00.000   0:15.000  jingle  mo
    23:50:15.000   1:35.500  music   n
    23:51:50.500   1:10.000  music   m
    23:53:00.500   1:35.500  music   n
    23:54:36.000   1:10.000  music   m
    23:55:46.000   1:35.500  music   n
    23:57:21.500   1:10.000  music   m
    23:58:31.500   1:28.500  music   n   fades for 0:03.000
    00:00:00.000  10:00.000  relay   vov1

playlists/x.yaml:10: Khuya on 28/02/2028: no room for “tat”; lengthen the airtime, or take items away
"""
    )
