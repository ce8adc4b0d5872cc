"""How the best readings of a line are found: the highest priority is asked first, and what is taken is not asked again.

That chooses what asking everybody about everything would choose, for the work of a fraction.
"""

from collections.abc import Iterable
from operator import attrgetter, itemgetter

from broadcaster.vietnamese.candidates import Candidate, Priority
from broadcaster.vietnamese.classes import Piece, Questions
from broadcaster.vietnamese.classes.asking import Proposer
from broadcaster.vietnamese.context import Line

_Proposal = tuple[int, int, int, Candidate]  # in order of choice: less the length, start, the proposer's place

_FALLING = tuple(reversed(Priority))


def choose(line: Line, asked: Iterable[tuple[Piece, Questions]]) -> list[Candidate]:
    """Return the proposals for the pieces of `line` that do not overlap and beat all others, in its order."""
    waiting: list[list[tuple[Piece, tuple[tuple[int, Proposer], ...]]]] = [[] for _ in _FALLING]
    for piece, questions in asked:
        for priority, proposers in questions:
            waiting[priority].append((piece, proposers))
    proposals: list[list[_Proposal]] = [[] for _ in _FALLING]
    taken = bytearray(len(line.text))
    chosen: list[Candidate] = []
    for priority in _FALLING:
        for piece, proposers in waiting[priority]:
            if taken[piece.start] and piece.sort != "chunk":  # what a chunk holds may begin behind its brackets
                continue
            for place, propose in proposers:
                candidate = propose(line, piece)
                if candidate is not None:
                    rank = candidate.start - candidate.end, candidate.start, place, candidate
                    proposals[candidate.priority].append(rank)
        if proposals[priority]:
            chosen += _placed(proposals[priority], taken)
    chosen.sort(key=attrgetter("start"))
    return chosen


def _placed(proposals: list[_Proposal], taken: bytearray) -> Iterable[Candidate]:
    """Yield those of one priority for which there is room: the longer first, among equals the one further left."""
    proposals.sort(key=itemgetter(0, 1, 2))
    for _, start, _, candidate in proposals:
        end = candidate.end
        if taken.find(1, start, end) == -1:
            taken[start:end] = b"\x01" * (end - start)
            yield candidate
