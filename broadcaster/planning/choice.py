"""Which script of a column airs: the most urgent first, then the one that was heard longest ago.

Of priority items that clash, the one that the commune decided for goes first.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from broadcaster.model.script import Decision, Priority, Script

URGENCY = {Priority.EMERGENCY: 0, Priority.PRIORITY: 1, Priority.ROUTINE: 2}
NEVER = float("-inf")  # before every moment


def in_order(
    scripts: Collection[Script], heard: Mapping[str, datetime], decisions: Sequence[Decision] = ()
) -> list[Script]:
    """Return `scripts` in the order in which they are to air; the same whatever order they come in."""

    def turn(script: Script) -> tuple[int, float, str]:
        moment = heard.get(script.id)
        return URGENCY[script.priority], NEVER if moment is None else moment.timestamp(), script.id

    ordered = sorted(scripts, key=turn)
    if not decisions or sum(script.priority is Priority.PRIORITY for script in ordered) < 2:
        return ordered
    urgent = [script for script in ordered if script.priority is Priority.EMERGENCY]
    routine = [script for script in ordered if script.priority is Priority.ROUTINE]
    between = [script for script in ordered if script.priority is Priority.PRIORITY]
    return [*urgent, *_as_decided(between, decisions), *routine]


def _as_decided(scripts: list[Script], decisions: Sequence[Decision]) -> list[Script]:
    """Return `scripts` with each behind those that were decided to air before it; a circle is broken by their turn."""
    left, ordered = list(scripts), list[Script]()
    while left:
        free = (one for one in left if not any(decided(other.id, one.id, decisions) for other in left))
        ordered.append(next(free, left[0]))
        left.remove(ordered[-1])
    return ordered


def decided(first: str, before: str, decisions: Sequence[Decision]) -> bool:
    """Whether it was decided that `first` airs before the other; of two decisions on the same pair the later counts."""
    about = [one for one in decisions if {one.first, one.before} == {first, before}]
    return bool(about) and about[-1].first == first


def clash(aired: Sequence[Script], left_out: Sequence[Script], decisions: Sequence[Decision]) -> tuple[str, str] | None:
    """Return two priority items of which one has the place that the other wants, and nobody decided between them."""
    for one in aired:
        for other in left_out:
            both = {one.priority, other.priority} == {Priority.PRIORITY}
            if both and not any({known.first, known.before} == {one.id, other.id} for known in decisions):
                return one.id, other.id
    return None
