"""Silence that is none of the programme's: what to do when the outputs carry nothing while something plays. Pure."""

from collections.abc import Callable
from enum import Enum
from pathlib import Path

from broadcaster.playout.desk import Level

SUSPECT_S = 5.0
PATIENCE_S = 15.0  # to open the outputs anew, and to hear again
AUDIBLE_DBFS = -50.0

OwnLevel = Callable[[Path, int, int], float | None]
"""Tells how loud a file is by itself for some milliseconds from a place on; None when that can't be told."""


class Remedy(Enum):
    """What to do about it."""

    NOTHING = "nothing"
    OPEN_ANEW = "open anew"  # begin the sound process anew, and tell people
    FALL_BACK = "fall back"  # that did not help: play the safe programme


class SilenceWatch:
    """Compares what was sent with what the file holds at that place; a quiet programme is no fault."""

    def __init__(self, own_level: OwnLevel) -> None:
        self._own_level = own_level
        self._looked_into = ""  # the order whose present silence was looked into
        self._opened_anew: dict[str, float] = {}

    def look(self, order_id: str, path: Path, place_ms: int, level: Level, elapsed_s: float) -> Remedy:
        """Return what to do, given that `order_id` plays `path` and has come to `place_ms` of it."""
        if level.silent_s < SUSPECT_S:
            self._looked_into = ""
            return Remedy.NOTHING
        since_s = elapsed_s - self._opened_anew.get(order_id, elapsed_s)
        if order_id in self._opened_anew:
            return Remedy.FALL_BACK if since_s > PATIENCE_S else Remedy.NOTHING
        if self._looked_into == order_id:
            return Remedy.NOTHING
        self._looked_into = order_id
        began_ms = max(0, place_ms - int(SUSPECT_S * 1000))
        own_db = self._own_level(path, began_ms, place_ms - began_ms)
        if own_db is None or own_db < AUDIBLE_DBFS:
            return Remedy.NOTHING
        self._opened_anew = {order_id: elapsed_s}
        return Remedy.OPEN_ANEW
