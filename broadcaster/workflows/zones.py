"""The zones of the station's Snapcast servers: kept as its files say, and told to `status`."""

from collections.abc import Callable
from datetime import datetime

from broadcaster.model.station import Station
from broadcaster.playout.zone_keeper import Gate, SnapcastPlace, ZoneKeeper
from broadcaster.workflows.outputs import SNAPCAST_USUALLY, named_outputs
from broadcaster.workflows.shapes import Json


def snapcast_places(station: Station) -> list[SnapcastPlace]:
    """Return the control sockets of the Snapcast servers that the station feeds."""
    return [
        SnapcastPlace(
            name,
            str(output.setting("host", SNAPCAST_USUALLY["host"])),
            int(output.setting("control_port", SNAPCAST_USUALLY["control_port"])),
            str(stream) if (stream := output.setting("stream", "")) else None,
        )
        for name, output in named_outputs(station)
        if output.kind == "snapcast"
    ]


class Zones:
    """A keeper for each Snapcast server, as long as the station has zones."""

    def __init__(self, gate: Gate, now: Callable[[], datetime]) -> None:
        self._gate = gate
        self._now = now
        self._kept: tuple[object, ...] = ()
        self._keepers: list[tuple[SnapcastPlace, ZoneKeeper]] = []

    def keep(self, station: Station) -> None:
        """Keep the zones of `station` from now on."""
        places = snapcast_places(station) if station.zones else []
        if (*places, *station.zones) == self._kept:
            return
        self.close()
        self._kept = (*places, *station.zones)
        self._keepers = [(place, ZoneKeeper(place, station.zones, self._gate, self._now)) for place in places]
        for _, keeper in self._keepers:
            keeper.start()

    def told(self) -> list[Json]:
        """Return the zones of each server as `status` shows them."""
        return [
            {
                "output": place.output,
                "problem": keeper.problem,
                "strangers": keeper.strangers,
                "zones": [vars(state) for state in keeper.states()],
            }
            for place, keeper in self._keepers
        ]

    def close(self) -> None:
        """Keep them no more; volumes stay as they are."""
        for _, keeper in self._keepers:
            keeper.close()
        self._keepers, self._kept = [], ()
