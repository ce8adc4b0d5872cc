"""A zone: the loudspeakers of one cluster of houses that are always as loud as each other."""

from dataclasses import dataclass, field
from datetime import time

from broadcaster.model.problem import Place


@dataclass(frozen=True)
class Ceiling:
    """From `start` to `end` (local times; may cross midnight) a zone is no louder than `percent`."""

    start: time
    end: time
    percent: int

    def holds_at(self, moment: time) -> bool:
        """Whether it holds at that time of day; at `start` it does, at `end` it does not."""
        if self.start < self.end:
            return self.start <= moment < self.end
        return moment >= self.start or moment < self.end


@dataclass(frozen=True)
class Zone:
    """Snapcast clients that are one group, and how loud they may be. Volumes are percentages.

    `clients` are the names that the clients were started with (``--hostID``). `latency_ms` is how much later than
    others its amplifiers sound, which is made up for.
    """

    id: str
    title: str
    clients: tuple[str, ...]
    volume: int = 100
    ceilings: tuple[Ceiling, ...] = ()
    mute: bool = False
    latency_ms: int = 0
    place: Place | None = field(default=None, compare=False)

    def ceiling_at(self, moment: time) -> int:
        """Return how loud it may be at that time of day.

        Where several ceilings hold the lowest does. In hours for which none is stated the lowest of the day does: who
        stated any did not mean that nights may be louder.
        """
        holding = [ceiling.percent for ceiling in self.ceilings if ceiling.holds_at(moment)]
        return min(holding or [ceiling.percent for ceiling in self.ceilings] or [100])

    def volume_at(self, moment: time) -> int:
        """Return how loud it is set at that time of day."""
        return min(self.volume, self.ceiling_at(moment))
