"""Days: 18/5 · 04/5/2026 · 2026-05-18 · 4-10/5 · ngày 04 tháng 5.

A day up to the tenth is "mùng", the fourth month "tháng tư", as announcers say them.
"""

import re
from functools import cache
from typing import NamedTuple

from broadcaster.messages import N_, Sentence
from broadcaster.model.problem import Severity
from broadcaster.model.reading import Kind
from broadcaster.vietnamese.candidates import Candidate, Finding, Priority, Rule, guess
from broadcaster.vietnamese.classes.piece import Piece
from broadcaster.vietnamese.clean import UPPER
from broadcaster.vietnamese.context import Line
from broadcaster.vietnamese.numerals import say_integer, say_year
from broadcaster.vietnamese.tables import read_words

NO_SUCH_DAY = N_("There is no day {written}: write the right date")
MAYBE_DATE = N_("“{written}” is read as a date: if it is not one, write {{{written}:phân số}} or {{{written}:tỷ số}}")
BY_CUE = N_("a word beside it speaks of a day")
BY_SHAPE = N_("written like a full date")
BY_FEAST = N_("the date of a feast or memorial day")
BY_DEFAULT = N_("could be a date, and nothing speaks against it")

_DAYS_IN_MONTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_TWO_DIGIT_CENTURY = 2000
COMMON_FRACTIONS = frozenset(
    ("1/2", "1/3", "2/3", "1/4", "3/4")
)  # before a noun, with no cue at all, hardly ever dates

LONGEST_DAY_NAME = 90  # characters

_GOING_ON = (",", ";", "và", "hoặc", "đến", "hay", "tới", "&", "-", "hết", "ngày")

_DATE_FULL = Rule("date.full", Kind.DATE, Priority.DATE, Sentence(BY_SHAPE))
_DATE_DOTTED = Rule("date.dotted", Kind.DATE, Priority.DATE, Sentence(BY_CUE))
_DATE_HYPHEN = Rule("date.hyphen", Kind.DATE, Priority.DATE, Sentence(BY_FEAST))
_DATE_CUE = Rule("date.cue", Kind.DATE, Priority.DATE, Sentence(BY_CUE))
_DATE_FEAST = Rule("date.feast", Kind.DATE, Priority.DATE, Sentence(BY_FEAST))
_DATE_DEFAULT = Rule("date.default", Kind.DATE, Priority.SCORE, Sentence(BY_DEFAULT))
_DATE_RANGE = Rule("date.range", Kind.DATE, Priority.DATE, Sentence(BY_SHAPE))
_DATE_SPAN = Rule("date.span", Kind.DATE, Priority.DATE, Sentence(BY_SHAPE))
_DATE_MONTH_YEAR = Rule("date.month_year", Kind.DATE, Priority.DATE, Sentence(BY_SHAPE))
_DATE_RANK_YEAR = Rule("date.rank_year", Kind.DATE, Priority.DATE, Sentence(BY_SHAPE))
_DATE_DAY = Rule("date.day", Kind.DATE, Priority.DATE, Sentence(BY_CUE))
_DATE_MONTH = Rule("date.month", Kind.DATE, Priority.DATE, Sentence(BY_CUE))


class Day(NamedTuple):
    """A day, of which month and year may be left unsaid."""

    day: int
    month: int | None = None
    year: int | None = None

    @property
    def exists(self) -> bool:
        """Whether the calendar has such a day."""
        if self.month is None:
            return 1 <= self.day <= 31
        if not (1 <= self.month <= 12 and 1 <= self.day <= _DAYS_IN_MONTH[self.month - 1]):
            return False
        leap = self.year is None or (self.year % 4 == 0 and (self.year % 100 != 0 or self.year % 400 == 0))
        return leap or (self.day, self.month) != (29, 2)

    def said(self) -> str:
        """Return the day in words."""
        words = [f"mùng {say_integer(self.day)}" if self.day <= 10 else say_integer(self.day)]
        if self.month is not None:
            words.append(f"tháng {say_month(self.month)}")
        if self.year is not None:
            words.append(f"năm {say_year(self.year)}")
        return " ".join(words)


def say_month(month: int) -> str:
    """Return the name of a month after the word "tháng"."""
    return "tư" if month == 4 else say_integer(month)


