"""Hôm nay: what is on air, what comes next, the day's rundown, and what stands in the way."""

from jinja2 import Environment
from starlette.responses import Response, StreamingResponse

from broadcaster.console.dispatch import TurnedAwayError
from broadcaster.console.live import Looked
from broadcaster.console.visit import Visit
from broadcaster.errors import BroadcasterError
from broadcaster.messages import N_, Sentence
from broadcaster.workflows.watching import StationWatch

PARTS = ("now", "trouble", "day")


def show(visit: Visit) -> Response:
    """Show the day."""
    return visit.page("today.html", today=visit.site.watch.today())


def look(watch: StationWatch, templates: Environment) -> Looked:
    """Return the page's living parts; none of them depends on who reads."""
    try:
        found = watch.today()
    except BroadcasterError as failure:  # a file that is being mended; what was known before stays on the page
        return Looked({"trouble": templates.get_template("today/failure.html").render(said=failure.sentence)})
    parts = {name: templates.get_template(f"today/{name}.html").render(today=found) for name in PARTS}
    return Looked(parts, watch.level_db() if found.on_air or found.alerts else None)


async def follow(visit: Visit) -> Response:
    """Tell the page's parts whenever they change."""
    live = visit.site.live
    if live.is_full:
        raise TurnedAwayError(503, Sentence(N_("too many pages are open; this one is not renewed by itself")))
    return StreamingResponse(live.follow(), media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})
