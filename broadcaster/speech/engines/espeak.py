"""The voice that is always there: eSpeak NG, in a child process (``espeak_worker``)."""

import ctypes.util
import importlib.metadata
import importlib.util
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from broadcaster.errors import UsageError
from broadcaster.messages import N_, Sentence
from broadcaster.model.script import Speaker
from broadcaster.model.station import VoiceChoice
from broadcaster.sound.pcm import Pcm
from broadcaster.speech import espeak_worker
from broadcaster.speech.child import Child, worker_command
from broadcaster.speech.settings import refuse_unknown_settings, whole_number
from broadcaster.speech.worker import EXIT_NO_LIBRARY, EXIT_NO_VOICE

WORKER = worker_command("broadcaster.speech.espeak_worker")
BATCH = 50  # texts for one child: some minutes of sound, so that neither memory nor the time limit depends on the item
DEFAULT_RATE = 125  # words a minute, as eSpeak counts them: 3.1 syllables a second, the best for horn loudspeakers

MAN, WOMAN = "vi", "vi+Annie"  # the most intelligible of each (measured)
SLOWEST_RATE, FASTEST_RATE = 80, 260

# The variants that eSpeak's own files call female.
_WOMEN = re.compile(r".*\+(f\d|Alicia|Andrea|Annie|anika\w*|aunty|belinda|grandma|linda|steph\d?|whisperf)")
_VOICE = re.compile(r"vi(-[\w-]+)?(\+[\w-]+)?")
_PACKAGE = "espeakng-loader"

_MISSING = N_("eSpeak NG is not installed")
_NO_VOICE = N_("eSpeak NG has no voice '{voice}'; there are vi and vi+Annie")
_NO_VOICE_NAME = N_("'{voice}' is no Vietnamese voice of eSpeak NG; there are vi and vi+Annie")


@dataclass(frozen=True)
class EspeakEngine:
    """One voice of eSpeak NG. `command` is the child that speaks, which has `limit_s` for a batch."""

    voice: str = MAN
    rate: int = DEFAULT_RATE
    command: tuple[str, ...] = WORKER
    limit_s: float = 30.0

    name = "espeak"
    online = False
    synthetic = True
    costs = Sentence(N_("free; always there; a machine-like voice"))

    @classmethod
    def chosen(cls, choice: VoiceChoice) -> "EspeakEngine":
        """Return the engine that `choice` asks for; raise UsageError for settings that mean nothing."""
        refuse_unknown_settings(choice, ("voice", "rate"))
        voice = str(choice.setting("voice", MAN))
        if not _VOICE.fullmatch(voice):
            raise UsageError(_NO_VOICE_NAME, voice=voice)
        return cls(voice, whole_number(choice, "rate", default=DEFAULT_RATE, lowest=SLOWEST_RATE, highest=FASTEST_RATE))

    @cached_property
    def identity(self) -> str:
        """The package's version stands for the library's; for the system's the source must do, asking takes a child."""
        try:
            source = f"{_PACKAGE}-{importlib.metadata.version(_PACKAGE)}"
        except importlib.metadata.PackageNotFoundError:
            source = "system"
        return f"espeak {source} {self.voice} rate={self.rate} volume={espeak_worker.VOLUME}"

    @property
    def speaker(self) -> Speaker:
        """Its plain voices are men's."""
        return Speaker.WOMAN if _WOMEN.fullmatch(self.voice) else Speaker.MAN

    def as_speaker(self, speaker: Speaker) -> "EspeakEngine":
        """Return the best man's or woman's voice at this one's rate."""
        if speaker is self.speaker:
            return self
        return replace(self, voice=MAN if speaker is Speaker.MAN else WOMAN)

    def paced(self, percent: int) -> "EspeakEngine":
        """Return this voice slower or faster."""
        rate = min(max(round(self.rate * percent / 100), SLOWEST_RATE), FASTEST_RATE)
        return self if percent == 100 else replace(self, rate=rate)

    def why_unavailable(self) -> Sentence | None:
        """Return why eSpeak cannot speak on this machine, or why it has no such voice, or None."""
        package = importlib.util.find_spec("espeakng_loader")
        if package is None:  # which voices the system's library has, only a child could tell
            return None if ctypes.util.find_library("espeak-ng") else Sentence(_MISSING)
        data = Path(package.origin or "").parent / "espeak-ng-data"
        return Sentence(_NO_VOICE, voice=self.voice) if data.is_dir() and not _is_in(data, self.voice) else None

    def probe(self) -> Sentence | None:
        """Return what `why_unavailable` says: this voice needs no network."""
        return self.why_unavailable()

    def speak_all(self, texts: Sequence[str]) -> Iterator[Pcm]:
        """Yield the sound of each of `texts`; a fresh child speaks each batch."""
        refusals = {EXIT_NO_VOICE: Sentence(_NO_VOICE, voice=self.voice), EXIT_NO_LIBRARY: Sentence(_MISSING)}
        child = Child("eSpeak NG", self.command, BATCH, self.limit_s, refusals)
        return child.speak_all({"voice": self.voice, "rate": self.rate}, texts)


def _is_in(data: Path, voice: str) -> bool:
    """Whether eSpeak's own files hold the language and the variant that `voice` names."""
    language, _, variant = voice.partition("+")
    languages = {file.name.casefold() for file in (data / "lang").glob("*/vi*")}
    return language.casefold() in languages and (not variant or (data / "voices" / "!v" / variant).is_file())
