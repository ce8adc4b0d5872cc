"""What stands in a playlist's file, as who fills in a form would write it: the reader of files takes that too."""

import re
from datetime import date
from itertools import groupby

from broadcaster.content.values import Misread, day, day_range, length_ms, weekdays

DAYS_VI = ("T2", "T3", "T4", "T5", "T6", "T7", "CN")
_DAY = r"\d{1,2}[/.-]\d{1,2}[/.-]2\d{3}|2\d{3}-\d{1,2}-\d{1,2}"
_FROM_TO = re.compile(rf"(?:từ |from )?({_DAY})\s*(?:–|—|-|→|đến|tới|to|until)\s*({_DAY})", re.IGNORECASE)
_FROM = re.compile(rf"(?:từ|from) ({_DAY})|({_DAY})\s*[–—-]", re.IGNORECASE)
_UNTIL = re.compile(rf"(?:đến|tới|until|to) ({_DAY})|[–—-]\s*({_DAY})", re.IGNORECASE)
UNITS_VI = ((3600, "giờ"), (60, "phút"), (1, "giây"))


def in_words(name: str, written: str, language: str) -> str:
    """Return the value called `name` in the words of `language`; as it is `written` where it has none or is no such."""
    if language != "vi" or not written:
        return written
    try:
        if name == "days":
            return _days(sorted(weekdays(written)))
        if name == "valid":
            return _span(written)
        if name in {"from", "to"}:
            return _date(day(written))
        return _length(length_ms(written) // 1000) if name in {"airtime", "by"} else written
    except Misread:
        return written


def as_in_file(name: str, typed: str) -> str:
    """Return what was typed into the field called `name` in the form that files have; as it is for all else."""
    typed = " ".join(typed.split())
    try:
        if name in {"from", "to"} and typed:
            return day(typed).isoformat()
        if name == "valid":
            return _span_in_file(typed)
    except Misread:  # whoever reads the file says what is wrong with it
        pass
    return typed


def _span_in_file(typed: str) -> str:
    if both := _FROM_TO.fullmatch(typed):
        return f"{day(both[1]).isoformat()}..{day(both[2]).isoformat()}"
    if since := _FROM.fullmatch(typed):
        return f"{day(since[1] or since[2]).isoformat()}.."
    if until := _UNTIL.fullmatch(typed):
        return f"..{day(until[1] or until[2]).isoformat()}"
    return day(typed).isoformat() if re.fullmatch(_DAY, typed) else typed


def _span(written: str) -> str:
    """Return days as ``13/5/2026 – 18/5/2026``, ``từ 13/5/2026``, ``đến 18/5/2026`` or a single one."""
    days = day_range(written)
    if days.first and days.last:
        return _date(days.first) + ("" if days.first == days.last else f" – {_date(days.last)}")
    return f"từ {_date(days.first)}" if days.first else f"đến {_date(days.last)}" if days.last else written


def _date(one: date) -> str:
    return f"{one.day}/{one.month}/{one.year}"


def _days(days: list[int]) -> str:
    """Return days of the week as ``T2–T6, CN``."""
    runs = [[day for _, day in run] for _, run in groupby(enumerate(days), key=lambda one: one[1] - one[0])]
    return ", ".join(DAYS_VI[run[0]] if len(run) == 1 else f"{DAYS_VI[run[0]]}–{DAYS_VI[run[-1]]}" for run in runs)


def _length(seconds: int) -> str:
    """Return a length as ``1 giờ 30 phút``."""
    told = []
    for unit_s, unit in UNITS_VI:
        count, seconds = divmod(seconds, unit_s)
        told += [f"{count} {unit}"] if count else []
    return " ".join(told)
