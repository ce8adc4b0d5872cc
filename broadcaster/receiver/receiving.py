"""The receiver's work: connect, decode, level, judge, hand over what is good; and again when it broke off."""

import random
from collections import deque
from collections.abc import Callable
from contextlib import closing
from typing import Protocol

import numpy as np

from broadcaster.errors import RelayError
from broadcaster.messages import N_, Sentence
from broadcaster.receiver.blocks import RATE, Sound
from broadcaster.receiver.judging import Judge, Rules
from broadcaster.receiver.levelling import Leveller
from broadcaster.receiver.opening import Stream
from broadcaster.receiver.sounding import sound_of
from broadcaster.receiver.words import FLUSH, NEWS, PRIME, SOUND, Request, record, said_news

CONNECTING = N_("connecting")
PROVES_ITSELF = N_("the stream is there and has to come well for some seconds")
GOOD = N_("the stream comes well")
ENDED = N_("the stream ended")

FIRST_WAIT_S, LONGEST_WAIT_S = 0.5, 10.0
FLOOD_S = 30.0  # what a server may send at once to whoever connects; a file on a web server is no stream
AHEAD_S = 3.0  # how much more than the listener needs is taken from a server that sends as fast as it can


class Clock(Protocol):
    """Time as this work needs it."""

    def elapsed_s(self) -> float:
        """Return seconds from some fixed moment."""

    def sleep(self, seconds: float) -> None:
        """Wait."""


def back_off_s(failures: int, chance: float) -> float:
    """Return how long to wait after so many failures in a row; `chance` is 0 to 1, so that not all come at once."""
    return float(min(FIRST_WAIT_S * 2.0 ** (failures - 1), LONGEST_WAIT_S) * (0.75 + chance / 2))


class Receiver:
    """Receives one stream and writes records to `send` until the process ends."""

    def __init__(
        self, request: Request, open_stream: Callable[[str], Stream], send: Callable[[bytes], None], clock: Clock
    ) -> None:
        self._request = request
        self._open = open_stream
        self._send = send
        self._clock = clock
        self._buffer_s = request.buffer_ms / 1000
        self._prime_ms = 0
        self._judge = Judge(Rules(request.silence_ms / 1000, self._buffer_s))
        self._leveller = Leveller(request.goal_lufs)
        self._kept: deque[Sound] = deque()  # the newest, until it is known whether it is good
        self._news: Sentence | None = None
        self._good_since_s = 0.0
        self._sent_s = 0.0

    def run(self) -> None:
        """Receive, for ever."""
        self._expect(self._request.buffer_ms)
        failures = 0
        while True:
            try:
                if not failures:
                    self._tell(Sentence(CONNECTING))
                with closing(self._open(self._request.url)) as stream:
                    self._expect(self._request.buffer_ms + round(1000 * stream.piece_s))
                    opened_s, came_s = self._clock.elapsed_s(), 0.0
                    for block in sound_of(stream):
                        self._take(block)
                        came_s += len(block) / RATE
                        self._sleep_off(came_s - (self._clock.elapsed_s() - opened_s) - FLOOD_S)
                        failures = 0 if self._judge.is_good else failures
                reason = Sentence(ENDED)
            except RelayError as error:
                reason = error.sentence
            self._judge.lose(self._clock.elapsed_s(), reason)
            self._kept.clear()
            self._tell(reason)
            failures += 1
            self._clock.sleep(back_off_s(failures, random.random()))  # noqa: S311 - chance, not a secret

    def _expect(self, buffer_ms: int) -> None:
        """Have so much lie ready before the stream is heard: what comes in pieces needs a piece more."""
        if buffer_ms != self._prime_ms:
            self._send(record(PRIME, str(buffer_ms).encode()))
        self._prime_ms, self._buffer_s = buffer_ms, buffer_ms / 1000
        self._judge.expect(self._buffer_s)

    def _take(self, block: Sound) -> None:
        was_good = self._judge.is_good
        levelled = self._leveller.push(block, settle=not was_good)
        self._judge.hear(self._clock.elapsed_s(), len(block) / RATE, level_db(block))
        if was_good and not self._judge.is_good:
            self._send(record(FLUSH))
        elif self._judge.is_good:
            self._hand_over(levelled, first=not was_good)
            return
        self._keep(levelled)
        self._tell(self._judge.fault or Sentence(PROVES_ITSELF))

    def _hand_over(self, levelled: Sound, *, first: bool) -> None:
        if first:
            self._tell(Sentence(GOOD))
            self._good_since_s, self._sent_s = self._clock.elapsed_s(), 0.0
        for sound in (*self._kept, levelled):
            self._send(record(SOUND, sound.astype("<i2").tobytes()))
            self._sent_s += len(sound) / RATE
        self._kept.clear()
        ahead_s = self._sent_s - (self._clock.elapsed_s() - self._good_since_s)
        self._sleep_off(ahead_s - self._buffer_s - AHEAD_S)

    def _sleep_off(self, too_much_s: float) -> None:
        """Let a server that sends faster than time goes by wait."""
        if too_much_s > 0:
            self._clock.sleep(too_much_s)

    def _keep(self, levelled: Sound) -> None:
        self._kept.append(levelled)
        while sum(map(len, self._kept)) > (self._buffer_s + 1) * RATE:
            self._kept.popleft()

    def _tell(self, news: Sentence) -> None:
        if news != self._news:
            self._news = news
            self._send(record(NEWS, said_news(news)))


def level_db(sound: Sound) -> float:
    """Return the RMS level in dBFS; nothing is -120."""
    mean_square = float(np.mean(np.square(sound.astype(np.float32)))) if len(sound) else 0.0
    return float(10 * np.log10(max(mean_square / 32_768**2, 1e-12)))
