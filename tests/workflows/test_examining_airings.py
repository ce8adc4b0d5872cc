"""One airing examined by itself, by the command as the daemon calls it: what is told to be lacking, and what to do."""

import os
from pathlib import Path
from typing import Any

import pytest
from workflows.stations import AFTER, FIRST, ask, rewrite

MORNING, FEAST, NOON = f"sang@{AFTER}T05:30+07:00", f"sang@{FIRST}T05:30+07:00", f"trua@{FIRST}T11:00+07:00"


def examined(station: Path, *airings: str) -> list[dict[str, Any]]:
    options = [word for airing in airings for word in ("--airing", airing)]
    found: list[dict[str, Any]] = ask(station, "ready", "--json", *options).json["airings"]
    return found


def programme(station: Path) -> Path:
    return station / f"audio/programmes/{AFTER}/0530-sang.mp3"


def test_what_is_built_and_approved_is_ready_and_only_what_was_asked_for_is_told(station: Path) -> None:
    assert examined(station, MORNING) == [
        {"airing": MORNING, "title": "Chương trình buổi sáng", "starts_at": f"{AFTER}T05:30:00+07:00", "ready": True,
         "built": True, "why": [], "notes": []}
    ]  # fmt: skip
    assert [one["airing"] for one in examined(station, NOON, FEAST)] == [FEAST, NOON]


def test_a_damaged_programme_is_noticed_though_no_file_time_tells(station: Path) -> None:
    stat = programme(station).stat()
    data = bytearray(programme(station).read_bytes())
    data[9000:9100] = bytes(100)
    programme(station).write_bytes(data)
    os.utime(programme(station), ns=(stat.st_atime_ns, stat.st_mtime_ns))
    (found,) = examined(station, MORNING)
    assert (found["ready"], found["built"]) == (False, False)
    assert found["why"] == ["not built yet, or damaged; build it: broadcaster build 2026-05-15"]


def test_a_script_changed_after_its_approval_is_told_with_its_column(station: Path) -> None:
    rewrite(station / "scripts/ngay-hoi-1.md", "17h30", "18h30")
    feast, noon, after = examined(station, FEAST, NOON, MORNING)
    assert [one["ready"] for one in (feast, noon, after)] == [False, False, True]
    assert any("ngay-hoi" in why and "approve" in why for why in noon["why"])


def test_mistakes_in_files_are_told_where_they_may_be_why_nothing_is_built(station: Path) -> None:
    programme(station).unlink()
    rewrite(station / "scripts/tin-1.md", "column: ban-tin", "column: [")
    (found,) = examined(station, MORNING)
    assert any(why.startswith("scripts/tin-1.md:") for why in found["why"])


def test_what_no_plan_has_is_left_out(station: Path) -> None:
    assert examined(station, f"toi@{AFTER}T18:00+07:00") == []


@pytest.mark.parametrize("nonsense", ["sang", "sang@", "@", "sang@mai"])
def test_what_names_no_airing_is_told(station: Path, nonsense: str) -> None:
    said = ask(station, "ready", "--airing", nonsense)
    assert said.code == 2
    assert "--airing" in said.err


def test_said_to_people_it_is_a_line_and_what_to_do(station: Path) -> None:
    programme(station).unlink()
    said = ask(station, "ready", "--airing", MORNING)
    assert said.code == 1
    assert said.out == "  15/05 05:30  Chương trình buổi sáng: not ready\n"
    assert "broadcaster build" in said.err
