"""From an address to a stream of sound: redirects and lists followed, a few; everything else refused."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from broadcaster.errors import RelayError
from broadcaster.messages import N_, Sentence
from broadcaster.receiver.forms import Form, form_of
from broadcaster.receiver.hls import HlsStream, is_hls
from broadcaster.receiver.http import Limits, Response, get, joined, read_address
from broadcaster.receiver.lists import first_address

HOPS = 5
LIST_BYTES = 256 * 1024
SLOW_BYTES_S = 800  # no music and no speech is written in less than 6 kbit/s
SLOW_S = 8.0
LISTS = {Form.LIST, Form.PLS}
REDIRECTS = {301, 302, 303, 307, 308}

_TOO_MANY_HOPS = N_("it leads on and on: more than {hops} addresses were followed")
_REFUSED = N_("the server answers {status}")
_NOT_SOUND = N_("the server sends {type}, and that is no sound stream")
_NAMELESS = N_("something without a name")
_TRICKLES = N_("the stream trickles: {bytes} bytes in {seconds} s")


@dataclass(frozen=True)
class Stream:
    """A stream of sound that was opened: its bytes, and in which form they are.

    One that comes in `pieces`, files of up to `piece_s` seconds each, has no bytes beside them.
    """

    form: Form
    read: Callable[[int], bytes]
    close: Callable[[], None]
    pieces: Iterable[bytes] = ()
    piece_s: float = 0.0


def open_stream(url: str, limits: Limits, elapsed_s: Callable[[], float] = time.monotonic) -> Stream:
    """Return the stream that `url` leads to; raises RelayError, in bounded time, when there is none."""
    for _ in range(HOPS + 1):
        url, response = _follow(url, limits)
        try:
            form = _form(response, url)
            body = _Body(response, elapsed_s)
            if form not in LISTS:
                return Stream(form, body.read, response.close)
            text = _whole(body, LIST_BYTES).decode("utf-8", "replace")
        except BaseException:
            response.close()
            raise
        response.close()
        if is_hls(text):
            live = HlsStream(url, text, lambda place, most: _fetch(place, most, limits))
            return Stream(Form.HLS, _nothing, lambda: None, live.pieces(), live.piece_s)
        url = joined(url, first_address(text))
    raise RelayError(_TOO_MANY_HOPS, hops=HOPS)


def _follow(url: str, limits: Limits) -> tuple[str, Response]:
    """Return where `url` leads in the end, and the answer there."""
    for _ in range(HOPS + 1):
        response = get(read_address(url), limits)
        if response.status not in REDIRECTS:
            return url, response
        response.close()
        url = joined(url, response.headers.get("location", ""))
    raise RelayError(_TOO_MANY_HOPS, hops=HOPS)


def _form(response: Response, url: str) -> Form:
    _check(response)
    form = form_of(response.content_type, urlsplit(url).path)
    if form is None:
        raise RelayError(_NOT_SOUND, type=response.content_type or Sentence(_NAMELESS))
    return form


def _check(response: Response) -> None:
    if response.status != 200:
        raise RelayError(_REFUSED, status=response.status)


def _fetch(url: str, most: int, limits: Limits) -> bytes:
    """Return the file at `url`; raises RelayError."""
    _, response = _follow(url, limits)
    try:
        _check(response)
        return _whole(_Body(response, time.monotonic), most)
    finally:
        response.close()


def _whole(body: "_Body", most: int) -> bytes:
    whole = bytearray()
    while len(whole) < most and (some := body.read(most - len(whole))):
        whole += some
    return bytes(whole)


def _nothing(_: int) -> bytes:
    return b""


class _Body:
    """A body that must not trickle: a byte now and then keeps every single wait short."""

    def __init__(self, response: Response, elapsed_s: Callable[[], float]) -> None:
        self._response = response
        self._elapsed_s = elapsed_s
        self._since_s = elapsed_s()
        self._bytes = 0

    def read(self, limit: int) -> bytes:
        came = self._response.read(limit)
        self._bytes += len(came)
        waited_s = self._elapsed_s() - self._since_s
        if waited_s >= SLOW_S:
            if self._bytes < SLOW_BYTES_S * waited_s:
                raise RelayError(_TRICKLES, bytes=self._bytes, seconds=round(waited_s))
            self._since_s, self._bytes = self._elapsed_s(), 0
        return came
