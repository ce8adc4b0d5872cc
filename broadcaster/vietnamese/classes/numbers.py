"""Plain numbers, ordinals, ranges and versions: 1.250 · thứ 4 · 12-15 chỗ · phiên bản 3.5 · -5."""

import re
from functools import cache

from broadcaster.messages import N_, Sentence
from broadcaster.model.reading import Kind
from broadcaster.vietnamese.candidates import Candidate, Priority, Rule, guess
from broadcaster.vietnamese.classes.piece import Piece
from broadcaster.vietnamese.context import Line
from broadcaster.vietnamese.figures import FIGURE_IN_ROW, figure_pattern, say_figure
from broadcaster.vietnamese.numerals import say_digits, say_integer

A_NUMBER = N_("a number")
A_LIST = N_("numbers with commas between them")
MAYBE_RANGE = N_("“{written}” is read as a range: if it is a score, write {{{written}:tỷ số}}")
A_RANGE = N_("two figures with a dash")
AN_ORDINAL = N_("the word “thứ” before it")
A_VERSION = N_("a version or a numbered point, not a quantity")
SIGNED = N_("a sign before a number")
A_FORM_NUMBER = N_("a number that begins with nought, after the word “số”")

_NUMBER_PLAIN = Rule("number.plain", Kind.NUMBER, Priority.NUMBER, Sentence(A_NUMBER))
_NUMBER_ORDINAL = Rule("number.ordinal", Kind.NUMBER, Priority.CODE, Sentence(AN_ORDINAL))
_NUMBER_RANGE = Rule("number.range", Kind.NUMBER, Priority.CODE, Sentence(A_RANGE))
_NUMBER_LIST = Rule("number.list", Kind.NUMBER, Priority.SCORE, Sentence(A_LIST))
_NUMBER_VERSION = Rule("number.version", Kind.NUMBER, Priority.QUANTITY, Sentence(A_VERSION))
_NUMBER_SIGN = Rule("number.sign", Kind.NUMBER, Priority.CODE, Sentence(SIGNED))
_NUMBER_FORM = Rule("number.form", Kind.NUMBER, Priority.NUMBER, Sentence(A_FORM_NUMBER))


def propose_number(line: Line, piece: Piece) -> Candidate | None:
    """Propose a number by itself."""
    match = figure_pattern().match(line.text, piece.start)
    if not match:
        return None
    if len(piece.text) == 2 and piece.text[0] == "0" and line.follows(piece.start, "form_number"):
        return _NUMBER_FORM.reads(piece.start, piece.end, say_digits(piece.text))
    return _NUMBER_PLAIN.reads(piece.start, match.end(), say_figure(match[0]))


@cache
def _days_of_week() -> re.Pattern[str]:
    return re.compile(r"(?<!\w)thứ \d(?:(?:,| và) ?\d){0,4}(?:,| và) $")


def propose_ordinal(line: Line, piece: Piece) -> Candidate | None:
    """Propose nhất and tư after "thứ"; the other numbers are the same words."""
    listed = piece.text == "4" and _days_of_week().search(line.before(piece.start))
    if not listed and (piece.text.lstrip("0") not in ("1", "4") or not line.follows(piece.start, "ordinal")):
        return None
    if line.text[piece.end : piece.end + 1].isalnum() or re.match(r"[.,/-]\d", line.text[piece.end : piece.end + 2]):
        return None
    spoken = "nhất" if piece.text.endswith("1") else "tư"
    return _NUMBER_ORDINAL.reads(piece.start, piece.end, spoken)


@cache
def _range() -> re.Pattern[str]:
    return re.compile(rf"({FIGURE_IN_ROW}) ?- ?({FIGURE_IN_ROW})(?![\d/]|[.,-]\d)")


def propose_range(line: Line, piece: Piece) -> Candidate | None:
    """Propose "đến" between two figures."""
    if "-" not in line.text[piece.end : piece.end + 24]:
        return None
    match = _range().match(line.text, piece.start)
    if not match or line.text[piece.start - 1 : piece.start] in tuple("-/"):
        return None
    if line.follows(piece.start, "fertiliser") and _is_formula(line, match):
        return _NUMBER_RANGE.reads(piece.start, match.end(), f"{say_figure(match[1])} {say_figure(match[2])}")
    if line.follows(piece.start, "house"):
        spoken = ", ".join(say_digits(part) if part[0] == "0" else say_figure(part) for part in match.groups())
    else:
        spoken = f"{say_figure(match[1])} đến {say_figure(match[2])}"
    finding = None if _is_surely_range(line, match) else guess(Sentence(MAYBE_RANGE, written=match[0]))
    return _NUMBER_RANGE.reads(piece.start, match.end(), spoken, finding)


