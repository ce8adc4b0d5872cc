"""The engine and its receivers share no code; what they must agree on is held together here."""

import json
import struct
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from broadcaster.engine import feed, protocol
from broadcaster.messages import Sentence
from broadcaster.playout import engine_words
from broadcaster.playout.desk import PlayOrder, RelayWindow
from broadcaster.receiver import words
from broadcaster.receiver.words import Request, read_news, read_request, said_news, said_request

WINDOW = RelayWindow(60_000, 660_000, "https://vov.example/vov1", 3_000, 1_200, -14.0)
PROGRAMME = Path("/sounds/a.flac").absolute()
ORDER = PlayOrder("a", PROGRAMME, datetime(2026, 5, 13, tzinfo=UTC), 0, 700_000, relays=(WINDOW,))


def test_both_sides_write_records_alike() -> None:
    assert feed.HEADER.format == words.HEADER.format
    assert (feed.SOUND, feed.FLUSH, feed.PRIME, feed.NEWS) == (words.SOUND, words.FLUSH, words.PRIME, words.NEWS)
    assert words.record(words.SOUND, b"ab") == struct.pack("<cI", b"S", 2) + b"ab"


def test_what_the_desk_asks_for_reaches_the_receiver_through_the_engine() -> None:
    line = json.dumps({"token": "a", "do": "play", "order": engine_words.said_order(ORDER)}).encode()
    request = protocol.read_request(line, "a")
    assert isinstance(request, protocol.Play)
    (relay,) = request.order.relays
    assert (relay.begin, relay.end) == (60 * 48_000, 660 * 48_000)
    assert read_request(relay.ask) == Request(WINDOW.url, WINDOW.silence_ms, WINDOW.buffer_ms, WINDOW.goal_lufs)
    said = json.loads(json.dumps(protocol.said_report(request.order, protocol.Progress(relayed=((48_000, 96_000),)))))
    known = engine_words.adopted(said).with_report(said)
    assert known.order == ORDER
    assert known.report.relayed == ((1_000, 2_000),)


def test_a_request_comes_back_as_it_was() -> None:
    for request in (Request("https://vov.example/Đài?a=1"), Request("http://a", 0, 30_000, -12.5)):
        assert read_request(said_request(request)) == request


def test_news_can_be_said_in_any_language() -> None:
    news = Sentence("{host} lets no connection come about ({why})", host="vov.vn", why=Sentence("refused"))
    assert read_news(said_news(news).decode()) == news
    for nonsense in ("", "{}", "[]", "12", '{"template": 1}'):
        assert read_news(nonsense) is None or nonsense == '{"template": 1}'


def test_a_receiver_ends_with_whoever_asked() -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "broadcaster.receiver"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdin
    assert process.stdout
    process.stdin.write(said_request(Request("http://127.0.0.1:1/")))
    process.stdin.flush()
    assert process.stdout.read(words.HEADER.size) == words.record(words.PRIME, b"1200")[: words.HEADER.size]
    process.stdin.close()
    assert process.wait(10) == 0
    process.stdout.close()
