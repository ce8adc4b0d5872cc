"""Roman numerals, which are numbers only where something says so: phần I, lần thứ X, quý III, Quảng Ngọc II."""

import re
from functools import cache

from broadcaster.messages import N_, Sentence
from broadcaster.model.reading import Kind
from broadcaster.vietnamese.candidates import Candidate, Priority, Rule
from broadcaster.vietnamese.classes.piece import Piece
from broadcaster.vietnamese.context import Line
from broadcaster.vietnamese.numerals import say_integer

BY_CUE = N_("a word before it is followed by a Roman numeral")
BY_SHAPE = N_("cannot be anything but a Roman numeral")
HEADING = N_("the numeral of a heading")

_SMALL = frozenset("IVX")
_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}

_ROMAN_HEADING = Rule("roman.heading", Kind.ROMAN, Priority.ROMAN, Sentence(HEADING))
_ROMAN_CUE = Rule("roman.cue", Kind.ROMAN, Priority.ROMAN, Sentence(BY_CUE))
_ROMAN_SHAPE = Rule("roman.shape", Kind.ROMAN, Priority.ROMAN, Sentence(BY_SHAPE))


@cache
def _numeral() -> re.Pattern[str]:
    return re.compile(r"M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")


def roman_value(written: str) -> int | None:
    """Return the value of a well-formed Roman numeral."""
    if not written or not _numeral().fullmatch(written):
        return None
    values = [_VALUES[letter] for letter in written]
    return sum(-one if one < following else one for one, following in zip(values, [*values[1:], 0], strict=True))


def is_roman(written: str) -> bool:
    """Whether `written` is a well-formed Roman numeral."""
    return roman_value(written) is not None


def propose_roman(line: Line, piece: Piece) -> Candidate | None:
    """Propose a number for a Roman numeral in its place."""
    value = roman_value(piece.text)
    if (
        value is None
        or _is_series(line, piece)
        or line.text[piece.end : piece.end + 1].isdecimal()
        or line.text[piece.start - 1 : piece.start].isdecimal()
    ):
        return None
    after = line.text[piece.end : piece.end + 3]
    if after[:1] == "-" and re.match(r"-[^\W\d_]", after) and (after[1].islower() or after[2:].islower()):
        return None  # X-quang, V-League
    if _is_heading(line, piece):
        return _ROMAN_HEADING.reads(piece.start, piece.end, f"phần {say_integer(value)}")
    if _is_cued(line, piece):
        ordinal = line.follows(piece.start, "ordinal")
        spoken = "nhất" if ordinal and value == 1 else "tư" if ordinal and value == 4 else say_integer(value)
        return _ROMAN_CUE.reads(piece.start, piece.end, spoken)
    if _SMALL.issuperset(piece.text) and (len(piece.text) > 1 or _ends_name(line, piece)):
        return _ROMAN_SHAPE.reads(piece.start, piece.end, say_integer(value))
    return None


def _is_series(line: Line, piece: Piece) -> bool:
    """Whether the letters belong to a number (số DV 123456) or to something else that is counted by letters."""
    return bool(set(piece.text) & set("CDM")) or bool(re.match(r" \d{6}", line.text[piece.end : piece.end + 7]))


def _is_heading(line: Line, piece: Piece) -> bool:
    after = line.text[piece.end : piece.end + 2]
    return (
        _SMALL.issuperset(piece.text)
        and line.starts(piece.start)
        and not _names_commune().match(line.text, piece.start)
        and bool(re.match(r"[./)] ?|-(?!\d)| -", after + " "))
    )


@cache
def _names_commune() -> re.Pattern[str]:
    """Match the X of "X. Quảng Ngọc, H. Quảng Xương", which is a commune and no tenth part."""
    return re.compile(r"X\. ?[^.,;:]{2,24}, ?(?:H|T|TP|TX|Q|P)\. ?[A-ZĐ]")


@cache
def _list_of_numerals() -> re.Pattern[str]:
    return re.compile(r"(?<!\w)[ivx]+(?:, ?[ivx]+)*(?:,| và| -|-| đến| hoặc| hay|/)\s?(?:[^\W\d_]+ )?$")


def _is_cued(line: Line, piece: Piece) -> bool:
    if piece.text in "LCDM":
        return False  # hạng C, nhóm D: letters, never fifty or more
    if (
        piece.text in "VX"
        and line.text[piece.end : piece.end + 1] == "."
        and line.text[piece.end + 1 : piece.end + 3].strip().isupper()
    ):
        return False
    return line.follows(piece.start, "roman") or (
        bool(_list_of_numerals().search(line.before(piece.start))) and line.mentions_before(piece.start, "roman")
    )


def _ends_name(line: Line, piece: Piece) -> bool:
    """Whether "I" follows a capitalised name: Trường THPT Quảng Xương I."""
    before = line.text[max(0, piece.start - 24) : piece.start].split()
    return (
        piece.text == "I" and bool(before) and before[-1][:1].isupper() and len(before[-1]) > 1 and before[-1].isalpha()
    )
