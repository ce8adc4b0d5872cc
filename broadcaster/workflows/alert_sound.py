"""What an emergency will sound like: the warning tone, then the words by a voice that needs no network.

The voices in their order: a human's recording; a voice on the network where everything it would say is kept already;
the voices of this machine. Nobody is asked who might not answer.
"""

from __future__ import annotations

import hashlib
import json
import logging
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from broadcaster.errors import SoundError, SpeechError, UsageError
from broadcaster.messages import N_
from broadcaster.workflows.alert_files import AlertShelf, Guess, Prepared
from broadcaster.workflows.station_folder import Places

if TYPE_CHECKING:
    from broadcaster.model.contents import Contents
    from broadcaster.model.problem import Problem
    from broadcaster.model.script import Script
    from broadcaster.model.sound import Speech, Words
    from broadcaster.speech.cache import SpeechCache
    from broadcaster.speech.engine import Engine
    from broadcaster.studio.stretches import ProgrammePart
    from broadcaster.workflows.approvals import ReadScript

    Warn = Callable[[Sequence[Problem]], None]

log = logging.getLogger(__name__)

RECIPE = 2  # raise it when the same ingredients give another sound
LONGEST_TEXT = 3_000  # letters: about four minutes read once
LARGEST_FILE = 60_000_000  # bytes
LONGEST_MS = 9 * 60_000  # the engine, which holds it in memory, takes ten
TEXT_ENDINGS = (".md", ".txt")
SOUND_ENDINGS = (".wav", ".mp3", ".flac", ".ogg", ".oga", ".opus", ".m4a", ".aac", ".wma", ".amr", ".3gp", ".mp4")
DOCUMENT_ENDINGS = (".docx", ".doc", ".odt", ".rtf", ".pdf", ".xlsx", ".xls", ".pptx")
TITLE_LETTERS = 80

LASTS_TOO_LONG = N_("an emergency lasts no longer than {minutes} minutes; say the most urgent")
_NO_SCRIPT = N_("there is no script “{name}”; write its name as in scripts/, or the words to be said")
_IS_A_DOCUMENT = N_(
    "{file} is a document, with more in it than what is to be said: copy those words into the command, between "
    "quotation marks, or save them as .txt"
)
_NO_TEXT = N_("the letters of {file} can't be read; open it, and save it again as text with UTF-8 encoding")
_EMPTY = N_("there is nothing to be said: write the words between quotation marks")
_NO_WORDS = N_("there is no word to be said in: {text}")
_TOO_LONG = N_(
    "an emergency is no longer than {most} letters; this has {count}: say the most urgent, and where more is"
)


@dataclass(frozen=True)
class Source:
    """What is to be said: a text that was typed, or a file's bytes, a text or a recording by its ending."""

    name: str
    content: bytes
    path: Path | None = None

    @property
    def is_text(self) -> bool:
        """Whether it has to be read aloud."""
        return self.path is None or self.path.suffix.lower() in TEXT_ENDINGS


def source_of(folder: Path, wanted: str) -> Source:
    """Return what `wanted` means: the file of that name, the script with that id, else itself as a text.

    Raises UsageError where somebody meant a file or a script that is not there: its name would be read aloud.
    """
    path = next((path for path in (Path(wanted), _script_of(folder, wanted)) if path and _is_file(path)), None)
    if path is None:
        _refuse_missing_file(wanted)
        return Source("", wanted.encode())
    if path.suffix.lower() in DOCUMENT_ENDINGS:
        raise UsageError(_IS_A_DOCUMENT, file=path.name)
    if path.stat().st_size > LARGEST_FILE:
        raise UsageError(N_("{file} is too large for an emergency"), file=path.name)
    return Source(path.stem, path.read_bytes(), path.resolve())


def _script_of(folder: Path, wanted: str) -> Path | None:
    name = wanted.strip()
    return None if set(name) & set("/\\ .\n") or not name else folder / "scripts" / f"{name}.md"


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # a text is longer than any file's name may be, or holds what none may
        return False


def _refuse_missing_file(wanted: str) -> None:
    """Raise UsageError when `wanted` looks like a file or a script's id; a date in a sentence, as 12/5, does not."""
    name = wanted.strip()
    one_word, rooted = not re.search(r"\s", name), re.match(r"[/\\~]|\.{1,2}[/\\]|[A-Za-z]:[/\\]", name)
    if (
        rooted
        or name.lower().endswith((*TEXT_ENDINGS, *SOUND_ENDINGS, *DOCUMENT_ENDINGS))
        or (one_word and re.search(r"[/\\]", name))
    ):
        raise UsageError(N_("{file} is missing"), file=wanted)
    if re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", name):
        raise UsageError(_NO_SCRIPT, name=name)


