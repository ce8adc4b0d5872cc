"""Two or more figures side by side that are no date and no range: scores, ratios, fractions, formations."""

import re
from functools import cache

from broadcaster.messages import N_, Sentence
from broadcaster.model.reading import Kind
from broadcaster.vietnamese.candidates import Candidate, Priority, Rule
from broadcaster.vietnamese.classes.dates import COMMON_FRACTIONS
from broadcaster.vietnamese.classes.piece import Piece
from broadcaster.vietnamese.context import Line
from broadcaster.vietnamese.figures import FIGURE_IN_ROW, say_figure
from broadcaster.vietnamese.numerals import say_integer

BY_CUE = N_("a word beside it speaks of a score")
THREE_PARTS = N_("three or more figures in a row")
OF_WHOLE = N_("a part of a whole")
OF_RATIO = N_("one figure to another")
A_SUM = N_("figures that are reckoned with")
OF_HOUSE = N_("the number of a house")

_LARGEST_SCORE = 199
_LARGEST_DENOMINATOR = 10  # a larger one is "N trên M" unless a quantifier speaks for a fraction

_RATIO_HOUSE = Rule("ratio.house", Kind.RATIO, Priority.DATE, Sentence(OF_HOUSE))
_RATIO_RANK = Rule("ratio.rank", Kind.RATIO, Priority.DATE, Sentence(OF_RATIO))
_RATIO_SLASH = Rule("ratio.slash", Kind.RATIO, Priority.QUANTITY, Sentence(OF_RATIO))
_FRACTION_SLASH = Rule("fraction.slash", Kind.FRACTION, Priority.TIME, Sentence(OF_WHOLE))
_SCORE_CUE = Rule("score.cue", Kind.SCORE, Priority.DATE, Sentence(BY_CUE))
_SCORE_SERIES = Rule("score.series", Kind.CODE, Priority.SCORE, Sentence(THREE_PARTS))
_SUM = Rule("sum", Kind.RATIO, Priority.DATE, Sentence(A_SUM))
_PRODUCT = Rule("product", Kind.RATIO, Priority.TIME, Sentence(A_SUM))


@cache
def _score() -> re.Pattern[str]:
    return re.compile(r"(\d{1,3}) ?[-:] ?(\d{1,3})(?![\d/%°]|[.,:-]\d| ?- ?\d|[^\W\d_])")


def propose_score(line: Line, piece: Piece) -> Candidate | None:
    """Propose a score after words of sport: thắng 2-1."""
    match = _score().match(line.text, piece.start)
    if not match or max(int(match[1]), int(match[2])) > _LARGEST_SCORE or not _speaks_of_score(line, piece, match):
        return None
    spoken = f"{say_integer(int(match[1]))} {say_integer(int(match[2]))}"
    return _SCORE_CUE.reads(piece.start, match.end(), spoken)


def _speaks_of_score(line: Line, piece: Piece, match: re.Match[str]) -> bool:
    if _after_opponents().search(line.before(piece.start)) and not line.precedes(match.end(), "counted"):
        return True
    if line.follows(piece.start, "score") or _stands_between_names(line, piece.start, match.end()):
        return True
    if line.precedes(match.end(), "counted") or line.follows(piece.start, "date_strong"):
        return False
    if line.mentions_before(piece.start, "sport") and _after_result_mark().search(line.before(piece.start)):
        return True
    return line.mentions_before(piece.start, "score") or line.precedes(match.end(), "score_right")


@cache
def _after_opponents() -> re.Pattern[str]:
    """Match who plays against whom: "Thôn 1 - thôn 2: "."""
    side = r"(?:thôn|đội|lớp|tổ|xã|xóm|khối|trường|cụm|chi hội|làng|bản|khu phố)"
    return re.compile(rf"(?<!\w){side} [^:;,.]{{1,16}} - {side} [^:;,.]{{1,16}}: ?$")


@cache
def _after_result_mark() -> re.Pattern[str]:
    """Match what parts a result from the contest, or one set from the next: "Thôn 4 - Thôn 6: 3-1", "11-8, 9-11"."""
    return re.compile(r"(?::|\(|\d,|\d;) ?$")


def _stands_between_names(line: Line, start: int, end: int) -> bool:
    """Whether a capitalised name stands on both sides: Việt Nam 2-1 Thái Lan."""
    if any(line.follows(start, cue) for cue in ("date", "quantifier", "listed", "house")):
        return False  # Từ 23-25 Tết
    before, after = line.text[max(0, start - 16) : start].split(), line.text[end : end + 16]
    named = re.match(r" (?:đội |thôn |Đội )?[^\W\d_]", after)
    return bool(
        named
        and before
        and line.text[start - 1] == " "
        and before[-1][0].isupper()
        and before[-1][1:].islower()
        and (named[0][-1].isupper())
    )


@cache
def _series() -> re.Pattern[str]:
    return re.compile(r"\d{1,4}(?: ?- ?\d{1,4}){2,5}(?![\d/%]|[.,-]\d)")


