"""Written Vietnamese made into words as spoken. Pure: no clock, no network, no files but the package's own lists."""

from broadcaster.model.lexicon import EMPTY, Lexicon
from broadcaster.model.reading import Reading
from broadcaster.vietnamese.check import check_lexicon
from broadcaster.vietnamese.reader import normalise
from broadcaster.vietnamese.syllables import count_syllables, is_vietnamese_syllable
from broadcaster.vietnamese.turns import read_turns

__all__ = [
    "EMPTY",
    "Lexicon",
    "Reading",
    "check_lexicon",
    "count_syllables",
    "is_vietnamese_syllable",
    "normalise",
    "read_turns",
]
