"""Slots and campaigns changed by form: the same checks as the files have, and not a byte more than was meant."""

from datetime import date
from pathlib import Path

import pytest
from workflows.stations import CAMPAIGN, FIRST, MORNING, ask, rewrite

from broadcaster.errors import UsageError
from broadcaster.logbook.logbook import Logbook
from broadcaster.model.record import Deed
from broadcaster.workflows.editing_files import ChangedMeanwhileError
from broadcaster.workflows.station_folder import Places, open_station
from broadcaster.workflows.timetable_editing import (
    Changed,
    ChangeRefusedError,
    Values,
    added_slot,
    change,
    open_playlist,
)

TODAY = date.fromisoformat(FIRST)


def changed(station: Path, playlist: str, values: Values) -> Changed:
    contents, _ = open_station(station)
    return change(contents, open_playlist(contents, playlist), values, "Anh Trực", TODAY)


def text(station: Path, playlist: str) -> str:
    return (station / f"playlists/{playlist}.yaml").read_text("utf-8")


def test_a_slot_is_moved_and_lengthened_and_nothing_else_changes(station: Path) -> None:
    rewrite(station / "playlists/sang.yaml", "airtime: 1m}", "airtime: 1m}  # ngắn thôi")
    done = changed(station, "sang", {("slot", "at"): "6h, 17h", ("slot", "airtime"): "2m", ("slot", "days"): "mon-sun"})
    wanted = MORNING.replace("5h30", "[6h, 17h]").replace("airtime: 1m}", "airtime: 2m}  # ngắn thôi")
    assert text(station, "sang") == wanted
    assert done.changes == {("slot", "at"): ("5h30", "6h, 17h"), ("slot", "airtime"): ("1m", "2m")}
    (airing, *_) = ask(station, "plan", "2026-05-15", "--json").json["days"][0]["airings"]
    assert (airing["starts_at"][11:16], airing["planned_ms"]) == ("06:00", 120_000)


def test_a_campaign_is_lengthened_in_days_and_minutes(station: Path) -> None:
    changed(station, "ngay-hoi", {("campaign", "to"): "15/5/2026", ("extend", "sang", "by"): "40s"})
    assert text(station, "ngay-hoi") == CAMPAIGN.replace("14/5/2026", "15/5/2026").replace("by: 30s", "by: 40s")
    plan = ask(station, "plan", "2026-05-15", "--json").json["days"][0]["airings"]
    assert [(airing["usual_ms"], airing["planned_ms"]) for airing in plan] == [(60_000, 100_000), (0, 30_000)]


def test_a_campaign_gets_one_more_airing(station: Path) -> None:
    changed(station, "ngay-hoi", {("add", "toi"): added_slot("Buổi tối: thêm", "19h30", "5m", "ngay-hoi")})
    airings = ask(station, "plan", FIRST, "--json").json["days"][0]["airings"]
    assert [(airing["slot"], airing["title"]) for airing in airings][-1] == ("toi", "Buổi tối: thêm")
    with pytest.raises(UsageError, match="stands in"):
        changed(station, "ngay-hoi", {("add", "toi"): added_slot("Khác", "20h", "5m", "ngay-hoi")})


@pytest.mark.parametrize(
    ("playlist", "values", "told"),
    [
        ("sang", {("slot", "at"): "25h"}, "playlists/sang.yaml:2: “25h” is no time of day"),
        ("sang", {("slot", "at"): "3h15"}, "quiet hours"),
        ("sang", {("slot", "airtime"): "lâu"}, "is no length of time"),
        ("sang", {("slot", "airtime"): ""}, "“airtime:” is missing here"),
        ("ngay-hoi", {("campaign", "to"): "1/5/2026"}, "ends before it starts"),
        ("ngay-hoi", {("extend", "sag", "by"): "5m"}, "there is no slot “sag” to extend"),
        ("sang", {("slot", "at"): "5h30], title: [x"}, "is no time of day"),
        ("ngay-hoi", {("add", "trua", "at"): "5h30"}, "starts before “sang” has ended"),
    ],
)
def test_what_breaks_a_rule_is_told_as_in_the_file_and_not_written(
    station: Path, playlist: str, values: Values, told: str
) -> None:
    before = text(station, playlist)
    with pytest.raises(ChangeRefusedError) as refused:
        changed(station, playlist, values)
    assert told in " ".join(f"{one.place}: {one.sentence.said('en')}" for one in refused.value.problems)
    assert text(station, playlist) == before


def test_what_somebody_changed_in_an_editor_meanwhile_is_never_written_over(station: Path) -> None:
    contents, _ = open_station(station)
    playlist = open_playlist(contents, "sang")
    rewrite(station / "playlists/sang.yaml", "buổi sáng", "sáng sớm")
    before = text(station, "sang")
    with pytest.raises(ChangedMeanwhileError) as refused:
        change(contents, playlist, {("slot", "at"): "6h"}, "Anh Trực", TODAY)
    assert text(station, "sang") == before
    assert (station / refused.value.kept).read_text("utf-8") == before.replace("5h30", "6h")


def test_the_version_before_is_kept_and_the_record_says_who_changed_what(station: Path) -> None:
    changed(station, "sang", {("slot", "at"): "6h"})
    (kept,) = Places(station).kept.glob("playlists/sang/*-before.*")
    assert kept.read_text("utf-8") == MORNING
    *_, act = Logbook(station / "var/logbook.sqlite").deeds(Deed.CHANGED)
    assert (act.by, act.subject, act.note) == ("Anh Trực", "playlists/sang.yaml", "slot.at: 5h30 → 6h")


def test_the_command_shows_and_changes_by_short_names(station: Path) -> None:
    assert "slot.at=5h30" in ask(station, "timetable", "sang").out
    assert ask(station, "timetable", "sang", "at=6h", "--by", "Anh Trực").out == (
        "playlists/sang.yaml: slot.at: 5h30 → 6h\n"
    )
    assert ask(station, "timetable", "sang", "at=6h", "--by", "A").out == "playlists/sang.yaml says so already\n"
    assert ask(station, "timetable", "ngay-hoi", "extend.sang.by=1m", "to=16/5/2026", "--by", "A").code == 0
    refused = ask(station, "timetable", "sang", "at=3h", "--by", "A")
    assert refused.code == 2
    assert "quiet" in refused.err
    for wrong in (("sang", "at=6h"), ("không-có", "at=6h", "--by", "A"), ("sang", "at", "--by", "A")):
        assert ask(station, "timetable", *wrong).code == 2
