"""Keeps the zones of one Snapcast server as they are wanted, and lets sound through to them only when they are.

A server that was restarted has forgotten volumes. So the engine's feed is silent after each connecting, until this
keeper has asked which connection it is, put the volumes right, and seen in the server's own words that they are.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from broadcaster.errors import BroadcasterError
from broadcaster.model.zone import Zone
from broadcaster.playout.desk import Feed
from broadcaster.playout.snapcast_line import RefusedError, Said, SnapcastLine
from broadcaster.playout.zone_plan import (
    Call,
    Client,
    WantedZone,
    clients_of,
    grouping_call,
    too_loud_calls,
    volume_calls,
)

log = logging.getLogger(__name__)

RECONNECT_S = 0.25
OPEN_POLL_S, SHUT_POLL_S = 1.0, 0.1
BEFORE = timedelta(seconds=2)  # a ceiling that falls at six is kept at six
ROUNDS = 40  # of calls until the groups are as wanted; a few for each zone
VOLUME_NEWS = {"Client.OnVolumeChanged"}
GROUP_NEWS = {"Client.OnConnect", "Server.OnUpdate", "Group.OnMute", "Group.OnStreamChanged", "Client.OnLatencyChanged"}


class Gate(Protocol):
    """What the keeper needs of the desk."""

    def feed(self, name: str) -> Feed | None:
        """Return what the connection of that output is like."""

    def let_through(self, name: str, connection: int) -> None:
        """Let sound through that connection."""


NO_SUCH_STREAM = "the Snapcast server has no stream of the name under “stream:”; there are"


@dataclass(frozen=True)
class ZoneState:
    """One zone as it is now. `volume` is what it was set to last, `connected` how many of its clients are there."""

    id: str
    title: str
    volume: int
    ceiling: int
    mute: bool
    connected: int
    clients: int


@dataclass(frozen=True)
class SnapcastPlace:
    """The control socket of the server that the output `output` feeds, and the stream that its groups play, if said."""

    output: str
    host: str
    port: int
    stream: str | None = None


def wanted_zones(zones: Sequence[Zone], now: datetime) -> list[WantedZone]:
    """Return the zones as they should be at `now`, local time: already as quiet as they must be in a moment."""
    moments = [now.time(), (now + BEFORE).time()]
    return [
        WantedZone(
            zone.id,
            zone.clients,
            min(zone.volume_at(moment) for moment in moments),
            min(zone.ceiling_at(moment) for moment in moments),
            zone.mute,
            zone.latency_ms,
        )
        for zone in zones
    ]


class UnknownStreamError(OSError):
    """The server has no stream of the name that the station wrote: its loudspeakers can't be put on it."""


def refuse_unknown_stream(status: Said, stream: str | None) -> None:
    """Raise UnknownStreamError, which names the streams there are, when the server has none of the name `stream`."""
    names = [str(one["id"]) for one in status["server"]["streams"]]
    if stream is not None and stream not in names:
        raise UnknownStreamError(f"{NO_SUCH_STREAM}: {', '.join(names) or '-'}")


