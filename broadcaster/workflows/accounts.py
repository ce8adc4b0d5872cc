"""Accounts of the console: made, changed and removed by an admin, each of it a line of the record."""

import hashlib
import re
import secrets
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from broadcaster.accounts.passwords import LONGEST, SHORTEST, hashed
from broadcaster.accounts.register import Register, is_name
from broadcaster.errors import UnknownNameError, UsageError
from broadcaster.messages import N_, say
from broadcaster.model.account import Account, Role, Token
from broadcaster.model.contents import Contents
from broadcaster.model.record import Act, Deed
from broadcaster.workflows.approving import visible
from broadcaster.workflows.keeping_record import note
from broadcaster.workflows.shapes import Json
from broadcaster.workflows.station_folder import Places

FIRST_ADMIN = "admin"
LONGEST_FULL_NAME = 80
KEPT_TOKENS = 20
ROLES = {
    Role.WRITER: N_("writer"),
    Role.APPROVER: N_("approver"),
    Role.OPERATOR: N_("operator"),
    Role.ADMIN: N_("admin"),
}


def register_of(contents: Contents) -> Register:
    """Return the station's register of accounts."""
    return Register(Places(contents.folder).accounts)


def has_accounts(contents: Contents) -> bool:
    """Whether anybody may come in by the console."""
    return any(register_of(contents))


def found_admin(contents: Contents, now: datetime) -> str | None:
    """Make the account `admin` where there is no account yet; return its password, which must be changed at once."""
    register = register_of(contents)
    if any(register):
        return None
    password = "-".join(secrets.token_hex(2) for _ in range(5))
    admin = Account(FIRST_ADMIN, FIRST_ADMIN, frozenset({Role.ADMIN}), hashed(password), must_change_password=True)
    _noted(contents, "", now, "added", admin)
    register.add(admin)
    return password


def add_account(contents: Contents, account: Account, password: str, by: str, now: datetime) -> Account:
    """Add `account` with `password`. Raises UsageError for a name that is taken or none, and for a weak password."""
    register = register_of(contents)
    full_name = visible(account.full_name)
    if not is_name(account.name):
        template = N_("“{name}” is no account name: 2 to 32 of a–z, 0–9, dot and dash, a letter first")
        raise UsageError(template, name=account.name)
    if not full_name or len(full_name) > LONGEST_FULL_NAME:
        raise UsageError(N_("a name of 1 to {longest} letters is needed"), longest=LONGEST_FULL_NAME)
    if any(other.full_name.casefold() == full_name.casefold() for other in register if other.name != account.name):
        raise UsageError(N_("“{name}” has an account already; the record must tell people apart"), name=full_name)
    if not account.roles:
        raise UsageError(N_("an account needs at least one role"))
    require_good_password(account.name, password)
    serial = secrets.randbelow(2**48)  # another than that of an account of the same name that was removed
    made = replace(account, full_name=full_name, password=hashed(password), serial=serial)
    if register.find(made.name):
        raise _taken(made.name)
    _noted(contents, by, now, "added", made)
    if not register.add(made):  # somebody else was quicker
        raise _taken(made.name)
    return made


def _taken(name: str) -> UsageError:
    return UsageError(N_("there is an account “{name}” already"), name=name)


def require_good_password(name: str, password: str) -> None:
    """Raise UsageError for a password that is easily guessed."""
    if not SHORTEST <= len(password) <= LONGEST:
        template = N_("a password has {shortest} to {longest} signs; four words that nobody connects are a good one")
        raise UsageError(template, shortest=SHORTEST, longest=LONGEST)
    if name in password.casefold() or len(set(password)) < 5:
        raise UsageError(N_("this password is easily guessed: choose another"))


def find_account(contents: Contents, name: str) -> Account:
    """Return the account called `name`. Raises UsageError when there is none."""
    account = register_of(contents).find(name)
    if account is None:
        known = ", ".join(one.name for one in register_of(contents)) or "–"
        raise UnknownNameError(N_("there is no account “{name}”; there are: {known}"), name=name, known=known)
    return account


def remove_account(contents: Contents, name: str, by: str, now: datetime) -> None:
    """Remove an account; its sessions and tokens are void with that. The last admin stays. Raises UsageError."""
    account = find_account(contents, name)
    _require_other_admin(contents, account)
    _noted(contents, by, now, "removed", account)
    register_of(contents).remove(name)


