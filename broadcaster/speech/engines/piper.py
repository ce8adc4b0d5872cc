"""The neural voice that needs no network: Piper, in a child process (``piper_worker``), with a voice one brings."""

import hashlib
import importlib.metadata
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from broadcaster.errors import TransientSpeechError, UsageError
from broadcaster.messages import N_, Sentence
from broadcaster.model.script import Speaker
from broadcaster.model.station import VoiceChoice
from broadcaster.sound.pcm import Pcm
from broadcaster.speech.child import Child, worker_command
from broadcaster.speech.settings import refuse_unknown_settings, whole_number
from broadcaster.speech.worker import EXIT_NO_SPEAKER, EXIT_NO_VOICE, EXIT_OTHER_LANGUAGE

WORKER = worker_command("broadcaster.speech.piper_worker")
BATCH = 20  # texts for one child: loading the model takes a second, speaking these twenty
LIMIT_S = 180.0  # for a batch, on a computer that speaks slower than people do
PROCESSING = 1  # raise it when what the worker does to the sound changes: kept speech is then made again

SLOWEST_RATE, FASTEST_RATE = 50, 200  # percent of the voice's own pace

_PACKAGE = "piper-tts"
_NAME = re.compile(r"[^\W_][\w-]*")  # no dot and no slash: it can't lead out of the folder

_MISSING = N_("Piper is not installed; install it with: pip install piper-tts")
_NO_FILES = N_(
    "there is no Piper voice in {folder}/; put its two files there, "
    "such as vi_VN-vais1000-medium.onnx and vi_VN-vais1000-medium.onnx.json"
)
_NOT_THERE = N_("{file} is missing in {folder}/; a Piper voice is two files, {voice}.onnx and {voice}.onnx.json")
_SEVERAL = N_("there are several Piper voices in {folder}/: {voices}; write in station.yaml which one shall speak")
_DAMAGED = N_("the Piper voice {voice} cannot be used; copy {voice}.onnx and {voice}.onnx.json to {folder}/ once more")
_NO_SPEAKER = N_("the Piper voice {voice} has no speaker '{speaker}'")
_OTHER_LANGUAGE = N_("the Piper voice {voice} does not speak Vietnamese")
_NO_GENDER = N_("the voice piper: '{gender}' is no gender; there are man and woman")
_NO_NAME = N_("the voice piper: '{voice}' is no name of a voice; write the name of its file without .onnx")


