"""Scripts written by form: nobody's words are lost, and nothing changes that was not meant to."""

from dataclasses import replace
from pathlib import Path

import pytest
from workflows.stations import ask, write_station

from broadcaster.errors import UsageError
from broadcaster.model.contents import Contents
from broadcaster.workflows.editing_files import ChangedMeanwhileError
from broadcaster.workflows.station_folder import open_station
from broadcaster.workflows.writing_scripts import (
    Editable,
    FormRefusedError,
    ScriptForm,
    create,
    draft_of,
    open_script,
    save,
)

WRITTEN = """\
---
# của anh Nam
title:  Tin buổi sáng   # tên bài
column: ban-tin
valid: {from: 2026-05-01, to: 2026-05-31}

# nhạc
bed: nhac-nen
---
Kính thưa bà con.

Hôm nay có 2 tin vui.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    station = write_station(tmp_path / "station")
    (station / "scripts/tin-1.md").write_text(WRITTEN, encoding="utf-8", newline="\n")
    return station


def opened(folder: Path) -> tuple[Contents, Editable]:
    contents, _ = open_station(folder)
    script = contents.script("tin-1")
    assert script
    return contents, open_script(contents, script)


def text(folder: Path) -> str:
    return (folder / "scripts/tin-1.md").read_bytes().decode()


def with_head(form: ScriptForm, **values: str) -> ScriptForm:
    return replace(form, head={**form.head, **values})


def test_the_form_shows_what_is_written(folder: Path) -> None:
    _, editable = opened(folder)
    assert editable.form.head == {
        "title": "Tin buổi sáng", "column": "ban-tin", "valid": "2026-05-01..2026-05-31", "bed": "nhac-nen",
    }  # fmt: skip
    assert editable.form.body == "Kính thưa bà con.\n\nHôm nay có 2 tin vui.\n"


def test_saving_the_form_as_it_is_changes_no_byte(folder: Path) -> None:
    contents, editable = opened(folder)
    browser = replace(editable.form, body=editable.form.body.replace("\n", "\r\n").rstrip())
    assert save(contents, editable, browser).revision == editable.revision
    assert text(folder) == WRITTEN
    assert not (folder / "var/kept").exists()


def test_only_what_was_changed_is_touched(folder: Path) -> None:
    contents, editable = opened(folder)
    saved = save(contents, editable, with_head(editable.form, title="Tin: mới", valid="2026-05-01..2026-06-30", bed=""))
    assert text(folder) == WRITTEN.replace("Tin buổi sáng", '"Tin: mới"').replace(
        "{from: 2026-05-01, to: 2026-05-31}", "2026-05-01..2026-06-30"
    ).replace("bed: nhac-nen\n", "")
    save(contents, saved, replace(saved.form, body="Kính thưa bà con.\n\nHôm nay có 3 tin vui."))
    assert text(folder).endswith("---\nKính thưa bà con.\n\nHôm nay có 3 tin vui.\n")
    kept = sorted((folder / "var/kept/scripts/tin-1").iterdir())
    assert kept[0].read_text("utf-8") == WRITTEN
    assert len(kept) == 2


def test_a_file_from_windows_stays_one(folder: Path) -> None:
    windows = b"\xef\xbb\xbf" + WRITTEN.replace("\n", "\r\n").encode()
    (folder / "scripts/tin-1.md").write_bytes(windows)
    contents, editable = opened(folder)
    save(contents, editable, replace(with_head(editable.form, title="Mới"), body="Một.\nHai."))
    raw = (folder / "scripts/tin-1.md").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf---\r\n# c")
    assert raw.endswith("---\r\nMột.\r\nHai.\r\n".encode())
    assert raw.count(b"\n") == raw.count(b"\r\n")


def test_of_two_people_who_edit_one_script_nobody_s_words_are_lost(folder: Path) -> None:
    contents, hoa = opened(folder)
    _, nam = opened(folder)
    save(contents, hoa, replace(hoa.form, body="Lời của Hoa."))
    with pytest.raises(ChangedMeanwhileError) as refused:
        save(contents, nam, replace(with_head(nam.form, title="Tin của Nam"), body="Lời của Nam."))
    assert "Lời của Hoa." in refused.value.theirs.decode()
    assert text(folder).endswith("---\nLời của Hoa.\n")
    kept = (folder / refused.value.kept).read_text("utf-8")
    assert "Tin của Nam" in kept
    assert kept.endswith("---\nLời của Nam.\n")
    again = save(contents, opened(folder)[1], replace(nam.form, body="Lời của Hoa.\nLời của Nam."))
    assert again.form.body == "Lời của Hoa.\nLời của Nam.\n"


def test_that_somebody_approved_it_meanwhile_is_no_conflict_and_the_approval_is_void(folder: Path) -> None:
    contents, editable = opened(folder)
    assert ask(folder, "approve", "tin-1", "--by", "Bà Hoa").code == 0
    save(contents, editable, replace(editable.form, body="Lời khác."))
    assert "approval: {by: " in text(folder)
    (standing,) = ask(folder, "approvals", "tin-1", "--json").json["scripts"]
    assert standing["state"] == "void"


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"valid": "2026-05-32..2026-06-01"}, "there is no day 2026-05-32"),
        ({"column": "../x"}, "is no name"),
        ({"title": ""}, "give the script a title"),
        ({"repeat": "9"}, "must be a whole number"),
        ({"priority": "gấp"}, "is not known here"),
    ],
)
def test_what_can_t_be_read_is_told_with_its_line_and_nothing_is_written(
    folder: Path, values: dict[str, str], told: str
) -> None:
    contents, editable = opened(folder)
    with pytest.raises(FormRefusedError) as refused:
        save(contents, editable, with_head(editable.form, **values))
    (problem,) = refused.value.problems
    assert told in problem.sentence.said("en")
    assert text(folder) == WRITTEN


def test_nothing_typed_can_break_out_of_its_value_or_its_file(folder: Path) -> None:
    contents, editable = opened(folder)
    title = 'a\napproval: {by: x, on: 2026-01-01, fingerprint: f}\n---\n"\\ {x'
    saved = save(contents, editable, replace(with_head(editable.form, title=title), body="---\ntitle: y\n---\nThân."))
    assert saved.form.value("title") == " ".join(title.split())
    assert saved.form.body == "---\ntitle: y\n---\nThân.\n"
    script = opened(folder)[0].script("tin-1")
    assert script
    assert script.approval is None


def test_a_new_script_is_named_by_its_title_and_written_over_nothing(folder: Path) -> None:
    contents, _ = open_station(folder)
    form = ScriptForm("Mời bà con đi họp.", {"title": "Tin 1", "column": "ban-tin", "priority": ""})
    assert create(contents, form).script == "tin-1-2"
    assert (folder / "scripts/tin-1-2.md").read_text("utf-8") == (
        "---\ntitle: Tin 1\ncolumn: ban-tin\n---\nMời bà con đi họp.\n"
    )
    assert text(folder) == WRITTEN
    for wrong in ({"title": "", "column": "a"}, {"title": "T", "column": ""}, {"title": "T", "column": "a b"}):
        with pytest.raises(FormRefusedError):
            create(contents, ScriptForm("Lời.", wrong))
    with pytest.raises(FormRefusedError):
        create(contents, ScriptForm("  ", {"title": "T", "column": "a"}))


def test_a_script_that_is_gone_meanwhile_is_told(folder: Path) -> None:
    contents, editable = opened(folder)
    (folder / "scripts/tin-1.md").unlink()
    with pytest.raises(UsageError, match="not there any more"):
        save(contents, editable, editable.form)


def test_not_more_than_some_versions_are_kept(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("broadcaster.workflows.editing_files.KEPT_OF_A_FILE", 5)
    contents, editable = opened(folder)
    for number in range(8):
        editable = save(contents, editable, replace(editable.form, body=f"Lời thứ {number}."))
    assert len(list((folder / "var/kept/scripts/tin-1").iterdir())) == 5


def test_what_is_typed_is_read_before_it_is_saved(folder: Path) -> None:
    contents, editable = opened(folder)
    read = draft_of(contents, contents.script("tin-1"), replace(editable.form, body="Họp lúc 7h30.\r\nTại UBND xã."))
    assert read.reading.text == "Họp lúc bảy giờ ba mươi phút.\nTại Ủy ban nhân dân xã."
    assert text(folder) == WRITTEN
