"""All accounts: made, changed and removed by an admin."""

from starlette.responses import Response

from broadcaster.console.visit import Visit
from broadcaster.errors import UsageError
from broadcaster.messages import N_, Sentence
from broadcaster.model.account import Account, Role
from broadcaster.workflows.accounts import (
    add_account,
    change_password,
    change_roles,
    drop_tokens,
    make_token,
    register_of,
    remove_account,
)

WELCOME = N_("“{name}” may come in now; the password must be changed at the first login")


def show(visit: Visit) -> Response:
    """Show who has an account."""
    return _page(visit)


def _page(visit: Visit, said: Sentence | None = None, *, token: str = "", ok: bool = True) -> Response:
    accounts = sorted(register_of(visit.contents), key=lambda account: account.full_name.casefold())
    return visit.page(
        "accounts.html", status=200 if ok else 422, accounts=accounts, said=said, token=token, ok=ok, roles=list(Role)
    )


def add(visit: Visit) -> Response:
    """Make an account."""
    name = visit.field("name").casefold()
    wanted = Account(name, visit.field("full_name"), _roles(visit), password="", must_change_password=True)
    try:
        add_account(visit.contents, wanted, visit.secret("password"), visit.by, visit.site.now())
    except UsageError as refusal:
        return _page(visit, refusal.sentence, ok=False)
    return _page(visit, Sentence(WELCOME, name=name))


def change(visit: Visit) -> Response:
    """Give an account other roles."""
    name = visit.names["name"]
    change_roles(visit.contents, name, _roles(visit), visit.by, visit.site.now())
    return _page(visit, Sentence(N_("“{name}” has other roles now"), name=name))


def give_password(visit: Visit) -> Response:
    """Give an account a password that its owner must then change."""
    name = visit.names["name"]
    change_password(visit.contents, name, visit.secret("password"), visit.by, visit.site.now(), must_change=True)
    return _page(visit, Sentence(WELCOME, name=name))


def give_token(visit: Visit) -> Response:
    """Make a token for a program, shown this once."""
    name = visit.names["name"]
    token = make_token(visit.contents, name, visit.field("label"), visit.by, visit.site.now())
    return _page(visit, Sentence(N_("the new token of “{name}” is shown only now:"), name=name), token=token)


def take_tokens(visit: Visit) -> Response:
    """Take all tokens of an account back."""
    name = visit.names["name"]
    count = drop_tokens(visit.contents, name, visit.by, visit.site.now())
    return _page(visit, Sentence(N_("taken back: {count} tokens of “{name}”"), count=count, name=name))


def remove(visit: Visit) -> Response:
    """Remove an account."""
    name = visit.names["name"]
    remove_account(visit.contents, name, visit.by, visit.site.now())
    return _page(visit, Sentence(N_("“{name}” may not come in any more"), name=name))


def _roles(visit: Visit) -> frozenset[Role]:
    known = {role.value for role in Role}
    return frozenset(Role(str(value)) for value in visit.form.getlist("role") if value in known)
