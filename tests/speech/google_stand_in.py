"""A server on this machine that speaks Google's protocol, as the gTTS library knows it, faults included."""

import base64
import functools
import http.server
import json
import ssl
import struct
import threading
import urllib.parse
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Self

import lameenc
import numpy as np

from broadcaster.speech.words import syllables

Handler = http.server.BaseHTTPRequestHandler
Answer = Callable[[Handler, str], None]


@functools.cache
def tone_mp3(duration_ms: int, amplitude: int = 8000) -> bytes:
    """MPEG-2 layer III as Google sends it: 24 kHz, mono, 64 kbit/s, no Xing header."""
    moments = np.arange(24 * duration_ms) / 24_000
    encoder = lameenc.Encoder()
    encoder.set_bit_rate(64)
    encoder.set_in_sample_rate(24_000)
    encoder.set_channels(1)
    encoder.silence()
    samples = (amplitude * np.sin(2 * np.pi * 220 * moments)).astype("<i2")
    return bytes(encoder.encode(samples.tobytes()) + encoder.flush())


def speech_mp3(text: str) -> bytes:
    return tone_mp3(250 * syllables(text))


def body(audio: bytes | None, code: str = "null") -> bytes:
    inner = (
        json.dumps(json.dumps([base64.b64encode(audio).decode()], separators=(",", ":"))) if audio is not None else ""
    )
    return f""")]}}'\n\n[["wrb.fr","jQ1olc",{inner or "null"},null,null,{code},"generic"]\n,["di",27]\n]""".encode()


def send(handler: Handler, content: bytes, status: int = 200, claimed: int | None = None, **headers: str) -> None:
    handler.send_response_only(status)
    handler.send_header("Content-Length", str(len(content) if claimed is None else claimed))
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(content)


def good(handler: Handler, text: str) -> None:
    send(handler, body(speech_mp3(text)))


def status(code: int, **headers: str) -> Answer:
    return lambda handler, _: send(handler, b"sorry", code, **headers)


def sound(change: Callable[[bytes], bytes]) -> Answer:
    return lambda handler, text: send(handler, body(change(speech_mp3(text))))


def plain(content: bytes) -> Answer:
    return lambda handler, _: send(handler, content)


def cut_body(handler: Handler, text: str) -> None:
    whole = body(speech_mp3(text))
    send(handler, whole[: len(whole) // 2], claimed=len(whole))


def reset(handler: Handler, _: str) -> None:
    handler.connection.setsockopt(*LINGER_ZERO)
    handler.connection.close()


def trickle(handler: Handler, text: str) -> None:
    handler.send_response_only(200)
    handler.end_headers()
    for byte in body(speech_mp3(text)):
        handler.wfile.write(bytes([byte]))
        if handler.server.stopping.wait(0.02):  # type: ignore[attr-defined]
            break


def hang(handler: Handler, _: str) -> None:
    handler.server.stopping.wait(60)  # type: ignore[attr-defined]


LINGER_ZERO = (1, 13, struct.pack("ii", 1, 0))  # SOL_SOCKET, SO_LINGER on Linux: closing sends a reset


@dataclass
class GoogleStandIn:
    """Answers well, but for the requests that `answers` tells otherwise, by their number from 0, and `always`."""

    answers: dict[int, Answer] = field(default_factory=dict)
    always: Answer = good
    texts: list[str] = field(default_factory=list)
    tls: ssl.SSLContext | None = None
    knocks: int = 0  # how often somebody asked for the front page's header alone, and what they are told
    knock_status: int = 200

    def __enter__(self) -> Self:
        stand_in = self

        class Handling(Handler):
            def do_POST(self) -> None:  # noqa: N802 - the base class looks for it
                stand_in.answer(self)

            def do_HEAD(self) -> None:  # noqa: N802 - the same
                stand_in.knocks += 1
                send(self, b"", stand_in.knock_status)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
                pass

        class Server(http.server.ThreadingHTTPServer):
            stopping = threading.Event()
            daemon_threads = True

            def handle_error(self, request: object, client_address: object) -> None:
                pass  # clients that gave up

        self._server = Server(("127.0.0.1", 0), Handling)
        self._server.stopping = threading.Event()
        self.port = port = self._server.server_address[1]
        self.origin = f"http://127.0.0.1:{port}"
        if self.tls:
            self._server.socket = self.tls.wrap_socket(self._server.socket, server_side=True)
            self.origin = f"https://localhost:{port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.005,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.stopping.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def answer(self, handler: Handler) -> None:
        sent = handler.rfile.read(int(handler.headers["Content-Length"]))
        rpc = json.loads(urllib.parse.parse_qs(sent.decode())["f.req"][0])
        text, language, _slow, _ = json.loads(rpc[0][0][1])
        assert (handler.path, language) == ("/_/TranslateWebserverUi/data/batchexecute", "vi")
        number = len(self.texts)
        self.texts.append(text)
        self.answers.get(number, self.always)(handler, text)
