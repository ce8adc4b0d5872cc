"""Servers made by hand, on free loopback ports, that answer as their makers' do, or as badly as a test wants."""

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Callable


def wait_for(condition: Callable[[], object], within_s: float = 5.0) -> None:
    until = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < until, "it did not come to pass"
        time.sleep(0.005)


class StandIn:
    """Takes connections, each on a thread of its own; `close` breaks all of them, as a kill would."""

    def __init__(self, port: int = 0) -> None:
        self._listening = socket.create_server(("127.0.0.1", port), reuse_port=False)
        self.port = int(self._listening.getsockname()[1])
        self.lines: list[socket.socket] = []
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        while True:
            try:
                line, _ = self._listening.accept()
            except OSError:
                return
            self.lines.append(line)
            threading.Thread(target=self._serve_one, args=(line,), daemon=True).start()

    def _serve_one(self, line: socket.socket) -> None:
        with contextlib.suppress(OSError):
            self.serve(line)

    def serve(self, line: socket.socket) -> None:
        """Have the conversation."""

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for line in self.lines:
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
            line.close()


class IcecastStandIn(StandIn):
    """Answers a source as told, keeps its stream, and keeps what it is asked for."""

    def __init__(
        self,
        answer: bytes = b"HTTP/1.1 100 Continue\r\n\r\n",
        port: int = 0,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.answer = answer
        self._tls = tls
        self.heads: list[str] = []
        self.stream = b""
        super().__init__(port)

    def serve(self, line: socket.socket) -> None:
        if self._tls:
            line = self._tls.wrap_socket(line, server_side=True)
        head = b""
        while b"\r\n\r\n" not in head:
            head += line.recv(4096)
        self.heads.append(head.decode())
        if head.startswith(b"GET"):
            line.sendall(b"HTTP/1.0 200 OK\r\n\r\n<iceresponse/>")
            line.close()
            return
        line.sendall(self.answer)
        while data := line.recv(65_536):
            self.stream += data

    @property
    def asked(self) -> list[str]:
        """What was asked for, without the heads' other lines."""
        return [head.split("\r\n")[0] for head in self.heads]


class FrozenStandIn(StandIn):
    """Takes connections and never says or takes anything."""

    def serve(self, line: socket.socket) -> None:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        time.sleep(60)


class SnapcastSourceStandIn(StandIn):
    """Keeps the sound that it is fed, each connection's apart."""

    def __init__(self, port: int = 0) -> None:
        self.fed: list[bytearray] = []
        super().__init__(port)

    def serve(self, line: socket.socket) -> None:
        mine = bytearray()
        self.fed.append(mine)
        while data := line.recv(65_536):
            mine += data
