"""Make the items that are missing, and make better the ones that a lesser voice read, while a better one can be had."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from broadcaster.errors import BroadcasterError, SoundError, SpeechError
from broadcaster.messages import N_, Sentence
from broadcaster.model.contents import Contents
from broadcaster.model.problem import Problem, Severity
from broadcaster.model.sound import Clip, ClipKind, Speech
from broadcaster.model.station import Profile
from broadcaster.workflows.approvals import ReadScript
from broadcaster.workflows.dressing import BETWEEN, CLOSING, OPENING
from broadcaster.workflows.hashing import sha256_of
from broadcaster.workflows.human_reading import engine_for, left_out, unusable_recording
from broadcaster.workflows.items import Found, ItemShelf, Reader, find_sound, web_path
from broadcaster.workflows.speech_upkeep import note_use
from broadcaster.workflows.station_folder import Places
from broadcaster.workflows.wording import recorded_readings, words_of

if TYPE_CHECKING:
    from broadcaster.studio.mix_sheet import Dressing

Progress = Callable[[str], None]

_NOT_MADE = N_("“{name}” could not be made: {detail}")
_BY_ANOTHER = N_("{count} items are read by {voice}, as the voice before it can't: {reason}")


@dataclass
class Made:
    """What came of it: each script's item by the script's id, how many were made now, what went wrong."""

    clips: dict[str, Clip] = field(default_factory=dict)
    new: int = 0
    problems: list[Problem] = field(default_factory=list)
    _by_another: dict[str, tuple[int, Sentence]] = field(default_factory=dict)

    def note_reader(self, clip: Clip, failures: Sequence[Sentence]) -> None:
        """Keep why a voice that is not the first choice read `clip`; of many items' reasons the first one tells."""
        if failures:
            count, first = self._by_another.get(clip.voice, (0, failures[0]))
            self._by_another[clip.voice] = (count + 1, first)

    def all_problems(self) -> tuple[Problem, ...]:
        """Return what went wrong, and, once for each voice, that and why it stood in for another."""
        told = [
            Problem(Sentence(_BY_ANOTHER, count=count, voice=voice, reason=reason), severity=Severity.NOTE)
            for voice, (count, reason) in self._by_another.items()
        ]
        return (*self.problems, *told)


def make_items(
    contents: Contents,
    sounds: Mapping[Path, Clip],
    reads: Sequence[ReadScript],
    progress: Progress,
    may_improve: Callable[[ReadScript], bool] = lambda _: False,
) -> Made:
    """Return the item of each script, making the missing ones; one that nobody can read is a problem.

    An item that a lesser voice read, the network being down, is read again as soon as a better one can be had; but only
    of scripts that `may_improve`: what is about to go on air stays as it is.
    """
    shelf = ItemShelf(contents, sounds)
    maker = _Maker(contents, sounds, shelf)
    made = Made()
    for read in reads:
        found = shelf.best(read)
        if found is None or (found.rank > 0 and may_improve(read) and maker.has_better(read, found.rank)):
            found = maker.make(read, found, made)
        if found is not None:
            made.clips[read.script.id] = found.clip
        progress(read.script.id)
    maker.close()
    return made


