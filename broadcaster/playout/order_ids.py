"""What the daemon tells a desk an order is, so that a later daemon knows what the desk goes on with. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from broadcaster.model.record import Span
from broadcaster.playout.airing import Airing
from broadcaster.playout.desk import PlayReport

JOINED_AT = "#"  # stands between an airing's id and where it was joined
OF_PROGRAMME = "@"  # stands between that and the programme's hash: what is adopted must be what may be aired
AGAIN = "~"  # stands before a number where the same had been taken off the desk


@dataclass(frozen=True)
class OrderId:
    """The airing, from where its programme is played, and the beginning of the programme's hash."""

    airing: str
    skip_ms: int
    programme: str

    def unlike(self, taken: Iterable[str]) -> str:
        """Return it as text, another one than any of `taken`: a desk takes an id once."""
        written = f"{self.airing}{JOINED_AT}{self.skip_ms}{OF_PROGRAMME}{self.programme}"
        before = sum(other.partition(AGAIN)[0] == written for other in taken)
        return f"{written}{AGAIN}{before}" if before else written

    @classmethod
    def parse(cls, written: str) -> "OrderId | None":
        """Return what `written` tells, None when it is no id of ours."""
        airing, joined, place = written.rpartition(JOINED_AT)
        skip_ms, _, programme = place.partition(AGAIN)[0].partition(OF_PROGRAMME)
        return cls(airing, int(skip_ms), programme) if joined and skip_ms.isdigit() else None


def span_of(airing: Airing, skip_ms: int, report: PlayReport) -> Span:
    """Return what `report` tells was heard, in the station's zone: a desk may tell moments in any."""
    zone = airing.starts_at.tzinfo
    return Span(report.started_at and report.started_at.astimezone(zone), skip_ms, report.played_ms)
