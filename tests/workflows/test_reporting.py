"""Report, reconcile, explain, verify, backup and restore as commands on a station's record."""

import json
import re
import shutil
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from workflows.stations import AFTER, FIRST, LAST, ask, rewrite

from broadcaster.logbook.logbook import Logbook
from broadcaster.model.plan import Rundown
from broadcaster.model.record import Act, Deed
from broadcaster.playout.airing import Airing
from broadcaster.playout.clock import FastClock
from broadcaster.playout.daemon import Daemon
from broadcaster.playout.off_air import OffAirDesk
from broadcaster.workflows.building import plan_range
from broadcaster.workflows.column_names import column_names
from broadcaster.workflows.planning_days import start_of
from broadcaster.workflows.simulating import Simulation, policy_of
from broadcaster.workflows.station_folder import Places, open_station

SAMPLE = Path(__file__).parents[2]


def air(station: Path, first: str, last: str) -> None:
    """Air those days into the station's own record, on a fast clock."""
    contents, _ = open_station(station)
    record = Logbook(Places(station).logbook)
    days = (date.fromisoformat(first), date.fromisoformat(last))
    assert list(Simulation(contents, days, start_of(days[0], contents)).run(record))
    record.close()


@pytest.fixture
def aired_station(station: Path) -> Path:
    air(station, FIRST, AFTER)
    return station


def total_of_log(station: Path, *arguments: str) -> int:
    return sum(line["duration_ms"] for line in ask(station, "log", "--json", *arguments).lines)


def test_a_campaign_s_report_adds_up_to_the_log_of_its_days(aired_station: Path) -> None:
    told = ask(aired_station, "report", "--campaign", "ngay-hoi", "--json").json
    assert told["campaign"] == "ngay-hoi"
    assert [(day["day"], day["usual_ms"], day["planned_ms"], day["aired_ms"]) for day in told["days"]] == [
        (FIRST, 60_000, 120_000, 120_000),
        (LAST, 60_000, 120_000, 120_000),
    ]
    logged_ms = total_of_log(aired_station, "--from", FIRST, "--to", LAST)
    assert sum(day["aired_ms"] for day in told["days"]) == logged_ms == 240_000
    assert sum(column["aired_ms"] for column in told["columns"]) == logged_ms
    assert [(c["column"], c["items"], c["airings"]) for c in told["columns"] if c["column"]] == [
        ("ngay-hoi", 1, 4),
        ("ban-tin", 1, 2),
    ]
    assert told["deviations"] == []


def test_the_sample_campaign_s_report_adds_up_to_its_log(tmp_path: Path) -> None:
    """The repository's own station, its lengths reckoned: nothing is spoken for this."""
    for name in ("scripts", "playlists", "audio"):
        shutil.copytree(SAMPLE / name, tmp_path / name, ignore=shutil.ignore_patterns("programmes", "built"))
    for name in ("station.yaml", "lexicon.yaml"):
        shutil.copy(SAMPLE / name, tmp_path / name)
    contents, _ = open_station(tmp_path)
    first, last = date(2026, 5, 13), date(2026, 5, 18)
    plans, _ = plan_range(contents, first, last, start_of(first, contents))
    rundowns = {plan.day: plan.rundowns for plan in plans}

    def airings(day: date) -> Sequence[Airing]:
        no_rundowns: tuple[Rundown, ...] = ()
        return [Airing(rundown, Path()) for rundown in rundowns.get(day, no_rundowns)]

    clock = FastClock(start_of(first, contents))
    record = Logbook(Places(tmp_path).logbook)
    policy = replace(policy_of(contents), look_again_ms=60_000)  # nothing befalls these days: no need to look often
    daemon = Daemon(clock, OffAirDesk(clock.now), record, airings, policy)
    while clock.now() < start_of(date(2026, 5, 19), contents):
        daemon.tick()
        clock.wait_until(daemon.next_moment())
    record.close()
    told = ask(tmp_path, "report", "--campaign", "ngay-khoa-hoc-2026", "--json").json
    assert len(told["days"]) == 6
    assert all(day["planned_ms"] > day["usual_ms"] for day in told["days"])
    logged_ms = total_of_log(tmp_path)
    assert sum(day["aired_ms"] for day in told["days"]) == told["totals"]["aired_ms"] == logged_ms > 0
    assert sum(column["aired_ms"] for column in told["columns"]) == logged_ms
    assert {c["column"] for c in told["columns"][:4]} == set(contents.timetable.campaigns[0].columns)


