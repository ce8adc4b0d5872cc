"""One request to Google's voice, through the gTTS library made safe. The only file that imports gtts and requests.

The library's own request and the library's own reading of the answer run unchanged, but for what would be wrong here:
it cuts at every comma (we hand it what fits one request), waits for ever, and checks no certificate, which would let
anyone on the line put words on the commune's loudspeakers.
"""

import importlib.util
import io
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from types import FunctionType, SimpleNamespace
from typing import Any, cast
from urllib.parse import urlsplit

import requests
from gtts import gTTS, gTTSError
from requests.utils import get_environ_proxies, select_proxy
from urllib3 import HTTPResponse
from urllib3.exceptions import HTTPError, MaxRetryError

from broadcaster.errors import SpeechError
from broadcaster.messages import Sentence
from broadcaster.speech.engines.gtts import SERVICE
from broadcaster.speech.network import Network, Way, within
from broadcaster.speech.online_failures import out_of_reach, refused, unanswered, unreadable, why_turned_away


@dataclass(frozen=True)
class GoogleLine:
    """The line to one of Google's hosts. `origin` (``http://host:port``) takes its place, for tests."""

    tld: str = "com"
    origin: str | None = None
    network: Network = field(default=Network())
    wall_clock_s: Callable[[], float] = time.time

    @property
    def address(self) -> str:
        """Scheme and host."""
        return self.origin or f"https://translate.google.{self.tld}"

    def fetch(self, text: str, *, slow: bool, timeout_s: tuple[float, float]) -> bytes:
        """Return the MP3 of `text`, at most 100 code points; raise OnlineSpeechError or PermanentSpeechError.

        `timeout_s` is for the connection and for each wait for bytes. All together, from the name to the last byte,
        is done in their sum.
        """
        end_s = time.monotonic() + sum(timeout_s)
        speech = gTTS(
            text,
            tld=self.tld,
            lang="vi",
            slow=slow,
            lang_check=False,
            pre_processor_funcs=[],
            tokenizer_func=lambda whole: [whole],
            timeout=timeout_s,
        )
        if why := self._way().why_nameless(timeout_s[0]):
            raise out_of_reach(why)
        try:
            mp3 = within(end_s - time.monotonic(), lambda: b"".join(_stream(speech, self.origin)))
        except TimeoutError as error:
            raise unanswered(SERVICE) from error
        except gTTSError as error:
            raise self._failure(error) from error
        except (requests.RequestException, ValueError, AssertionError) as error:  # ValueError: bad base64, not UTF-8
            raise unreadable(SERVICE) from error
        if not mp3:  # a consent page, for one, which the library takes for an answer without sound
            raise unreadable(SERVICE)
        return mp3

    def why_out_of_reach(self, limit_s: float) -> Sentence | None:
        """Return why Google could not be asked now, or None, within `limit_s`. Nothing is asked to be spoken."""
        end_s = time.monotonic() + limit_s
        if why := self._way().why_nameless(limit_s / 2):
            return why
        try:
            status = within(end_s - time.monotonic(), lambda: self._knock(limit_s / 2))
        except (TimeoutError, requests.RequestException) as error:
            return self._way().why_shut(error)
        return why_turned_away(SERVICE, status)

    def _way(self) -> Way:
        return Way(self.address, _proxy, self.network, self.wall_clock_s, _kinds_of_proxies())

    def _knock(self, timeout_s: float) -> int:
        """Ask for nothing but the header of Google's front page, by the way that speech would come."""
        with _CheckedSession(None) as session:
            request = session.prepare_request(requests.Request("HEAD", f"{self.address}/"))
            return session.send(request, timeout=(timeout_s, timeout_s)).status_code

    def _failure(self, error: gTTSError) -> SpeechError:
        """Return what `error` means for us: the library raises it while it handles what happened on the line."""
        if error.rsp is not None:
            return refused(SERVICE, error.rsp.status_code, error.rsp.headers)
        cause = error.__context__
        # urllib3 gives up with MaxRetryError only where no connection came about.
        if isinstance(cause, requests.ConnectionError) and any(isinstance(arg, MaxRetryError) for arg in cause.args):
            return out_of_reach(self._way().why_shut(cause))
        return unanswered(SERVICE)


def _proxy(address: str) -> str | None:
    """Return the proxy that the machine's settings name for `address`, NO_PROXY considered."""
    return select_proxy(address, get_environ_proxies(address))


def _kinds_of_proxies() -> frozenset[str]:
    """Return the kinds that the library can use; those called SOCKS only where PySocks is installed."""
    socks = {"socks4", "socks4a", "socks5", "socks5h"} if importlib.util.find_spec("socks") else set()
    return frozenset({"http", "https"} | socks)


def _stream(speech: gTTS, origin: str | None) -> Iterator[bytes]:
    """Run the library's `stream` with our session in place of the one that checks no certificate.

    A copy of the function with another global name, so that nothing is changed for anyone else in the process.
    """
    in_place = SimpleNamespace(Session=lambda: _CheckedSession(origin), exceptions=requests.exceptions)
    namespace = {**gTTS.stream.__globals__, "requests": in_place}
    stream = FunctionType(gTTS.stream.__code__, namespace, "stream")
    return cast("Iterator[bytes]", stream(speech))


class _CheckedSession(requests.Session):
    """Checks certificates, follows no redirection, and ends an answer that trickles.

    It keeps to the machine's settings for proxies, NO_PROXY included, and for who may sign certificates.
    """

    def __init__(self, origin: str | None) -> None:
        super().__init__()
        self._origin = origin

    def send(self, request: requests.PreparedRequest, **asked: Any) -> requests.Response:
        end_s = time.monotonic() + sum(asked["timeout"])
        assert request.url is not None, "the library prepared a request without an address"
        if self._origin is not None:
            request.url = self._origin + urlsplit(request.url).path
        settings = self.merge_environment_settings(request.url, {}, stream=True, verify=True, cert=None)
        response = super().send(request, timeout=asked["timeout"], allow_redirects=False, **settings)
        response.raw = io.BytesIO(_read_until(end_s, response.raw))
        return response


def _read_until(end_s: float, answer: HTTPResponse) -> bytes:
    """Return all of `answer`; a timeout alone would begin anew with each byte."""
    body = bytearray()
    try:
        while block := answer.read1(1 << 16):
            body += block
            if time.monotonic() > end_s:
                raise requests.ReadTimeout
    except HTTPError as error:
        raise requests.ConnectionError(error) from error
    finally:
        answer.close()
    return bytes(body)
