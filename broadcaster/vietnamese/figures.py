"""A figure as it is written in Vietnam: 1.234,5 · 10 000 · 1,234,567 · 3.5 · 05."""

import re
from functools import cache, lru_cache
from typing import NamedTuple

from broadcaster.vietnamese.numerals import say_decimal, say_digits, say_integer

# Repeats are bounded, so that no input makes a scan from each figure run to the end of the line.
FIGURE = (
    r"(?:[1-9]\d{0,2}(?:\.\d{3}){1,6}(?![\d])(?:,\d{1,9})?"
    r"|[1-9]\d{0,2}(?:\ \d{3}){1,5}(?![\d])(?:,\d{1,9}(?!\d))?"
    r"|[1-9]\d{0,2}(?:,\d{3}){2,6}(?![\d])(?:\.\d{1,9})?"
    r"|\d{1,40}(?:[.,]\d{1,9}(?![\d]))?)"
)
# A figure among others, in patterns of several: cheaper, and parsed with the same care.
FIGURE_IN_ROW = r"\d{1,40}(?:[.,]\d{1,9}){0,6}"
_LONGEST_NUMBER = 15  # figures; what is longer is nobody's quantity


class Figure(NamedTuple):
    """A number: `whole` and, after a decimal sign, `decimals`, both as written figures."""

    whole: str
    decimals: str = ""

    def said(self) -> str:
        """Return the number in words."""
        if len(self.whole) > _LONGEST_NUMBER or (len(self.whole) > 2 and self.whole[0] == "0"):
            return say_digits(self.whole + self.decimals)
        return say_decimal(self.whole, self.decimals) if self.decimals else say_integer(int(self.whole))


@cache
def figure_pattern() -> re.Pattern[str]:
    """Return the pattern of one figure."""
    return re.compile(FIGURE)


@lru_cache(maxsize=4096)
def parse_figure(written: str) -> Figure:
    """Read a figure that `FIGURE` matched."""
    if written.isdecimal():
        return Figure(written)
    written = written.replace(" ", "")
    if _english_thousands().fullmatch(written):
        written = written.replace(",", "").replace(".", ",")
    elif _thousands().match(written):
        written = written.replace(".", "")
    whole, _, decimals = written.replace(".", ",").partition(",")
    return Figure(whole, decimals)


@cache
def _english_thousands() -> re.Pattern[str]:
    return re.compile(r"[1-9]\d{0,2}(?:,\d{3}){2,}(?:\.\d+)?")


@cache
def _thousands() -> re.Pattern[str]:
    return re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+(?!\d)")


@lru_cache(maxsize=4096)
def say_figure(written: str) -> str:
    """Return a written figure in words."""
    return parse_figure(written).said()
