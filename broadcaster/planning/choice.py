"""Which script of a column airs: valid on the day, the most urgent first, then the one that was heard longest ago."""

from collections.abc import Collection, Mapping
from datetime import date, datetime

from broadcaster.model.script import Priority, Script
from broadcaster.model.sound import Clip

URGENCY = {Priority.EMERGENCY: 0, Priority.PRIORITY: 1, Priority.ROUTINE: 2}
NEVER = ""  # sorts ahead of every moment written out


def when_heard(heard: Mapping[str, datetime], thing: str) -> str:
    """Return a sort key: things never heard first, then by the moment they were last heard."""
    moment = heard.get(thing)
    return NEVER if moment is None else f"{moment.timestamp():020.3f}"


def choose(
    column: str,
    day: date,
    scripts: Collection[Script],
    heard: Mapping[str, datetime],
    taken: Collection[str],
) -> Script | None:
    """Return the script of `column` to air next on `day`; None when none is left that is not in `taken`."""
    candidates = [
        script
        for script in scripts
        if script.column == column and script.valid.contains(day) and script.id not in taken
    ]
    return min(
        candidates,
        key=lambda script: (URGENCY[script.priority], when_heard(heard, script.id), script.id),
        default=None,
    )


def longest_unheard(clips: Collection[Clip], heard: Mapping[str, datetime]) -> list[Clip]:
    """Return `clips` with the ones heard longest ago first."""
    return sorted(clips, key=lambda clip: (when_heard(heard, clip.id), clip.id))
