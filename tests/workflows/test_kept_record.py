"""A record whose file is damaged or taken away while the station runs: nothing is told twice, nothing thrown away."""

import sys
from datetime import datetime
from pathlib import Path
from shutil import rmtree

import pytest
from playout.rundowns import S, at, rundown

from broadcaster.errors import DamagedLogbookError, NotReadyError
from broadcaster.logbook.logbook import Logbook
from broadcaster.model.record import Act, AiringState, Deed, Span
from broadcaster.workflows.kept_record import KeptRecord
from broadcaster.workflows.only_one import OnlyOne

PLANNED = rundown("05:30", ("tin-1", 60 * S))
AIRING = PLANNED.airtime.id
UNDER_WAY = AiringState(next_cue=1, span=Span(at("05:30"), 0, 65 * S))


def now() -> datetime:
    return at("06:00")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "var" / "logbook.sqlite"


def test_a_record_that_is_damaged_at_the_start_is_set_aside_and_another_begun(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"not a database at all " * 500)
    kept = KeptRecord(path, now)
    aside = path.with_name("logbook-damaged-20260513-060000.sqlite")
    assert kept.set_aside == aside
    assert aside.read_bytes().startswith(b"not a database")
    kept.close()
    record = Logbook(path)
    (act,) = record.acts()
    assert (act.deed, act.subject) == (Deed.SET_ASIDE, aside.name)
    assert record.verify().is_good
    record.close()


def test_what_is_under_way_is_carried_over_when_the_record_is_damaged_meanwhile(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = KeptRecord(path, now)
    assert kept.claim(AIRING, PLANNED, "abc")
    kept.advance(AIRING, UNDER_WAY, ())

    def damaged(_: str) -> AiringState:
        raise DamagedLogbookError("malformed")

    monkeypatch.setattr(kept._book, "state", damaged)
    assert kept.state(AIRING) == UNDER_WAY
    assert kept.set_aside is not None
    assert not kept.claim(AIRING, PLANNED)
    kept.close()


def test_a_record_that_is_deleted_while_the_station_runs_is_begun_anew(path: Path) -> None:
    kept = KeptRecord(path, now)
    kept.claim(AIRING, PLANNED)
    kept.advance(AIRING, UNDER_WAY, ())
    rmtree(path.parent)
    assert kept.state(AIRING) == UNDER_WAY
    kept.note(Act(now(), Deed.CHANGED, "", "sang.yaml"))
    assert path.is_file()
    assert kept.set_aside is None
    kept.close()


def test_a_lock_that_was_deleted_is_put_back_and_seen(tmp_path: Path) -> None:
    lock = tmp_path / "var" / "run.lock"
    only_one = OnlyOne(lock)
    assert OnlyOne.is_held(lock)
    rmtree(lock.parent)
    assert not OnlyOne.is_held(lock)
    only_one.keep()
    assert OnlyOne.is_held(lock)
    only_one.release()
    assert not OnlyOne.is_held(lock)


@pytest.mark.skipif(sys.platform == "win32", reason="there a file that is open can't be removed")
def test_none_slips_in_before_a_lock_that_was_deleted_is_put_back(tmp_path: Path) -> None:
    lock = tmp_path / "var" / "run.lock"
    first = OnlyOne(lock, folder=tmp_path)
    rmtree(lock.parent)
    with pytest.raises(NotReadyError, match="running already"):
        OnlyOne(lock, folder=tmp_path)
    first.keep()  # the other made a file in its place
    assert OnlyOne.is_held(lock)
    first.release()
    OnlyOne(lock, folder=tmp_path).release()
