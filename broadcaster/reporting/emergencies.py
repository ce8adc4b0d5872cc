"""Emergencies that were aired first: which somebody approved afterwards, and which nobody has yet. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from broadcaster.model.record import Act, Deed


@dataclass(frozen=True)
class Emergency:
    """One that was put on air: what the record says of it, and of its approval afterwards, if there was any."""

    aired: Act
    approved: Act | None = None

    @property
    def id(self) -> str:
        """What it is known by."""
        return self.aired.subject


def emergencies(acts: Iterable[Act]) -> tuple[Emergency, ...]:
    """Return the emergencies that `acts` tell of, in order; approved only where just what was aired was approved."""
    found: dict[tuple[str, str], Emergency] = {}
    for act in acts:
        key = act.subject, act.fingerprint
        if act.deed is Deed.ALERTED:
            found.setdefault(key, Emergency(act))
        elif act.deed is Deed.APPROVED and key in found:
            found[key] = Emergency(found[key].aired, act)
    return tuple(found.values())
