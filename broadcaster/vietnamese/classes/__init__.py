"""The kinds of written things, one file each: every proposer looks at one piece of a line and may propose a reading.

To add a kind, add a file and a line here.
"""

from collections.abc import Callable

from broadcaster.vietnamese.candidates import Candidate
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
from broadcaster.vietnamese.classes.piece import Piece, Sort
from broadcaster.vietnamese.context import Line

__all__ = ["PROPOSERS", "Piece", "Proposer", "Sort"]

Proposer = Callable[[Line, Piece], Candidate | None]

PROPOSERS: dict[Sort, tuple[Proposer, ...]] = {
    "chunk": (addresses.propose_address, identifiers.propose_plate, list_marks.propose_mark),
    "figures": (
        words.propose_own,
        words.propose_entry,
        documents.propose_number,
        identifiers.propose_phone,
        identifiers.propose_masked,
        identifiers.propose_by_cue,
        identifiers.propose_by_shape,
        identifiers.propose_spelled,
        dates.propose_full,
        dates.propose_day_month,
        dates.propose_day_range,
        dates.propose_span,
        dates.propose_month_year,
        dates.propose_day_before_month,
        periods.propose_years,
        periods.propose_months,
        periods.propose_blank_date,
        times.propose_clock,
        times.propose_round_the_clock,
        times.propose_duration,
        times.propose_seconds,
        scores.propose_score,
        scores.propose_series,
        scores.propose_ratio,
        scores.propose_sum,
        scores.propose_product,
        scores.propose_slash,
        measures.propose_split,
        measures.propose_quantity,
        codes.propose_code,
        numbers.propose_ordinal,
        numbers.propose_list,
        numbers.propose_range,
        numbers.propose_version,
        numbers.propose_number,
    ),
    "word": (
        words.propose_own,
        words.propose_entry,
        identifiers.propose_spelled,
        documents.propose_standard,
        periods.propose_month_code,
        roman.propose_roman,
        measures.propose_unit,
        codes.propose_code,
        letters.propose_initials,
        letters.propose_letter,
        words.propose_capitals,
        words.propose_unknown,
    ),
    "sign": (
        words.propose_own,
        words.propose_entry,
        overrides.propose_override,
        documents.propose_blank,
        identifiers.propose_phone,
        identifiers.propose_keyed,
        measures.propose_unit,
        measures.propose_per_unit,
        measures.propose_currency_first,
        periods.propose_year_after_slash,
        numbers.propose_signed,
        symbols.propose_blank,
        symbols.propose_tag,
        symbols.propose_sign,
    ),
}
