"""Whatever is done to the record by hand is found, or can't be found and is said to be so."""

import contextlib
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from records import HALF_PAST_FIVE, act, entry, keep

from broadcaster.errors import LogbookError
from broadcaster.logbook.anchor import anchor_path
from broadcaster.logbook.chain import GENESIS, Head, canonical, chained, link, parse_head
from broadcaster.logbook.logbook import Logbook
from broadcaster.logbook.verifying import Verification
from broadcaster.model.record import AiringState

LOCKS = ("line_is_not_changed", "line_is_not_removed", "line_comes_last")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "logbook.sqlite"
    keep(path, 10)
    return path


def verified(path: Path, *anchors: Head) -> Verification:
    logbook = Logbook(path)
    try:
        return logbook.verify(anchors)
    finally:
        logbook.close()


def faults(path: Path, *anchors: Head) -> list[str]:
    return [fault.said("en").partition(" (")[0] for fault in verified(path, *anchors).faults]


def by_hand(path: Path, *statements: str) -> None:
    """Change the file as somebody would who knows SQLite: the locks taken off first, and put on again."""
    db = sqlite3.connect(path, isolation_level=None)
    locks = [db.execute("select sql from sqlite_master where name = ?", (lock,)).fetchone()[0] for lock in LOCKS]
    for lock in LOCKS:
        db.execute(f"drop trigger {lock}")
    for statement in statements:
        db.execute(statement)
    for lock in locks:
        db.execute(lock)
    db.close()


def write_anew(path: Path, first: int) -> None:
    """Make every hash from line `first` on anew: what a forger does who knows how the chain is made."""
    db = sqlite3.connect(path)
    before = db.execute("select hash from line where number = ?", (first - 1,)).fetchone()
    rows = db.execute("select kind, content from line where number >= ? order by number", (first,)).fetchall()
    db.close()
    lines = chained(Head(first - 1, before[0] if before else GENESIS), rows)
    by_hand(path, *(f"update line set hash = '{line.hash}' where number = {line.number}" for line in lines))


def test_a_record_that_nobody_touched_is_good_and_says_where_it_ends(path: Path) -> None:
    found = verified(path)
    assert (found.lines, found.faults, found.is_good, found.unanchored) == (10, (), True, False)
    assert parse_head(anchor_path(path).read_text()) == found.head
    assert verified(path, found.head).is_good
    Logbook(path).note(act())
    assert verified(path, found.head).lines == 11  # the old end still holds, somewhere before the new one


def test_an_empty_record_is_good(tmp_path: Path) -> None:
    found = verified(tmp_path / "new.sqlite")
    assert (found.lines, found.is_good, found.unanchored) == (0, True, False)


