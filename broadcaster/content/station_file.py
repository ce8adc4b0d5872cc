"""`station.yaml` as a `Station`."""

import re
from collections.abc import Callable, Iterator
from zoneinfo import ZoneInfo

from broadcaster.content.entries import read_fill
from broadcaster.content.fields import Fields, single
from broadcaster.content.nodes import Gatherer, Mapping, Pair, Scalar, parse
from broadcaster.content.values import (
    Misread,
    day_range,
    inside,
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
    OutputChoice,
    Profile,
    Relay,
    SoundGoal,
    SpeechStyle,
    Station,
    VoiceChoice,
    followed_by_last,
)
from broadcaster.model.timetable import Filler, FillerKind

KEYS = ("name", "timezone", "language", "voices", "speech", "sound", "hours", "days_off", "late", "outputs", "relays",
        "notices")  # fmt: skip
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


# What each voice and each output can be told, and how that is read.
Settings = dict[str, Callable[[str], str | int]]
Chosen = tuple[tuple[str, str | int], ...]
VOICES: dict[str, Settings] = {
    "gtts": {"tld": google_ending},
    "espeak": {"voice": espeak_voice, "rate": whole_number(80, 260)},  # words a minute
    "piper": {"voice": name, "speaker": text, "gender": one_of(GENDERS), "rate": PERCENT},
    "edge": {"voice": one_of({known.casefold(): known for known in EDGE_VOICES}), "rate": PERCENT},
}
OUTPUTS: dict[str, Settings] = {"sound_card": {"device": text}, "wav_file": {"path": inside}}


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
    voices = tuple(VoiceChoice(*entry) for entry in _choices(fields, "voices", VOICES))
    station = Station(
        name=fields.value("name", text, ""),
        timezone=fields.value("timezone", zone, usual.timezone),
        language=fields.value("language", one_of({code: code for code in LANGUAGES}), usual.language),
        voices=followed_by_last(voices) if voices else usual.voices,
        speech=speech,
        sound=sound,
        hours=_hours(fields),
        join_late_ms=late.value("join", length_ms, usual.join_late_ms),
        outputs=tuple(OutputChoice(kind, settings) for kind, settings, _ in _choices(fields, "outputs", OUTPUTS))
        or usual.outputs,
        relays=tuple(relay for pair in fields.named("relays") if (relay := _relay(pair, fields.gather))),
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


def _notices(fields: Fields) -> Notices:
    notices = Fields(fields.node("notices"), fields.place, fields.gather, ("command", "webhook"))
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


def _relay(pair: Pair, gather: Gatherer) -> Relay | None:
    fields = Fields(pair.value, pair.place, gather, ("title", "url", "fallback"))
    fields.require("url")
    relay_id = fields.read(Scalar(pair.key, pair.place), name, "")
    relay = Relay(
        id=relay_id,
        title=fields.value("title", text, relay_id),
        url=fields.value("url", stream_url, ""),
        fallback=read_fill(fields, "fallback") if "fallback" in fields else (Filler(FillerKind.MUSIC),),
        place=pair.place,
    )
    return relay if relay.id and relay.url else None


def stream_url(written: str) -> str:
    """Return the address of a stream: http or https, without spaces."""
    if not re.fullmatch(r"https?://[^\s/]+\S*", written.strip()):
        raise Misread(N_("“{written}” is no address of a stream; write it as in https://…/vov1"), written=written)
    return written.strip()


def _choices(fields: Fields, key: str, known: dict[str, Settings]) -> Iterator[tuple[str, Chosen, Place]]:
    """Yield the name, the settings and the place of each entry under `key`."""
    for node in fields.entries(key):
        pair = single(node, fields.gather, tuple(known))
        if pair is not None:
            yield pair.key, _settings(pair, known[pair.key], fields.gather), pair.place


def _settings(pair: Pair, known: Settings, gather: Gatherer) -> Chosen:
    if not isinstance(pair.value, Mapping):
        gather.add(
            pair.place,
            N_("“{key}” takes settings in braces: {known}"),
            key=pair.key,
            known="{" + ", ".join(f"{name}: …" for name in known) + "}",
        )
        return ()
    settings = Fields(pair.value, pair.place, gather, tuple(known))
    found: list[tuple[str, str | int]] = []
    for setting, read in known.items():
        value = settings.value(setting, read, None)
        if value is not None:
            found.append((setting, value))
    return tuple(found)
