"""An airing that has begun, planned on: moments stay, the end stays, and what may not be heard makes way for music."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.logbook.lines import planned_content, planned_rundown
from broadcaster.model.plan import Airtime, Rundown, later
from broadcaster.model.script import DayRange, Script
from broadcaster.model.sound import Clip, ClipKind, Library
from broadcaster.model.station import Relay, Station
from broadcaster.model.timetable import Entry, EntryKind, Filler, FillerKind
from broadcaster.planning.rundowns import plan_airtime
from broadcaster.planning.stock import DayStock, Stock
from broadcaster.planning.under_way import planned_on

S = 1000
DAY = date(2026, 5, 13)
STARTS = datetime(2026, 5, 13, 5, 30, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
LENGTHS_S = {"a": 61, "b": 47, "c": 33, "d": 90}
SCRIPTS = {name: Script(name, name, "tin", "…", valid=DayRange()) for name in LENGTHS_S}
MUSIC = tuple(
    Clip(name, ClipKind.MUSIC, name, seconds * S, fingerprint=name) for name, seconds in (("m", 41), ("n", 95))
)
SPOTS = (Clip("s", ClipKind.SPOT, "s", 11 * S, fingerprint="s"),)
JINGLES = tuple((name, Clip(name, ClipKind.JINGLE, name, 3 * S, fingerprint=name)) for name in ("mo", "dong"))
ITEMS = (
    Entry(EntryKind.JINGLE, "mo"),
    Entry(EntryKind.COLUMN, "tin", 4),
    Entry(EntryKind.RELAY, "vov", duration_ms=60 * S),
    Entry(EntryKind.JINGLE, "dong"),
)
FILLING = {ClipKind.MUSIC, ClipKind.SPOT, ClipKind.PAUSE}
AIRTIME = Airtime("sang", "Sáng", STARTS, 450_500, 450_500, ITEMS, (Filler(FillerKind.SPOTS), Filler(FillerKind.MUSIC)))


def stock(
    without: Collection[str] = (), music: tuple[Clip, ...] = MUSIC, changed: dict[str, Clip] | None = None
) -> DayStock:
    """Return what there is on the day, some scripts' approvals taken back, others changed."""
    clips = {
        name: Clip(name, ClipKind.SCRIPT, name, seconds * S, column="tin", fingerprint=name)
        for name, seconds in LENGTHS_S.items()
        if name not in without
    }
    library = Library(tuple({**clips, **(changed or {})}.items()), JINGLES, SPOTS, music)
    station = Station("Đài thử", relays=(Relay("vov", "VOV", "http://vov.example/live"),))
    return DayStock(DAY, station, Stock(tuple(SCRIPTS.values()), library), {}, DAY.toordinal())


def begun() -> Rundown:
    """Return the airing as the record gives it back."""
    rundown, problems = plan_airtime(AIRTIME, stock())
    assert not problems
    return planned_rundown(planned_content(rundown, "aa" * 32))


def told(rundown: Rundown) -> list[tuple[str, str, int, int]]:
    return [(cue.clip.id, cue.starts_at.isoformat(), cue.duration_ms, cue.fade_out_ms) for cue in rundown.cues]


def test_with_nothing_changed_it_is_what_it_was_to_the_last_piece_of_it() -> None:
    planned, _ = plan_airtime(AIRTIME, stock())
    assert planned_on(begun(), AIRTIME, stock()) == planned


@given(st.sets(st.sampled_from("abcd"), min_size=1), st.integers(0, 3))
def test_what_stays_keeps_its_moment_what_goes_makes_way_and_the_end_stays(gone: set[str], turn: int) -> None:
    was = begun()
    now = planned_on(was, AIRTIME, replace(stock(gone), turn=turn))
    assert now.cues[-1].ends_at == later(STARTS, AIRTIME.duration_ms)
    assert all(one.ends_at == other.starts_at for one, other in zip(now.cues, now.cues[1:], strict=False))
    kept = [line for line in told(was) if line[0] not in gone]
    assert [line for line in told(now) if line in kept] == kept
    assert not gone & {cue.clip.id for cue in now.finished}
    new = [cue for cue in now.cues if cue.clip.id not in {one.clip.id for one in was.cues if one.kind == "script"}]
    assert {cue.clip.kind for cue in new} <= {*FILLING, ClipKind.JINGLE, ClipKind.RELAY}


@given(st.lists(st.sampled_from("abcd"), unique=True, max_size=4))
def test_taken_back_one_after_the_other_or_all_at_once_what_stays_is_the_same(gone: list[str]) -> None:
    now = begun()
    for number in range(len(gone)):
        now = planned_on(planned_rundown(planned_content(now)), AIRTIME, stock(gone[: number + 1]))
        assert planned_on(planned_rundown(planned_content(now)), AIRTIME, stock(gone[: number + 1])) == now
    at_once = planned_on(begun(), AIRTIME, stock(gone))
    scripts = [[line for line in told(one) if line[0] in SCRIPTS] for one in (now, at_once)]
    assert scripts[0] == scripts[1]


@pytest.mark.parametrize(("seconds", "comes"), [(30, True), (47, True), (48, False)])
def test_what_was_changed_and_approved_again_comes_in_its_place_if_it_has_room(seconds: int, comes: bool) -> None:
    newer = Clip("b", ClipKind.SCRIPT, "b", seconds * S, column="tin", fingerprint="b, mended")
    was, now = begun(), planned_on(begun(), AIRTIME, stock(changed={"b": newer}))
    place = next(cue.starts_at for cue in was.cues if cue.clip.id == "b")
    assert [cue.starts_at for cue in now.cues if cue.clip == newer] == ([place] if comes else [])
    assert now.cues[-1].ends_at == was.cues[-1].ends_at


def test_without_any_music_a_place_stays_silent_rather_than_what_follows_being_moved() -> None:
    now = planned_on(begun(), AIRTIME, stock("b", music=()))
    assert now.cues[-1].ends_at == later(STARTS, AIRTIME.duration_ms)
    assert [line for line in told(now) if line[0] == "c"] == [line for line in told(begun()) if line[0] == "c"]


def test_an_airing_keeps_its_length_whatever_the_timetable_says_since() -> None:
    longer = replace(AIRTIME, duration_ms=900_000, usual_ms=900_000, items=ITEMS[:1])
    now = planned_on(begun(), longer, stock())
    assert told(now) == told(begun())
    assert now.airtime.duration_ms == AIRTIME.duration_ms


def test_of_a_relay_that_the_station_names_no_more_its_fallback_is_heard() -> None:
    on = stock()
    now = planned_on(begun(), AIRTIME, replace(on, station=replace(on.station, relays=())))
    assert "vov" not in {cue.clip.id for cue in now.cues}
    assert now.cues[-1].ends_at == later(STARTS, AIRTIME.duration_ms)
