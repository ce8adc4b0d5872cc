"""What happens to every request before and after the page's own work: login, roles, forgery, size, failures."""

import hmac
import inspect
import json
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from itertools import chain
from typing import Any
from urllib.parse import quote

from anyio.to_thread import run_sync
from starlette.datastructures import FormData, Headers, UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Message, Receive

from broadcaster.console.kept import kept_of
from broadcaster.console.origin import is_foreign, is_local, is_of_ours, page_of
from broadcaster.console.visit import Site, Visit
from broadcaster.console.ways import FORM_BYTES, Way
from broadcaster.errors import BroadcasterError, LogbookError, NotReadyError, UnknownNameError, UsageError
from broadcaster.messages import N_, Sentence
from broadcaster.model.problem import Problem
from broadcaster.workflows.entering import fresh_key
from broadcaster.workflows.shapes import problem_json

log = logging.getLogger(__name__)

SESSION, VISITOR = "broadcaster-session", "broadcaster-visitor"
MOST_FIELDS, MOST_FILES = 400, 4


class TurnedAwayError(Exception):
    """The request is refused with a status and a sentence; `headers` go with it."""

    def __init__(self, status: int, sentence: Sentence, headers: dict[str, str] | None = None) -> None:
        super().__init__(sentence.said("en"))
        self.status, self.sentence, self.headers = status, sentence, headers or {}


class _LoginNeededError(Exception):
    """Nobody is logged in."""


