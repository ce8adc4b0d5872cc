"""`broadcaster import` as a clerk meets it."""

import json
from pathlib import Path

import pytest
from content.official.office_files import science_day_docx
from workflows.stations import run, write_station


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BROADCASTER_LANGUAGE", "en")
    (tmp_path / "ke-hoach.docx").write_bytes(science_day_docx())
    return write_station(tmp_path / "station")


def test_it_tells_what_it_wrote_what_it_left_out_and_what_to_look_at(desk: Path) -> None:
    done = run(desk, "import", str(desk.parent / "ke-hoach.docx"), "--campaign")
    assert (done.code, done.err) == (0, "")
    for line in (
        "  draft scripts/to-chuc-cac-hoat-dong-huong-ung-ngay-khoa-hoc-cong-nghe.md: Tổ chức các hoạt động",
        "    column thong-bao: a guess; choose another with --column",
        "  the original is kept: scripts/originals/ke-hoach.docx",
        "    from 13/05/2026 to 18/05/2026, both days included",
        "    the list of recipients:",
        "      table 2, row 1: - Lưu: VT, VHXXH.",
        "    table 1, row 1: the number is blank: “Số: /KH-UBND”",
    ):
        assert line in done.out


def test_machines_read_the_same(desk: Path) -> None:
    done = run(desk, "import", str(desk.parent / "ke-hoach.docx"), "--campaign", "--json")
    found = json.loads(done.out)["files"][0]
    assert found["drafts"][0]["column_guessed"] is True
    assert {"place": "table 2, row 1", "reason": "signature", "why": "the signature", "text": "Lê Văn Trường"} in found[
        "set_apart"
    ]
    assert found["campaign"]["to"] == "2026-05-18"
    assert len(found["flagged"]) == 2


def test_one_file_that_can_not_be_read_does_not_keep_the_others_out(desk: Path) -> None:
    done = run(desk, "import", "none.docx", str(desk.parent / "ke-hoach.docx"), "--json")
    shapes = json.loads(done.out)
    assert done.code == 2
    assert "there is no file none.docx" in done.err
    assert (len(shapes["files"]), [failure["file"] for failure in shapes["failures"]]) == (1, ["none.docx"])


def test_one_title_is_for_one_document(desk: Path) -> None:
    done = run(desk, "import", "a.txt", "b.txt", "--title", "Tin")
    assert done.code == 2
    assert "one title is for one document" in done.err


def test_the_help_names_every_wish(desk: Path) -> None:
    done = run(desk, "import", "--help")
    assert done.code == 0
    assert all(option in done.out for option in ("--split", "--column", "--title", "--campaign", "--json"))
