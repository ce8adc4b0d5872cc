"""How long to bear with a voice that lives on the network: when to ask again, and when to leave it alone.

The only file that imports tenacity, which repeats what fails.
"""

import math
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from tenacity import RetryCallState, Retrying, retry_if_exception

from broadcaster.errors import SpeechError, TransientSpeechError

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Outside:
    """The world that waiting needs: a clock that never goes back, sleep, chance (0 to 1), and the time of day.

    `wall_clock_s` counts from 1970: what another process is to understand, or a person, is told in its time.
    """

    clock_s: Callable[[], float] = time.monotonic
    sleep_s: Callable[[float], None] = time.sleep
    chance: Callable[[], float] = random.random
    wall_clock_s: Callable[[], float] = time.time


class OnlineSpeechError(TransientSpeechError):
    """One request failed.

    `ask_again` tells whether another within seconds makes sense, `retry_after_s` how long the other side asked us to
    wait, `leave_alone` that the next sentence would fare no better, `out_of_reach` that no connection came about.
    """

    def __init__(
        self,
        template: str,
        *,
        ask_again: bool = True,
        leave_alone: bool = False,
        out_of_reach: bool = False,
        retry_after_s: float | None = None,
        **values: object,
    ) -> None:
        super().__init__(template, **values)
        self.ask_again = ask_again
        self.leave_alone = leave_alone
        self.out_of_reach = out_of_reach
        self.retry_after_s = retry_after_s


@dataclass(frozen=True)
class Patience:
    """At most `attempts` within `total_s`; the waits between them double from `first_wait_s` and vary by chance."""

    attempts: int = 3
    total_s: float = 20.0
    first_wait_s: float = 0.8

    def wait_s(self, failed: int, error: OnlineSpeechError, chance: float) -> float:
        """Return how long to wait after `failed` attempts: partly chance, and at least what the other side asked."""
        wait = self.first_wait_s * (1 << (failed - 1)) * (0.5 + chance)
        return max(wait, error.retry_after_s or 0.0)

    def persist(self, ask: Callable[[float], Answer], outside: Outside) -> Answer:
        """Return the answer of `ask`, which is told the seconds that are left; raise its last OnlineSpeechError."""
        end_s = outside.clock_s() + self.total_s

        def enough(state: RetryCallState) -> bool:
            return state.attempt_number >= self.attempts or outside.clock_s() + state.upcoming_sleep >= end_s

        # Neither chance nor a clock can be handed to tenacity's own waits and stops, so these are ours.
        persistent = Retrying(
            sleep=outside.sleep_s,
            retry=retry_if_exception(_may_pass),
            wait=lambda state: self.wait_s(state.attempt_number, _failure(state), outside.chance()),
            stop=enough,
            reraise=True,
        )
        return persistent(lambda: ask(end_s - outside.clock_s()))


def _may_pass(error: BaseException) -> bool:
    return isinstance(error, OnlineSpeechError) and error.ask_again


def _failure(state: RetryCallState) -> OnlineSpeechError:
    error = state.outcome.exception() if state.outcome else None
    assert isinstance(error, OnlineSpeechError), "only what may pass is waited for"
    return error


@dataclass
class Pace:
    """Keeps requests at least `gap_s` apart."""

    gap_s: float
    outside: Outside
    _last_s: float = -math.inf

    def keep(self) -> None:
        """Wait until the next request is polite."""
        wait_s = self._last_s + self.gap_s - self.outside.clock_s()
        if wait_s > 0:
            self.outside.sleep_s(wait_s)
        self._last_s = self.outside.clock_s()


@dataclass(frozen=True)
class CircuitBreaker:
    """What recent sentences taught about a voice. A voice that fails is left alone, each time for twice as long.

    After the rest one sentence tries it: its success forgets all, its failure starts the next rest. `out_of_reach`
    tells that it rests for no other reason than that no connection came about: who sees one may end that rest.
    """

    failed: int = 0
    rest_s: float = 0.0
    rests_until_s: float = -math.inf
    out_of_reach: bool = False

    ALLOWED = 3  # failed sentences in a row
    FIRST_REST_S = 60.0
    LONGEST_REST_S = 1800.0

    def rest_left_s(self, now_s: float) -> float:
        """Return for how long the voice is still left alone."""
        return max(0.0, self.rests_until_s - now_s)

    def after_failure(self, now_s: float, error: SpeechError) -> "CircuitBreaker":
        """Return what is known after one more failed sentence."""
        failed = self.failed + 1
        online = error if isinstance(error, OnlineSpeechError) else None
        if not (online and online.leave_alone) and failed < self.ALLOWED and not self.rest_s:
            return CircuitBreaker(failed)
        asked_s = (online and online.retry_after_s) or 0.0
        rest_s = min(max(self.FIRST_REST_S, 2 * self.rest_s, asked_s), self.LONGEST_REST_S)
        out_of_reach = online is not None and online.out_of_reach and (self.out_of_reach or not self.rest_s)
        return CircuitBreaker(failed, rest_s, now_s + rest_s, out_of_reach)

    def after_contact(self) -> "CircuitBreaker":
        """Return what is known once the voice was seen to be within reach, though nothing was asked of it."""
        return CircuitBreaker() if self.out_of_reach else self
