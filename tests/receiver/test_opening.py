"""From an address to a stream: what leads there is followed, everything else is refused, and nothing takes for ever."""

import socket
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pytest
from upper_station import UpperStation, mp3, upper_station

from broadcaster.errors import RelayError
from broadcaster.receiver.forms import Form, form_of
from broadcaster.receiver.http import Limits, read_address
from broadcaster.receiver.lists import first_address
from broadcaster.receiver.opening import HOPS, open_stream

QUICK = Limits(name_s=2.0, connect_s=1.0, head_s=0.6, head_bytes=4096, stall_s=0.3)


@pytest.fixture
def station() -> Iterator[UpperStation]:
    with upper_station() as station:
        yield station


def answer(kind: str, body: bytes = b"", status: str = "200 OK", **headers: str) -> list[bytes]:
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", *(f"{name}: {value}" for name, value in headers.items())]
    return ["\r\n".join([*lines, "", ""]).encode() + body]


def leads_to(place: str) -> list[bytes]:
    return answer("text/html", status="302 Found", Location=place)


def refused(url: str, limits: Limits = QUICK) -> str:
    began_s = time.monotonic()
    with pytest.raises(RelayError) as failure:
        open_stream(url, limits).read(10)
    assert time.monotonic() - began_s < 5  # bounded, whatever it is; how quick is a benchmark's to say
    return str(failure.value)


def test_a_stream_is_opened_and_read(station: UpperStation) -> None:
    with closing(open_stream(station.url, QUICK)) as stream:
        assert stream.form is Form.MP3
        assert mp3().startswith(stream.read(100))


@pytest.mark.parametrize(
    "head", [b"ICY 200 OK\r\ncontent-type:audio/mpeg\r\n\r\n", b"HTTP/1.1 200 OK\nContent-Type: audio/mpeg;x=y\n\n"]
)
def test_radio_servers_have_headers_of_their_own(station: UpperStation, head: bytes) -> None:
    station.head = head
    with closing(open_stream(station.url, QUICK)) as stream:
        assert mp3().startswith(stream.read(100))


def test_a_body_in_chunks_is_put_together(station: UpperStation) -> None:
    chunked = answer("audio/mpeg", b"5\r\nabcde\r\n3;x=y\r\nfgh\r\n0\r\n\r\n", **{"Transfer-Encoding": "chunked"})
    station.answers["/chunked"] = chunked
    with closing(open_stream(station.url.replace("vov1", "chunked"), QUICK)) as stream:
        assert b"".join(iter(lambda: stream.read(2), b"")) == b"abcdefgh"


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("audio/x-mpegurl", "#EXTM3U\n#EXTINF:-1,VOV1\n{url}\n"),
        ("application/pls+xml", "[playlist]\nNumberOfEntries=1\nFile1={url}\nTitle1=VOV1\n"),
        ("audio/x-scpls", "[Playlist]\r\nfile1 = {url}\r\n"),
        ("application/octet-stream", "{url}"),
        ("audio/mpegurl", "/vov1"),
    ],
)
def test_a_redirect_and_a_list_are_followed(station: UpperStation, kind: str, body: str) -> None:
    station.answers["/list.m3u"] = answer(kind, body.format(url=station.url).encode())
    station.answers["/start"] = leads_to("/list.m3u")
    with closing(open_stream(station.url.replace("vov1", "start"), QUICK)) as stream:
        assert mp3().startswith(stream.read(100))
    assert station.asked == ["/start", "/list.m3u", "/vov1"]


def test_endless_redirects_are_not_followed_for_ever(station: UpperStation) -> None:
    station.answers["/vov1"] = leads_to("/vov1")
    assert refused(station.url) == "it leads on and on: more than 5 addresses were followed"
    assert len(station.asked) == HOPS + 1


@pytest.mark.parametrize(
    ("place", "why"),
    [
        ("file:///etc/passwd", "it leads to file:, and only http and https are followed"),
        ("ftp://127.0.0.1/vov1", "it leads to ftp:, and only http and https are followed"),
        (
            "http://clerk:secret@127.0.0.1/",
            "it leads to an address with a name and password in it, which is not followed",
        ),
        ("http://[::1", "“http://[::1” is no address of a stream"),
        ("http://a..b/", "“http://a..b/” is no address of a stream"),
    ],
)
def test_where_a_redirect_must_not_lead(station: UpperStation, place: str, why: str) -> None:
    station.answers["/vov1"] = leads_to(place)
    assert refused(station.url) == why


