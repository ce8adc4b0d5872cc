"""A GET over HTTP that is bounded in everything a server can make long: names, connecting, headers, waiting.

Our own few lines over a socket: radio servers answer ``ICY 200 OK``, which the standard library's client refuses, and
that client waits for ever for a header that trickles.
"""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeVar
from urllib.parse import quote, urljoin, urlsplit

from broadcaster import __version__
from broadcaster.errors import RelayError
from broadcaster.messages import N_, Sentence

Answer = TypeVar("Answer")

_PORTS = {"http": 80, "https": 443}
_AS_THEY_ARE = "/%:@!$&'()*+,;=~-._"
_NO_ADDRESS = N_("“{url}” is no address of a stream")
_OTHER_SCHEME = N_("it leads to {scheme}:, and only http and https are followed")
_CREDENTIALS = N_("it leads to an address with a name and password in it, which is not followed")
_NO_NAME = N_("the name {host} is not found")
_NO_WAY = N_("{host} lets no connection come about ({why})")
_TIME_IS_UP = N_("{host} does not answer in time")
_NO_HTTP = N_("what {host} answers is not HTTP")
_LONG_HEADER = N_("the header of {host}'s answer is longer than {limit} kB")
_BROKEN_OFF = N_("the connection broke off ({why})")
_STALLED = N_("nothing has come for {seconds} s")


@dataclass(frozen=True)
class Limits:
    """How long and how much one request may take."""

    name_s: float = 5.0
    connect_s: float = 5.0
    head_s: float = 10.0  # from the connection to the end of the header, TLS and all
    head_bytes: int = 32 * 1024
    stall_s: float = 4.0  # a body of which nothing comes for so long is given up


@dataclass(frozen=True)
class Address:
    """Where an address leads; `target` is what is asked for there."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def shown_host(self) -> str:
        """The host as the header names it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"


def read_address(url: str) -> Address:
    """Return where `url` leads; raises RelayError for anything but plain http and https."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").encode("idna").decode()
        port = parts.port
    except ValueError as error:  # idna's UnicodeError is one
        raise RelayError(_NO_ADDRESS, url=_short(url)) from error
    if parts.scheme not in _PORTS and parts.scheme:
        raise RelayError(_OTHER_SCHEME, scheme=parts.scheme)
    if not parts.scheme or not host:
        raise RelayError(_NO_ADDRESS, url=_short(url))
    if parts.username is not None or parts.password is not None:
        raise RelayError(_CREDENTIALS)
    target = quote(parts.path or "/", safe=_AS_THEY_ARE)
    if parts.query:
        target += "?" + quote(parts.query, safe=_AS_THEY_ARE + "?[]")
    return Address(parts.scheme, host, _PORTS[parts.scheme] if port is None else port, target)


def joined(url: str, place: str) -> str:
    """Return where `place`, as `url` names it, leads; raises RelayError when that makes no sense."""
    try:
        return urljoin(url, place)
    except ValueError as error:
        raise RelayError(_NO_ADDRESS, url=_short(place)) from error


def _short(url: str) -> str:
    return url if len(url) <= 100 else url[:99] + "…"


class Response:
    """An answer: its header, and its body as it comes. Raises RelayError when nothing more comes in time."""

    def __init__(self, connection: socket.socket, head: bytes, begun: bytes, limits: Limits) -> None:
        self._socket = connection
        self._limits = limits
        self._ready = bytearray(begun)
        self.status, self.headers = _read_head(head)
        self._chunks = self.headers.get("transfer-encoding", "").lower() == "chunked"
        length = self.headers.get("content-length", "")
        # In a body without chunks: how much of it is left. In one with: how much of the chunk.
        self._left: int | None = 0 if self._chunks else int(length) if length.isdecimal() else None
        self._ended = False
        self._first_chunk = True
        connection.settimeout(limits.stall_s)

    @property
    def content_type(self) -> str:
        """What kind of thing the body is, in small letters, without parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    def read(self, limit: int) -> bytes:
        """Return what has come of the body, at most `limit` bytes; wait when that is nothing; b"" at its end."""
        if self._chunks and self._left == 0 and not self._ended:
            self._begin_chunk()
        if self._ended or self._left == 0:
            return b""
        if not self._ready:
            self._receive()
        taken = bytes(self._ready[: limit if self._left is None else min(limit, self._left)])
        del self._ready[: len(taken)]
        if self._left is not None:
            self._left -= len(taken)
        return taken

    def close(self) -> None:
        """Hang up."""
        self._socket.close()

    def _receive(self) -> None:
        try:
            came = self._socket.recv(16 * 1024)
        except TimeoutError as error:
            raise RelayError(_STALLED, seconds=round(self._limits.stall_s)) from error
        except OSError as error:
            raise RelayError(_BROKEN_OFF, why=_plainly(error)) from error
        self._ready += came
        self._ended = not came

    def _begin_chunk(self) -> None:
        """Read the line that tells the next chunk's length, and the end of the chunk before it."""
        line = b"" if self._first_chunk else self._line()
        self._first_chunk = False
        if line.strip():
            raise RelayError(_BROKEN_OFF, why="bad chunk")
        try:
            self._left = int(self._line().partition(b";")[0], 16)
        except ValueError as error:
            raise RelayError(_BROKEN_OFF, why="bad chunk") from error
        self._ended = self._left <= 0

    def _line(self) -> bytes:
        while b"\n" not in self._ready[:1024] and not self._ended:
            if len(self._ready) > 1024:
                raise RelayError(_BROKEN_OFF, why="bad chunk")
            self._receive()
        line, _, rest = bytes(self._ready).partition(b"\n")
        self._ready = bytearray(rest)
        return line


