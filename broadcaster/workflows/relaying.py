"""Relays as the player needs them: where in a programme which stream is laid over it."""

from broadcaster.model.plan import Rundown
from broadcaster.model.station import Station
from broadcaster.playout.desk import RelayWindow


def relay_windows(rundown: Rundown, station: Station) -> tuple[RelayWindow, ...]:
    """Return the windows of `rundown`'s relays, as `station` describes them now; what it names no more has none."""
    windows: list[RelayWindow] = []
    at_ms = 0
    for cue in rundown.cues:
        relay = station.relay(cue.clip.id) if cue.stand_in else None
        if relay is not None:
            end_ms = at_ms + cue.duration_ms
            windows.append(RelayWindow(at_ms, end_ms, relay.url, relay.silence_ms, relay.buffer_ms, relay.level_lufs))
        at_ms += cue.duration_ms
    return tuple(windows)
