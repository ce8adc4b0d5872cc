"""The console as an ASGI application: the table of ways behind the guard, and the one look that live pages share."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from pathlib import Path

from anyio.to_thread import current_default_thread_limiter
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from broadcaster.console.dispatch import Dispatch
from broadcaster.console.guard import Guard
from broadcaster.console.live import Live
from broadcaster.console.nowhere import refusals
from broadcaster.console.once import Once
from broadcaster.console.pages.today import look
from broadcaster.console.table import WAYS
from broadcaster.console.templating import STATIC, environment, static
from broadcaster.console.visit import Site
from broadcaster.workflows.entering import Entrance
from broadcaster.workflows.watching import StationWatch

THREADS = 6  # what may take its time at once: two cores and some waiting for the disk
LOOPBACK = ("localhost", "127.0.0.1", "::1")
YEAR_S = 31_536_000


def make_app(folder: Path, language: str, now: Callable[[], datetime], hosts: Iterable[str] = LOOPBACK) -> "Console":
    """Return the console of the station in `folder`, which answers to the names in `hosts`."""
    watch = StationWatch(folder, now)
    templates = environment(language)
    live = Live(lambda: look(watch, templates), watch.now)
    site = Site(folder, language, now, watch, Entrance(folder), templates, live, Once())

    @asynccontextmanager
    async def living(_: Starlette) -> AsyncIterator[None]:
        current_default_thread_limiter().total_tokens = THREADS
        looking = asyncio.create_task(live.run())
        try:
            yield
        finally:
            looking.cancel()
            with suppress(asyncio.CancelledError):
                await looking

    routes = [Route(way.path, Dispatch(site, way).answer, methods=[way.method]) for way in WAYS]
    routes.append(Route("/static/{digest}/{name}", _static))
    app = Starlette(routes=routes, lifespan=living, exception_handlers=refusals(site, routes))
    return Console(Guard(app, hosts), live)


class Console:
    """The application, and how its endless answers are ended."""

    def __init__(self, app: ASGIApp, live: Live) -> None:
        self._app = app
        self._live = live

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer."""
        await self._app(scope, receive, send)

    async def end_streams(self) -> None:
        """Let every live page's stream end: without that a server that is stopped would wait for them in vain."""
        await self._live.end()


async def _static(request: Request) -> Response:
    """Return a file of ours; named by its content, it may be kept for good."""
    name = request.path_params["name"]
    known = {path.name for path in STATIC.iterdir()}
    if name not in known or static(name) != request.url.path:
        return PlainTextResponse("Not Found", 404)
    return FileResponse(STATIC / name, headers={"Cache-Control": f"public, max-age={YEAR_S}, immutable"})
