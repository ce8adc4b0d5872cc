"""The table: every way into the console, who may take it, and how much it reads. Nothing is reached but by it."""

from broadcaster.console.pages import accounts, entering, today
from broadcaster.console.ways import FORM_BYTES, Way
from broadcaster.model.account import EVERYBODY, Role

ADMINS = frozenset({Role.ADMIN})

WAYS = (
    Way("GET", "/login", entering.show, None),
    Way("POST", "/login", entering.log_in, None, FORM_BYTES),
    Way("POST", "/logout", entering.log_out, EVERYBODY, FORM_BYTES),
    Way("GET", "/", today.show, EVERYBODY),
    Way("GET", "/live", today.follow, EVERYBODY),
    Way("GET", "/account", entering.show_account, EVERYBODY),
    Way("POST", "/account", entering.change_own_password, EVERYBODY, FORM_BYTES),
    Way("GET", "/accounts", accounts.show, ADMINS),
    Way("POST", "/accounts", accounts.add, ADMINS, FORM_BYTES),
    Way("POST", "/accounts/{name}/roles", accounts.change, ADMINS, FORM_BYTES),
    Way("POST", "/accounts/{name}/password", accounts.give_password, ADMINS, FORM_BYTES),
    Way("POST", "/accounts/{name}/token", accounts.give_token, ADMINS, FORM_BYTES),
    Way("POST", "/accounts/{name}/tokens/remove", accounts.take_tokens, ADMINS, FORM_BYTES),
    Way("POST", "/accounts/{name}/remove", accounts.remove, ADMINS, FORM_BYTES),
)
