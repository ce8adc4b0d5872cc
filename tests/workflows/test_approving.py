"""Approve: one line changes, every other byte stays, and no name can break out of it."""

import re
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from workflows.stations import ask, rewrite

from broadcaster.content.script_head import with_head_line
from broadcaster.workflows.station_folder import open_station

LINE = 'approval: {by: "A", on: 2026-05-11, fingerprint: "ff"}'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("---\ntitle: T\ncolumn: c\n---\nText\n", f"---\ntitle: T\ncolumn: c\n{LINE}\n---\nText\n"),
        (
            "---\r\ntitle: T\r\ncolumn: c\r\n---\r\nText\r\n",
            f"---\r\ntitle: T\r\ncolumn: c\r\n{LINE}\r\n---\r\nText\r\n",
        ),
        ("\ufeff---\ntitle: T\n---\nText", f"\ufeff---\ntitle: T\n{LINE}\n---\nText"),
        ("---\ntitle: T\n---\nA\r\nB\rC\n\n\n", f"---\ntitle: T\n{LINE}\n---\nA\r\nB\rC\n\n\n"),  # mixed ends
        ("---\rtitle: T\r---\rText\r", f"---\rtitle: T\r{LINE}\r---\rText\r"),  # of an old Macintosh
        (
            "--- \ntitle:   T  # name\n\n---\t\n  Text\x0b \u2028\n",
            f"--- \ntitle:   T  # name\n\n{LINE}\n---\t\n  Text\x0b \u2028\n",
        ),
        ("---\napproval: {by: x}\ntitle: T\n---\nText\n", f"---\n{LINE}\ntitle: T\n---\nText\n"),  # stays where it was
        (
            "---\ntitle: T\napproval:\n  by: Old\n  # why\n\n  fingerprint: aa\ncolumn: c\n---\nText\n",
            f"---\ntitle: T\n{LINE}\ncolumn: c\n---\nText\n",
        ),
        (
            "---\napproval: {by: Old,\n  on: 2026-01-01,\n  fingerprint: aa\n}\ntitle: T\n---\nText\n",
            f"---\n{LINE}\ntitle: T\n---\nText\n",
        ),
        (
            "---\napproval:\n# by whom\n  by: Old\n# a remark\n\ntitle: T\n---\nText\n",
            f"---\n{LINE}\n# a remark\n\ntitle: T\n---\nText\n",
        ),
        ('---\n"approval" : {by: x}\ntitle: T\n---\nText\n', f"---\n{LINE}\ntitle: T\n---\nText\n"),
        ("---\ntitle: T\n---\napproval: of all\n---\n", f"---\ntitle: T\n{LINE}\n---\napproval: of all\n---\n"),
    ],
    ids=[
        "new", "windows", "mark", "mixed", "macintosh", "spaces",
        "replaced", "block", "braces", "remarks", "quoted", "body",
    ],
)  # fmt: skip
def test_one_line_changes_and_every_other_byte_stays(before: str, after: str) -> None:
    assert with_head_line(before.encode(), "approval", LINE) == after.encode()
    assert with_head_line(after.encode(), "approval", LINE) == after.encode()  # and once more changes nothing


