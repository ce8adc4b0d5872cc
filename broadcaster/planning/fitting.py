"""What of the wanted has room: whole items only, the least needed left out first. Speech is never cut."""

from collections.abc import Sequence
from dataclasses import dataclass

from broadcaster.model.script import Decision, Priority, Script
from broadcaster.model.sound import Clip
from broadcaster.model.timetable import Entry, EntryKind
from broadcaster.planning.choice import decided


@dataclass(frozen=True)
class Pick:
    """A clip chosen for the entry at `position` of the airtime's list; `script` when it is one."""

    position: int
    entry: Entry
    clip: Clip
    script: Script | None = None

    @property
    def need(self) -> int:
        """How much it is needed: optional items least, then routine ones of columns, then urgent, then the rest."""
        is_urgent = self.script is not None and self.script.priority is not Priority.ROUTINE
        if self.entry.optional:
            return 1 if is_urgent else 0
        if self.entry.kind is EntryKind.COLUMN:
            return 3 if is_urgent else 2
        return 5 if self.entry.kind is EntryKind.RELAY else 4


NAMED = 4  # the need of scripts and jingles that the list names


def fitted(picks: Sequence[Pick], room_ms: int, decisions: Sequence[Decision] = ()) -> tuple[list[Pick], list[Pick]]:
    """Return the picks that have room, and those that have none.

    Of those needed least the last one goes first; of what the list names, whatever is in the middle. What was left out
    before something longer, and has room after all, stays.
    """
    kept, dropped = list(range(len(picks))), list[int]()
    room_ms -= sum(pick.clip.duration_ms for pick in picks)
    while room_ms < 0:
        dropped.append(_least_needed(picks, kept, decisions))
        kept.remove(dropped[-1])
        room_ms += picks[dropped[-1]].clip.duration_ms
    for index in reversed(dropped):
        if picks[index].clip.duration_ms <= room_ms:
            kept.append(index)
            room_ms -= picks[index].clip.duration_ms
    return [picks[index] for index in sorted(kept)], [pick for index, pick in enumerate(picks) if index not in kept]


def _least_needed(picks: Sequence[Pick], kept: Sequence[int], decisions: Sequence[Decision]) -> int:
    least = min(picks[index].need for index in kept)
    equal = [index for index in kept if picks[index].need == least]
    if least == NAMED:
        return equal[len(equal) // 2]
    last = equal[-1]
    for index in equal:  # of two that clash, the one that was decided to air first stays
        one, other = picks[last].script, picks[index].script
        if one and other and decided(one.id, other.id, decisions):
            last = index
    return last
