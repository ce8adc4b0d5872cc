"""Emergencies: what is aired at once, in place of the programme, and how often it is said again."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import count
from pathlib import Path

from broadcaster.model.plan import later

ALERT = "alert"  # stands for slot and kind in the record's lines
MINUTE_MS = 60_000
LONGEST = timedelta(hours=24)  # an emergency that nobody ends is ended by us; who means it asks again


class After(StrEnum):
    """What the programme that was interrupted does afterwards."""

    JOIN = "join"  # it has run on unheard, so that it ends on its second
    RESUME = (
        "resume"  # it goes on with its next sample, as far as it still ends before the next slot or the quiet hours
    )


@dataclass(frozen=True)
class Repeats:
    """When an emergency is aired, reckoned from the first time: at `offsets_ms`, then every `every_ms` until it ends.

    `every_ms` None: the last of the offsets is the last time.
    """

    offsets_ms: tuple[int, ...] = (0,)
    every_ms: int | None = None

    @property
    def closest_ms(self) -> int | None:
        """The shortest time from one to the next, None when it is aired once."""
        gaps = [later - sooner for sooner, later in zip(self.offsets_ms, self.offsets_ms[1:], strict=False)]
        gaps += [] if self.every_ms is None else [self.every_ms]
        return min(gaps, default=None)


ONCE = Repeats()
# Decisions 03/2020/QĐ-TTg and 18/2021/QĐ-TTg on forecasts and warnings of disasters: at once, twice more at five
# minutes, then every thirty, at the third level of risk every twenty, until it is cancelled.
PLANS = {
    "disaster": Repeats((0, 5 * MINUTE_MS, 10 * MINUTE_MS), 30 * MINUTE_MS),
    "disaster-3": Repeats((0, 5 * MINUTE_MS, 10 * MINUTE_MS), 20 * MINUTE_MS),
}


def repeated(times: int | None, every_ms: int) -> Repeats:
    """Return so many times in all, that far apart; None: until it ends."""
    if times is None:
        return Repeats((0,), every_ms)
    return Repeats(tuple(number * every_ms for number in range(times)))


@dataclass(frozen=True)
class Alert:
    """An emergency as it was ordered: its finished sound, who ordered it, and when it is to be heard.

    `text` is what was written, empty for a recording; `fingerprint` (hexadecimal) names what is heard, as an approval
    afterwards is bound to it. `confirmed` lets it air in the quiet hours too. `origin` names the warning it came from.
    """

    id: str
    title: str
    text: str
    by: str
    first_at: datetime
    sound: Path
    duration_ms: int
    voice: str
    fingerprint: str
    sha256: str = ""
    repeats: Repeats = ONCE
    until: datetime | None = None
    after: After = After.JOIN
    confirmed: bool = False
    cancelled_at: datetime | None = None
    cancelled_by: str = ""
    origin: str = ""

    @property
    def ends_at(self) -> datetime:
        """The moment from which it is not begun again."""
        last = self.first_at + LONGEST
        return min([last, *([self.until] if self.until else []), *([self.cancelled_at] if self.cancelled_at else [])])

    def moments(self) -> Iterator[datetime]:
        """Yield when it is to be heard, the first time in any case but after it was cancelled."""
        for number, offset_ms in enumerate(self._offsets_ms()):
            moment = later(self.first_at, offset_ms)
            if moment >= self.ends_at and (number > 0 or self.cancelled_at is not None):
                return
            yield moment

    def _offsets_ms(self) -> Iterator[int]:
        yield from self.repeats.offsets_ms
        if self.repeats.every_ms is not None:
            last_ms = self.repeats.offsets_ms[-1]
            yield from (last_ms + number * self.repeats.every_ms for number in count(1))

    def is_over(self, now: datetime) -> bool:
        """Whether it is not begun any more after `now`."""
        return all(moment <= now for moment in self.moments())


def repetition_id(alert_id: str, number: int) -> str:
    """Return the identity of one time it is heard, counted from 0; what is claimed, and what a desk knows it by."""
    return f"{alert_id}#{number}"
