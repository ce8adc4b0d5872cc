"""A file of `playlists/`: a slot or a campaign, read whole, with everything that is wrong in it."""

from datetime import date, time
from pathlib import Path

import pytest
from people_files import SAMPLE, read_text

from broadcaster.content.playlist_file import read_playlist
from broadcaster.model.problem import Place
from broadcaster.model.script import DayRange
from broadcaster.model.timetable import Campaign, Entry, EntryKind, Extension, Filler, FillerKind, Slot, SpecialDays

MINUTE = 60_000


def playlist(source: str, file_id: str = "sang") -> tuple[Slot | Campaign | None, list[str]]:
    return read_text(lambda text, gather: read_playlist(text, "sang.yaml", file_id, gather), source)


@pytest.mark.parametrize("path", sorted((SAMPLE / "playlists").glob("*.yaml")), ids=lambda path: path.stem)
def test_the_sample_playlists_are_read_without_a_word(path: Path) -> None:
    found, problems = playlist(path.read_text("utf-8"), path.stem)
    assert problems == []
    assert found is not None


# -- slots -------------------------------------------------------------------------------------------------------------


def test_everything_that_a_slot_may_say() -> None:
    source = """title: Chương trình sáng
slot: {at: 5h30, days: T2-T6, airtime: 30 phút}
items:
  - jingle: nhac-hieu
  - script: loi-xuong
  - column: ban-tin
    count: 3
fill: [spots, column: khau-hieu, music]
"""
    assert playlist(source) == (
        Slot(
            id="sang",
            title="Chương trình sáng",
            at=time(5, 30),
            duration_ms=30 * MINUTE,
            items=(
                Entry(EntryKind.JINGLE, "nhac-hieu", place=Place("sang.yaml", 4)),
                Entry(EntryKind.SCRIPT, "loi-xuong", place=Place("sang.yaml", 5)),
                Entry(EntryKind.COLUMN, "ban-tin", 3, place=Place("sang.yaml", 6)),
            ),
            fill=(Filler(FillerKind.SPOTS), Filler(FillerKind.COLUMN, "khau-hieu"), Filler(FillerKind.MUSIC)),
            days=frozenset(range(5)),
            place=Place("sang.yaml", 2),
        ),
        [],
    )


def test_a_slot_airs_every_day_and_is_filled_with_music_unless_it_says_otherwise() -> None:
    slot, problems = playlist("slot: {at: 17:00, airtime: 20m}\nitems: [column: ban-tin]")
    assert problems == []
    assert isinstance(slot, Slot)
    assert (slot.title, slot.days, slot.fill) == ("sang", frozenset(range(7)), (Filler(FillerKind.MUSIC),))


def test_all_mistakes_of_a_slot_are_told_at_once() -> None:
    source = """tittle: Sáng
slot: {at: 24:00, day: mon-sun, airtime: half an hour}
items:
  - jingel: nhac-hieu
  - script: lời xướng
  - column: ban-tin
    count: 0
  - column: a
    script: b
  - jingle: chuong
    count: 2
  - relay: vov1
    for: 10m
  - count: 2
  - nhac-ket
  -
fill: [spot, music: , column: ]
"""
    found, problems = playlist(source)
    assert found is None
    assert sorted(problems, key=lambda told: int(told.split(":")[1])) == [
        "sang.yaml:1: “tittle” is not known here; did you mean “title”?",
        "sang.yaml:2: “day” is not known here; did you mean “days”?",
        "sang.yaml:2: “24:00” is no time of day; write 05:30, 5h30 or 5 giờ 30",
        "sang.yaml:2: “half an hour” is no length of time; write 30m, 90s, 1h30m or 15 phút",
        "sang.yaml:4: “jingel” is not known here; did you mean “jingle”?",
        "sang.yaml:5: “lời xướng” is no name; use letters, digits and hyphens, as in nhac-hieu",
        "sang.yaml:7: “0” must be a whole number from 1 to 20",
        "sang.yaml:8: each entry is one of these, with a name: jingle, script, column, relay",
        "sang.yaml:11: “count:” belongs to a column only",
        "sang.yaml:14: each entry is one of these, with a name: jingle, script, column, relay",
        "sang.yaml:15: each entry is one of these, with a name: jingle, script, column, relay",
        "sang.yaml:16: each entry is one of these, with a name: jingle, script, column, relay",
        "sang.yaml:17: “spot” is not known here; did you mean “spots”?",
        "sang.yaml:17: “” is no name; use letters, digits and hyphens, as in nhac-hieu",
    ]


