"""Times of day and durations: 5h30 · 05:30 · 7 h 30 · 7h-11h · 7h kém 15 · 24/24h · 12'30"."""

import re
from functools import cache
from typing import NamedTuple

from broadcaster.messages import N_, Sentence
from broadcaster.model.problem import Severity
from broadcaster.model.reading import Kind
from broadcaster.vietnamese.candidates import Candidate, Finding, Priority, Rule
from broadcaster.vietnamese.classes.piece import Piece
from broadcaster.vietnamese.context import Line
from broadcaster.vietnamese.numerals import say_digits, say_integer

NO_SUCH_TIME = N_("There is no time {written}: write the right hour and minutes")
BY_SHAPE = N_("written like a time of day")
ROUND_THE_CLOCK = N_("at all hours")
BY_MARKS = N_("minutes and seconds")
BY_SECONDS = N_("seconds")
BY_INCHES = N_("inches")

_CLOCK = (
    r"(?P<h{n}>\d{{1,2}})(?:"
    r"\ ?(?:[hH]|giờ)(?:\ ?(?P<m{n}>\d\d)(?:\ ?(?:phút|ph|p|'))?)?(?P<l{n}>\ kém\ \d{{1,2}}(?:\ ?phút|')?)?"
    r"|[g](?P<g{n}>\d\d)|:(?P<c{n}>\d\d)(?::(?P<s{n}>\d\d))?(?:\ ?(?:h|giờ))?)(?![\w]|[.,:]\d)"
)

_TIME_CLOCK = Rule("time.clock", Kind.TIME, Priority.TIME, Sentence(BY_SHAPE))
_TIME_ROUND_THE_CLOCK = Rule("time.round_the_clock", Kind.TIME, Priority.FIXED, Sentence(ROUND_THE_CLOCK))
_TIME_DURATION = Rule("time.duration", Kind.TIME, Priority.TIME, Sentence(BY_MARKS))
_TIME_SECONDS = Rule("time.seconds", Kind.TIME, Priority.TIME, Sentence(BY_SECONDS))
_TIME_INCHES = Rule("time.inches", Kind.MEASURE, Priority.TIME, Sentence(BY_INCHES))

_LONGEST_QUOTATION = 400  # characters in which an opening quotation mark is looked for


class Clock(NamedTuple):
    """A time of day, or with more than 24 hours a duration."""

    hour: int
    minute: int | None = None
    second: int | None = None
    short_of: int | None = None  # "kém": so many minutes before the hour

    @property
    def exists(self) -> bool:
        """Whether a clock can show it."""
        return (
            self.hour <= 24
            and (self.minute or 0) < 60
            and (self.second or 0) < 60
            and not (self.hour == 24 and self.minute)
        )

    def said(self) -> str:
        """Return the time in words; whole hours without "không phút"."""
        words = f"{say_integer(self.hour)} giờ"
        if self.short_of is not None:
            return f"{words} kém {say_integer(self.short_of)} phút"
        if self.minute or self.second:
            words += f" {say_integer(self.minute or 0)} phút"
        if self.second:
            words += f" {say_integer(self.second)} giây"
        return words


@cache
def _clock() -> re.Pattern[str]:
    first, last = _CLOCK.format(n=1), _CLOCK.format(n=2)
    return re.compile(rf"{first}(?: ?(?:-|÷|→) ?{last})?(?:'(?!\w))?")


def propose_clock(line: Line, piece: Piece) -> Candidate | None:
    """Propose a time of day, or two with a dash between them."""
    match = _clock().match(line.text, piece.start)
    if not match or _is_other(line, piece, match):
        return None
    times = [_time_of(match, n) for n in (1, 2) if match[f"h{n}"]]
    finding = None
    if not all(time.exists for time in times):
        whole_hours = all(time.minute is None for time in times)
        if not (whole_hours and not line.follows(piece.start, "clock")):  # 72h is a duration
            finding = Finding(Severity.ERROR, Sentence(NO_SUCH_TIME, written=match[0]))
    spoken = " đến ".join(time.said() for time in times)
    return _TIME_CLOCK.reads(piece.start, match.end(), spoken, finding)


