"""A voice on the network, asked politely, believed only after a look at what came back."""

import importlib.util
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from broadcaster.errors import SoundError, SpeechError, TransientSpeechError
from broadcaster.messages import N_, Sentence
from broadcaster.sound.files import decode
from broadcaster.sound.pcm import Pcm, join, silence, trim
from broadcaster.speech.engines import mpeg
from broadcaster.speech.patience import CircuitBreaker, OnlineSpeechError, Outside, Pace, Patience
from broadcaster.speech.phrases import chunks
from broadcaster.speech.plausible import why_implausible
from broadcaster.speech.rest import RestMemory, ThisProcess
from broadcaster.speech.words import require_words

# The silence between two requests of one sentence, by the mark where it was cut; the trimmed edges add 40 ms.
PAUSES_MS = {",": 220, ";": 340, ":": 340, ".": 460, "…": 460, "!": 460, "?": 460}
PROBE_S = 4.0  # a clerk waits for it
SHORTEST_S = 0.1  # a request is given at least this

_RESTING = N_("{service} is left alone for {seconds} s after its failures, and then asked again by itself")
_CUT_OFF = N_("{service} sent speech that is damaged or cut off")
_UNLIKELY = N_("{service} sent what cannot be these words: {why}")


@dataclass
class OnlineVoice:
    """Asks one service for MP3.

    It remembers failures, so share one for all items; with a `memory` on the disk the next process knows them too.

    `service` is how people know it, `library` the package that knows its protocol, `missing` what is said without
    that, `longest` how many code points one request may hold, `gap_s` the least time from one request to the next.
    """

    service: Sentence
    library: str
    missing: Sentence
    longest: int
    gap_s: float
    patience: Patience = field(default=Patience())
    outside: Outside = field(default=Outside())
    memory: RestMemory = field(default_factory=ThisProcess)
    _pace: Pace = field(init=False)

    def __post_init__(self) -> None:
        self._pace = Pace(self.gap_s, self.outside)

    def why_unavailable(self) -> Sentence | None:
        """Return why asking now is pointless, without asking, or None."""
        return self.missing if importlib.util.find_spec(self.library) is None else self.why_resting()

    def probe(self, why_out_of_reach: Callable[[float], Sentence | None]) -> Sentence | None:
        """Return why the service cannot be reached now or is left alone, or None.

        `why_out_of_reach` goes and looks, within the seconds it is given. A voice that was left alone only for being
        out of reach no longer is, once it is reached.
        """
        if importlib.util.find_spec(self.library) is None:
            return self.missing
        if why := why_out_of_reach(PROBE_S):
            return why
        self.note_contact()
        return self.why_resting()

    def why_resting(self) -> Sentence | None:
        """Return why asking now is pointless, as far as earlier sentences told, or None."""
        left_s = self.memory.recall().rest_left_s(self.outside.clock_s())
        return Sentence(_RESTING, service=self.service, seconds=math.ceil(left_s)) if left_s else None

    def note_contact(self) -> None:
        """Take note that the service is within reach now: a rest that came only from its not being so is over."""
        known = self.memory.recall()
        if known != known.after_contact():
            self.memory.keep(known.after_contact())

    def say_all(self, texts: Sequence[str], fetch: Callable[[str, float], bytes]) -> Iterator[Pcm]:
        """Yield the sound of each of `texts`; raise PermanentSpeechError, before the first, for what is not words."""
        for text in texts:
            require_words(text)
        for text in texts:
            yield self.say(text, fetch)

    def say(self, text: str, fetch: Callable[[str, float], bytes]) -> Pcm:
        """Return the sound of `text`, edges trimmed, in as few requests as there can be.

        `fetch` makes one: it is given the words and the seconds it may take, and returns MP3 or raises SpeechError.
        """
        if reason := self.why_resting():
            raise TransientSpeechError(reason.template, **reason.values)
        try:
            pcm = _joined([(piece, self._request(piece, fetch)) for piece in chunks(text, self.longest)])
        except SpeechError as error:
            self.memory.keep(self.memory.recall().after_failure(self.outside.clock_s(), error))
            raise
        if self.memory.recall() != CircuitBreaker():
            self.memory.keep(CircuitBreaker())
        return pcm

    def _request(self, piece: str, fetch: Callable[[str, float], bytes]) -> Pcm:
        def ask(left_s: float) -> Pcm:
            end_s = self.outside.clock_s() + left_s
            self._pace.keep()
            left_s = max(SHORTEST_S, end_s - self.outside.clock_s())
            return self._believed(fetch(piece, left_s), piece)

        return self.patience.persist(ask, self.outside)

    def _believed(self, mp3: bytes, piece: str) -> Pcm:
        """Return the sound of `mp3`; raise OnlineSpeechError unless it is whole and can be `piece`."""
        if not mpeg.walk(mp3).whole:
            raise OnlineSpeechError(_CUT_OFF, service=self.service)
        try:
            pcm = trim(decode(mp3))
        except SoundError as error:
            raise OnlineSpeechError(_CUT_OFF, service=self.service) from error
        if why := why_implausible(pcm, piece):
            raise OnlineSpeechError(_UNLIKELY, service=self.service, why=why)
        return pcm


def _joined(spoken: Sequence[tuple[str, Pcm]]) -> Pcm:
    """Return the pieces of one sentence as one sound; they were decoded apart, as joined MP3 may lose all but one."""
    parts = [spoken[0][1]]
    for (before, _), (_, pcm) in pairwise(spoken):
        parts += [silence(PAUSES_MS.get(before[-1], 0)), pcm]
    return join(parts)
