"""What somebody who means ill may try at the console, and what comes of it."""

import io
import json
import zipfile

import pytest
from console.visitors import PASSWORD, PEOPLE, Browser, Clock, Console, Upload

from broadcaster.accounts.register import Register
from broadcaster.console.dispatch import SESSION, VISITOR
from broadcaster.console.origin import is_local
from broadcaster.console.table import WAYS
from broadcaster.console.ways import FORM_BYTES, Way
from broadcaster.model.account import Role
from broadcaster.workflows.station_folder import Places

GIGABYTE = 1_000_000_000
OPEN = {("GET", "/login"), ("POST", "/login"), ("GET", "/healthz")}


def path_of(way: Way) -> str:
    """Return a path that leads to `way`, whatever names it wants."""
    return "/".join("tin-1" if part.startswith("{") else part for part in way.path.split("/"))


def named(way: Way) -> str:
    return f"{way.method} {way.path}"


def test_nothing_but_the_login_is_reached_without_one(stranger: Browser) -> None:
    for way in WAYS:
        answer = stranger.send(way.method, path_of(way))
        if way.roles is None:
            assert (way.method, way.path) in OPEN
        elif way.is_call:
            assert (named(way), answer.status_code) == (named(way), 401)
        else:
            assert (named(way), answer.status_code) == (named(way), 303)
            assert answer.headers["location"].startswith("/login")


@pytest.mark.parametrize("path", ["/openapi.json", "/docs", "/admin", "/static/x/../../app.py", "/.env", "/var/a.json"])
def test_there_is_nothing_beside_the_table(stranger: Browser, path: str) -> None:
    assert stranger.get(path).status_code == 404


def test_where_nothing_is_a_page_says_so(writer: Browser, stranger: Browser) -> None:
    for browser in (writer, stranger):
        for answer, status in (
            (browser.get("/khong-co"), 404),
            (browser.send("POST", "/record", data={"x": "1"}), 405),
        ):
            assert answer.status_code == status
            assert "console.css" in answer.text
            assert "địa chỉ này" in answer.text.casefold()
    assert 'href="/timetable"' in writer.get("/khong-co").text
    assert 'href="/timetable"' not in stranger.get("/khong-co").text
    assert writer.get("/scripts/khong-co").status_code == 404


@pytest.mark.parametrize("name", PEOPLE)
def test_nobody_does_what_is_not_theirs(console: Console, name: str) -> None:
    role = PEOPLE[name][1]
    theirs = [way for way in WAYS if way.roles is None or role is Role.ADMIN or role in way.roles]
    with console.visited_by(name) as browser:
        for way in WAYS:
            if way not in theirs:
                answer = browser.send(way.method, path_of(way), data={"csrf": browser.csrf})
                assert (named(way), answer.status_code) == (named(way), 403)


def test_nothing_is_changed_without_the_secret_of_the_form(admin: Browser) -> None:
    for way in WAYS:
        if way.changes_something:
            how = {"json": {}} if way.is_call else {"data": {"name": "x"}}
            assert (named(way), admin.send(way.method, path_of(way), **how).status_code) == (named(way), 403)


def test_anothers_secret_is_of_no_use(console: Console, admin: Browser) -> None:
    with console.visited_by("hoa") as other:
        admin.csrf = other.csrf
    assert admin.post("/logout").status_code == 403


@pytest.mark.parametrize(
    "headers", [{"Origin": "http://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"},
                {"Sec-Fetch-Site": "same-site"}],
)  # fmt: skip
def test_another_sites_page_changes_nothing_even_with_the_secret(admin: Browser, headers: dict[str, str]) -> None:
    answer = admin.send("POST", "/logout", data={"csrf": admin.csrf}, headers=headers)
    assert answer.status_code == 403


def test_a_session_that_was_planted_before_the_login_is_not_the_one_after(console: Console, stranger: Browser) -> None:
    stranger._client.cookies.set(SESSION, "planted", domain="localhost.local")
    assert stranger.log_in("hoa").status_code == 303
    assert "planted" not in stranger.cookies.values()
    with console.visited_by() as thief:
        thief._client.cookies.set(SESSION, "planted", domain="localhost.local")
        assert thief.get("/").status_code == 303


