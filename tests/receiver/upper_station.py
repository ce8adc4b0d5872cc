"""A stand-in for an upper station: an HTTP server on loopback that streams MP3 in real time and fails as it is told.

What it streams is a tone, so that it can be told from local sound, loud or silent as the test wants it.
"""

import contextlib
import socket
import socketserver
import threading
import time
from collections.abc import Iterator
from functools import cache

import lameenc
import numpy as np

RATE = 44_100
HERTZ = 1_000
PIECE_S = 10.0
BURST_S = 2.0  # what a radio server sends at once to whoever connects
TICK_S = 0.1


@cache
def mp3(seconds: float = PIECE_S, level: float = 0.2, bit_rate: int = 64) -> bytes:
    """A tone whose periods fit a second. Where one piece follows another it dips for a moment, as encoders do."""
    moments = np.arange(round(seconds * RATE)) / RATE
    sound = (level * 32_767 * np.sin(2 * np.pi * HERTZ * moments)).astype("<i2")
    encoder = lameenc.Encoder()
    encoder.set_bit_rate(bit_rate)
    encoder.set_in_sample_rate(RATE)
    encoder.set_channels(1)
    encoder.set_quality(7)
    encoder.silence()
    return bytes(encoder.encode(sound.tobytes())) + bytes(encoder.flush())


class UpperStation:
    """Streams until it is told otherwise. `answer` replaces what follows the request altogether."""

    def __init__(self, port: int = 0) -> None:
        self.level = 0.2
        self.speed = 1.0
        self.held = threading.Event()  # set: nothing is sent, and nobody is told
        self.head = b"HTTP/1.0 200 OK\r\nContent-Type: audio/mpeg\r\n\r\n"
        self.answers: dict[str, list[bytes]] = {}  # by path: pieces, sent 0.2 s apart
        self.asked: list[str] = []
        self._connections: set[socket.socket] = set()
        self._server = _Server(("127.0.0.1", port), _handler_of(self))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/vov1"

    def drop(self) -> None:
        """Cut every connection."""
        for connection in list(self._connections):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self.drop()

    def serve(self, connection: socket.socket) -> None:
        self._connections.add(connection)
        try:
            path = _path(connection)
            self.asked.append(path)
            if path in self.answers:
                for piece in self.answers[path]:
                    connection.sendall(piece)
                    time.sleep(0.2 if len(self.answers[path]) > 1 else 0)
                return
            connection.sendall(self.head)
            self._stream(connection)
        except OSError:
            return
        finally:
            self._connections.discard(connection)

    def _stream(self, connection: socket.socket) -> None:
        """Send pieces of the tone's frames, a tenth of a second each, at the moments at which they are due."""
        sent_s, began_s, at = -BURST_S, time.monotonic(), 0
        while True:
            if not self.held.is_set():
                stream = mp3(level=self.level)
                step = round(len(stream) * TICK_S / PIECE_S)
                connection.sendall(stream[at : at + step])
                at = at + step if at + step < len(stream) else 0
            sent_s += TICK_S / self.speed
            time.sleep(max(0.0, sent_s - (time.monotonic() - began_s)))


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: listeners come and go."""


def _handler_of(station: UpperStation) -> type[socketserver.BaseRequestHandler]:
    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            station.serve(self.request)

    return Handler


def _path(connection: socket.socket) -> str:
    asked = b""
    while b"\r\n\r\n" not in asked and (some := connection.recv(4096)):
        asked += some
    return asked.split(b" ")[1].decode() if asked.count(b" ") > 1 else ""


@contextlib.contextmanager
def upper_station(port: int = 0) -> Iterator[UpperStation]:
    station = UpperStation(port)
    try:
        yield station
    finally:
        station.close()