@dataclass(frozen=True)
class Dispatch:
    """Takes one way's requests, as Starlette's endpoint."""

    site: Site
    way: Way

    async def answer(self, request: Request) -> Response:
        """Return the answer to `request`."""
        visit = await run_sync(self._who, request)
        try:
            await self._let_in(visit)
            response = await self._answered(visit)
        except _LoginNeededError:
            response = self._to_login(visit)
        except TurnedAwayError as refusal:
            response = self._refusal(visit, refusal.status, refusal.sentence)
            response.headers.update(refusal.headers)
        except BroadcasterError as failure:
            response = self._refusal(visit, _status_of(failure), failure.sentence, getattr(failure, "problems", ()))
        except Exception:  # the door: whatever happened, people get a sentence, and whoever mends it the traceback
            log.exception("%s %s", request.method, request.url.path)
            response = self._refusal(visit, 500, Sentence(UNFORESEEN))
        if visit.visitor and not self.way.is_call and cookie_of(request, VISITOR) != visit.visitor:
            set_cookie(response, request, VISITOR, visit.visitor)
        return response

    async def refuse(self, request: Request, refusal: TurnedAwayError) -> Response:
        """Return that `request` is refused, before anything of it was looked at but who asks."""
        visit = await run_sync(self._who, request)
        response = self._refusal(visit, refusal.status, refusal.sentence)
        response.headers.update(refusal.headers)
        return response

    def _who(self, request: Request) -> Visit:
        visit = Visit(self.site, request)
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.casefold() == "bearer" and self.way.is_call:
            entered = self.site.entrance.by_token(token.strip())
        else:
            visit.key = cookie_of(request, SESSION)
            entered = self.site.entrance.by_session(visit.key, self.site.now())
        if entered is not None:
            visit.account, visit.session = entered.account, entered.session
        else:
            visit.visitor = cookie_of(request, VISITOR) or fresh_key()
        return visit

    async def _let_in(self, visit: Visit) -> None:
        """Raise what turns the request away, before more of it is read than needed."""
        if self.way.roles is not None:
            if visit.account is None:
                await self._keep(visit)
                raise _LoginNeededError
            if not visit.account.may(self.way.roles):
                raise TurnedAwayError(403, Sentence(N_("this is not among the tasks of your account; ask an admin")))
            if visit.account.must_change_password and self.way.path not in OPEN_BEFORE_CHANGE:
                raise self._password_first()
        if self.way.changes_something and is_foreign(visit.request.headers):
            raise TurnedAwayError(403, Sentence(FOREIGN))
        await self._read_body(visit)
        _require_text(visit)
        if self.way.changes_something:
            _require_no_forgery(visit, is_token=visit.account is not None and visit.session is None)

    async def _keep(self, visit: Visit) -> None:
        """Keep what was typed into a form of ours that comes from nobody who is logged in, unless it is too much."""
        headers = visit.request.headers
        if self.way.is_kept and is_of_ours(headers) and 0 <= _announced(headers) <= FORM_BYTES:
            await self._read_body(visit)
            try:
                _require_text(visit)
                visit.kept = kept_of(quote(visit.request.scope["path"]), visit.form)
            finally:
                await visit.form.close()

    def _password_first(self) -> TurnedAwayError:
        if self.way.is_call:
            template = N_("the owner of this account must log in and choose a password first")
            return TurnedAwayError(403, Sentence(template))
        return TurnedAwayError(303, Sentence(N_("choose a password first")), {"Location": "/account"})

    async def _read_body(self, visit: Visit) -> None:
        headers = visit.request.headers
        if _announced(headers) > self.way.body_bytes:
            raise too_large(self.way.body_bytes)
        visit.request = Request(visit.request.scope, _bounded(visit.request.receive, self.way.body_bytes))
        if self.way.body_bytes and self.way.takes_json:
            visit.json = _json(await visit.request.body())
        elif self.way.body_bytes:
            visit.form = await _form(visit.request)

    async def _answered(self, visit: Visit) -> Response:
        answer = self.way.answer
        try:
            if inspect.iscoroutinefunction(answer):
                return await _awaited(answer, visit)
            response = await run_sync(answer, visit)
            assert isinstance(response, Response)
            return response
        finally:
            await visit.form.close()

    def _to_login(self, visit: Visit) -> Response:
        if self.way.is_call:
            response = self._refusal(visit, 401, Sentence(N_("log in, or send a token")))
            response.headers["WWW-Authenticate"] = "Bearer"
            return response
        url = visit.request.url
        asked = url.path + (f"?{url.query}" if url.query else "")
        wanted = asked if self.way.method == "GET" else page_of(visit.request)
        if visit.request.headers.get("sec-fetch-mode", "navigate") != "navigate":  # a script asks: it can't log in
            return self._refusal(visit, 401, Sentence(N_("log in again")))
        if visit.kept:
            return log_in_page(visit, wanted=wanted, status=401)
        return visit.go("/login" if wanted == "/" else f"/login?next={quote(wanted, safe='/')}")

    def _refusal(
        self, visit: Visit, status: int, sentence: Sentence, problems: tuple[Problem, ...] = ()
    ) -> Response:  # fmt: skip
        said = sentence.said(self.site.language)
        if self.way.is_call:
            told = [problem_json(problem, self.site.language) for problem in problems]
            return JSONResponse({"error": said} | ({"problems": told} if told else {}), status)
        return visit.page("refusal.html", status=status, said=said, problems=problems)


UNFORESEEN = N_("something happened that Broadcaster was not prepared for; it is written down in var/console.log")
FOREIGN = N_("this was sent by another site's page and is not done")
OPEN_BEFORE_CHANGE = frozenset({"/account", "/logout"})
FIELD_BYTES = 1_000_000


def _json(body: bytes) -> dict[str, Any]:
    try:
        shape = json.loads(body)
    except (ValueError, RecursionError):  # the latter: brackets within brackets, by the thousand
        shape = None
    if not isinstance(shape, dict):
        raise TurnedAwayError(400, Sentence(N_("a JSON object is expected")))
    return shape


async def _form(request: Request) -> FormData:
    try:
        return await request.form(max_files=MOST_FILES, max_fields=MOST_FIELDS, max_part_size=FIELD_BYTES)
    except (MultiPartException, HTTPException) as error:
        raise TurnedAwayError(400, Sentence(N_("the form can't be read"))) from error


async def _awaited(answer: Callable[[Visit], Awaitable[Response]], visit: Visit) -> Response:
    return await answer(visit)


