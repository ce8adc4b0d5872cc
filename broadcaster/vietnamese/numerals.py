"""Figures as words, in the manner of good announcers: linh, mốt, tư, lăm, không trăm."""

from functools import lru_cache

DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_NAMES = dict(zip("0123456789", DIGITS, strict=True))  # cleaning leaves no figures but these
_GROUPS = ("", "nghìn", "triệu")
_BILLION = 10**9


def say_digits(figures: str) -> str:
    """Return each figure of `figures` by its name; everything else in it is passed over."""
    return " ".join([_NAMES[figure] for figure in figures if figure in _NAMES])


@lru_cache(maxsize=4096)
def say_integer(value: int) -> str:
    """Return `value` (not negative) as a number: 24 hai mươi tư, 105 một trăm linh năm."""
    if value < _BILLION:
        return _below_billion(value, full=False)
    billions, rest = divmod(value, _BILLION)
    words = f"{say_integer(billions)} tỷ"
    return f"{words} {_below_billion(rest, full=True)}" if rest else words


def _below_billion(value: int, *, full: bool) -> str:
    """Read groups of three; `full` says the hundreds of the first group even when they are nought."""
    if value == 0:
        return DIGITS[0]
    words: list[str] = []
    for power in (2, 1, 0):
        group = value // 1000**power % 1000
        if group:
            words.append(_below_thousand(group, full=full or bool(words)))
            words.append(_GROUPS[power])
    return " ".join(word for word in words if word)


@lru_cache(maxsize=2048)
def _below_thousand(value: int, *, full: bool) -> str:
    hundreds, rest = divmod(value, 100)
    if not (hundreds or full):
        return _below_hundred(rest)
    words = f"{DIGITS[hundreds]} trăm"
    if rest == 0:
        return words
    return f"{words} linh {DIGITS[rest]}" if rest < 10 else f"{words} {_below_hundred(rest)}"


def _below_hundred(value: int) -> str:
    tens, unit = divmod(value, 10)
    if tens == 0:
        return DIGITS[unit]
    head = "mười" if tens == 1 else f"{DIGITS[tens]} mươi"
    return f"{head} {_unit_after_ten(tens, unit)}" if unit else head


def _unit_after_ten(tens: int, unit: int) -> str:
    if unit == 5:
        return "lăm"
    if tens > 1 and unit == 1:
        return "mốt"
    if tens > 1 and unit == 4:
        return "tư"
    return DIGITS[unit]


def say_decimals(figures: str) -> str:
    """Return the figures after a decimal comma: 25 hai mươi lăm, 05 không năm, 125 một hai năm."""
    if len(figures) == 2 and figures[0] != "0":
        return say_integer(int(figures))
    return say_digits(figures)


def say_decimal(whole: str, figures: str) -> str:
    """Return a number with a decimal comma: 3,25 ba phẩy hai mươi lăm."""
    return f"{say_integer(int(whole))} phẩy {say_decimals(figures)}"


def say_year(year: int) -> str:
    """Return a year as announcers say it in full: 2026 hai nghìn không trăm hai mươi sáu."""
    return say_integer(year)
