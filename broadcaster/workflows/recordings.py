"""Recordings of scripts, and for which words each was made, as far as that is known."""

import hashlib
import json
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from broadcaster.model.contents import Contents
from broadcaster.model.reading import Reading
from broadcaster.model.script import Script
from broadcaster.model.sound import ClipKind
from broadcaster.workflows.hashing import sha256_of
from broadcaster.workflows.station_folder import Places

COPIED_TOGETHER_S = 60.0  # a station that was copied has all its files written within moments, in any order


class WordsPrint(NamedTuple):
    """What a script's words are known by (hexadecimal): as written, and as said.

    A human reads the same words as long as one of the two stays: a lexicon changes what is said, a direction what is
    written.
    """

    written: str
    said: str

    def is_like(self, other: "WordsPrint") -> bool:
        """Whether a human who read the one read the other."""
        return self.written == other.written or self.said == other.said


@dataclass(frozen=True)
class Recorded:
    """A human reading of a script: the file, the SHA-256 of its bytes, and whether the text was changed after it.

    `is_known`: that was told by the words it was met with before, not by the files' times.
    """

    path: Path
    sha256: str
    words: WordsPrint
    is_older_than_text: bool
    is_known: bool


def recorded(script: Script, reading: Reading, contents: Contents) -> Recorded | None:
    """Return the recording with the script's name, None when there is none that can be opened.

    Nothing can be said of its age when nobody met it before and the script has no file.
    """
    sound = contents.sound(ClipKind.RECORDING, script.id)
    if sound is None:
        return None
    try:
        recorded_s = sound.path.stat().st_mtime
        written_s = (contents.folder / script.place.file).stat().st_mtime if script.place else 0.0
        sha256 = sha256_of(sound.path)
    except OSError:
        return None  # gone or unreadable just now: `check` tells, and a machine voice reads
    words = _print_of(script, reading)
    before = known_words(contents.folder).get(sha256)
    is_older = not words.is_like(before) if before else written_s > recorded_s + COPIED_TOGETHER_S
    return Recorded(sound.path, sha256, words, is_older, before is not None)


def known_words(folder: Path) -> dict[str, WordsPrint]:
    """Return for which words each recording of the station in `folder`, named by its SHA-256, is known to be."""
    try:
        shapes = json.loads(Places(folder).recordings.read_text("utf-8"))
        return {sha256: WordsPrint(*map(str, words)) for sha256, words in shapes.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}  # the files' times then have to tell


def _print_of(script: Script, reading: Reading) -> WordsPrint:
    return WordsPrint(*(_print(unicodedata.normalize("NFC", text)) for text in (script.body, reading.text)))


def _print(text: str) -> str:
    words = " ".join(re.findall(r"\w+", text))
    return hashlib.sha256(words.encode()).hexdigest()[:32]
