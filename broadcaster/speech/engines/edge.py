"""The other voices on the network: Microsoft's, a woman's and a man's, as its browser uses them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from broadcaster.errors import UsageError
from broadcaster.messages import N_, Sentence
from broadcaster.model.script import Speaker
from broadcaster.model.station import VoiceChoice
from broadcaster.sound.pcm import Pcm
from broadcaster.speech.network import Network
from broadcaster.speech.online import OnlineVoice
from broadcaster.speech.patience import Outside, Patience
from broadcaster.speech.rest import RestMemory, ThisProcess
from broadcaster.speech.settings import refuse_unknown_settings, whole_number

if TYPE_CHECKING:
    from broadcaster.speech.engines.edge_line import MicrosoftLine

VOICES = {"vi-VN-HoaiMyNeural": Speaker.WOMAN, "vi-VN-NamMinhNeural": Speaker.MAN}
SLOWEST_RATE, FASTEST_RATE = 50, 200  # percent of the voice's own pace
LONGEST = 300  # code points, some 20 s of speech: what a slow line carries within the limits below
GAP_S = 0.3  # between requests
CONNECT_S, REQUEST_S = 4, 16.0  # for a connection and its first answer; for all of a request
PROCESSING = 1  # raise it when what we do with Microsoft's sound changes: kept speech is then made again

SERVICE = Sentence(N_("Microsoft's voice"))

_MISSING = N_("edge-tts is not installed; install it with: pip install edge-tts")
_NO_VOICE_NAME = N_("'{voice}' is no Vietnamese voice of Microsoft's; there are {known}")


@dataclass
class EdgeEngine:
    """One of Microsoft's Vietnamese voices; `rate` is in percent of its own pace.

    It remembers failures, so share one for all items; with a `memory` on the disk the next process knows them too.
    """

    voice: str = next(iter(VOICES))
    rate: int = 100
    patience: Patience = field(default=Patience())
    outside: Outside = field(default=Outside())
    connect_s: int = CONNECT_S
    request_s: float = REQUEST_S
    network: Network = field(default=Network())
    memory: RestMemory = field(default_factory=ThisProcess)
    _online: OnlineVoice = field(init=False)

    name = "edge"
    online = True
    synthetic = True
    costs = Sentence(N_("free; needs the network and edge-tts; Microsoft hears the words"))

    def __post_init__(self) -> None:
        self._online = OnlineVoice(
            SERVICE, "edge_tts", Sentence(_MISSING), LONGEST, GAP_S, self.patience, self.outside, self.memory
        )

    @classmethod
    def chosen(cls, choice: VoiceChoice, memory: RestMemory | None = None) -> "EdgeEngine":
        """Return the engine that `choice` asks for; raise UsageError for settings that mean nothing."""
        refuse_unknown_settings(choice, ("voice", "rate"))
        voice = str(choice.setting("voice", cls.voice))
        if voice not in VOICES:
            raise UsageError(_NO_VOICE_NAME, voice=voice, known=", ".join(VOICES))
        rate = whole_number(choice, "rate", default=100, lowest=SLOWEST_RATE, highest=FASTEST_RATE)
        return cls(voice, rate, memory=memory or ThisProcess())

    @property
    def identity(self) -> str:
        """Microsoft tells no version of its voices."""
        return f"edge {self.voice} rate={self.rate} processing={PROCESSING}"

    @property
    def speaker(self) -> Speaker:
        """Hoài My is a woman, Nam Minh a man."""
        return VOICES[self.voice]

    def as_speaker(self, speaker: Speaker) -> "EdgeEngine":
        """Return the man or the woman; both are one and the same on the line."""
        return self._with(voice=next(voice for voice, whose in VOICES.items() if whose is speaker), rate=self.rate)

    def paced(self, percent: int) -> "EdgeEngine":
        """Return this voice slower or faster."""
        return self._with(self.voice, min(max(round(self.rate * percent / 100), SLOWEST_RATE), FASTEST_RATE))

    def _with(self, voice: str, rate: int) -> "EdgeEngine":
        if (voice, rate) == (self.voice, self.rate):
            return self
        other = replace(self, voice=voice, rate=rate)
        other._online = self._online
        return other

    def why_unavailable(self) -> Sentence | None:
        """Return why asking Microsoft now is pointless, as far as earlier sentences told, or None."""
        return self._online.why_unavailable()

    def probe(self) -> Sentence | None:
        """Return why Microsoft cannot be reached now or is left alone, or None; an answer takes 4 s at the most."""
        return self._online.probe(lambda within_s: self._line().why_out_of_reach(within_s))

    def speak_all(self, texts: Sequence[str]) -> Iterator[Pcm]:
        """Return the sound of each of `texts`, in as few requests as the limit allows."""
        return self._online.say_all(texts, self._fetch)

    def _fetch(self, piece: str, left_s: float) -> bytes:
        rate = f"{self.rate - 100:+d}%"
        return self._line().fetch(piece, self.voice, rate, self.connect_s, min(self.request_s, left_s))

    def _line(self) -> "MicrosoftLine":
        from broadcaster.speech.engines.edge_line import MicrosoftLine  # noqa: PLC0415 - slow to import, seldom needed

        return MicrosoftLine(self.network, self.outside.wall_clock_s)
