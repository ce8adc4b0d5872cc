"""Scripts as finished items, kept under the hash of all that made them: words, voice, music, levels."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from broadcaster.model.contents import Contents
from broadcaster.model.sealed import sealed, unsealed
from broadcaster.model.sound import Clip, ClipKind
from broadcaster.model.station import Profile, VoiceChoice
from broadcaster.workflows.approvals import ReadScript
from broadcaster.workflows.approving import write_beside
from broadcaster.workflows.dressing import BETWEEN, CLOSING, OPENING
from broadcaster.workflows.station_folder import Places
from broadcaster.workflows.wording import recorded_ms, recorded_readings, spoken_ms, words_of

RECIPE = 5  # raise it when the same ingredients give another item
LEFT_OVER_S = 7 * 86_400  # after which an item that no script makes any more is removed


@dataclass(frozen=True)
class Reader:
    """Who may read a script: a human, when there is a recording, or one of the station's voices.

    `choice` is the voice's place in `station.yaml`, None for a human; `key` names it in the item's hash.
    """

    key: str
    choice: int | None


@dataclass(frozen=True)
class Found:
    """A finished item and the rank of who reads it among the script's readers: 0 could not be better."""

    clip: Clip
    rank: int


class ItemShelf:
    """The items of a station. `sounds` are its measured sounds, by path."""

    def __init__(self, contents: Contents, sounds: Mapping[Path, Clip]) -> None:
        self._contents = contents
        self._sounds = sounds
        self._places = Places(contents.folder)

    def readers(self, read: ReadScript) -> list[Reader]:
        """Return who may read that script, the best first: a human reading wins over every machine."""
        recorded = read.recorded if read.recorded and read.recorded.path in self._sounds else None
        human = [Reader(recorded.sha256, None)] if recorded else []
        voices = self._contents.station.voices
        return human + [Reader(_voice_key(choice), place) for place, choice in enumerate(voices)]

    def find(self, read: ReadScript) -> Clip | None:
        """Return the finished item of that script by its best reader so far, None when it is still to be made."""
        found = self.best(read)
        return found.clip if found else None

    def best(self, read: ReadScript) -> Found | None:
        """Return the finished item of that script by its best reader so far, and how good that one is."""
        for rank, reader in enumerate(self.readers(read)):
            path = self.path(read, reader)
            try:
                facts = _facts_of(path)
                files = {path, web_path(path)} if self.for_web(read) else {path}
                if all(file.stat().st_size == facts["files"][file.name]["size"] for file in files):
                    clip = self.clip(read, path, int(facts["duration_ms"]), str(facts["voice"]))
                    return Found(replace(clip, loudness_lufs=float(facts["loudness_lufs"])), rank)
            except (OSError, ValueError, KeyError, TypeError):
                continue  # not made yet, or not whole: it is made again
        return None

    def estimate(self, read: ReadScript) -> Clip:
        """Return the item as it will be, its length reckoned from the text or known from the recording."""
        recording = self._sounds.get(read.recorded.path) if read.recorded else None
        pace = self._contents.station.speech.pace_percent(read.script.priority)
        words_ms = spoken_ms(words_of(read, self._contents), pace)
        length_ms = recorded_ms(read, recording.duration_ms) if recording else words_ms
        return replace(self.clip(read, None, length_ms, ""), estimated=True)

    def for_web(self, read: ReadScript) -> bool:
        """Whether the web master wants that item mixed in another way: its bed need not lie as far under the voice."""
        sound = self._contents.station.sound
        return sound.web_lufs is not None and sound.profile is not Profile.FULL and read.script.bed is not None

    def note(self, made: Clip, files: Sequence[Path], said_ms: Sequence[tuple[int, int]] = ()) -> None:
        """Keep what is known of an item and its `files`, the first of which names it; from then on it can be found.

        `said_ms` tells from when to when each sentence of it is heard.
        """
        facts = {
            "duration_ms": made.duration_ms,
            "voice": made.voice,
            "loudness_lufs": made.loudness_lufs,
            "said_ms": list(said_ms),
            "files": {file.name: {"size": file.stat().st_size, "sha256": _sha256(file)} for file in files},
        }
        write_beside(_facts_path(files[0]), sealed(facts))

    def clip(self, read: ReadScript, path: Path | None, duration_ms: int, voice: str) -> Clip:
        """Return the script as an item of that length."""
        return Clip(
            id=read.script.id,
            kind=ClipKind.SCRIPT,
            title=read.script.title,
            duration_ms=duration_ms,
            path=path,
            column=read.script.column,
            voice=voice,
            fingerprint=read.fingerprint,
        )

    def path(self, read: ReadScript, reader: Reader) -> Path:
        """Return where the item that `reader` reads lies: the name is the hash of all that makes it."""
        station, script = self._contents.station, read.script
        made_of: dict[str, object] = {
            "recipe": RECIPE,
            "reader": reader.key,
            "sound": station.sound.profile.value if script.bed else "",
            "bed": self._print(ClipKind.BED, script.bed) if script.bed else "",
            "dressing": [self._print(ClipKind.JINGLE, name) for name in (OPENING, CLOSING)] if script.bed else [],
        }
        if reader.choice is None:
            # Whether the recording can be these words is looked at when it is made.
            made_of["words"] = [(part.text, part.pause_ms) for part in recorded_readings(read)]
        else:
            words = words_of(read, self._contents)
            made_of["words"] = [(part.text, part.pause_ms, part.speaker) for part in words]
            parts = [number for number, part in enumerate(words) if part.ends_part]
            if parts:
                made_of["parts"] = [parts, self._print(ClipKind.JINGLE, BETWEEN)]
            made_of["pace"] = station.speech.pace_percent(script.priority)
            if any(part.speaker for part in words):  # then the second voice may be another one's
                made_of["cast"] = [_voice_key(choice) for choice in station.voices[reader.choice :]]
        key = hashlib.sha256(json.dumps(made_of, ensure_ascii=False).encode()).hexdigest()[:40]
        return self._places.items / key[:2] / f"{key}.wav"

    def clear_leftovers(self, reads: Sequence[ReadScript], now_s: float) -> None:
        """Remove items that no script makes any more, once they are a week old: an edit may yet be taken back."""
        oldest_s = now_s - LEFT_OVER_S
        wanted = {self.path(read, reader).stem for read in reads for reader in self.readers(read)}
        for path in self._places.items.glob("*/*"):
            with suppress(OSError):  # another process was quicker
                if path.name.partition(".")[0] not in wanted and path.stat().st_mtime < oldest_s:
                    path.unlink()

    def _print(self, kind: ClipKind, sound_id: str) -> str:
        clip = find_sound(self._contents, self._sounds, kind, sound_id)
        return clip.fingerprint if clip else ""