def key_of(folder: Path, source: Source, readings: int | None) -> str:
    """Return the name of the finished sound: all that makes it goes in, by content where that is small."""
    meant: list[object] = [RECIPE, source.name, source.path.suffix.lower() if source.path else "", readings]
    digest = hashlib.sha256(source.content)
    for name in ("station.yaml", "lexicon.yaml"):
        try:
            digest.update(b"\0" + (folder / name).read_bytes())
        except OSError:
            digest.update(b"\0")
    stems = {"bao-dong", source.name}
    for kind in ("jingles", "recordings"):
        for path in sorted((folder / "audio" / kind).glob("*")):
            if kind == "jingles" or path.stem in stems:
                stat = path.stat()
                meant.append([path.name, stat.st_size, stat.st_mtime_ns])
    digest.update(json.dumps(meant).encode())
    return digest.hexdigest()[:40]


def log_problems(problems: Sequence[Problem]) -> None:
    """Warn of `problems` where nobody looks on."""
    for problem in problems:
        log.warning("%s: %s", problem.place, problem.sentence.said("en"))


def prepare(folder: Path, source: Source, readings: int | None = None, warn: Warn = log_problems) -> Prepared:
    """Return `source` as it will be heard, made now if it was not before. `readings` None: as the station's rules say.

    Where `station.yaml` can't be read, the settings it had last are gone by, and `warn` is told.

    Raises UsageError for what can't be read, SpeechError when no voice of this machine can, SoundError.
    """
    shelf, key = AlertShelf(Places(folder).alerts), key_of(folder, source, readings)
    found = shelf.find(key)
    if found is None:
        from broadcaster.workflows.ballast import make_room
        from broadcaster.workflows.last_good import contents_without_programme, remember_station

        make_room(folder)
        contents, warnings = contents_without_programme(folder)
        if warnings:
            warn(warnings)
        else:
            remember_station(folder)
        found = _Maker(contents, shelf.sounds / f"{key}.wav").make(source, readings)
        shelf.keep(key, found)
    return found