def test_what_the_record_kept_of_the_plan_wins_over_playlists_changed_since(aired_station: Path) -> None:
    rewrite(aired_station / "playlists/sang.yaml", "5h30", "6h30")
    rewrite(aired_station / "playlists/sang.yaml", "airtime: 1m", "airtime: 5m")
    told = ask(aired_station, "report", "--from", FIRST, "--to", "16/5/2026", "--json").json
    assert [(day["usual_ms"], day["planned_ms"]) for day in told["days"]] == [
        (60_000, 120_000), (60_000, 120_000), (60_000, 60_000), (300_000, 300_000)
    ]  # fmt: skip


def test_a_slot_that_airs_twice_a_day_is_two_airings(station: Path) -> None:
    rewrite(station / "playlists/sang.yaml", "5h30", "[5h30, 18h00]")
    air(station, AFTER, AFTER)
    told = ask(station, "report", "--from", AFTER, "--until", "16/5/2026", "--json").json
    assert [(day["planned_ms"], day["airings_planned"], day["airings_aired"]) for day in told["days"]] == [
        (120_000, 2, 2), (120_000, 2, 0)
    ]  # fmt: skip
    silent = ["2026-05-16T05:30", "2026-05-16T18:00"]
    assert [deviation["planned_at"][:16] for deviation in told["deviations"]] == silent
    assert [d["planned_at"][:16] for d in ask(station, "reconcile", "2026-05-14", "--json").json["deviations"]] == [
        "2026-05-14T05:30", "2026-05-14T11:00", "2026-05-14T18:00"
    ]  # fmt: skip


def test_a_report_becomes_what_its_file_s_name_ends_in(aired_station: Path) -> None:
    made = [f"báo cáo.{ending}" for ending in ("docx", "xlsx", "csv", "html", "json")]
    asked = [word for name in made for word in ("--to", name)]
    assert ask(aired_station, "report", "--campaign", "ngay-hoi", *asked).code == 0
    assert [(aired_station / name).stat().st_size > 200 for name in made] == [True] * 5
    kept = json.loads((aired_station / "báo cáo.json").read_text("utf-8"))
    told = ask(aired_station, "report", "--campaign", "ngay-hoi", "--json").json
    assert kept | {"made_at": ""} == told | {"made_at": ""}
    refused = ask(aired_station, "report", "--campaign", "ngay-hoi", "--to", "báo-cáo.pdf")
    assert (refused.code, "a name that ends in .docx, .xlsx, .csv, .html, .json is needed" in refused.err) == (2, True)


def test_a_report_of_a_campaign_that_is_none_or_of_days_as_well_is_refused(station: Path) -> None:
    refused = ask(station, "report", "--campaign", "tet")
    assert (refused.code, refused.err) == (2, "there is no campaign “tet”; there are: ngay-hoi\n")
    assert ask(station, "report", "--campaign", "ngay-hoi", "--from", FIRST).code == 2


def test_a_report_before_anything_was_aired_tells_usual_and_planned(station: Path) -> None:
    told = ask(station, "report", "--campaign", "ngay-hoi", "--json").json
    assert [(day["usual_ms"], day["planned_ms"], day["aired_ms"]) for day in told["days"]] == [(60_000, 120_000, 0)] * 2
    assert "usually 2:00, planned 4:00, aired 0:00 (−2:00)" in ask(station, "report", "--campaign", "ngay-hoi").out


