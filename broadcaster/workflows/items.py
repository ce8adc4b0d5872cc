"""Scripts as finished items: spoken, mixed and levelled once, and kept under the hash of all that made them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from broadcaster.errors import BroadcasterError
from broadcaster.messages import N_, Sentence
from broadcaster.model.contents import Contents
from broadcaster.model.problem import Problem
from broadcaster.model.sound import Clip, ClipKind
from broadcaster.speech.phrases import phrases
from broadcaster.vietnamese import count_syllables
from broadcaster.workflows.approvals import ReadScript
from broadcaster.workflows.approving import write_beside
from broadcaster.workflows.station_folder import Places

if TYPE_CHECKING:
    from broadcaster.studio.mix_sheet import Dressing

ITEM_LUFS = -23.0  # EBU R 128: leaves peaks their room; the programme, not the item, is mastered to the station's goal
RECIPE = 2  # raise it when the same ingredients give another item
OPENING, CLOSING = "mo-dau", "ket-thuc"  # the jingles that begin and end an item with music under it
SYLLABLE_MS = 310  # of the offline voice at rate 125 (measured: 3.2 syllables a second)

Progress = Callable[[str], None]


class ItemShelf:
    """The items of a station. `sounds` are its measured sounds, by path."""

    def __init__(self, contents: Contents, sounds: Mapping[Path, Clip]) -> None:
        self._contents = contents
        self._sounds = sounds
        self._places = Places(contents.folder)

    def find(self, read: ReadScript) -> Clip | None:
        """Return the finished item of that script, None when it is still to be made."""
        path = self._path(read)
        try:
            facts = json.loads(path.with_suffix(".json").read_text("utf-8"))
            if path.stat().st_size != facts["size"]:
                return None
            return self._clip(read, path, int(facts["duration_ms"]), str(facts["voice"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None  # not made yet, or not whole: it is made again

    def estimate(self, read: ReadScript) -> Clip:
        """Return the item as it will be, its length reckoned from the text."""
        words = phrases(read.reading.text)
        spoken_ms = sum(count_syllables(part.text) * SYLLABLE_MS + part.pause_ms for part in words)
        clip = self._clip(read, None, round(spoken_ms), "")
        return replace(clip, estimated=True)

    def make(self, reads: Sequence[ReadScript], progress: Progress) -> tuple[dict[str, Clip], tuple[Problem, ...]]:
        """Return the item of each script, by id, making the missing ones; one that nobody can read is a problem."""
        clips: dict[str, Clip] = {}
        problems: list[Problem] = []
        maker: _Maker | None = None
        for read in reads:
            clip = self.find(read)
            if clip is None:
                maker = maker or _Maker(self._contents, self._sounds, self._places)
                try:
                    made = maker.make(read, self._path(read))
                    self._note(self._path(read), made)
                    clip = self._clip(read, self._path(read), made.duration_ms, made.voice)
                except BroadcasterError as failure:
                    sentence = Sentence(N_("“{name}” could not be made: {detail}"), name=read.script.id,
                                        detail=failure.sentence)  # fmt: skip
                    problems.append(Problem(sentence, read.script.place))
            if clip is not None:
                clips[read.script.id] = clip
            progress(read.script.id)
        return clips, tuple(problems)

    @staticmethod
    def _note(path: Path, made: Clip) -> None:
        facts = {"duration_ms": made.duration_ms, "voice": made.voice, "size": path.stat().st_size}
        write_beside(path.with_suffix(".json"), json.dumps(facts).encode())

    def _clip(self, read: ReadScript, path: Path | None, duration_ms: int, voice: str) -> Clip:
        return Clip(
            id=read.script.id,
            kind=ClipKind.SCRIPT,
            title=read.script.title,
            duration_ms=duration_ms,
            path=path,
            column=read.script.column,
            voice=voice,
            fingerprint=read.fingerprint,
            loudness_lufs=ITEM_LUFS,
        )

    def _path(self, read: ReadScript) -> Path:
        """Return where the item lies: the name is the hash of all that makes it."""
        station = self._contents.station
        dressing = (
            [self._print(ClipKind.JINGLE, OPENING), self._print(ClipKind.JINGLE, CLOSING)] if read.script.bed else []
        )
        made_of = {
            "recipe": RECIPE,
            "words": [(part.text, part.pause_ms) for part in phrases(read.reading.text)],
            "voices": [(choice.engine, choice.settings) for choice in station.voices],
            "sound": [ITEM_LUFS, station.sound.profile.value],
            "bed": self._print(ClipKind.BED, read.script.bed) if read.script.bed else "",
            "dressing": dressing,
        }
        key = hashlib.sha256(json.dumps(made_of, ensure_ascii=False).encode()).hexdigest()[:40]
        return self._places.items / key[:2] / f"{key}.flac"

    def _print(self, kind: ClipKind, sound_id: str) -> str:
        clip = find_sound(self._contents, self._sounds, kind, sound_id)
        return clip.fingerprint if clip else ""


def find_sound(contents: Contents, sounds: Mapping[Path, Clip], kind: ClipKind, sound_id: str) -> Clip | None:
    """Return the measured sound of that kind and id, None when there is none that can be aired."""
    sound = contents.sound(kind, sound_id)
    return sounds.get(sound.path) if sound else None


class _Maker:
    """Speaks and mixes; opened only when something is missing, for voices and studio cost a second to load."""

    def __init__(self, contents: Contents, sounds: Mapping[Path, Clip], places: Places) -> None:
        from broadcaster.speech.cache import SpeechCache
        from broadcaster.speech.voices import open_voices

        self._contents = contents
        self._sounds = sounds
        self._voices = open_voices(contents.station.voices, places.voices)
        self._cache = SpeechCache(places.speech)

    def make(self, read: ReadScript, to: Path) -> Clip:
        """Speak and mix one script, and write it to `to`. Raises SpeechError or SoundError."""
        from broadcaster.speech.reader import read_aloud
        from broadcaster.studio.item import render_item
        from broadcaster.studio.mix_sheet import lay_out

        speech = read_aloud(phrases(read.reading.text), self._voices, self._cache)
        sheet = lay_out(read.script, speech, self._dressing(read))
        return render_item(sheet, ITEM_LUFS, to)

    def _dressing(self, read: ReadScript) -> Dressing:
        from broadcaster.studio.mix_sheet import Dressing

        profile = self._contents.station.sound.profile
        if read.script.bed is None:
            return Dressing(profile=profile)
        jingle = {name: find_sound(self._contents, self._sounds, ClipKind.JINGLE, name) for name in (OPENING, CLOSING)}
        bed = find_sound(self._contents, self._sounds, ClipKind.BED, read.script.bed)
        return Dressing(jingle[OPENING], jingle[CLOSING], bed, profile)