class _Maker:
    """Makes the sound of one emergency."""

    def __init__(self, contents: Contents, to: Path) -> None:
        self._contents = contents
        self._to = to

    def make(self, source: Source, readings: int | None) -> Prepared:
        if source.is_text:
            return self._of_text(source, readings)
        assert source.path is not None
        from broadcaster.studio.alert import part_of

        times = readings or 1
        fingerprint = hashlib.sha256(source.content).hexdigest()[:32]
        plain = self._plain(source.name, fingerprint, times)
        return self._rendered(plain, [part_of(source.path)] * times, f"recording:{source.name}")

    def _of_text(self, source: Source, readings: int | None) -> Prepared:
        read = self._read(source, readings)
        if not any(sign.isalpha() for sign in read.reading.text):
            written = read.script.body.strip()[:TITLE_LETTERS]
            raise UsageError(_NO_WORDS, text=written) if written else UsageError(_EMPTY)
        guesses = tuple(Guess(token.written.strip(), token.spoken.strip()) for token in read.reading.guesses)
        plain = self._plain(read.script.title, read.fingerprint, read.script.repeat)
        spoken = " ".join(read.reading.text.split())
        plain = replace(plain, text=read.script.body.strip(), spoken=spoken, guesses=guesses)
        speech = self._speech(read)
        return self._rendered(plain, [self._spoken_part(read, speech)], speech.voice)

    def _plain(self, title: str, fingerprint: str, readings: int) -> Prepared:
        station = self._contents.station
        return Prepared(
            self._to, "", 0, _title(title), "", "", "", fingerprint, readings, False, (),
            outputs=tuple(output.kind for output in station.outputs),
            timezone=station.timezone,
            quiet=station.hours.quiet,
            after=station.alerts.after,
        )  # fmt: skip

    def _read(self, source: Source, readings: int | None) -> ReadScript:
        from broadcaster.model.script import Priority
        from broadcaster.workflows.approvals import read_script

        script = self._script(source)
        if len(script.body) > LONGEST_TEXT:
            raise UsageError(_TOO_LONG, most=LONGEST_TEXT, count=len(script.body))
        usual = script.repeat if script.repeat > 1 else self._contents.station.alerts.readings
        script = replace(script, repeat=readings or usual, priority=Priority.EMERGENCY, bed=None)
        return read_script(script, self._contents)

    def _script(self, source: Source) -> Script:
        """Return the text as a script: one of the station's with all that its head says, or just the words."""
        from broadcaster.content.nodes import Gatherer, decode_text
        from broadcaster.content.script_file import read_script, split_head
        from broadcaster.model.problem import Place
        from broadcaster.model.script import Script

        gather = Gatherer()
        written = decode_text(_in_utf8(source), source.name, gather)
        if written is None:
            raise UsageError(_NO_TEXT, file=source.path.name if source.path else "…")
        if source.path is None:
            return Script("", _title(written), column="", body=written)
        if source.path.parent == (self._contents.folder / "scripts").resolve():
            script = read_script(written, f"scripts/{source.path.name}", source.name, gather)
            if script is not None:
                return script
        _, body, first_line = split_head(written) or ("", written, 1)
        return Script(source.name, _title(body), "", body, place=Place(str(source.path)), body_line=first_line)

    def _speech(self, read: ReadScript) -> Speech:
        """Return `read` as spoken without the network. Raises SpeechError when nobody on this machine can speak."""
        from broadcaster.speech.cache import SpeechCache
        from broadcaster.speech.reader import read_aloud
        from broadcaster.workflows.human_reading import engine_for
        from broadcaster.workflows.station_voices import station_voices
        from broadcaster.workflows.wording import recorded_readings, words_of

        cache = SpeechCache(Places(self._contents.folder).speech)
        if read.recorded is not None and not read.needs_new_recording:
            try:
                return read_aloud(recorded_readings(read), [engine_for(read)], cache)
            except SpeechError as failure:
                log.warning("%s is read by a machine: %s", read.recorded.path, failure)
        station, words = self._contents.station, words_of(read, self._contents)
        pace = station.speech.pace_percent(read.script.priority)
        voices = [voice.paced(pace) for voice in station_voices(self._contents.folder, station.voices)]
        return _read_offline(words, voices, cache)

    def _spoken_part(self, read: ReadScript, speech: Speech) -> ProgrammePart:
        from broadcaster.studio.item import SoundsAtHand, render_item
        from broadcaster.studio.levels import MIX_LUFS, gain_db_to
        from broadcaster.studio.mix_sheet import Dressing, lay_out
        from broadcaster.studio.stretches import ProgrammePart

        sheet = lay_out(read.script, speech, Dressing(profile=self._contents.station.sound.profile))
        item = render_item(sheet, self._item, SoundsAtHand())
        gain_db = gain_db_to(MIX_LUFS, item.loudness_lufs)
        return ProgrammePart(self._item, "", 0, item.duration_ms, gain_db=gain_db)

    @property
    def _item(self) -> Path:
        """Where the words lie until they are mastered."""
        return self._to.with_suffix(".item.wav")

    def _rendered(self, plain: Prepared, parts: Sequence[ProgrammePart], voice: str) -> Prepared:
        from broadcaster.studio.alert import render_alert, sha256_of

        tone = self._tone()
        row = [*([tone] if tone else []), *parts]
        if sum(part.duration_ms for part in row) > LONGEST_MS:
            raise UsageError(LASTS_TOO_LONG, minutes=LONGEST_MS // 60_000)
        try:
            duration_ms = render_alert(row, self._contents.station.sound, self._to, voice)
        finally:
            self._item.unlink(missing_ok=True)
        made = replace(plain, duration_ms=duration_ms, voice=voice, with_tone=tone is not None)
        return replace(made, sha256=sha256_of(self._to))

    def _tone(self) -> ProgrammePart | None:
        """Return the warning tone; an emergency goes without one rather than not at all."""
        from broadcaster.model.sound import ClipKind
        from broadcaster.studio.alert import part_of

        sound = self._contents.sound(ClipKind.JINGLE, self._contents.station.alerts.tone)
        try:
            return part_of(sound.path) if sound else None
        except SoundError as failure:
            log.warning("no warning tone: %s", failure)
            return None


def _in_utf8(source: Source) -> bytes:
    """Return a text in whatever coding an office has used as UTF-8; as it is where no coding is sure.

    A text that was copied out of an old document is in TCVN3 or VNI still, and would be read as gibberish.
    """
    from broadcaster.content.official.text_file import decode

    try:
        return decode(source.content, source.name)[0].encode()
    except UsageError:
        return source.content


def _read_offline(words: Sequence[Words], voices: Sequence[Engine], cache: SpeechCache) -> Speech:
    """Return `words` by the first of `voices` that needs nobody on the network: all is kept, or it speaks here."""
    from broadcaster.speech.reader import cast_for, read_aloud

    speakers = list(dict.fromkeys(part.speaker for part in words))
    for lead, voice in enumerate(voices):
        if not voice.online:
            break
        cast = cast_for(speakers, voices[lead:])
        if all(cache.find(cast[part.speaker].identity, part.text) for part in words):
            return read_aloud(words, voices[lead:], cache, leads=1)
    return read_aloud(words, [voice for voice in voices if not voice.online], cache)


def _title(text: str) -> str:
    """Return how the text begins, for lists and the record."""
    plain = " ".join(text.split())
    return plain if len(plain) <= TITLE_LETTERS else plain[:TITLE_LETTERS].rpartition(" ")[0] + "…"
