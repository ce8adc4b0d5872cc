"""The online voice: Google's, asked politely, believed only after a look at what came back."""

import re
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
from broadcaster.speech.settings import refuse_unknown_settings

if TYPE_CHECKING:
    from broadcaster.speech.engines.gtts_line import GoogleLine

LIMIT = 100  # code points that one request may hold
GAP_S = 0.3  # between requests
CONNECT_S, ANSWER_S = 4.0, 12.0
SLOW_PERCENT = 90  # the pace from which on Google's slow voice is nearer than its usual one
PROCESSING = 1  # raise it when what we do with Google's sound changes: kept speech is then made again

SERVICE = Sentence(N_("Google's voice"))

_MISSING = N_("gTTS is not installed")
_NO_HOST = N_("the voice {engine}: '{tld}' is no ending of translate.google.")


@dataclass
class GttsEngine:
    """Google's Vietnamese voice, of which there is one.

    It remembers failures, so share one for all items; with a `memory` on the disk the next process knows them too.
    """

    tld: str = "com"
    slow: bool = False
    patience: Patience = field(default=Patience())
    outside: Outside = field(default=Outside())
    origin: str | None = None  # where a stand-in listens, for tests
    timeout_s: tuple[float, float] = (CONNECT_S, ANSWER_S)
    network: Network = field(default=Network())
    memory: RestMemory = field(default_factory=ThisProcess)
    _online: OnlineVoice = field(init=False)

    name = "gtts"
    voice = "vi"
    speaker = Speaker.WOMAN
    online = True
    synthetic = True
    costs = Sentence(N_("free; needs the network; Google hears the words"))

    def __post_init__(self) -> None:
        self._online = OnlineVoice(
            SERVICE, "gtts", Sentence(_MISSING), LIMIT, GAP_S, self.patience, self.outside, self.memory
        )

    @classmethod
    def chosen(cls, choice: VoiceChoice, memory: RestMemory | None = None) -> "GttsEngine":
        """Return the engine that `choice` asks for; raise UsageError for settings that mean nothing."""
        refuse_unknown_settings(choice, ("tld",))
        tld = str(choice.setting("tld", "com"))
        if not re.fullmatch(r"[a-z]{2,3}(\.[a-z]{2})?", tld):  # anything else could name a host that is not Google's
            raise UsageError(_NO_HOST, engine=choice.engine, tld=tld)
        return cls(tld, memory=memory or ThisProcess())

    @property
    def identity(self) -> str:
        """Google tells no version of its voice; the host does not change it."""
        return f"gtts vi slow={int(self.slow)} processing={PROCESSING}"

    def as_speaker(self, speaker: Speaker) -> "GttsEngine | None":
        """Return this voice for a woman; Google has no other one in Vietnamese."""
        return self if speaker is self.speaker else None

    def paced(self, percent: int) -> "GttsEngine":
        """Return this voice, or the only slower one that there is; both are one and the same on the line."""
        if self.slow or percent > SLOW_PERCENT:
            return self
        slower = replace(self, slow=True)
        slower._online = self._online
        return slower

    def why_unavailable(self) -> Sentence | None:
        """Return why asking Google now is pointless, as far as earlier sentences told, or None."""
        return self._online.why_unavailable()

    def probe(self) -> Sentence | None:
        """Return why Google cannot be reached now or is left alone, or None; an answer takes 4 s at the most."""
        return self._online.probe(lambda within_s: self._line().why_out_of_reach(within_s))

    def speak_all(self, texts: Sequence[str]) -> Iterator[Pcm]:
        """Return the sound of each of `texts`, in as few requests as the limit allows."""
        return self._online.say_all(texts, self._fetch)

    def _fetch(self, piece: str, left_s: float) -> bytes:
        connect_s = min(self.timeout_s[0], left_s / 2)
        timeout_s = (connect_s, min(self.timeout_s[1], left_s - connect_s))
        return self._line().fetch(piece, slow=self.slow, timeout_s=timeout_s)

    def _line(self) -> "GoogleLine":
        from broadcaster.speech.engines.gtts_line import GoogleLine  # noqa: PLC0415 - slow to import, seldom needed

        return GoogleLine(self.tld, self.origin, self.network, self.outside.wall_clock_s)