def test_the_session_before_is_over_with_a_new_login(console: Console, writer: Browser) -> None:
    before = writer.cookies[SESSION]
    with console.visited_by() as again:
        again._client.cookies.set(SESSION, before, domain="localhost.local")
        assert again.get("/").status_code == 200
        writer.post("/login", name="hoa", password=PASSWORD)
        assert again.get("/").status_code == 303


def test_the_session_is_over_with_the_logout(console: Console, writer: Browser) -> None:
    key = writer.cookies[SESSION]
    writer.post("/logout")
    with console.visited_by() as thief:
        thief._client.cookies.set(SESSION, key, domain="localhost.local")
        assert thief.get("/").status_code == 303


def test_sessions_expire(writer: Browser, clock: Clock) -> None:
    clock.pass_(hours=7)
    assert writer.get("/").status_code == 200
    clock.pass_(hours=8, minutes=1)
    assert writer.get("/").status_code == 303


def test_even_a_busy_session_ends_after_a_week(writer: Browser, clock: Clock) -> None:
    for _ in range(24):
        clock.pass_(hours=7)
        assert writer.get("/").status_code == 200
    clock.pass_(hours=1)
    assert writer.get("/").status_code == 303


def test_whoever_is_removed_is_out_at_once(admin: Browser, writer: Browser) -> None:
    assert writer.get("/").status_code == 200
    assert admin.post("/accounts/hoa/remove").status_code == 200
    assert writer.get("/").status_code == 303


def test_whoever_gets_the_name_of_one_who_was_removed_does_not_get_the_session(
    console: Console, admin: Browser, writer: Browser
) -> None:
    admin.post("/accounts/hoa/remove")
    admin.post("/accounts", name="hoa", full_name="Hoa Khác", password="một hai ba bốn năm", role="writer")
    assert Register(Places(console.station).accounts).find("hoa")
    assert writer.get("/").status_code == 303


def test_a_new_password_ends_every_other_session(console: Console, writer: Browser) -> None:
    with console.visited_by("hoa") as elsewhere:
        new = "năm từ khác hẳn nhau"
        assert writer.post("/account", old=PASSWORD, new=new, again=new).headers["location"] == "/"
        assert writer.get("/").status_code == 200
        assert elsewhere.get("/").status_code == 303


def test_cookies_are_none_of_a_scripts_or_of_other_sites_business(stranger: Browser) -> None:
    stranger.look_for_secret()
    given = stranger.post("/login", name="hoa", password=PASSWORD).headers.get_list("set-cookie")
    assert given
    for cookie in given:
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie


def test_over_https_cookies_are_locked_to_it(console: Console) -> None:
    with console.visited_by() as browser:
        given = browser.get("https://localhost/login").headers
        assert given["set-cookie"].startswith(f"__Host-{VISITOR}=")
        assert "Secure" in given["set-cookie"]
        assert given["strict-transport-security"]


ELSEWHERE = (
    "//evil.example",
    "https://evil.example",
    "/\\evil.example",
    "\\\\evil",
    "javascript:alert(1)",
    "/\t/evil.example",
    "/ok\r\nX: y",
    "http:evil",
    "",
)


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_the_login_leads_nowhere_else(stranger: Browser, wanted: str) -> None:
    answer = stranger.log_in("hoa", next=wanted)
    assert answer.headers["location"] == "/"
    assert not is_local(wanted)


def test_the_login_leads_to_where_one_wanted_to_go(stranger: Browser) -> None:
    asked = stranger.get("/?day=2026-05-13&x=/y")
    page = stranger.get(asked.headers["location"]).text
    assert 'name="next" value="/?day=2026-05-13&amp;x=/y"' in page
    assert stranger.log_in("hoa", next="/?day=2026-05-13&x=/y").headers["location"] == "/?day=2026-05-13&x=/y"


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "localhost.evil.example",
        "",
        "[::2]",
        "127.0.0.1.nip.io:80",
        "localhost:1@evil.example",
        "[::1]evil.example",
        "localhost:80:80",
        "localhost:x",
    ],
)
def test_the_console_answers_only_to_its_own_names(stranger: Browser, host: str) -> None:
    answer = stranger.get("/login", headers={"Host": host})
    assert answer.status_code == 421
    assert "evil" not in answer.text


@pytest.mark.parametrize("host", ["localhost:8080", "127.0.0.1", "[::1]:8080", "LOCALHOST"])
def test_it_answers_to_those(stranger: Browser, host: str) -> None:
    assert stranger.get("/login", headers={"Host": host}).status_code == 200


