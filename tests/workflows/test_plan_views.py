"""The plan as people look at it: weeks, campaigns, calendars, what an edit changes, why it is so, what is behind."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import vobject
from icalendar import Calendar
from workflows.stations import AFTER, FIRST, LAST, ask, rewrite

# -- which days --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        (["2026-05-13", "--week"], "2026-05-11", "2026-05-17"),
        (["2026-02-10", "--month"], "2026-02-01", "2026-02-28"),
        (["2028-02-10", "--month"], "2028-02-01", "2028-02-29"),
        (["--campaign", "ngay-hoi"], "2026-05-13", "2026-05-14"),
    ],
)
def test_a_week_a_month_and_a_campaign(built_station: Path, asked: list[str], first: str, last: str) -> None:
    days = [day["day"] for day in ask(built_station, "plan", *asked, "--json").json["days"]]
    assert (days[0], days[-1]) == (first, last)
    assert len(days) == (date.fromisoformat(last) - date.fromisoformat(first)).days + 1


def test_a_campaign_there_is_none_of_and_two_ways_at_once(built_station: Path) -> None:
    unknown = ask(built_station, "plan", "--campaign", "tet")
    assert unknown.code == 2
    assert "there is no campaign “tet”; the campaigns are: ngay-hoi" in unknown.err
    assert ask(built_station, "plan", "--week", "--month").code == 2


def test_each_campaign_s_share_is_told(built_station: Path) -> None:
    plan = ask(built_station, "plan", "--campaign", "ngay-hoi", "--json").json
    assert plan["campaigns"] == [{"campaign": "ngay-hoi", "days": 2, "ms": 2 * 60_000}]
    for day in plan["days"]:
        for airing in day["airings"]:
            assert airing["usual_ms"] + sum(share["ms"] for share in airing["shares"]) == airing["planned_ms"]
    table = ask(built_station, "plan", "--campaign", "ngay-hoi", "--brief").out
    assert "  of which campaign “Đợt tuyên truyền Ngày hội”: +2:00 on 2 days\n" in table


def test_the_plan_of_a_day_is_the_same_whatever_range_is_asked_for(station: Path) -> None:
    for number in (2, 3):
        news = (station / "scripts/tin-1.md").read_text("utf-8").replace("2 tin vui", f"{number + 5} tin vui")
        (station / f"scripts/tin-{number}.md").write_text(news, "utf-8")
        assert ask(station, "approve", f"tin-{number}", "--by", "Trưởng đài").code == 0
    (alone,) = ask(station, "plan", AFTER, "--json").json["days"]
    for first in ("2026-05-01", FIRST, "2026-05-14"):
        assert ask(station, "plan", "--from", first, "--to", AFTER, "--json").json["days"][-1] == alone
    assert ask(station, "build", AFTER).code == 0
    assert ask(station, "build", "--from", "2026-05-10", "--to", AFTER).code == 0
    (airing,) = ask(station, "plan", AFTER, "--json").json["days"][0]["airings"]
    assert airing["programme"] is not None


# -- calendars ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def calendar(station: Path) -> bytes:
    rewrite(station / "playlists/sang.yaml", "Chương trình buổi sáng", 'Sáng; tin, nhạc \\ "hay"')
    written = ask(station, "plan", "--from", FIRST, "--to", AFTER, "--ics", "lich.ics")
    assert written.code == 0
    assert "written: lich.ics" in written.err
    return (station / "lich.ics").read_bytes()


def test_the_library_reads_the_calendar_back_with_zone_titles_and_uids_of_its_own(calendar: bytes) -> None:
    events = Calendar.from_ical(calendar).walk("VEVENT")
    assert len(events) == 5
    starts = [event.decoded("dtstart") for event in events]
    assert starts[0] == datetime(2026, 5, 12, 22, 30, tzinfo=UTC)
    assert str(starts[0].tzinfo) == "Asia/Ho_Chi_Minh"
    assert events[0].decoded("dtend") - starts[0] == timedelta(seconds=90)
    assert str(events[0]["summary"]) == 'Sáng; tin, nhạc \\ "hay"'
    assert "05:30 Tin buổi sáng" in str(events[0]["description"]).splitlines()
    assert len({str(event["uid"]) for event in events}) == 5


def test_another_parser_reads_the_same(calendar: bytes) -> None:
    found = vobject.readOne(calendar.decode())
    first = found.vevent_list[0]
    assert first.dtstart.value.astimezone(UTC) == datetime(2026, 5, 12, 22, 30, tzinfo=UTC)
    assert first.summary.value == 'Sáng; tin, nhạc \\ "hay"'
    assert len(found.vevent_list) == 5


def test_an_airing_keeps_its_uid_when_its_items_change(station: Path) -> None:
    def uids() -> list[str]:
        assert ask(station, "plan", FIRST, "--ics", "lich.ics").code in {0, 2}
        return [str(event["uid"]) for event in Calendar.from_ical((station / "lich.ics").read_bytes()).walk("VEVENT")]

    before = uids()
    rewrite(station / "playlists/sang.yaml", "  - column: ban-tin\n", "  - jingle: nhac-hieu\n")
    assert uids() == before


# -- what an edit changes ----------------------------------------------------------------------------------------------


def test_nothing_is_changed_of_what_lies_built(built_station: Path) -> None:
    told = ask(built_station, "plan", "--from", FIRST, "--to", "2026-05-16", "--diff", "--json").json
    assert [(day["day"], day["built"], day["changes"]) for day in told["days"]] == [
        (FIRST, True, []),
        (LAST, True, []),
        (AFTER, True, []),
        ("2026-05-16", False, []),
    ]
    said = ask(built_station, "plan", FIRST, "--diff").out
    assert said == "13/05/2026\n  as it was built\n"


def test_a_longer_slot_a_slot_taken_away_and_a_script_off_the_air_are_told(station: Path) -> None:
    rewrite(station / "playlists/ngay-hoi.yaml", "by: 30s", "by: 1m")
    rewrite(station / "playlists/ngay-hoi.yaml", 'at: "11:00"', 'at: "12:00"')
    said = ask(station, "plan", FIRST, "--diff").out
    assert "  05:30  Chương trình buổi sáng: 1:30 → 2:00\n" in said
    assert "  11:00  Chuyên mục Ngày hội: 0:30 → –\n" in said
    assert "  12:00  Chuyên mục Ngày hội: – → 0:30\n" in said
    rewrite(station / "scripts/tin-1.md", "2 tin vui", "5 tin vui")
    (day,) = ask(station, "plan", AFTER, "--diff", "--json").json["days"]
    (change,) = day["changes"]
    assert "tin-1" in [cue["source"] for cue in change["gone"]]
    assert {cue["kind"] for cue in change["new"]} <= {"music", "pause"}


# -- why ---------------------------------------------------------------------------------------------------------------


def test_each_item_has_its_reason_and_so_has_each_that_is_not_in(station: Path) -> None:
    news = (station / "scripts/tin-1.md").read_text("utf-8").replace("2 tin vui", "3 tin vui")
    (station / "scripts/tin-2.md").write_text(news, "utf-8")
    late = news.replace("column: ban-tin\n", "column: ban-tin\nvalid: 2026-06-01..2026-06-02\n")
    (station / "scripts/tin-3.md").write_text(late.partition("approval:")[0].rstrip() + "\n---\nXin chào.\n", "utf-8")
    assert ask(station, "approve", "tin-3", "--by", "Trưởng đài").code == 0
    (airing,) = ask(station, "explain", "sang", FIRST, "--json").json["airings"]
    assert [(reason["source"], reason["why"]) for reason in airing["in"]] == [
        ("nhac-hieu", "the list names it"),
        ("tin-1", "column “ban-tin”: not aired since 12/05/2026 05:30, longest of those that may air"),
        ("ngay-hoi-1", "column “ngay-hoi”: never aired before (campaign “ngay-hoi”)"),
        ("dan-bau", "fills the airtime that is left"),
        ("dan-bau", "fills the airtime that is left"),
    ]
    assert [(reason["source"], reason["why"]) for reason in airing["left_out"]] == [
        ("tin-2", "not approved as it is now"),
        ("tin-3", "valid only 01/06/2026–02/06/2026"),
    ]
    assert "    Tin buổi sáng: valid only 01/06/2026–02/06/2026\n" in ask(station, "explain", "sang", FIRST).out


@pytest.mark.parametrize(
    ("slot", "day", "why"),
    [
        ("trua", AFTER, "it is added by the campaign “ngay-hoi”, which runs 13/05/2026–14/05/2026"),
        ("sang", "2026-05-18", "its “except:” says that it is off that day"),
        ("sang", "2026-05-19", "it is one of the station's days off (days_off in station.yaml)"),
        ("sang", "2026-05-17", "it airs on other days of the week"),
        ("sang", "2027-01-04", "it airs only …–31/12/2026"),
    ],
)
def test_why_a_slot_does_not_air_on_a_day(station: Path, slot: str, day: str, why: str) -> None:
    rewrite(station / "station.yaml", "outputs:", "days_off: [2026-05-19]\noutputs:")
    times = "days: mon-sat, to: 2026-12-31, except: {2026-05-18: nghỉ}"
    rewrite(station / "playlists/sang.yaml", "days: mon-sun", times)
    explained = ask(station, "explain", slot, day)
    assert explained.code == 0
    assert explained.out == f"“{slot}” does not air on {date.fromisoformat(day):%d/%m/%Y}: {why}\n"


def test_a_slot_nobody_knows(built_station: Path) -> None:
    unknown = ask(built_station, "explain", "sag", FIRST)
    assert (unknown.code, unknown.err) == (2, "there is no slot “sag”; did you mean: sang?\n")


# -- decisions ---------------------------------------------------------------------------------------------------------


def test_a_clash_of_priority_items_is_put_to_the_operator_and_the_decision_recorded(station: Path) -> None:
    for name in ("bao-lu", "tiem"):
        text = f"---\ntitle: {name}\ncolumn: ban-tin\npriority: ưu tiên\n---\nThông báo về {name.replace('-', ' ')}.\n"
        (station / f"scripts/{name}.md").write_text(text, "utf-8")
    assert ask(station, "approve", "bao-lu", "tiem", "--by", "Trưởng đài").code == 0
    clash = ask(station, "plan", AFTER)
    assert (
        "playlists/sang.yaml:5: Chương trình buổi sáng on 15/05/2026: the priority items “bao-lu” and “tiem” "
        "want the same place; decide which airs first: broadcaster decide bao-lu tiem --by NAME"
    ) in clash.err
    decided = ask(station, "decide", "tiem", "bao-lu", "--by", "Chị  Lan")
    assert decided.code == 0
    assert decided.out.startswith("recorded in decisions.yaml: “tiem” airs before “bao-lu” (Chị Lan, ")
    line = (station / "decisions.yaml").read_text("utf-8").splitlines()[-1]
    assert line.startswith('- {first: tiem, before: bao-lu, by: "Chị Lan", on: ')
    after = ask(station, "plan", AFTER, "--json")
    assert after.err == ""
    (airing,) = after.json["days"][0]["airings"]
    assert [cue["source"] for cue in airing["cues"] if cue["kind"] == "script"] == ["tiem"]
    (why,) = [
        reason["why"]
        for reason in ask(station, "explain", "sang", AFTER, "--json").json["airings"][0]["in"]
        if reason["source"] == "tiem"
    ]
    assert why.startswith("column “ban-tin”: Chị Lan decided on ")
    rewrite(station / "decisions.yaml", "before: bao-lu", "before: bao-lo")
    assert "decisions.yaml:2: this decision is about “bao-lo”, which is no priority item" in ask(station, "check").err


@pytest.mark.parametrize(
    ("first", "before", "why"),
    [
        ("tin-1", "khong-co", "“tin-1” is no priority item: nothing is to be decided about it"),
        ("khong-co", "tin-1", "there is no script “khong-co”"),
    ],
)
def test_what_can_not_be_decided(built_station: Path, first: str, before: str, why: str) -> None:
    refused = ask(built_station, "decide", first, before, "--by", "Chị Lan")
    assert (refused.code, refused.err) == (2, f"{why}\n")


# -- what is behind ----------------------------------------------------------------------------------------------------


def test_drafts_empty_columns_and_airtime_that_is_not_filled_are_told_with_their_days(draft_station: Path) -> None:
    (draft_station / "audio/music/dan-bau.wav").unlink()
    behind = ask(draft_station, "plan", "--from", "2026-05-12", "--to", AFTER, "--json").json["behind"]
    assert [(one["kind"], one["name"], one["days"][0], one["days"][-1]) for one in behind] == [
        ("column", "ban-tin", "2026-05-12", AFTER),
        ("column", "ngay-hoi", FIRST, LAST),
        ("script", "ngay-hoi-1", FIRST, LAST),
        ("script", "tin-1", "2026-05-12", AFTER),
        ("shortfall", "Chương trình buổi sáng", "2026-05-12", AFTER),
        ("shortfall", "Chuyên mục Ngày hội", FIRST, LAST),
    ]
    said = ask(draft_station, "plan", "--from", "2026-05-12", "--to", AFTER).out
    assert "behind:\n  column “ban-tin” has nothing to air on 12/05–15/05: write a script" in said


def test_a_script_that_was_changed_since_its_approval_is_behind_in_ready_too(station: Path) -> None:
    rewrite(station / "scripts/tin-1.md", "2 tin vui", "5 tin vui")
    behind = ask(station, "ready", "--json").json["behind"]
    assert [one["kind"] for one in behind] == ["column", "script"]
    assert "changed after Trưởng đài approved it (the text was changed in line 6: “2” → “5”)" in behind[1]["message"]
    assert len(behind[1]["days"]) == 7


def test_nothing_is_behind_where_all_is_there(built_station: Path) -> None:
    assert ask(built_station, "plan", FIRST, "--json").json["behind"] == []


# -- relays ------------------------------------------------------------------------------------------------------------


def test_a_relay_is_in_plan_picture_and_programme_and_the_record_says_what_was_heard_in_its_place(
    station: Path,
) -> None:
    rewrite(
        station / "station.yaml",
        "outputs:",
        "relays: {vov1: {title: VOV1, url: https://vov.example/vov1}}\noutputs:",
    )
    rewrite(station / "playlists/sang.yaml", "airtime: 1m", "airtime: 2m")
    rewrite(
        station / "playlists/sang.yaml",
        "  - column: ban-tin\n",
        "  - column: ban-tin\n  - {relay: vov1, for: 30s, at: 5h31}\n",
    )
    assert ask(station, "check").code == 0
    built = ask(station, "build", AFTER)
    assert (built.code, built.err) == (0, "")
    (airing,) = ask(station, "plan", AFTER, "--json").json["days"][0]["airings"]
    assert airing["programme"] is not None
    (relay,) = [cue for cue in airing["cues"] if cue["kind"] == "relay"]
    assert (relay["source"], relay["title"], relay["starts_at"][11:19]) == ("vov1", "VOV1", "05:31:00")
    assert sum(part["duration_ms"] for part in relay["stand_in"]) == 30_000
    table = ask(station, "plan", AFTER, "--svg", "ngay.svg").out
    assert "05:31:00    0:30   relay          VOV1\n        stands in for it: dan-bau\n" in table
    assert "VOV1" in (station / "ngay.svg").read_text("utf-8")
    (line,) = [line for line in ask(station, "simulate", AFTER, "--json").lines if line["kind"] == "relay"]
    assert (line["outcome"], line["duration_ms"]) == ("replaced", 30_000)
    assert line["note"] == "the relay's fallback was heard in its place"
    assert ask(station, "plan", AFTER, "--diff").out == "15/05/2026\n  as it was built\n"
