"""The voices there are: what each costs, whether it works now, what it sounds like; and a text said by one of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from broadcaster.errors import BroadcasterError, UsageError
from broadcaster.messages import N_, Sentence
from broadcaster.model.contents import Contents
from broadcaster.model.reading import Reading
from broadcaster.model.script import Speaker
from broadcaster.model.sound import Speech, speech_mark
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
    """A voice as it stands: its place in the station's order (0 is the first, None not in it), and why not now.

    `added` tells that nobody listed it: it is the last in any case.
    """

    engine: Engine
    rank: int | None
    why_not: Sentence | None
    added: bool = False

    @property
    def label(self) -> str:
        """The name by which people and records know it."""
        return f"{self.engine.name}:{self.engine.voice}"


def voice_states(contents: Contents) -> list[VoiceState]:
    """Return the station's voices in their order, then every other; online ones are asked, for seconds each."""
    from broadcaster.speech.engine import why_not_now

    chosen = _chosen(contents)
    *_, last = contents.station.voices
    states = [VoiceState(voice, rank, why_not_now(voice)) for rank, voice in enumerate(chosen)]
    states[-1] = replace(states[-1], added=last.place is None)
    return states + [VoiceState(voice, None, why_not_now(voice)) for voice in _others(contents, chosen)]


def _chosen(contents: Contents) -> tuple[Engine, ...]:
    from broadcaster.workflows.station_voices import station_voices

    return station_voices(contents.folder, contents.station.voices)


def _others(contents: Contents, chosen: Sequence[Engine]) -> list[Engine]:
    """Return each engine's usual voice and its counterpart, but for those that are chosen."""
    from broadcaster.speech.engine import label
    from broadcaster.speech.voices import engine_names
    from broadcaster.workflows.station_voices import station_voices

    usual = station_voices(contents.folder, [VoiceChoice(name) for name in engine_names()])
    counterparts = (voice.as_speaker(speaker) for voice in usual for speaker in Speaker)
    every = {label(voice): voice for voice in (*usual, *counterparts) if voice is not None}
    return [voice for name, voice in every.items() if name not in {label(one) for one in chosen}]


def voice_named(contents: Contents, name: str) -> Engine:
    """Return the voice that `name` means: ``espeak`` as the station has it, or ``espeak:vi+Annie``."""
    from broadcaster.speech.engine import label
    from broadcaster.speech.voices import engine_names
    from broadcaster.workflows.station_voices import station_voices

    chosen = _chosen(contents)
    for voice in (*chosen, *_others(contents, chosen)):
        if name in (voice.name, label(voice)):
            return voice
    engine, _, asked = name.partition(":")
    if engine not in engine_names() or not asked:
        raise UsageError(_NO_VOICE, name=name)
    return station_voices(contents.folder, [VoiceChoice(engine, (("voice", asked),))])[0]


@dataclass(frozen=True)
class Said:
    """What was said: how it was read, and who spoke it."""

    reading: Reading
    speech: Speech


def say(contents: Contents, text: str, voices: Sequence[Engine] | None = None) -> Said:
    """Return `text` read and spoken as a script would be, by the first of `voices` that can, usually the station's.

    Raises UsageError for a text without words, SpeechError when nobody can speak it.
    """
    from broadcaster.speech.cache import SpeechCache
    from broadcaster.speech.reader import read_aloud

    reading, turns = read_turns(text, contents.lexicon)
    words = phrases_by_turns(turns)
    if not words:
        raise UsageError(_NO_WORDS, text=text)
    speech = read_aloud(words, voices or _chosen(contents), SpeechCache(Places(contents.folder).speech))
    return Said(reading, speech)


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
            save_speech(say(contents, SAMPLE, [state.engine]).speech, path)
        except BroadcasterError:  # why is told in the voice's own line
            samples.append((state, None))
        else:
            samples.append((state, path))
    return samples
