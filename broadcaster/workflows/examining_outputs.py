"""Whether the station's outputs can be reached from this machine now, and what a clerk can do where they can't."""

from collections.abc import Iterator
from pathlib import Path

from broadcaster.content.secrets_file import SECRETS_FILE, can_others_read
from broadcaster.messages import N_, Sentence
from broadcaster.model.station import OutputChoice, Station
from broadcaster.playout.snapcast_line import SnapcastLine
from broadcaster.playout.zone_keeper import SnapcastPlace, UnknownStreamError, refuse_unknown_stream
from broadcaster.playout.zone_plan import clients_of
from broadcaster.workflows.finding import Finding, State
from broadcaster.workflows.machine import DEFAULT_CARD, sound_card
from broadcaster.workflows.output_words import in_words
from broadcaster.workflows.outputs import icecast_settings, named_outputs
from broadcaster.workflows.secrets import known_secrets, secret_of
from broadcaster.workflows.zones import snapcast_places

NAMES_SHOWN = 6
ALSA_PLUGINS = ("plugin", "sound server", "discard all samples")  # in the names of what is listed and is no card


def examine_outputs(station: Station, folder: Path) -> Iterator[Finding]:
    """Yield a finding for each output that can be tried; the sound card is looked at in any case."""
    outputs = named_outputs(station)
    cards = [output for _, output in outputs if output.kind == "sound_card"]
    yield from [_sound_card(card) for card in cards] or [_sound_card(None)]
    bad = State.BAD if len(outputs) == 1 else State.LACKING
    passwords = known_secrets(folder)
    for name, output in outputs:
        if output.kind == "icecast":
            yield _icecast(name, output, station, passwords, bad)
    for place in snapcast_places(station):
        yield _snapcast(place, station, bad)
    secrets = folder / SECRETS_FILE
    if secrets.is_file() and can_others_read(secrets):
        template = N_("others on this machine can read the passwords in it; type: chmod 600 {file}")
        yield Finding(Sentence("{file}", file=SECRETS_FILE), State.LACKING, Sentence(template, file=SECRETS_FILE))


def _sound_card(wanted: OutputChoice | None) -> Finding:
    what = Sentence(N_("sound card"))
    name = str(wanted.setting("device", "")) if wanted else ""
    name = "" if name == DEFAULT_CARD else name
    card = sound_card(name or None)
    cards = [one for one in card.names if not any(word in one.casefold() for word in ALSA_PLUGINS)]
    names = ", ".join(cards[:NAMES_SHOWN])
    if card.opens and len(cards) > 1:
        return Finding(what, State.GOOD, Sentence(N_("{card}; the names are: {names}"), card=card.opens, names=names))
    if card.opens:
        return Finding(what, State.GOOD, Sentence("{card}", card=card.opens))
    state = State.BAD if wanted else State.LACKING
    if name and not any(name.casefold() in listed.casefold() for listed in card.names):
        template = N_("there is none named “{name}”; the names are: {names}; plug it in, or mend “device:”")
        return Finding(what, state, Sentence(template, name=name, names=names or "-"))
    if card.names:
        template = N_("none that opens, though these are listed: {names}; look at the sound settings")
        return Finding(what, state, Sentence(template, names=", ".join((cards or card.names)[:3])))
    return Finding(what, state, Sentence(N_("none; plug one in, or look at the sound settings")))


def _icecast(name: str, output: OutputChoice, station: Station, passwords: dict[str, str], bad: State) -> Finding:
    from broadcaster.engine.outputs import icecast_line

    what = Sentence(N_("output {name}"), name=name)
    if secret_of(output) not in passwords:
        template = N_("its password is not known on this machine; type: broadcaster secret {name}")
        return Finding(what, bad, Sentence(template, name=secret_of(output)))
    said = icecast_settings(output, station, passwords)
    mount = icecast_line.Mount(
        str(said["host"]), int(str(said["port"])), str(said["mount"]), str(said["password"]), str(said["user"]),
        tls=bool(said["tls"]),
    )  # fmt: skip
    try:
        icecast_line.try_password(mount)
    except OSError as error:
        return Finding(what, bad, Sentence("{address}: {why}", address=mount.address, why=in_words(str(error))))
    return Finding(what, State.GOOD, Sentence(N_("{address} takes the password"), address=mount.address))


def _snapcast(place: SnapcastPlace, station: Station, bad: State) -> Finding:
    what = Sentence(N_("output {name}"), name=place.output)
    try:
        with SnapcastLine(place.host, place.port) as line:
            status = line.ask("Server.GetStatus")
            here = {client.id for client in clients_of(status) if client.connected}
            refuse_unknown_stream(status, place.stream)
    except UnknownStreamError as error:
        return Finding(what, bad, in_words(str(error)))
    except (OSError, KeyError, TypeError) as error:
        template = N_("the control of the Snapcast server {host}:{port} does not answer ({detail})")
        return Finding(what, bad, Sentence(template, host=place.host, port=place.port, detail=in_words(str(error))))
    missing = [client for zone in station.zones for client in zone.clients if client not in here]
    if missing:
        template = N_("these loudspeakers are not connected: {names}")
        return Finding(what, State.LACKING, Sentence(template, names=", ".join(missing)))
    return Finding(what, State.GOOD, Sentence(N_("{count} loudspeakers are connected"), count=len(here)))
