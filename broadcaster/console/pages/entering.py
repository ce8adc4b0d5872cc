"""Log in, log out, and one's own account."""

from starlette.responses import Response

from broadcaster.console.dispatch import SESSION, address_of, cookie_of, drop_cookie, log_in_page, set_cookie
from broadcaster.console.kept import kept_in
from broadcaster.console.origin import is_local
from broadcaster.console.visit import Visit
from broadcaster.errors import UsageError
from broadcaster.messages import N_, Sentence
from broadcaster.workflows.accounts import change_password
from broadcaster.workflows.entering import Entered, Refused

WRONG = N_("the name or the password is wrong")
WAIT = N_("too many wrong passwords: wait {seconds} seconds and try again")


def show(visit: Visit) -> Response:
    """Show the login."""
    if visit.account is not None:
        return visit.go(_next(visit.query.get("next", "")))
    return _login(visit)


def _login(visit: Visit, said: Sentence | None = None, status: int = 200) -> Response:
    wanted = visit.field("next") or visit.query.get("next", "")
    return log_in_page(visit, said, wanted=wanted, status=status)


def _next(wanted: str) -> str:
    return wanted if is_local(wanted) else "/"


def log_in(visit: Visit) -> Response:
    """Begin a session, always a new one: what the browser held before is of no use to whoever gave it."""
    site = visit.site
    visit.kept = kept_in(visit.form)
    name, address = visit.field("name").casefold(), address_of(visit.request)
    entered = site.entrance.log_in(name, visit.secret("password"), address, site.now())
    if isinstance(entered, Refused):
        if entered.wait_s:
            return _told_to_wait(_login(visit, Sentence(WAIT, seconds=entered.wait_s), 429), entered)
        return _login(visit, Sentence(WRONG), 401)
    site.entrance.leave(cookie_of(visit.request, SESSION))
    return _inside(visit, entered, _next(visit.field("next")))


def _inside(visit: Visit, entered: Entered, wanted: str) -> Response:
    """Return the answer to whoever has just come in: on to `wanted`, by what was typed before the login."""
    visit.account, visit.session, visit.visitor = entered.account, entered.session, ""
    if visit.kept and entered.account.must_change_password:
        response = visit.page("account.html", said=None)
    elif entered.account.must_change_password:
        response = visit.go("/account")
    elif visit.kept and is_local(visit.kept.path):
        response = visit.page("sent_again.html", kept=visit.kept, wanted=wanted)
    else:
        response = visit.go(wanted)
    set_cookie(response, visit.request, SESSION, entered.key)
    return response


def _told_to_wait(response: Response, refused: Refused) -> Response:
    response.headers["Retry-After"] = str(refused.wait_s)
    return response


def log_out(visit: Visit) -> Response:
    """End the session."""
    visit.site.entrance.leave(visit.key)
    response = visit.go("/login")
    drop_cookie(response, visit.request, SESSION)
    return response


def show_account(visit: Visit) -> Response:
    """Show one's own account."""
    return visit.page("account.html", said=None)


def change_own_password(visit: Visit) -> Response:
    """Take another password; every session but this one ends."""
    site = visit.site
    visit.kept = kept_in(visit.form)
    old, new, again = (visit.secret(name) for name in ("old", "new", "again"))
    owner = site.entrance.confirm(visit.who, old, site.now())
    if isinstance(owner, Refused) and owner.wait_s:
        return _told_to_wait(_not_changed(visit, Sentence(WAIT, seconds=owner.wait_s), 429), owner)
    if isinstance(owner, Refused):
        return _not_changed(visit, Sentence(N_("this is not your password so far")))
    if new != again:
        return _not_changed(visit, Sentence(N_("the new password was typed in two ways")))
    try:
        account = change_password(visit.contents, visit.who.name, new, visit.by, site.now())
    except UsageError as refusal:
        return _not_changed(visit, refusal.sentence)
    return _inside(visit, site.entrance.renew(visit.key, account, site.now()), "/")


def _not_changed(visit: Visit, said: Sentence, status: int = 422) -> Response:
    return visit.page("account.html", status=status, said=said)