def test_reconcile_tells_the_day_on_which_the_station_was_off(aired_station: Path) -> None:
    fine = ask(aired_station, "reconcile", "--from", FIRST, "--to", AFTER)
    assert (fine.code, fine.out) == (0, "what went out is what was planned\n")
    off = ask(aired_station, "reconcile", "2026-05-12", "--json")
    assert off.code == 1
    assert [(d["kind"], d["slot"], d["planned_ms"]) for d in off.json["deviations"]] == [("no_record", "sang", 60_000)]
    assert "no line in the record" in ask(aired_station, "reconcile", "2026-05-12").out


def reasons(station: Path, *asked: str) -> str:
    told = ask(station, "explain", *asked)
    assert told.code == 0
    return told.out


def test_explain_names_what_was_heard_the_rule_the_fault_and_who(aired_station: Path) -> None:
    assert "“Tin buổi sáng” was heard, from 05:30:03 to " in reasons(aired_station, "05:30:05", FIRST)
    nothing = reasons(aired_station, f"{FIRST} 7h")
    assert "nothing is planned for that time" in nothing
    assert "before that, Chương trình buổi sáng was planned up to 05:31" in nothing
    assert "after that, Chuyên mục Ngày hội is planned from 11:00" in nothing
    assert "the rule: Chuyên mục Ngày hội does not air that day: " in reasons(aired_station, "11:00", AFTER)
    off = reasons(aired_station, "5h30", "2026-05-12")
    assert "Chương trình buổi sáng should have been heard, from 05:30 to 05:31" in off
    assert "the fault: broadcaster run was not running then, or the machine was off" in off
    assert "nothing airs in the quiet hours (hours: {quiet: 21:00-05:00}" in reasons(aired_station, "3:15", FIRST)
    assert "airs then, from 05:30 13/05/2099" in reasons(aired_station, "2099-05-13 05:30")


def test_explain_names_the_rule_by_which_an_airing_was_blocked(station: Path) -> None:
    rewrite(station / "playlists/sang.yaml", "5h30", "21h30")
    air(station, AFTER, AFTER)
    told = ask(station, "explain", "21:30", AFTER, "--json").json
    assert told["heard"] is False
    assert told["reasons"][1:3] == [
        "the record says: blocked (quiet hours)",
        "the rule: nothing airs in the quiet hours (hours: {quiet: 21:00-05:00} in station.yaml)",
    ]


def test_explain_names_who_took_an_approval_back(aired_station: Path) -> None:
    at = datetime.fromisoformat("2026-05-11T20:00:00+07:00")
    record = Logbook(aired_station / "var/logbook.sqlite")
    record.note(Act(at, Deed.REVOKED, "Bà Hoa", "tin-1"))
    record.note(Act(at, Deed.CHANGED, "", "playlists/sang.yaml"))
    record.close()
    told = reasons(aired_station, "5h30", "2026-05-12")
    assert "20:00 11/05: Bà Hoa took back the approval of “tin-1”" in told
    assert "20:00 11/05: somebody changed playlists/sang.yaml" in told
    assert "Bà Hoa" not in reasons(aired_station, "5h30", AFTER)  # two days later that is no reason any more


def test_explain_tells_times_from_slots_and_refuses_what_is_neither(station: Path) -> None:
    for written in ("sag", "25:00", "17:75"):
        assert ask(station, "explain", written).code == 2
    assert "the list names it" in ask(station, "explain", "sang", FIRST).out  # of the plan, not of the air


def test_log_verify_says_that_nothing_was_changed_or_what_was(aired_station: Path) -> None:
    good = ask(aired_station, "log", "--verify", "--json")
    assert (good.code, good.json["good"], good.json["faults"]) == (0, True, [])
    anchor = good.json["head"]
    assert ask(aired_station, "log", "--anchor", anchor).code == 0
    number, _, code = anchor.partition("-")
    other = f"{number}-{'0' * len(code)}"
    forged = ask(aired_station, "log", "--anchor", other)
    assert (forged.code, "the record was written anew" in forged.out) == (1, True)
    assert ask(aired_station, "log", "--verify", "--anchor", "đây").code == 2