@pytest.mark.parametrize(
    ("source", "problems"),
    [
        ("", ["sang.yaml:1: “slot:” is missing here", "sang.yaml:1: “items:” is missing here"]),
        ("slot: {at: 5h, airtime: 9m}", ["sang.yaml:1: “items:” is missing here"]),
        ("slot: {at: 5h}\nitems: []", ["sang.yaml:1: “airtime:” is missing here"]),
        (
            "solt: {at: 5h, airtime: 9m}\nitems: []",
            ["sang.yaml:1: “solt” is not known here; did you mean “slot”?", "sang.yaml:1: “slot:” is missing here"],
        ),
        (
            "slot: {at: [[5h]], airtime: 9m}\nitems: []",
            ["sang.yaml:1: a single value is expected after “at:”"],
        ),
    ],
)
def test_what_a_slot_can_not_do_without(source: str, problems: list[str]) -> None:
    assert playlist(source) == (None, problems)


def test_a_filling_written_as_one_entry_is_told_and_not_half_forgotten() -> None:
    _, problems = playlist("slot: {at: 5h, airtime: 9m}\nitems: []\nfill:\n  spots:\n  music:\n")
    assert problems == ["sang.yaml:5: “music” must stand in an entry of its own, or inside the braces of “spots”"]


# -- campaigns ---------------------------------------------------------------------------------------------------------


def test_everything_that_a_campaign_may_say() -> None:
    source = """title: Ngày Khoa học
campaign: {from: 13/5/2026, to: 2026-05-18}
theme: "Khoa học - Động lực"
slogan: "Nhiệt liệt chào mừng 18/5"
directive: Kế hoạch 12/KH-UBND
columns: [y-nghia, su-kien]
extend:
  sang: {by: 15m, after: ban-tin, items: [column: y-nghia]}
  chieu: {by: 10m}
add:
  trua: {title: Trưa, at: 11:00, airtime: 15m, days: T7-CN, items: [column: su-kien], fill: [spots]}
"""
    assert playlist(source, "ngay-18-5") == (
        Campaign(
            id="ngay-18-5",
            title="Ngày Khoa học",
            days=DayRange(date(2026, 5, 13), date(2026, 5, 18)),
            theme="Khoa học - Động lực",
            slogan="Nhiệt liệt chào mừng 18/5",
            directive="Kế hoạch 12/KH-UBND",
            columns=("y-nghia", "su-kien"),
            extends=(
                Extension(
                    "sang", 15 * MINUTE, "ban-tin",
                    (Entry(EntryKind.COLUMN, "y-nghia", 1, "ngay-18-5", Place("sang.yaml", 8)),),
                    Place("sang.yaml", 8),
                ),
                Extension("chieu", 10 * MINUTE, None, (), Place("sang.yaml", 9)),
            ),
            adds=(
                Slot(
                    id="trua", title="Trưa", at=time(11), duration_ms=15 * MINUTE,
                    items=(Entry(EntryKind.COLUMN, "su-kien", 1, "ngay-18-5", Place("sang.yaml", 11)),),
                    fill=(Filler(FillerKind.SPOTS),), days=frozenset({5, 6}), place=Place("sang.yaml", 11),
                ),
            ),
            place=Place("sang.yaml", 1),
        ),
        [],
    )  # fmt: skip