def _is_formula(line: Line, match: re.Match[str]) -> bool:
    """Whether the figures say what is in a fertiliser (DAP 18-46), not how much of it is spread."""
    return (
        match[1].isdecimal() and match[2].isdecimal() and not line.text[match.end() : match.end() + 2].strip().islower()
    )


def _is_surely_range(line: Line, match: re.Match[str]) -> bool:
    """Whether a noun that is counted follows, or a word such as "từ", "khoảng", "nhà số" stands before."""
    start, end = match.span()
    return line.text[end : end + 2].strip().islower() or any(
        line.follows(start, cue)
        for cue in ("quantifier", "date", "house", "listed", "roman", "form_number", "unit_word")
    )


@cache
def _list() -> re.Pattern[str]:
    return re.compile(r"\d{1,3}(?:,\d{1,3}){1,9}(?![\d/%]|[.,]\d)")


def propose_list(line: Line, piece: Piece) -> Candidate | None:
    """Propose numbers parted by commas without a space: thôn 1,2,3."""
    match = _list().match(line.text, piece.start)
    if not match or line.is_joined(piece.start):
        return None
    parts = match[0].split(",")
    is_thousands = all(len(part) == 3 for part in parts[1:]) and len(parts[0]) < 4
    if is_thousands or not (len(parts) > 2 or line.follows(piece.start, "listed")):
        return None
    spoken = ", ".join(map(say_figure, parts))
    return _NUMBER_LIST.reads(piece.start, match.end(), spoken)


@cache
def _version() -> re.Pattern[str]:
    return re.compile(r"\d{1,4}(?:\.\d{1,4}){1,4}(?![\d]|,\d)")


def propose_version(line: Line, piece: Piece) -> Candidate | None:
    """Propose "chấm" in versions (4.0, phiên bản 3.5.1) and numbered points (mục 2.1, 2.1. at a line's start)."""
    match = _version().match(line.text, piece.start)
    if not match or line.text[piece.start - 1 : piece.start] == ".":
        return None
    parts = match[0].split(".")
    many = len(parts) > 2 and any(len(part) != 3 for part in parts[1:])
    if not many and "0" not in parts and line.precedes(match.end(), "scale"):
        return None  # gói 30.000 tỷ đồng
    following = line.text[match.end() : match.end() + 2]
    heads = following.strip(". ") == "" or (following[0] == " " and following[1:].isupper())
    point = line.starts(piece.start) and max(map(len, parts)) < 3 and heads
    if not (many or point or line.follows(piece.start, "version")):
        return None
    spoken = " chấm ".join(say_digits(part) if part[0] == "0" else say_integer(int(part)) for part in parts)
    return _NUMBER_VERSION.reads(piece.start, match.end(), spoken)


@cache
def _signed() -> re.Pattern[str]:
    return re.compile(r"[-+±] ?(?=\d)")


def propose_signed(line: Line, piece: Piece) -> Candidate | None:
    """Propose âm, cộng before a number that stands after a space, a bracket or the line's start."""
    match = _signed().match(line.text, piece.start)
    before = (
        line.text[: piece.start].rstrip(" ")[-1:]
        if piece.start < 200
        else line.text[piece.start - 2 : piece.start].strip()[-1:]
    )
    if match and piece.text == "-" and _is_below_zero(line, piece):
        return _NUMBER_SIGN.reads(piece.start, piece.end, "âm")
    if not match or piece.end != match.end() or before.isdecimal() or before in ("%", ")"):
        return None
    if line.text[piece.start - 1 : piece.start] not in ("", " ", "(", ":") or not line.text[: piece.start].strip():
        return None
    words = {"-": "âm", "+": "cộng", "±": "cộng trừ"}
    return _NUMBER_SIGN.reads(piece.start, piece.end, words[piece.text])


def _is_below_zero(line: Line, piece: Piece) -> bool:
    """Whether a dash at the line's start is a sign and no bullet: -5°C."""
    degrees = re.match(rf"-{FIGURE_IN_ROW} ?(?:°|độ [CF]|%)", line.text[piece.start : piece.start + 24])
    return bool(degrees) and line.starts(piece.start)
