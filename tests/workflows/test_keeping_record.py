"""What people do stands in the record, with what it was bound to."""

from pathlib import Path

from workflows.stations import ask

from broadcaster.logbook.logbook import Logbook
from broadcaster.model.record import Deed


def test_an_approval_is_a_line_of_the_record_with_its_fingerprint(draft_station: Path) -> None:
    assert ask(draft_station, "approve", "tin-1", "--by", "  Bà   Hoa ").code == 0
    (act,) = Logbook(draft_station / "var/logbook.sqlite").acts()
    assert (act.deed, act.by, act.subject) == (Deed.APPROVED, "Bà Hoa", "tin-1")
    assert act.at.utcoffset() is not None
    assert act.at.isoformat().endswith("+07:00")
    assert act.fingerprint in (draft_station / "scripts/tin-1.md").read_text(encoding="utf-8")


def test_no_approval_is_in_effect_that_the_record_does_not_know_of(draft_station: Path) -> None:
    (draft_station / "var").write_text("a file in place of the folder")
    refused = ask(draft_station, "approve", "tin-1", "--by", "Bà Hoa")
    assert refused.code == 1
    assert "logbook.sqlite" in refused.err
    assert "approval" not in (draft_station / "scripts/tin-1.md").read_text(encoding="utf-8")
