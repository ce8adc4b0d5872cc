"""A server that means ill costs the station no more than some seconds and some bytes."""

import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
from content.cap_signer import Office
from workflows.cap_server import Authority, Page, authority

from broadcaster.errors import BroadcasterError
from broadcaster.workflows import cap_fetch
from broadcaster.workflows.cap_fetch import Fetched, Reach, Validators, fetch

pytestmark = pytest.mark.real


@pytest.fixture
def server() -> Iterator[Authority]:
    with authority() as lent:
        yield lent


def ask(server: Authority, path: str, known: Validators = Validators()) -> Fetched | None:  # noqa: B008 - it is frozen
    return fetch(server.url + path, known, Reach(server.url), 100_000)


def test_what_is_there_is_fetched_and_only_once(server: Authority) -> None:
    server.pages["/a"] = Page(b"warning", headers={"ETag": '"7"', "Last-Modified": "Wed, 13 May 2026 05:40:00 GMT"})
    found = ask(server, "/a")
    assert found == Fetched(b"warning", Validators('"7"', "Wed, 13 May 2026 05:40:00 GMT"))
    assert ask(server, "/a", found.validators) is None


def test_a_validator_that_would_break_the_next_request_is_not_kept(server: Authority) -> None:
    server.pages["/a"] = Page(b"warning", headers={"ETag": "\x7fx", "Last-Modified": "é"})
    found = ask(server, "/a")
    assert found is not None
    assert found.validators == Validators()


@pytest.mark.parametrize(
    ("path", "page", "why"),
    [
        ("/gone", Page(status=404), "answers 404"),
        ("/down", Page(status=503), "answers 503"),
        ("/endless", Page(b"x" * 300_000), "longer than 100000 bytes"),
        ("/cut", Page(b"x" * 10, length=500), "broke off"),
        ("/trickle", Page(b"x" * 90_000, piece_s=0.05), "takes longer"),
        ("/head", Page(headers={"X": "y" * 40_000}), "header"),
        ("/loop", Page(status=302, headers={"Location": "/loop"}), "redirected more than"),
        ("/file", Page(status=302, headers={"Location": "file:///etc/passwd"}), "only http and https"),
        ("/console", Page(status=302, headers={"Location": "http://127.0.0.1:1/"}), "nothing is fetched from"),
        ("/other", Page(status=302, headers={"Location": "http://other.example/"}), "nothing is fetched from"),
        ("/bad", Page(status=302, headers={"Location": "http://[::bad/"}), "no address"),
    ],
)
def test_what_can_not_be_used_is_told(
    server: Authority, path: str, page: Page, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cap_fetch, "WHOLE_ANSWER_S", 1.0)
    server.pages[path] = page
    with pytest.raises(BroadcasterError, match=why):
        ask(server, path)


def test_a_server_has_to_prove_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate, key = Office("localhost").write_server_files(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with authority(context) as server:
        server.pages["/a"] = Page(b"warning")
        url = f"https://localhost:{server.port}/a"
        with pytest.raises(BroadcasterError, match="its certificate is not valid"):
            fetch(url, Validators(), Reach(url), 100)
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert fetch(url, Validators(), Reach(url), 100) == Fetched(b"warning", Validators())


def test_who_is_asked_over_tls_leads_nowhere_else() -> None:
    with pytest.raises(BroadcasterError, match="from https to http"):
        cap_fetch.led_to("https://kttv.example/", "http://kttv.example/")
    assert cap_fetch.led_to("https://kttv.example/a/", "../b") == "https://kttv.example/b"
