"""The menu: which pages there are, in the order of a day's work, and who sees them."""

from dataclasses import dataclass

from broadcaster.messages import N_
from broadcaster.model.account import EVERYBODY, Account, Role


@dataclass(frozen=True)
class Entry:
    """A page of the menu; `icon` names a drawing in `templates/icons.html`."""

    path: str
    name: str
    icon: str
    roles: frozenset[Role] = EVERYBODY
    is_here: bool = False


MENU = (Entry("/", N_("Today"), "today"),)


def menu_for(account: Account, path: str) -> list[Entry]:
    """Return what `account` may open, the page at `path` marked."""
    here = max((entry.path for entry in MENU if _is_below(path, entry.path)), key=len, default="")
    return [
        Entry(entry.path, entry.name, entry.icon, entry.roles, is_here=entry.path == here)
        for entry in MENU
        if account.may(entry.roles)
    ]


def _is_below(path: str, of: str) -> bool:
    return path == of or (of != "/" and path.startswith(f"{of}/"))