CHANGED = "line {} is not what was written: changed, put in, or moved here"
TAMPERINGS: dict[str, tuple[tuple[str, ...], list[str]]] = {
    "a letter edited": (
        ("update line set content = replace(content, 'Tin số 3', 'Tin số 8') where number = 4",),
        [CHANGED.format(4)],
    ),
    "a length edited": (
        ("update line set content = replace(content, '60000', '90000') where number = 10",),
        [CHANGED.format(10)],
    ),
    "an as-run line passed off as another kind": (
        ("update line set kind = 'act' where number = 5",),
        [CHANGED.format(5)],
    ),
    "a line deleted": (("delete from line where number = 5",), ["lines 5 to 5 are missing"]),
    "a line deleted and the gap closed": (
        (
            "delete from line where number = 5",
            *(f"update line set number = {number - 1} where number = {number}" for number in range(6, 11)),
        ),
        [
            CHANGED.format(5),
            *(CHANGED.format(number) for number in range(6, 10)),
            "the record ends at line 9, and had come to line 10: cut, or an older copy",
        ],
    ),
    "the first line deleted": (("delete from line where number = 1",), ["lines 1 to 1 are missing"]),
    "two lines swapped": (
        (
            "update line set number = 99 where number = 3",
            "update line set number = 3 where number = 7",
            "update line set number = 7 where number = 99",
        ),
        [CHANGED.format(number) for number in (3, 4, 7, 8)],
    ),
    "what two lines say swapped": (
        (
            "update line set content = (select content from line as other where other.number = 10 - line.number) "
            "where number in (4, 6)",
        ),
        [CHANGED.format(4)],
    ),
    "a line put in before the first": (
        (f"insert into line(number, kind, content, hash) values (0, 'as_run', '{{}}', '{'1' * 64}')",),
        [CHANGED.format(0), CHANGED.format(1)],
    ),
    "a line put in at the end without its hash": (
        (f"insert into line(number, kind, content, hash) select 11, kind, content, '{'1' * 64}' from line limit 1",),
        [CHANGED.format(11)],
    ),
    "a hash changed": (("update line set hash = replace(hash, substr(hash, 1, 1), 'x') where number = 6",),
                       [CHANGED.format(6), CHANGED.format(7)]),
    "the last lines cut off": (
        ("delete from line where number > 8",),
        ["the record ends at line 8, and had come to line 10: cut, or an older copy"],
    ),
    "everything cut off": (
        ("delete from line",),
        ["the record ends at line 0, and had come to line 10: cut, or an older copy"],
    ),
    "a table put beside": (
        ("create table aside as select 1",),
        ["“aside” in the record's file is not as Broadcaster made it"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("statements", "told"), TAMPERINGS.values(), ids=TAMPERINGS)
def test_what_was_done_by_hand_is_found_and_told_where(
    path: Path, statements: tuple[str, ...], told: list[str]
) -> None:
    by_hand(path, *statements)
    assert faults(path) == told


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_that_was_taken_off_is_found(path: Path, lock: str) -> None:
    db = sqlite3.connect(path)
    db.execute(f"drop trigger {lock}")
    db.close()
    assert faults(path) == [f"“{lock}” in the record's file is not as Broadcaster made it"]


def edit_and_write_anew(path: Path) -> None:
    by_hand(path, "update line set content = replace(content, '60000', '90000') where number = 4")
    write_anew(path, 4)


def drop_and_write_anew(path: Path) -> None:
    by_hand(
        path,
        "delete from line where number = 5",
        *(f"update line set number = {number - 1} where number = {number}" for number in range(6, 11)),
    )
    write_anew(path, 5)


@pytest.mark.parametrize("forge", [edit_and_write_anew, drop_and_write_anew])
def test_a_forger_who_makes_the_whole_chain_anew_is_betrayed_by_any_anchor(
    path: Path, forge: Callable[[Path], None]
) -> None:
    printed = verified(path).head
    forge(path)
    assert len(faults(path)) == 1  # the file beside the record
    anchor_path(path).unlink()
    found = verified(path)
    assert (found.is_good, found.unanchored) == (True, True)  # not findable: nothing tells what it was
    assert len(faults(path, printed)) == 1  # the number on the office's paper


def test_an_older_copy_is_found_by_the_file_beside_and_both_together_only_by_paper(path: Path, tmp_path: Path) -> None:
    older = [shutil.copy(file, tmp_path / f"older{file.suffix}") for file in (path, anchor_path(path))]
    keep(path, 2)
    printed = verified(path).head
    told = ["the record ends at line 10, and had come to line 12: cut, or an older copy"]
    shutil.copy(older[0], path)
    assert faults(path) == told
    shutil.copy(older[1], anchor_path(path))
    assert faults(path) == []  # not findable: this is just what the machine held that day
    assert faults(path, printed) == told


def test_an_anchor_that_can_t_be_understood_is_told(path: Path) -> None:
    anchor_path(path).write_text("đây")
    assert faults(path) == ["the file beside the record that notes its end can't be understood"]


@pytest.mark.parametrize("left", [b"", bytes(40)])
def test_an_anchor_of_which_a_power_cut_left_nothing_is_none(path: Path, left: bytes) -> None:
    anchor_path(path).write_bytes(left)
    assert verified(path).is_good


def test_the_table_itself_refuses_to_change_remove_or_squeeze_in_a_line(path: Path) -> None:
    db = sqlite3.connect(path, isolation_level=None)
    for statement in (
        "update line set content = '{}' where number = 3",
        "delete from line",
        "insert into line(number, kind, content, hash) values (12, 'act', '{}', '')",
        "replace into line(number, kind, content, hash) values (3, 'act', '{}', '')",
    ):
        with pytest.raises(sqlite3.IntegrityError, match="a line of the record"):
            db.execute(statement)
    db.close()
    assert verified(path).is_good


def test_a_file_with_a_changed_page_is_no_record_any_more_or_not_as_it_was(path: Path) -> None:
    raw = bytearray(path.read_bytes())
    at = raw.index("Tin số 3".encode())
    raw[at] ^= 1
    path.write_bytes(raw)
    with contextlib.suppress(LogbookError):  # SQLite itself may refuse it
        assert faults(path)


def test_the_hash_holds_the_line_before_the_number_the_kind_and_every_letter() -> None:
    first = link(GENESIS, 1, "act", "{}")
    assert len({first, link("1" * 64, 1, "act", "{}"), link(GENESIS, 2, "act", "{}"), link(GENESIS, 1, "as_run", "{}"),
                link(GENESIS, 1, "act", "{} ")}) == 5  # fmt: skip
    assert canonical({"b": 1, "a": "đài"}) == canonical({"a": "đài", "b": 1}) == '{"a":"đài","b":1}'


@pytest.mark.parametrize("written", ["", "12", "12-", "12-xyz", "x-0123456789abcdef", "12-0123", "-1-0123456789abcdef"])
def test_what_is_no_anchor_is_none(written: str) -> None:
    assert parse_head(written) is None
    assert parse_head(" 12-0123456789ABCDEF\n") == Head(12, "0123456789abcdef")


def test_what_was_planned_heard_and_done_stands_in_one_chain_and_comes_back(tmp_path: Path) -> None:
    logbook = Logbook(tmp_path / "logbook.sqlite")
    logbook.note(act(1))
    logbook.advance("sang", AiringState(), [entry(0)])
    logbook.note(act(2))
    assert list(logbook.acts()) == [act(1), act(2)]
    assert list(logbook.acts(since=HALF_PAST_FIVE)) == []
    assert list(logbook.aired()) == [entry(0)]
    assert logbook.verify().lines == 3
