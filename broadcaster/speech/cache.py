"""Speech that was made once is kept: a folder of sentences, found by voice and words.

::

    words/3f/3f0c….json     what says these words in this voice: {"audio": "a91b…", "duration_ms": 2310, …}, sealed
    audio/a9/a91b….flac     a sound, named by the SHA-256 of its bytes

A sound's name is its checksum, so what lies under a name is right or damaged, never another sound; and which sound an
entry means changes in one rename. Two processes that make the same sentence at once both succeed, and the later one
wins. Whatever a power cut or a bad disk leaves behind is noticed and counts as not there: the words are spoken again.
That is also why nothing here waits for the disk.
"""

import hashlib
import os
import time
import unicodedata
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from broadcaster.errors import SoundError, reason_of
from broadcaster.messages import N_
from broadcaster.model.sealed import sealed, unsealed
from broadcaster.sound.beside import written_beside
from broadcaster.sound.files import write_flac
from broadcaster.sound.pcm import Pcm

FORMAT = 1  # raise it when speech made so far should be made again
_NOT_KEPT = N_("speech cannot be kept: {why}")
_DAY_S = 86_400
_YOUNG_S = 3_600


@dataclass(frozen=True)
class KeptSpeech:
    """A sound file with just the words it was kept for."""

    path: Path
    duration_ms: int


@dataclass(frozen=True)
class CacheEntry:
    """What is kept for some words: its key, its two files, their bytes together, and when it was last of use.

    `used_s` is in seconds since 1970, true to the day.
    """

    key: str
    path: Path
    audio: Path
    size: int
    used_s: float
    voice: str
    text: str


@dataclass
class SpeechCache:
    """The kept sentences under `folder`. Any number of processes may share it."""

    folder: Path
    clock_s: Callable[[], float] = time.time
    # Sounds whose checksum was right, with the size and time they had then: reading all of a day's speech again for
    # every question would be slow.
    _checked: dict[Path, tuple[int, int]] = field(default_factory=dict, repr=False)

    def find(self, identity: str, text: str) -> KeptSpeech | None:
        """Return the sound of `text` by the voice `identity`, or None when there is none that is whole."""
        path = self._entry_path(key_of(identity, text))
        kept = self._kept(path)
        if kept is None or not self._is_whole(kept.path):
            return None
        self._note_use(path)
        return kept

    def has(self, identity: str, text: str) -> bool:
        """Whether there is a sound of `text`, by its name and length alone: quick, and right but for damage."""
        kept = self._kept(self._entry_path(key_of(identity, text)))
        try:
            return kept is not None and kept.path.stat().st_size > 0
        except OSError:
            return False

    def keep(self, identity: str, text: str, pcm: Pcm, mark: str = "") -> KeptSpeech:
        """Keep `pcm` as the sound of `text`; the file carries `mark`. Raises SoundError when the disk refuses."""
        try:
            path = self._write_audio(pcm, mark)
            entry = {"audio": path.stem, "duration_ms": pcm.duration_ms, "voice": identity, "text": text}
            with written_beside(self._entry_path(key_of(identity, text)), durable=False) as beside:
                beside.write_bytes(sealed(entry))
        except OSError as error:
            raise SoundError(_NOT_KEPT, why=reason_of(error)) from error
        except SoundError as failure:  # it names a file that no person knows
            raise SoundError(_NOT_KEPT, why=failure.sentence.values["why"]) from failure
        return KeptSpeech(path, pcm.duration_ms)

    def entries(self) -> Iterator[CacheEntry]:
        """Yield every entry that can be read, in no order."""
        for path in self.folder.glob("words/*/*.json"):
            try:
                entry, stat = unsealed(path.read_bytes()), path.stat()
                audio = self._audio_path(str(entry["audio"]))
                size = stat.st_size + audio.stat().st_size
                yield CacheEntry(path.stem, path, audio, size, stat.st_mtime, str(entry["voice"]), str(entry["text"]))
            except (OSError, ValueError, LookupError, TypeError):
                continue  # damaged, or gone in the meantime: it counts as not there

    def size_bytes(self) -> int:
        """Return the bytes of all sounds, whole or not."""
        return sum(stat.st_size for _, stat in self._audio_files())

    def drop(self, doomed: Iterable[CacheEntry]) -> None:
        """Forget entries; a sound goes with the last entry that means it. Their words are spoken again if need be."""
        for entry in doomed:
            with suppress(OSError):  # another process was quicker
                entry.path.unlink()
        meant = {entry.audio for entry in self.entries()}
        for path, stat in self._audio_files():
            # A young sound without an entry may be one that another process is just about to enter.
            if path not in meant and stat.st_mtime < self.clock_s() - _YOUNG_S:
                with suppress(OSError):
                    path.unlink()

    def _audio_files(self) -> Iterator[tuple[Path, os.stat_result]]:
        for path in (self.folder / "audio").glob("*/*.flac"):
            with suppress(OSError):
                yield path, path.stat()

    def _note_use(self, path: Path) -> None:
        """Set the entry's time to now, once a day at most; a disk that is write-protected need not know."""
        with suppress(OSError):
            if path.stat().st_mtime < self.clock_s() - _DAY_S:
                os.utime(path)

    def _kept(self, entry_path: Path) -> KeptSpeech | None:
        try:
            entry = unsealed(entry_path.read_bytes())
            return KeptSpeech(self._audio_path(str(entry["audio"])), int(entry["duration_ms"]))
        except (OSError, ValueError, LookupError, TypeError):
            return None

    def _entry_path(self, key: str) -> Path:
        return self.folder / "words" / key[:2] / f"{key}.json"

    def _audio_path(self, checksum: str) -> Path:
        return self.folder / "audio" / checksum[:2] / f"{checksum}.flac"

    def _write_audio(self, pcm: Pcm, mark: str) -> Path:
        nameless = self.folder / "audio" / f".{uuid.uuid4().hex}.{os.getpid()}.tmp"
        try:
            write_flac(nameless, pcm, mark, durable=False)
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


def key_of(identity: str, text: str) -> str:
    """Return the name of the entry for `text` in the voice `identity`."""
    meant = "\0".join((str(FORMAT), identity, unicodedata.normalize("NFC", text)))
    return hashlib.sha256(meant.encode()).hexdigest()
