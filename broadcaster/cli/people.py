"""Commands for accounts of the console: user add, list, roles, password, token, remove."""

from __future__ import annotations

import getpass
import json
import os
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from broadcaster.cli.main import Door
from broadcaster.cli.web import require_extra
from broadcaster.cli.word_group import Word, WordGroup
from broadcaster.errors import UsageError
from broadcaster.messages import N_
from broadcaster.model.account import Role

if TYPE_CHECKING:
    from broadcaster.model.contents import Contents

WORDS = {
    "add": N_("make an account; its password is asked for, or read from standard input"),
    "list": N_("show who has an account, and what each may do"),
    "roles": N_("give an account other roles"),
    "password": N_("give an account another password, which its owner must then change"),
    "token": N_("make a token for programs that act as this account, or take all of them back"),
    "remove": N_("remove an account"),
}


roles_option = click.option(
    "--role", "roles", multiple=True, required=True, type=click.Choice([role.value for role in Role]),
    help=N_("what the account may do; may be given more than once"),
)  # fmt: skip


@click.group(cls=WordGroup, about=N_("who may come in by the console"), words=WORDS)
def user() -> None:
    """Who may come in by the console."""


@user.command(cls=Word)
@click.argument("name")
@click.option("--full-name", required=True, metavar="NAME", help=N_("as the record shall name this person"))
@roles_option
@click.pass_obj
def add(door: Door, name: str, full_name: str, roles: tuple[str, ...]) -> None:
    """Make an account."""
    contents = _opened(door)
    from broadcaster.model.account import Account
    from broadcaster.workflows.accounts import add_account

    wanted = Account(name, full_name, frozenset(map(Role, roles)), password="", must_change_password=True)
    made = add_account(contents, wanted, _asked_password(door), _by(), datetime.now(UTC))
    door.voice.tell(N_("“{name}” may come in now; the password must be changed at the first login"), name=made.name)


@user.command("list", cls=Word)
@click.option("--json", "as_json", is_flag=True, help=N_("for machines"))
@click.pass_obj
def list_(door: Door, as_json: bool) -> None:
    """Show who has an account."""
    contents = _opened(door)
    from broadcaster.workflows.accounts import ROLES, account_json, register_of

    found = list(register_of(contents))
    if as_json:
        click.echo(json.dumps({"accounts": [account_json(one) for one in found]}, ensure_ascii=False, indent=1))
        return
    for account in found:
        roles = ", ".join(door.voice.text(ROLES[role]) for role in sorted(account.roles))
        click.echo(f"{account.name:<16} {account.full_name:<28} {roles}")
    if not found:
        door.voice.tell(N_("nobody has an account yet; broadcaster web makes the first one"))


@user.command(cls=Word)
@click.argument("name")
@roles_option
@click.pass_obj
def roles(door: Door, name: str, roles: tuple[str, ...]) -> None:
    """Give an account other roles."""
    contents = _opened(door)
    from broadcaster.workflows.accounts import ROLES, change_roles

    changed = change_roles(contents, name, map(Role, roles), _by(), datetime.now(UTC))
    said = ", ".join(door.voice.text(ROLES[role]) for role in sorted(changed.roles))
    door.voice.tell(N_("“{name}” is now: {roles}"), name=name, roles=said)


@user.command(cls=Word)
@click.argument("name")
@click.pass_obj
def password(door: Door, name: str) -> None:
    """Give an account another password."""
    contents = _opened(door)
    from broadcaster.workflows.accounts import change_password, find_account

    find_account(contents, name)  # before anything is asked
    change_password(contents, name, _asked_password(door), _by(), datetime.now(UTC), must_change=True)
    door.voice.tell(N_("“{name}” may come in now; the password must be changed at the first login"), name=name)


@user.command(cls=Word)
@click.argument("name")
@click.option("--label", default="API", metavar="WORDS", help=N_("what it is for"))
@click.option("--drop", is_flag=True, help=N_("take all tokens of this account back"))
@click.pass_obj
def token(door: Door, name: str, label: str, drop: bool) -> None:
    """Make a token, or take all of them back."""
    contents = _opened(door)
    from broadcaster.workflows.accounts import drop_tokens, make_token

    if drop:
        count = drop_tokens(contents, name, _by(), datetime.now(UTC))
        door.voice.tell(N_("taken back: {count} tokens of “{name}”"), count=count, name=name)
        return
    click.echo(make_token(contents, name, label, _by(), datetime.now(UTC)))
    door.voice.note(N_("it is shown only now; programs send it as: Authorization: Bearer TOKEN"))


@user.command(cls=Word)
@click.argument("name")
@click.pass_obj
def remove(door: Door, name: str) -> None:
    """Remove an account."""
    contents = _opened(door)
    from broadcaster.workflows.accounts import remove_account

    remove_account(contents, name, _by(), datetime.now(UTC))
    door.voice.tell(N_("“{name}” may not come in any more"), name=name)


def _opened(door: Door) -> Contents:
    require_extra()
    from broadcaster.workflows.station_folder import open_station

    return open_station(door.folder)[0]


def _by() -> str:
    """Return who sits at the terminal, as the machine knows them: there is no login here."""
    try:
        return f"{getpass.getuser()} (terminal)"
    except (KeyError, OSError):  # a machine that has no names
        return f"{os.getpid()} (terminal)"


def _asked_password(door: Door) -> str:
    """Return a password that was typed unseen or came by standard input; a command line is seen by others."""
    if not sys.stdin.isatty():
        typed = sys.stdin.readline().rstrip("\r\n")
        if not typed:
            raise UsageError(N_("no password came by standard input"))
        return typed
    typed = click.prompt(
        door.voice.text(N_("password")), hide_input=True, confirmation_prompt=door.voice.text(N_("once more"))
    )
    return str(typed)
