"""Quantities with a unit: money, measures, per cents, ranges of them, and units after a slash."""

import re
from functools import cache

from broadcaster.messages import N_, Sentence
from broadcaster.model.reading import Kind
from broadcaster.vietnamese.candidates import Candidate, Priority
from broadcaster.vietnamese.classes.piece import Piece
from broadcaster.vietnamese.context import Line
from broadcaster.vietnamese.figures import FIGURE, say_figure
from broadcaster.vietnamese.tables import read_readings, read_rows

WITH_UNIT = N_("a figure and its unit")
PER_UNIT = N_("a unit after a slash")
A_UNIT = N_("a unit by itself")

_SCALES = r"(?:nghìn|ngàn|vạn|triệu|tỷ|tỉ|trăm|tr\.|tr)"
_SCALE_WORDS = {"tr.": "triệu", "tr": "triệu", "ngàn": "nghìn", "tỉ": "tỷ"}
# After these a unit of one letter would be a guess at best: only a figure, a scale or a slash makes it a unit.
_NEEDS_FIGURE = 1


@cache
def _units() -> str:
    symbols = sorted(read_readings("units.tsv"), key=len, reverse=True)
    return "|".join(map(re.escape, symbols))


@cache
def _kinds() -> dict[str, Kind]:
    return {row[0]: Kind(row[2]) for row in read_rows("units.tsv")}


@cache
def _quantity() -> re.Pattern[str]:
    return re.compile(
        rf"(?P<first>{FIGURE})(?: ?(?P<unit1>{_units()}))?(?: ?(?:-|÷|~|→) ?(?P<last>{FIGURE}))?"
        rf"(?: ?(?P<scale>{_SCALES})(?=\W|đ|$))? ?(?P<unit>{_units()})(?![^\W_])"
    )


def propose_quantity(line: Line, piece: Piece) -> Candidate | None:
    """Propose a figure, or two with a dash, and the unit."""
    match = _quantity().match(line.text, piece.start)
    if not match or (match["unit1"] and not match["last"]) or line.text[piece.start - 1 : piece.start] in tuple("/-,."):
        return None
    if match["unit1"] and match["unit1"] != match["unit"]:
        return None
    if len(match["unit"]) == 1 and _is_grade(line, piece, match):
        return None
    words = [say_figure(match["first"])]
    if match["last"]:
        words += ["đến", say_figure(match["last"])]
    if match["scale"]:
        words.append(_SCALE_WORDS.get(match["scale"], match["scale"]))
    words.append(read_readings("units.tsv")[match["unit"]])
    kind = _kinds()[match["unit"]]
    return Candidate(
        piece.start, match.end(), kind, Priority.QUANTITY, " ".join(words), "quantity.unit", Sentence(WITH_UNIT)
    )


def _is_grade(line: Line, piece: Piece, match: re.Match[str]) -> bool:
    """Whether 9A, 5G, 5K or 12A1 is meant: a capital that touches its figure after a noun that takes such names."""
    unit = match["unit"]
    touching = line.text[match.start("unit") - 1].isdecimal()
    return unit.isupper() and touching and (line.follows(piece.start, "coded") or unit in "GK")


@cache
def _per_unit() -> re.Pattern[str]:
    return re.compile(rf"(?P<slash> ?/ ?)(?:(?P<figure>{FIGURE}) ?)?(?P<unit>{_units()})(?![^\W_])")


def propose_per_unit(line: Line, piece: Piece) -> Candidate | None:
    """Propose "trên" and the unit for the slash in đồng/kg, con/m², 22/0,4 kV."""
    if piece.text != "/":
        return None
    match = _per_unit().match(line.text, piece.start)
    if match and _is_measured(line, piece.start):
        unit = read_readings("units.tsv")[match["unit"]]
        figure = f"{say_figure(match['figure'])} " if match["figure"] else ""
        return Candidate(
            piece.start,
            match.end(),
            Kind.MEASURE,
            Priority.QUANTITY,
            f"trên {figure}{unit}",
            "quantity.per_unit",
            Sentence(PER_UNIT),
        )
    if _is_measured(line, piece.start) and line.text[piece.end : piece.end + 2].lstrip(" ")[:1].isalpha():
        return Candidate(
            piece.start, piece.end, Kind.MEASURE, Priority.ABBREVIATION, "trên", "quantity.per", Sentence(PER_UNIT)
        )
    return None


@cache
def _measured() -> re.Pattern[str]:
    return re.compile(rf"(?:\d ?(?:%|‰|{_units().lower()})|\d+ ?(?:[^\W\d_]+ ){{0,3}}[^\W\d_]+(?:/[^\W\d_]+)?) ?$")


def _is_measured(line: Line, at: int) -> bool:
    """Whether a unit stands to the left, so that the slash means "for each"."""
    return line.follows(at, "unit_word") or bool(_measured().search(line.before(at)))


def propose_unit(line: Line, piece: Piece) -> Candidate | None:
    """Propose the name of a unit without a figure: (m²), ĐVT: kg, triệu đ."""
    match = _unit().match(line.text, piece.start)
    if not match:
        return None
    unit = match[0]
    slashed = line.text[piece.start - 1 : piece.start] == "/"
    scaled = line.follows(piece.start, "scale")
    if len(unit) <= _NEEDS_FIGURE and unit.isalpha() and not (slashed or scaled):
        return None
    if unit in ("k", "h", "s") and not slashed:
        return None
    priority = Priority.QUANTITY if scaled or slashed else Priority.SYMBOL
    return Candidate(
        piece.start,
        match.end(),
        Kind.MEASURE,
        priority,
        read_readings("units.tsv")[unit],
        "unit.alone",
        Sentence(A_UNIT),
    )


@cache
def _unit() -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W\d_])(?:{_units()})(?![^\W_])")
