"""Quantities with a unit: money, measures, per cents, ranges of them, and units after a slash."""

import re
from functools import cache
from typing import NamedTuple

from broadcaster.messages import N_, Sentence
from broadcaster.model.reading import Kind
from broadcaster.vietnamese.candidates import Candidate, Priority, Rule
from broadcaster.vietnamese.classes.piece import Piece
from broadcaster.vietnamese.context import Line, cue_words
from broadcaster.vietnamese.figures import FIGURE_IN_ROW, figure_pattern, say_figure
from broadcaster.vietnamese.tables import read_columns, read_readings
from broadcaster.vietnamese.vocabulary import first_piece

WITH_UNIT = N_("a figure and its unit")
PER_UNIT = N_("a unit after a slash")
A_UNIT = N_("a unit by itself")

_SCALES = {"tr.": "triệu", "tr": "triệu", "ngàn": "nghìn", "tỉ": "tỷ", "nghìn": "nghìn", "vạn": "vạn", "triệu": "triệu"}
_SCALES |= {"tỷ": "tỷ", "trăm": "trăm"}
_LETTER_UNITS = frozenset("GKAB")  # touching its figure, such a capital may be part of a name: 5G, 9A

_WITH_UNIT = Sentence(WITH_UNIT)
_PER_UNIT = Sentence(PER_UNIT)
_A_UNIT = Sentence(A_UNIT)

_QUANTITY_SPLIT = Rule("quantity.split", Kind.MEASURE, Priority.QUANTITY, Sentence(WITH_UNIT))
_MONEY_SIGN_FIRST = Rule("money.sign_first", Kind.MONEY, Priority.TIME, Sentence(WITH_UNIT))


@cache
def _range() -> re.Pattern[str]:
    return re.compile(rf"({FIGURE_IN_ROW})( ?[^\W\d_]{{1,4}}[23²³]?|%|°C?)? ?(?:-|÷|~|→) ?({FIGURE_IN_ROW})(?![\d/])")


@cache
def _joint() -> re.Pattern[str]:
    return re.compile(r"[-÷~→]")


@cache
def _unit_shape() -> re.Pattern[str]:
    return re.compile(
        r" ?(?:(?P<scale>tr\.(?=đ)|tr(?= ?đ)|(?:nghìn|ngàn|vạn|triệu|tỷ|tỉ|trăm)(?= |đ)) ?)?"
        r"(?P<unit>° ?[CcFNSEWBĐT]\b|độ [CF]\b|tr\.đ(?:ồng)?|vòng/phút|Mb/s|đ\.(?=/)|[%‰°$€₫Ω]"
        r"|[^\W\d_]{1,6}(?:[23](?!\d)|[²³])?)(?![^\W_])"
    )


def unit_at(text: str, at: int) -> tuple[str, str, int] | None:
    """Return scale, unit and end of the unit that stands at `at` or one space further on."""
    match = _unit_shape().match(text, at)
    if not match:
        return None
    unit = match["unit"].replace("° ", "°")
    if unit in read_readings("units.tsv"):
        return match["scale"] or "", unit, match.end()
    return ("", "tr", match.end("scale")) if match["scale"] == "tr" else None


@cache
def _first_pieces() -> frozenset[str]:
    return frozenset(map(first_piece, (*read_readings("units.tsv"), *_SCALES)))


def begins_unit(piece: str) -> bool:
    """Whether a unit, or the scale before one, begins with `piece`."""
    return piece in _first_pieces()


class _Amount(NamedTuple):
    """What is written before the unit, and where it ends; `last` only in a range."""

    first: str
    unit_of_first: str
    last: str
    end: int


def propose_quantity(line: Line, piece: Piece) -> Candidate | None:
    """Propose a figure, or two with a dash, and the unit."""
    if line.is_joined(piece.start):
        return None
    for amount in _amounts(line.text, piece.start):
        found = unit_at(line.text, amount.end)
        if not found or not found[1].startswith(amount.unit_of_first):
            continue
        scale, unit, end = found
        if _is_name(line, piece, unit, amount.end):
            return None
        words = [say_figure(amount.first), *(("đến", say_figure(amount.last)) if amount.last else ())]
        words += [*((_SCALES[scale],) if scale else ()), read_readings("units.tsv")[unit]]
        return Candidate(piece.start, end, _kind(unit), Priority.QUANTITY, " ".join(words), "quantity.unit", _WITH_UNIT)
    return None


@cache
def _split() -> re.Pattern[str]:
    return re.compile(r"(\d{1,3})(?:(m|kg|tr|tạ|tấn)(\d{1,2})|(km|tr)(\d{3}))(?![\w]|[.,]\d)")


def propose_split(line: Line, piece: Piece) -> Candidate | None:
    """Propose a figure that its unit parts: 1m65, 2tr5, 3km500, but not 20m2."""
    match = _split().match(line.text, piece.start)
    if not match or (match[2] == "m" and match[3] in ("2", "3")):
        return None
    name, figures = match[2] or match[4], match[3] or match[5]
    unit = read_readings("units.tsv").get(name, name)
    rest = "rưỡi" if figures == "5" and name != "m" else say_figure(figures)
    spoken = f"{say_figure(match[1])} {unit} {rest}"
    return _QUANTITY_SPLIT.reads(piece.start, match.end(), spoken)