def test_all_mistakes_of_a_campaign_are_told_at_once() -> None:
    source = """campaing: {from: 2026-05-13, to: 2026-05-18}
theme: [a, b]
slogn: Chào mừng
columns: [y nghĩa]
extend:
  sang: {bye: 15m, items: [column: ]}
add:
  trua: {at: 11:00, airtime: 15x, items: [colum: a]}
  toi: {at: 19:00, airtime: 15m}
"""
    found, problems = playlist(source)
    assert found is None
    assert sorted(problems) == [
        "sang.yaml:1: “campaign:” is missing here",
        "sang.yaml:1: “campaing” is not known here; did you mean “campaign”?",
        "sang.yaml:2: a single value is expected after “theme:”",
        "sang.yaml:3: “slogn” is not known here; did you mean “slogan”?",
        "sang.yaml:4: “y nghĩa” is no name; use letters, digits and hyphens, as in nhac-hieu",
        "sang.yaml:6: “by:” is missing here",
        "sang.yaml:6: “bye” is not known here; did you mean “by”?",
        "sang.yaml:6: “” is no name; use letters, digits and hyphens, as in nhac-hieu",
        "sang.yaml:8: “15x” is no length of time; write 30m, 90s, 1h30m or 15 phút",
        "sang.yaml:8: “colum” is not known here; did you mean “column”?",
        "sang.yaml:9: “items:” is missing here",
    ]


@pytest.mark.parametrize(
    ("line", "problems"),
    [
        ("extend: sang", ["sang.yaml:2: “name: value” lines are expected under “extend:”"]),
        ("add: [trua]", ["sang.yaml:2: “name: value” lines are expected under “add:”"]),
        ("extend:", []),  # nothing yet is no mistake
        ("columns:", []),
    ],
)
def test_what_a_campaign_extends_and_adds_stands_under_its_name(line: str, problems: list[str]) -> None:
    found, told = playlist(f"campaign: {{from: 2026-05-13, to: 2026-05-18}}\n{line}")
    assert isinstance(found, Campaign)
    assert (found.extends, found.adds, told) == ((), (), problems)


@pytest.mark.parametrize(
    ("days", "problem"),
    [
        (
            "{from: 2026-05-18, to: 2026-05-13}",
            "“2026-05-18 → 2026-05-13” ends before it starts; put the earlier day first",
        ),
        ("{from: 2026-05-13}", "“to:” is missing here"),
        ("{from: 31/2/2026, to: 1/3/2026}", "there is no day 31/2/2026 in the calendar"),
        ("{from: 2026-05-13, to: 9999-12-31}", "“9999-12-31” is no date; write 2026-05-13 or 13/5/2026"),
    ],
)
def test_a_campaign_without_a_period_is_none(days: str, problem: str) -> None:
    assert playlist(f"campaign: {days}") == (None, [f"sang.yaml:1: {problem}"])


@pytest.mark.parametrize("slot_id", ["../../../evil", "a/b", "trưa nay", "..", "."])
def test_an_added_slot_can_not_lead_its_programmes_out_of_the_folder(slot_id: str) -> None:
    source = f"campaign: {{from: 2026-05-13, to: 2026-05-18}}\nadd:\n  '{slot_id}': {{at: 11h, airtime: 9m, items: []}}"
    found, problems = playlist(source)
    assert isinstance(found, Campaign)
    assert found.adds == ()
    assert problems == [f"sang.yaml:3: “{slot_id}” is no name; use letters, digits and hyphens, as in nhac-hieu"]


# -- dates, several times a day, special days, relays ------------------------------------------------------------------


