"""The station: what `station.yaml` says."""

from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum

from broadcaster.model.alert import After
from broadcaster.model.cap import Certainty, Severity, Urgency
from broadcaster.model.problem import Place
from broadcaster.model.script import DayRange, Priority
from broadcaster.model.timetable import Filler, FillerKind
from broadcaster.model.zone import Zone


class Profile(StrEnum):
    """For what the sound is mastered."""

    HORN = "horn"  # outdoor horn loudspeakers: presence up, lows cut, compressed
    FULL = "full"  # headphones, web, indoor loudspeakers: as mixed


@dataclass(frozen=True)
class VoiceChoice:
    """One voice of the order of preference: an engine's name and what is asked of it.

    `place` is where the station's people wrote it; it makes no other voice of it.
    """

    engine: str
    settings: tuple[tuple[str, str | int], ...] = ()
    place: Place | None = field(default=None, compare=False)

    def setting(self, name: str, default: str | int) -> str | int:
        """Return what is asked for `name`, else `default`."""
        return dict(self.settings).get(name, default)


LAST_VOICE = VoiceChoice("espeak")  # the one that is always there


def followed_by_last(voices: tuple[VoiceChoice, ...]) -> tuple[VoiceChoice, ...]:
    """Return `voices`, and behind them the one that is always there, unless its engine is among them."""
    return voices if any(choice.engine == LAST_VOICE.engine for choice in voices) else (*voices, LAST_VOICE)


@dataclass(frozen=True)
class SpeechStyle:
    """How scripts are read aloud, and how much of the speech made so far is kept.

    Paces are percentages of each voice's usual rate. `repeat_with` is said between two readings of a script that is
    repeated; `notice`, unless empty, after every item that a machine voice reads. `cache_bytes` bounds `var/speech`.
    """

    priority_pace: int = 100
    emergency_pace: int = 88  # of eSpeak's 125 words a minute that is 110, its most intelligible rate (measured)
    repeat_with: str = "Xin nhắc lại."
    notice: str = ""
    cache_bytes: int = 2_000_000_000
    repeat_with_place: Place | None = field(default=None, compare=False)  # where mistakes in these words are told
    notice_place: Place | None = field(default=None, compare=False)

    def pace_percent(self, priority: Priority) -> int:
        """Return the pace at which scripts of `priority` are read."""
        return {Priority.PRIORITY: self.priority_pace, Priority.EMERGENCY: self.emergency_pace}.get(priority, 100)


@dataclass(frozen=True)
class SoundGoal:
    """How loud (BS.1770 integrated loudness, LUFS) and for which loudspeakers programmes are mastered.

    `web_lufs` asks for a second master of each programme beside the one that is aired: as mixed, so loud.
    """

    loudness_lufs: float = -12.0
    profile: Profile = Profile.HORN
    web_lufs: float | None = None


@dataclass(frozen=True)
class QuietHours:
    """From `start` to `end` nothing airs but a confirmed emergency; may cross midnight. Local times."""

    start: time
    end: time

    def contains(self, moment: time) -> bool:
        """Whether `moment` is quiet; `start` is, `end` is not."""
        if self.start <= self.end:
            return self.start <= moment < self.end
        return moment >= self.start or moment < self.end


@dataclass(frozen=True)
class Hours:
    """When and how much the station may air, unless a campaign names the directive that extends it."""

    quiet: QuietHours | None = QuietHours(time(21), time(5))
    sessions_per_day: int = 3
    minutes_per_session: int = 45


@dataclass(frozen=True)
class CapRules:
    """Warnings in the Common Alerting Protocol that are aired by themselves: whence, whose, and how grave at least.

    `signers` are certificate files below the station's folder. `url` tells one message, or is a feed of them, whose
    entries may lie on its own host and on `hosts`. `areas` are words of area names, or area codes; none: everywhere.
    `in_quiet_hours`: aired there too, without a person's confirmation.
    """

    signers: tuple[str, ...]
    folder: str = "var/cap-in"
    url: str = ""
    hosts: tuple[str, ...] = ()
    every_ms: int = 60_000
    severity: Severity = Severity.SEVERE
    urgency: Urgency = Urgency.EXPECTED
    certainty: Certainty = Certainty.LIKELY
    areas: tuple[str, ...] = ()
    plan: str = "disaster"
    in_quiet_hours: bool = False


