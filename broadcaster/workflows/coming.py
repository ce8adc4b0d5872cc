"""The airings that come, while the clock can be believed: as last known where a day can't be planned now."""

import logging
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from broadcaster.errors import BroadcasterError
from broadcaster.playout.airing import Airing
from broadcaster.playout.clock_watch import TrustedClock
from broadcaster.workflows.airings_now import AiringsNow
from broadcaster.workflows.programmes import is_intact

log = logging.getLogger(__name__)


class Coming:
    """What `airings` plans for the days about `now`, which tells the moment in the station's zone."""

    def __init__(self, airings: AiringsNow, trusted: TrustedClock, now: Callable[[], datetime]) -> None:
        self._airings, self._trusted, self._now = airings, trusted, now
        self._planned: dict[date, Sequence[Airing]] = {}

    def of(self, day: date) -> Sequence[Airing]:
        """Return the airings of `day`, as last known where they can't be planned now; none while the clock is wrong."""
        if not self._trusted.is_right:
            return ()
        try:
            self._planned[day] = self._airings.airings(day)
        except BroadcasterError as failure:
            log.warning("%s can't be planned now, going on as before: %s", day, failure)
        return self._planned.get(day, ())

    def airings(self) -> list[Airing]:
        """Return the airings of today and tomorrow that are not over."""
        return [airing for airing in self.of_two_days() if airing.ends_at > self._now()]

    def of_two_days(self) -> list[Airing]:
        """Return all airings of today and tomorrow."""
        today = self._now().date()
        return [airing for step in (0, 1) for airing in self.of(today + timedelta(days=step))]

    def is_something_missing(self) -> bool:
        """Whether one of them has no finished programme."""
        return any(airing.path is None for airing in self.airings())

    def is_something_damaged(self, within: timedelta) -> bool:
        """Whether the programme of one that starts `within` that time is not what was built; each is read for it."""
        due = [airing for airing in self.airings() if airing.starts_at - self._now() < within]
        return not all(is_intact(airing.path, airing.sha256) for airing in due if airing.path is not None)

    def forget(self) -> None:
        """Forget what was known, and plan anew: a day has gone by."""
        self._planned.clear()
        self._airings.forget_plans()
