"""Pieces of sound by their length and place, with no sample in them."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from broadcaster.messages import Sentence
from broadcaster.model.script import Speaker


class ClipKind(StrEnum):
    """What a clip is, which decides how it may be used."""

    JINGLE = "jingle"
    SCRIPT = "script"
    SPOT = "spot"
    MUSIC = "music"
    BED = "bed"
    RECORDING = "recording"  # a human reading of the script of the same name
    RELAY = "relay"  # another station's programme: no file; its fallback stands in where it can't be had
    PAUSE = "pause"  # a moment of silence: no file


@dataclass(frozen=True)
class Clip:
    """A finished piece of sound of known length.

    `path` is None and `estimated` true as long as nothing was made yet: the length is then reckoned from the text.
    `fingerprint` names the content (hexadecimal); `voice` says who speaks, as ``engine:voice``, empty for no speech.
    The sound begins `begins_ms` into the file: silence before it is none of it.
    """

    id: str
    kind: ClipKind
    title: str
    duration_ms: int
    path: Path | None = None
    column: str = ""
    voice: str = ""
    fingerprint: str = ""
    estimated: bool = False
    loudness_lufs: float | None = None
    begins_ms: int = 0


@dataclass(frozen=True)
class Words:
    """What a voice is asked to say in one breath, as spoken words only, and the silence that follows.

    `speaker` None: whichever voice reads the item. `ends_part`: a stinger follows instead of the silence.
    """

    text: str
    pause_ms: int
    speaker: Speaker | None = None
    ends_part: bool = False


@dataclass(frozen=True)
class SpokenWords:
    """A file (FLAC, mono, programme rate) with just these words, edges trimmed, and the silence that follows.

    `voice` says who speaks, as ``engine:voice``. `ends_part`: a stinger follows instead of the silence.
    """

    path: Path
    duration_ms: int
    pause_ms: int
    voice: str = ""
    ends_part: bool = False


@dataclass(frozen=True)
class Speech:
    """A whole item, read under the lead of one voice.

    `lead` is that voice's place in the order of preference; `failures` says why those before it did not read. Of the
    `sentences` (each counted once) `kept` were there already.
    """

    parts: tuple[SpokenWords, ...]
    lead: int = 0
    failures: tuple[Sentence, ...] = ()
    sentences: int = 0
    kept: int = 0

    @property
    def voice(self) -> str:
        """Who speaks, as ``engine:voice``, in the order in which they are first heard."""
        return ", ".join(dict.fromkeys(part.voice for part in self.parts))


RECORDED = "recording"  # what stands for the engine in the voice of a human reading


def is_synthetic(voice: str) -> bool:
    """Whether a machine speaks, alone or among others; `voice` as in `Clip.voice` and `Speech.voice`."""
    return any(one.partition(":")[0] != RECORDED for one in voice.split(", ") if one)


def speech_mark(voice: str) -> str:
    """Return what a sound file says of its voice, for machines to read; empty unless a machine made it."""
    return f"synthetic-speech=true; voice={voice}" if is_synthetic(voice) else ""


@dataclass(frozen=True)
class Library:
    """What there is to be planned with, as the day's planning sees it: all by id.

    `scripts` holds what is approved and could be read; `jingles`, `spots` and `music` what lies in `audio/`.
    """

    scripts: tuple[tuple[str, Clip], ...] = ()
    jingles: tuple[tuple[str, Clip], ...] = ()
    spots: tuple[Clip, ...] = ()
    music: tuple[Clip, ...] = ()
