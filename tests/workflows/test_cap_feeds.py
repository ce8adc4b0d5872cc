"""What is fetched of a feed, and how often."""

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from broadcaster.content.cap_feed import FeedEntry
from broadcaster.errors import NotReadyError
from broadcaster.model.station import CapRules
from broadcaster.workflows.cap_feeds import FeedMemory, Gathered, Gathering, read_memory, write_memory
from broadcaster.workflows.cap_fetch import ANSWERED, Fetched, Reach, Validators
from broadcaster.workflows.cap_inbox import Inbox

NOW = datetime(2026, 5, 13, 5, 40, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
URL = "https://kttv.example/feed.xml"
RULES = CapRules(("kttv.pem",), url=URL)
CAP = b'<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>%d</identifier></alert>'


class Server:
    """Stands in for the network: answers by address, and remembers what it was asked."""

    def __init__(self, **pages: bytes | None) -> None:
        self.pages = {f"https://kttv.example/{name}": page for name, page in pages.items()}
        self.asked: list[tuple[str, str]] = []

    def __call__(self, url: str, known: Validators, reach: Reach, largest: int) -> Fetched | None:
        self.asked.append((url.rpartition("/")[2], known.etag))
        page = self.pages.get(url)
        if page is None:
            raise NotReadyError(ANSWERED, host="kttv.example", status=404)
        assert reach.allows(url)
        assert len(page) <= largest
        etag = f'"{len(page)}"'
        return None if known.etag == etag else Fetched(page, Validators(etag))


def entry(name: str, mark: str = "1", age: timedelta = timedelta(), document: bytes | None = None) -> FeedEntry:
    return FeedEntry(name, mark, f"https://kttv.example/{name}" if document is None else "", NOW - age, document)


class Station:
    """A station's inbox and what it remembers of the feed, on disk."""

    def __init__(self, folder: Path) -> None:
        self.inbox, self.file = Inbox(folder, RULES), folder / "cap-feed.json"

    def look(self, server: Server, *entries: FeedEntry, now: datetime = NOW) -> Gathered:
        gathering = Gathering(read_memory(self.file, URL), RULES, self.inbox, server)
        return gathering.gather(entries, now, lambda memory: write_memory(self.file, memory))

    @property
    def memory(self) -> FeedMemory:
        return read_memory(self.file, URL)


@pytest.fixture
def station(tmp_path: Path) -> Station:
    return Station(tmp_path)


def test_each_message_is_fetched_once_and_again_only_when_its_entry_changed(station: Station) -> None:
    server = Server(a=CAP % 1, b=CAP % 2)
    assert station.look(server, entry("a"), entry("b")) == Gathered(2, 2, 0)
    assert station.look(server, entry("a"), entry("b")) == Gathered(2, 0, 0)
    assert [path.name[:4] + path.name[-6:] for path in station.inbox.waiting()] == ["000--a.xml", "001--b.xml"]
    station.look(server, entry("a", mark="2"), entry("b"))
    assert server.asked == [("a", ""), ("b", ""), ("a", '"86"')]  # asked whether it is another one; it is not
    assert len(station.inbox.waiting()) == 2


def test_an_entry_that_can_not_be_had_hides_no_other_and_is_tried_again_less_and_less_often(station: Station) -> None:
    server = Server(b=CAP % 2, html=b"<html/>", cut=(CAP % 3)[:40])
    entries = (entry("gone"), entry("html"), entry("cut"), entry("b"), entry("no", document=b"<a/>"))
    assert station.look(server, *entries) == Gathered(5, 1, 4)
    assert len(station.inbox.waiting()) == 1
    waits, now = [], NOW
    for _ in range(9):
        again_at = station.memory.again_at
        assert again_at is not None
        waits.append(round((again_at - now).total_seconds() / 60))
        now = again_at
        station.look(server, *entries, now=now)
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert {one.link.rpartition("/")[2] for one in station.memory.in_vain} == {"gone", "html", "cut", ""}
    server.pages["https://kttv.example/gone"] = CAP % 1
    again_at = station.memory.again_at
    assert again_at is not None
    assert station.look(server, *entries, now=again_at).fetched == 1


def test_what_an_entry_holds_is_put_there_as_it_is(station: Station) -> None:
    station.look(Server(), entry("a", document=CAP % 1))
    [file] = station.inbox.waiting()
    assert file.read_bytes() == CAP % 1


def test_a_long_feed_is_gone_through_in_pieces_and_old_entries_are_left(station: Station) -> None:
    server = Server(**{f"n{number}": CAP % number for number in range(50)})
    entries = [*(entry(f"n{number}") for number in range(50)), entry("old", age=timedelta(days=8))]
    assert station.look(server, *entries).fetched == 40
    assert station.memory.again_at == NOW
    assert station.look(server, *entries).fetched == 10
    assert station.memory.again_at is None
    assert ("old", "") not in server.asked


def test_entries_that_are_gone_from_the_feed_are_forgotten_and_another_address_is_another_feed(
    station: Station,
) -> None:
    server = Server(a=CAP % 1, b=CAP % 2)
    station.look(server, entry("a"), entry("b"))
    station.look(server, entry("b"))
    assert list(station.memory.entries) == ["b"]
    assert read_memory(station.file, "https://other.example/") == FeedMemory("https://other.example/")
    station.file.write_text('{"url": "https://kttv.example/feed.xml", "entries": 7}')
    assert station.memory == FeedMemory(URL)


@pytest.mark.parametrize(
    ("url", "is_allowed"),
    [
        ("https://kttv.example/a", True), ("https://www.kttv.example/a", True), ("http://kttv.example/a", True),
        ("https://KTTV.example:443/a", True), ("https://cap.province.example/a", True),
        ("https://other.example:8443/a", True), ("https://đài.example/a", True), ("https://other.example/a", False),
        ("https://kttv.example:8443/a", False), ("https://kttv.example.evil.example/a", False),
        ("http://127.0.0.1:8080/a", False), ("http://localhost/a", False), ("http://169.254.169.254/a", False),
    ],
)  # fmt: skip
def test_messages_are_fetched_from_the_feed_s_own_host_and_from_those_that_the_station_names(
    url: str, is_allowed: bool
) -> None:
    reach = Reach(URL, ("cap.province.example", "other.example:8443", "đài.example"))
    assert reach.allows(url) is is_allowed
