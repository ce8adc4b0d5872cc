"""Signs: brackets and dashes that are pauses, signs with a name, bullets and markup that say nothing."""

import re
import unicodedata
from functools import cache

from broadcaster.messages import N_, Sentence
from broadcaster.model.problem import Severity
from broadcaster.model.reading import Kind
from broadcaster.vietnamese.candidates import Candidate, Finding, Priority, Rule, guess
from broadcaster.vietnamese.classes.piece import Piece
from broadcaster.vietnamese.context import Line
from broadcaster.vietnamese.tables import read_readings

A_PAUSE = N_("heard as a pause")
MARKUP = N_("a mark of layout, not of speech")
A_SIGN = N_("a sign with a name")
BLANK = N_("“{written}” is a place left blank in a form: fill it in")
UNREADABLE = N_("“{written}” cannot be read aloud and is left out: write it in words")

_BRACKETS = "()[]"
_PAUSES = "-–"
_PRICES = {"k", "tr", "đ"}  # 500k-1tr
_DRAWN = "=+~<>→#*_"  # two of a kind and more are a line or an arrow, not a sign with a name
_SILENT = "\"'*_`~|\\^<>{}#•·▪●○►➢✓↑↓←↔⇒"

_SYMBOL_MARKUP = Rule("symbol.markup", Kind.REMOVED, Priority.FALLBACK, Sentence(MARKUP))
_SYMBOL_NAME = Rule("symbol.name", Kind.SYMBOL, Priority.FALLBACK, Sentence(A_SIGN))
_SYMBOL_PAUSE = Rule("symbol.pause", Kind.PAUSE, Priority.FALLBACK, Sentence(A_PAUSE))
_BLANK_DOTTED = Rule("blank.dotted", Kind.BLANK, Priority.DOCUMENT)
_SYMBOL_TAG = Rule("symbol.tag", Kind.REMOVED, Priority.DOCUMENT, Sentence(MARKUP))
_SYMBOL_UNKNOWN = Rule("symbol.unknown", Kind.UNKNOWN, Priority.FALLBACK)


@cache
def _dotted() -> re.Pattern[str]:
    return re.compile(r"(?:[._…]{4,400}|…[._…]{1,400}|\.{2,3}…|…(?=/))")


def propose_blank(line: Line, piece: Piece) -> Candidate | None:
    """Propose a pause, and a guess, for the dotted line of a form."""
    if line.text[piece.start - 1 : piece.start] == piece.text:
        return None
    match = _dotted().match(line.text, piece.start)
    if not match:
        return None
    finding = guess(Sentence(BLANK, written=match[0][:12]))
    return _BLANK_DOTTED.reads(piece.start, match.end(), ",", finding)


@cache
def _tag() -> re.Pattern[str]:
    return re.compile(r"</?[A-Za-z][A-Za-z0-9]{0,9} ?/?>")


def propose_tag(line: Line, piece: Piece) -> Candidate | None:
    """Propose nothing to be said for a tag of HTML."""
    match = _tag().match(line.text, piece.start) if piece.text == "<" else None
    if not match:
        return None
    return _SYMBOL_TAG.reads(piece.start, match.end(), "")


def propose_sign(line: Line, piece: Piece) -> Candidate | None:
    """Propose a reading for any sign that nothing else has claimed."""
    sign = piece.text[0]
    if sign in ".,;:?!…":
        return None
    if sign in _BRACKETS:
        return _SYMBOL_PAUSE.reads(piece.start, piece.end, ",")
    named = _said_sign(line, piece)
    if line.text[piece.start - 1 : piece.start + 2] == "./." or (named is None and _is_markup(sign)):
        return _SYMBOL_MARKUP.reads(piece.start, piece.end, "")
    if named is not None:
        return (_SYMBOL_NAME if named else _SYMBOL_PAUSE).reads(piece.start, piece.end, named)
    if sign in _PAUSES:
        return _SYMBOL_PAUSE.reads(piece.start, piece.end, _pause(line, piece))
    finding = Finding(Severity.ERROR, Sentence(UNREADABLE, written=sign))
    return _SYMBOL_UNKNOWN.reads(piece.start, piece.end, ",", finding)


def _is_markup(sign: str) -> bool:
    return sign in _SILENT or unicodedata.category(sign) in ("So", "Sk", "Cf", "Mn", "Cn", "Co")


def _pause(line: Line, piece: Piece) -> str:
    """Return a comma, or nothing for a hyphen inside a compound word and a bullet at the line's start."""
    if piece.text == "-":
        if line.starts(piece.start):
            return ""
        left, right = line.text[piece.start - 1 : piece.start], line.text[piece.end : piece.end + 1]
        return "," if left == " " or right == " " else ""
    return ","


def _said_sign(line: Line, piece: Piece) -> str | None:
    """Return the name of a sign where it is one, None where it is layout."""
    sign, start, end = piece.text, piece.start, piece.end
    if sign in _DRAWN and sign in (line.text[start - 1 : start], line.text[end : end + 1]):
        return None if sign in _SILENT else ""
    if sign == "=" and line.text[end : end + 1] == ">":
        return ""  # an arrow
    if sign in "-+=>→⇒" and line.starts(start):
        return None if sign == "-" else ""
    left = line.text[max(0, start - 2) : start].rstrip(" ")[-1:]
    right = line.text[end : end + 2].lstrip(" ")[:1]
    name = _name_beside(line, piece, left, right)
    return read_readings("symbols.tsv").get(sign) if name is None else name or None


