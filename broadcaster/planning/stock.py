"""All that may be planned with, and what of it one day may air."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from broadcaster.model.plan import Airtime
from broadcaster.model.script import Decision, Script
from broadcaster.model.sound import Clip, Library
from broadcaster.model.station import Station
from broadcaster.model.timetable import Filler, FillerKind
from broadcaster.planning.choice import in_order


@dataclass(frozen=True)
class Stock:
    """The approved scripts, the library's clips of them and of other sounds, and what was decided about clashes."""

    scripts: tuple[Script, ...]
    library: Library
    decisions: tuple[Decision, ...] = ()

    @cached_property
    def clips(self) -> dict[str, Clip]:
        """The scripts' items, by id."""
        return dict(self.library.scripts)

    @cached_property
    def jingles(self) -> dict[str, Clip]:
        """The jingles, by id."""
        return dict(self.library.jingles)

    @cached_property
    def by_id(self) -> dict[str, Script]:
        """The scripts that could be read, by id."""
        return {script.id: script for script in self.scripts if script.id in self.clips}

    @cached_property
    def by_column(self) -> dict[str, list[Script]]:
        """The scripts that could be read, by column."""
        columns: dict[str, list[Script]] = {}
        for script in self.by_id.values():
            columns.setdefault(script.column, []).append(script)
        return columns

    @cached_property
    def spots(self) -> tuple[Clip, ...]:
        """The spots, by name."""
        return tuple(sorted(self.library.spots, key=lambda clip: clip.id))

    @cached_property
    def music(self) -> tuple[Clip, ...]:
        """The music, by name."""
        return tuple(sorted(self.library.music, key=lambda clip: clip.id))


@dataclass(frozen=True)
class DayStock:
    """What one day may air, and when each script was last heard. `turn` moves music and spots on by one an airing."""

    day: date
    station: Station
    stock: Stock
    heard: Mapping[str, datetime]
    turn: int

    def may_air(self, script: Script, airtime: Airtime) -> bool:
        """Whether the script is valid that day and its event will not have begun before the airtime ends."""
        over = script.event is not None and script.event.is_over(airtime.ends_at)
        return not over and script.valid.contains(self.day)

    def column(self, name: str | None, airtime: Airtime) -> list[Script]:
        """Return the scripts of a column that the airtime may air, in the order in which they are to be taken."""
        scripts = self.stock.by_column.get(name or "", ())
        return in_order([one for one in scripts if self.may_air(one, airtime)], self.heard, self.stock.decisions)

    def fillers(
        self, fill: Sequence[Filler], airtime: Airtime, taken: Collection[Clip] = ()
    ) -> tuple[list[Clip], list[Clip]]:
        """Return the spots (short scripts among them) and the music that `fill` names, in the order of their turn.

        No spot and no script that is `taken` is among them.
        Spots and music take turns by the calendar and not by what was heard: so what another airing has in it changes
        nothing here.
        """
        spots: list[Clip] = []
        music: list[Clip] = []
        for filler in dict.fromkeys(fill):
            if filler.kind is FillerKind.SPOTS:
                spots += turned(self.stock.spots, self.turn)
            elif filler.kind is FillerKind.MUSIC:
                music += turned(self.stock.music, self.turn)
            else:
                scripts = self.column(filler.column, airtime)
                spots += [self.stock.clips[script.id] for script in scripts]
        gone = {(clip.kind, clip.id) for clip in taken}
        return [clip for clip in spots if (clip.kind, clip.id) not in gone], music


def turned(clips: Sequence[Clip], turn: int) -> list[Clip]:
    """Return `clips` from the one whose turn it is."""
    at = turn % len(clips) if clips else 0
    return [*clips[at:], *clips[:at]]
