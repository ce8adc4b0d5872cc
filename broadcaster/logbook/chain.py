"""The chain: each line of the record carries a hash over itself and the line before. Pure.

Who changes, removes, puts in or swaps a line has to make every later hash anew, and then the last one is another than
the one that was noted elsewhere: on a printed report, in the file beside the record, in a backup. That noted end is an
*anchor*. Without one, a record cut at its end or an older copy in its place can't be told from a true one: it is one.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

GENESIS = "0" * 64  # stands in for the hash before the first line
SHORT = 16  # hexadecimal digits that a person is asked to copy


@dataclass(frozen=True)
class Head:
    """The end of the chain at some moment: its last line's number and hash (hexadecimal, or the first digits of it)."""

    number: int
    hash: str

    def __str__(self) -> str:
        return f"{self.number}-{self.hash[:SHORT]}"

    def agrees_with(self, number: int, full_hash: str) -> bool:
        """Whether line `number` of some record, with that hash, is the line that was noted."""
        return number == self.number and full_hash.startswith(self.hash)


EMPTY = Head(0, GENESIS)


@dataclass(frozen=True)
class Line:
    """A line as it is kept: its place, what kind it is, all that it says as canonical JSON, and its hash."""

    number: int
    kind: str
    content: str
    hash: str


def parse_head(written: str) -> Head | None:
    """Return the head written as ``123-0a1b…`` with at least eight hexadecimal digits; None when it is none."""
    found = re.fullmatch(rf"\s*(\d{{1,15}})-([0-9a-f]{{8,{len(GENESIS)}}})\s*", written.lower())
    return Head(int(found[1]), found[2]) if found else None


def canonical(content: Mapping[str, object]) -> str:
    """Return `content` as JSON that has one form only: sorted keys, no blanks, letters as they are."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def link(before: str, number: int, kind: str, content: str) -> str:
    """Return the hash of a line that follows the one with the hash `before`."""
    return hashlib.sha256(f"{before}\n{number}\n{kind}\n{content}".encode()).hexdigest()


def chained(head: Head, contents: Iterable[tuple[str, str]]) -> Iterator[Line]:
    """Yield a line for each ``(kind, content)``, linked to `head` and to each other."""
    number, before = head.number, head.hash
    for kind, content in contents:
        number += 1
        before = link(before, number, kind, content)
        yield Line(number, kind, content, before)
