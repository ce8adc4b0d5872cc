"""Where the running station sends its sound: the engine's outputs and the zones, kept as its files say now."""

import logging
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from broadcaster.errors import BroadcasterError
from broadcaster.model.station import Station
from broadcaster.playout.engine_desk import EngineDesk
from broadcaster.workflows.outputs import engine_options
from broadcaster.workflows.shapes import Json
from broadcaster.workflows.zones import Zones

log = logging.getLogger(__name__)


class Sending:
    """Follows `station.yaml` and `secrets.yaml` while the programme goes on. `now` tells the station's local time."""

    def __init__(self, folder: Path, desk: EngineDesk, now: Callable[[], datetime]) -> None:
        self._folder = folder
        self._desk = desk
        self._zones = Zones(desk, now)

    def carry(self, station: Station) -> None:
        """Send the sound where `station` says from now on; an output that stays the same goes on untouched."""
        try:
            self._desk.carry(engine_options(station, self._folder))
        except BroadcasterError as failure:
            log.warning("the outputs stay as they are: %s", failure)
        self._zones.keep(station)

    def zones(self) -> list[Json]:
        """Return the zones as `status` shows them."""
        return self._zones.told()

    def close(self) -> None:
        """Follow no more; the engine plays on."""
        self._zones.close()