@dataclass
class PiperEngine:
    """One voice of Piper: the file in `folder` called `wanted`, or where nothing is wanted the only one there.

    `rate` is in percent of the voice's own pace. `person` is one of a voice that has several, by name or number.
    `speaker` is what people say of the voice: its files do not tell whether they hold a man or a woman.
    """

    folder: Path
    wanted: str = ""
    person: str = ""
    rate: int = 100
    speaker: Speaker | None = None
    command: tuple[str, ...] = WORKER
    limit_s: float = LIMIT_S
    _hashes: dict[tuple[Path, int, int], str] = field(default_factory=dict, init=False, repr=False)

    name = "piper"
    online = False
    synthetic = True
    costs = Sentence(N_("free; needs no network, but piper-tts and a voice of some 60 MB that somebody brings"))

    @classmethod
    def chosen(cls, choice: VoiceChoice, folder: Path) -> "PiperEngine":
        """Return the engine that `choice` asks for; raise UsageError for settings that mean nothing."""
        refuse_unknown_settings(choice, ("voice", "speaker", "gender", "rate"))
        voice = str(choice.setting("voice", ""))
        if voice and not _NAME.fullmatch(voice):
            raise UsageError(_NO_NAME, voice=voice)
        rate = whole_number(choice, "rate", default=100, lowest=SLOWEST_RATE, highest=FASTEST_RATE)
        gender = choice.setting("gender", "")
        if gender and gender not in list(Speaker):
            raise UsageError(_NO_GENDER, gender=gender)
        speaker = Speaker(gender) if gender else None
        return cls(folder, voice, str(choice.setting("speaker", "")), rate, speaker)

    @property
    def voice(self) -> str:
        """The voice's file, without its endings; what is said of it where there is none yet."""
        model = self._model()
        return model.stem if isinstance(model, Path) else self.wanted or "?"

    @property
    def identity(self) -> str:
        """The files count, not their names: another voice may come under the same name."""
        model = self._model()
        files = [model, _settings_beside(model)] if isinstance(model, Path) else []
        content = " ".join(self._hash(file) for file in files) or "none"
        return f"piper {_version() or 'none'} {content} speaker={self.person} rate={self.rate} processing={PROCESSING}"

    def as_speaker(self, speaker: Speaker) -> "PiperEngine | None":
        """Return this voice where it is known to be of that kind; of others nothing is known."""
        return self if speaker is self.speaker else None

    def paced(self, percent: int) -> "PiperEngine":
        """Return this voice slower or faster."""
        rate = min(max(round(self.rate * percent / 100), SLOWEST_RATE), FASTEST_RATE)
        paced = self if rate == self.rate else replace(self, rate=rate)
        paced._hashes = self._hashes
        return paced

    def why_unavailable(self) -> Sentence | None:
        """Return why Piper cannot speak on this machine, and what would help, or None."""
        if _version() is None:
            return Sentence(_MISSING)
        model = self._model()
        return model if isinstance(model, Sentence) else None

    def probe(self) -> Sentence | None:
        """Return what `why_unavailable` says: this voice needs no network."""
        return self.why_unavailable()

    def speak_all(self, texts: Sequence[str]) -> Iterator[Pcm]:
        """Yield the sound of each of `texts`; a fresh child loads the voice for each batch."""
        model = self._model()
        if isinstance(model, Sentence):
            raise TransientSpeechError(model.template, **model.values)
        said = {"voice": model.stem, "folder": self.folder.name}
        refusals = {
            EXIT_NO_VOICE: Sentence(_DAMAGED, **said),
            EXIT_NO_SPEAKER: Sentence(_NO_SPEAKER, voice=model.stem, speaker=self.person),
            EXIT_OTHER_LANGUAGE: Sentence(_OTHER_LANGUAGE, voice=model.stem),
        }
        child = Child("Piper", self.command, BATCH, self.limit_s, refusals)
        yield from child.speak_all({"model": str(model.absolute()), "speaker": self.person, "rate": self.rate}, texts)

    def _model(self) -> Path | Sentence:
        """Return the voice's file, or why there is none to speak with. People may bring it while the station runs."""
        folder = self.folder.name
        models = [self.folder / f"{self.wanted}.onnx"] if self.wanted else sorted(self.folder.glob("*.onnx"))
        if not models:
            return Sentence(_NO_FILES, folder=folder)
        if len(models) > 1:
            return Sentence(_SEVERAL, folder=folder, voices=", ".join(model.stem for model in models))
        [model] = models
        for file in (model, _settings_beside(model)):
            if not file.is_file():
                return Sentence(_NOT_THERE, file=file.name, folder=folder, voice=model.stem)
        return model

    def _hash(self, file: Path) -> str:
        """Return the SHA-256 of `file`, read again only when its size or time is another: a voice has 60 MB."""
        try:
            state = file.stat()
            seen = (file, state.st_size, state.st_mtime_ns)
            if seen not in self._hashes:
                with file.open("rb") as opened:
                    self._hashes[seen] = hashlib.file_digest(opened, "sha256").hexdigest()
        except OSError as error:  # a stick that was pulled out
            return f"unreadable: {error.strerror}"
        return self._hashes[seen]


def _settings_beside(model: Path) -> Path:
    return model.with_name(f"{model.name}.json")


def _version() -> str | None:
    try:
        return importlib.metadata.version(_PACKAGE)
    except importlib.metadata.PackageNotFoundError:
        return None
