"""The voice of a human: what was read into `audio/recordings/`, given out for just the words that it was read for."""

import hashlib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from broadcaster.errors import PermanentSpeechError, SoundError
from broadcaster.messages import N_, Sentence
from broadcaster.model.script import Speaker
from broadcaster.model.sound import RECORDED
from broadcaster.sound.files import read
from broadcaster.sound.loudness import loudness_lufs
from broadcaster.sound.pcm import Pcm, peak_db, to_int16, trim
from broadcaster.speech.words import require_words

LEVEL_LUFS = -23.0  # as machine voices are: telephones record at -40, at which words and room noise are hard to tell
HEADROOM_DB = 1.0
QUIETEST_LUFS = -60.0  # below, there is nothing but the noise of the device

_NOT_READ = N_("nobody has read these words into audio/recordings")
_CHANGED = N_("{file} was changed while it was read")
_NOTHING_HEARD = N_("nothing can be heard on {file}")


@dataclass(frozen=True)
class Recording:
    """A human reading: its file, and the SHA-256 of what is in it."""

    path: Path
    sha256: str


@dataclass(frozen=True)
class RecordingEngine:
    """Recordings by the words (as spoken) that are heard on them."""

    recordings: Mapping[str, Recording]

    name = RECORDED
    online = False
    synthetic = False
    costs = Sentence(N_("a human's time; the best voice there is"))
    speaker = None

    @property
    def voice(self) -> str:
        """The file's name, or how many there are."""
        names = sorted(recording.path.stem for recording in self.recordings.values())
        return names[0] if len(names) == 1 else f"{len(names)}"

    @property
    def identity(self) -> str:
        """The recordings' content."""
        return " ".join([RECORDED, *sorted(recording.sha256 for recording in self.recordings.values())])

    def as_speaker(self, speaker: Speaker) -> "RecordingEngine | None":  # noqa: ARG002 - the contract's
        """Return None: whoever was recorded reads it all."""
        return None

    def paced(self, percent: int) -> "RecordingEngine":  # noqa: ARG002 - the contract's
        """Return this one: a human reads at their own pace."""
        return self

    def why_unavailable(self) -> Sentence | None:
        """Return None as long as there is any recording."""
        return None if self.recordings else Sentence(_NOT_READ)

    def probe(self) -> Sentence | None:
        """Return what `why_unavailable` says: a file needs no network."""
        return self.why_unavailable()

    def speak_all(self, texts: Sequence[str]) -> Iterator[Pcm]:
        """Yield the recording of each of `texts`, levelled, edges trimmed."""
        for text in texts:
            require_words(text)
            if _spoken_form(text) not in self._by_form:
                raise PermanentSpeechError(_NOT_READ)
        for text in texts:
            recording = self._by_form[_spoken_form(text)]
            pcm = _levelled(recording.path)
            if _sha256(recording.path) != recording.sha256:  # then nobody approved what was read just now
                raise PermanentSpeechError(_CHANGED, file=recording.path.name)
            yield pcm

    @property
    def _by_form(self) -> dict[str, Recording]:
        return {_spoken_form(words): recording for words, recording in self.recordings.items()}


def _spoken_form(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""  # gone since


def _levelled(path: Path) -> Pcm:
    """Return what is on `path` at the level of the other voices, without the silence around it."""
    try:
        pcm = read(path)
    except SoundError as error:
        raise PermanentSpeechError(error.sentence.template, **error.sentence.values) from error
    lufs = loudness_lufs(pcm)
    if lufs < QUIETEST_LUFS:
        raise PermanentSpeechError(_NOTHING_HEARD, file=path.name)
    gain_db = min(LEVEL_LUFS - lufs, -HEADROOM_DB - peak_db(pcm))
    return trim(Pcm(to_int16(pcm.samples * np.float32(10 ** (gain_db / 20))), pcm.rate_hz))
