"""`outputs:` and `zones:` of `station.yaml`: where the sound goes, and how loud it may be there."""

import re
from collections.abc import Iterator

from broadcaster.content.fields import Fields
from broadcaster.content.nodes import Gatherer, Mapping, Pair, Scalar
from broadcaster.content.settings import Settings, choices
from broadcaster.content.values import (
    Misread,
    inside,
    name,
    one_of,
    percent,
    quiet_hours,
    text,
    whole_number,
    yes_or_no,
)
from broadcaster.messages import N_
from broadcaster.model.station import OutputChoice
from broadcaster.model.zone import Ceiling, Zone

PERCENT = percent(0, 100)
PORT = whole_number(1, 65_535)
BIT_RATES: dict[str, str | int] = {
    str(kbps): kbps for kbps in (24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192)
}  # of MP3, one channel
ZONE_KEYS = ("title", "clients", "volume", "ceiling", "mute", "latency")
LATENCY_MS = whole_number(0, 2_000)


def host(written: str) -> str:
    """Read the name or the number of a machine, without port and path."""
    if not re.fullmatch(r"[\w-]+(\.[\w-]+)*|\[?[0-9a-fA-F:]+\]?", written.strip()):
        raise Misread(N_("“{written}” is no name of a server; write it as in radio.example.vn"), written=written)
    return written.strip().strip("[]")


def mount(written: str) -> str:
    """Read the path under which an Icecast server offers a stream."""
    if not re.fullmatch(r"/[\w./-]+", written.strip(), re.ASCII):
        raise Misread(N_("“{written}” is no mount; write it as in /loa.mp3"), written=written)
    return written.strip()


def sound_file(written: str) -> str:
    """Read where a WAV file is written: never under the name of a script, of settings or of the record."""
    path = inside(written)
    if not path.lower().endswith(".wav"):
        raise Misread(N_("“{written}” is no WAV file; write it as in var/on-air.wav"), written=written)
    return path


def not_here(_: str) -> str:
    """Refuse a password: this file is copied, shown and kept in git."""
    raise Misread(N_("a password does not belong into this file; remove it here and type: broadcaster secret icecast"))


PASSWORD_KEYS = ("password", "pass", "passwd", "mat-khau", "mật khẩu", "mật-khẩu")  # known only to be refused
OUTPUTS: dict[str, Settings] = {
    "sound_card": {"device": text},
    "wav_file": {"path": sound_file},
    "icecast": {
        "host": host,
        "port": PORT,
        "mount": mount,
        "bitrate": one_of(BIT_RATES),
        "name": text,
        "public": yes_or_no,
        "tls": yes_or_no,
        "user": text,
        "secret": name,
        **dict.fromkeys(PASSWORD_KEYS, not_here),
    },
    "snapcast": {"host": host, "port": PORT, "control_port": PORT, "stream": text},
}
# What tells two outputs of one kind apart, and what is meant where it is not written: with the same value for all of
# these they are one and the same place.
PLACES: dict[str, dict[str, str | int]] = {
    "sound_card": {"device": "default"},
    "wav_file": {"path": ""},
    "icecast": {"host": "127.0.0.1", "port": 8000, "mount": "/loa.mp3"},
    "snapcast": {"host": "127.0.0.1", "port": 4953},
}


def read_outputs(fields: Fields) -> tuple[OutputChoice, ...]:
    """Return the outputs; two that lead to the same place are told."""
    outputs: list[OutputChoice] = []
    for kind, settings, place in choices(fields, "outputs", OUTPUTS, PASSWORD_KEYS):
        output = OutputChoice(kind, settings, place)
        if any(_same_place(output, other) for other in outputs):
            fields.gather.add(place, N_("another output leads to the same place; keep one of them"))
            continue
        outputs.append(output)
    return tuple(outputs)


def _same_place(one: OutputChoice, other: OutputChoice) -> bool:
    return one.kind == other.kind and _place(one) == _place(other)


def _place(output: OutputChoice) -> list[str]:
    marks = {mark: str(output.setting(mark, usual)) for mark, usual in PLACES[output.kind].items()}
    # Names of machines and of cards are found in whatever letters; mounts and files are not.
    names = {mark: marks[mark].casefold() for mark in ("host", "device") if mark in marks}
    return ["127.0.0.1" if mark == "localhost" else mark for mark in (marks | names).values()]


def read_zones(fields: Fields, outputs: tuple[OutputChoice, ...]) -> tuple[Zone, ...]:
    """Return the zones; a client that stands in two of them, and zones without Snapcast, are told."""
    zones = tuple(zone for pair in fields.named("zones") if (zone := _zone(pair, fields.gather)) is not None)
    seen: dict[str, str] = {}
    for zone in zones:
        for client in zone.clients:
            if client in seen:
                template = N_("the client “{client}” belongs to zone “{other}” already; a client is in one zone")
                fields.gather.add(zone.place, template, client=client, other=seen[client])
            seen.setdefault(client, zone.id)
    if zones and not any(output.kind == "snapcast" for output in outputs):
        fields.gather.add(fields.place_of("zones"), N_("zones are Snapcast's; add “snapcast” to “outputs:”"))
    return zones


def _zone(pair: Pair, gather: Gatherer) -> Zone | None:
    fields = Fields(pair.value, pair.place, gather, ZONE_KEYS)
    zone_id = fields.read(Scalar(pair.key, pair.place), name, "")
    if not fields.require("clients") or not zone_id:
        return None
    clients = fields.names("clients", text)
    if not clients:
        template = N_("no loudspeaker belongs to this zone; write their names, as in clients: [loa-1, loa-2]")
        gather.warn(fields.place_of("clients"), template)
    return Zone(
        id=zone_id,
        title=fields.value("title", text, zone_id),
        clients=clients,
        volume=fields.value("volume", PERCENT, 100),
        ceilings=tuple(_ceilings(fields)),
        mute=fields.value("mute", yes_or_no, False),
        latency_ms=fields.value("latency", LATENCY_MS, 0),
        place=pair.place,
    )


def _ceilings(fields: Fields) -> Iterator[Ceiling]:
    node = fields.node("ceiling")
    if node is None:
        return
    if not isinstance(node, Mapping):
        template = N_("hours and percentages are expected after “ceiling:”, as in {example}")
        fields.gather.add(fields.place_of("ceiling"), template, example="{06:00-18:00: 80, 18:00-21:00: 60}")
        return
    for pair in node.pairs:
        hours = fields.read(Scalar(pair.key, pair.place), quiet_hours, None)
        if not isinstance(pair.value, Scalar):
            fields.gather.add(pair.place, N_("a single value is expected after “{key}:”"), key=pair.key)
        elif hours is not None and (loudest := fields.read(pair.value, PERCENT, None)) is not None:
            yield Ceiling(hours.start, hours.end, loudest)
