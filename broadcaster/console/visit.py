"""One request as the pages see it: who asks, for what, and how to answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment
from starlette.datastructures import FormData, QueryParams, UploadFile
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from broadcaster.console.kept import Kept
from broadcaster.console.menu import ALERTERS, Entry, menu_for
from broadcaster.console.once import Once
from broadcaster.errors import BroadcasterError, UsageError
from broadcaster.messages import N_, say
from broadcaster.model.account import Account, Role, Session
from broadcaster.model.contents import Contents
from broadcaster.workflows.entering import Entrance
from broadcaster.workflows.watching import StationWatch

if TYPE_CHECKING:
    from broadcaster.console.live import Live

SEE_OTHER = 303  # after a form was taken: look there, with GET


@dataclass(frozen=True)
class Site:
    """What all requests share."""

    folder: Path
    language: str
    now: Callable[[], datetime]
    watch: StationWatch
    entrance: Entrance
    templates: Environment
    live: "Live"
    once: Once


@dataclass
class Visit:
    """A request that was let in; `account` is None only where no login is asked for."""

    site: Site
    request: Request
    account: Account | None = None
    session: Session | None = None
    key: str = ""  # of the session, as the browser holds it
    visitor: str = ""  # what a login's form must bring back
    form: FormData = field(default_factory=FormData)
    kept: Kept | None = None  # what was typed before a login that is under way
    json: dict[str, Any] = field(default_factory=dict)  # what a program sent

    @property
    def names(self) -> Mapping[str, str]:
        """What stood in the path's {braces}."""
        return self.request.path_params

    @property
    def query(self) -> QueryParams:
        """What stood behind the question mark."""
        return self.request.query_params

    @property
    def who(self) -> Account:
        """Who asks. Only for ways that need a login."""
        assert self.account is not None
        return self.account

    @property
    def by(self) -> str:
        """Who asks, as the record names them."""
        return self.who.full_name

    @property
    def contents(self) -> Contents:
        """The station as its files say now."""
        return self.site.watch.contents()

    @property
    def station_name(self) -> str:
        """What the station is called, as far as its files can be read."""
        try:
            return self.contents.station.name
        except BroadcasterError:
            return "Broadcaster"

    @property
    def as_of(self) -> str:
        """When the page was made, by the station's clock: what is printed says so."""
        try:
            moment = self.site.watch.now()
        except BroadcasterError:
            moment = self.site.now()
        return f"{moment:%H:%M %d/%m/%Y}"

    @property
    def is_admin(self) -> bool:
        """Whether who asks keeps the accounts."""
        return self.account is not None and Role.ADMIN in self.account.roles

    @property
    def may_alert(self) -> bool:
        """Whether who asks may put emergencies on air, and end them."""
        return self.account is not None and self.account.may(ALERTERS)

    @property
    def menu(self) -> list[Entry]:
        """The pages that who asks may open."""
        return menu_for(self.who, self.request.url.path)

    @property
    def csrf(self) -> str:
        """What every form of the answer must carry."""
        return self.session.csrf if self.session else self.visitor

    def text(self, template: str, /, **values: object) -> str:
        """Return a marked sentence in the station's language."""
        return say(template, values, self.site.language)

    def field(self, name: str) -> str:
        """Return what was written in the form's field `name`, empty when there is none."""
        value = self.form.get(name, "")
        return value.strip() if isinstance(value, str) else ""

    def secret(self, name: str) -> str:
        """Return what was written in the form's field `name`, to the last blank."""
        value = self.form.get(name, "")
        return value if isinstance(value, str) else ""

    def has_upload(self, name: str) -> bool:
        """Whether a file was put into the form's field `name`."""
        value = self.form.get(name)
        return isinstance(value, UploadFile) and bool(value.filename)

    def upload(self, name: str) -> UploadFile:
        """Return the file that was put into the form's field `name`. Raises UsageError when none was."""
        value = self.form.get(name)
        if not isinstance(value, UploadFile) or not value.filename:
            raise UsageError(N_("choose a file first"))
        return value

    def page(self, template: str, /, *, status: int = 200, **values: object) -> Response:
        """Return a page made of `template`."""
        return HTMLResponse(self.render(template, **values), status)

    def render(self, template: str, /, **values: object) -> str:
        """Return what `template` makes of `values`; text is escaped, whoever wrote it."""
        return self.site.templates.get_template(template).render(visit=self, **values)

    def go(self, path: str) -> Response:
        """Return an answer that sends the browser to `path` of this console."""
        return RedirectResponse(path, SEE_OTHER)
