"""The voices there are: what each costs, whether it works now, what it sounds like; and a text said by one of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from broadcaster.errors import BroadcasterError, UsageError
from broadcaster.messages import N_, Sentence
from broadcaster.model.contents import Contents
from broadcaster.model.reading import Reading
from broadcaster.model.script import Speaker
from broadcaster.model.sound import Speech, Words, speech_mark
from broadcaster.model.station import VoiceChoice
from broadcaster.speech.phrases import phrases_by_turns
from broadcaster.vietnamese import read_turns
from broadcaster.workflows.station_folder import Places

if TYPE_CHECKING:
    from broadcaster.speech.engine import Engine

SAMPLE = "Kính thưa bà con và các đồng chí! Đây là giọng đọc của đài truyền thanh. Xin mời bà con cùng nghe."
SOUND_ENDINGS = (".wav", ".flac")

_NO_WORDS = N_("there is no word to be said in: {text}")
_NO_VOICE = N_("there is no voice “{name}”; broadcaster voices shows what there is")


@dataclass(frozen=True)
class VoiceState:
    """A voice as it stands: its place in `station.yaml` (0 for the first choice, None for not chosen), who it sounds
    like, what it costs, and why it can't speak now.
    """  # noqa: D205 - one sentence

    label: str
    choice: VoiceChoice
    rank: int | None
    speaker: Speaker | None
    online: bool
    costs: Sentence
    why_not: Sentence | None


def voice_states(contents: Contents) -> list[VoiceState]:
    """Return the station's voices in their order, then every other there is; online ones are asked, for seconds each.

    A choice that means nothing is left to `check`, which names its line.
    """
    from broadcaster.speech.voices import ENGINES

    chosen = list(contents.station.voices)
    others = [
        choice for name in ENGINES for choice in _of_engine(name) if not any(_same(choice, one) for one in chosen)
    ]
    states = []
    for place, choice in enumerate([*chosen, *others]):
        try:
            voice = _open(contents, [choice])[0]
        except UsageError:
            continue
        states.append(_state(voice, choice, place if place < len(chosen) else None))
    return states


def _of_engine(name: str) -> list[VoiceChoice]:
    """Return the choices worth a line: each engine's first voice, and eSpeak's second."""
    plain = VoiceChoice(name)
    return [plain, VoiceChoice(name, (("voice", "vi+Annie"),))] if name == "espeak" else [plain]


def _same(one: VoiceChoice, other: VoiceChoice) -> bool:
    same_voice = one.setting("voice", "vi") == other.setting("voice", "vi") or one.engine != "espeak"
    return one.engine == other.engine and same_voice


def _state(voice: Engine, choice: VoiceChoice, rank: int | None) -> VoiceState:
    from broadcaster.speech.engine import label

    return VoiceState(label(voice), choice, rank, voice.speaker, voice.online, voice.costs, voice.probe())


def voices_named(contents: Contents, name: str) -> Sequence[VoiceChoice]:
    """Return the choice that `name` means: ``espeak`` as the station has it, or ``espeak:vi+Annie``."""
    engine, _, voice = name.partition(":")
    from broadcaster.speech.voices import ENGINES

    if engine not in ENGINES:
        raise UsageError(_NO_VOICE, name=name)
    if voice and voice != _plain_voice(engine):
        return [VoiceChoice(engine, (("voice", voice),))]
    return [next((choice for choice in contents.station.voices if choice.engine == engine), VoiceChoice(engine))]


def _plain_voice(engine: str) -> str:
    return "vi" if engine in {"gtts", "espeak"} else ""


@dataclass(frozen=True)
class Said:
    """What was said: how it was read, and who spoke it."""

    reading: Reading
    speech: Speech


def say(contents: Contents, text: str, choices: Sequence[VoiceChoice] | None = None) -> Said:
    """Return `text` read and spoken as a script would be, by the first of `choices` that can.

    Raises UsageError for a text without words, SpeechError when nobody can speak it.
    """
    from broadcaster.speech.cache import SpeechCache
    from broadcaster.speech.reader import read_aloud

    reading, turns = read_turns(text, contents.lexicon)
    words: tuple[Words, ...] = phrases_by_turns(turns)
    if not words:
        raise UsageError(_NO_WORDS, text=text)
    voices = _open(contents, contents.station.voices if choices is None else choices)
    return Said(reading, read_aloud(words, voices, SpeechCache(Places(contents.folder).speech)))


def save_speech(speech: Speech, to: Path) -> None:
    """Write `speech` to `to` (.wav or .flac), with the mark of a synthetic voice."""
    from broadcaster.sound.files import read, write_flac, write_wav
    from broadcaster.sound.pcm import join, silence

    if to.suffix.lower() not in SOUND_ENDINGS:
        raise UsageError(N_("{file}: a name that ends in .wav or .flac is needed"), file=to.name)
    pieces = [piece for part in speech.parts for piece in (read(part.path), silence(part.pause_ms))]
    write = write_flac if to.suffix.lower() == ".flac" else write_wav
    write(to, join(pieces[:-1]), speech_mark(speech.voice))


def save_samples(
    contents: Contents, states: Sequence[VoiceState], folder: Path
) -> list[tuple[VoiceState, Path | None]]:
    """Write a sample of each voice that can speak to `folder`, and return where; None for those that could not."""
    samples: list[tuple[VoiceState, Path | None]] = []
    for state in states:
        path = folder / (state.label.replace(":", "-").replace("+", "-") + ".wav")
        try:
            save_speech(say(contents, SAMPLE, [state.choice]).speech, path)
        except BroadcasterError:  # why is told in the voice's own line
            samples.append((state, None))
        else:
            samples.append((state, path))
    return samples


def _open(contents: Contents, choices: Sequence[VoiceChoice]) -> Sequence[Engine]:
    from broadcaster.speech.voices import open_voices

    return open_voices(choices)
