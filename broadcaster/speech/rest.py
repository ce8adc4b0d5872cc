"""What a voice on the network remembers of its failures, for this process or for the next ones too.

The background build is a new process each ten minutes; without a memory on the disk each would wait for a dead line
anew, and ask a service that asked to be left alone.
"""

import json
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from broadcaster.errors import SoundError
from broadcaster.sound.beside import written_beside
from broadcaster.speech.patience import CircuitBreaker, Outside


class RestMemory(Protocol):
    """Where a circuit breaker is kept from one sentence to the next."""

    def recall(self) -> CircuitBreaker:
        """Return what is known about the voice."""

    def keep(self, breaker: CircuitBreaker) -> None:
        """Remember `breaker` in place of what was known."""


@dataclass
class ThisProcess:
    """Remembers as long as the process lives."""

    breaker: CircuitBreaker = field(default=CircuitBreaker())

    def recall(self) -> CircuitBreaker:
        """Return what was kept last."""
        return self.breaker

    def keep(self, breaker: CircuitBreaker) -> None:
        """Remember `breaker`."""
        self.breaker = breaker


@dataclass
class RestFile:
    """Remembers in a small file, which all processes of a station share.

    ``{"failed": 3, "rest_s": 60.0, "until": …, "out_of_reach": false}``: `until` is the time of day (seconds since
    1970), as no other clock means the same to two processes. A file that is broken, or speaks of a rest long over, says
    nothing. A disk that refuses makes it a memory of this process.
    """

    path: Path
    outside: Outside = field(default=Outside())
    _here: CircuitBreaker = field(default=CircuitBreaker(), init=False)

    def recall(self) -> CircuitBreaker:
        """Return what this process or the file knows, whichever rests longer."""
        return max(self._here, self._read(), key=lambda known: (known.rests_until_s, known.failed))

    def keep(self, breaker: CircuitBreaker) -> None:
        """Remember `breaker`, here and in the file; no file says that nothing is wrong."""
        self._here = breaker
        with suppress(OSError, SoundError):  # a rest nobody else knows of costs them seconds: no reason to be silent
            if breaker == CircuitBreaker():
                self.path.unlink(missing_ok=True)
            else:
                self._write(breaker)

    def _write(self, breaker: CircuitBreaker) -> None:
        rest_left_s = breaker.rest_left_s(self.outside.clock_s())
        until = self.outside.wall_clock_s() + rest_left_s
        facts = {
            "failed": breaker.failed,
            "rest_s": breaker.rest_s,
            "until": round(until, 3),
            "out_of_reach": breaker.out_of_reach,
        }
        with written_beside(self.path) as beside:
            beside.write_text(json.dumps(facts), encoding="utf-8")

    def _read(self) -> CircuitBreaker:
        try:
            facts = json.loads(self.path.read_bytes())
            failed, rest_s, until = int(facts["failed"]), float(facts["rest_s"]), float(facts["until"])
            out_of_reach = facts["out_of_reach"] is True
        except (OSError, ValueError, LookupError, TypeError, OverflowError):
            return CircuitBreaker()
        left_s = until - self.outside.wall_clock_s()
        sane = failed >= 0 and 0 <= rest_s <= CircuitBreaker.LONGEST_REST_S
        if not sane or left_s < -CircuitBreaker.LONGEST_REST_S:
            return CircuitBreaker()
        # A clock that was set back must not make a rest longer than it was meant to be.
        return CircuitBreaker(failed, rest_s, self.outside.clock_s() + min(left_s, rest_s), out_of_reach)
