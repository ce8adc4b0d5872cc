"""What a clerk can be asked to read over the telephone: what this machine has and lacks, and the settings in effect."""

import shutil
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from broadcaster import __version__
from broadcaster.content.folder import read_folder
from broadcaster.errors import BroadcasterError
from broadcaster.messages import N_, Sentence
from broadcaster.model.contents import Contents
from broadcaster.model.sound import Words
from broadcaster.model.station import LAST_VOICE, Relay, Station, VoiceChoice
from broadcaster.speech.engine import Engine, label, why_not_now
from broadcaster.workflows.examining_air import examine_air
from broadcaster.workflows.examining_outputs import examine_outputs
from broadcaster.workflows.examining_warnings import examine_warnings
from broadcaster.workflows.finding import Finding, State
from broadcaster.workflows.relaying import reached
from broadcaster.workflows.secrets import known_secrets
from broadcaster.workflows.taking_refuge import IN_REFUGE, is_in_refuge

OLDEST_MOMENT = datetime(2026, 1, 1, tzinfo=UTC)  # before this version was written: a clock that shows it is wrong
MASK = "•••"
LITTLE_DISK = 1_000_000_000


def examine(folder: Path) -> list[Finding]:
    """Look at everything, one thing after another; nothing here takes longer than some seconds."""
    contents, problems = read_folder(folder)
    station = contents.station if contents else Station(name="")
    errors = sum(problem.is_error for problem in problems)
    files = (
        Finding(Sentence(N_("station")), State.GOOD, Sentence("{name}", name=station.name))
        if contents and not errors
        else Finding(
            Sentence(N_("station")), State.BAD, Sentence(N_("{errors} mistakes; see broadcaster check"), errors=errors)
        )
    )
    return [
        Finding(Sentence(N_("program")), State.GOOD, Sentence("Broadcaster {version}, Python {python}",
                version=__version__, python=sys.version.split()[0])),
        files,
        _clock(station),
        _disk(folder),
        *(_voice(choice, folder) for choice in station.voices),
        *examine_outputs(station, folder),
        *_relays(station),
        *(examine_air(contents, datetime.now(UTC)) if contents else ()),
        *(examine_warnings(contents, datetime.now(UTC)) if contents else ()),
    ]  # fmt: skip


def _relays(station: Station) -> list[Finding]:
    found = reached(station.relays)
    return [_relay(relay, found[relay.id]) for relay in station.relays]


def _relay(relay: Relay, found: str | Sentence) -> Finding:
    what = Sentence(N_("relay"))
    if isinstance(found, Sentence):
        template = N_("{title}: {why} (its fallback is heard meanwhile)")
        return Finding(what, State.LACKING, Sentence(template, title=relay.title, why=found))
    return Finding(what, State.GOOD, Sentence(N_("{title} can be reached ({form})"), title=relay.title, form=found))


def _clock(station: Station) -> Finding:
    what = Sentence(N_("clock"))
    now = datetime.now(UTC)
    here = now.astimezone()
    there = now.astimezone(ZoneInfo(station.timezone))
    shown = f"{there:%d/%m/%Y %H:%M:%S}"
    if now < OLDEST_MOMENT:
        return Finding(what, State.BAD, Sentence(N_("shows {shown}, which can't be right; set the clock"), shown=shown))
    if here.utcoffset() != there.utcoffset():
        template = N_("{shown} at the station; this machine is set to another zone ({zone}), which does no harm")
        return Finding(what, State.GOOD, Sentence(template, shown=shown, zone=here.tzname()))
    return Finding(what, State.GOOD, Sentence("{shown}", shown=shown))


def _disk(folder: Path) -> Finding:
    if is_in_refuge(folder):
        return Finding(Sentence(N_("disk")), State.BAD, Sentence(IN_REFUGE))
    free = shutil.disk_usage(folder if folder.is_dir() else Path.cwd()).free
    state = State.GOOD if free > LITTLE_DISK else State.LACKING
    return Finding(Sentence(N_("disk")), state, Sentence(N_("{free} GB free"), free=round(free / 1e9, 1)))


def _voice(choice: VoiceChoice, folder: Path) -> Finding:
    from broadcaster.workflows.station_voices import station_voices

    try:
        [voice] = station_voices(folder, [choice])
    except BroadcasterError as failure:
        return Finding(Sentence(N_("voice")), State.BAD, failure.sentence)
    return online_voice(voice) if voice.online else _offline_voice(voice)


def _offline_voice(voice: Engine) -> Finding:
    what = Sentence(N_("offline voice"))
    try:
        why = voice.why_unavailable()
        if why is None:
            [spoken] = voice.speak_all([Words("xin chào bà con", 0).text])
            told = Sentence(N_("{voice} speaks ({ms} ms)"), voice=label(voice), ms=spoken.duration_ms)
            return Finding(what, State.GOOD, told)
    except BroadcasterError as failure:
        why = failure.sentence
    told = Sentence("{voice}: {why}", voice=voice.name, why=why)
    return Finding(what, State.BAD if voice.name == LAST_VOICE.engine else State.LACKING, told)


def online_voice(voice: Engine) -> Finding:
    """Return whether `voice` could be reached now, and if not what a clerk can do about it."""
    what = Sentence(N_("online voice"))
    if why := why_not_now(voice):
        template = N_("{voice}: {why} (another voice reads meanwhile)")
        return Finding(what, State.LACKING, Sentence(template, voice=voice.name, why=why))
    return Finding(what, State.GOOD, Sentence(N_("{voice} can be reached"), voice=voice.name))


def settings(contents: Contents) -> dict[str, Any]:
    """Return every setting of the station by name, as plain values."""
    shapes = asdict(contents.station)
    shapes["hours"]["quiet"] = (
        f"{contents.station.hours.quiet.start:%H:%M}-{contents.station.hours.quiet.end:%H:%M}"
        if contents.station.hours.quiet
        else "none"
    )
    for placed in (*shapes["voices"], *shapes["outputs"], *shapes["zones"], *shapes["relays"]):
        del placed["place"]
    for zone in shapes["zones"]:
        ceilings = zone.pop("ceilings")
        zone["ceiling"] = {f"{one['start']:%H:%M}-{one['end']:%H:%M}": one["percent"] for one in ceilings}
    shapes["sound"]["profile"] = contents.station.sound.profile.value
    for place in ("repeat_with_place", "notice_place"):
        del shapes["speech"][place]  # nobody set these
    shapes["secrets"] = dict.fromkeys(sorted(known_secrets(contents.folder)), MASK)
    shapes["folder"] = str(contents.folder)
    shapes["slots"] = [slot.id for slot in contents.timetable.slots]
    shapes["campaigns"] = [campaign.id for campaign in contents.timetable.campaigns]
    shapes["scripts"] = len(contents.scripts)
    return shapes
