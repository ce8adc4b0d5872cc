"""An authority's server on this machine: pages by their paths, and some that mean ill."""

import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class Page:
    """What is answered; `piece_s` is the rest between two kB of it, `length` what it is said to be long."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    piece_s: float = 0.0
    length: int | None = None


@dataclass
class Authority:
    """`pages` may be changed at any time; `asked` tells which paths were asked for, in order."""

    port: int
    pages: dict[str, Page] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


def atom(*links: str, dated: str = "2026-05-13T05:40:00+07:00") -> Page:
    """Return a feed whose entries lead to `links`; one that begins with < stands in its entry."""
    told = "".join(
        f"<entry><id>urn:{link if link[:1] != '<' else number}</id><updated>{dated}</updated>"
        + (f'<content type="application/cap+xml">{link}</content>' if link[:1] == "<" else f'<link href="{link}"/>')
        + "</entry>"
        for number, link in enumerate(links)
    )
    return Page(f'<feed xmlns="http://www.w3.org/2005/Atom"><id>f</id>{told}</feed>'.encode())


@contextmanager
def authority(tls: ssl.SSLContext | None = None) -> Iterator[Authority]:
    """Lend a server."""

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            told.asked.append(self.path)
            page = told.pages.get(self.path, Page(status=404))
            etag = page.headers.get("ETag")
            if etag is not None and self.headers.get("If-None-Match") == etag:
                page = Page(status=304)
            self.send_response(page.status)
            for name, value in page.headers.items():
                self.send_header(name, value)
            if page.status != 304:
                self.send_header("Content-Length", str(len(page.body) if page.length is None else page.length))
            self.end_headers()
            with suppress(OSError):  # the station hung up, as it should
                for at in range(0, len(page.body), 1024):
                    self.wfile.write(page.body[at : at + 1024])
                    time.sleep(page.piece_s)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    server.daemon_threads = True
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    told = Authority(server.server_port)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield told
    finally:
        server.shutdown()
        server.server_close()