def test_a_gigabyte_is_refused_before_any_of_it_is_read(console: Console) -> None:
    with console.visited_by("chu") as admin:
        for way in WAYS:
            upload = Upload(admin.cookies, announced=str(GIGABYTE))
            assert (named(way), upload.send_to(console.app, way.method, path_of(way))) == (named(way), 413)
            assert upload.read == 0
            assert upload.headers["connection"] == "close"


def test_a_body_of_unknown_length_is_read_no_further_than_allowed(console: Console) -> None:
    with console.visited_by("chu") as admin:
        upload = Upload(admin.cookies)
        assert upload.send_to(console.app, "POST", "/accounts") == 413
    assert upload.read <= FORM_BYTES + Upload.PIECE


def test_every_answer_carries_the_rules(stranger: Browser, writer: Browser) -> None:
    for answer in (stranger.get("/login"), writer.get("/"), stranger.get("/nowhere"), writer.get("/accounts")):
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"


def test_what_people_write_is_never_markup(admin: Browser) -> None:
    nasty = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
    answer = admin.post("/accounts", name="x1", full_name=nasty, password="một hai ba bốn năm", role="writer")
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
    assert "<img src=x" not in answer.text
    assert "&lt;script&gt;alert(1)" in answer.text


@pytest.mark.parametrize(
    "name", ["../../station", "..%2f..%2fstation", "hoa/../../x", "hoa%00", "%2e%2e", "C:\\x", "HOA", "a" * 300]
)
def test_names_lead_out_of_no_folder(console: Console, admin: Browser, name: str) -> None:
    before = sorted(console.station.rglob("*"))
    for deed in ("remove", "password", "roles", "token"):
        answer = admin.post(f"/accounts/{name}/{deed}", password="một hai ba bốn năm", role="admin", label="x")
        assert answer.status_code in {404, 405, 422}
    assert sorted(console.station.rglob("*")) == before


NO_TEXT = ("Ch\ud800y", "\udfff", "a\0b")


@pytest.mark.parametrize("sign", NO_TEXT)
def test_signs_that_are_no_text_are_refused_wherever_a_program_sends_them(operator: Browser, sign: str) -> None:
    for body in ({"text": sign}, {sign: "x"}, {"text": "x", "file": [{"a": sign}]}):
        sent = {"content": json.dumps(body), "headers": {"X-CSRF-Token": operator.csrf}}
        answer = operator.send("POST", "/api/v1/alerts/preview", **sent)
        assert (answer.status_code, "không phải là chữ" in answer.json()["error"]) == (422, True)


def test_a_nul_is_refused_in_forms_queries_and_paths(admin: Browser) -> None:
    assert (
        admin.post("/accounts", name="x1", full_name="a\0b", password="một hai ba bốn", role="writer").status_code
        == 422
    )
    assert admin.post("/accounts/hoa%00/token", label="x").status_code == 422
    assert admin.get("/record?day=%00").status_code == 422
    assert admin.get("/scripts/%00").status_code == 422
    sent = admin.send("POST", "/writing/import", data={"csrf": admin.csrf}, files={"file": ("a\0.txt", b"x")})
    assert sent.status_code < 500


def test_brackets_within_brackets_are_refused(operator: Browser) -> None:
    for nested in ("[" * 100_000, '{"a":' * 30_000, '{"text": ' + "[" * 900 + "]" * 900 + "}"):
        sent = {"content": nested, "headers": {"X-CSRF-Token": operator.csrf}}
        assert operator.send("POST", "/api/v1/alerts/preview", **sent).status_code in {400, 422}


def test_a_charset_that_there_is_not_breaks_nothing(admin: Browser) -> None:
    headers = {"Content-Type": "multipart/form-data; boundary=x; charset=nowhere"}
    body = b'--x\r\nContent-Disposition: form-data; name="csrf"\r\n\r\nx\r\n--x--\r\n'
    assert admin.send("POST", "/accounts", content=body, headers=headers).status_code == 403


def test_a_document_that_unpacks_to_far_too_much_is_not_unpacked(writer: Browser) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("word/document.xml", b" " * 70_000_000)
    files = {"file": ("bom.docx", packed.getvalue())}
    refused = writer.send("POST", "/writing/import", data={"csrf": writer.csrf}, files=files)
    assert (refused.status_code, "chứa quá nhiều" in refused.text) == (422, True)