def test_a_slot_may_air_at_several_times_between_two_dates_and_otherwise_on_some_days() -> None:
    slot, problems = playlist(
        """
slot:
  at: [17h, 5h30]
  airtime: 30m
  from: 2026-01-05
  to: 31/12/2026
  except:
    2026-09-02: off
    2027-02-05..2027-02-09: {at: 6h, airtime: 15m}
    3/5/2026: on
items: []
"""
    )
    assert problems == []
    assert isinstance(slot, Slot)
    assert slot.times == (time(5, 30), time(17))
    assert slot.dates == DayRange(date(2026, 1, 5), date(2026, 12, 31))
    assert slot.special == (
        SpecialDays(DayRange(date(2026, 9, 2), date(2026, 9, 2)), off=True, place=Place("sang.yaml", 8)),
        SpecialDays(
            DayRange(date(2027, 2, 5), date(2027, 2, 9)),
            at=(time(6),),
            duration_ms=15 * MINUTE,
            place=Place("sang.yaml", 9),
        ),
        SpecialDays(DayRange(date(2026, 5, 3), date(2026, 5, 3)), place=Place("sang.yaml", 10)),
    )


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (
            "from: 2026-05-19, to: 2026-05-18",
            "“2026-05-19 → 2026-05-18” ends before it starts; put the earlier day first",
        ),
        ("from: 30/2/2026", "there is no day 30/2/2026 in the calendar"),
        ("except: {2026-02-30: off}", "there is no day 2026-02-30 in the calendar"),
        ("except: {2026-03-02: perhaps}", "write “off”, “on”, or other times as in {at: 06:00, airtime: 15m}"),
        ("except: {2026-03-02: {at: 25:00}}", "“25:00” is no time of day; write 05:30, 5h30 or 5 giờ 30"),
    ],
)
def test_a_day_that_is_misread_is_told(line: str, problem: str) -> None:
    _, problems = playlist(f"slot: {{at: 5h, airtime: 9m, {line}}}\nitems: []")
    assert problems == [f"sang.yaml:1: {problem}"]


def test_a_campaign_may_air_a_slot_at_more_times_and_on_more_days_with_or_without_lengthening_it() -> None:
    found, problems = playlist(
        "campaign: {from: 2026-05-13, to: 2026-05-18}\n"
        "extend:\n  sang: {at: 11h, days: sun}\n  chieu: {by: 5m, at: 19h}"
    )
    assert problems == []
    assert isinstance(found, Campaign)
    assert [(e.slot, e.by_ms, e.also_at, sorted(e.days)) for e in found.extends] == [
        ("sang", 0, (time(11),), [6]),
        ("chieu", 5 * MINUTE, (time(19),), []),
    ]


def test_a_relay_lasts_as_long_as_it_says_and_may_start_on_a_second_of_its_own() -> None:
    slot, problems = playlist(
        "slot: {at: 5h, airtime: 40m}\nitems:\n  - {relay: vov1, for: 10m}\n"
        "  - {relay: vov1, for: 15m, at: 5h20}\n  - {column: tin, optional: có}"
    )
    assert problems == []
    assert isinstance(slot, Slot)
    assert [(e.kind, e.duration_ms, e.at, e.optional) for e in slot.items] == [
        (EntryKind.RELAY, 10 * MINUTE, None, False),
        (EntryKind.RELAY, 15 * MINUTE, time(5, 20), False),
        (EntryKind.COLUMN, 0, None, True),
    ]


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        ("{relay: vov1}", "“for:” is missing here"),
        ("{relay: vov1, for: long}", "“long” is no length of time; write 30m, 90s, 1h30m or 15 phút"),
        ("{jingle: a, for: 5m}", "“for:” belongs to a relay only"),
        ("{column: a, at: 5h}", "“at:” belongs to a relay only"),
        (
            "{column: a, optional: perhaps}",
            "“perhaps” is not known here; write one of: yes, có, true, no, không, false",
        ),
    ],
)
def test_what_an_entry_can_not_be_told(entry: str, problem: str) -> None:
    _, problems = playlist(f"slot: {{at: 5h, airtime: 9m}}\nitems:\n  - {entry}")
    assert problems == [f"sang.yaml:3: {problem}"]
