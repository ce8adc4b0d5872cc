"""The unit that proposers are asked about."""

from typing import Literal, NamedTuple

Sort = Literal["chunk", "figures", "tied", "word", "sign"]  # tied: figures with a sign between them and earlier ones


class Piece(NamedTuple):
    """A part of a line that is not a plain word: a chunk between spaces, or within it figures, a word or a sign."""

    sort: Sort
    text: str
    start: int
    end: int
