"""The table: every way into the console, who may take it, and how much it reads. Nothing is reached but by it."""

from broadcaster.console.pages import entering, today
from broadcaster.console.ways import FORM_BYTES, Way
from broadcaster.model.account import EVERYBODY

WAYS = (
    Way("GET", "/login", entering.show, None),
    Way("POST", "/login", entering.log_in, None, FORM_BYTES),
    Way("POST", "/logout", entering.log_out, EVERYBODY, FORM_BYTES),
    Way("GET", "/", today.show, EVERYBODY),
    Way("GET", "/live", today.follow, EVERYBODY),
    Way("GET", "/account", entering.show_account, EVERYBODY),
    Way("POST", "/account", entering.change_own_password, EVERYBODY, FORM_BYTES),
)