def test_log_people_tells_who_approved_what(station: Path) -> None:
    told = [(act["deed"], act["by"], act["subject"]) for act in ask(station, "log", "--people", "--json").lines]
    assert told == [("approved", "Trưởng đài", "tin-1"), ("approved", "Trưởng đài", "ngay-hoi-1")]
    assert "Trưởng đài: approved tin-1" in ask(station, "log", "--people").out


def test_a_backup_onto_a_stick_is_named_after_the_station_and_the_moment(aired_station: Path, tmp_path: Path) -> None:
    (tmp_path / "usb").mkdir()
    assert ask(aired_station, "backup", str(tmp_path / "usb")).code == 0
    [made] = (tmp_path / "usb").iterdir()
    assert re.fullmatch(rf"{aired_station.name}-[0-9]{{8}}-[0-9]{{6}}\.zip", made.name)


def test_a_backup_becomes_a_station_with_the_same_record(aired_station: Path, tmp_path: Path) -> None:
    made = ask(aired_station, "backup", str(tmp_path / "kho/sao-luu.zip"))
    assert made.code == 1  # there is no such folder
    (tmp_path / "kho").mkdir()
    assert ask(aired_station, "backup", str(tmp_path / "kho/sao-luu.zip")).code == 0
    assert ask(aired_station, "backup", str(tmp_path / "kho/sao-luu.zip")).code == 2  # never over another
    assert ask(aired_station, "backup", str(tmp_path / "usb")).code == 1  # a stick that is not plugged in
    before = ask(aired_station, "log", "--json").out
    anchor = ask(aired_station, "log", "--verify", "--json").json["head"]
    restored = tmp_path / "đài mới"
    assert ask(aired_station, "restore", str(tmp_path / "kho/sao-luu.zip"), str(restored)).code == 0
    assert ask(restored, "log", "--json").out == before
    assert ask(restored, "log", "--verify", "--anchor", anchor).code == 0
    assert [act["deed"] for act in ask(restored, "log", "--people", "--json").lines][-1] == "restored"
    assert ask(restored, "check").code == 0
    assert not (restored / "audio/programmes").exists()
    assert sorted(path.name for path in (restored / "scripts").iterdir()) == ["ngay-hoi-1.md", "tin-1.md"]
    again = ask(aired_station, "restore", str(tmp_path / "kho/sao-luu.zip"), str(restored))
    assert (again.code, "is not empty" in again.err) == (2, True)


def test_what_is_no_backup_is_refused_and_makes_nothing(station: Path, tmp_path: Path) -> None:
    (tmp_path / "text.zip").write_text("đây")
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as archive:
        archive.writestr("a.txt", "a")
    with zipfile.ZipFile(tmp_path / "evil.zip", "w") as archive:
        archive.writestr("var/logbook.sqlite", "a")
        archive.writestr("../evil.txt", "a")
    for name in ("text.zip", "other.zip", "evil.zip"):
        refused = ask(station, "restore", str(tmp_path / name), str(tmp_path / "new"))
        assert (refused.code, "is no backup of a station" in refused.err) == (2, True)
    assert not (tmp_path / "new").exists()
    assert not (tmp_path / "evil.txt").exists()


def test_columns_are_called_as_the_commune_writes_them() -> None:
    contents, _ = open_station(SAMPLE)
    wanted = ("chuyen-doi-so", "y-nghia-ngay-khoa-hoc", "vai-tro-chuyen-doi-so", "ban-tin", "xyz-abc")
    assert column_names(contents, wanted) == {
        "chuyen-doi-so": "Chuyển đổi số",
        "y-nghia-ngay-khoa-hoc": "Ý nghĩa Ngày Khoa học",
        "vai-tro-chuyen-doi-so": "Vai trò chuyển đổi số",
        "ban-tin": "Bản tin",
        "xyz-abc": "xyz-abc",
    }
