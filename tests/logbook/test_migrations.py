"""The tables are made once, whoever opens the logbook first."""

import sqlite3
import threading
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from broadcaster.logbook.logbook import Logbook
from broadcaster.logbook.migrations import MIGRATIONS, migrate
from broadcaster.model.record import AsRunEntry, Outcome


def tables(path: Path) -> list[tuple[str, str]]:
    db = sqlite3.connect(path)
    try:
        return db.execute("select name, sql from sqlite_master order by name").fetchall()
    finally:
        db.close()


def test_running_them_twice_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "logbook.sqlite"
    Logbook(path).close()
    first = tables(path)
    Logbook(path).close()
    assert {"line", "airing", "begun", "migration"} <= {name for name, _ in first}
    assert tables(path) == first


def logbook_of_before(path: Path, titles: Sequence[str]) -> None:
    """Make a logbook as the first versions did, that knew no chain."""
    first, begun, *_ = MIGRATIONS
    db = sqlite3.connect(path, isolation_level=None)
    for name in (first, begun):
        for step in MIGRATIONS[name]:
            assert isinstance(step, str)
            db.execute(step)
        db.execute("create table if not exists migration(name text primary key) without rowid")
        db.execute("insert into migration values (?)", (name,))
    moment = "2026-05-13T05:30:00.250000+07:00"
    for title in titles:
        values = ("sang@x", "sang", "tin-1", "script", title, "ban-tin", moment, moment, 1778625000250, 61234,
                  "cut_short", "espeak:vi", '["tet"]', "interrupted")  # fmt: skip
        db.execute(
            'insert into as_run(airing, slot, source, kind, title, "column", planned_at, started_at, started_epoch_ms, '
            "duration_ms, outcome, voice, campaigns, note) values (?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
            values,
        )
    db.execute("insert into airing values ('sang@x', 'over', 2, null, 0, 0)")
    db.close()


def test_a_logbook_of_before_gets_its_chain_and_loses_no_letter(tmp_path: Path) -> None:
    path = tmp_path / "logbook.sqlite"
    logbook_of_before(path, ["Tin “nóng”; it's", "Tin 2"])
    logbook = Logbook(path)
    at = datetime.fromisoformat("2026-05-13T05:30:00.250+07:00")
    first, second = logbook.aired()
    assert first == AsRunEntry("sang", "tin-1", "script", "Tin “nóng”; it's", "ban-tin", at, at, 61_234,
                               Outcome.CUT_SHORT, "espeak:vi", ("tet",), "interrupted")  # fmt: skip
    assert second.title == "Tin 2"
    assert logbook.last_heard(at + timedelta(days=1)) == {"tin-1": at}
    assert not logbook.claim("sang@x")
    found = logbook.verify()
    assert (found.lines, found.faults, found.unanchored) == (2, (), True)
    logbook.close()
    fresh = tmp_path / "new.sqlite"
    Logbook(fresh).close()
    assert tables(path) == tables(fresh)


@pytest.mark.parametrize("attempt", range(5))
def test_eight_that_open_a_new_logbook_at_once_all_succeed(tmp_path: Path, attempt: int) -> None:
    path, together, failures = tmp_path / "logbook.sqlite", threading.Barrier(8), []

    def open_and_claim(number: int) -> None:
        together.wait()
        try:
            logbook = Logbook(path)
            assert logbook.claim(str(number))
            logbook.close()
        except Exception as failure:
            failures.append(failure)

    openers = [threading.Thread(target=open_and_claim, args=(number,)) for number in range(8)]
    for opener in openers:
        opener.start()
    for opener in openers:
        opener.join()
    assert failures == []


def test_a_step_that_fails_leaves_no_half_of_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "logbook.sqlite"
    Logbook(path).close()
    before = tables(path)
    monkeypatch.setitem(MIGRATIONS, "broken", ("create table half(id)", "create table half(id)"))
    db = sqlite3.connect(path, isolation_level=None)
    with pytest.raises(sqlite3.Error):
        migrate(db)
    db.close()
    assert tables(path) == before