def propose_series(line: Line, piece: Piece) -> Candidate | None:
    """Propose three or more figures in a row: NPK 16-16-8, đội hình 4-4-2, chi bộ 1 - 2 - 3."""
    match = _series().match(line.text, piece.start)
    if not match or line.text[piece.start - 1 : piece.start] in tuple("/-."):
        return None
    fourth = "tư" if line.follows(piece.start, "ordinal") else "bốn"
    spoken = " ".join(fourth if figure == "4" else say_integer(int(figure)) for figure in re.findall(r"\d+", match[0]))
    return _SCORE_SERIES.reads(piece.start, match.end(), spoken)


@cache
def _ratio() -> re.Pattern[str]:
    return re.compile(rf"({FIGURE_IN_ROW})(?: : |:)({FIGURE_IN_ROW})(?:(?: : |:)({FIGURE_IN_ROW}))?(?![\d/%]|[.,:]\d)")


def propose_ratio(line: Line, piece: Piece) -> Candidate | None:
    """Propose N trên M for 1:10, 1:500."""
    if ":" not in line.text[piece.end : piece.end + 16]:
        return None
    match = _ratio().match(line.text, piece.start)
    if not match or line.text[piece.start - 1 : piece.start] in tuple(":."):
        return None
    cued = line.follows(piece.start, "ratio") or line.mentions_before(piece.start, "ratio_far")
    priority = Priority.DATE if cued else Priority.QUANTITY
    spoken = " trên ".join(say_figure(figure) for figure in match.groups() if figure)
    return Candidate(piece.start, match.end(), Kind.RATIO, priority, spoken, "ratio.colon", Sentence(OF_RATIO))


@cache
def _sum() -> re.Pattern[str]:
    return re.compile(rf"{FIGURE_IN_ROW}(?: ?[-+x×*:÷] ?{FIGURE_IN_ROW}){{1,4}} ?= ?{FIGURE_IN_ROW}(?![\d/])")


def propose_sum(line: Line, piece: Piece) -> Candidate | None:
    """Propose a reckoning: 10 - 4 = 6."""
    if "=" not in line.text[piece.end : piece.end + 48]:
        return None
    match = _sum().match(line.text, piece.start)
    if not match:
        return None
    signs = {"-": "trừ", "+": "cộng", "x": "nhân", "×": "nhân", "*": "nhân", ":": "chia", "÷": "chia", "=": "bằng"}
    parts = re.findall(rf"{FIGURE_IN_ROW}|[-+x×*:÷=]", match[0])
    spoken = " ".join(signs.get(part) or say_figure(part) for part in parts)
    return _SUM.reads(piece.start, match.end(), spoken)


@cache
def _product() -> re.Pattern[str]:
    return re.compile(r"(\d{1,5})[xX×](?=\d)")


def propose_product(line: Line, piece: Piece) -> Candidate | None:
    """Propose "nhân" in 4x100m and 10x15 cm."""
    match = _product().match(line.text, piece.start)
    if not match:
        return None
    spoken = f"{say_figure(match[1])} nhân"
    return _PRODUCT.reads(piece.start, match.end(), spoken)


@cache
def _slash() -> re.Pattern[str]:
    return re.compile(rf"({FIGURE_IN_ROW}) ?/ ?({FIGURE_IN_ROW})(?![\d]|[.,]\d|/\d)")


def propose_slash(line: Line, piece: Piece) -> Candidate | None:
    """Propose a fraction, a ratio or a house number for N/M."""
    if "/" not in line.text[piece.end : piece.end + 16]:
        return None
    match = _slash().match(line.text, piece.start)
    if not match or line.text[piece.start - 1 : piece.start] in tuple("/.,"):
        return None
    first, second = say_figure(match[1]), say_figure(match[2])
    if line.follows(piece.start, "ordinal"):
        return _RATIO_RANK.reads(piece.start, match.end(), f"{_said_rank(match[1])} trên {second}")
    if line.follows(piece.start, "house"):
        return _RATIO_HOUSE.reads(piece.start, match.end(), f"{first} trên {second}")
    if _is_fraction(line, piece, match) or _is_common_fraction(line, match):
        below = "tư" if match[2] == "4" else second
        return _FRACTION_SLASH.reads(piece.start, match.end(), f"{first} phần {below}")
    return _RATIO_SLASH.reads(piece.start, match.end(), f"{first} trên {second}")


def _said_rank(figure: str) -> str:
    return {"1": "nhất", "4": "tư"}.get(figure) or say_figure(figure)


def _is_fraction(line: Line, piece: Piece, match: re.Match[str]) -> bool:
    if not (match[1].isdecimal() and match[2].isdecimal()) or int(match[1]) >= int(match[2]):
        return False
    if line.follows(piece.start, "about") and int(match[2]) <= _LARGEST_DENOMINATOR:
        return True
    if line.follows(piece.start, "date_strong"):
        return False
    if line.precedes(match.end(), "body") and match[0] in COMMON_FRACTIONS and not line.follows(piece.start, "ratio"):
        return True
    if line.precedes(match.end(), "countable") or line.follows(piece.start, "ratio"):
        return False
    return line.precedes(match.end(), "whole") or (
        line.follows(piece.start, "quantifier") and int(match[2]) <= _LARGEST_DENOMINATOR
    )


def _is_common_fraction(line: Line, match: re.Match[str]) -> bool:
    """Whether it is a half, a third or a quarter of the noun that follows."""
    following = line.text[match.end() : match.end() + 2].strip()
    return match[0] in COMMON_FRACTIONS and following.islower() and not line.precedes(match.end(), "countable")
