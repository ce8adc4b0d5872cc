"""The menu: which pages there are, in the order of a day's work, and who sees them."""

from dataclasses import dataclass, replace

from broadcaster.messages import N_
from broadcaster.model.account import EVERYBODY, Account, Role


@dataclass(frozen=True)
class Entry:
    """A page of the menu; `icon` names a drawing in `templates/icons.html`."""

    path: str
    name: str
    icon: str
    roles: frozenset[Role] = EVERYBODY
    also: tuple[str, ...] = ()  # further paths that belong to it
    is_here: bool = False


ALERTERS = frozenset({Role.OPERATOR, Role.APPROVER})
MENU = (
    Entry("/", N_("Today"), "today"),
    Entry("/scripts", N_("Scripts"), "scripts", also=("/writing",)),
    Entry("/timetable", N_("Timetable"), "calendar"),
    Entry("/record", N_("Record"), "record", also=("/report",)),
    Entry("/alert", N_("Emergency"), "alert", ALERTERS),
)


def menu_for(account: Account, path: str) -> list[Entry]:
    """Return what `account` may open, the page at `path` marked."""
    return [replace(entry, is_here=_leads_to(entry, path)) for entry in MENU if account.may(entry.roles)]


def _leads_to(entry: Entry, path: str) -> bool:
    return any(path == of or (of != "/" and path.startswith(f"{of}/")) for of in (entry.path, *entry.also))
