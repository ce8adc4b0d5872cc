"""What can be played for an airing: its programme, or the safe one in its place, as long as neither broke."""

from collections.abc import Callable
from dataclasses import replace

from broadcaster.playout.airing import Airing
from broadcaster.playout.on_desk import OnDesk, OrderId, SafeProgramme


class Playable:
    """Remembers what broke while it played; `safe` gives the programme to fall back on."""

    def __init__(self, safe: Callable[[], SafeProgramme | None]) -> None:
        self._safe = safe
        self._spoilt: dict[str, str] = {}  # airings whose programme broke while it played, and its hash
        self._hopeless: set[str] = set()  # ... and in whose place the safe programme can't be played either

    def broke(self, on_desk: OnDesk) -> None:
        """Be told that it can't be heard: an airing's programme, or the safe one in its place."""
        if on_desk.stand_in:
            self._hopeless.add(on_desk.airing.id)
        else:
            self._spoilt[on_desk.airing.id] = on_desk.sha256

    def look_at(self, airing: Airing) -> None:
        """Notice that its programme is known to be damaged; one that is there again was made anew."""
        if airing.path is None:
            self._spoilt.pop(airing.id, None)

    def has_programme(self, airing: Airing) -> bool:
        """Whether its programme is there and has not just turned out to be damaged."""
        return airing.path is not None and self._spoilt.get(airing.id) != airing.sha256

    def as_it_is(self, airing: Airing) -> Airing:
        """Return it without a programme, if that has just turned out to be damaged."""
        if self.has_programme(airing):
            return airing
        return replace(airing, path=None, why_not=airing.why_not or "damaged")

    def safe_for(self, airing: Airing) -> SafeProgramme | None:
        """Return the safe programme, if it is there and did not break in this airing's place."""
        return None if airing.id in self._hopeless else self._safe()

    def adopted(self, airing: Airing, order_id: str, order: OrderId) -> OnDesk:
        """Return what the desk has under `order_id`, which an earlier daemon handed over."""
        safe = self._safe() if order.stand_in else None
        sha256, path = (safe.sha256, safe.path) if safe else (airing.sha256, airing.path)
        return OnDesk(airing, order_id, order.skip_ms, sha256, order.stand_in, path)
