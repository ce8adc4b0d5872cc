"""Who may come in by the console, and what each of them may do there."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    """What a person of the station does; one person may do several of these."""

    WRITER = "writer"  # writes scripts and submits them
    APPROVER = "approver"  # approves scripts or sends them back
    OPERATOR = "operator"  # keeps the timetable, the machine and the record
    ADMIN = "admin"  # keeps the accounts, and may do everything else


EVERYBODY = frozenset(Role)  # everybody who has an account


@dataclass(frozen=True)
class Token:
    """A key for a program: `sha256` of it, for the key itself is shown once and kept nowhere."""

    label: str
    sha256: str
    made_at: datetime


@dataclass(frozen=True)
class Account:
    """A person's account. `name` is typed at the login, `full_name` stands in the record.

    `password` is an Argon2 hash. `serial` becomes another whenever the sessions begun so far are to end.
    """

    name: str
    full_name: str
    roles: frozenset[Role]
    password: str
    serial: int = 1
    must_change_password: bool = False
    tokens: tuple[Token, ...] = ()

    def may(self, roles: frozenset[Role]) -> bool:
        """Whether one of `roles` is among the account's; an admin may everything."""
        return Role.ADMIN in self.roles or bool(self.roles & roles)


@dataclass(frozen=True)
class Session:
    """A visit that began with a login. `csrf` must come back with whatever changes something."""

    account: str
    serial: int
    csrf: str
    began_at: datetime
    seen_at: datetime
