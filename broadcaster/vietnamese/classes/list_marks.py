"""Marks at the head of a line: - + • a) 1. 1) 2.1. I."""

import re
from functools import cache

from broadcaster.messages import N_, Sentence
from broadcaster.model.reading import Kind
from broadcaster.vietnamese.candidates import Candidate, Priority, Rule
from broadcaster.vietnamese.classes.piece import Piece
from broadcaster.vietnamese.context import Line
from broadcaster.vietnamese.letters import say_letter
from broadcaster.vietnamese.numerals import say_integer

A_MARK = N_("the mark of a list item")

_LIST_MARK = Rule("list.mark", Kind.LIST_MARK, Priority.DOCUMENT, Sentence(A_MARK))


@cache
def _lettered() -> re.Pattern[str]:
    return re.compile(r"\(?([a-zđ])(?:\)|\.(?= ))|\(?(\d{1,2})\)(?= )")


def may_be_mark(chunk: str) -> bool:
    """Whether a chunk begins with so little and a bracket, or is so little and a full stop, as a mark does."""
    return ")" in chunk[:4] or (chunk[-1] == "." and len(chunk) < 4)


def propose_mark(line: Line, piece: Piece) -> Candidate | None:
    """Propose the letter or number of a list item with a pause after it: a) · 1)."""
    if not line.starts(piece.start):
        return None
    match = _lettered().match(line.text, piece.start)
    if not match:
        return None
    spoken = say_letter(match[1]) if match[1] else say_integer(int(match[2]))
    return _LIST_MARK.reads(piece.start, match.end(), f"{spoken}.")
