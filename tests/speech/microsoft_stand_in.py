"""A server on this machine that speaks Microsoft's protocol, as the edge-tts library knows it, faults included.

A client opens a WebSocket and sends two messages, the settings and the words as SSML. Each message, either way, is
headers and a body. Text has an empty line between them; what is binary starts with the length of the headers in two
bytes. The service answers ``turn.start`` and ``response``, sound in pieces, where sentences lie (``audio.metadata``), a
piece without sound or kind, and ``turn.end``.
"""

import asyncio
import json
import socket
import ssl
import struct
import threading
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Self
from xml.etree import ElementTree

import pytest
from aiohttp import web
from google_stand_in import speech_mp3

Answer = Callable[["Turn", str], Awaitable[None]]
AUDIO = b"X-RequestId:0\r\nContent-Type:audio/mpeg\r\nPath:audio\r\n"
FRAME = 192  # bytes: 24 ms at 64 kbit/s
SSML = "{http://www.w3.org/2001/10/synthesis}"


@dataclass(frozen=True)
class Refusal:
    """No WebSocket, but an HTTP answer."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()

    def response(self) -> web.Response:
        return web.Response(status=self.status, headers=dict(self.headers))


@dataclass
class Turn:
    """One request being answered."""

    request: web.Request
    socket: web.WebSocketResponse
    stopping: asyncio.Event

    async def text(self, path: str, body: str = "{}") -> None:
        await self.socket.send_str(f"X-RequestId:0\r\nContent-Type:application/json\r\nPath:{path}\r\n\r\n{body}")

    async def binary(self, body: bytes, headers: bytes = AUDIO) -> None:
        await self.socket.send_bytes(struct.pack(">H", len(headers)) + headers + body)

    async def start(self) -> None:
        await self.text("turn.start")
        await self.text("response")

    async def sound(self, mp3: bytes) -> None:
        for place in range(0, len(mp3), 720):
            await self.binary(mp3[place : place + 720])

    async def end(self) -> None:
        await self.binary(b"", b"X-RequestId:0\r\nPath:audio\r\n")
        await self.text("turn.end")

    async def wait(self, seconds: float) -> bool:
        """Wait, and tell whether the server is stopped meanwhile."""
        try:
            await asyncio.wait_for(self.stopping.wait(), seconds)
        except TimeoutError:
            return False
        return True

    def reset(self) -> None:
        transport = self.request.transport
        assert transport is not None
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()


async def good(turn: Turn, text: str) -> None:
    mp3 = speech_mp3(text)
    await turn.start()
    await turn.sound(mp3)
    where = {"Offset": 1_000_000, "Duration": len(mp3) * 1250, "text": {"Text": text, "Length": len(text)}}
    await turn.text("audio.metadata", json.dumps({"Metadata": [{"Type": "SentenceBoundary", "Data": where}]}))
    await turn.end()


def sound(change: Callable[[bytes], bytes]) -> Answer:
    async def answer(turn: Turn, text: str) -> None:
        await turn.start()
        await turn.sound(change(speech_mp3(text)))
        await turn.end()

    return answer


def message(*sent: str | bytes) -> Answer:
    async def answer(turn: Turn, text: str) -> None:
        for one in sent:
            await (turn.socket.send_str(one) if isinstance(one, str) else turn.socket.send_bytes(one))
        await good(turn, text)

    return answer


async def no_sound(turn: Turn, _: str) -> None:
    await turn.start()
    await turn.end()


async def hang(turn: Turn, _: str) -> None:
    await turn.wait(30)


async def trickle(turn: Turn, text: str) -> None:
    await turn.start()
    for byte in speech_mp3(text):
        await turn.binary(bytes([byte]))
        if await turn.wait(0.05):
            return


async def no_farewell(turn: Turn, text: str) -> None:
    """All is said, and then the client's farewell is not answered."""
    await good(turn, text)
    await turn.wait(30)


async def reset(turn: Turn, text: str) -> None:
    await turn.start()
    await turn.sound(speech_mp3(text)[: 2 * FRAME])
    turn.reset()


async def reset_at_once(turn: Turn, _: str) -> None:
    turn.reset()


async def closed_early(turn: Turn, text: str) -> None:
    """Nearly all was said, to the end of a frame; a look at the sound alone cannot tell."""
    await turn.start()
    mp3 = speech_mp3(text)
    await turn.sound(mp3[: len(mp3) // FRAME // 2 * FRAME])


@dataclass
class MicrosoftStandIn:
    """Answers well, but for the connections that `answers` tells otherwise, by their number from 0, and `always`."""

    answers: dict[int, Answer | Refusal] = field(default_factory=dict)
    always: Answer | Refusal = good
    texts: list[str] = field(default_factory=list)
    voices: list[str] = field(default_factory=list)
    rates: list[str] = field(default_factory=list)
    connections: int = 0
    tls: ssl.SSLContext | None = None
    knocked: int = 400  # what it says to a browser that wants no WebSocket
    silent: bool = False  # takes connections and says nothing

    def __enter__(self) -> Self:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._start(), self._loop).result(10)
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _start(self) -> None:
        self._stopping = asyncio.Event()
        application = web.Application()
        application.router.add_get("/edge/v1", self._take)
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "localhost", 0, ssl_context=self.tls).start()
        scheme, port = "wss" if self.tls else "ws", self._runner.addresses[0][1]
        self.url = f"{scheme}://localhost:{port}/edge/v1?TrustedClientToken=x"

    async def _stop(self) -> None:
        self._stopping.set()
        await self._runner.cleanup()

    async def _take(self, request: web.Request) -> web.StreamResponse:
        if self.silent:
            self.connections += 1
            await self._stopping.wait()
        if request.method == "HEAD":
            return web.Response(status=self.knocked)
        answer = self.answers.get(self.connections, self.always)
        self.connections += 1
        if isinstance(answer, Refusal):
            return answer.response()
        connection = web.WebSocketResponse(timeout=0.2)
        await connection.prepare(request)
        settings, words = [await connection.receive_str() for _ in range(2)]
        assert "Path:speech.config" in settings
        await answer(Turn(request, connection, self._stopping), self._understood(words))
        return connection

    def _understood(self, words: str) -> str:
        """Return what shall be said, read as the service would: markup in it would be an order."""
        prosody = ElementTree.fromstring(words.partition("\r\n\r\n")[2]).find(f"{SSML}voice/{SSML}prosody")
        voice = ElementTree.fromstring(words.partition("\r\n\r\n")[2]).find(f"{SSML}voice")
        assert voice is not None
        assert prosody is not None
        assert len(prosody) == 0
        self.texts.append(prosody.text or "")
        self.voices.append(voice.attrib["name"])
        self.rates.append(prosody.attrib["rate"])
        return self.texts[-1]


def talk_to(stand_in: MicrosoftStandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the library take `stand_in` for Microsoft."""
    take_for_microsoft(stand_in.url, monkeypatch)


def take_for_microsoft(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the library open its WebSocket at `url`."""
    monkeypatch.setattr("edge_tts.constants.WSS_URL", url)
    monkeypatch.setattr("edge_tts.communicate.WSS_URL", url)  # it has taken its copy by then
