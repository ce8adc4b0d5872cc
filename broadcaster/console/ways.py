"""What a way into the console is: a method and a path, who may take it, and what answers there."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.responses import Response

from broadcaster.console.visit import Visit
from broadcaster.model.account import Role

Answer = Callable[[Visit], Response] | Callable[[Visit], Awaitable[Response]]

KEPT_BYTES = 300_000  # the login's form with another one in it
LARGEST_DOCUMENT = 20_000_000  # of an office, with its pictures
FORM_BYTES = 200_000  # a form without a file: a script of an hour and a half of speech


@dataclass(frozen=True)
class Spec:
    """What the OpenAPI document says of an API call.

    `answer`, `body` and `conflict` (what it answers with 409) name schemas. Without `answer` it gives no JSON.
    """

    summary: str
    answer: str = ""
    parameters: tuple[str, ...] = ()  # of the query, by their names in `api/schemas.py`
    body: str = ""
    status: int = 200
    media_type: str = "application/json"
    takes: str = "application/json"
    conflict: str = "Error"


@dataclass(frozen=True)
class Way:
    """One line of the table. `roles` None: no login is asked for. `body_bytes` is the greatest body that is read.

    What is typed into a form that `is_kept` outlives the login: see `kept.py`.
    A plain function answers in a worker thread, so that it may take its time; a coroutine on the loop.
    """

    method: str
    path: str
    answer: Answer
    roles: frozenset[Role] | None
    body_bytes: int = 0
    spec: Spec | None = None
    is_kept: bool = False

    @property
    def is_call(self) -> bool:
        """Whether programs ask here, and are answered in JSON, not in pages."""
        return self.path.startswith("/api/") or self.path in {"/healthz", "/metrics"}

    @property
    def takes_json(self) -> bool:
        """Whether what is sent here is JSON, not a form."""
        return self.spec is not None and self.spec.takes == "application/json"

    @property
    def changes_something(self) -> bool:
        """Whether the asking alone may change the station."""
        return self.method not in {"GET", "HEAD"}
