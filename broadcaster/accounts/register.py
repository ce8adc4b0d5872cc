"""The accounts of a station: one file each, so that two people who change two accounts never meet."""

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from broadcaster.accounts.private_files import Shape, read_private, write_private
from broadcaster.model.account import Account, Role, Token

NAME = re.compile(r"[a-z][a-z0-9._-]{1,31}")


def is_name(text: str) -> bool:
    """Whether `text` may be an account's name: 2 to 32 small letters, digits, dots, dashes, a letter first."""
    return NAME.fullmatch(text) is not None


class Register:
    """Keeps accounts in `folder`. Raises NotReadyError when the disk refuses."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __iter__(self) -> Iterator[Account]:
        for path in sorted(self._folder.glob("account-*.json")):
            if (shape := read_private(path)) is not None:
                yield _account(shape)

    def find(self, name: str) -> Account | None:
        """Return the account called `name`."""
        shape = read_private(self._path(name)) if is_name(name) else None
        return _account(shape) if shape else None

    def add(self, account: Account) -> bool:
        """Keep a new account; False when there is one of that name."""
        return write_private(self._path(account.name), _shape(account), new=True)

    def change(self, account: Account) -> None:
        """Put `account` in the place of the one of that name."""
        write_private(self._path(account.name), _shape(account))

    def remove(self, name: str) -> None:
        """Forget the account of that name."""
        self._path(name).unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        assert is_name(name)
        return self._folder / f"account-{name}.json"


def _shape(account: Account) -> Shape:
    return {
        "name": account.name,
        "full_name": account.full_name,
        "roles": sorted(account.roles),
        "password": account.password,
        "serial": account.serial,
        "must_change_password": account.must_change_password,
        "tokens": [
            {"label": token.label, "sha256": token.sha256, "made_at": token.made_at.isoformat()}
            for token in account.tokens
        ],
    }


def _account(shape: Shape) -> Account:
    return Account(
        name=str(shape["name"]),
        full_name=str(shape["full_name"]),
        roles=frozenset(Role(role) for role in shape["roles"]),
        password=str(shape["password"]),
        serial=int(shape["serial"]),
        must_change_password=bool(shape["must_change_password"]),
        tokens=tuple(
            Token(token["label"], token["sha256"], datetime.fromisoformat(token["made_at"]))
            for token in shape["tokens"]
        ),
    )
