"""One request to Microsoft's voice, through the edge-tts library made safe. The only file that imports it and aiohttp.

The library speaks the protocol, checks the certificate and escapes the text. What it lacks is here: an end to every
wait (its own limits end with the handshake), and a look at whether the answer came to its end (it takes a connection
that breaks after some sound for a whole answer).
"""

import asyncio
from collections.abc import Coroutine
from http import HTTPStatus

import aiohttp
from edge_tts import Communicate
from edge_tts.exceptions import EdgeTTSException, SkewAdjustmentError, WebSocketError

from broadcaster.errors import SpeechError
from broadcaster.messages import N_
from broadcaster.speech.engines.edge import SERVICE
from broadcaster.speech.online_failures import refused, unanswered, unreachable, unreadable, untrusted
from broadcaster.speech.patience import OnlineSpeechError

FAREWELL_S = 0.5  # for taking leave of a connection that was given up

_FORBIDDEN = N_("{service} turns this program away; a newer edge-tts may help: pip install --upgrade edge-tts")


def fetch(text: str, voice: str, rate: str, connect_s: int, limit_s: float) -> bytes:
    """Return the MP3 of `text`, at most 4096 bytes, by `voice` at `rate` (``+0%``); raise SpeechError.

    `connect_s` is for the connection and for the first answer; all together must be done in `limit_s`.
    """
    speech = Communicate(text, voice, rate=rate, connect_timeout=connect_s, receive_timeout=connect_s)
    try:
        return _run(_mp3(speech), limit_s)
    except (aiohttp.ClientError, EdgeTTSException, OSError) as error:  # OSError: TimeoutError is one
        raise _failure(error) from error
    except (ValueError, LookupError, TypeError) as error:  # what the library's reader does on nonsense
        raise unreadable(SERVICE) from error


async def _mp3(speech: Communicate) -> bytes:
    mp3 = b"".join([part["data"] async for part in speech.stream() if part["type"] == "audio"])
    # The library counts what it has received when the service says that it is through.
    if speech.state["cumulative_audio_bytes"] != len(mp3):
        raise unanswered(SERVICE)
    return mp3


def _run(work: Coroutine[None, None, bytes], limit_s: float) -> bytes:
    """Run `work`; raise TimeoutError when it does not end within `limit_s`.

    `asyncio.run` would wait for what it cancelled, and for a name server that does not answer.
    """
    loop = asyncio.new_event_loop()
    try:
        return loop.run_until_complete(_ended(work, limit_s))
    finally:
        loop.close()


async def _ended(work: Coroutine[None, None, bytes], limit_s: float) -> bytes:
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


def _failure(error: Exception) -> SpeechError:
    match error:
        case aiohttp.ClientSSLError():
            return untrusted(SERVICE)
        case aiohttp.ClientConnectorError() | aiohttp.ConnectionTimeoutError():
            return unreachable(SERVICE)
        case SkewAdjustmentError() | aiohttp.ClientResponseError(status=HTTPStatus.FORBIDDEN):
            # The library has tried again by then with the service's own clock, where it was told.
            return OnlineSpeechError(_FORBIDDEN, service=SERVICE, ask_again=False, leave_alone=True)
        case aiohttp.ClientResponseError():
            return refused(SERVICE, error.status, error.headers or {})
        case EdgeTTSException() if not isinstance(error, WebSocketError):
            return unreadable(SERVICE)
    return unanswered(SERVICE)
