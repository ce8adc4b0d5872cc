"""The whole of what people put into the station's folder."""

from dataclasses import dataclass
from pathlib import Path

from broadcaster.model.lexicon import Lexicon
from broadcaster.model.script import Decision, Revocation, Script
from broadcaster.model.sound import ClipKind
from broadcaster.model.station import Station
from broadcaster.model.timetable import Timetable


@dataclass(frozen=True)
class SoundFile:
    """A sound that somebody put into `audio/`; `id` is its name without the ending."""

    id: str
    kind: ClipKind
    path: Path


@dataclass(frozen=True)
class Contents:
    """The station, its timetable, scripts, sounds and words, as read from `folder`.

    `revocations` are the approvals that were taken back, by the station's record; None when it can't be read: then
    nobody knows, and nothing counts as approved.
    """

    folder: Path
    station: Station
    timetable: Timetable
    scripts: tuple[Script, ...]
    sounds: tuple[SoundFile, ...]
    lexicon: Lexicon
    decisions: tuple[Decision, ...] = ()
    revocations: tuple[Revocation, ...] | None = ()

    def sound(self, kind: ClipKind, sound_id: str) -> SoundFile | None:
        """Return the sound of that kind and id."""
        return next((sound for sound in self.sounds if sound.kind is kind and sound.id == sound_id), None)

    def script(self, script_id: str) -> Script | None:
        """Return the script with that id."""
        return next((script for script in self.scripts if script.id == script_id), None)