def change_roles(contents: Contents, name: str, roles: Iterable[Role], by: str, now: datetime) -> Account:
    """Give an account other roles. Raises UsageError for none, or when no admin would be left."""
    account = find_account(contents, name)
    changed = replace(account, roles=frozenset(roles))
    if not changed.roles:
        raise UsageError(N_("an account needs at least one role"))
    if Role.ADMIN not in changed.roles:
        _require_other_admin(contents, account)
    _noted(contents, by, now, "roles", changed)
    register_of(contents).change(changed)
    return changed


def _require_other_admin(contents: Contents, account: Account) -> None:
    others = (one for one in register_of(contents) if one.name != account.name and Role.ADMIN in one.roles)
    if Role.ADMIN in account.roles and not any(others):
        raise UsageError(N_("“{name}” is the only admin and stays one"), name=account.name)


def change_password(  # noqa: PLR0913 - who, what, by whom, when, and whether for good
    contents: Contents, name: str, password: str, by: str, now: datetime, *, must_change: bool = False
) -> Account:
    """Give an account another password; its sessions so far end. Raises UsageError for a weak one."""
    account = find_account(contents, name)
    require_good_password(name, password)
    changed = replace(account, password=hashed(password), serial=account.serial + 1, must_change_password=must_change)
    _noted(contents, by, now, "password", changed)
    register_of(contents).change(changed)
    return changed


def make_token(contents: Contents, name: str, label: str, by: str, now: datetime) -> str:
    """Return a new token for programs that act as this account; only its hash is kept. Raises UsageError."""
    account = find_account(contents, name)
    label = visible(label)[:LONGEST_FULL_NAME] or "API"
    if len(account.tokens) >= KEPT_TOKENS:
        raise UsageError(N_("“{name}” has {count} tokens: take old ones back first"), name=name, count=KEPT_TOKENS)
    token = f"{name}:{secrets.token_urlsafe(32)}"
    kept = Token(label, token_sha256(token), now)
    _noted(contents, by, now, "token", account)
    register_of(contents).change(replace(account, tokens=(*account.tokens, kept)))
    return token


def drop_tokens(contents: Contents, name: str, by: str, now: datetime) -> int:
    """Take back all tokens of an account; return how many there were. Raises UsageError."""
    account = find_account(contents, name)
    _noted(contents, by, now, "tokens dropped", account)
    register_of(contents).change(replace(account, tokens=()))
    return len(account.tokens)


def token_sha256(token: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def account_json(account: Account) -> Json:
    """Return an account as `user list --json` shows it, without anything that lets somebody in."""
    return {
        "name": account.name,
        "full_name": account.full_name,
        "roles": sorted(account.roles),
        "must_change_password": account.must_change_password,
        "tokens": [
            {"label": one.label, "made_at": one.made_at.isoformat(timespec="seconds")} for one in account.tokens
        ],
    }


_ACCOUNT = "accounts/"
_ACTS = {
    "added": N_("made the account “{name}” ({roles})"),
    "removed": N_("removed the account “{name}”"),
    "roles": N_("gave the account “{name}” other roles: {roles}"),
    "password": N_("changed the password of “{name}”"),
    "token": N_("made a token for programs for “{name}”"),
    "tokens dropped": N_("took back all tokens of “{name}”"),
}


def account_act(act: Act, language: str) -> str:
    """Return what somebody did to an account, as people say it in `language`; empty for any other act."""
    found = re.fullmatch(r"(\D+) \(([a-z, ]*)\)", act.note)
    if act.deed is not Deed.CHANGED or not act.subject.startswith(_ACCOUNT) or not found or found[1] not in _ACTS:
        return ""
    known = {role.value: name for role, name in ROLES.items()}
    roles = ", ".join(say(known[role], {}, language) for role in found[2].split(", ") if role in known)
    return say(_ACTS[found[1]], {"name": act.subject.removeprefix(_ACCOUNT), "roles": roles or "–"}, language)


def _noted(contents: Contents, by: str, now: datetime, what: str, account: Account) -> None:
    roles = ", ".join(sorted(account.roles))
    note(contents, Act(now, Deed.CHANGED, by, f"{_ACCOUNT}{account.name}", note=f"{what} ({roles})"))
