"""What holds for the plan of any station, on any day, with whatever it has."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from small_stations import VIETNAM, as_text, assert_sound, campaign, extension, script, slot

from broadcaster.model.plan import Cue, DayPlan
from broadcaster.model.script import Event, Priority, Script
from broadcaster.model.sound import Clip, ClipKind, Library
from broadcaster.model.station import Relay, Station
from broadcaster.model.timetable import Campaign, Entry, EntryKind, Slot, Timetable
from broadcaster.planning.rundowns import heard_in, plan_day
from broadcaster.planning.stock import Stock

COLUMNS = ["tin", "bao", "khau-hieu"]
SCRIPTS = [f"{column}-{number}" for column in COLUMNS for number in range(4)]
SOUNDS = ["a", "b", "tin-0"]  # a sound may be named like a script
FIRST = date(2026, 5, 1)
DAYS = st.dates(FIRST, FIRST + timedelta(days=40)) | st.sampled_from(
    [date(2026, 3, 29), date(2026, 10, 25), date(2028, 2, 29), date(2026, 12, 31)]
)
ZONES = st.sampled_from(["Asia/Ho_Chi_Minh", "Asia/Ho_Chi_Minh", "Europe/Paris", "Australia/Lord_Howe"])
LENGTHS = st.integers(0, 120_000) | st.integers(0, 900_000) | st.sampled_from([0, 1, 7_999, 8_000, 86_400_000])
ENTRIES = st.lists(
    st.sampled_from([f"jingle:{name}" for name in [*SOUNDS, "missing"]])
    | st.sampled_from([f"script:{name}" for name in [*SCRIPTS, "missing"]])
    | st.sampled_from([f"column:{name}*{count}" for name in [*COLUMNS, "missing"] for count in (1, 3)]),
    max_size=7,
)
FILLS = st.lists(st.sampled_from(["spots", "music", "column:khau-hieu", "column:tin"]), max_size=4)
VALIDITIES = st.sampled_from(["..", "..", "2026-05-13..2026-05-18", "..2026-05-12", "2026-05-19.."])


@st.composite
def slots(draw: st.DrawFn, slot_id: str) -> Slot:
    hour = draw(st.integers(0, 23))
    at = f"{hour:02}:{draw(st.sampled_from([0, 30, 59])):02}"
    minutes = draw(st.integers(1, 90) | st.sampled_from([0.001, 0.5, 1440]))
    days = draw(st.sets(st.integers(0, 6), min_size=5))
    found = slot(slot_id, at, minutes, *draw(ENTRIES), fill=draw(FILLS), days=days)
    relays = [
        Entry(EntryKind.RELAY, "vov", duration_ms=draw(LENGTHS) or 1, at=draw(st.none() | st.just(time(hour, 59))))
    ]
    items = (*found.items, *(relays if draw(st.integers(0, 3)) == 0 else []))
    optional = draw(st.lists(st.booleans(), min_size=len(items), max_size=len(items)))
    items = tuple(replace(entry, optional=flag) for entry, flag in zip(items, optional, strict=True))
    again = draw(st.lists(st.just(time((hour + 2) % 24, 15)), max_size=1))
    return replace(found, items=items, also_at=tuple(again))


@st.composite
def campaigns(draw: st.DrawFn) -> Campaign:
    after = draw(st.sampled_from([None, "a", "tin", "bao", "missing"]))
    longer = extension(
        "le", draw(st.sampled_from(["sang", "trua"])), draw(st.integers(1, 30)), *draw(ENTRIES), after=after
    )
    return campaign("le", "2026-05-13..2026-05-18", longer, adds=draw(st.lists(slots("them"), max_size=1)))


@st.composite
def stocks(draw: st.DrawFn) -> Stock:
    def clips(kind: ClipKind, names: list[str]) -> tuple[Clip, ...]:
        kept = draw(st.lists(st.sampled_from(names), unique=True)) if names else []
        return tuple(Clip(name, kind, name, draw(LENGTHS)) for name in kept)

    priorities = st.sampled_from(list(Priority))
    scripts = [
        script(name, name.rsplit("-", 1)[0], draw(VALIDITIES), draw(priorities), event=draw(EVENTS)) for name in SCRIPTS
    ]
    return Stock(
        tuple(scripts),
        Library(
            scripts=tuple((clip.id, clip) for clip in clips(ClipKind.SCRIPT, SCRIPTS)),
            jingles=tuple((clip.id, clip) for clip in clips(ClipKind.JINGLE, SOUNDS)),
            spots=clips(ClipKind.SPOT, ["s1", "s2", "tin-1"]),
            music=clips(ClipKind.MUSIC, ["m1", "m2", "a"]),
        ),
    )


EVENTS = st.none() | st.none() | st.builds(Event, DAYS, st.none() | st.times().map(lambda at: at.replace(second=0)))
HEARD = st.dictionaries(
    st.sampled_from([*SCRIPTS, "m1", "m2", "s1"]),
    st.datetimes(datetime(2026, 1, 1), datetime(2026, 4, 30), timezones=st.just(UTC)),  # noqa: DTZ001 - bounds are naive
    max_size=6,
)


@dataclass(frozen=True)
class Case:
    """A station on a day, and what it has."""

    day: date
    zone: str
    slots: tuple[Slot, ...]
    campaigns: tuple[Campaign, ...]
    stock: Stock
    heard: dict[str, datetime]

    def plan(self, *more: Slot) -> DayPlan:
        relay = Relay("vov", "VOV", "https://vov.example/vov")
        station = Station(name=VIETNAM.name, timezone=self.zone, relays=(relay,))
        return plan_day(self.day, station, Timetable((*self.slots, *more), self.campaigns), self.stock, self.heard)


CASES = st.builds(
    Case,
    DAYS,
    ZONES,
    st.tuples(slots("sang")) | st.tuples(slots("sang"), slots("trua")),
    st.lists(campaigns(), max_size=1).map(tuple),
    stocks(),
    HEARD,
)


@given(CASES)
@settings(max_examples=400)
def test_a_plan_is_gapless_whole_and_valid(case: Case) -> None:
    day_plan = case.plan()
    assert_sound(day_plan)
    scripts: dict[str, Script] = {one.id: one for one in case.stock.scripts}
    library = dict(case.stock.library.scripts)
    for rundown in day_plan.rundowns:
        spoken = [cue.clip for cue in rundown.cues if cue.clip.kind is ClipKind.SCRIPT]
        for clip in spoken:
            assert library[clip.id] == clip
            assert scripts[clip.id].valid.contains(case.day)
            event = scripts[clip.id].event
            assert event is None or not event.is_over(rundown.airtime.ends_at)
        for cue in rundown.cues:
            if cue.kind == "relay":
                assert sum(part.duration_ms for part in cue.stand_in) == cue.duration_ms
        named = [entry.name for entry in rundown.airtime.items if entry.kind is EntryKind.SCRIPT]
        for clip in spoken:  # once, or as often as the list names it
            assert [one.id for one in spoken].count(clip.id) <= max(1, named.count(clip.id))
        if "music" in [filler.kind for filler in rundown.airtime.fill]:
            long_enough = [clip for clip in case.stock.library.music if clip.duration_ms >= 8_000]
            assert rundown.shortfall_ms == 0 or not long_enough


@given(CASES)
@settings(max_examples=30)
def test_a_plan_is_the_same_whenever_it_is_made(case: Case) -> None:
    assert case.plan() == case.plan()
    assert as_text(case.plan()) == as_text(case.plan())


@given(CASES, slots("toi"))
@settings(max_examples=50)
def test_an_added_later_slot_leaves_the_earlier_ones_alone(case: Case, later: Slot) -> None:
    before = case.plan().rundowns
    after = case.plan(later).rundowns
    at = next((index for index, rundown in enumerate(after) if rundown.airtime.slot == "toi"), len(after))
    assert after[:at] == before[:at]


OTHERS = st.lists(st.sampled_from(["jingle:a", "script:hop-1", "column:hop*2"]), min_size=1, max_size=3)


@given(CASES, slots("toi"), OTHERS, st.sampled_from(["sang", "toi"]))
@settings(max_examples=150)
def test_an_item_that_is_added_elsewhere_changes_no_airing_that_has_none_of_its_kind(
    case: Case, other: Slot, items: list[str], changed: str
) -> None:
    """Three days on end: neither the day's airings behind it nor the next days' are planned otherwise."""
    meetings = [script(f"hop-{number}", "hop") for number in (1, 2)]
    library = case.stock.library
    clips = tuple((one.id, Clip(one.id, ClipKind.SCRIPT, one.id, 30_000)) for one in meetings)
    have = Stock((*case.stock.scripts, *meetings), replace(library, scripts=(*library.scripts, *clips)))
    case = replace(case, stock=have, campaigns=(), slots=(*case.slots, other))
    more = slot("x", "05:00", 1, *items).items
    longer = [replace(one, items=(*one.items, *more)) if one.id == changed else one for one in case.slots]
    before, after = three_days(case), three_days(replace(case, slots=tuple(longer)))
    shared = {name for one in case.slots if one.id == changed for name in columns_of(one)}
    untouched = {one.id for one in case.slots if one.id != changed and not shared & columns_of(one)}
    for airing, cues in before.items():
        if airing.partition("@")[0] in untouched:
            assert after[airing] == cues


def columns_of(one: Slot) -> set[str]:
    """Return the columns whose scripts the slot may air."""
    names = {entry.name for entry in one.items if entry.kind is EntryKind.COLUMN}
    named = {entry.name.rsplit("-", 1)[0] for entry in one.items if entry.kind is EntryKind.SCRIPT}
    return names | named | {filler.column for filler in one.fill if filler.column}


def three_days(case: Case) -> dict[str, tuple[Cue, ...]]:
    """Return the cues of each airing of the case's day and the two after it, each day heard by those behind it."""
    found: dict[str, tuple[Cue, ...]] = {}
    heard = dict(case.heard)
    for ahead in range(3):
        day_plan = replace(case, day=case.day + timedelta(days=ahead), heard=heard).plan()
        for rundown in day_plan.rundowns:
            heard.update(heard_in(rundown))
            found[rundown.airtime.id] = rundown.cues
    return found


@given(CASES)
@settings(max_examples=50)
def test_nothing_is_left_out_that_would_have_room(case: Case) -> None:
    for rundown in case.plan().rundowns:
        if any(entry.kind is EntryKind.RELAY for entry in rundown.airtime.items):
            continue  # there the room is that of the stretch between relays
        wanted = [entry.name for entry in rundown.airtime.items if entry.kind is EntryKind.JINGLE]
        aired = [cue.clip.id for cue in rundown.cues if cue.clip.kind is ClipKind.JINGLE]
        spoken_ms = sum(cue.duration_ms for cue in rundown.cues if cue.clip.kind is ClipKind.SCRIPT)
        jingles_ms = sum(cue.duration_ms for cue in rundown.cues if cue.clip.kind is ClipKind.JINGLE)
        for name, clip in case.stock.library.jingles:
            if wanted.count(name) > aired.count(name):
                assert spoken_ms + jingles_ms + clip.duration_ms > rundown.airtime.duration_ms
