"""The other voices on the network: Microsoft's, a woman's and a man's, as its browser uses them."""

import importlib.util
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from broadcaster.errors import UsageError
from broadcaster.messages import N_, Sentence
from broadcaster.model.station import VoiceChoice
from broadcaster.sound.pcm import Pcm
from broadcaster.speech.online import OnlineVoice
from broadcaster.speech.patience import Outside, Patience
from broadcaster.speech.settings import refuse_unknown_settings, whole_number
from broadcaster.speech.words import require_words

VOICES = ("vi-VN-HoaiMyNeural", "vi-VN-NamMinhNeural")  # a woman, a man
LONGEST = 300  # code points, some 20 s of speech: what a slow line carries within the limits below
GAP_S = 0.3  # between requests
CONNECT_S, ANSWER_S = 4, 12.0
PROCESSING = 1  # raise it when what we do with Microsoft's sound changes: kept speech is then made again

SERVICE = Sentence(N_("Microsoft's voice"))

_MISSING = N_("edge-tts is not installed; install it with: pip install edge-tts")
_NO_VOICE_NAME = N_("'{voice}' is no Vietnamese voice of Microsoft's; there are {known}")


@dataclass
class EdgeEngine:
    """One of Microsoft's Vietnamese voices; `rate` is in percent of its own pace. Share one for all items."""

    voice: str = VOICES[0]
    rate: int = 100
    patience: Patience = field(default=Patience())
    outside: Outside = field(default=Outside())
    connect_s: int = CONNECT_S
    answer_s: float = ANSWER_S
    _online: OnlineVoice = field(init=False)

    name = "edge"
    online = True

    def __post_init__(self) -> None:
        self._online = OnlineVoice(SERVICE, LONGEST, GAP_S, self.patience, self.outside)

    @classmethod
    def chosen(cls, choice: VoiceChoice) -> "EdgeEngine":
        """Return the engine that `choice` asks for; raise UsageError for settings that mean nothing."""
        refuse_unknown_settings(choice, ("voice", "rate"))
        voice = str(choice.setting("voice", VOICES[0]))
        if voice not in VOICES:
            raise UsageError(_NO_VOICE_NAME, voice=voice, known=", ".join(VOICES))
        return cls(voice, whole_number(choice, "rate", default=100, lowest=50, highest=200))

    @property
    def identity(self) -> str:
        """Microsoft tells no version of its voices."""
        return f"edge {self.voice} rate={self.rate} processing={PROCESSING}"

    def why_unavailable(self) -> Sentence | None:
        """Return why asking Microsoft now is pointless, as far as earlier sentences told, or None."""
        if importlib.util.find_spec("edge_tts") is None:
            return Sentence(_MISSING)
        return self._online.why_resting()

    def speak_all(self, texts: Sequence[str]) -> Iterator[Pcm]:
        """Yield the sound of each of `texts`, in as few requests as the limit allows."""
        for text in texts:
            require_words(text)
        for text in texts:
            yield self._online.say(text, self._fetch)

    def _fetch(self, piece: str, left_s: float) -> bytes:
        from broadcaster.speech.engines import edge_line  # noqa: PLC0415 - slow to import, and seldom needed

        limit_s = min(self.connect_s + self.answer_s, left_s)
        return edge_line.fetch(piece, self.voice, f"{self.rate - 100:+d}%", self.connect_s, limit_s)