def _name_beside(line: Line, piece: Piece, left: str, right: str) -> str | None:
    """Return the name that a sign has because of what stands beside it; empty where it is layout."""
    sign, name = piece.text, None
    if sign in "*#" and line.follows(piece.start, "key"):
        name = {"*": "sao", "#": "thăng"}[sign]
    elif sign in "²³" and left.isalpha():
        name = {"²": "vuông", "³": "khối"}[sign]
    elif sign in "-~" and _joins_quantities(line, piece):
        name = "đến"
    elif sign in "×*" and right.isdecimal() and (left.isalnum() or left in tuple("²³)")):
        name = "nhân"
    elif sign in "<>" and not right.isdecimal():
        name = ""
    elif sign == "/":
        name = _said_slash(line, piece, left, right)
    return name


def _said_slash(line: Line, piece: Piece, left: str, right: str) -> str:
    if re.match(r" ?0\d{3}", line.after(piece.end)):
        return ","  # the next telephone number
    if right.isdecimal() and (
        left.isdecimal() or re.search(r"\d (?:[^\W\d_]+ ){0,2}[^\W\d_]+ ?$", line.before(piece.start))
    ):
        return "trên"
    return ","


@cache
def _ends_quantity() -> re.Pattern[str]:
    return re.compile(r"\d ?(%|‰|°c?|[a-z]{1,3}[23²³]?|[đ₫$])?(?: ?(?:nghìn|ngàn|triệu|tỷ|tỉ))?(?: đồng)?\s?$")


@cache
def _begins_quantity() -> re.Pattern[str]:
    return re.compile(r"\s?[\d.,]+ ?(%|‰|°c?|[a-z]{1,3}[23²³]?|[đ₫$])?(?![\w/])")


def _joins_quantities(line: Line, piece: Piece) -> bool:
    if re.match(r" ?0\d", line.after(piece.end)):
        return False  # the next telephone number
    left = _ends_quantity().search(line.before(piece.start))
    right = _begins_quantity().match(line.after(piece.end))
    if _are_months(line, piece):
        return True
    if left and right and (left[1] is None or left[1] == right[1] or {left[1], right[1]} <= _PRICES):
        return True
    return _joins_moments(line, piece)


@cache
def _moments() -> re.Pattern[str]:
    """Match what may stand on both sides of a dash that means "until", the noun said twice."""
    number = r"(?:\d{1,4}|[ivx]{1,5}|hai|ba|tư|năm|sáu|bảy|một|mười|giêng|chạp)"
    return re.compile(
        rf"(?<!\w)(?:(?:đầu|giữa|cuối|hết) )?(?P<noun>tháng|thứ|ngày|năm|quý|tuần|lớp|mùng|cấp|tổ|thôn|km|ki lô mét)"
        rf"\s{number}(?:[/.]\d{{1,4}})*(?: (?:tháng|năm) \d{{1,4}}){{0,2}}"
    )


def _are_months(line: Line, piece: Piece) -> bool:
    """Whether a month with its year stands on both sides: 9/2025 - 5/2026."""
    return bool(
        re.search(r"(?<!\d)\d{1,2}/\d{4} ?$", line.before(piece.start))
        and re.match(r" ?\d{1,2}/\d{4}(?!\d)", line.after(piece.end))
    )


def _are_weekdays(line: Line, piece: Piece) -> bool:
    before, after = line.before(piece.start), line.after(piece.end)
    return bool(re.search(r"(?<!\w)t[2-7] ?$", before) and re.match(r" ?(?:t[3-7]|cn)(?!\w)", after))


def _is_roman_range(line: Line, piece: Piece) -> bool:
    left = re.search(r"(?<!\w)[IVX]{1,5} ?$", line.text[max(0, piece.start - 7) : piece.start])
    return bool(left and re.match(r" ?[IVX]{1,5}(?![^\W_])", line.text[piece.end : piece.end + 8]))


def _is_contest(line: Line, piece: Piece, rest: str) -> bool:
    return line.mentions_before(piece.start, "sport") or bool(re.match(r": ?\d{1,2} ?- ?\d", rest))


def _joins_moments(line: Line, piece: Piece) -> bool:
    """Whether the dash stands between two of a kind: tháng 5 - tháng 10, thứ 2 - thứ 6, 7h30 sáng - 5h chiều."""
    before, after = line.before(piece.start).rstrip(" "), line.after(piece.end).lstrip(" ")
    right = _moments().match(after)
    if _is_roman_range(line, piece) or _are_weekdays(line, piece):
        return True
    if right and right["noun"] in ("thôn", "tổ", "lớp") and _is_contest(line, piece, after[right.end() :]):
        return False  # who plays against whom
    if right:
        return any(
            match.end() == len(before) and match["noun"] == right["noun"] for match in _moments().finditer(before)
        ) or bool(right["noun"] in ("thứ", "ngày") and re.search(r"thứ \w+$|ngày [\d/]+$|chủ nhật$", before))
    return bool(
        re.search(r"\d{1,2}(?:h|g|:|giờ)\s?\d{0,2}(?: (?:sáng|trưa|chiều|tối|phút))?$", before)
        and re.match(r"\d{1,2} ?(?:h|g|:|giờ)", after)
    )