@cache
def _full() -> re.Pattern[str]:
    return re.compile(
        r"(?P<d>\d{1,2})(?P<s> ?/ ?|[.-]| - )(?P<m>\d{1,2})(?P=s)(?P<y>\d{4}|\d\d)(?![\d/]|[.,-]\d)"
        r"|(?P<y2>(?:19|20)\d\d)(?P<s2>[-/.])(?P<m2>\d{1,2})(?P=s2)(?P<d2>\d{1,2})(?![\d/]|[.,-]\d)"
    )


def propose_full(line: Line, piece: Piece) -> Candidate | None:
    """Propose a day with its year, written in either order."""
    match = _full().match(line.text, piece.start)
    if not match or _is_inside_number(line, piece.start):
        return None
    day = _day_of(match)
    short_year = len(match["y"] or match["y2"]) == 2
    if short_year and not (day.exists and (match["s"].strip() == "/" or line.follows(piece.start, "date"))):
        return None
    if not day.exists and match["s"] and match["s"].strip() != "/" and not line.follows(piece.start, "date"):
        return None
    return _dated(_DATE_FULL, match, day)


def _day_of(match: re.Match[str]) -> Day:
    if match["y2"]:
        return Day(int(match["d2"]), int(match["m2"]), int(match["y2"]))
    year = int(match["y"])
    return Day(int(match["d"]), int(match["m"]), year + _TWO_DIGIT_CENTURY if year < 100 else year)


def _is_inside_number(line: Line, at: int) -> bool:
    return at > 1 and line.text[at - 1] in "./,-" and line.text[at - 2].isdecimal()


def _dated(rule: Rule, match: re.Match[str], day: Day, *, named: bool = False) -> Candidate:
    """Return the proposal of a day; `named` when the word "mùng" was written before it."""
    finding = None if day.exists else Finding(Severity.ERROR, Sentence(NO_SUCH_DAY, written=match[0]))
    spoken = day.said().removeprefix("mùng ") if named else day.said()
    return rule.reads(match.start(), match.end(), spoken, finding)


@cache
def _day_month() -> re.Pattern[str]:
    return re.compile(r"(\d{1,2})( ?[/-] ?|\.)(\d{1,2})(?![\d/%°²³]|[.,:-]\d|\d|[^\W\d_])")


@cache
def _dates_before() -> re.Pattern[str]:
    """Match a list of dates that goes on: "các ngày 5/6, 12/6 và …"; "từ 1/4-…"."""
    return re.compile(
        r"(?<!\w)(?:ngày|sáng|chiều|tối|từ|đến|hạn|đợt|gian)\s+[^\W\d_]*\s?\(?\d{1,2}(?:[/-]\d{1,2}(?:/\d{4})?)?"
        r"(?:,? ?\d{1,2}(?:/\d{1,2}(?:/\d{4})?)?){0,4}\s?(?:,|;|và|hoặc|đến|hay|tới|&|-|đến hết|đến ngày)\s?$"
    )


def propose_day_month(line: Line, piece: Piece) -> Candidate | None:
    """Propose a day and month where words beside it, a feast or the lack of other signs make it one."""
    match = _day_month().match(line.text, piece.start)
    if not match or _is_inside_number(line, piece.start) or line.text[piece.start - 1 : piece.start].isalpha():
        return None
    day = Day(int(match[1]), int(match[3]))
    match match[2].strip():
        case ".":
            return _with_dot(line, match, day)
        case "-":
            return _with_hyphen(line, match, day)
        case _:
            return _with_slash(line, match, day)


def _continues_dates(before: str) -> bool:
    """Whether `before` ends with a list of dates that goes on; most texts end with nothing that could go on."""
    return before.rstrip().endswith(_GOING_ON) and _dates_before().search(before) is not None


def _is_strongly_cued(line: Line, match: re.Match[str]) -> bool:
    start, end = match.span()
    return (
        line.follows(start, "date_strong")
        or line.follows_past_comma(start, "date_strong")
        or (_continues_dates(line.before(start)) and not line.precedes(end, "whole"))
    )


def _with_dot(line: Line, match: re.Match[str], day: Day) -> Candidate | None:
    start, end = match.span()
    cued = _is_strongly_cued(line, match) or line.follows(start, "until") or line.precedes(end, "lunar")
    if not day.exists or line.precedes(end, "counted") or not cued:
        return None
    return _dated(_DATE_DOTTED, match, day)