class _Maker:
    """Speaks and mixes. Voices and studio cost a second to load, so nothing is opened before something is missing."""

    def __init__(self, contents: Contents, sounds: Mapping[Path, Clip], shelf: ItemShelf) -> None:
        self._contents = contents
        self._sounds = sounds
        self._shelf = shelf
        self._studio: _Studio | None = None
        self._out_of_reach: dict[int, bool] = {}

    @property
    def studio(self) -> _Studio:
        """The voices and what they say."""
        self._studio = self._studio or _Studio(self._contents)
        return self._studio

    def has_better(self, read: ReadScript, rank: int) -> bool:
        """Whether one of the readers before `rank` could read now; each voice is asked once."""
        return any(
            reader.choice is None or self._is_within_reach(reader.choice) for reader in self._shelf.readers(read)[:rank]
        )

    def _is_within_reach(self, choice: int) -> bool:
        from broadcaster.speech.engine import why_not_now

        if choice not in self._out_of_reach:
            self._out_of_reach[choice] = why_not_now(self.studio.voices[choice]) is not None
        return not self._out_of_reach[choice]

    def make(self, read: ReadScript, found: Found | None, made: Made) -> Found | None:
        """Return the item of `read` by the best reader that can; what there was where no better one can."""
        readers = self._shelf.readers(read)[: found.rank if found else None]
        self._try_those_at_rest(readers)
        try:
            speech = self._speech(read, readers, made)
            path = self._shelf.path(read, self._shelf.readers(read)[speech.lead])
            clip = self._mix(read, speech, path)
        except BroadcasterError as failure:
            if found is None:
                sentence = Sentence(_NOT_MADE, name=read.script.id, detail=failure.sentence)
                made.problems.append(Problem(sentence, read.script.place))
            return found
        made.new += 1
        made.note_reader(clip, speech.failures)
        return Found(clip, speech.lead)

    def _try_those_at_rest(self, readers: Sequence[Reader]) -> None:
        """Ask voices that are left alone whether they are back, once each: then a lesser one need not read at all."""
        for reader in readers:
            if reader.choice is not None and self.studio.voices[reader.choice].why_unavailable():
                self._is_within_reach(reader.choice)

    def _speech(self, read: ReadScript, readers: Sequence[Reader], made: Made) -> Speech:
        """Return `read` as spoken by the first of `readers` that can; a recording that is no use is told."""
        if not readers or readers[0].choice is not None:
            return self.studio.speak(read, readers)
        try:
            return self.studio.recorded(read)
        except SpeechError as failure:
            made.problems += unusable_recording(read, self._contents) or (
                left_out(read, self._contents, failure.sentence),
            )
            speech = self.studio.speak(read, readers[1:])
            return replace(speech, lead=speech.lead + 1)

    def _mix(self, read: ReadScript, speech: Speech, to: Path) -> Clip:
        from broadcaster.studio.item import render_item
        from broadcaster.studio.mix_sheet import Role, lay_out

        dressing, sounds = self._dressing(read), self.studio.sounds
        sheet = lay_out(read.script, speech, dressing)
        item = render_item(sheet, to, sounds)
        self._require_unchanged(dressing)
        files = [to]
        if self._shelf.for_web(read):
            render_item(lay_out(read.script, speech, replace(dressing, profile=Profile.FULL)), web_path(to), sounds)
            files.append(web_path(to))
        said_ms = [(sound.at_ms, sound.end_ms) for sound in sheet.sounds if sound.role is Role.SPEECH]
        self._shelf.note(item, files, said_ms)
        clip = self._shelf.clip(read, to, item.duration_ms, item.voice)
        return replace(clip, loudness_lufs=item.loudness_lufs)

    def _require_unchanged(self, dressing: Dressing) -> None:
        """Raise SoundError when a sound was changed since the item got its name: nobody approved what is in it now."""
        for clip in (dressing.opening, dressing.closing, dressing.between, dressing.bed):
            if clip and clip.path and sha256_of(clip.path) != clip.fingerprint:
                raise SoundError(N_("{file} was changed while it was mixed; build again"), file=clip.path.name)

    def _dressing(self, read: ReadScript) -> Dressing:
        from broadcaster.studio.mix_sheet import Dressing

        profile = self._contents.station.sound.profile
        names = (OPENING, CLOSING, BETWEEN)
        jingle = {name: find_sound(self._contents, self._sounds, ClipKind.JINGLE, name) for name in names}
        if read.script.bed is None:
            return Dressing(between=jingle[BETWEEN], profile=profile)
        bed = find_sound(self._contents, self._sounds, ClipKind.BED, read.script.bed)
        return Dressing(jingle[OPENING], jingle[CLOSING], jingle[BETWEEN], bed, profile)

    def close(self) -> None:
        """Note how much of what was to be said was there already."""
        if self._studio is not None:
            self._studio.close()


class _Studio:
    """The station's voices, and the speech that they made so far."""

    def __init__(self, contents: Contents) -> None:
        from broadcaster.speech.cache import SpeechCache
        from broadcaster.studio.item import SoundsAtHand
        from broadcaster.workflows.station_voices import station_voices

        self._contents = contents
        self.voices = station_voices(contents.folder, contents.station.voices)
        self._cache = SpeechCache(Places(contents.folder).speech)
        self.sounds = SoundsAtHand()
        self._sentences = self._kept = 0

    def speak(self, read: ReadScript, readers: Sequence[Reader]) -> Speech:
        """Return `read` as spoken by the first of `readers` that can; the speech's lead is that one's place.

        Raises SpeechError with every reason, SoundError when the disk refuses.
        """
        from broadcaster.speech.reader import read_aloud

        pace = self._contents.station.speech.pace_percent(read.script.priority)
        voices = [voice.paced(pace) for voice in self.voices]
        leads = sum(reader.choice is not None for reader in readers)
        speech = read_aloud(words_of(read, self._contents), voices, self._cache, leads)
        self._sentences += speech.sentences
        self._kept += speech.kept
        return speech

    def recorded(self, read: ReadScript) -> Speech:
        """Return `read` as a human read it. Raises SpeechError when the recording can't be that."""
        from broadcaster.speech.reader import read_aloud

        return read_aloud(recorded_readings(read), [engine_for(read)], self._cache)

    def close(self) -> None:
        """Note how much of what was to be said was there already."""
        note_use(self._contents, self._sentences, self._kept, datetime.now(UTC))
