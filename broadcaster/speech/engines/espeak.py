"""The voice that is always there: eSpeak NG, in a child process (``espeak_worker``)."""

import ctypes.util
import importlib.metadata
import importlib.util
import json
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from broadcaster.errors import PermanentSpeechError, SpeechError, TransientSpeechError, UsageError
from broadcaster.messages import N_, Sentence
from broadcaster.model.script import Speaker
from broadcaster.model.station import VoiceChoice
from broadcaster.sound.files import from_samples
from broadcaster.sound.pcm import Pcm, trim
from broadcaster.speech import espeak_worker
from broadcaster.speech.settings import refuse_unknown_settings, whole_number
from broadcaster.speech.words import require_words

# -P: a file in the folder where the station is run must not pass for a module of the worker's.
WORKER = (sys.executable, "-P", "-m", "broadcaster.speech.espeak_worker")
BATCH = 50  # texts for one child: some minutes of sound, so that neither memory nor the time limit depends on the item
DEFAULT_RATE = 125  # words a minute, as eSpeak counts them: 3.1 syllables a second, the best for horn loudspeakers

MAN, WOMAN = "vi", "vi+Annie"  # the most intelligible of each (measured)
SLOWEST_RATE, FASTEST_RATE = 80, 260

# The variants that eSpeak's own files call female.
_WOMEN = re.compile(r".*\+(f\d|Alicia|Andrea|Annie|anika\w*|aunty|belinda|grandma|linda|steph\d?|whisperf)")
_VOICE = re.compile(r"vi(-[\w-]+)?(\+[\w-]+)?")
_PACKAGE = "espeakng-loader"

_MISSING = N_("eSpeak NG is not installed")
_NO_VOICE = N_("eSpeak NG has no voice '{voice}'")
_NO_VOICE_NAME = N_("'{voice}' is no Vietnamese voice of eSpeak NG; there are vi and vi+Annie")
_TOO_SLOW = N_("eSpeak NG did not finish within {limit_s} s")
_CRASHED = N_("eSpeak NG stopped in the middle ({detail})")
_NOT_STARTED = N_("eSpeak NG could not be started: {why}")


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
        """Return why eSpeak cannot speak on this machine, or None."""
        packaged = importlib.util.find_spec("espeakng_loader") is not None
        return None if packaged or ctypes.util.find_library("espeak-ng") else Sentence(_MISSING)

    def probe(self) -> Sentence | None:
        """Return what `why_unavailable` says: this voice needs no network."""
        return self.why_unavailable()

    def speak_all(self, texts: Sequence[str]) -> Iterator[Pcm]:
        """Yield the sound of each of `texts`; a fresh child speaks each batch."""
        for text in texts:
            require_words(text)
        for first in range(0, len(texts), BATCH):
            yield from self._speak_batch(texts[first : first + BATCH])

    def _speak_batch(self, texts: Sequence[str]) -> Iterator[Pcm]:
        answer, failure = self._ask(json.dumps({"voice": self.voice, "rate": self.rate, "texts": list(texts)}).encode())
        spoken = 0
        for rate_hz, samples in _whole_answers(answer):
            yield trim(from_samples(samples, rate_hz))
            spoken += 1
        if spoken < len(texts):
            raise failure or TransientSpeechError(_CRASHED, detail=f"{spoken}/{len(texts)}")

    def _ask(self, request: bytes) -> tuple[bytes, SpeechError | None]:
        """Return what the child said, also when it did not come to its end, and what stopped it."""
        try:
            done = subprocess.run(self.command, input=request, capture_output=True, timeout=self.limit_s, check=False)
        except subprocess.TimeoutExpired as late:
            return late.output or b"", TransientSpeechError(_TOO_SLOW, limit_s=self.limit_s)
        except OSError as error:
            return b"", TransientSpeechError(_NOT_STARTED, why=error.strerror or error)
        return done.stdout, self._failure(done.returncode, done.stderr.decode(errors="replace"))

    def _failure(self, exit_code: int, said: str) -> SpeechError | None:
        match exit_code:
            case 0:
                return None
            case espeak_worker.EXIT_NO_VOICE:
                return PermanentSpeechError(_NO_VOICE, voice=self.voice)
            case espeak_worker.EXIT_NO_LIBRARY:
                return PermanentSpeechError(_MISSING)
        last_line = said.strip().rpartition("\n")[2]
        return TransientSpeechError(_CRASHED, detail=f"{exit_code} {last_line}".strip())


def _whole_answers(answer: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield sample rate and samples of each text that came whole."""
    header = espeak_worker.HEADER
    place = 0
    while place + header.size <= len(answer):
        rate_hz, size = header.unpack_from(answer, place)
        place += header.size
        if place + size > len(answer):
            return
        yield rate_hz, answer[place : place + size]
        place += size
