"""Fetching warnings: bounded in hosts, redirects, bytes and time."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urljoin

from broadcaster.errors import NotReadyError
from broadcaster.messages import N_
from broadcaster.receiver.http import Address, Limits, Response, get, read_address

HOPS = 3
WHOLE_ANSWER_S = 30.0
PIECE = 16_384
OK, NOT_MODIFIED, REDIRECTS = 200, 304, frozenset({301, 302, 303, 307, 308})
PORTS = {"http": 80, "https": 443}

NO_LINK = N_("its entry leads to no message: no link to http or https is in it")
ELSEWHERE = N_(
    "it leads to {host}, where nothing is fetched from: if the office tells its warnings there, name it under alerts: "
    "cap: hosts in station.yaml"
)
NOT_SAFE = N_("it leads from https to {url}, which is not followed")
TOO_MANY_HOPS = N_("it is redirected more than {hops} times")
ANSWERED = N_("{host} answers {status}")
TOO_LONG = N_("what {host} answers is longer than {limit} bytes, or takes longer than {seconds} s")
CUT_OFF = N_("what {host} answers broke off before its end")


@dataclass(frozen=True)
class Validators:
    """What a server said an answer can be known by: the next question is whether it is another one."""

    etag: str = ""
    modified: str = ""

    def fields(self) -> dict[str, str]:
        """Return the fields of a request that asks for something else than this."""
        named = {"If-None-Match": self.etag, "If-Modified-Since": self.modified}
        return {name: value for name, value in named.items() if value}


@dataclass(frozen=True)
class Fetched:
    """What an address holds."""

    raw: bytes
    validators: Validators


@dataclass(frozen=True)
class Reach:
    """From where may be fetched: the host of the station's own address, with or without www., and those it names."""

    url: str
    hosts: tuple[str, ...] = ()

    def allows(self, url: str) -> bool:
        """Whether something may be fetched from there; another port of the same host is another host."""
        there = read_address(url)
        if any(_is_named(there, host) for host in self.hosts):
            return True
        if not self.url:
            return False
        own = read_address(self.url)
        return _bare(there.host) == _bare(own.host) and there.port in {own.port, *PORTS.values()}


def _is_named(there: Address, host: str) -> bool:
    """Whether `host`, as the station's file writes it, is that address's: with its port where that is not the usual."""
    named = read_address(f"{there.scheme}://{host}")
    return (named.host.lower(), named.port) == (there.host.lower(), there.port)


def _bare(host: str) -> str:
    return host.lower().removeprefix("www.")


class Fetch(Protocol):
    """Asks an address for something else than what is `known`."""

    def __call__(self, url: str, known: Validators, reach: Reach, largest: int) -> Fetched | None:
        """Return what it holds, None where that is what is known. Raises BroadcasterError."""


def fetch(url: str, known: Validators, reach: Reach, largest: int) -> Fetched | None:
    """Return what `url` holds, at most `largest` bytes; None when it is what is `known`.

    Raises RelayError where nobody answers, NotReadyError for an answer that can't be used.
    """
    until_s = time.monotonic() + WHOLE_ANSWER_S
    for _ in range(HOPS + 1):
        if not reach.allows(url):
            raise NotReadyError(ELSEWHERE, host=read_address(url).shown_host)
        address = read_address(url)
        response = get(address, Limits(), known.fields())
        try:
            if response.status in REDIRECTS:
                url = led_to(url, response.headers.get("location", ""))
                continue
            if response.status == NOT_MODIFIED:
                return None
            if response.status != OK:
                raise NotReadyError(ANSWERED, host=address.host, status=response.status)
            raw = _whole(response, address, largest, lambda: time.monotonic() < until_s)
        finally:
            response.close()
        return Fetched(raw, Validators(*(_plain(response.headers.get(name, "")) for name in ("etag", "last-modified"))))
    raise NotReadyError(TOO_MANY_HOPS, hops=HOPS)


def led_to(url: str, location: str) -> str:
    """Return where an answer of `url` leads. Raises NotReadyError where that would leave TLS."""
    try:
        there = urljoin(url, location)
    except ValueError:
        there = "-"
    if url.startswith("https:") and not there.startswith("https:"):
        raise NotReadyError(NOT_SAFE, url=there[:100])
    return there


def _whole(response: Response, address: Address, largest: int, is_in_time: Callable[[], bool]) -> bytes:
    raw = bytearray()
    while piece := response.read(PIECE):
        raw += piece
        if len(raw) > largest or not is_in_time():
            raise NotReadyError(TOO_LONG, host=address.host, limit=largest, seconds=round(WHOLE_ANSWER_S))
    length = response.headers.get("content-length", "")
    if length.isdecimal() and len(raw) < int(length) and "transfer-encoding" not in response.headers:
        raise NotReadyError(CUT_OFF, host=address.host)
    return bytes(raw)


def _plain(value: str) -> str:
    """Return what may stand in the header of the next request."""
    return value if value.isascii() and value.isprintable() and len(value) < 300 else ""
