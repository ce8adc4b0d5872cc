"""Ways to reach people: a command, an address on the web; what fails is tried again, and holds up nobody."""

import http.server
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from broadcaster.errors import NotReadyError
from broadcaster.notices.sending import WAITING, ByCommand, Letter, Postman
from broadcaster.notices.webhook import ByWebhook

LETTER = Letter("Đài xã: cần người giúp\n\n- hết chỗ trên ổ đĩa\n", '{"faults": []}')


def script(folder: Path, *lines: str) -> tuple[str, ...]:
    path = folder / "tell.py"
    path.write_text("\n".join(("import os, sys, time", *lines)), encoding="utf-8")
    return (sys.executable, "-X", "utf8", str(path))


def test_a_command_reads_the_words_and_finds_the_same_for_machines(tmp_path: Path) -> None:
    told = tmp_path / "told"
    command = script(tmp_path, f"open({str(told)!r}, 'w').write(sys.stdin.read() + os.environ['BROADCASTER_NOTICE'])")
    ByCommand(command)(LETTER)
    assert told.read_text("utf-8") == LETTER.text + LETTER.json


@pytest.mark.parametrize("line", ["sys.exit('no modem')", "raise SystemExit(3)"])
def test_a_command_that_fails_is_told(tmp_path: Path, line: str) -> None:
    with pytest.raises(NotReadyError, match=r"ended with error (1 no modem|3)"):
        ByCommand(script(tmp_path, line))(LETTER)


def test_a_command_that_is_not_there_is_told() -> None:
    with pytest.raises(NotReadyError, match="no-such-command"):
        ByCommand(("no-such-command",))(LETTER)


class Office(http.server.BaseHTTPRequestHandler):
    """Takes notices; the path says how it answers."""

    taken: list[tuple[str | None, bytes]]

    def do_POST(self) -> None:
        Office.taken.append((self.headers["Authorization"], self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response({"/refuse": 403, "/elsewhere": 302}.get(self.path, 200))
        self.send_header("Location", "/")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def office() -> Iterator[str]:
    Office.taken = []
    with http.server.HTTPServer(("127.0.0.1", 0), Office) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_a_webhook_is_posted_the_json_with_its_token(office: str) -> None:
    ByWebhook(office + "/", "s3cret")(LETTER)
    assert Office.taken == [("Bearer s3cret", LETTER.json.encode())]


@pytest.mark.parametrize(("path", "said"), [("/refuse", "HTTP 403"), ("/elsewhere", "HTTP 302")])
def test_a_webhook_that_refuses_or_leads_elsewhere_is_told_without_its_secret_path(
    office: str, path: str, said: str
) -> None:
    with pytest.raises(NotReadyError, match=said) as failure:
        ByWebhook(office + path)(LETTER)
    assert path not in str(failure.value)
    assert len(Office.taken) == 1


def test_a_webhook_that_can_not_be_reached_is_told() -> None:
    with pytest.raises(NotReadyError, match=r"127\.0\.0\.1: no connection: the address is wrong"):
        ByWebhook("http://127.0.0.1:9/x")(LETTER)
    with pytest.raises(NotReadyError, match="no machine of this name is found"):
        ByWebhook("http://nowhere.invalid/x")(LETTER)


class Way:
    """Fails so many times, then takes letters."""

    def __init__(self, failures: int) -> None:
        self.failures = failures
        self.taken: list[Letter] = []
        self.all_taken = threading.Event()

    def __call__(self, letter: Letter) -> None:
        if self.failures:
            self.failures -= 1
            raise NotReadyError("no network")
        self.taken.append(letter)
        self.all_taken.set()


def test_a_way_that_fails_is_tried_again_after_a_while() -> None:
    way, waited = Way(failures=2), list[float]()
    Postman([way], waited.append).send(LETTER)
    assert way.all_taken.wait(5)
    assert waited == [10.0, 60.0]


def test_who_sends_never_waits_and_the_oldest_letters_go_when_too_many_wait() -> None:
    taken, gate, first, all_taken = list[str](), threading.Event(), threading.Event(), threading.Event()

    def slow(letter: Letter) -> None:
        first.set()
        gate.wait(5)
        taken.append(letter.json)
        if len(taken) == WAITING + 1:
            all_taken.set()

    postman = Postman([slow])
    postman.send(Letter("", "0"))
    assert first.wait(5)
    for number in range(1, WAITING + 11):
        postman.send(Letter("", str(number)))
    gate.set()
    assert all_taken.wait(5)
    assert taken == ["0", *(str(number) for number in range(11, WAITING + 11))]
