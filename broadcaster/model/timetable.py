"""Slots and campaigns: when and in which order, as people wrote it in `playlists/`."""

from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum

from broadcaster.model.problem import Place
from broadcaster.model.script import DayRange

EVERY_DAY = frozenset(range(7))  # Monday is 0


class EntryKind(StrEnum):
    """What an entry of a slot's list asks for."""

    JINGLE = "jingle"  # a sound of audio/jingles
    SCRIPT = "script"  # this very script
    COLUMN = "column"  # scripts of this column, chosen on the day
    RELAY = "relay"  # another station's programme, for `duration_ms`


@dataclass(frozen=True)
class Entry:
    """One line of a slot's `items`; a column takes `count` scripts, a relay `duration_ms`.

    An `optional` entry airs only as room allows. A relay with `at` starts on that second: what stands in front of it
    is filled up to there.
    """

    kind: EntryKind
    name: str
    count: int = 1
    campaign: str | None = None  # the campaign that put it there
    place: Place | None = None
    optional: bool = False
    duration_ms: int = 0
    at: time | None = None


class FillerKind(StrEnum):
    """With what the rest of an airtime is filled."""

    SPOTS = "spots"  # short recordings of audio/spots
    COLUMN = "column"  # short scripts of a column
    MUSIC = "music"  # audio/music, faded at the end


@dataclass(frozen=True)
class Filler:
    """One line of a slot's `fill`; `column` names the column for `FillerKind.COLUMN`."""

    kind: FillerKind
    column: str | None = None


@dataclass(frozen=True)
class SpecialDays:
    """Days on which a slot airs otherwise than in every week: not at all (`off`), else on whatever day of the week.

    An empty `at` and no `duration_ms` are the slot's own.
    """

    days: DayRange
    off: bool = False
    at: tuple[time, ...] = ()
    duration_ms: int | None = None
    place: Place | None = None


@dataclass(frozen=True)
class Slot:
    """A time of the day that the station airs, on some days of the week (Monday is 0), and perhaps at others too.

    `dates` bounds the days; of several `special` days that meet, the first counts.
    """

    id: str
    title: str
    at: time
    duration_ms: int
    items: tuple[Entry, ...]
    fill: tuple[Filler, ...] = (Filler(FillerKind.MUSIC),)
    days: frozenset[int] = EVERY_DAY
    place: Place | None = None
    also_at: tuple[time, ...] = ()
    dates: DayRange = field(default=DayRange())
    special: tuple[SpecialDays, ...] = ()

    @property
    def times(self) -> tuple[time, ...]:
        """All times of the day at which it airs."""
        return (self.at, *self.also_at)

    def special_on(self, day: date) -> SpecialDays | None:
        """Return what is special about `day`, None when it is a day like others."""
        return next((special for special in self.special if special.days.contains(day)), None)


@dataclass(frozen=True)
class Extension:
    """A campaign lengthens slot `slot` by `by_ms` and puts `items` after the entry named `after` (else: the last).

    It may also air the slot at more times (`also_at`), and on more days of the week (`days`).
    """

    slot: str
    by_ms: int
    after: str | None
    items: tuple[Entry, ...]
    place: Place | None = None
    also_at: tuple[time, ...] = ()
    days: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Campaign:
    """A period in which the station airs more, by order of `directive`. Theme and slogan are kept to the letter."""

    id: str
    title: str
    days: DayRange
    theme: str = ""
    slogan: str = ""
    directive: str = ""
    columns: tuple[str, ...] = ()
    extends: tuple[Extension, ...] = ()
    adds: tuple[Slot, ...] = ()
    place: Place | None = None

    def runs_on(self, day: date) -> bool:
        """Whether `day` is one of the campaign's, both ends included."""
        return self.days.contains(day)


@dataclass(frozen=True)
class Timetable:
    """All slots and campaigns, in the order of their files' names."""

    slots: tuple[Slot, ...] = ()
    campaigns: tuple[Campaign, ...] = ()

    @property
    def all_slots(self) -> tuple[Slot, ...]:
        """The slots of every week, and those that campaigns add."""
        return (*self.slots, *(slot for campaign in self.campaigns for slot in campaign.adds))

    @property
    def all_entries(self) -> tuple[Entry, ...]:
        """The entries of all slots, and those that campaigns put into them."""
        extensions = (extension for campaign in self.campaigns for extension in campaign.extends)
        slots = (entry for slot in self.all_slots for entry in slot.items)
        return (*slots, *(entry for extension in extensions for entry in extension.items))

    @property
    def columns_filling(self) -> frozenset[str]:
        """The columns from which slots take up what airtime is left."""
        fillers = (filler for slot in self.all_slots for filler in slot.fill)
        return frozenset(filler.column for filler in fillers if filler.column)
