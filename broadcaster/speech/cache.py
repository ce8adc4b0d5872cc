"""Speech that was made once is kept: a folder of sentences, found by voice and words.

::

    words/3f/3f0c….json     which sound says these words in this voice: {"audio": "a91b…", "duration_ms": 2310, …}
    audio/a9/a91b….flac     a sound, named by the SHA-256 of its bytes

A sound's name is its checksum, so what lies under a name is right or damaged, never another sound; and which sound an
entry means changes in one rename. Two processes that make the same sentence at once both succeed, and the later one
wins. Whatever a power cut or a bad disk leaves behind is noticed and counts as not there: the words are spoken again.
"""

import hashlib
import json
import unicodedata
import uuid
from dataclasses import dataclass, field
from pathlib import Path

from broadcaster.errors import SoundError
from broadcaster.messages import N_
from broadcaster.sound.beside import written_beside
from broadcaster.sound.files import write_flac
from broadcaster.sound.pcm import Pcm

FORMAT = 1  # raise it when speech made so far should be made again


@dataclass(frozen=True)
class KeptSpeech:
    """A sound file with just the words it was kept for."""

    path: Path
    duration_ms: int


@dataclass
class SpeechCache:
    """The kept sentences under `folder`. Any number of processes may share it."""

    folder: Path
    # Sounds whose checksum was right, with the size and time they had then: reading all of a day's speech again for
    # every question would be slow.
    _checked: dict[Path, tuple[int, int]] = field(default_factory=dict, repr=False)

    def find(self, identity: str, text: str) -> KeptSpeech | None:
        """Return the sound of `text` by the voice `identity`, or None when there is none that is whole."""
        try:
            entry = json.loads(self._entry_path(identity, text).read_bytes())
            audio, duration_ms = str(entry["audio"]), int(entry["duration_ms"])
        except (OSError, ValueError, LookupError, TypeError):
            return None
        path = self._audio_path(audio)
        return KeptSpeech(path, duration_ms) if self._is_whole(path) else None

    def keep(self, identity: str, text: str, pcm: Pcm) -> KeptSpeech:
        """Keep `pcm` as the sound of `text`; raise SoundError when the disk refuses."""
        try:
            path = self._write_audio(pcm)
            entry = {"audio": path.stem, "duration_ms": pcm.duration_ms, "voice": identity, "text": text}
            with written_beside(self._entry_path(identity, text)) as beside:
                beside.write_text(json.dumps(entry, ensure_ascii=False), encoding="utf-8")
        except OSError as error:
            raise SoundError(N_("speech cannot be kept: {why}"), why=error.strerror or error) from error
        return KeptSpeech(path, pcm.duration_ms)

    def _entry_path(self, identity: str, text: str) -> Path:
        meant = "\0".join((str(FORMAT), identity, unicodedata.normalize("NFC", text)))
        key = hashlib.sha256(meant.encode()).hexdigest()
        return self.folder / "words" / key[:2] / f"{key}.json"

    def _audio_path(self, checksum: str) -> Path:
        return self.folder / "audio" / checksum[:2] / f"{checksum}.flac"

    def _write_audio(self, pcm: Pcm) -> Path:
        nameless = self.folder / "audio" / f"{uuid.uuid4().hex}.flac"
        try:
            write_flac(nameless, pcm)
            path = self._audio_path(hashlib.sha256(nameless.read_bytes()).hexdigest())
            path.parent.mkdir(exist_ok=True)
            nameless.replace(path)  # also over one that is there: that one may be damaged
        finally:
            nameless.unlink(missing_ok=True)
        return path

    def _is_whole(self, path: Path) -> bool:
        try:
            state = path.stat()
            seen = (state.st_size, state.st_mtime_ns)
            if self._checked.get(path) == seen:
                return True
            if hashlib.sha256(path.read_bytes()).hexdigest() != path.stem:
                return False
        except OSError:
            return False
        self._checked[path] = seen
        return True
