"""All outputs together: which are wanted, which stand, and who drives the bus."""

import logging
import threading
from collections.abc import Iterable, Mapping, Sequence

from broadcaster.engine.bus import Bus
from broadcaster.engine.clocks import Clock
from broadcaster.engine.outputs.contract import Build, Feed, Guarded, Health, Output, Settings, text
from broadcaster.engine.outputs.sound_card import NULL_CLOCK

log = logging.getLogger(__name__)

SOUND_CARD, FURTHER_CARD = "sound_card", "further_card"


class Rack:
    """The outputs of one bus. Any number of any kind; what one of them does never touches another.

    The first sound card drives the bus, the null clock where there is none; all others listen. Any thread may call it.
    """

    def __init__(self, bus: Bus, clock: Clock, block_ms: int, kinds: Mapping[str, Build]) -> None:
        self._bus = bus
        self._clock = clock
        self._block_ms = block_ms
        self._kinds = kinds
        self._lock = threading.Lock()
        self._standing: list[tuple[Settings, Output]] = []

    def carry(self, wanted: Sequence[Settings]) -> None:
        """Have just these outputs; one that stands and is wanted as it is goes on untouched.

        Raises ValueError, and changes nothing, when the settings of one are wrong.
        """
        with self._lock:
            arranged = _arranged(wanted)
            kept = [(settings, output) for settings, output in self._standing if settings in arranged]
            fresh = [
                (settings, self._build(settings)) for settings in arranged if settings not in (one for one, _ in kept)
            ]
            for settings, output in self._standing:
                if settings not in arranged:
                    log.info("%s is wanted no more, or otherwise", output.name)
                    output.close()
            self._standing = sorted([*kept, *fresh], key=lambda pair: arranged.index(pair[0]))
            for _, output in reversed(fresh):  # what drives is started last: the others hear it from the beginning
                output.start(self._bus)

    def tend(self) -> None:
        """Let every output look after itself."""
        with self._lock:
            for _, output in self._standing:
                try:
                    output.tend()
                except Exception:  # an output that breaks its contract must not take the others with it
                    log.exception("%s could not be tended", output.name)
        self._bus.is_heard = any(health.ok for health in self.health())

    def health(self) -> list[Health]:
        """Return how each output is; the null clock, which nobody hears, only where there is nothing else."""
        with self._lock:
            found = [output.health() for _, output in self._standing]
        return [health for health in found if health.name != NULL_CLOCK] or found

    def feeds(self) -> list[Feed]:
        """Return what the connections of the guarded outputs are like."""
        with self._lock:
            return [output.feed() for _, output in self._standing if isinstance(output, Guarded)]

    def let_through(self, name: str, connection: int) -> None:
        """Let sound through that connection of the output `name`; an unknown one is left alone."""
        with self._lock:
            for _, output in self._standing:
                if output.name == name and isinstance(output, Guarded):
                    output.let_through(connection)

    def close(self) -> None:
        """Close all of them, what drives first."""
        with self._lock:
            for _, output in self._standing:
                output.close()
            self._standing = []

    def _build(self, settings: Settings) -> Output:
        build = self._kinds.get(str(settings.get("kind")))
        if build is None:
            raise ValueError(f"kind: there is no output {settings.get('kind')!r:.80}")
        return build({"block_ms": self._block_ms, **settings}, self._clock)


def _arranged(wanted: Iterable[Settings]) -> list[Settings]:
    """Return the outputs with the one that drives in front."""
    outputs = list(wanted)
    names = [text(settings, "name") for settings in outputs]
    if len(set(names)) < len(names):
        raise ValueError(f"name: the same for two outputs among {names}")
    drives = next((one for one in outputs if one.get("kind") == SOUND_CARD), {"kind": NULL_CLOCK, "name": NULL_CLOCK})
    return [drives, *(_listening(one) for one in outputs if one is not drives)]


def _listening(settings: Settings) -> Settings:
    return {**settings, "kind": FURTHER_CARD} if settings.get("kind") == SOUND_CARD else settings
