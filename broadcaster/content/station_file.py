"""`station.yaml` as a `Station`."""

import re
from collections.abc import Callable, Iterator
from typing import TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from broadcaster.content.alert_rules import read_alert_rules
from broadcaster.content.entries import read_fill
from broadcaster.content.fields import Fields
from broadcaster.content.nodes import Gatherer, Pair, Scalar, parse
from broadcaster.content.outputs import read_outputs, read_zones
from broadcaster.content.settings import Settings, choices
from broadcaster.content.source_system import read_source_system
from broadcaster.content.values import (
    Misread,
    day_range,
    days_kept,
    length_ms,
    loudness_lufs,
    name,
    one_of,
    percent,
    quiet_hours,
    size_bytes,
    text,
    whole_number,
)
from broadcaster.messages import LANGUAGES, N_
from broadcaster.model.problem import Place
from broadcaster.model.script import DayRange, Speaker
from broadcaster.model.station import (
    Hours,
    Notices,
    Profile,
    Relay,
    SoundGoal,
    SpeechStyle,
    Station,
    VoiceChoice,
    Website,
    followed_by_last,
)
from broadcaster.model.timetable import Filler, FillerKind

T = TypeVar("T")

KEYS = (
    *("name", "timezone", "language", "voices", "speech", "sound", "hours", "days_off", "late", "keep"),
    *("outputs", "zones", "relays", "alerts", "notices", "website", "source_system"),
)
EDGE_VOICES = ("vi-VN-HoaiMyNeural", "vi-VN-NamMinhNeural")

SLOWEST_PACE, FASTEST_PACE = 60, 130  # percent of a voice's usual rate
PERCENT = whole_number(50, 200)  # of a voice's own pace

USUAL_LUFS = {Profile.HORN: -12.0, Profile.FULL: -16.0}
# Quieter ones are drowned by the street (EBU R 128, for quiet rooms, asks -23); louder ones are crushed by the limiter.
LOUDNESS_LUFS = {Profile.HORN: (-20, -10), Profile.FULL: (-24, -14)}
GENDERS: dict[str, str | int] = {"nam": Speaker.MAN, "man": Speaker.MAN, "nữ": Speaker.WOMAN, "woman": Speaker.WOMAN}


def google_ending(written: str) -> str:
    """Return what follows ``translate.google.``; nothing that could lead to a host which is not Google's."""
    if not re.fullmatch(r"[a-z]{2,3}(\.[a-z]{2})?", written):
        raise Misread(N_("“{written}” is no ending of translate.google.; write com or com.vn"), written=written)
    return written


def espeak_voice(written: str) -> str:
    """Return the name of a Vietnamese voice of eSpeak NG, with or without a variant; whether it exists is not known."""
    if not re.fullmatch(r"vi(-[\w-]+)?(\+[\w-]+)?", written.strip()):
        raise Misread(N_("“{written}” is no Vietnamese voice of eSpeak NG; write vi or vi+Annie"), written=written)
    return written.strip()


# What each voice can be told, and how that is read.
VOICES: dict[str, Settings] = {
    "gtts": {"tld": google_ending},
    "espeak": {"voice": espeak_voice, "rate": whole_number(80, 260)},  # words a minute
    "piper": {"voice": name, "speaker": text, "gender": one_of(GENDERS), "rate": PERCENT},
    "edge": {"voice": one_of({known.casefold(): known for known in EDGE_VOICES}), "rate": PERCENT},
}


def read_station(source: str, file: str, gather: Gatherer) -> Station | None:
    """Return the station that `source` describes; None when there is no usable name, and then a problem says so."""
    root = parse(source, file, gather)
    if root is None:
        return None
    fields = Fields(root, Place(file, 1), gather, KEYS)
    fields.require("name")
    usual = Station(name="")
    speech, sound = _speech(fields), _sound(fields)
    late = Fields(fields.node("late"), fields.place, gather, ("join",))
    keep = Fields(fields.node("keep"), fields.place, gather, ("programmes",))
    voices = tuple(VoiceChoice(*entry) for entry in choices(fields, "voices", VOICES))
    outputs = read_outputs(fields) or usual.outputs
    station = Station(
        name=fields.value("name", text, ""),
        timezone=fields.value("timezone", zone, usual.timezone),
        language=fields.value("language", one_of({code: code for code in LANGUAGES}), usual.language),
        voices=followed_by_last(voices) if voices else usual.voices,
        speech=speech,
        sound=sound,
        hours=_hours(fields),
        join_late_ms=late.value("join", length_ms, usual.join_late_ms),
        programmes_kept_days=keep.value("programmes", days_kept, usual.programmes_kept_days),
        outputs=outputs,
        zones=read_zones(fields, outputs),
        relays=tuple(relay for pair in fields.named("relays") if (relay := _relay(pair, sound, fields.gather))),
        alerts=read_alert_rules(fields),
        website=_website(fields),
        source_system=read_source_system(fields),
        notices=_notices(fields),
        days_off=tuple(_days_off(fields)),
    )
    return station if station.name else None


def zone(written: str) -> str:
    """Return the name of a time zone that this machine knows."""
    try:
        return ZoneInfo(written.strip()).key
    except (KeyError, ValueError, OSError):
        raise Misread(
            N_("there is no time zone “{written}”; in Vietnam write Asia/Ho_Chi_Minh"), written=written
        ) from None


