"""What is typed into a plain form outlives the login that was over: it is carried through the next one, by a click."""

import re
from html import unescape

import pytest
from console.visitors import PASSWORD, Browser, Clock, Console
from httpx2 import Response
from workflows.stations import rewrite

from broadcaster.accounts.register import Register
from broadcaster.console.kept import MOST_FIELDS
from broadcaster.workflows.accounts import change_password
from broadcaster.workflows.station_folder import Places, open_station

TEXT = "Kính thưa bà con.\r\n\r\nNgày 18/5 xã ta có “hội” & <hè>."
OURS = {"Origin": "http://localhost", "Referer": "http://localhost/writing/new"}
FORM = {"csrf": "of a session that is over", "title": "Tin hè", "column": "ban-tin", "body": TEXT}


def hidden_fields(page: str) -> dict[str, str]:
    """Return what the page's form would send back by itself."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    return {unescape(name): unescape(value) for name, value in found}


def sent(browser: Browser, headers: dict[str, str] = OURS, **fields: str) -> Response:
    return browser.send("POST", "/writing/new", data={**FORM, **fields}, headers=headers)


def logged_in(browser: Browser, page: Response, password: str = PASSWORD) -> Response:
    return browser.send("POST", "/login", data={**hidden_fields(page.text), "name": "hoa", "password": password})


def test_a_text_typed_before_the_login_was_over_is_saved_after_the_next_one(
    console: Console, stranger: Browser
) -> None:
    asked = sent(stranger)
    assert (asked.status_code, "vẫn được giữ" in asked.text) == (401, True)
    wrong = logged_in(stranger, asked, "không phải")
    assert (wrong.status_code, hidden_fields(wrong.text)["kept-body"]) == (401, TEXT)
    inside = logged_in(stranger, wrong)
    assert (inside.status_code, "&lt;hè&gt;" in inside.text) == (200, True)
    assert not (console.station / "scripts/tin-he.md").exists()  # logging in alone sends nothing
    assert re.search(r'action="([^"]+)"[^>]*>\s*<h1>', inside.text)[1] == "/writing/new"  # type: ignore[index]
    saved = stranger.send("POST", "/writing/new", data=hidden_fields(inside.text), headers=OURS)
    assert (saved.status_code, saved.headers["location"]) == (303, "/scripts/tin-he")
    assert (console.station / "scripts/tin-he.md").read_text("utf-8").endswith(TEXT.replace("\r\n", "\n") + "\n")


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Referer": "http://localhost/writing/new"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
        {"Sec-Fetch-Site": "none"},
    ],
)
def test_what_no_page_of_ours_sent_is_not_carried(stranger: Browser, headers: dict[str, str]) -> None:
    asked = sent(stranger, headers)
    assert (asked.status_code, asked.headers["location"].partition("?")[0]) == (303, "/login")


def test_more_than_a_form_holds_is_not_carried(stranger: Browser) -> None:
    assert sent(stranger, body="a" * 200_001).status_code == 303
    assert sent(stranger, **{f"more-{number}": "x" for number in range(MOST_FIELDS)}).status_code == 303
    whole = sent(stranger, body="ạ\n" * 16_000)  # as large as a form may be, three signs for each byte
    assert logged_in(stranger, whole).status_code == 200


def test_only_what_people_type_is_carried_and_no_decision(stranger: Browser) -> None:
    approval = stranger.send("POST", "/scripts/tin-1/approve", data={"fingerprint": "ab"}, headers=OURS)
    alert = stranger.send("POST", "/alert/air", data={"key": "ab"}, headers=OURS)
    typed = stranger.send("POST", "/alert/preview", data={"text": "Lũ về"}, headers=OURS)
    assert [answer.status_code for answer in (approval, alert, typed)] == [303, 303, 401]
    assert hidden_fields(typed.text)["kept-text"] == "Lũ về"


def test_the_way_that_is_carried_leads_nowhere_else(stranger: Browser) -> None:
    asked = hidden_fields(sent(stranger).text) | {"kept": "https://evil.example/", "next": "//evil.example"}
    inside = stranger.send("POST", "/login", data={**asked, "name": "hoa", "password": PASSWORD})
    assert (inside.status_code, inside.headers["location"], "evil" in inside.text) == (303, "/", False)


def test_a_password_that_must_be_changed_first_loses_nothing(console: Console, stranger: Browser, clock: Clock) -> None:
    password = "mật khẩu lần đầu tiên"
    change_password(open_station(console.station)[0], "hoa", password, "Chủ", clock(), must_change=True)
    asked = logged_in(stranger, sent(stranger), password)
    assert Register(Places(console.station).accounts).find("hoa").must_change_password  # type: ignore[union-attr]
    new = {"old": password, "new": "năm từ không hề quen", "again": "năm từ không hề quen"}
    inside = stranger.send("POST", "/account", data={**hidden_fields(asked.text), **new}, headers=OURS)
    assert (inside.status_code, hidden_fields(inside.text)["body"]) == (200, TEXT)


def test_the_days_of_a_script_are_shown_and_typed_the_vietnamese_way(console: Console, writer: Browser) -> None:
    script = console.station / "scripts/tin-1.md"
    rewrite(script, "column: ban-tin", "column: ban-tin\nvalid: 2026-05-13..2026-05-18")
    page = writer.get("/scripts/tin-1").text
    assert 'value="13/5/2026 – 18/5/2026"' in page
    form = hidden_fields(page) | {
        "title": "Tin buổi sáng",
        "column": "ban-tin",
        "body": "Tin mới.",
        "csrf": writer.csrf,
    }
    writer.send("POST", "/scripts/tin-1", data=form | {"valid": "13/5/2026 – 18/5/2026"})
    assert "valid: 2026-05-13..2026-05-18\n" in script.read_text("utf-8")
    form = hidden_fields(writer.get("/scripts/tin-1").text) | form | {"revision": ""}
    form["revision"] = hidden_fields(writer.get("/scripts/tin-1").text)["revision"]
    writer.send("POST", "/scripts/tin-1", data=form | {"valid": "từ 14/5/2026 đến 20/5/2026"})
    assert "valid: 2026-05-14..2026-05-20\n" in script.read_text("utf-8")
