"""Relays as the player needs them: where in a programme which stream is laid over it; and whether it can be had now."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from broadcaster.errors import RelayError
from broadcaster.messages import Sentence
from broadcaster.model.plan import Rundown
from broadcaster.model.station import Relay, Station
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


def reached(relays: Sequence[Relay]) -> dict[str, str | Sentence]:
    """Return for each relay's id in which form its stream comes now, or why it can't be had; in bounded time."""
    from broadcaster.receiver.http import Limits
    from broadcaster.receiver.probing import probe

    def ask(relay: Relay) -> str | Sentence:
        try:
            return probe(relay.url, Limits()).value
        except RelayError as error:
            return error.sentence

    with ThreadPoolExecutor(max_workers=8) as pool:
        return dict(zip((relay.id for relay in relays), pool.map(ask, relays), strict=True))
