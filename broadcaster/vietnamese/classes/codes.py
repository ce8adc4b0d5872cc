"""Letters and figures in one word: 12A1 · TBR225 · 5G · J02 · QL47 · H5N1 · COVID-19."""

import re
from functools import cache

from broadcaster.messages import N_, Sentence
from broadcaster.model.reading import Kind
from broadcaster.vietnamese.candidates import Candidate, Priority, Rule, guess
from broadcaster.vietnamese.classes.piece import Piece
from broadcaster.vietnamese.context import Line
from broadcaster.vietnamese.letters import spell
from broadcaster.vietnamese.numerals import say_digits, say_integer
from broadcaster.vietnamese.syllables import is_vietnamese_syllable
from broadcaster.vietnamese.tables import read_readings

A_CODE = N_("letters and figures in one word")
UNKNOWN_CODE = N_("“{written}” is read letter by letter: if that is wrong, write {{{written}|…}}")
A_PREFIX = N_("a known abbreviation before a number")

_LONGEST_NUMBER = 3  # figures; longer ones in a code are said one by one

_CODE_MIXED = Rule("code.mixed", Kind.CODE, Priority.CODE, Sentence(A_CODE))
_CODE_PREFIX = Rule("code.prefix", Kind.CODE, Priority.DOCUMENT, Sentence(A_PREFIX))
_CODE_UNKNOWN = Rule("code.unknown", Kind.CODE, Priority.CODE, Sentence(A_CODE))


@cache
def _code() -> re.Pattern[str]:
    return re.compile(
        r"(?:[A-Za-zĐđ]{1,6}\d{1,15}|[A-ZĐ]{1,6}-\d{1,4}|\d{1,15}[A-Za-zĐđ]{1,4})(?:[A-Za-zĐđ]{1,4}|\d{1,15}){0,4}(?:[.-]\d{1,3}(?![\d]))?(?![^\W_])"
    )


@cache
def _prefixed() -> re.Pattern[str]:
    prefixes = "|".join(sorted(map(re.escape, read_readings("number_prefixes.tsv")), key=len, reverse=True))
    return re.compile(rf"({prefixes})[. -]?(0?[1-9]\d{{0,3}})([A-Z])?(?![^\W_]|[.,]\d| \d{{3}})")


def propose_code(line: Line, piece: Piece) -> Candidate | None:
    """Propose letters by name and figures as numbers."""
    if line.text[piece.end : piece.end + 1].isspace() and piece.text not in read_readings("number_prefixes.tsv"):
        return None
    if line.text[piece.start - 1 : piece.start].isalnum() or _is_decimals(line, piece):
        return None
    prefixed = None if piece.text[0].isdecimal() else _prefixed().match(line.text, piece.start)
    if prefixed and not line.follows(piece.start, "variety"):
        name = read_readings("number_prefixes.tsv")[prefixed[1]]
        letter = f" {spell(prefixed[3])}" if prefixed[3] else ""
        spoken = f"{name} {_said_figures(prefixed[2])}{letter}"
        return _CODE_PREFIX.reads(piece.start, prefixed.end(), spoken)
    match = _code().match(line.text, piece.start)
    if not match:
        return None
    words = [_said_part(part) for part in re.findall(r"[^\W\d_]+|\d+|\.", match[0])]
    known = match[0].isupper() or line.follows(piece.start, "coded")
    candidate = _CODE_MIXED.reads(piece.start, match.end(), " ".join(words))
    if known:
        return candidate
    finding = guess(Sentence(UNKNOWN_CODE, written=match[0]))
    return _CODE_UNKNOWN.reads(piece.start, match.end(), candidate.spoken, finding)


def _is_decimals(line: Line, piece: Piece) -> bool:
    """Whether the figures stand after a decimal sign: 1,2tr."""
    return (
        piece.text[0].isdecimal()
        and line.text[piece.start - 1 : piece.start] in (",", ".")
        and line.text[piece.start - 2 : piece.start - 1].isdecimal()
    )


def _said_part(part: str) -> str:
    if part == ".":
        return "chấm"
    if part.isdecimal():
        return _said_figures(part)
    return part.lower() if len(part) > 2 and is_vietnamese_syllable(part) and not part.isupper() else spell(part)


def _said_figures(figures: str) -> str:
    if figures[0] == "0" or len(figures) > _LONGEST_NUMBER:
        return say_digits(figures)
    return say_integer(int(figures))
