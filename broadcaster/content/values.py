"""What people write, as values: times, lengths, dates, days of the week, loudness.

People write ``5h30``, ``05:30`` and ``5 giờ 30``; all three are right. Each function takes the written text and
returns the value, or raises `Misread` with a sentence that says what to write instead.
"""

import re
from collections.abc import Callable, Iterable
from datetime import date, time
from difflib import get_close_matches
from pathlib import PurePosixPath
from typing import TypeVar

from broadcaster.messages import N_, Sentence
from broadcaster.model.script import DayRange, Event
from broadcaster.model.station import QuietHours
from broadcaster.model.timetable import EVERY_DAY

T = TypeVar("T")


class Misread(ValueError):  # noqa: N818 - it is a misreading, told to people, never a failure of the machine
    """What was written can't be read as what is expected here."""

    def __init__(self, template: str, **values: object) -> None:
        self.sentence = Sentence(template, **values)
        super().__init__(template)


_CLOCK = re.compile(r"(\d{1,2})\s*(?::|h|g|giờ)\s*(\d{1,2})?\s*(?:m|p|phút)?", re.IGNORECASE)
_LENGTH = re.compile(
    r"(?:(\d{1,3})\s*(?:h|giờ|hours?))?\s*(?:(\d{1,4})\s*(?:(?<=[hờ]\d\d)|(?<=[hờ] \d\d)|m|p|ph|phút|min|minutes?))?"
    r"\s*(?:(\d{1,5})\s*(?:s|giây|seconds?))?",
    re.IGNORECASE,
)
_DAY_NAMES = {
    name: day
    for day, names in enumerate(
        (
            ("mon", "monday", "t2", "thứ hai", "thứ 2"),
            ("tue", "tuesday", "t3", "thứ ba", "thứ 3"),
            ("wed", "wednesday", "t4", "thứ tư", "thứ 4"),
            ("thu", "thursday", "t5", "thứ năm", "thứ 5"),
            ("fri", "friday", "t6", "thứ sáu", "thứ 6"),
            ("sat", "saturday", "t7", "thứ bảy", "thứ 7"),
            ("sun", "sunday", "cn", "chủ nhật"),
        )
    )
    for name in names
}
_EVERY = {"daily", "every day", "hằng ngày", "hàng ngày", "mỗi ngày"}
_NAME = re.compile(r"[^\W_][\w-]*")


def nearest(written: str, known: Iterable[str]) -> str | None:
    """Return the one of `known` that somebody who wrote `written` most probably meant."""
    close = get_close_matches(written.casefold(), list(known), n=1, cutoff=0.6)
    return close[0] if close else None


def text(written: str) -> str:
    """Return `written` as one line without spaces at its ends; empty text is misread."""
    if not written.strip():
        raise Misread(N_("something must be written here"))
    return re.sub(r"\s*\n\s*", " ", written.strip())


def name(written: str) -> str:
    """Return a name of a file or a thing: letters, digits and hyphens, so that it can never lead out of a folder."""
    if not _NAME.fullmatch(written):
        raise Misread(N_("“{written}” is no name; use letters, digits and hyphens, as in nhac-hieu"), written=written)
    return written


def inside(written: str) -> str:
    """Return a path that stays inside the station's folder, with forward slashes."""
    path = PurePosixPath(written.strip().replace("\\", "/"))
    if not path.name or path.is_absolute() or ".." in path.parts or ":" in written:
        raise Misread(
            N_("“{written}” leads out of the station's folder; write a path such as var/on-air.wav"), written=written
        )
    return str(path)


def clock(written: str) -> time:
    """Read a time of day: ``05:30``, ``5h30``, ``5 giờ 30``, ``17h``."""
    match = _CLOCK.fullmatch(written.strip())
    hour, minute = (int(match[1]), int(match[2] or 0)) if match else (99, 0)
    if hour > 23 or minute > 59:
        raise Misread(N_("“{written}” is no time of day; write 05:30, 5h30 or 5 giờ 30"), written=written)
    return time(hour, minute)


