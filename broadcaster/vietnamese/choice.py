"""How the best readings of a line are found: the highest priority is asked first, and what is taken is not asked again.

That chooses what asking everybody about everything would choose, for a fraction of the work: a proposal begins where
its piece does, so nothing that is proposed for a piece whose beginning is taken could be chosen any more.
"""

from collections.abc import Iterable
from operator import attrgetter

from broadcaster.vietnamese.candidates import Candidate, Priority
from broadcaster.vietnamese.classes import Piece, Questions
from broadcaster.vietnamese.classes.asking import Proposers
from broadcaster.vietnamese.context import Line

_Proposal = tuple[int, Candidate]  # with the proposer's place in the table: the earlier goes first among equals

_PRIORITIES = len(Priority)


def choose(line: Line, asked: Iterable[tuple[Piece, Questions]]) -> list[Candidate]:
    """Return the proposals for the pieces of `line` that do not overlap and beat all others, in its order."""
    waiting: list[list[tuple[Piece, Proposers]]] = [[] for _ in range(_PRIORITIES)]
    for piece, questions in asked:
        for priority, proposers in questions:
            waiting[priority].append((piece, proposers))
    proposals: list[list[_Proposal]] = [[] for _ in range(_PRIORITIES)]
    taken = bytearray(len(line.text))
    chosen: list[Candidate] = []
    for pieces, proposed in zip(reversed(waiting), reversed(proposals), strict=True):
        for piece, proposers in pieces:
            if taken[piece.start] and piece.sort != "chunk":  # what a chunk holds may begin behind its brackets
                continue
            for place, propose in proposers:
                candidate = propose(line, piece)
                if candidate is not None:
                    proposals[candidate.priority].append((place, candidate))
        if proposed:
            _place(proposed, taken, chosen)
    chosen.sort(key=attrgetter("start"))
    return chosen


def _place(proposed: list[_Proposal], taken: bytearray, chosen: list[Candidate]) -> None:
    """Choose those of one priority for which there is room: the longer first, among equals the one further left."""
    if len(proposed) > 1:
        proposed.sort(key=_rank)
    for _, candidate in proposed:
        start, end = candidate.start, candidate.end
        if taken.find(1, start, end) == -1:
            taken[start:end] = b"\x01" * (end - start)
            chosen.append(candidate)


def _rank(proposal: _Proposal) -> tuple[int, int, int]:
    place, candidate = proposal
    return candidate.start - candidate.end, candidate.start, place