def _is_other(line: Line, piece: Piece, match: re.Match[str]) -> bool:
    """Whether it is a ratio (1:10), a proportion of a map, or a weight rather than a time (8g30)."""
    if (
        line.text[piece.start - 1 : piece.start] in tuple("/.,-")
        and line.text[piece.start - 2 : piece.start - 1].isdecimal()
    ):
        return True
    if match["c1"] and (line.follows(piece.start, "ratio") or line.mentions_before(piece.start, "score")):
        return True
    return bool(match["g1"]) and int(match["h1"]) > 24


def _time_of(match: re.Match[str], n: int) -> Clock:
    minute = match[f"m{n}"] or match[f"g{n}"] or match[f"c{n}"]
    second, short_of = match[f"s{n}"], match[f"l{n}"]
    return Clock(
        int(match[f"h{n}"]),
        int(minute) if minute else None,
        int(second) if second else None,
        int(re.sub(r"\D", "", short_of)) if short_of else None,
    )


@cache
def _round_the_clock() -> re.Pattern[str]:
    return re.compile(r"24 ?/ ?(24|7)(?![\d/]|[.,]\d)(?: ?(h\b|giờ\b))?")


def propose_round_the_clock(line: Line, piece: Piece) -> Candidate | None:
    """Propose 24/24h and 24/7, unless a day or a house is spoken of."""
    if piece.text != "24":
        return None
    match = _round_the_clock().match(line.text, piece.start)
    if not match or line.follows(piece.start, "house"):
        return None
    if match[1] == "7" and line.follows(piece.start, "date"):
        return None
    spoken = f"hai mươi tư trên {say_integer(int(match[1]))}".replace("hai mươi bốn", "hai mươi tư")
    if match[2]:
        spoken += " giờ"
    return _TIME_ROUND_THE_CLOCK.reads(piece.start, match.end(), spoken)


@cache
def _duration() -> re.Pattern[str]:
    return re.compile(r"(\d{1,3})'(?: ?(\d{1,2})(?:\"|''))?(?!\w)")


def propose_duration(line: Line, piece: Piece) -> Candidate | None:
    """Propose minutes and seconds: 25' and 12'30"; a closing quotation mark is not a minute."""
    match = _duration().match(line.text, piece.start)
    if not match or (not match[2] and _is_quoted(line, piece.start)):
        return None
    spoken = f"{say_integer(int(match[1]))} phút"
    if not match[2] and line.before(piece.start).endswith("phút "):
        spoken = say_integer(int(match[1]))  # phút 45'
    if match[2]:
        spoken += f" {say_integer(int(match[2]))} giây"
    return _TIME_DURATION.reads(piece.start, match.end(), spoken)


@cache
def _seconds() -> re.Pattern[str]:
    return re.compile(r'(\d{1,2})"(\d{1,2})?(?![\w"])')


def propose_seconds(line: Line, piece: Piece) -> Candidate | None:
    """Propose seconds: 30" and 9"58; a closing quotation mark is no second, and after a screen it is an inch."""
    if line.text[piece.end : piece.end + 1] != '"':
        return None
    match = _seconds().match(line.text, piece.start)
    before = line.text[max(0, piece.start - _LONGEST_QUOTATION) : piece.start]
    if not match or before.count('"') % 2 or before[-1:] in (",", ".", "'") or before[-1:].isdecimal():
        return None
    if not match[2] and line.mentions_before(piece.start, "screen"):
        return _TIME_INCHES.reads(piece.start, match.end(), f"{say_integer(int(match[1]))} inh")
    spoken = f"{say_integer(int(match[1]))} giây"
    if match[2]:
        spoken += f" {say_digits(match[2]) if match[2][0] == '0' else say_integer(int(match[2]))}"
    return _TIME_SECONDS.reads(piece.start, match.end(), spoken)


def _is_quoted(line: Line, at: int) -> bool:
    return bool(re.search(r"(?:^|[\s(])'[^']*$", line.before(at)))
