"""Verify the record: every line is what it was when it was written, all are there, in their order."""

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from broadcaster.logbook.chain import EMPTY, Head, link
from broadcaster.logbook.migrations import migrate
from broadcaster.messages import N_, Sentence

MOST = 20  # faults that are told one by one


@dataclass(frozen=True)
class Verification:
    """What was found: how many lines there are, the chain's end, the faults (the first of them), and what is not sure.

    `unanchored` says that nothing beside the record tells where it should end.
    """

    lines: int
    head: Head
    faults: tuple[Sentence, ...]
    unanchored: bool

    @property
    def is_good(self) -> bool:
        """Whether nothing was found."""
        return not self.faults


def verify(db: sqlite3.Connection, anchors: Sequence[Head], beside: Head | str | None) -> Verification:
    """Check the chain from its first line, that `anchors` and the anchor `beside` hold, and the table's own locks."""
    db.execute("begin")  # one moment of the record, though somebody may be writing
    try:
        faults = [*_foreign_make(db)]
        wanted = [*anchors]
        if isinstance(beside, Head):
            wanted.append(beside)
        elif beside is not None:
            faults.append(Sentence(N_("the file beside the record that notes its end can't be understood")))
        head, lines = EMPTY, 0
        for fault, head in _walk(db):  # noqa: B007 - the last one is the end
            lines += 1
            if fault is not None and len(faults) < MOST:
                faults.append(fault)
        faults += _broken_anchors(db, wanted, head)
    finally:
        db.execute("rollback")
    return Verification(lines, head, tuple(faults), unanchored=not wanted and lines > 0)


def _walk(db: sqlite3.Connection) -> Iterator[tuple[Sentence | None, Head]]:
    """Yield for each line what is wrong with it, and the end of the chain there.

    A line is measured by the hash that the line before carries, so that one change is told once.
    """
    before = EMPTY
    for number, kind, content, hash_ in db.execute("select number, kind, content, hash from line order by number"):
        head = Head(number, str(hash_))
        yield _fault(before, head, str(kind), str(content)), head
        before = head


def _fault(before: Head, head: Head, kind: str, content: str) -> Sentence | None:
    expected = before.number + 1
    if head.number > expected:
        return Sentence(N_("lines {first} to {last} are missing"), first=expected, last=head.number - 1)
    if head.number < expected or link(before.hash, head.number, kind, content) != head.hash:
        template = N_("line {number} is not what was written: changed, put in, or moved here ({content})")
        return Sentence(template, number=head.number, content=content[:160])
    return None


def _broken_anchors(db: sqlite3.Connection, anchors: Sequence[Head], end: Head) -> Iterator[Sentence]:
    for anchor in dict.fromkeys(anchors):
        row = db.execute("select hash from line where number = ?", (anchor.number,)).fetchone()
        if anchor.number > end.number:
            template = N_("the record ends at line {end}, and had come to line {number}: cut, or an older copy")
            yield Sentence(template, end=end.number, number=anchor.number)
        elif anchor.number > 0 and not (row and anchor.agrees_with(anchor.number, str(row[0]))):
            template = N_("line {number} is another than was noted ({anchor}): the record was written anew")
            yield Sentence(template, number=anchor.number, anchor=anchor)


def _foreign_make(db: sqlite3.Connection) -> Iterator[Sentence]:
    """Yield a fault for each part of the tables that is not as we make it: a lock taken off, another column."""
    fresh = sqlite3.connect(":memory:", isolation_level=None)
    try:
        migrate(fresh)
        ours, theirs = _make(fresh), _make(db)
    finally:
        fresh.close()
    for name in sorted(ours.keys() | theirs.keys()):
        if ours.get(name) != theirs.get(name):
            yield Sentence(N_("“{name}” in the record's file is not as Broadcaster made it"), name=name)


def _make(db: sqlite3.Connection) -> dict[str, str]:
    rows = db.execute("select name, sql from sqlite_master where name not like 'sqlite|_%' escape '|'")
    return {str(name): str(sql) for name, sql in rows}
