"""Scripts: what is to be said, and who approved it."""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from broadcaster.model.problem import Place


class Priority(StrEnum):
    """The three levels of bulletins of Circular 39/2020/TT-BTTTT, article 3."""

    ROUTINE = "routine"  # thông thường: airs as planned
    PRIORITY = "priority"  # ưu tiên: ahead of the routine ones
    EMERGENCY = "emergency"  # khẩn cấp: airs at once


class Speaker(StrEnum):
    """Whose voice reads: what “Nam:” and “Nữ:” at a line's start ask for."""

    MAN = "man"
    WOMAN = "woman"


@dataclass(frozen=True)
class DayRange:
    """Whole days, both ends included; an open end has no bound."""

    first: date | None = None
    last: date | None = None

    def contains(self, day: date) -> bool:
        """Whether `day` lies in the range."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


@dataclass(frozen=True)
class Event:
    """What a notice invites to: on `day`, `at` that time (None: some time that day), both local."""

    day: date
    at: time | None = None

    def is_over(self, by: datetime) -> bool:
        """Whether it has begun before the moment `by`, given in the station's zone; without a time, the day is over."""
        if self.at is None:
            return (by.date(), by.time()) > (date.fromordinal(self.day.toordinal() + 1), time())
        return (by.date(), by.time().replace(fold=0)) > (self.day, self.at)


@dataclass(frozen=True)
class Approval:
    """Who approved what would be heard, when, and its fingerprint (hexadecimal) at that moment.

    `written` is that of what readers would see; empty in approvals that speak of the sound alone.
    """

    by: str
    on: date
    fingerprint: str
    written: str = ""


@dataclass(frozen=True)
class Revocation:
    """Who took back the approval of `script` for what `fingerprint` stands for, when, and why in their own words."""

    script: str
    fingerprint: str
    by: str
    at: datetime
    why: str = ""


@dataclass(frozen=True)
class Decision:
    """Of two priority items that want the same place, `first` airs before `before`: who decided it, and when.

    Circular 39/2020/TT-BTTTT leaves the order of clashing priority bulletins to the commune's own user.
    """

    first: str
    before: str
    by: str
    on: date
    place: Place | None = None


@dataclass(frozen=True)
class Script:
    """One script as its writer left it; `body` is the written text, markup and all."""

    id: str
    title: str
    column: str
    body: str
    priority: Priority = Priority.ROUTINE
    valid: DayRange = DayRange()
    bed: str | None = None
    repeat: int = 1  # how often the whole text is read, for what must not be missed
    approval: Approval | None = None
    place: Place | None = None
    body_line: int = 1  # the line of the file on which `body` starts
    event: Event | None = None  # never aired once that has begun
    publish_on: date | None = None  # from that day on, and not before, it is on the website, heard or not
    never_publish: bool = False

    @property
    def days(self) -> DayRange:
        """The days on which it may air: valid, and not after the event."""
        if self.event is None:
            return self.valid
        return DayRange(self.valid.first, min(self.valid.last or date.max, self.event.day))