@pytest.mark.parametrize(
    ("pieces", "why"),
    [
        (answer("text/html", b"<html>log in</html>"), "the server sends text/html, and that is no sound stream"),
        (answer("audio/mpeg", status="404 Not Found"), "the server answers 404"),
        (answer("audio/mpeg", status="503 Busy"), "the server answers 503"),
        (answer("audio/x-mpegurl", b"#EXTM3U\n"), "the list that the server sends names no stream"),
        ([b"SSH-2.0-OpenSSH_9.2\r\n"], "what 127.0.0.1 answers is not HTTP"),
        ([b""], "127.0.0.1 lets no connection come about (hung up)"),
        ([b"HTTP/1.1 200 OK\r\n" + b"X-Long: " + b"x" * 6000], "the header of 127.0.0.1's answer is longer than 4 kB"),
        ([b"H"] * 10, "127.0.0.1 does not answer in time"),  # a header that trickles
        ([answer("audio/mpeg")[0], b""] + [b""] * 3, "nothing has come for 0 s"),
    ],
)
def test_what_a_server_sends_instead_is_told(station: UpperStation, pieces: list[bytes], why: str) -> None:
    station.answers["/vov1"] = pieces
    assert refused(station.url) == why


def test_a_header_of_a_gigabyte_is_cut(station: UpperStation) -> None:
    station.answers["/vov1"] = [b"HTTP/1.1 200 OK\r\n" + b"X-Long: " + b"x" * 50_000_000]
    assert refused(station.url, Limits()) == "the header of 127.0.0.1's answer is longer than 32 kB"


def test_a_stream_that_trickles_is_cut(station: UpperStation) -> None:
    station.answers["/vov1"] = answer("audio/mpeg", b"x" * 100)
    moments = iter(range(0, 100, 3))
    stream = open_stream(station.url, QUICK, elapsed_s=lambda: float(next(moments)))
    with closing(stream):
        assert [stream.read(1) for _ in range(2)] == [b"x", b"x"]
        with pytest.raises(RelayError, match="the stream trickles: 3 bytes in 9 s"):
            stream.read(1)


def test_nobody_at_home() -> None:
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{reserved.getsockname()[1]}/"
        assert refused(url) == "127.0.0.1 lets no connection come about (refused)"


def test_a_name_that_nobody_knows() -> None:
    assert refused("http://vov.invalid/vov1", replace(QUICK, name_s=1.0)) == "the name vov.invalid is not found"


def test_what_is_asked_for_is_written_as_the_net_wants_it() -> None:
    address = read_address("https://đài.vn:8443/tiếp sóng?q=1&k=ă#x")
    assert (address.host, address.port) == ("xn--i-rfa0m.vn", 8443)
    assert address.target == "/ti%E1%BA%BFp%20s%C3%B3ng?q=1&k=%C4%83"
    assert address.shown_host == f"{address.host}:8443"
    assert read_address("http://[2001:db8::1]/").shown_host == "[2001:db8::1]"


@pytest.mark.parametrize(
    ("kind", "path", "form"),
    [
        ("audio/mpeg", "/", Form.MP3),
        ("audio/aacp", "/", Form.AAC),
        ("application/ogg", "/", Form.VORBIS),
        ("", "/vov1.mp3", Form.MP3),
        ("application/octet-stream", "/VOV1.FLAC", Form.FLAC),
        ("application/vnd.apple.mpegurl", "/", Form.LIST),
        ("", "/vov1", None),
        ("video/mp4", "/vov1.mp3", None),
        ("text/html", "/vov1.mp3", None),
    ],
)
def test_in_which_form_a_stream_comes(kind: str, path: str, form: Form | None) -> None:
    assert form_of(kind, path) is form


def test_a_list_may_begin_with_a_byte_order_mark_and_empty_lines() -> None:
    assert first_address("\ufeff#EXTM3U\n\n  http://vov.example/1  \nhttp://vov.example/2") == "http://vov.example/1"
