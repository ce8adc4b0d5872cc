"""The kinds of written things, one file each: every proposer looks at one piece of a line and may propose a reading.

To add a kind, add a file and a line here: the proposer, the highest priority of what it proposes and, to be asked less
often, what it needs to see.
"""

from functools import cache, lru_cache

from broadcaster.vietnamese.candidates import Priority
from broadcaster.vietnamese.classes import (
    addresses,
    codes,
    dates,
    documents,
    identifiers,
    letters,
    list_marks,
    measures,
    numbers,
    overrides,
    periods,
    roman,
    scores,
    symbols,
    times,
    words,
)
from broadcaster.vietnamese.classes.asking import Asked, Proposer, Questions, is_tied, questions
from broadcaster.vietnamese.classes.piece import Piece, Sort
from broadcaster.vietnamese.vocabulary import begins_built_in, built_in_pieces

__all__ = ["OWN_WORD", "PROPOSERS", "Asked", "Piece", "Proposer", "Questions", "Sort", "is_tied", "questions_about"]

_FIGURES = "0123456789"
_CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZĐ"
_LATIN = _CAPITALS + _CAPITALS.lower()
_LONGEST_LOOK = 10  # figures; no proposer tells longer runs apart by their length

_ABOUT_FIGURES = (
    Asked(words.propose_entry, Priority.FIXED, looks=begins_built_in),
    Asked(documents.propose_number, Priority.DOCUMENT, touching=_LATIN.lower(), before="/-", longest=6, tied=False),
    Asked(identifiers.propose_phone, Priority.IDENTIFIER, begins="0"),
    Asked(identifiers.propose_phone, Priority.IDENTIFIER, begins="1", shortest=4),
    Asked(identifiers.propose_masked, Priority.DOCUMENT, begins="0", tied=False),
    Asked(identifiers.propose_by_cue, Priority.IDENTIFIER, shortest=3, tied=False),
    Asked(identifiers.propose_by_cue, Priority.IDENTIFIER, before=f"{_FIGURES}.-", longest=2, tied=False),
    Asked(identifiers.propose_by_shape, Priority.IDENTIFIER, shortest=6),
    Asked(identifiers.propose_by_shape, Priority.IDENTIFIER, begins="0", shortest=3, longest=5),
    Asked(identifiers.propose_spelled, Priority.IDENTIFIER, touching=".-", tied=False),
    Asked(dates.propose_full, Priority.DATE, before="/.-", longest=4, tied=False),
    Asked(dates.propose_day_month, Priority.DATE, before="/.-", longest=2, tied=False),
    Asked(dates.propose_day_range, Priority.DATE, before="-đ", longest=2, tied=False),
    Asked(dates.propose_span, Priority.DATE, before="/", longest=2, tied=False),
    Asked(dates.propose_month_year, Priority.DATE, before="/-", longest=2, tied=False),
    Asked(dates.propose_day_before_month, Priority.DATE, longest=2, tied=False),
    Asked(periods.propose_years, Priority.DATE, before="-/÷→", shortest=4, longest=4),
    Asked(periods.propose_months, Priority.DATE, before="-", longest=2),
    Asked(periods.propose_blank_date, Priority.DATE, shortest=4, longest=4),
    Asked(times.propose_clock, Priority.TIME, before="hHg:", longest=2, tied=False),
    Asked(times.propose_round_the_clock, Priority.FIXED, begins="2", before="/", longest=2),
    Asked(times.propose_duration, Priority.TIME, before="'", longest=3),
    Asked(times.propose_seconds, Priority.TIME, touching='"', longest=2),
    Asked(scores.propose_score, Priority.DATE, before="-:", longest=3),
    Asked(scores.propose_series, Priority.SCORE, before="-", longest=4),
    Asked(scores.propose_ratio, Priority.DATE, before=".,:"),
    Asked(scores.propose_sum, Priority.DATE, before=".,-+x×*:÷"),
    Asked(scores.propose_product, Priority.TIME, touching="xX×", longest=5),
    Asked(scores.propose_slash, Priority.DATE, before=".,/"),
    Asked(measures.propose_split, Priority.QUANTITY, touching="mkt", longest=3),
    Asked(measures.propose_quantity, Priority.QUANTITY, tied=False),
    Asked(codes.propose_code, Priority.CODE, touching=_LATIN),
    Asked(numbers.propose_ordinal, Priority.CODE, begins="014"),
    Asked(numbers.propose_list, Priority.SCORE, touching=",", longest=3, tied=False),
    Asked(numbers.propose_range, Priority.CODE, before=".,-"),
    Asked(numbers.propose_version, Priority.QUANTITY, touching=".", longest=4),
    Asked(numbers.propose_number, Priority.NUMBER),
)