@dataclass(frozen=True)
class AlertRules:
    """How emergencies are aired: the jingle before them, how often a text is read, what the programme does after."""

    after: After = After.JOIN
    readings: int = 2
    tone: str = "bao-dong"
    cap: CapRules | None = None


@dataclass(frozen=True)
class OutputChoice:
    """One output, by the name of its kind, and its settings."""

    kind: str
    settings: tuple[tuple[str, str | int], ...] = ()
    place: Place | None = field(default=None, compare=False)

    def setting(self, name: str, default: str | int) -> str | int:
        """Return what is set for `name`, else `default`."""
        return dict(self.settings).get(name, default)


@dataclass(frozen=True)
class Notices:
    """How people are told that something needs a hand: by a command (a list, no shell), by an address, or neither."""

    command: tuple[str, ...] = ()
    webhook: str = ""


@dataclass(frozen=True)
class Relay:
    """An upper station's programme that this one passes on; `fallback` fills its place when it can't be had.

    `silence_ms` is how long it may be silent until it counts as lost (0: for ever), `buffer_ms` how much of it lies
    ready before it is heard, `level_lufs` the loudness that it is brought to (None: as it comes).
    """

    id: str
    title: str
    url: str
    fallback: tuple[Filler, ...] = (Filler(FillerKind.MUSIC),)
    silence_ms: int = 3_000
    buffer_ms: int = 1_200
    level_lufs: float | None = None
    place: Place | None = None


@dataclass(frozen=True)
class Website:
    """Where what was heard is published: its address, ending with a slash, its title, columns that are left out."""

    url: str | None = None
    title: str = ""
    leave_out: tuple[str, ...] = ()
    place: Place | None = field(default=None, compare=False)  # where mistakes in it are told


@dataclass(frozen=True)
class SourceSystem:
    """The provincial source system: where it takes logins and logs, as whom, and from which day on it is told.

    `fields` are values of the station's own for fields of the logs; `topics` gives columns the system's codes.
    """

    login: str
    logs: str
    user: str
    since: date
    fields: tuple[tuple[str, str], ...] = ()
    topics: tuple[tuple[str, int], ...] = ()
    place: Place | None = field(default=None, compare=False)  # where mistakes in it are told


@dataclass(frozen=True)
class Station:
    """The station as its operator described it. The last of `voices` may be one that nobody listed: LAST_VOICE."""

    name: str
    timezone: str = "Asia/Ho_Chi_Minh"
    language: str = "vi"
    voices: tuple[VoiceChoice, ...] = (VoiceChoice("gtts"), VoiceChoice("espeak"))
    speech: SpeechStyle = field(default=SpeechStyle())
    sound: SoundGoal = field(default=SoundGoal())
    hours: Hours = field(default=Hours())
    join_late_ms: int = 20 * 60_000  # a slot that could not start on time: join it for so long, then skip
    programmes_kept_days: int = 30  # finished programmes of past days; what was aired stays in the record for good
    outputs: tuple[OutputChoice, ...] = (OutputChoice("sound_card"),)
    zones: tuple[Zone, ...] = ()
    relays: tuple[Relay, ...] = ()
    alerts: AlertRules = field(default=AlertRules())
    website: Website = field(default=Website())
    source_system: SourceSystem | None = None
    notices: Notices = field(default=Notices())
    days_off: tuple[DayRange, ...] = ()  # days on which no slot airs that does not name the day itself

    def relay(self, relay_id: str) -> Relay | None:
        """Return the relay with that id."""
        return next((relay for relay in self.relays if relay.id == relay_id), None)

    def is_off(self, day: date) -> bool:
        """Whether `day` is one of the station's days off."""
        return any(days.contains(day) for days in self.days_off)
