"""One request to Google's voice, through the gTTS library made safe. The only file that imports gtts and requests.

The library's own request and the library's own reading of the answer run unchanged, but for what would be wrong here:
it cuts at every comma (we hand it what fits one request), waits for ever, and checks no certificate, which would let
anyone on the line put words on the commune's loudspeakers.
"""

import io
import re
import time
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from types import FunctionType, SimpleNamespace
from typing import Any, cast
from urllib.parse import urlsplit

import requests
from gtts import gTTS, gTTSError
from urllib3 import HTTPResponse
from urllib3.exceptions import HTTPError, MaxRetryError

from broadcaster.errors import PermanentSpeechError, SpeechError
from broadcaster.messages import N_
from broadcaster.speech.patience import OnlineSpeechError

_NO_ROUTE = N_("Google's voice cannot be reached: is there a network?")
_NO_TRUST = N_("Google's certificate is not valid: is the clock of this machine right?")
_NO_ANSWER = N_("Google's voice did not answer in time, or broke off")
_TOO_MANY = N_("Google's voice takes no more requests for now")
_BUSY = N_("Google's voice failed with status {status}")
_REFUSED = N_("Google's voice refuses with status {status}")
_UNREADABLE = N_("Google's voice answered what is no speech")

# Statuses that pass; every other below 500 will be the same tomorrow.
_PASSING = {HTTPStatus.OK, HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY}


def fetch(text: str, *, tld: str, slow: bool, timeout_s: tuple[float, float], origin: str | None = None) -> bytes:
    """Return the MP3 of `text`, which is at most 100 code points; raise OnlineSpeechError or PermanentSpeechError.

    `timeout_s` is for the connection and for each wait for bytes; all together must be done in their sum. `origin`
    (``http://host:port``) takes the place of Google's, for tests.
    """
    speech = gTTS(
        text,
        tld=tld,
        lang="vi",
        slow=slow,
        lang_check=False,
        pre_processor_funcs=[],
        tokenizer_func=lambda whole: [whole],
        timeout=timeout_s,
    )
    try:
        mp3 = b"".join(_stream(speech, origin))
    except gTTSError as error:
        raise _failure(error) from error
    except (requests.RequestException, ValueError, AssertionError) as error:  # ValueError: bad base64, not UTF-8
        raise OnlineSpeechError(_UNREADABLE) from error
    if not mp3:  # a consent page, for one, which the library takes for an answer without sound
        raise OnlineSpeechError(_UNREADABLE)
    return mp3


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


def _failure(error: gTTSError) -> SpeechError:
    """Return what `error` means for us: the library raises it while it handles what happened on the line."""
    if error.rsp is None:
        return _line_failure(error.__context__)
    status, retry_after_s = error.rsp.status_code, _retry_after_s(error.rsp.headers)
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return OnlineSpeechError(
            _TOO_MANY, ask_again=bool(retry_after_s), leave_alone=True, retry_after_s=retry_after_s
        )
    if status == HTTPStatus.OK:
        return OnlineSpeechError(_UNREADABLE)
    if status in _PASSING or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return OnlineSpeechError(_BUSY, status=status, retry_after_s=retry_after_s)
    return PermanentSpeechError(_REFUSED, status=status)


def _line_failure(cause: BaseException | None) -> OnlineSpeechError:
    if isinstance(cause, requests.exceptions.SSLError):
        return OnlineSpeechError(_NO_TRUST, ask_again=False, leave_alone=True)
    # urllib3 gives up with MaxRetryError only where no connection came about.
    if isinstance(cause, requests.ConnectionError) and any(isinstance(arg, MaxRetryError) for arg in cause.args):
        return OnlineSpeechError(_NO_ROUTE, ask_again=False, leave_alone=True)
    return OnlineSpeechError(_NO_ANSWER)


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
