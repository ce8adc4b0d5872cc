"""What the desk tells of relays becomes lines of the record, whoever is restarted meanwhile."""

from dataclasses import replace

from rundowns import S, Station, airing, at, brief

from broadcaster.playout.airing import Airing
from broadcaster.playout.desk import PlayOrder, PlayReport, RelayWindow
from broadcaster.playout.off_air import OffAirDesk

WINDOW = RelayWindow(60 * S, 180 * S, "https://vov.example/vov1", 3_000, 1_200, -14.0)


class RelayingDesk(OffAirDesk):
    """A desk in whose orders the relay was heard from 70 s to 150 s of the file, as far as that has been played."""

    def __init__(self, *arguments: object) -> None:
        super().__init__(*arguments)  # type: ignore[arg-type]
        self.orders: list[PlayOrder] = []

    def play(self, order: PlayOrder) -> None:
        self.orders.append(order)
        super().play(order)

    def reports(self) -> list[PlayReport]:
        skips = {order.id: order.skip_ms for order in self.orders}
        return [replace(report, relayed=self._relayed(skips[report.id], report)) for report in super().reports()]

    def _relayed(self, skip_ms: int, report: PlayReport) -> tuple[tuple[int, int], ...]:
        begin, end = max(70 * S, skip_ms), min(150 * S, skip_ms + report.played_ms)
        return ((begin, end),) if begin < end else ()


def with_relay() -> Airing:
    plain = airing("05:30", ("tin-1", 60 * S), ("vov1", 120 * S), ("tin-2", 60 * S))
    first, relay, last = plain.rundown.cues
    cues = (first, replace(relay, kind="relay", stand_in=(replace(relay, kind="music"),)), last)
    return replace(plain, rundown=replace(plain.rundown, cues=cues), relays=(WINDOW,))


def station() -> Station:
    station = Station([with_relay()])
    station.switch_on(RelayingDesk(station.clock.now, station.shelf))
    return station


LINES = [
    "tin-1 aired 05:30:00 60",
    "vov1 replaced 05:31:00 10",
    "vov1 cut_short 05:31:10 80",
    "vov1 replaced 05:32:30 30",
    "tin-2 aired 05:33:00 60",
]


def test_a_relay_is_asked_for_with_its_programme_and_told_stretch_by_stretch() -> None:
    lived = station()
    lived.run_until(at("05:40"))
    assert lived.told() == LINES
    assert isinstance(lived.desk, RelayingDesk)
    assert [order.relays for order in lived.desk.orders] == [(WINDOW,)]


def test_a_daemon_that_is_started_anew_in_the_middle_tells_the_same() -> None:
    lived = station()
    lived.run_until(at("05:31:40"))
    lived.switch_on()
    lived.run_until(at("05:40"))
    assert lived.told() == LINES


def test_after_a_power_cut_what_was_relayed_before_it_is_still_known() -> None:
    lived = station()
    lived.run_until(at("05:31:40"))
    lived.switch_on(RelayingDesk(lived.clock.now, lived.shelf))
    lived.run_until(at("05:40"))
    vov1 = [line for line in lived.lines() if line.source == "vov1"]
    assert brief(vov1)[:2] == ["vov1 replaced 05:31:00 10", "vov1 cut_short 05:31:10 30"]
    assert sum(line.duration_ms for line in vov1) == 120 * S