PROPOSERS: dict[Sort, tuple[Asked, ...]] = {
    "chunk": (
        Asked(addresses.propose_address, Priority.ADDRESS, looks=addresses.may_hold_address),
        Asked(identifiers.propose_plate, Priority.IDENTIFIER, begins=_FIGURES, looks=identifiers.may_be_plate),
        Asked(list_marks.propose_mark, Priority.DOCUMENT, looks=list_marks.may_be_mark),
    ),
    "figures": _ABOUT_FIGURES,
    "tied": tuple(asked for asked in _ABOUT_FIGURES if asked.tied),
    "word": (
        Asked(words.propose_entry, Priority.FIXED, looks=begins_built_in),
        Asked(identifiers.propose_spelled, Priority.IDENTIFIER, begins=_CAPITALS, touching=f"{_FIGURES}.-"),
        Asked(documents.propose_standard, Priority.DOCUMENT, begins=_CAPITALS, shortest=3),
        Asked(periods.propose_month_code, Priority.DATE, begins="Tt", touching=_FIGURES, longest=1),
        Asked(roman.propose_roman, Priority.ROMAN, looks=roman.is_roman),
        Asked(measures.propose_unit, Priority.QUANTITY, looks=measures.begins_unit),
        Asked(codes.propose_code, Priority.DOCUMENT, before=f"{_FIGURES}.-"),
        Asked(letters.propose_initials, Priority.QUANTITY, touching=".", longest=1),
        Asked(letters.propose_letter, Priority.SYMBOL, longest=1),
        Asked(words.propose_capitals, Priority.LETTER, shortest=2, looks=words.is_abbreviation_like),
        Asked(words.propose_unknown, Priority.FALLBACK),
    ),
    "sign": (
        Asked(words.propose_entry, Priority.FIXED, looks=begins_built_in),
        Asked(overrides.propose_override, Priority.OVERRIDE, begins="{}"),
        Asked(documents.propose_blank, Priority.DOCUMENT, begins="/", before=f"{_CAPITALS}12"),
        Asked(documents.propose_blank, Priority.DOCUMENT, begins="._…"),
        Asked(identifiers.propose_phone, Priority.IDENTIFIER, begins="+(", touching="+08"),
        Asked(identifiers.propose_keyed, Priority.ADDRESS, begins="*"),
        Asked(measures.propose_unit, Priority.QUANTITY, looks=measures.begins_unit),
        Asked(measures.propose_per_unit, Priority.FIXED, begins="/"),
        Asked(measures.propose_currency_first, Priority.TIME, begins="$€£¥₫", before=_FIGURES),
        Asked(periods.propose_year_after_slash, Priority.DATE, begins="/", before="12"),
        Asked(numbers.propose_signed, Priority.CODE, begins="-+±", before=_FIGURES),
        Asked(symbols.propose_blank, Priority.DOCUMENT, begins="._…"),
        Asked(symbols.propose_tag, Priority.DOCUMENT, begins="<"),
        Asked(symbols.propose_sign, Priority.FALLBACK),
    ),
}

OWN_WORD: Questions = ((int(Priority.LEXICON), ((0, words.propose_own),)),)  # only of words in the people's own lexicon


@cache
def _known_figures() -> frozenset[str]:
    return frozenset(filter(str.isdecimal, built_in_pieces()))


@lru_cache(maxsize=16_384)
def _questions(sort: Sort, look: str, follower: str) -> Questions:
    return questions(PROPOSERS[sort], look, follower)


def questions_about(sort: Sort, text: str, line: str, end: int) -> Questions:
    """Return whom to ask about a piece that ends at `end` of `line`: the same for all figures that look alike."""
    follower = line[end : end + 1]
    if follower == " ":
        follower = line[end : end + 2]
    if sort in ("figures", "tied") and text not in _known_figures():
        text = text[0] * min(len(text), _LONGEST_LOOK)
    return _questions(sort, text, follower)
