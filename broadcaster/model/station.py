"""The station: what `station.yaml` says."""

from dataclasses import dataclass, field
from datetime import time
from enum import StrEnum


class Profile(StrEnum):
    """For what the sound is mastered."""

    HORN = "horn"  # outdoor horn loudspeakers: presence up, lows cut, compressed
    FULL = "full"  # headphones, web, indoor loudspeakers: as mixed


@dataclass(frozen=True)
class VoiceChoice:
    """One voice of the order of preference: an engine's name and what is asked of it."""

    engine: str
    settings: tuple[tuple[str, str | int], ...] = ()

    def setting(self, name: str, default: str | int) -> str | int:
        """Return what is asked for `name`, else `default`."""
        return dict(self.settings).get(name, default)


@dataclass(frozen=True)
class SoundGoal:
    """How loud (BS.1770 integrated loudness, LUFS) and for which loudspeakers programmes are mastered."""

    loudness_lufs: float = -16.0
    profile: Profile = Profile.HORN


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
class OutputChoice:
    """One output, by the name of its kind, and its settings."""

    kind: str
    settings: tuple[tuple[str, str | int], ...] = ()

    def setting(self, name: str, default: str | int) -> str | int:
        """Return what is set for `name`, else `default`."""
        return dict(self.settings).get(name, default)


@dataclass(frozen=True)
class Station:
    """The station as its operator described it."""

    name: str
    timezone: str = "Asia/Ho_Chi_Minh"
    language: str = "vi"
    voices: tuple[VoiceChoice, ...] = (VoiceChoice("gtts"), VoiceChoice("espeak"))
    sound: SoundGoal = field(default=SoundGoal())
    hours: Hours = field(default=Hours())
    join_late_ms: int = 20 * 60_000  # a slot that could not start on time: join it for so long, then skip
    outputs: tuple[OutputChoice, ...] = (OutputChoice("sound_card"),)
