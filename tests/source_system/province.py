"""A stand-in for a province's source system: takes logins and logs, and has its bad days."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

USER, PASSWORD = "xa-quang-ngoc", "mật khẩu"


@dataclass
class Province:
    """What it took, in order, with the name of each; `mood` is what it answers next, by turns, before it is itself."""

    url: str = ""
    taken: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    asked: list[tuple[str, str]] = field(default_factory=list)  # path and name of every request
    mood: list[str] = field(default_factory=list)
    logins: int = 0
    token_lasts: int = 1_000
    refuses: str = ""  # the title of what it refuses
    _left: int = 0
    gone: threading.Event = field(default_factory=threading.Event)

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self.taken]

    @property
    def titles(self) -> list[str]:
        return [told["TieuDe"] for _, told in self.taken]

    def answer(self, path: str, name: str, token: str, body: dict[str, Any]) -> tuple[int, dict[str, Any], str]:
        """Return the status (0: the answer gets lost), what is said, and how long to stay away."""
        self.asked.append((path, name))
        mood = self.mood.pop(0) if self.mood else ""
        if mood.isdigit():
            return int(mood), {"error": "hôm nay máy chủ mệt"}, "7" if mood == "429" else ""
        if mood == "hangs":
            self.gone.wait(20)
            return 0, {}, ""
        if path == "/login":
            return self._let_in(body)
        status, said = self._take(name, token, body) if path == "/logs" else (404, {})
        return 0 if mood == "taken and lost" else status, said, ""

    def _let_in(self, body: dict[str, Any]) -> tuple[int, dict[str, Any], str]:
        self.logins += 1
        self._left = self.token_lasts
        good = (body.get("username"), body.get("password")) == (USER, PASSWORD)
        return (200, {"data": {"token": f"the-{self.logins}"}}, "") if good else (401, {}, "")

    def _take(self, name: str, token: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if not self._left or token != f"Bearer the-{self.logins}":
            return 401, {}
        self._left -= 1
        if self.refuses and self.refuses in body["TieuDe"]:
            return 422, {"error": "LoaiLinhVuc không đúng"}
        if name in self.names:
            return 409, {}
        self.taken.append((name, body))
        return 201, {}


@contextmanager
def province() -> Iterator[Province]:
    """Lend one that listens on this machine."""
    it = Province()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            name = self.headers.get("Idempotency-Key", "")
            status, said, wait = it.answer(self.path, name, self.headers.get("Authorization", ""), body)
            if not status:
                self.close_connection = True  # the answer is lost on the way
                return
            content = json.dumps(said, ensure_ascii=False).encode()
            self.send_response(status)
            if wait:
                self.send_header("Retry-After", wait)
            if status in {301, 302, 307}:
                self.send_header("Location", f"{it.url}/elsewhere")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    it.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield it
    finally:
        it.gone.set()
        server.shutdown()
        server.server_close()
        thread.join()
