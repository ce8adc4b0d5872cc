"""Where no way leads: a page in the layout for people, JSON for programs."""

from collections.abc import Awaitable, Callable, Sequence

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match, Route

from broadcaster.console.dispatch import Dispatch, TurnedAwayError
from broadcaster.console.visit import Site, Visit
from broadcaster.console.ways import Way
from broadcaster.messages import N_, Sentence

Handler = Callable[[Request, Exception], Awaitable[Response]]
NO_PAGE = N_("there is nothing at this address; what there is stands in the menu")
NO_SUCH_WAY = N_("this address can't be used in that way ({method})")


def refusals(site: Site, routes: Sequence[Route]) -> dict[int, Handler]:
    """Return what answers, by status, where none of `routes` does."""

    async def no_page(request: Request, _: Exception) -> Response:
        return await _refused(site, request, TurnedAwayError(404, Sentence(NO_PAGE)))

    async def no_such_way(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        there = (route for route in routes if route.matches(request.scope)[0] is not Match.NONE)
        allowed = sorted({method for route in there for method in route.methods or ()})
        said = Sentence(NO_SUCH_WAY, method=request.method)
        return await _refused(site, request, TurnedAwayError(405, said, {"Allow": ", ".join(allowed)}))

    return {404: no_page, 405: no_such_way}


async def _refused(site: Site, request: Request, refusal: TurnedAwayError) -> Response:
    def never(_: Visit) -> Response:
        raise refusal

    return await Dispatch(site, Way(request.method, request.url.path, never, None)).refuse(request, refusal)