def _status_of(failure: BroadcasterError) -> int:
    if isinstance(failure, UnknownNameError):
        return 404
    if isinstance(failure, UsageError):
        return 422
    return 503 if isinstance(failure, NotReadyError | LogbookError) else 500


def _announced(headers: Headers) -> int:
    """Return how long the body says to be; -1 for one that doesn't say."""
    written = headers.get("content-length", "")
    return int(written) if written.isascii() and written.isdigit() else -1


def too_large(limit: int) -> TurnedAwayError:
    """Return what turns a body away that is larger than `limit` bytes."""
    sentence = Sentence(N_("that is too large: at most {limit} MB are taken here"), limit=_megabytes(limit))
    return TurnedAwayError(413, sentence, {"Connection": "close"})


def _megabytes(limit: int) -> str:
    return f"{limit / 1_000_000:.3g}".replace(".", ",")


def _bounded(receive: Receive, limit: int) -> Receive:
    """Return `receive` that raises as soon as more than `limit` bytes of a body have come, whatever was announced."""
    taken = 0

    async def bounded() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > limit:
            raise too_large(limit)
        return message

    return bounded


def _require_text(visit: Visit) -> None:
    """Turn away signs that are no text, wherever they stand: NUL, and halves of a pair, which no file can hold."""
    fields = (part for item in visit.form.multi_items() for part in item)
    names = (value.filename for _, value in visit.form.multi_items() if isinstance(value, UploadFile))
    for value in chain(visit.names.values(), *visit.query.multi_items(), fields, names, (visit.json,)):
        if not _is_text(value):
            raise TurnedAwayError(422, Sentence(N_("there is a sign in it that is no text; write it again")))


def _is_text(value: object) -> bool:
    waiting = [value]  # no recursion: what was sent may be nested deeply
    while waiting:
        part = waiting.pop()
        if isinstance(part, str) and any(sign == "\0" or "\ud800" <= sign <= "\udfff" for sign in part):
            return False
        if isinstance(part, dict):
            waiting += [*part, *part.values()]
        elif isinstance(part, list):
            waiting += part
    return True


def _require_no_forgery(visit: Visit, *, is_token: bool) -> None:
    """Turn away what does not bring back the secret of the form; a token is not sent by browsers, so never forged."""
    if is_token:
        return
    brought = visit.request.headers.get("x-csrf-token") or visit.form.get("csrf")
    if not isinstance(brought, str) or not hmac.compare_digest(brought.encode(), visit.csrf.encode()):
        template = N_("this page is too old to be used: load it again and repeat what you did")
        raise TurnedAwayError(403, Sentence(template))


def cookie_of(request: Request, name: str) -> str:
    """Return what the browser holds for us under `name`, empty for nothing."""
    return request.cookies.get(_cookie_name(request, name), "")


def set_cookie(response: Response, request: Request, name: str, value: str) -> None:
    """Give the browser a cookie that scripts can't read and other sites' forms don't carry."""
    full_name, is_https = _cookie_name(request, name), _is_https(request)
    response.set_cookie(full_name, value, path="/", httponly=True, samesite="lax", secure=is_https)


def drop_cookie(response: Response, request: Request, name: str) -> None:
    """Take a cookie back."""
    full_name, is_https = _cookie_name(request, name), _is_https(request)
    response.delete_cookie(full_name, path="/", httponly=True, samesite="lax", secure=is_https)


def _cookie_name(request: Request, name: str) -> str:
    """Return a cookie's full name: over HTTPS the browser itself guards that nobody else sets it."""
    return f"__Host-{name}" if _is_https(request) else name


def _is_https(request: Request) -> bool:
    return request.url.scheme == "https"


def log_in_page(visit: Visit, said: Sentence | None = None, *, wanted: str, status: int = 200) -> Response:
    """Return the page to log in on, which leads to `wanted`."""
    return visit.page(
        "login.html", status=status, said=said, wanted=wanted if is_local(wanted) else "/", name=visit.field("name")
    )


def address_of(request: Request) -> str:
    """Return from where the request came."""
    return request.client.host if request.client else ""