def approval_of(station: Path, script: str = "tin-1") -> tuple[str, date] | None:
    contents, problems = open_station(station)
    assert not problems
    found = contents.script(script)
    assert found
    return (found.approval.by, found.approval.on) if found.approval else None


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Nguyễn Văn A", "Nguyễn Văn A"),
        ("Ông \"Tư\" \\ Bà 'Năm'", "Ông \"Tư\" \\ Bà 'Năm'"),
        ("by: x, on: 2030-01-01}", "by: x, on: 2030-01-01}"),
        ("A\ntitle: another\n---\nbody", "A title: another --- body"),
        ("A\r\nB\tC\u00a0D\u2028E\x85F", "A B C D E F"),
        ("# no name", "# no name"),
        ("&a *b !c |d >e %f @g `h`", "&a *b !c |d >e %f @g `h`"),
        ("A\x00\x1b[31m\u200bB\ufeff", "A[31mB"),
        ("  Trần  ", "Trần"),
        ("Đỗ 🎙", "Đỗ 🎙"),
    ],
)
def test_whatever_the_approver_s_name_the_file_stays_right_and_keeps_it(
    draft_station: Path, typed: str, kept: str
) -> None:
    assert ask(draft_station, "approve", "tin-1", "--by", typed).code == 0
    assert approval_of(draft_station) == (kept, datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")).date())
    assert "tin-1" not in ask(draft_station, "check").err


@pytest.mark.parametrize("nobody", ["", "   ", "\n", "\u200b", "\x07\ufeff"])
def test_a_script_is_not_approved_by_nobody(draft_station: Path, nobody: str) -> None:
    before = (draft_station / "scripts/tin-1.md").read_bytes()
    refused = ask(draft_station, "approve", "tin-1", "--by", nobody)
    assert refused.code == 2
    assert "--by: something must be written here" in refused.err
    assert (draft_station / "scripts/tin-1.md").read_bytes() == before


def test_approving_twice_changes_the_file_once(draft_station: Path) -> None:
    script = draft_station / "scripts/tin-1.md"
    kept = []
    for _ in range(2):
        assert ask(draft_station, "approve", "tin-1", "--by", "Trưởng đài").code == 0
        kept.append(script.read_bytes())
    assert kept[0] == kept[1]
    assert [path.name for path in script.parent.iterdir() if path.name.startswith(".")] == []


def test_a_file_from_windows_is_approved_and_stays_one(draft_station: Path) -> None:
    script = draft_station / "scripts/tin-1.md"
    windows = b"\xef\xbb\xbf" + script.read_bytes().replace(b"\n", b"\r\n")
    script.write_bytes(windows)
    assert ask(draft_station, "approve", "tin-1", "--by", "Trưởng đài").code == 0
    approved = script.read_bytes()
    assert re.sub(rb"approval: [^\r]*\r\n", b"", approved) == windows
    assert "tin-1" not in ask(draft_station, "check").err


@pytest.mark.parametrize(
    "named", ["tin-1", "tin-1.md", "scripts/tin-1.md", "./scripts/tin-1.md", "../scripts/tin-1.md"]
)
def test_a_script_is_found_by_its_id_its_file_s_name_or_its_path(draft_station: Path, named: str) -> None:
    here = draft_station / "playlists" if named.startswith("../") else draft_station
    assert ask(here, "--station", str(draft_station), "approve", named, "--by", "A").code == 0
    assert approval_of(draft_station)


@pytest.mark.parametrize(
    "named",
    [
        "../tin-1", "../tin-1.md", "../../etc/passwd", "/etc/passwd", "scripts/../../x/tin-1.md", "tin-1/", "", ".",
        "..", "TIN-1.txt", "scripts/tin-1", "playlists/tin-1.md", "/tin-1.md", "tin-1\x00",
        "no-such-script", "tin-1.md.md",
    ],
)  # fmt: skip
def test_what_names_no_script_of_this_station_is_refused(draft_station: Path, named: str) -> None:
    for command in (["approve", named, "--by", "A"], ["preview", named]):
        refused = ask(draft_station, *command)
        assert (refused.code, refused.out) == (2, "")
        assert refused.err.startswith("there is no script “")
    assert approval_of(draft_station) is None


def test_of_several_scripts_none_is_approved_when_one_is_unknown(draft_station: Path) -> None:
    assert ask(draft_station, "approve", "tin-1", "no-such", "--by", "A").code == 2
    assert approval_of(draft_station) is None


def test_a_head_written_in_braces_is_refused_and_not_broken(draft_station: Path) -> None:
    script = draft_station / "scripts/tin-1.md"
    rewrite(script, "title: Tin buổi sáng\ncolumn: ban-tin", "{title: Tin buổi sáng, column: ban-tin}")
    before = script.read_bytes()
    assert ask(draft_station, "approve", "tin-1", "--by", "A").code == 2
    assert script.read_bytes() == before


def test_a_disk_that_refuses_is_told_with_the_file_s_name(draft_station: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    before = (draft_station / "scripts/tin-1.md").read_bytes()
    monkeypatch.setattr("os.fsync", full)
    refused = ask(draft_station, "approve", "tin-1", "--by", "A")
    monkeypatch.undo()
    assert refused.code == 1
    assert "tin-1.md can't be written (the disk is full)" in refused.err
    assert (draft_station / "scripts/tin-1.md").read_bytes() == before
    assert [path.name for path in (draft_station / "scripts").iterdir() if path.name.startswith(".")] == []
