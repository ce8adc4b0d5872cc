"""Spans of days as Vietnamese documents write them, both ends included."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from broadcaster.model.script import DayRange

_D, _M, _Y = r"(?P<d{n}>\d{{1,2}})", r"(?P<m{n}>\d{{1,2}})", r"(?P<y{n}>2\d{{3}})"
_TO = r"\s*(?:đến|tới|[-–—])\s*(?:hết\s*)?(?:ngày\s*)?"
_CLOCK = r"(?:\d{1,2}\s*(?:giờ|h|g)\s*\d{0,2}\s*(?:phút)?,?\s*(?:ngày\s*)?)?"  # "từ 7 giờ 00 ngày 15/3/2026"


def _words(n: int) -> str:
    return rf"{_D}\s*tháng\s*{_M}(?:\s*năm\s*{_Y})?".format(n=n)


def _figures(n: int) -> str:
    return rf"{_D}\s*[/.-]\s*{_M}(?:\s*[/.-]\s*{_Y})?".format(n=n)


_SPANS = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?<![\d/]){_words(1)}{_TO}{_CLOCK}{_words(2)}(?![\d/])",
        rf"(?<![\d/]){_figures(1)}{_TO}{_CLOCK}{_figures(2)}(?![\d/])",
        rf"(?<![\d/]){_D.format(n=1)}{_TO}{_words(2)}(?![\d/])",
        rf"(?<![\d/]){_D.format(n=1)}{_TO}{_figures(2)}(?![\d/])",
        rf"(?<![\d/]){_figures(1)}{_TO}{_CLOCK}{_words(2)}(?![\d/])",
        rf"(?<![\d/]){_words(1)}{_TO}{_CLOCK}{_figures(2)}(?![\d/])",
    )
]
_MONTHS = re.compile(
    rf"từ\s*(?:đầu\s*)?tháng\s*{_M}(?:\s*(?:/|năm)\s*{_Y})?".format(n=1)
    + r"\s*(?:đến|tới|[-–])\s*(?:hết\s*|cuối\s*)*"
    + rf"tháng\s*{_M}\s*(?:/|năm)\s*{_Y}".format(n=2),
    re.IGNORECASE,
)


def spans_in(text: str) -> Iterator[DayRange]:
    """Yield the spans of days in `text`, in their order; a year or month that the first day lacks is the last one's."""
    found: dict[int, DayRange] = {}
    taken: list[tuple[int, int]] = []
    for pattern in _SPANS:
        for match in pattern.finditer(text):
            if any(start < match.end() and match.start() < end for start, end in taken):
                continue
            span = _span(match.groupdict())
            if span is not None:
                found[match.start()] = span
                taken.append(match.span())
    for match in _MONTHS.finditer(text):
        span = _months(match.groupdict())
        if span is not None:
            found.setdefault(match.start(), span)
    yield from (found[start] for start in sorted(found))


def _span(parts: dict[str, str | None]) -> DayRange | None:
    if not parts.get("y2"):
        return None
    try:
        last = date(int(parts["y2"] or 0), int(parts["m2"] or 0), int(parts["d2"] or 0))
        first_month = int(parts.get("m1") or last.month)
        first_year = int(parts.get("y1") or 0)
        if not first_year:  # "từ 20/12 đến 10/01/2027" began the year before
            first_year = last.year - (first_month > last.month)
        first = date(first_year, first_month, int(parts["d1"] or 0))
    except ValueError:
        return None
    return DayRange(first, last) if first <= last else None


def _months(parts: dict[str, str | None]) -> DayRange | None:
    try:
        last_year, last_month = int(parts["y2"] or 0), int(parts["m2"] or 0)
        first = date(int(parts["y1"] or last_year), int(parts["m1"] or 0), 1)
        after = date(last_year + last_month // 12, last_month % 12 + 1, 1)
    except ValueError:
        return None
    return DayRange(first, after - timedelta(days=1)) if first < after else None