class ZoneKeeper:
    """Watches one server on a thread of its own. `now` tells the station's local time."""

    def __init__(self, place: SnapcastPlace, zones: Sequence[Zone], gate: Gate, now: Callable[[], datetime]) -> None:
        self._place = place
        self._zones = tuple(zones)
        self._gate = gate
        self._now = now
        self._closing = threading.Event()
        self._clients: list[Client] = []
        self._problem = "not connected yet"
        self._thread = threading.Thread(target=self._run, name=f"zones of {place.output}", daemon=True)

    def start(self) -> None:
        """Begin to watch."""
        self._thread.start()

    def close(self) -> None:
        """Watch no more; volumes stay as they are."""
        self._closing.set()
        if self._thread.is_alive():
            self._thread.join(OPEN_POLL_S + 1)

    @property
    def problem(self) -> str:
        """Why the zones cannot be kept, in English and short; empty while they are."""
        return self._problem

    @property
    def strangers(self) -> list[str]:
        """The connected clients that belong to no zone, and are therefore mute."""
        known = {client for zone in self._zones for client in zone.clients}
        return [client.id for client in self._clients if client.connected and client.id not in known]

    def states(self) -> list[ZoneState]:
        """Return how the zones are."""
        here = {client.id for client in self._clients if client.connected}
        titles = {zone.id: zone.title for zone in self._zones}
        return [
            ZoneState(
                zone.id,
                titles[zone.id],
                zone.volume,
                zone.ceiling,
                zone.mute,
                len(here & set(zone.clients)),
                len(zone.clients),
            )
            for zone in wanted_zones(self._zones, self._now())
        ]

    def _run(self) -> None:
        while not self._closing.is_set():
            try:
                with SnapcastLine(self._place.host, self._place.port) as line:
                    self._watch(line)
            except UnknownStreamError as error:
                self._note(str(error))
            except OSError as error:
                self._note(f"the Snapcast server does not answer: {error.strerror or error}")
            except BroadcasterError as error:
                self._note(str(error))
            except (KeyError, TypeError) as error:  # whoever answers there is no Snapcast server that we know
                self._note(f"the server does not speak as Snapcast does: {error!r}")
            self._clients = []
            self._closing.wait(RECONNECT_S)

    def _note(self, problem: str) -> None:
        if problem != self._problem:
            log.warning("%s: %s", self._place.output, problem)
        self._problem = problem

    def _watch(self, line: SnapcastLine) -> None:
        """Keep the zones until the connection breaks or the keeper is closed."""
        applied: list[WantedZone] | None = None
        while not self._closing.is_set():
            wanted = wanted_zones(self._zones, self._now())
            feed = self._gate.feed(self._place.output)
            is_shut = feed is not None and not feed.is_open
            if wanted != applied or (is_shut and feed is not None and feed.connection):
                self._apply(line, wanted)
                applied = wanted
                if feed is not None and is_shut and feed.connection:
                    self._gate.let_through(self._place.output, feed.connection)
                    log.info("%s: sound goes through connection %d", self._place.output, feed.connection)
            self._problem = ""
            for news in line.news(SHUT_POLL_S if is_shut else OPEN_POLL_S):
                self._react(line, news, wanted)

    def _apply(
        self, line: SnapcastLine, wanted: Sequence[WantedZone], left_alone: frozenset[str] = frozenset()
    ) -> None:
        """Make the server's zones as wanted, volumes first; return when its own status shows that they are."""
        for _ in range(ROUNDS):
            status = line.ask("Server.GetStatus")
            self._clients = clients_of(status)
            calls = volume_calls(status, wanted, left_alone)
            if not calls:
                refuse_unknown_stream(status, self._place.stream)
            if not calls and (grouping := grouping_call(status, wanted, self._place.stream)):
                calls = [grouping]
            if not calls:
                return
            _ask_all(line, calls)
        raise OSError("its zones do not stay as they are put")

    def _react(self, line: SnapcastLine, news: Said, wanted: Sequence[WantedZone]) -> None:
        """Put back at once what somebody else made too loud; have a client that comes as it is wanted."""
        method: Any = news.get("method")
        if method in VOLUME_NEWS:
            status = line.ask("Server.GetStatus")
            if calls := too_loud_calls(status, wanted):
                log.warning("%s: too loud, put back: %s", self._place.output, calls)
                _ask_all(line, calls)
        elif method in GROUP_NEWS:
            were_here = frozenset(client.id for client in self._clients if client.connected)
            self._apply(line, wanted, left_alone=were_here)
        elif method == "Client.OnDisconnect":
            self._clients = clients_of(line.ask("Server.GetStatus"))


def _ask_all(line: SnapcastLine, calls: Sequence[Call]) -> None:
    for call in calls:
        try:
            line.ask(call.method, dict(call.params))
        except RefusedError as refused:
            log.info("Snapcast refused: %s", refused)
