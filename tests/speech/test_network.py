"""What stands between this machine and a voice, in words that a clerk can act on, within a limit whatever hangs."""

import errno
import socket
import ssl
import threading
from datetime import datetime

import pytest

from broadcaster.speech.network import FirstHop, Network, Way, why_no_name, why_no_way, within

GOOGLE = FirstHop("translate.google.com", "translate.google.com", 443)
PROXY = FirstHop("translate.google.com", "proxy.xa.vn", 8080)
ONLINE, OFFLINE = (Network(has_way_out=lambda there=there: there) for there in (True, False))
NOW = datetime(1970, 1, 1, 7, 3)  # noqa: DTZ001 - what a clock without a battery shows


def certificate_fault(code: int) -> ssl.SSLCertVerificationError:
    error = ssl.SSLCertVerificationError(1, "certificate verify failed")
    error.verify_code = code
    return error


def wrapped(error: BaseException) -> BaseException:
    """As libraries do: one wraps it as an argument, the next as its cause."""
    outer = RuntimeError("no connection")
    outer.__cause__ = ValueError("retries exceeded", error)
    return outer


CAUSES = {
    "no cable": (OSError(errno.ENETUNREACH, "Network is unreachable"), ONLINE, "no network: look at its cable"),
    "no name, no way out": (socket.gaierror(-3, "Temporary failure"), OFFLINE, "no network: look at its cable"),
    "no name": (socket.gaierror(-2, "Name or service not known"), ONLINE, "translate.google.com is not found"),
    "refused": (ConnectionRefusedError(errno.ECONNREFUSED, "refused"), ONLINE, "(refused): a firewall"),
    "filtered": (TimeoutError("timed out"), ONLINE, "(no answer in time): a firewall"),
    "reset": (ConnectionResetError(errno.ECONNRESET, "reset"), ONLINE, "(broken off): a firewall"),
    "not yet valid": (certificate_fault(9), ONLINE, "time, which is 01/01/1970 07:03: set the clock"),
    "no longer valid": (certificate_fault(10), ONLINE, "time, which is 01/01/1970 07:03: set the clock"),
    "signed by a stranger": (certificate_fault(20), ONLINE, "has no valid certificate: a login page"),
    "another's name": (certificate_fault(62), ONLINE, "has no valid certificate: a login page"),
}


@pytest.mark.parametrize(("error", "network", "told"), CAUSES.values(), ids=CAUSES.keys())
def test_each_cause_has_its_advice_in_both_languages(error, network, told):
    for met in (error, wrapped(error)):
        why = why_no_way(GOOGLE, met, network, NOW)
        assert told in why.said("en")
        assert why.said("vi") != why.said("en")


PROXYS_CAUSES = {
    "the proxy is not found": (
        socket.gaierror(-2, "Name or service not known"),
        "proxy.xa.vn is not found, which HTTPS_PROXY gives",
    ),
    "the proxy is down": (
        ConnectionRefusedError(),
        "the proxy proxy.xa.vn does not let this machine through (refused)",
    ),
    "the proxy forbids": (OSError("Tunnel connection failed: 407 Who are you"), "through (407 Who are you)"),
    "a stranger behind the proxy": (certificate_fault(20), "in the place of translate.google.com"),
}


@pytest.mark.parametrize(("error", "told"), PROXYS_CAUSES.values(), ids=PROXYS_CAUSES.keys())
def test_with_a_proxy_the_proxy_is_told_of(error, told):
    assert told in why_no_way(PROXY, wrapped(error), ONLINE, NOW).said("en")


def test_a_name_server_that_says_nothing_is_told_of_unless_there_is_no_network_at_all():
    assert "(DNS)" in why_no_name(GOOGLE, ONLINE).said("en")
    assert "HTTPS_PROXY" in why_no_name(PROXY, ONLINE).said("en")
    assert "cable" in why_no_name(GOOGLE, OFFLINE).said("en")