def clocks(written: str) -> tuple[time, ...]:
    """Read one or more times of day: ``05:30``, ``5h30, 17h``; in order, each once."""
    return tuple(sorted({clock(part) for part in written.split(",")}))


def yes_or_no(written: str) -> bool:
    """Read ``yes``, ``no``, ``có``, ``không``, ``true``, ``false``."""
    return one_of({"yes": True, "có": True, "true": True, "no": False, "không": False, "false": False})(written)


def length_ms(written: str) -> int:
    """Read a length, in milliseconds: ``30m``, ``90s``, ``1h30m``, ``15 phút``; more than 0, at most 24 hours."""
    match = _LENGTH.fullmatch(written.strip())
    parts = [int(part or 0) for part in match.groups()] if match else [0, 0, 0]
    total_s = parts[0] * 3600 + parts[1] * 60 + parts[2]
    if not 0 < total_s <= 86_400:
        raise Misread(N_("“{written}” is no length of time; write 30m, 90s, 1h30m or 15 phút"), written=written)
    return total_s * 1000


def day(written: str) -> date:
    """Read a date of this millennium: ``2026-05-13`` or ``13/5/2026`` (``13-5-2026``, ``13.5.2026``)."""
    written = written.strip()
    iso = re.fullmatch(r"(2\d{3})-(\d{1,2})-(\d{1,2})", written)
    local = re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](2\d{3})", written)
    try:
        if iso:
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
        if local:
            return date(int(local[3]), int(local[2]), int(local[1]))
    except ValueError:
        raise Misread(N_("there is no day {written} in the calendar"), written=written) from None
    raise Misread(N_("“{written}” is no date; write 2026-05-13 or 13/5/2026"), written=written)


def event(written: str) -> Event:
    """Read when something takes place: ``18/5/2026``, ``2026-05-18 07:30``, ``7h30 ngày 18/5/2026``."""
    dates = re.findall(r"2\d{3}-\d{1,2}-\d{1,2}|\d{1,2}[/.-]\d{1,2}[/.-]2\d{3}", written)
    if len(dates) != 1:
        raise Misread(N_("“{written}” is no day; write 18/5/2026 or 18/5/2026 7h30"), written=written)
    left = re.sub(r"\b(?:ngày|lúc|at|on)\b", " ", written.replace(dates[0], " ").replace(",", " "), flags=re.IGNORECASE)
    return Event(day(dates[0]), clock(left) if left.strip() else None)


def day_range(written: str) -> DayRange:
    """Read days: ``2026-05-13..2026-05-18``; one end may be left open; a single date is that day only."""
    first, dots, last = written.partition("..")
    if not dots:
        return DayRange(day(written), day(written))
    found = DayRange(day(first) if first.strip() else None, day(last) if last.strip() else None)
    return ordered(found, written)


def ordered(days: DayRange, written: str) -> DayRange:
    """Return `days`, whose first day must not come after the last."""
    if days.first and days.last and days.first > days.last:
        raise Misread(N_("“{written}” ends before it starts; put the earlier day first"), written=written)
    return days


def weekdays(written: str) -> frozenset[int]:
    """Read days of the week (Monday is 0): ``mon-sun``, ``mon,wed,fri``, ``T2-T6``, ``thứ bảy``, ``daily``."""
    if written.strip().casefold() in _EVERY:
        return EVERY_DAY
    found: set[int] = set()
    for part in written.split(","):
        ends = [_weekday(end, written) for end in re.split(r"\s*(?:-|–|đến)\s*", part.strip())]
        if len(ends) > 2:
            raise _no_weekday(written)
        first, last = ends[0], ends[-1]
        found.update((first + step) % 7 for step in range((last - first) % 7 + 1))
    return frozenset(found)


def _weekday(part: str, written: str) -> int:
    found = _DAY_NAMES.get(part.strip().casefold())
    if found is None:
        raise _no_weekday(written)
    return found


def _no_weekday(written: str) -> Misread:
    return Misread(N_("“{written}” are no days of the week; write mon-sun, mon,wed,fri or T2-T6"), written=written)


