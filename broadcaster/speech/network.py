"""The way to a voice on the network: bounded in time whatever hangs, and in plain words what stands in it.

Only the standard library, so that every online voice can tell its clerk the same, whichever library speaks for it.
"""

import errno
import re
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Thread
from typing import TypeVar
from urllib.parse import urlsplit

from broadcaster.messages import N_, Sentence

Answer = TypeVar("Answer")

_NO_NETWORK = N_("this machine has no network: look at its cable, its wifi or its 4G")
_NO_NAME = N_(
    "the name {host} is not found: either the router has no Internet, or its name server (DNS) does not answer; "
    "restart the router, and if that does not help ask whoever looks after the network"
)
_NO_PROXY_NAME = N_(
    "the name {host} is not found, which HTTPS_PROXY gives as the proxy: look whether it is written right; if it is, "
    "the name server (DNS) does not know it or does not answer: ask whoever looks after the network"
)
_SHUT_OUT = N_(
    "{host} lets no connection come about ({why}): a firewall may forbid it, or a proxy is needed (HTTPS_PROXY); "
    "ask whoever looks after the network"
)
_PROXY = N_(
    "the proxy {host} does not let this machine through ({why}): look at HTTPS_PROXY, or ask whoever looks after the "
    "network"
)
_NO_SENSE = N_(
    "the proxy setting HTTPS_PROXY={setting} makes no sense: write it as in http://proxy.xa.vn:3128, and if no proxy "
    "is needed remove it"
)
_NO_SUCH_KIND = N_(
    "the proxy setting HTTPS_PROXY={setting} names a kind of proxy that is not supported ({kind}): write one as in "
    "http://proxy.xa.vn:3128, or ask whoever looks after the network"
)
_CLOCK = N_("the certificate of {host} does not hold at this machine's time, which is {shown}: set the clock")
_STRANGER = N_(
    "what answers in the place of {host} has no valid certificate: a login page or a firewall that reads along stands "
    "in between; ask whoever looks after the network"
)
_TIME_IS_UP = N_("no answer in time")
_REFUSED = N_("refused")
_BROKEN_OFF = N_("broken off")

_NO_WAY = {errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN}
_PROXY_ANSWER = "Tunnel connection failed: "  # the standard library's words before what a proxy answered
_NOT_YET, _NO_LONGER = 9, 10  # X509_V_ERR_CERT_NOT_YET_VALID, X509_V_ERR_CERT_HAS_EXPIRED

# Addresses kept for documentation: the system looks for a way to them, and nothing is sent.
_ELSEWHERE = ((socket.AF_INET, "203.0.113.1"), (socket.AF_INET6, "2001:db8::1"))


def _ask_name_server(host: str, port: int) -> object:
    return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)


def _has_way_out() -> bool:
    return any(_leads(family, address) for family, address in _ELSEWHERE)


def _leads(family: socket.AddressFamily, address: str) -> bool:
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as nothing_sent:
            nothing_sent.connect((address, 9))
    except OSError:
        return False
    return True


@dataclass(frozen=True)
class Network:
    """What this machine knows of the network: `resolve` raises OSError (gaierror) and may hang; the other is quick."""

    resolve: Callable[[str, int], object] = _ask_name_server
    has_way_out: Callable[[], bool] = _has_way_out


@dataclass(frozen=True)
class FirstHop:
    """Whom this machine connects to: `host` (the goal) itself, or the proxy on the way to it."""

    goal: str
    host: str
    port: int

    @property
    def is_proxy(self) -> bool:
        """Whether the goal's name is somebody else's to find."""
        return self.host != self.goal


@dataclass(frozen=True)
class Way:
    """The way from this machine to `address`, as the library that asks there would take it.

    `proxy` is what that library makes of the machine's settings: the address of the proxy for an address, or None.
    `kinds` are the kinds of proxies that it can use, as their addresses begin.
    """

    address: str
    proxy: Callable[[str], str | None]
    network: Network = Network()
    wall_clock_s: Callable[[], float] = time.time
    kinds: frozenset[str] = frozenset({"http"})

    def first_hop(self) -> FirstHop | Sentence:
        """Return the proxy that the settings name for the goal, else the goal; or what is wrong with that setting."""
        goal, proxy = urlsplit(self.address).hostname or "", self.proxy(self.address)
        if not proxy:
            return FirstHop(goal, *_host_and_port(self.address))
        address = proxy if "://" in proxy else f"http://{proxy}"
        kind = address.partition("://")[0].lower()
        try:
            hop = FirstHop(goal, *_host_and_port(address))
        except ValueError:
            return Sentence(_NO_SENSE, setting=_without_password(proxy))
        return hop if kind in self.kinds else Sentence(_NO_SUCH_KIND, setting=_without_password(proxy), kind=kind)

    def why_nameless(self, limit_s: float) -> Sentence | None:
        """Have the first hop's name resolved, which nothing else sets a limit to; return why it isn't, or None."""
        hop = self.first_hop()
        if isinstance(hop, Sentence):
            return hop
        try:
            within(limit_s, lambda: self.network.resolve(hop.host, hop.port))
        except TimeoutError:
            return why_no_name(hop, self.network)
        except OSError as error:
            return self.why_shut(error)
        return None

    def why_shut(self, error: BaseException) -> Sentence:
        """Return why `error` let no connection come about, and what a clerk can do."""
        hop = self.first_hop()
        now = datetime.fromtimestamp(self.wall_clock_s(), UTC).astimezone()
        return hop if isinstance(hop, Sentence) else why_no_way(hop, error, self.network, now)


