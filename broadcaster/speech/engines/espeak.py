"""The voice that is always there: eSpeak NG, in a child process (``espeak_worker``)."""

import ctypes.util
import importlib.metadata
import importlib.util
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from broadcaster.errors import UsageError
from broadcaster.messages import N_, Sentence
from broadcaster.model.station import VoiceChoice
from broadcaster.sound.pcm import Pcm
from broadcaster.speech import espeak_worker
from broadcaster.speech.child import Child, worker_command
from broadcaster.speech.settings import refuse_unknown_settings, whole_number
from broadcaster.speech.worker import EXIT_NO_LIBRARY, EXIT_NO_VOICE

WORKER = worker_command("broadcaster.speech.espeak_worker")
BATCH = 50  # texts for one child: some minutes of sound, so that neither memory nor the time limit depends on the item
DEFAULT_RATE = 125  # words a minute, as eSpeak counts them: 3.1 syllables a second, the best for horn loudspeakers

_VOICE = re.compile(r"vi(-[\w-]+)?(\+[\w-]+)?")
_PACKAGE = "espeakng-loader"

_MISSING = N_("eSpeak NG is not installed")
_NO_VOICE = N_("eSpeak NG has no voice '{voice}'")
_NO_VOICE_NAME = N_("'{voice}' is no Vietnamese voice of eSpeak NG; there are vi and vi+Annie")


@dataclass(frozen=True)
class EspeakEngine:
    """One voice of eSpeak NG. `command` is the child that speaks, which has `limit_s` for a batch."""

    voice: str = "vi"
    rate: int = DEFAULT_RATE
    command: tuple[str, ...] = WORKER
    limit_s: float = 30.0

    name = "espeak"
    online = False

    @classmethod
    def chosen(cls, choice: VoiceChoice) -> "EspeakEngine":
        """Return the engine that `choice` asks for; raise UsageError for settings that mean nothing."""
        refuse_unknown_settings(choice, ("voice", "rate"))
        voice = str(choice.setting("voice", "vi"))
        if not _VOICE.fullmatch(voice):
            raise UsageError(_NO_VOICE_NAME, voice=voice)
        return cls(voice, whole_number(choice, "rate", default=DEFAULT_RATE, lowest=80, highest=220))

    @cached_property
    def identity(self) -> str:
        """The package's version stands for the library's; for the system's the source must do, asking takes a child."""
        try:
            source = f"{_PACKAGE}-{importlib.metadata.version(_PACKAGE)}"
        except importlib.metadata.PackageNotFoundError:
            source = "system"
        return f"espeak {source} {self.voice} rate={self.rate} volume={espeak_worker.VOLUME}"

    def why_unavailable(self) -> Sentence | None:
        """Return why eSpeak cannot speak on this machine, or None."""
        packaged = importlib.util.find_spec("espeakng_loader") is not None
        return None if packaged or ctypes.util.find_library("espeak-ng") else Sentence(_MISSING)

    def speak_all(self, texts: Sequence[str]) -> Iterator[Pcm]:
        """Yield the sound of each of `texts`; a fresh child speaks each batch."""
        refusals = {EXIT_NO_VOICE: Sentence(_NO_VOICE, voice=self.voice), EXIT_NO_LIBRARY: Sentence(_MISSING)}
        child = Child("eSpeak NG", self.command, BATCH, self.limit_s, refusals)
        return child.speak_all({"voice": self.voice, "rate": self.rate}, texts)
