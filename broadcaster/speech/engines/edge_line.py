"""One request to Microsoft's voice, through the edge-tts library made safe. The only file that imports it and aiohttp.

The library speaks the protocol, checks the certificate and escapes the text. What it lacks is here: an end to every
wait (its own limits end with the handshake), and a look at whether the answer came to its end (it takes a connection
that breaks after some sound for a whole answer).
"""

import asyncio
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TypeVar
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
from edge_tts import Communicate, constants
from edge_tts.exceptions import EdgeTTSException, SkewAdjustmentError, WebSocketError

from broadcaster.errors import SpeechError
from broadcaster.messages import N_, Sentence
from broadcaster.speech.engines.edge import SERVICE
from broadcaster.speech.network import Network, Way
from broadcaster.speech.online_failures import out_of_reach, refused, unanswered, unreadable, why_turned_away
from broadcaster.speech.patience import OnlineSpeechError

Answer = TypeVar("Answer")

FAREWELL_S = 0.5  # for taking leave of a connection that was given up

_FORBIDDEN = N_("{service} turns this program away; a newer edge-tts may help: pip install --upgrade edge-tts")


@dataclass(frozen=True)
class MicrosoftLine:
    """The line to Microsoft, at the address that the library has for it."""

    network: Network = field(default=Network())
    wall_clock_s: Callable[[], float] = time.time

    def fetch(self, text: str, voice: str, rate: str, connect_s: int, limit_s: float) -> bytes:
        """Return the MP3 of `text`, at most 4096 bytes, by `voice` at `rate` (``+0%``); raise SpeechError.

        `connect_s` is for the name, for the connection and for its first answer; all together is done in `limit_s`.
        """
        end_s = time.monotonic() + limit_s
        speech = Communicate(text, voice, rate=rate, connect_timeout=connect_s, receive_timeout=connect_s)
        if why := self._way().why_nameless(min(connect_s, limit_s)):
            raise out_of_reach(why)
        try:
            return _run(_mp3(speech), end_s - time.monotonic())
        except (aiohttp.ClientError, EdgeTTSException, OSError) as error:  # OSError: TimeoutError is one
            raise self._failure(error) from error
        except (ValueError, LookupError, TypeError) as error:  # what the library's reader does on nonsense
            raise unreadable(SERVICE) from error

    def why_out_of_reach(self, limit_s: float) -> Sentence | None:
        """Return why Microsoft could not be asked now, or None, within `limit_s`. Nothing is asked to be spoken."""
        end_s = time.monotonic() + limit_s
        if why := self._way().why_nameless(limit_s / 2):
            return why
        try:
            status = _run(_knock(_address()), end_s - time.monotonic())
        except (aiohttp.ClientError, OSError) as error:
            return self._why_shut(error)
        return why_turned_away(SERVICE, status)

    def _way(self) -> Way:
        return Way(_address(), _proxy, self.network, self.wall_clock_s)

    def _why_shut(self, error: BaseException) -> Sentence:
        if isinstance(error, aiohttp.ClientConnectorCertificateError):  # a certificate error that lacks what one has
            error = error.certificate_error
        return self._way().why_shut(error)

    def _failure(self, error: Exception) -> SpeechError:
        match error:
            case aiohttp.ClientConnectorError() | aiohttp.ConnectionTimeoutError():
                return out_of_reach(self._why_shut(error))
            case SkewAdjustmentError() | aiohttp.ClientResponseError(status=HTTPStatus.FORBIDDEN):
                # The library has tried again by then with the service's own clock, where it was told.
                return OnlineSpeechError(_FORBIDDEN, service=SERVICE, ask_again=False, leave_alone=True)
            case aiohttp.ClientResponseError():
                return refused(SERVICE, error.status, error.headers or {})
            case EdgeTTSException() if not isinstance(error, WebSocketError):
                return unreadable(SERVICE)
        return unanswered(SERVICE)


def _address() -> str:
    """Return where the library opens its WebSocket, as an address of the web."""
    return constants.WSS_URL.replace("ws", "http", 1)


def _proxy(address: str) -> str | None:
    """Return the proxy that the machine's settings name for `address`, NO_PROXY considered."""
    goal = urlsplit(address)
    return None if proxy_bypass(goal.hostname or "") else getproxies().get(goal.scheme)


async def _mp3(speech: Communicate) -> bytes:
    mp3 = b"".join([part["data"] async for part in speech.stream() if part["type"] == "audio"])
    # The library counts what it has received when the service says that it is through.
    if speech.state["cumulative_audio_bytes"] != len(mp3):
        raise unanswered(SERVICE)
    return mp3


async def _knock(address: str) -> int:
    """Ask for nothing but a header, by the way that speech would come; a refusal is an answer too."""
    async with (
        aiohttp.ClientSession(trust_env=True) as session,
        session.head(address, allow_redirects=False) as answer,
    ):
        return answer.status


def _run(work: Coroutine[None, None, Answer], limit_s: float) -> Answer:
    """Run `work`; raise TimeoutError when it does not end within `limit_s`.

    `asyncio.run` would wait for what it cancelled, and for a name server that does not answer.
    """
    loop = asyncio.new_event_loop()
    try:
        return loop.run_until_complete(_ended(work, limit_s))
    finally:
        loop.close()


async def _ended(work: Coroutine[None, None, Answer], limit_s: float) -> Answer:
    task = asyncio.ensure_future(work)
    await asyncio.wait({task}, timeout=limit_s)
    # Cancelled once, the library takes leave and waits for the other side to do so; cancelled again, it goes.
    for _ in range(2):
        if not task.done():
            task.cancel()
            await asyncio.wait({task}, timeout=FAREWELL_S)
    if task.cancelled() or not task.done():
        raise TimeoutError
    return task.result()
