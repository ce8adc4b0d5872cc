"""Which faults there are, and which of them people have to be told of now. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from broadcaster.messages import Sentence

SETTLES = timedelta(seconds=20)  # what comes and goes within is told to nobody, and what comes together is one notice
REMINDED = timedelta(hours=24)  # of a fault that lasts
NOTICES_AN_HOUR = 12


@dataclass(frozen=True)
class Fault:
    """Something that needs a hand, by a key that stays the same as long as it lasts."""

    key: str
    sentence: Sentence
    since: datetime
    told_at: datetime | None = None
    gone_at: datetime | None = None


@dataclass(frozen=True)
class Notice:
    """What people are told at once: faults that are new or last, and faults that are mended."""

    at: datetime
    faults: tuple[Fault, ...]
    mended: tuple[Fault, ...]


class Board:
    """Holds the faults. `look` is told all there are now, and returns the notice to send, if any.

    `told` are faults of which people were told before.
    """

    def __init__(self, told: Iterable[Fault] = ()) -> None:
        self._faults: dict[str, Fault] = {fault.key: fault for fault in told}
        self._sent_at: list[datetime] = []

    @property
    def faults(self) -> tuple[Fault, ...]:
        """The faults there are now, oldest first."""
        return tuple(fault for fault in self._faults.values() if fault.gone_at is None)

    @property
    def told(self) -> tuple[Fault, ...]:
        """The faults of which people were told, and not yet that they are over."""
        return tuple(fault for fault in self._faults.values() if fault.told_at is not None)

    def look(self, found: Mapping[str, Sentence], now: datetime) -> Notice | None:
        """Take note of what is `found`; return what is to be told, none while too much was told lately."""
        self._update(found, now)
        new = [fault for fault in self.faults if _is_to_be_told(fault, now)]
        mended = [f for f in self._faults.values() if f.gone_at and f.told_at and now - f.gone_at >= SETTLES]
        self._sent_at = [moment for moment in self._sent_at if timedelta() <= now - moment < timedelta(hours=1)]
        if not new and not mended:
            return None
        if len(self._sent_at) >= NOTICES_AN_HOUR:
            return None
        self._sent_at.append(now)
        self._note_told(new, mended, now)
        return Notice(now, tuple(new), tuple(mended))

    def _update(self, found: Mapping[str, Sentence], now: datetime) -> None:
        for key, sentence in found.items():
            known = self._faults.get(key)
            if known is None:
                self._faults[key] = Fault(key, sentence, now)
            else:
                self._faults[key] = replace(known, sentence=sentence, gone_at=None)
        for key, fault in list(self._faults.items()):
            if key not in found and fault.gone_at is None:
                self._faults[key] = replace(fault, gone_at=now)
            elif key not in found and fault.told_at is None:
                del self._faults[key]  # it came and went, and nobody was told

    def _note_told(self, new: Sequence[Fault], mended: Sequence[Fault], now: datetime) -> None:
        for fault in new:
            self._faults[fault.key] = replace(fault, told_at=now)
        for fault in mended:
            del self._faults[fault.key]


def _is_to_be_told(fault: Fault, now: datetime) -> bool:
    if fault.told_at is None:
        return abs(now - fault.since) >= SETTLES  # however the clock is set
    return now - fault.told_at >= REMINDED
