"""The login: who gets in, what is said to who does not, and how long a guesser waits."""

import unicodedata
from collections.abc import Callable
from typing import cast

import pytest
from console.visitors import PASSWORD, Browser, Clock, Console
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Receive, Scope, Send

from broadcaster.accounts import passwords
from broadcaster.console.app import Console as App
from broadcaster.console.serving import Address, config_of
from broadcaster.workflows.accounts import found_admin
from broadcaster.workflows.station_folder import Places, open_station


def test_whoever_knows_the_password_gets_in(stranger: Browser) -> None:
    answer = stranger.log_in("hoa")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert "Nguyễn Thị Hoa" in stranger.get("/").text


def test_a_password_may_be_typed_with_marks_composed_or_not(stranger: Browser) -> None:
    decomposed = unicodedata.normalize("NFD", PASSWORD)
    assert decomposed != PASSWORD
    assert stranger.log_in("hoa", decomposed).status_code == 303


def test_the_answer_is_the_same_whether_there_is_such_an_account_or_not(stranger: Browser) -> None:
    stranger.look_for_secret()
    known = stranger.post("/login", name="hoa", password="sai hẳn rồi nhé")
    unknown = stranger.post("/login", name="ai", password="sai hẳn rồi nhé")
    assert known.status_code == unknown.status_code == 401
    assert known.text.replace("hoa", "ai") == unknown.text


def test_a_password_is_compared_whether_there_is_such_an_account_or_not(
    stranger: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What takes the time is done once for both."""
    compared: list[str] = []
    verify: Callable[[str, str], bool] = passwords._HASHER.verify

    class Counting:
        def verify(self, kept: str, password: str) -> bool:
            compared.append(kept)
            return verify(kept, password)

    monkeypatch.setattr(passwords, "_HASHER", Counting())
    stranger.look_for_secret()
    for name in ("hoa", "ai", "../../etc", ""):
        stranger.post("/login", name=name, password="sai hẳn rồi nhé")
    assert len(compared) == 4
    assert len({kept.rsplit("$", 2)[0] for kept in compared}) == 1  # one kind, one cost


def test_the_right_password_waits_too_and_then_lets_in(stranger: Browser, clock: Clock) -> None:
    stranger.look_for_secret()
    for _ in range(4):
        assert stranger.post("/login", name="hoa", password="sai hẳn rồi nhé").status_code == 401
    refused = stranger.post("/login", name="hoa", password=PASSWORD)
    assert refused.status_code == 429
    assert "hãy đợi" in refused.text
    clock.pass_(seconds=int(refused.headers["retry-after"]))
    assert stranger.post("/login", name="hoa", password=PASSWORD).status_code == 303


def test_the_first_password_is_for_the_first_login_only(console: Console, stranger: Browser, clock: Clock) -> None:
    for path in Places(console.station).accounts.iterdir():
        path.unlink()
    first = found_admin(open_station(console.station)[0], clock())
    assert first
    assert found_admin(open_station(console.station)[0], clock()) is None
    assert stranger.log_in("admin", first).headers["location"] == "/account"
    assert stranger.get("/").headers["location"] == "/account"
    new = "năm từ khác hẳn nhau"
    assert stranger.post("/account", old=first, new=new, again=new).headers["location"] == "/"
    assert stranger.get("/").status_code == 200
    assert stranger.get("/accounts").status_code == 200


def test_what_lies_on_the_disk_lets_nobody_in_and_is_nobody_elses_to_read(console: Console, stranger: Browser) -> None:
    stranger.log_in("hoa")
    secrets = {PASSWORD, *stranger.cookies.values()}
    files = [path for path in (console.station / "var/console").rglob("*") if path.is_file()]
    assert len(files) == 5
    for path in files:
        assert not any(secret in path.read_text("utf-8") for secret in secrets)
        assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("weak", ["ngắn", "hoa hoa hoa hoa", "aaaaaaaaaaaa", "x" * 201])
def test_weak_passwords_are_not_taken(writer: Browser, weak: str) -> None:
    assert writer.post("/account", old=PASSWORD, new=weak, again=weak).status_code == 422


def test_what_others_try_at_the_same_address_keeps_nobody_out(console: Console) -> None:
    for name in ("ai", "ai-do", "khach"):
        with console.visited_by() as guesser:
            guesser.look_for_secret()
            for _ in range(4):
                assert guesser.post("/login", name=name, password="sai hẳn rồi nhé").status_code == 401
            assert guesser.post("/login", name=name, password="sai hẳn rồi nhé").status_code == 429
    with console.visited_by() as innocent:
        assert innocent.log_in("hoa").status_code == 303


def test_who_is_in_is_not_held_by_who_is_outside(writer: Browser, stranger: Browser) -> None:
    stranger.look_for_secret()
    for _ in range(30):
        stranger.post("/login", name="hoa", password="sai hẳn rồi nhé")
    new = "năm từ khác hẳn nhau"
    assert writer.post("/account", old=PASSWORD, new=new, again=new).headers["location"] == "/"


def test_who_guesses_the_password_of_a_session_is_told_to_wait(writer: Browser, clock: Clock) -> None:
    new = "năm từ khác hẳn nhau"
    for _ in range(4):
        assert writer.post("/account", old="sai hẳn rồi nhé", new=new, again=new).status_code == 422
    held = writer.post("/account", old=PASSWORD, new=new, again=new)
    assert (held.status_code, held.headers["retry-after"]) == (429, "2")
    assert "hãy đợi 2 giây" in held.text
    clock.pass_(seconds=2)
    assert writer.post("/account", old=PASSWORD, new=new, again=new).headers["location"] == "/"


@pytest.mark.parametrize(("proxies", "seen"), [((), "192.0.2.9"), (("192.0.2.9",), "198.51.100.7")])
def test_only_a_proxy_that_is_named_is_believed(console: Console, proxies: tuple[str, ...], seen: str) -> None:
    asked_from: list[str] = []

    async def noted(scope: Scope, receive: Receive, send: Send) -> None:
        asked_from.append(scope["client"][0])
        await console.app(scope, receive, send)

    config = config_of(cast("App", noted), Address("127.0.0.1", 8080, proxies=proxies))
    config.load()
    client = TestClient(cast("ASGIApp", config.loaded_app), base_url="http://localhost", client=("192.0.2.9", 5))
    client.get("/login", headers={"X-Forwarded-For": "198.51.100.7"})
    assert asked_from == [seen]