def _with_hyphen(line: Line, match: re.Match[str], day: Day) -> Candidate | None:
    start, end = match.span()
    named = line.mentions_before(start, "feast") or line.follows(start, "street")
    cued = line.follows(start, "dated") or line.follows_past_comma(start, "dated")
    tight = match[2] == "-" and line.text[start - 1 : start] in ("", " ", "(")
    if cued and tight and day.exists and not line.follows(start, "several_days") and not line.precedes(end, "counted"):
        return _dated(_DATE_HYPHEN, match, day)
    return _dated(_DATE_HYPHEN, match, day) if named and _is_feast(day) else None


def _with_slash(line: Line, match: re.Match[str], day: Day) -> Candidate | None:
    start, end = match.span()
    if not day.exists and not line.follows(start, "date_strong"):
        return None
    strong = _is_strongly_cued(line, match)
    cued = strong or line.follows(start, "date") or line.precedes(end, "lunar")
    if cued and (strong or not _is_part_of_whole(line, start, end)):
        return _dated(_DATE_CUE, match, day, named=line.follows(start, "mung"))
    return None if not day.exists or _is_other(line, start, end) else _without_cue(line, match, day)


def _without_cue(line: Line, match: re.Match[str], day: Day) -> Candidate | None:
    start, end = match.span()
    named = line.mentions_before(start, "feast")
    if named or (_is_feast(day) and (_is_named_day(line, start) or not _follows_name(line, start))):
        return _dated(_DATE_FEAST, match, day)
    if match[0] in COMMON_FRACTIONS and line.text[end : end + 2].strip().islower():
        return None
    return _DATE_DEFAULT.reads(start, end, day.said(), guess(Sentence(MAYBE_DATE, written=match[0])))


def _follows_name(line: Line, at: int) -> bool:
    """Whether a capitalised word stands before: a field called "Bãi 1/5", perhaps."""
    before = line.text[max(0, at - 16) : at].split()
    return bool(before) and before[-1][:1].isupper() and before[-1][1:].islower()


def _is_named_day(line: Line, at: int) -> bool:
    """Whether a day's name stands before, however long: "Ngày Khoa học, Công nghệ và Đổi mới sáng tạo Việt Nam"."""
    return bool(_named_day().search(line.text, max(0, at - LONGEST_DAY_NAME), at))


@cache
def _named_day() -> re.Pattern[str]:
    return re.compile(rf"\bNgày [{UPPER}]")


def _is_part_of_whole(line: Line, start: int, end: int) -> bool:
    return line.precedes(end, "whole") or line.follows(start, "quantifier")


def _is_other(line: Line, start: int, end: int) -> bool:
    """Whether a fraction, a ratio or an address is more likely."""
    return (
        _is_part_of_whole(line, start, end)
        or line.follows(start, "ratio")
        or line.follows(start, "house")
        or line.precedes(end, "countable")
    )


def _is_feast(day: Day) -> bool:
    return f"{day.day}/{day.month}" in read_words("feasts.txt")


@cache
def _day_range() -> re.Pattern[str]:
    return re.compile(
        r"(\d{1,2}) ?(?:-|đến|đến ngày) ?(\d{1,2})(?:[/.](\d{1,2})(?:[/.](\d{4}))?| tháng (\d{1,2}))(?![\d/]|[.,-]\d)"
    )


def propose_day_range(line: Line, piece: Piece) -> Candidate | None:
    """Propose a stretch of days of one month: 4-10/5."""
    match = _day_range().match(line.text, piece.start)
    if not match or _is_inside_number(line, piece.start):
        return None
    month = int(match[3] or match[5])
    first, last = Day(int(match[1]), month), Day(int(match[2]), month, int(match[4]) if match[4] else None)
    if not (first.exists and last.exists and first.day < last.day) or line.follows(piece.start, "house"):
        return None
    if line.before(piece.start).endswith(("tuần ", "tháng ")):
        return None  # tuần 3-4 tháng 6, từ 5 tháng 6 đến 7 tháng 6
    spoken = f"{Day(first.day).said()} đến {last.said()}"
    return _DATE_RANGE.reads(piece.start, match.end(), spoken)


