"""What an edit changes on air: the plan as it is now beside what lies built."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher

from broadcaster.model.contents import Contents
from broadcaster.model.plan import Cue, DayPlan, Rundown
from broadcaster.workflows.programmes import ProgrammeShelf
from broadcaster.workflows.shapes import Json, cue_json


@dataclass(frozen=True)
class Change:
    """One airing that will not be as it was built: `was` or `will_be` is None where there is none on that side.

    `gone` and `new` are the cues that are only in the one or the other.
    """

    was: Rundown | None
    will_be: Rundown | None
    gone: tuple[Cue, ...] = ()
    new: tuple[Cue, ...] = ()

    @property
    def rundown(self) -> Rundown:
        """The airing as it will be, else as it was."""
        found = self.will_be or self.was
        assert found is not None
        return found


@dataclass(frozen=True)
class DayChanges:
    """What changes on a day; `built` tells whether anything lies built for it."""

    day: date
    built: bool
    changes: tuple[Change, ...]


def changes(contents: Contents, plans: Sequence[DayPlan]) -> tuple[DayChanges, ...]:
    """Return for each day what its plan changes of what lies built."""
    shelf = ProgrammeShelf(contents)
    found = []
    for plan in plans:
        built = {programme.rundown.airtime.id: programme.rundown for programme in shelf.lying_ready(plan.day)}
        found.append(DayChanges(plan.day, bool(built), tuple(_of_day(built, plan)) if built else ()))
    return tuple(found)


def _of_day(built: dict[str, Rundown], plan: DayPlan) -> Iterator[Change]:
    planned = {rundown.airtime.id: rundown for rundown in plan.rundowns}
    for airing in sorted(built.keys() | planned.keys(), key=lambda one: one.partition("@")[2]):
        was, will_be = built.get(airing), planned.get(airing)
        gone, new = _differing(was.cues if was else (), will_be.cues if will_be else ())
        if was is None or will_be is None or gone or new or was.airtime.duration_ms != will_be.airtime.duration_ms:
            yield Change(was, will_be, gone, new)


def _differing(was: Sequence[Cue], will_be: Sequence[Cue]) -> tuple[tuple[Cue, ...], tuple[Cue, ...]]:
    """Return the cues of each side that the other has not, in the same order, the same content and length."""
    matcher = SequenceMatcher(None, [_sound(cue) for cue in was], [_sound(cue) for cue in will_be], autojunk=False)
    gone: list[Cue] = []
    new: list[Cue] = []
    for kind, from_was, to_was, from_new, to_new in matcher.get_opcodes():
        if kind != "equal":
            gone += was[from_was:to_was]
            new += will_be[from_new:to_new]
    return tuple(gone), tuple(new)


def _sound(cue: Cue) -> tuple[str, str, str, int]:
    return cue.kind, cue.clip.id, cue.clip.fingerprint, cue.duration_ms


def changes_json(found: Sequence[DayChanges]) -> Json:
    """Return what `plan --diff --json` shows."""
    return {
        "days": [
            {
                "day": day.day.isoformat(),
                "built": day.built,
                "changes": [
                    {
                        "slot": change.rundown.airtime.slot,
                        "starts_at": change.rundown.airtime.starts_at.isoformat(),
                        "was_ms": change.was.airtime.duration_ms if change.was else None,
                        "will_be_ms": change.will_be.airtime.duration_ms if change.will_be else None,
                        "gone": [cue_json(cue) for cue in change.gone],
                        "new": [cue_json(cue) for cue in change.new],
                    }
                    for change in day.changes
                ],
            }
            for day in found
        ]
    }
