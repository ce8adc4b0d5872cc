"""Which column a document belongs to: known from its kind, else guessed from its words."""

from collections.abc import Sequence
from dataclasses import dataclass

from broadcaster.content.official.words import holds_in_order, plain_words

NOTICES = "thong-bao"
OF_KINDS = {"thông báo": NOTICES, "thông tri": NOTICES, "giấy mời": NOTICES, "công điện": NOTICES}
LEAST_SHARE = 0.6  # of a column's words must stand in the title; one of two is chance


@dataclass(frozen=True)
class ColumnChoice:
    """The column of a draft, and whether it is only a guess from words."""

    column: str
    is_guess: bool


def choose_column(kind: str, title: str, known: Sequence[str]) -> ColumnChoice:
    """Return the column for a document of `kind`; `known` are the station's columns."""
    if kind in OF_KINDS:
        return ColumnChoice(OF_KINDS[kind], is_guess=False)
    title_words = set(plain_words(title))
    shares = {column: _share(column, title_words) for column in known}
    nearest = max(known, key=lambda column: (shares[column], len(column)), default=NOTICES)
    return ColumnChoice(nearest if shares.get(nearest, 0) >= LEAST_SHARE else NOTICES, is_guess=True)


def _share(column: str, words: set[str]) -> float:
    wanted = plain_words(column)
    return sum(word in words for word in wanted) / len(wanted) if wanted else 0.0


def same_column(phrase: str, known: Sequence[str]) -> str | None:
    """Return the known column whose words all stand in `phrase`, in their order; the longest such."""
    words = plain_words(phrase)
    fitting = [
        column for column in known if len(plain_words(column)) > 1 and holds_in_order(words, plain_words(column))
    ]
    return max(fitting, key=len, default=None)
