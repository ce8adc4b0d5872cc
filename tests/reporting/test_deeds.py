"""What people did is told in one line for one change, with the name of who made it, and in words."""

from datetime import datetime, timedelta

import pytest
from playout.rundowns import at

from broadcaster.model.record import Act, Deed
from broadcaster.reporting.deeds import field_changes, named_once

NOON = at("12:00")
BY_FORM = Act(NOON, Deed.CHANGED, "Lê Văn Minh", "playlists/sang.yaml", note="slot.at: 5h30 → 6h")


def notice(seconds: float, *files: str) -> Act:
    """Return what the daemon writes when it sees that files are others: it knows nobody's name."""
    return Act(NOON + timedelta(seconds=seconds), Deed.CHANGED, "", ", ".join(files))


def done(deed: Deed, subject: str, by: str = "Bà Hoa", moment: datetime = NOON) -> Act:
    return Act(moment, deed, by, subject)


@pytest.mark.parametrize(
    ("named", "file"),
    [
        (BY_FORM, "playlists/sang.yaml"),
        (done(Deed.SAVED, "tin-1"), "scripts/tin-1.md"),
        (done(Deed.APPROVED, "tin-1"), "scripts/xa/tin-1.md"),
        (done(Deed.SETTLED, "tin-1"), "lexicon.yaml"),
    ],
)
def test_what_the_daemon_noticed_of_a_change_by_somebody_is_not_told_a_second_time(named: Act, file: str) -> None:
    assert named_once([named, notice(3, file)]) == [named]
    assert named_once([notice(-0.1, file), named]) == [named]  # it looked between the file and its line


@pytest.mark.parametrize(
    "other", [notice(3, "playlists/chieu.yaml"), notice(600, "playlists/sang.yaml"), notice(3, "scripts/sang.md")]
)
def test_what_nobody_put_a_name_to_is_told(other: Act) -> None:
    assert named_once([BY_FORM, other]) == [BY_FORM, other]


def test_of_several_files_those_are_told_that_nobody_put_a_name_to() -> None:
    assert named_once([BY_FORM, notice(3, "playlists/sang.yaml", "station.yaml")]) == [
        BY_FORM,
        notice(3, "station.yaml"),
    ]


def test_who_edits_the_file_right_after_that_is_told_of() -> None:
    later = notice(40, "playlists/sang.yaml")
    assert named_once([BY_FORM, notice(3, "playlists/sang.yaml"), later]) == [BY_FORM, later]


def told(note: str) -> list[tuple[str, str, str, str]]:
    act = Act(NOON, Deed.CHANGED, "Lê Văn Minh", "playlists/khcn.yaml", note=note)
    return [(one.label, one.of, one.was, one.now) for one in field_changes(act)]


def test_what_was_changed_by_form_is_told_by_the_names_that_the_form_has() -> None:
    assert told("slot.at: 5h30 → 6h; title: Sáng; sớm: vui → –") == [
        ("begins at", "", "5h30", "6h"),
        ("title", "", "Sáng; sớm: vui", "–"),
    ]
    assert told("extend.sang.by: – → 15m") == [("longer by", "sang", "–", "15m")]
    added = "{title: Buổi trưa, at: 11h, airtime: 15m, items: [{column: khcn}]}"
    assert told(f"add.buoi-trua: – → {added}") == [("added airing", "", "–", "Buổi trưa, 11h, 15m")]


def test_other_notes_of_changes_tell_no_fields() -> None:
    assert told("roles (writer)") == []
    assert field_changes(Act(NOON, Deed.REVOKED, "Bà Hoa", "tin-1", note="title: a → b")) == ()
