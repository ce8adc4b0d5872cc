"""Who is asked about a piece of a line: what it looks like decides whether a proposer has to be asked at all.

Most proposers need to see some sign after a figure, or some letter at its head. The table of `classes` says which; what
it says is remembered for all pieces of one look, so that a figure costs a handful of questions and not three dozen.
"""

from collections.abc import Callable
from typing import NamedTuple

from broadcaster.vietnamese.candidates import Candidate, Priority
from broadcaster.vietnamese.classes.piece import Piece
from broadcaster.vietnamese.context import Line

Proposer = Callable[[Line, Piece], Candidate | None]
Proposers = tuple[tuple[int, Proposer], ...]  # each with its place in the table
Questions = tuple[tuple[int, Proposers], ...]  # by priority, as a plain number: that finds its list faster

_NO_LIMIT = 1_000_000


class Asked(NamedTuple):
    """A proposer, the highest priority of what it proposes, and what it needs to see; what is left out may be anything.

    It may be asked in vain, but never left out where it would have proposed something.
    """

    propose: Proposer
    priority: Priority
    begins: str = ""  # with one of these characters
    touching: str = ""  # one of these follows directly, or…
    before: str = ""  # …one of these follows, perhaps past a space
    shortest: int = 1
    longest: int = _NO_LIMIT
    tied: bool = True  # whether also asked about figures that a sign ties to figures before them: the 5 of 18/5
    looks: Callable[[str], bool] | None = None  # whether the text of a piece is worth asking about

    def concerns(self, text: str, follower: str) -> bool:
        """Whether to ask about a piece that reads `text`, with `follower` behind it: a space comes with the next."""
        return (
            self.shortest <= len(text) <= self.longest
            and (not self.begins or text[0] in self.begins)
            and (not (self.touching or self.before) or self._is_met_by(follower))
            and (self.looks is None or self.looks(text))
        )

    def _is_met_by(self, follower: str) -> bool:
        return follower != "" and (follower in self.touching or follower[-1] in self.before)


def is_tied(text: str, at: int) -> bool:
    """Whether the figures that begin at `at` are a later part of a date, a decimal number, a range and the like."""
    return at > 1 and text[at - 1] in "./,-" and text[at - 2].isdecimal()


def questions(asked: tuple[Asked, ...], text: str, follower: str) -> Questions:
    """Return whom of `asked` to ask about a piece that looks so, by priority."""
    found: dict[int, list[tuple[int, Proposer]]] = {}
    for place, one in enumerate(asked):
        if one.concerns(text, follower):
            found.setdefault(int(one.priority), []).append((place, one.propose))
    return tuple((priority, tuple(proposers)) for priority, proposers in found.items())