def get(address: Address, limits: Limits, asking: Mapping[str, str] = MappingProxyType({})) -> Response:
    """Ask for `address` and return the answer once its header is there; raises RelayError.

    `asking` are fields of the request's header beside the usual ones, by their names.
    """
    line = _Line(_connect(address, limits))
    try:
        with line.cut_after(limits.head_s):
            try:
                if address.scheme == "https":
                    line.encrypt(address.host)
                line.socket.sendall(_request(address, asking))
                head, begun = _receive_head(line, address, limits)
            except OSError as error:
                if line.was_cut or isinstance(error, TimeoutError):
                    raise RelayError(_TIME_IS_UP, host=address.host) from error
                raise RelayError(_NO_WAY, host=address.host, why=_plainly(error)) from error
        return Response(line.socket, head, begun, limits)
    except BaseException:  # let go of the line whatever ended this, and pass it on
        line.socket.close()
        raise


class _Line:
    """A connection that is cut when what happens on it takes too long: limits of each wait alone let it trickle."""

    def __init__(self, connection: socket.socket) -> None:
        self.socket = connection
        self.was_cut = False

    def encrypt(self, host: str) -> None:
        context = ssl.create_default_context()
        self.socket = context.wrap_socket(self.socket, server_hostname=host, do_handshake_on_connect=False)
        self.socket.do_handshake()

    @contextmanager
    def cut_after(self, limit_s: float) -> Iterator[None]:
        timer = threading.Timer(limit_s, self._cut)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _cut(self) -> None:
        self.was_cut = True
        with suppress(OSError):
            socket.socket.shutdown(self.socket, socket.SHUT_RDWR)


def _request(address: Address, asking: Mapping[str, str]) -> bytes:
    lines = (
        f"GET {address.target} HTTP/1.1",
        f"Host: {address.shown_host}",
        f"User-Agent: Broadcaster/{__version__}",
        "Accept: */*",
        "Connection: close",
        *(f"{name}: {value}" for name, value in asking.items()),
    )
    return "\r\n".join((*lines, "", "")).encode("ascii")


def _connect(address: Address, limits: Limits) -> socket.socket:
    failure: OSError | None = None
    for family, kind, protocol, _, place in _places(address, limits)[:4]:
        connection = socket.socket(family, kind, protocol)
        connection.settimeout(limits.connect_s)
        try:
            connection.connect(place)
        except OSError as error:
            connection.close()
            failure = error
        else:
            return connection
    raise RelayError(_NO_WAY, host=address.host, why=_plainly(failure or OSError("no address"))) from failure


def _places(address: Address, limits: Limits) -> list[tuple[int, int, int, str, tuple[str, int]]]:
    def resolve() -> list[tuple[int, int, int, str, tuple[str, int]]]:
        return socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)  # type: ignore[return-value]

    try:
        return within(limits.name_s, resolve)
    except (TimeoutError, OSError) as error:
        raise RelayError(_NO_NAME, host=address.host) from error


def within(limit_s: float, work: Callable[[], Answer]) -> Answer:
    """Return what `work` returns or raise what it raises; raise TimeoutError when that takes longer than `limit_s`.

    For what takes no limit itself. `work` is then left behind in a thread that keeps no process from ending.
    """
    outcome: Future[Answer] = Future()

    def run() -> None:
        try:
            outcome.set_result(work())
        except BaseException as error:  # whatever it is, the one who waits must hear of it
            outcome.set_exception(error)

    threading.Thread(target=run, name="bounded", daemon=True).start()
    return outcome.result(limit_s)


def _receive_head(line: _Line, address: Address, limits: Limits) -> tuple[bytes, bytes]:
    """Return the header and what has come of the body."""
    came = bytearray()
    while (end := _end_of_head(came)) is None:
        if len(came) > limits.head_bytes:
            raise RelayError(_LONG_HEADER, host=address.host, limit=limits.head_bytes // 1024)
        some = line.socket.recv(4096)
        if not some and line.was_cut:
            raise TimeoutError
        if not some:
            if came and not _looks_like_http(came):
                raise RelayError(_NO_HTTP, host=address.host)
            raise ConnectionResetError("hung up")
        came += some
    head = bytes(came[:end])
    if not _looks_like_http(head):
        raise RelayError(_NO_HTTP, host=address.host)
    return head, bytes(came[end:])


def _end_of_head(came: bytearray) -> int | None:
    ends = [at + len(mark) for mark in (b"\r\n\r\n", b"\n\n") if (at := came.find(mark)) >= 0]
    return min(ends, default=None)


def _looks_like_http(head: bytes | bytearray) -> bool:
    name, _, rest = bytes(head[:64]).partition(b" ")
    return (name.startswith(b"HTTP/1.") or name == b"ICY") and rest[:3].isdigit()


def _read_head(head: bytes) -> tuple[int, dict[str, str]]:
    first, *lines = head.decode("latin-1").splitlines()
    named = (line.partition(":") for line in lines if ":" in line)
    return int(first.split(" ", 2)[1][:3]), {name.strip().lower(): value.strip() for name, _, value in named}


def _plainly(error: OSError) -> Sentence | str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return Sentence(N_("its certificate is not valid: {why}"), why=error.verify_message)
    if isinstance(error, TimeoutError):
        return Sentence(N_("no answer in time"))
    if isinstance(error, ConnectionRefusedError):
        return Sentence(N_("refused"))
    return error.strerror or str(error) or type(error).__name__