def test_this_machine_knows_whether_it_has_a_way_out():
    assert isinstance(Network().has_way_out(), bool)
    assert Network().resolve("127.0.0.1", 80)


def no_proxy(_address):
    return None


@pytest.mark.parametrize(
    ("address", "proxy", "hop"),
    [
        ("https://goal.vn/path", None, FirstHop("goal.vn", "goal.vn", 443)),
        ("http://goal.vn", None, FirstHop("goal.vn", "goal.vn", 80)),
        ("http://goal.vn:8080", None, FirstHop("goal.vn", "goal.vn", 8080)),
        ("https://goal.vn", "http://user:secret@proxy.vn:3128", FirstHop("goal.vn", "proxy.vn", 3128)),
        ("https://goal.vn", "proxy.vn:3128", FirstHop("goal.vn", "proxy.vn", 3128)),
        ("https://goal.vn", "https://proxy.vn", FirstHop("goal.vn", "proxy.vn", 443)),
    ],
)
def test_the_first_hop_is_the_proxy_or_the_goal(address, proxy, hop):
    way = Way(address, lambda asked: proxy if asked == address else None, kinds=frozenset({"http", "https"}))
    assert way.first_hop() == hop


def test_a_kind_of_proxy_that_the_library_cannot_use_is_told_without_its_password():
    way = Way("https://goal.vn", lambda _: "SOCKS5://user:secret@proxy.xa:1080", ONLINE)
    told = way.why_nameless(60).said("en")
    assert "HTTPS_PROXY=SOCKS5://…@proxy.xa:1080 names a kind of proxy that is not supported (socks5)" in told


@pytest.mark.parametrize(
    ("setting", "shown"),
    [
        ("http://proxy.xa:abc", "http://proxy.xa:abc"),
        ("http://proxy.xa:99999", "http://proxy.xa:99999"),
        ("http://[::1", "http://[::1"),
        ("proxy..xa:3128", "proxy..xa:3128"),
        (":3128", ":3128"),
        ("http://user:p@ss/word@proxy.xa:abc", "http://…@proxy.xa:abc"),
        ("user:secret@proxy.xa:abc", "…@proxy.xa:abc"),
    ],
)
def test_a_proxy_setting_that_makes_no_sense_is_told_without_its_password(setting, shown):
    way = Way("https://goal.vn", lambda _: setting, ONLINE)
    for why in (way.why_nameless(60), way.why_shut(ConnectionRefusedError())):
        assert why.said("en").startswith(f"the proxy setting HTTPS_PROXY={shown} makes no sense: write it as in")
        assert shown in why.said("vi")


def test_a_way_tells_why_the_name_of_its_first_hop_is_not_found():
    def nobody_knows(_host, _port):
        raise socket.gaierror(-2, "Name or service not known")

    letting_go = threading.Event()
    answers = {"found": lambda *_: None, "unknown": nobody_knows, "hanging": lambda *_: letting_go.wait()}
    try:
        told = {
            name: Way("https://goal.vn", no_proxy, Network(answer, lambda: True)).why_nameless(
                0.05 if name == "hanging" else 60
            )
            for name, answer in answers.items()
        }
    finally:
        letting_go.set()
    assert told["found"] is None
    assert "the name goal.vn is not found" in told["unknown"].said("en")
    assert told["hanging"] == told["unknown"]


def test_a_way_shows_this_machines_time_when_a_certificate_does_not_hold_at_it():
    way = Way("https://goal.vn", no_proxy, ONLINE, wall_clock_s=lambda: 0.0)
    assert "1970" in way.why_shut(certificate_fault(9)).said("en")


def test_what_is_done_in_time_comes_back_as_it_is():
    assert within(60, lambda: "answer") == "answer"
    with pytest.raises(ZeroDivisionError):
        within(60, lambda: 1 // 0)


def test_what_hangs_is_left_behind():
    letting_go = threading.Event()
    try:
        with pytest.raises(TimeoutError):
            within(0.05, letting_go.wait)
    finally:
        letting_go.set()
