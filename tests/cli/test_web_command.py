"""`web` and `user`: the first start, accounts from the terminal, and what is said where the extra is missing."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from workflows.stations import ask, environment, run

from broadcaster.accounts.register import Register
from broadcaster.model.account import Role
from broadcaster.workflows.station_folder import Places

PASSWORD = b"four words nobody connects\n"
WITHOUT_EXTRA = "import sys; sys.modules['starlette'] = None; from broadcaster.cli.main import main; main()"


@pytest.mark.parametrize("words", [("web",), ("user", "list"), ("user", "token", "hoa")])
def test_without_the_extra_the_command_says_how_to_get_it(draft_station: Path, words: tuple[str, ...]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_EXTRA, *words], cwd=draft_station, env=environment(), capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == 'the console needs more than what is installed: pip install "broadcaster[web]"\n'


def test_an_account_is_made_its_password_never_stands_on_the_command_line(draft_station: Path) -> None:
    added = run(
        draft_station, "user", "add", "hoa", "--full-name", "Nguyễn Thị Hoa", "--role", "writer", "--role", "operator",
        given=PASSWORD,
    )  # fmt: skip
    assert (added.code, "must be changed at the first login" in added.out) == (0, True)
    account = Register(Places(draft_station).accounts).find("hoa")
    assert account
    assert (account.roles, account.must_change_password) == ({Role.WRITER, Role.OPERATOR}, True)
    listed = ask(draft_station, "user", "list", "--json").json["accounts"]
    assert [(one["name"], one["roles"]) for one in listed] == [("hoa", ["operator", "writer"])]
    token = run(draft_station, "user", "token", "hoa").out.strip()
    assert re.fullmatch(r"hoa:[\w-]{43}", token)
    assert token not in "".join(path.read_text() for path in (draft_station / "var/console").rglob("*.json"))
    assert "accounts/hoa" in ask(draft_station, "log", "--people").out


@pytest.mark.parametrize(
    ("words", "given", "why"),
    [
        (("add", "Hoa!", "--full-name", "A", "--role", "writer"), PASSWORD, "is no account name"),
        (("add", "hoa", "--full-name", " ", "--role", "writer"), PASSWORD, "a name of 1 to 80 letters"),
        (("add", "hoa", "--full-name", "A", "--role", "writer"), b"short\n", "a password has 10 to 200 signs"),
        (("add", "hoa", "--full-name", "A", "--role", "writer"), b"", "no password came"),
        (("remove", "hoa"), None, "there is no account “hoa”"),
        (("roles", "hoa", "--role", "writer"), None, "there is no account “hoa”"),
        (("password", "hoa"), PASSWORD, "there is no account “hoa”"),
    ],
)
def test_what_can_not_be_is_told(draft_station: Path, words: tuple[str, ...], given: bytes | None, why: str) -> None:
    refused = run(draft_station, "user", *words, given=given)
    assert (refused.code, why in refused.err) == (2, True)


def test_the_first_start_tells_a_password_once(draft_station: Path) -> None:
    told = []
    for _ in range(2):
        with subprocess.Popen(
            [sys.executable, "-m", "broadcaster", "web", "--port", "18099"], cwd=draft_station, env=environment(),
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        ) as console:  # fmt: skip
            assert console.stderr
            assert console.stdout
            assert "the console is at http://127.0.0.1:18099/" in console.stderr.readline()
            console.terminate()
            told.append(console.stdout.read())
    assert re.search(r"log in as “admin” with ([0-9a-f]{4}-){4}[0-9a-f]{4},", told[0])
    assert told[1] == ""
