"""The tables are made once, whoever opens the logbook first."""

import sqlite3
import threading
from pathlib import Path

import pytest

from broadcaster.logbook.logbook import Logbook
from broadcaster.logbook.migrations import MIGRATIONS, migrate


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
    assert {"as_run", "airing", "migration"} <= {name for name, _ in first}
    assert tables(path) == first


def test_a_logbook_of_an_earlier_version_gains_what_is_new(tmp_path: Path) -> None:
    path = tmp_path / "logbook.sqlite"
    Logbook(path).close()
    whole = tables(path)
    name, *_ = list(MIGRATIONS)[-1:]
    db = sqlite3.connect(path)
    db.execute("drop table begun")
    db.execute("delete from migration where name = ?", (name,))
    db.commit()
    db.close()
    Logbook(path).close()
    assert [table for table, _ in tables(path)] == [table for table, _ in whole]


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
