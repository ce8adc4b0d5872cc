"""Stretches of time: 2025-2030 · tháng 3-4 · thứ 2-6 · cấp 3-4, where the noun is said again; and forms left blank."""

import re
from functools import cache

from broadcaster.messages import N_, Sentence
from broadcaster.model.reading import Kind
from broadcaster.vietnamese.candidates import Candidate, Priority, Rule, guess
from broadcaster.vietnamese.classes.dates import say_month
from broadcaster.vietnamese.classes.piece import Piece
from broadcaster.vietnamese.context import Line
from broadcaster.vietnamese.numerals import say_integer, say_year

BLANK_DATE = N_("The day and month before “{written}” were left blank: fill them in")
BY_YEARS = N_("two years")
BY_NOUN = N_("the word before it counts both figures")
BY_SLASH = N_("a year after a slash")

_DATE_MONTH_CODE = Rule("date.month_code", Kind.DATE, Priority.DATE, Sentence(BY_SLASH))
_PERIOD_YEARS = Rule("period.years", Kind.PERIOD, Priority.DATE, Sentence(BY_YEARS))
_PERIOD_NOUN = Rule("period.noun", Kind.PERIOD, Priority.DATE, Sentence(BY_NOUN))
_BLANK_DATE = Rule("blank.date", Kind.BLANK, Priority.DATE)
_DATE_YEAR = Rule("date.year", Kind.DATE, Priority.DATE, Sentence(BY_SLASH))


@cache
def _years() -> re.Pattern[str]:
    return re.compile(r"((?:1[0-9]|20)\d\d) ?([-/÷→]) ?((?:1[0-9]|20)\d\d|\d\d(?=[ .,;:)]|$))(?![\d/%]|[.,-]\d)")


def propose_years(line: Line, piece: Piece) -> Candidate | None:
    """Propose two years: 2025-2030, (1945-1954), năm học 2025-26."""
    if len(piece.text) != 4:
        return None
    match = _years().match(line.text, piece.start)
    if not match or line.text[max(0, piece.start - 1) : piece.start] in tuple("/-."):
        return None
    first, last = match[1], match[3]
    if len(last) == 2:
        if not line.follows(piece.start, "years"):
            return None
        last = first[:2] + last
    if int(first) >= int(last):
        return None
    spoken = f"{say_year(int(first))} đến {say_year(int(last))}"
    return _PERIOD_YEARS.reads(piece.start, match.end(), spoken)


@cache
def _noun_range() -> re.Pattern[str]:
    return re.compile(r"(\d{1,2}) ?- ?(\d{1,2})(?:/((?:19|20)\d\d))?(?![\d/%]|[.,-]\d| ?- ?\d|[^\W\d_])")


@cache
def _noun_before() -> re.Pattern[str]:
    return re.compile(r"(?<!\w)(tháng|thứ|cấp|lớp|quý|tuần|mùng|mồng|bậc|hạng|khối)\s+$")


def propose_months(line: Line, piece: Piece) -> Candidate | None:
    """Propose a range whose noun is said again: tháng 3-4, thứ 2-6, cấp 3-4, lớp 1-5."""
    match = _noun_range().match(line.text, piece.start)
    noun = _noun_before().search(line.before(piece.start)) if match else None
    if not match or not noun or int(match[1]) >= int(match[2]):
        return None
    first, last = (_numbered(noun[1], int(figure)) for figure in match.group(1, 2))
    year = f" năm {say_year(int(match[3]))}" if match[3] else ""
    spoken = f"{first} đến {noun[1]} {last}{year}"
    return _PERIOD_NOUN.reads(piece.start, match.end(), spoken)


def _numbered(noun: str, number: int) -> str:
    if noun in ("tháng", "thứ"):
        return say_month(number)
    return say_integer(number)


def propose_blank_date(line: Line, piece: Piece) -> Candidate | None:
    """Propose the year of a date whose day and month were left blank: "ngày   tháng   năm 2026"."""
    if len(piece.text) != 4 or not line.follows(piece.start, "blank_date"):
        return None
    finding = guess(Sentence(BLANK_DATE, written=f"năm {piece.text}"))
    return _BLANK_DATE.reads(piece.start, piece.end, say_year(int(piece.text)), finding)


@cache
def _slash_year() -> re.Pattern[str]:
    return re.compile(r"/ ?((?:19|20)\d\d)(?![\d/-])")


def propose_year_after_slash(line: Line, piece: Piece) -> Candidate | None:
    """Propose "năm …" for the year in quý III/2026, T5/2026."""
    match = _slash_year().match(line.text, piece.start)
    if not match or not line.text[piece.start - 1 : piece.start].isalpha():
        return None
    spoken = f"năm {say_year(int(match[1]))}"
    return _DATE_YEAR.reads(piece.start, match.end(), spoken)


@cache
def _month_code() -> re.Pattern[str]:
    return re.compile(r"[Tt](\d{1,2})(?=[/.-] ?(?:19|20)\d\d)")


def propose_month_code(line: Line, piece: Piece) -> Candidate | None:
    """Propose "tháng" for the T of T5/2026."""
    match = _month_code().match(line.text, piece.start)
    if not match or not 1 <= int(match[1]) <= 12:
        return None
    year = re.match(r"[/.-] ?(\d{4})", line.text[match.end() : match.end() + 8])
    month = say_month(int(match[1]))
    spoken = f"tháng {month}" + (f" năm {say_year(int(year[1]))}" if year else "")
    end = match.end() + (year.end() if year else 0)
    return _DATE_MONTH_CODE.reads(piece.start, end, spoken)
