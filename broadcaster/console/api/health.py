"""For those who watch over many machines: whether the console answers, and the station in figures."""

from collections.abc import Iterable

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from starlette.responses import JSONResponse, Response

from broadcaster.console.visit import Visit
from broadcaster.errors import BroadcasterError
from broadcaster.workflows.today import State, Today

METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"


def healthz(visit: Visit) -> Response:
    """Tell whether the console can read its station, and nothing else: whoever asks need not be known."""
    try:
        visit.site.watch.contents()
    except BroadcasterError:
        return JSONResponse({"ok": False}, 503)
    return JSONResponse({"ok": True})


def metrics(visit: Visit) -> Response:
    """Tell the station in figures, as Prometheus reads them."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Figures(visit.site.watch.today(), visit.site.live.readers))
    return Response(generate_latest(registry), media_type=METRICS_TYPE)


class _Figures:
    """What is told of a day; one registry a question, for nothing is counted between two of them."""

    def __init__(self, today: Today, readers: int) -> None:
        self._today = today
        self._readers = readers

    def collect(self) -> Iterable[GaugeMetricFamily]:
        """Yield the figures."""
        today = self._today
        yield _gauge("running", "whether a daemon looks after the station", today.told is not None)
        yield _gauge("on_air", "whether a programme is on air", today.on_air is not None)
        yield _gauge("alerts", "emergencies on air or to come", len(today.alerts))
        yield _gauge("faults", "things that need a hand", len(today.told.faults) if today.told else 0)
        yield _gauge("safe_programme", "whether the safe programme is heard", today.is_safe_programme)
        missing = sum(airing.state is State.MISSING for airing in today.airings)
        yield _gauge("airings_missing", "airings that should be on air and are not", missing)
        not_ready = sum(airing.state is State.NOT_READY for airing in today.airings)
        yield _gauge("airings_not_ready", "airings to come today whose programme is not built", not_ready)
        yield _gauge("behind", "things that are behind for the coming week", len(today.behind))
        yield _gauge("planned_seconds", "today's airtime by plan", today.planned_ms / 1000)
        yield _gauge("console_readers", "live pages that are open", self._readers)
        if today.coming is not None:
            left = today.coming.rundown.airtime.starts_at - today.now
            yield _gauge("next_airing_seconds", "until the next airing", left.total_seconds())
        outputs = _gauge("output_ok", "whether an output carries sound", labels=["output"])
        for name, ok, _ in today.told.outputs if today.told else ():
            outputs.add_metric([name], float(ok))
        yield outputs


def _gauge(name: str, told: str, value: float | None = None, labels: list[str] | None = None) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"broadcaster_{name}", told, value=value, labels=labels)