def _host_and_port(address: str) -> tuple[str, int]:
    """Return whom `address` names; raise ValueError when that is nobody, or can't be a name or a port."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    password_spills_over = "@" in parts.path + parts.query + parts.fragment  # one that holds / ? or # unescaped
    # encode raises UnicodeError, a ValueError, for what no name server can be asked: proxy..xa.vn
    if not host.encode("idna") or password_spills_over:
        raise ValueError(address)
    return host, parts.port or (443 if parts.scheme == "https" else 80)


def _without_password(setting: str) -> str:
    return re.sub(r"^(\w+://)?.*@", r"\1…@", setting)


def within(limit_s: float, work: Callable[[], Answer]) -> Answer:
    """Return what `work` returns or raise what it raises; raise TimeoutError when that takes longer than `limit_s`.

    For what takes no limit itself: a name server that hangs, a header that trickles. `work` is then left behind in a
    thread that ends when the system lets go of it, and keeps no process from ending.
    """
    outcome: Future[Answer] = Future()

    def run() -> None:
        try:
            outcome.set_result(work())
        except BaseException as error:  # whatever it is, the one who waits must hear of it
            outcome.set_exception(error)

    Thread(target=run, name="network", daemon=True).start()
    return outcome.result(limit_s)


def why_no_way(hop: FirstHop, error: BaseException, network: Network, now: datetime) -> Sentence:
    """Return why `error` kept us from `hop`, and what a clerk can do. `now` is what this machine's clock shows."""
    causes = tuple(_causes(error))
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return _why_no_trust(hop.goal, cause, now)
    if any(isinstance(cause, OSError) and cause.errno in _NO_WAY for cause in causes):
        return Sentence(_NO_NETWORK)
    nameless = any(isinstance(cause, socket.gaierror) for cause in causes)
    if nameless and not network.has_way_out():
        return Sentence(_NO_NETWORK)
    if nameless:
        return _not_found(hop)
    return Sentence(_PROXY if hop.is_proxy else _SHUT_OUT, host=hop.host, why=_in_a_word(causes))


def why_no_name(hop: FirstHop, network: Network) -> Sentence:
    """Return why nobody told the address of `hop` in time, and what a clerk can do."""
    return _not_found(hop) if network.has_way_out() else Sentence(_NO_NETWORK)


def _not_found(hop: FirstHop) -> Sentence:
    return Sentence(_NO_PROXY_NAME if hop.is_proxy else _NO_NAME, host=hop.host)


def _why_no_trust(goal: str, error: ssl.SSLCertVerificationError, now: datetime) -> Sentence:
    if error.verify_code in (_NOT_YET, _NO_LONGER):
        return Sentence(_CLOCK, host=goal, shown=f"{now:%d/%m/%Y %H:%M}")
    return Sentence(_STRANGER, host=goal)


def _in_a_word(causes: tuple[BaseException, ...]) -> Sentence:
    answers = (str(cause).partition(_PROXY_ANSWER)[2] for cause in causes if type(cause) is OSError)
    if answer := next(filter(None, answers), ""):
        return Sentence("{answer}", answer=answer)
    if any(isinstance(cause, TimeoutError) for cause in causes):
        return Sentence(_TIME_IS_UP)
    if any(isinstance(cause, ConnectionRefusedError) for cause in causes):
        return Sentence(_REFUSED)
    return Sentence(_BROKEN_OFF)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield `error` and all that led to it: libraries wrap what the system said, in chains and in arguments."""
    waiting, seen = [error], set()
    while waiting:
        cause = waiting.pop()
        if id(cause) not in seen:
            seen.add(id(cause))
            yield cause
            led_to_it = (cause.__cause__, cause.__context__, *cause.args)
            waiting += [inner for inner in led_to_it if isinstance(inner, BaseException)]