def quiet_hours(written: str) -> QuietHours | None:
    """Read quiet hours: ``21:00-05:00``; ``none`` (``không``) for none."""
    if written.strip().casefold() in {"none", "không"}:
        return None
    ends = re.split(r"\s*(?:[-–]|đến)\s*", written.strip())
    found = QuietHours(clock(ends[0]), clock(ends[1])) if len(ends) == 2 else None
    if found is None or found.start == found.end:  # from 21:00 to 21:00 nothing would be quiet, or everything
        raise Misread(N_("“{written}” is no span of hours; write 21:00-05:00"), written=written)
    return found


def loudness_lufs(quietest: int, loudest: int) -> Callable[[str], float]:
    """Return a reader of loudnesses from `quietest` to `loudest`: ``-16 LUFS``."""

    def read(written: str) -> float:
        match = re.fullmatch(r"[-−](\d{1,2}(?:[.,]\d)?)\s*(?:LUFS)?", written.strip(), re.IGNORECASE)
        value = -float(match[1].replace(",", ".")) if match else 0.0
        if not quietest <= value <= loudest:
            raise Misread(
                N_("“{written}” is no loudness that fits here; write a value from {quietest} LUFS to {loudest} LUFS"),
                written=written,
                quietest=quietest,
                loudest=loudest,
            )
        return value

    return read


def whole_number(smallest: int, largest: int) -> Callable[[str], int]:
    """Return a reader of whole numbers from `smallest` to `largest`."""

    def read(written: str) -> int:
        value = int(written) if re.fullmatch(r"\d{1,9}", written.strip()) else smallest - 1
        if not smallest <= value <= largest:
            raise Misread(
                N_("“{written}” must be a whole number from {smallest} to {largest}"),
                written=written,
                smallest=smallest,
                largest=largest,
            )
        return value

    return read


def percent(smallest: int, largest: int) -> Callable[[str], int]:
    """Return a reader of whole percentages from `smallest` to `largest`, with or without the sign."""

    def read(written: str) -> int:
        match = re.fullmatch(r"(\d{1,3})\s*%?", text(written))
        value = int(match[1]) if match else smallest - 1
        if not smallest <= value <= largest:
            template = N_("“{written}” must be a percentage from {smallest}% to {largest}%")
            raise Misread(template, written=written, smallest=smallest, largest=largest)
        return value

    return read


def size_bytes(written: str) -> int:
    """Read a size on disk: ``500 MB``, ``2GB``; from 50 MB, with which a day's speech can be kept, to 1000 GB."""
    match = re.fullmatch(r"(\d{1,4})\s*([MG])B?", written.strip(), re.IGNORECASE)
    size = int(match[1]) * {"M": 10**6, "G": 10**9}[match[2].upper()] if match else 0
    if not 50 * 10**6 <= size <= 1000 * 10**9:
        raise Misread(N_("“{written}” is no size; write 500MB or 2GB, at least 50MB"), written=written)
    return size


def days_kept(written: str) -> int:
    """Read for how many days something is kept: ``30 days``, ``30d``, ``30 ngày``; from 1 to 3650."""
    match = re.fullmatch(r"(\d{1,4})\s*(d|days?|ngày)", written.strip(), re.IGNORECASE)
    days = int(match[1]) if match else 0
    if not 1 <= days <= 3650:
        raise Misread(N_("“{written}” is no number of days; write 30d or 30 ngày, at most 3650d"), written=written)
    return days


def one_of(choices: dict[str, T]) -> Callable[[str], T]:
    """Return a reader that takes one of the words of `choices`."""

    def read(written: str) -> T:
        key = written.strip().casefold()
        if key in choices:
            return choices[key]
        close = nearest(key, choices)
        if close:
            raise Misread(N_("“{written}” is not known here; did you mean “{close}”?"), written=written, close=close)
        raise Misread(
            N_("“{written}” is not known here; write one of: {choices}"), written=written, choices=", ".join(choices)
        )

    return read
