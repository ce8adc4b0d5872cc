"""From an address to a stream of sound: redirects and lists followed, a few; everything else refused."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from broadcaster.errors import RelayError
from broadcaster.messages import N_
from broadcaster.receiver.forms import Form, form_of
from broadcaster.receiver.http import Limits, Response, get, joined, read_address
from broadcaster.receiver.lists import first_address

HOPS = 5
LIST_BYTES = 64 * 1024
SLOW_BYTES_S = 800  # no music and no speech is written in less than 6 kbit/s
SLOW_S = 8.0
LISTS = {Form.LIST, Form.PLS}
REDIRECTS = {301, 302, 303, 307, 308}

_TOO_MANY_HOPS = N_("it leads on and on: more than {hops} addresses were followed")
_REFUSED = N_("the server answers {status}")
_NOT_SOUND = N_("the server sends {type}, and that is no sound stream")
_TRICKLES = N_("the stream trickles: {bytes} bytes in {seconds} s")


@dataclass(frozen=True)
class Stream:
    """A stream of sound that was opened: its bytes, and in which form they are."""

    form: Form
    read: Callable[[int], bytes]
    close: Callable[[], None]


def open_stream(url: str, limits: Limits, elapsed_s: Callable[[], float] = time.monotonic) -> Stream:
    """Return the stream that `url` leads to; raises RelayError, in bounded time, when there is none."""
    for _ in range(HOPS + 1):
        address = read_address(url)
        response = get(address, limits)
        try:
            form = None if response.status in REDIRECTS else _form(response, address.target)
            body = _Body(response, elapsed_s)
            if form is not None and form not in LISTS:
                return Stream(form, body.read, response.close)
            url = joined(url, response.headers.get("location", "") if form is None else _first_of(body))
        except BaseException:
            response.close()
            raise
        response.close()
    raise RelayError(_TOO_MANY_HOPS, hops=HOPS)


def _form(response: Response, target: str) -> Form:
    if response.status != 200:
        raise RelayError(_REFUSED, status=response.status)
    form = form_of(response.content_type, target.partition("?")[0])
    if form is None:
        raise RelayError(_NOT_SOUND, type=response.content_type or N_("something without a name"))
    return form


def _first_of(body: "_Body") -> str:
    """Return the address that a list leads to."""
    text = bytearray()
    while len(text) < LIST_BYTES and (some := body.read(LIST_BYTES - len(text))):
        text += some
    return first_address(text.decode("utf-8", "replace"))


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
