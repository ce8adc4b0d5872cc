"""The daemon's clock: the machine's, or one that runs as fast as the work allows."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the moment, and waits for another."""

    def now(self) -> datetime:
        """Return the moment it is, zone-aware."""

    def wait_until(self, moment: datetime) -> None:
        """Return at `moment`, or earlier when there is something to look at."""


class FastClock:
    """A clock on which waiting takes no time."""

    def __init__(self, start: datetime) -> None:
        self._now = start

    def now(self) -> datetime:
        """Return the moment that it is by this clock."""
        return self._now

    def wait_until(self, moment: datetime) -> None:
        """Let it be `moment`; time never runs back."""
        self._now = max(self._now, moment)
