"""Hand-written stand-ins: an engine that hums, a clock that leaps."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from broadcaster.errors import SpeechError, TransientSpeechError
from broadcaster.messages import Sentence
from broadcaster.model.script import Speaker
from broadcaster.sound.pcm import Pcm
from broadcaster.speech.patience import Outside
from broadcaster.speech.words import require_words, syllables


def hum(text: str, pitch_hz: int = 200, pace: int = 100) -> Pcm:
    moments = np.arange(6_000 * syllables(text) * 100 // pace) / 24_000
    return Pcm((8000 * np.sin(2 * np.pi * pitch_hz * moments)).astype(np.int16))


@dataclass
class HummingEngine:
    """A voice that hums a quarter of a second for each syllable, and keeps a record of what it was asked."""

    name: str = "hum"
    voice: str = "vi"
    online: bool = False
    unavailable: Sentence | None = None
    fails_at: dict[str, Exception] = field(default_factory=dict)
    pitch_hz: int = 200
    asked: list[str] = field(default_factory=list)
    speaker: Speaker | None = Speaker.MAN
    both: bool = False  # whether the engine has a voice of the other kind
    pace: int = 100

    synthetic = True
    costs = Sentence("breath")

    @property
    def identity(self) -> str:
        return f"{self.name} {self.voice} {self.pitch_hz} {self.pace}"

    def as_speaker(self, speaker: Speaker) -> "HummingEngine | None":
        if speaker is self.speaker:
            return self
        other = "vi+other" if self.voice == "vi" else "vi"
        return replace(self, speaker=speaker, voice=other, pitch_hz=self.pitch_hz + 50) if self.both else None

    def paced(self, percent: int) -> "HummingEngine":
        return self if percent == 100 else replace(self, pace=percent)

    def why_unavailable(self) -> Sentence | None:
        return self.unavailable

    def probe(self) -> Sentence | None:
        return self.why_unavailable()

    def speak_all(self, texts: Sequence[str]) -> Iterator[Pcm]:
        for text in texts:
            require_words(text)
        for text in texts:
            self.asked.append(text)
            if text in self.fails_at:
                raise self.fails_at[text]
            yield hum(text, self.pitch_hz, self.pace)


def failing(reason: str = "out of breath") -> SpeechError:
    return TransientSpeechError(reason)


@dataclass
class FastClock:
    """Time that passes only while someone sleeps."""

    now_s: float = 1000.0
    wall_s: float = 1_778_625_000.0  # 13 May 2026, 5:30 in Vietnam; somebody may set it by hand
    slept_s: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.slept_s.append(seconds)
        self.pass_by(seconds)

    def pass_by(self, seconds: float) -> None:
        self.now_s += seconds
        self.wall_s += seconds

    @property
    def outside(self) -> Outside:
        return Outside(lambda: self.now_s, self.sleep, lambda: 0.5, lambda: self.wall_s)