@cache
def _span() -> re.Pattern[str]:
    return re.compile(
        r"(\d{1,2})/(\d{1,2})(?:/(\d{4}))? ?(?:-|→) ?(?:ngày )?(\d{1,2})/(\d{1,2})(?:/(\d{4}))?(?![\d/%]|[.,-]\d)"
    )


def propose_span(line: Line, piece: Piece) -> Candidate | None:
    """Propose two dates with a dash between them: 01/6 - 30/6/2026."""
    match = _span().match(line.text, piece.start)
    if not match or _is_inside_number(line, piece.start) or line.follows(piece.start, "house"):
        return None
    first, last = (
        Day(int(day), int(month), int(year) if year else None)
        for day, month, year in (match.groups()[:3], match.groups()[3:])
    )
    if not (first.exists and last.exists):
        return None
    spoken = f"{first.said()} đến {last.said()}"
    return _DATE_SPAN.reads(piece.start, match.end(), spoken)


@cache
def _month_year() -> re.Pattern[str]:
    return re.compile(r"(\d{1,2}) ?[/-] ?((?:19|20)\d\d)(?![\d/%]|[.,-]\d|-\w|/\w)")


def propose_month_year(line: Line, piece: Piece) -> Candidate | None:
    """Propose a month and its year: 5/2026, with or without "tháng" before it."""
    match = _month_year().match(line.text, piece.start)
    if not match or _is_inside_number(line, piece.start) or line.follows(piece.start, "document"):
        return None
    if line.follows(piece.start, "ratio_far"):
        return None
    month = int(match[1])
    if "-" in match[0] and line.follows(piece.start, "ordinal"):
        rank = {1: "nhất", 4: "tư"}.get(month) or say_integer(month)  # lần thứ 1 - 2026
        return _DATE_RANK_YEAR.reads(piece.start, match.end(), f"{rank} năm {say_year(int(match[2]))}")
    counted = next(
        (word for word in ("quý", "đợt", "học kỳ", "vụ", "tuần", "kỳ") if word in _last_words(line, piece)), ""
    )
    if not 1 <= month <= 12:
        return None
    named = line.follows(piece.start, "month") or counted
    number = say_integer(month) if counted else say_month(month)
    spoken = f"{number} năm {say_year(int(match[2]))}"
    return _DATE_MONTH_YEAR.reads(piece.start, match.end(), spoken if named else f"tháng {spoken}")


def _last_words(line: Line, piece: Piece) -> str:
    return " ".join(line.before(piece.start).split()[-2:])


@cache
def _before_month() -> re.Pattern[str]:
    return re.compile(r"(\d{1,2})(?= ?(?:tháng|âm lịch|tết|giêng|chạp)\b)", re.IGNORECASE)


@cache
def _month_named() -> re.Pattern[str]:
    months = "một|hai|ba|tư|năm|sáu|bảy|tám|chín|mười|giêng|chạp"
    return re.compile(rf" ?(?:âm lịch|tết|giêng|chạp|tháng (?:0?[1-9]|1[0-2]|{months})(?![^\W_]| ngày))")


def propose_day_before_month(line: Line, piece: Piece) -> Candidate | None:
    """Propose the day in "ngày 04 tháng 5", and the month after "tháng"."""
    if line.follows(piece.start, "month") and len(piece.text) <= 2 and 1 <= int(piece.text) <= 12:
        if re.match(r"\d+[.,/-]\d|\d+ ?(?:-|đến) ?\d|\d+[^\W\d_]", line.text[piece.start : piece.start + 12]):
            return None
        return _DATE_MONTH.reads(piece.start, piece.end, say_month(int(piece.text)))
    match = _before_month().match(line.text, piece.start)
    if line.before(piece.start).endswith("tuần "):
        return None
    named = line.follows(piece.start, "dated") or line.follows(piece.start, "mung")
    if match and not named and not _month_named().match(line.lowered, match.end()):
        return None  # sau 6 tháng, từ 9 tháng tuổi: months are counted
    if not match or not line.follows(piece.start, "day_of_month"):
        return None
    day = Day(int(match[1]))
    spoken = say_integer(day.day) if line.follows(piece.start, "mung") else day.said()
    return _DATE_DAY.reads(piece.start, match.end(), spoken)