def _speech(fields: Fields) -> SpeechStyle:
    usual = SpeechStyle()
    speech = Fields(fields.node("speech"), fields.place, fields.gather, ("pace", "repeat_with", "notice", "cache"))
    pace = Fields(speech.node("pace"), fields.place, fields.gather, ("priority", "emergency"))
    return SpeechStyle(
        priority_pace=pace.value("priority", percent(SLOWEST_PACE, FASTEST_PACE), usual.priority_pace),
        emergency_pace=pace.value("emergency", percent(SLOWEST_PACE, FASTEST_PACE), usual.emergency_pace),
        repeat_with=speech.value("repeat_with", text, usual.repeat_with),
        notice=speech.value("notice", text, usual.notice),
        cache_bytes=speech.value("cache", size_bytes, usual.cache_bytes),
        repeat_with_place=speech.place_of("repeat_with"),
        notice_place=speech.place_of("notice"),
    )


def _sound(fields: Fields) -> SoundGoal:
    sound = Fields(fields.node("sound"), fields.place, fields.gather, ("profile", "loudness", "web"))
    profile = sound.value("profile", one_of({profile.value: profile for profile in Profile}), Profile.HORN)
    return SoundGoal(
        sound.value("loudness", loudness_lufs(*LOUDNESS_LUFS[profile]), USUAL_LUFS[profile]),
        profile,
        sound.value("web", loudness_lufs(*LOUDNESS_LUFS[Profile.FULL]), None),
    )


def _hours(fields: Fields) -> Hours:
    usual = Hours()
    hours = Fields(
        fields.node("hours"), fields.place, fields.gather, ("quiet", "sessions_per_day", "minutes_per_session")
    )
    return Hours(
        hours.value("quiet", quiet_hours, usual.quiet),
        hours.value("sessions_per_day", whole_number(1, 48), usual.sessions_per_day),
        hours.value("minutes_per_session", whole_number(1, 1440), usual.minutes_per_session),
    )


def _website(fields: Fields) -> Website:
    website = Fields(fields.node("website"), fields.place, fields.gather, ("url", "title", "leave_out"))
    return Website(
        url=website.value("url", site_address, None),
        title=website.value("title", text, ""),
        leave_out=website.names("leave_out", name),
        place=website.place,
    )


def site_address(written: str) -> str:
    """Return the address of a website's folder, with a slash at its end: http or https, no query, nobody's password."""
    match = re.fullmatch(r"(?i:https?)://([^\s/?#@]+)(/[^\s?#]*)?", written.strip())
    if match is None:
        raise Misread(
            N_("“{written}” is no address of a website; write it as in https://…/truyen-thanh/"), written=written
        )
    return written.strip().rstrip("/") + "/"


def _notices(fields: Fields) -> Notices:
    notices = Fields(fields.node("notices"), fields.place, fields.gather, ("command", "webhook"))
    command = notices.node("command")
    if isinstance(command, Scalar) and " " in command.text.strip():
        template = N_("write the command in square brackets, with commas between its words, as in {example}")
        fields.gather.add(command.place, template, example="[mail, -s, Radio, ten@xa.vn]")
        return Notices((), notices.value("webhook", web_address, ""))
    return Notices(notices.names("command", text), notices.value("webhook", web_address, ""))


def web_address(written: str) -> str:
    """Return an address on the web: http or https, without spaces."""
    if not re.fullmatch(r"https?://[^\s/]+\S*", written.strip()):
        raise Misread(N_("“{written}” is no address; write it as in https://…"), written=written)
    return written.strip()


def _days_off(fields: Fields) -> Iterator[DayRange]:
    for node in fields.entries("days_off"):
        if not isinstance(node, Scalar):
            fields.gather.add(node.place, N_("a single value is expected after “{key}:”"), key="days_off")
        elif (days := fields.read(node, day_range, None)) is not None:
            yield days


def _relay(pair: Pair, sound: SoundGoal, gather: Gatherer) -> Relay | None:
    fields = Fields(pair.value, pair.place, gather, ("title", "url", "fallback", "silence", "buffer", "level"))
    fields.require("url")
    relay_id = fields.read(Scalar(pair.key, pair.place), name, "")
    usual_silence_ms: int | None = Relay.silence_ms
    usual_level_lufs: float | None = sound.loudness_lufs
    relay = Relay(
        id=relay_id,
        title=fields.value("title", text, relay_id),
        url=fields.value("url", stream_url, ""),
        fallback=read_fill(fields, "fallback") if "fallback" in fields else (Filler(FillerKind.MUSIC),),
        silence_ms=fields.value("silence", or_none(length_ms), usual_silence_ms) or 0,
        buffer_ms=fields.value("buffer", buffer_ms, Relay.buffer_ms),
        level_lufs=fields.value("level", or_none(loudness_lufs(*LOUDNESS_LUFS[sound.profile])), usual_level_lufs),
        place=pair.place,
    )
    return relay if relay.id and relay.url else None


def stream_url(written: str) -> str:
    """Return the address of a stream: http or https, without spaces, without a name and password in it."""
    if not re.fullmatch(r"https?://[^\s/]+\S*", written.strip()):
        raise Misread(N_("“{written}” is no address of a stream; write it as in https://…/vov1"), written=written)
    if "@" in urlsplit(written.strip()).netloc:
        raise Misread(
            N_("the address holds a name and password, which everybody could read here; ask for one without them")
        )
    return written.strip()


def or_none(read: Callable[[str], T]) -> Callable[[str], T | None]:
    """Return a reader that takes ``none`` (``không``) as well."""
    return lambda written: None if written.strip().casefold() in {"none", "không"} else read(written)


def buffer_ms(written: str) -> int:
    """Read how much of a stream lies ready, in milliseconds: ``1s`` to ``30s``."""
    value = length_ms(written)
    if value > 30_000:
        raise Misread(N_("“{written}” is too long; write a length from 1s to 30s"), written=written)
    return value
