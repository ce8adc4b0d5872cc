"""One request to Google's voice, through the gTTS library made safe. The only file that imports gtts and requests.

The library's own request and the library's own reading of the answer run unchanged, but for what would be wrong here:
it cuts at every comma (we hand it what fits one request), waits for ever, and checks no certificate, which would let
anyone on the line put words on the commune's loudspeakers.
"""

import io
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from types import FunctionType, SimpleNamespace
from typing import Any, cast
from urllib.parse import urlsplit

import requests
from gtts import gTTS, gTTSError
from requests.utils import get_environ_proxies, select_proxy
from urllib3 import HTTPResponse
from urllib3.exceptions import HTTPError, MaxRetryError

from broadcaster.errors import PermanentSpeechError, SpeechError
from broadcaster.messages import N_, Sentence
from broadcaster.speech.network import FirstHop, Network, why_no_name, why_no_way, within
from broadcaster.speech.patience import OnlineSpeechError

_NO_ANSWER = N_("Google's voice did not answer in time, or broke off")
_TOO_MANY = N_("Google's voice takes no more requests for now: wait, it comes back by itself")
_BUSY = N_("Google's voice failed with status {status}")
_REFUSED = N_("Google's voice refuses with status {status}")
_UNREADABLE = N_("Google's voice answered what is no speech")

# Statuses that pass; every other below 500 will be the same tomorrow.
_PASSING = {HTTPStatus.OK, HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY}


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
        self._find_name(timeout_s[0])
        try:
            mp3 = within(end_s - time.monotonic(), lambda: b"".join(_stream(speech, self.origin)))
        except TimeoutError as error:
            raise OnlineSpeechError(_NO_ANSWER) from error
        except gTTSError as error:
            raise self._failure(error) from error
        except (requests.RequestException, ValueError, AssertionError) as error:  # ValueError: bad base64, not UTF-8
            raise OnlineSpeechError(_UNREADABLE) from error
        if not mp3:  # a consent page, for one, which the library takes for an answer without sound
            raise OnlineSpeechError(_UNREADABLE)
        return mp3

    def why_out_of_reach(self, limit_s: float) -> Sentence | None:
        """Return why Google could not be asked now, or None, within `limit_s`. Nothing is asked to be spoken."""
        end_s = time.monotonic() + limit_s
        try:
            self._find_name(limit_s / 2)
            status = within(end_s - time.monotonic(), lambda: self._knock(limit_s / 2))
        except OnlineSpeechError as failure:
            return failure.sentence
        except (TimeoutError, requests.RequestException) as error:
            return self._why_no_way(error)
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            return Sentence(_TOO_MANY)
        return Sentence(_BUSY, status=status) if status >= HTTPStatus.INTERNAL_SERVER_ERROR else None

    def _knock(self, timeout_s: float) -> int:
        """Ask for nothing but the header of Google's front page, by the way that speech would come."""
        with _CheckedSession(None) as session:
            request = session.prepare_request(requests.Request("HEAD", f"{self.address}/"))
            return session.send(request, timeout=(timeout_s, timeout_s)).status_code

    def _find_name(self, limit_s: float) -> None:
        """Have the first host's name resolved, which nothing else sets a limit to; raise OnlineSpeechError."""
        hop = self._first_hop()
        try:
            within(limit_s, lambda: self.network.resolve(hop.host, hop.port))
        except TimeoutError as error:
            raise _out_of_reach(why_no_name(hop, self.network)) from error
        except OSError as error:
            raise _out_of_reach(self._why_no_way(error)) from error

    def _first_hop(self) -> FirstHop:
        """Return the proxy that the machine's settings name for Google, NO_PROXY considered, else Google."""
        goal = urlsplit(self.address)
        proxy = select_proxy(self.address, get_environ_proxies(self.address))
        hop = urlsplit(proxy if "://" in proxy else f"http://{proxy}") if proxy else goal
        usual = 443 if hop.scheme == "https" else 80
        return FirstHop(goal.hostname or "", hop.hostname or "", hop.port or usual)

    def _why_no_way(self, error: BaseException) -> Sentence:
        now = datetime.fromtimestamp(self.wall_clock_s(), UTC).astimezone()
        return why_no_way(self._first_hop(), error, self.network, now)

    def _failure(self, error: gTTSError) -> SpeechError:
        """Return what `error` means for us: the library raises it while it handles what happened on the line."""
        if error.rsp is not None:
            return _refusal(error.rsp)
        cause = error.__context__
        # urllib3 gives up with MaxRetryError only where no connection came about.
        if isinstance(cause, requests.ConnectionError) and any(isinstance(arg, MaxRetryError) for arg in cause.args):
            return _out_of_reach(self._why_no_way(cause))
        return OnlineSpeechError(_NO_ANSWER)


def _out_of_reach(why: Sentence) -> OnlineSpeechError:
    return OnlineSpeechError("{why}", ask_again=False, leave_alone=True, why=why)


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


def _refusal(answer: requests.Response) -> SpeechError:
    status, retry_after_s = answer.status_code, _retry_after_s(answer.headers)
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return OnlineSpeechError(
            _TOO_MANY, ask_again=bool(retry_after_s), leave_alone=True, retry_after_s=retry_after_s
        )
    if status == HTTPStatus.OK:
        return OnlineSpeechError(_UNREADABLE)
    if status in _PASSING or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return OnlineSpeechError(_BUSY, status=status, retry_after_s=retry_after_s)
    return PermanentSpeechError(_REFUSED, status=status)


def _retry_after_s(headers: requests.structures.CaseInsensitiveDict[str]) -> float | None:
    """Return what Retry-After asks for; a date counts from the answer's own Date, whatever our clock says."""
    told = headers.get("Retry-After", "")
    if re.fullmatch(r"\d{1,6}", told.strip()):
        return float(told)
    try:
        wait = parsedate_to_datetime(told) - parsedate_to_datetime(headers["Date"])
    except (ValueError, TypeError, LookupError):
        return None
    return max(0.0, wait.total_seconds())