def _amounts(text: str, at: int) -> list[_Amount]:
    """Return the amount that begins at `at`: as a range, if it can be one, and as a single figure."""
    amounts = []
    match = _range().match(text, at) if _joint().search(text, at, at + 40) else None
    if match:
        amounts.append(_Amount(match[1], (match[2] or "").strip(), match[3], match.end()))
    single = figure_pattern().match(text, at)
    if single:
        amounts.append(_Amount(single[0], "", "", single.end()))
    return amounts


@cache
def _kind(unit: str) -> Kind:
    return Kind(read_columns("units.tsv", 2)[unit])


def _is_name(line: Line, piece: Piece, unit: str, at: int) -> bool:
    """Whether 9A, 5G, 5K is meant: a capital that touches its figure after a noun that takes such names."""
    touching = line.text[at : at + 1] == unit
    if unit == "A" and line.follows(piece.start, "electric"):
        return False
    return (
        touching and len(unit) == 1 and unit.isupper() and (unit in _LETTER_UNITS or line.follows(piece.start, "coded"))
    )


@cache
def _per_figure() -> re.Pattern[str]:
    return re.compile(rf" ?/ ?({FIGURE_IN_ROW})?")


def propose_per_unit(line: Line, piece: Piece) -> Candidate | None:
    """Propose "trên" and the unit for the slash in đồng/kg, con/m², 22/0,4 kV."""
    match = _per_figure().match(line.text, piece.start) if _is_measured(line, piece.start) else None
    if not match:
        return None
    found = unit_at(line.text, match.end())
    if found:
        figure = f"{say_figure(match[1])} " if match[1] else ""
        spoken = f"trên {figure}{read_readings('units.tsv')[found[1]]}"
        return _per(piece, found[2], spoken, Priority.FIXED if match[1] else Priority.QUANTITY)
    if line.text[piece.end : piece.end + 2].lstrip(" ")[:1].isalpha():
        return _per(piece, piece.end, "trên", Priority.ABBREVIATION)
    return None


def _per(piece: Piece, end: int, spoken: str, priority: Priority) -> Candidate:
    return Candidate(piece.start, end, Kind.MEASURE, priority, spoken, "quantity.per_unit", _PER_UNIT)


@cache
def _measured() -> re.Pattern[str]:
    return re.compile(r"\d ?(%|‰|°c?|tr\.đ|[^\W\d_]{1,5}[23²³]?)(?: [^\W\d_]+){0,2} ?$")


def _is_measured(line: Line, at: int) -> bool:
    """Whether a unit stands to the left, so that the slash means "for each"."""
    before = line.before(at)
    if _counted_before().search(before) and line.precedes(at + 1, "per"):
        return True
    if before[-1:].isdecimal() and not before[-2:-1].isalpha():
        return False  # a figure, and not that of m2
    if line.follows(at, "unit_word"):
        return True
    match = _measured().search(before) or _per_measured().search(before)
    return match is not None and (match[1] in _lowered_units() or match[1] in cue_words("unit_word"))


@cache
def _counted_before() -> re.Pattern[str]:
    """Match a figure with what it counts: 2-3 giọt, 1tr2."""
    return re.compile(r"\d(?:tr|m|kg|k|['\"])?\d*(?: [^\W\d_]+){0,3} ?$")


@cache
def _per_measured() -> re.Pattern[str]:
    return re.compile(r"(%|[^\W\d_]+[23²³]?)/[^\W\d_]+ ?$")


@cache
def _lowered_units() -> frozenset[str]:
    return frozenset(unit.lower() for unit in read_readings("units.tsv"))


@cache
def _currency_first() -> re.Pattern[str]:
    return re.compile(rf"([$€£¥₫]) ?({FIGURE_IN_ROW})(?: ?(nghìn|triệu|tỷ|tỉ))?(?!\d)")


def propose_currency_first(line: Line, piece: Piece) -> Candidate | None:
    """Propose the amount before the currency where the sign was written first: $50."""
    match = _currency_first().match(line.text, piece.start)
    if not match or line.text[piece.start - 1 : piece.start].isdecimal():
        return None
    amount = f"{say_figure(match[2])} {match[3]}" if match[3] else say_figure(match[2])
    spoken = f"{amount} {read_readings('symbols.tsv')[match[1]]}"
    return _MONEY_SIGN_FIRST.reads(piece.start, match.end(), spoken)


@cache
def _after_ratio() -> re.Pattern[str]:
    """Match the figures before the unit in 380/220V."""
    return re.compile(r"\d/\d{1,4}(?:,\d)? ?$")


def propose_unit(line: Line, piece: Piece) -> Candidate | None:
    """Propose the name of a unit without a figure: (m²), ĐVT: kg, triệu đ."""
    found = unit_at(line.text, piece.start) if line.text[piece.start] != " " else None
    if not found:
        return None
    _, unit, end = found
    slashed = line.text[piece.start - 1 : piece.start] == "/"
    scaled = not slashed and (
        line.follows(piece.start, "scale") or bool(_after_ratio().search(line.before(piece.start)))
    )
    if len(unit) == 1 and unit.isalpha() and (not (slashed or scaled) or (unit in "khs" and not slashed)):
        return None
    priority = Priority.QUANTITY if scaled or slashed or unit[-1] in "23" else Priority.SYMBOL
    return Candidate(piece.start, end, Kind.MEASURE, priority, read_readings("units.tsv")[unit], "unit.alone", _A_UNIT)
