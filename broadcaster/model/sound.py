"""Pieces of sound by their length and place, with no sample in them."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class ClipKind(StrEnum):
    """What a clip is, which decides how it may be used."""

    JINGLE = "jingle"
    SCRIPT = "script"
    SPOT = "spot"
    MUSIC = "music"
    BED = "bed"
    PAUSE = "pause"  # a moment of silence: no file


@dataclass(frozen=True)
class Clip:
    """A finished piece of sound of known length.

    `path` is None and `estimated` true as long as nothing was made yet: the length is then reckoned from the text.
    `fingerprint` names the content (hexadecimal); `voice` says who speaks, as ``engine:voice``, empty for no speech.
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


@dataclass(frozen=True)
class Words:
    """What a voice is asked to say in one breath, as spoken words only, and the silence that follows."""

    text: str
    pause_ms: int


@dataclass(frozen=True)
class SpokenWords:
    """A file (FLAC, mono, programme rate) with just these words, edges trimmed, and the silence that follows."""

    path: Path
    duration_ms: int
    pause_ms: int


@dataclass(frozen=True)
class Speech:
    """A whole item read by one voice, `voice` as ``engine:voice``."""

    voice: str
    parts: tuple[SpokenWords, ...]


@dataclass(frozen=True)
class Library:
    """What there is to be planned with, as the day's planning sees it: all by id.

    `scripts` holds what is approved and could be read; `jingles`, `spots` and `music` what lies in `audio/`.
    """

    scripts: tuple[tuple[str, Clip], ...] = ()
    jingles: tuple[tuple[str, Clip], ...] = ()
    spots: tuple[Clip, ...] = ()
    music: tuple[Clip, ...] = ()