def web_path(item: Path) -> Path:
    """Return where an item lies as mixed for the web master; there is none where it would be the same."""
    return item.with_suffix(".web.wav")


def said_ms(item: Path) -> list[tuple[int, int]]:
    """Return from when to when each sentence of an item is heard; nothing where that was not noted."""
    try:
        return [(int(from_ms), int(to_ms)) for from_ms, to_ms in _facts_of(item).get("said_ms", ())]
    except (OSError, ValueError, TypeError):
        return []


def forget_damaged(items: Iterable[Path]) -> bool:
    """Forget those finished items whose files no longer hold what was written; return whether there were any.

    They are read to the end for it, so it is for items that are about to be mixed.
    """
    damaged = [item for item in items if not _is_intact(item)]
    for item in damaged:
        with suppress(OSError):  # a disk that is write-protected takes no new item either
            _facts_path(item).unlink()
    return bool(damaged)


def _is_intact(item: Path) -> bool:
    try:
        files = _facts_of(item)["files"]
        return all(_sha256(item.with_name(name)) == file["sha256"] for name, file in files.items())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def _facts_path(item: Path) -> Path:
    return item.with_suffix(".json")


def _facts_of(item: Path) -> dict[str, Any]:
    """Return what was noted of a finished item. Raises OSError when nothing was, ValueError when that is damaged."""
    return unsealed(_facts_path(item).read_bytes())


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _voice_key(choice: VoiceChoice) -> str:
    return json.dumps([choice.engine, choice.settings], ensure_ascii=False)


def find_sound(contents: Contents, sounds: Mapping[Path, Clip], kind: ClipKind, sound_id: str) -> Clip | None:
    """Return the measured sound of that kind and id, None when there is none that can be aired."""
    sound = contents.sound(kind, sound_id)
    return sounds.get(sound.path) if sound else None
