"""What has to be changed on a Snapcast server so that its zones are as wanted. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

Said: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True)
class WantedZone:
    """A zone as it should be now: its group's name, its clients, their volume in percent, and the most it may be."""

    id: str
    clients: tuple[str, ...]
    volume: int
    ceiling: int
    mute: bool = False
    latency_ms: int = 0


@dataclass(frozen=True)
class Call:
    """One thing to ask of the server."""

    method: str
    params: tuple[tuple[str, Any], ...]


@dataclass(frozen=True)
class Client:
    """One client as the server knows it, connected or not."""

    id: str
    group: str
    connected: bool
    percent: int
    muted: bool
    latency_ms: int


def clients_of(status: Said) -> list[Client]:
    """Return the clients in the answer to ``Server.GetStatus``."""
    return [_client(said, group["id"]) for group in status["server"]["groups"] for said in group["clients"]]


def _client(said: Said, group: str) -> Client:
    config = said["config"]
    volume = config["volume"]
    return Client(said["id"], group, bool(said["connected"]), volume["percent"], volume["muted"], config["latency"])


def volume_calls(status: Said, zones: Sequence[WantedZone], left_alone: frozenset[str] = frozenset()) -> list[Call]:
    """Return the calls after which every client is as loud as wanted, and those that belong to no zone are mute.

    The server knows clients that are not connected too, and tells each its volume when it comes. Those that are
    `left_alone` may be quieter than wanted, as somebody may have made them, but no louder than their ceiling.
    """
    zone_of = {client: zone for zone in zones for client in zone.clients}
    calls = too_loud_calls(status, zones)
    for client in clients_of(status):
        if client.id in left_alone:
            continue
        zone = zone_of.get(client.id)
        percent, muted = (zone.volume, zone.mute) if zone else (client.percent, True)
        call = _set_volume(client.id, percent, muted)
        if (client.percent, client.muted) != (percent, muted) and call not in calls:
            calls.append(call)
    return calls


def too_loud_calls(status: Said, zones: Sequence[WantedZone]) -> list[Call]:
    """Return the calls that put back whoever was made louder than its ceiling, or unmuted; who was lowered stays so."""
    zone_of = {client: zone for zone in zones for client in zone.clients}
    calls = []
    for client in clients_of(status):
        zone = zone_of.get(client.id)
        if client.muted:
            continue
        if zone is None:
            calls.append(_set_volume(client.id, client.percent, muted=True))
        elif client.percent > zone.ceiling or zone.mute:
            calls.append(_set_volume(client.id, zone.volume, zone.mute))
    return calls


def grouping_call(status: Said, zones: Sequence[WantedZone], stream: str | None) -> Call | None:
    """Return the next call that brings groups, latencies and the stream nearer to what is wanted, none when they are.

    One at a time: moving a client makes, empties or renumbers groups.
    """
    return next(_grouping_calls(status, zones, stream), None)


def _grouping_calls(status: Said, zones: Sequence[WantedZone], stream: str | None) -> Iterator[Call]:
    clients = {client.id: client for client in clients_of(status)}
    groups = {group["id"]: group for group in status["server"]["groups"]}
    for zone in zones:
        members = [clients[name] for name in zone.clients if name in clients]
        if not members:
            continue
        for client in members:
            if client.latency_ms != zone.latency_ms:
                yield Call("Client.SetLatency", (("id", client.id), ("latency", zone.latency_ms)))
        group = groups[members[0].group]
        if {said["id"] for said in group["clients"]} != {client.id for client in members}:
            yield Call("Group.SetClients", (("id", group["id"]), ("clients", [client.id for client in members])))
        if group["name"] != zone.id:
            yield Call("Group.SetName", (("id", group["id"]), ("name", zone.id)))
        if group["muted"]:  # a zone is muted by its clients, whose volume this is about
            yield Call("Group.SetMute", (("id", group["id"]), ("mute", False)))
        if stream is not None and group["stream_id"] != stream:
            yield Call("Group.SetStream", (("id", group["id"]), ("stream_id", stream)))


def _set_volume(client: str, percent: int, muted: bool) -> Call:
    return Call("Client.SetVolume", (("id", client), ("volume", {"percent": percent, "muted": muted})))
