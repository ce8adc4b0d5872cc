"""A script of `scripts/`: its head, its text, and the lines that both stand on."""

from datetime import date, time
from pathlib import Path

import pytest
from people_files import SAMPLE, read_text

from broadcaster.content.script_file import read_script
from broadcaster.model.problem import Place
from broadcaster.model.script import Approval, DayRange, Event, Priority, Script


def script(source: str) -> tuple[Script | None, list[str]]:
    return read_text(lambda text, gather: read_script(text, "tin.md", "tin", gather), source)


@pytest.mark.parametrize("path", sorted((SAMPLE / "scripts").glob("*.md")), ids=lambda path: path.stem)
def test_the_sample_scripts_are_read_without_a_word(path: Path) -> None:
    found, problems = script(path.read_text("utf-8"))
    assert problems == []
    assert found is not None


def test_everything_that_a_script_may_say() -> None:
    source = """---
title: Ý nghĩa Ngày 18/5
column: y-nghia
priority: ưu tiên
valid: 13/5/2026..18/5/2026
bed: nhac-nen
approval: {by: "Chị Lan", on: 2026-05-11, fingerprint: "0a1b"}
---

Kính thưa bà con!
"""
    assert script(source) == (
        Script(
            id="tin",
            title="Ý nghĩa Ngày 18/5",
            column="y-nghia",
            body="\nKính thưa bà con!\n",
            priority=Priority.PRIORITY,
            valid=DayRange(date(2026, 5, 13), date(2026, 5, 18)),
            bed="nhac-nen",
            approval=Approval("Chị Lan", date(2026, 5, 11), "0a1b"),
            place=Place("tin.md", 1),
            body_line=9,
        ),
        [],
    )


@pytest.mark.parametrize("written", ["{from: 2026-05-13, to: 18/5/2026}", "2026-05-13..2026-05-18"])
def test_the_days_may_be_written_as_one_line_or_as_two_names(written: str) -> None:
    found, problems = script(f"---\ntitle: A\ncolumn: b\nvalid: {written}\n---\nChào\n")
    assert problems == []
    assert found is not None
    assert found.valid == DayRange(date(2026, 5, 13), date(2026, 5, 18))


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_text_keeps_its_own_hyphens_and_knows_its_first_line(end: str) -> None:
    found, problems = script(end.join(["\ufeff--- ", "title: A", "column: b", "---", "Một", "---", "hai", ""]))
    assert problems == []
    assert found is not None
    assert (found.body, found.body_line) == ("Một\n---\nhai\n", 5)


@pytest.mark.parametrize(
    "source",
    ["", "Kính thưa bà con!", "\n---\ntitle: A\ncolumn: b\n---\nx", "---\ntitle: A\ncolumn: b\nx", "----\n---\nx"],
)
def test_a_file_without_a_head_is_no_script(source: str) -> None:
    problem = "a script starts with a line “---”, the lines “title: …” and “column: …”, and a line “---” again"
    assert script(source) == (None, [f"tin.md:1: {problem}"])


def test_all_mistakes_of_a_script_are_told_at_once() -> None:
    source = """---
titel: A
priority: urgent
valid: 2026-05-18..2026-05-13
bed: nhạc nền
approval: {by: Lan, on: hôm qua}
---

"""
    found, problems = script(source)
    assert found is None
    assert sorted(problems) == [
        "tin.md:2: “column:” is missing here",
        "tin.md:2: “titel” is not known here; did you mean “title”?",
        "tin.md:2: “title:” is missing here",
        "tin.md:3: “urgent” is not known here; write one of: "
        "routine, thông thường, priority, ưu tiên, emergency, khẩn cấp",
        "tin.md:4: “2026-05-18..2026-05-13” ends before it starts; put the earlier day first",
        "tin.md:5: “nhạc nền” is no name; use letters, digits and hyphens, as in nhac-hieu",
        "tin.md:6: “fingerprint:” is missing here",
        "tin.md:8: there is no text to read below the second “---”",
    ]


@pytest.mark.parametrize(
    "valid",
    ["tomorrow", "31/2/2026", "18/5/2026..13/5/2026", "{from: x}", "[2026-05-13]", "", "*days", "!x 2026-05-13"],
)
def test_a_script_whose_days_are_misread_is_not_on_air_for_ever(valid: str) -> None:
    found, problems = script(f"---\ntitle: A\ncolumn: b\nvalid: {valid}\n---\nChào\n")
    assert found is None
    assert len(problems) == 1


@pytest.mark.parametrize("approval", ["yes", "{by: Lan}", "{by: , on: 2026-05-11, fingerprint: 0a}", "[]"])
def test_half_an_approval_is_none_and_is_told(approval: str) -> None:
    found, problems = script(f"---\ntitle: A\ncolumn: b\napproval: {approval}\n---\nChào\n")
    assert found is not None
    assert found.approval is None
    assert problems


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("18/5/2026", Event(date(2026, 5, 18))),
        ("2026-05-18 07:30", Event(date(2026, 5, 18), time(7, 30))),
        ("7h30 ngày 18/5/2026", Event(date(2026, 5, 18), time(7, 30))),
        ("18/5/2026, lúc 7 giờ", Event(date(2026, 5, 18), time(7))),
    ],
)
def test_a_notice_says_when_its_event_is(written: str, expected: Event) -> None:
    found, problems = script(f"---\ntitle: A\ncolumn: b\nevent: {written}\n---\nMời bà con.")
    assert problems == []
    assert found is not None
    assert found.event == expected


@pytest.mark.parametrize("written", ["chiều mai", "18/5", "30/2/2026", "18/5/2026 25h", "18/5/2026 19/5/2026"])
def test_a_notice_whose_event_is_misread_is_no_script_for_it_would_air_for_too_long(written: str) -> None:
    found, problems = script(f"---\ntitle: A\ncolumn: b\nevent: {written}\n---\nMời bà con.")
    assert found is None
    assert len(problems) == 1
