"""The daemon's eye on warnings: what came in is taken, what the address tells is read, people are told of faults."""

import time
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from content.cap_signer import Office, warning
from workflows.cap_server import Page, atom, authority
from workflows.stations import rewrite

from broadcaster.errors import NotReadyError
from broadcaster.logbook.logbook import Logbook
from broadcaster.messages import Sentence
from broadcaster.model.cap_words import NO_CAP, STRANGER
from broadcaster.model.record import Deed
from broadcaster.model.station import CapRules
from broadcaster.workflows.alerting import current
from broadcaster.workflows.cap_alerts import take
from broadcaster.workflows.cap_feeds import FeedMemory, write_memory
from broadcaster.workflows.cap_fetch import ANSWERED, Fetched, Reach, Validators
from broadcaster.workflows.cap_inbox import Inbox
from broadcaster.workflows.cap_watch import CapWatch
from broadcaster.workflows.station_folder import Places

NOW = datetime(2026, 5, 13, 5, 40, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
URL = "https://kttv.example/feed.xml"
OFFICE = Office()
RUNNING = '{{"pid": {pid}, "at": "{at}", "running": true}}'


class Address:
    """Stands in for the network: says what `answer` is, or that it is gone."""

    def __init__(self, answer: bytes | None) -> None:
        self.answer = answer
        self.known: list[str] = []

    def __call__(self, url: str, known: Validators, reach: Reach, largest: int) -> Fetched | None:
        assert reach.allows(url)
        self.known.append(known.etag)
        if self.answer is None:
            raise NotReadyError(ANSWERED, host="kttv.example", status=404)
        assert len(self.answer) <= largest
        return None if known.etag == '"1"' else Fetched(self.answer, Validators('"1"'))


@pytest.fixture
def trusting(draft_station: Path) -> Path:
    OFFICE.write_certificate(draft_station)
    rules = f"alerts: {{cap: {{signers: [kttv.pem], url: '{URL}'}}}}\nhours: {{quiet: none}}"
    rewrite(draft_station / "station.yaml", "language: vi", f"language: vi\n{rules}")
    return draft_station


def watching(station: Path, address: Address) -> tuple[CapWatch, Callable[[timedelta], dict[str, Sentence]]]:
    """Return a watch that asks each time it looks, and what looks so much later and returns the faults."""
    rules = CapRules(("kttv.pem",), url=URL, every_ms=0)
    watch = CapWatch(station, lambda: rules, address)

    def look(later: timedelta) -> dict[str, Sentence]:
        asked = len(address.known)
        watch.look(NOW + later)
        while len(address.known) == asked or watch.is_asking:
            time.sleep(0.005)
        return watch.faults(NOW + later)

    return watch, look


def test_an_address_that_is_gone_is_told_after_a_while_and_once_it_is_back_no_more(trusting: Path) -> None:
    address = Address(None)
    _, look = watching(trusting, address)
    assert look(timedelta()) == {}
    assert look(timedelta(minutes=14)) == {}
    found = look(timedelta(minutes=15))
    assert "từ 05:40 13/05 không lấy được cảnh báo ở https://kttv.example/feed.xml" in found["cap_address"].said("vi")
    assert "kttv.example trả lời mã 404" in found["cap_address"].said("vi")
    write_memory(Places(trusting).cap_feed, FeedMemory(URL, sha256="7"))
    address.answer = b"<rss/>"
    assert look(timedelta(minutes=16)) == {}


def test_what_the_address_tells_is_read_once(trusting: Path) -> None:
    address = Address(b"<rss/>")
    write_memory(Places(trusting).cap_feed, FeedMemory(URL, sha256="of what was read before the restart"))
    _, look = watching(trusting, address)
    look(timedelta())
    [told] = Inbox(trusting, CapRules(())).told()
    assert told.read_bytes() == b"<rss/>"
    assert look(timedelta(seconds=1)) == {}
    assert address.known == ["", '"1"']


def test_an_address_that_tells_garbage_is_told_after_a_while_and_not_each_time(trusting: Path) -> None:
    fetched = trusting / "var/cap-in/fetched"
    fetched.mkdir(parents=True)
    for minutes, raw in ((0, b"<html/>"), (1, b"<html>2</html>")):
        (fetched / "1.xml").write_bytes(raw)
        take(trusting, fetched / "1.xml", NOW + timedelta(minutes=minutes))
    assert list(fetched.iterdir()) == []
    with closing(Logbook(Places(trusting).logbook)) as record:
        assert list(record.deeds(Deed.ALERT_LEFT)) == []  # not a line a minute
    _, look = watching(trusting, Address(b"<html/>"))
    assert look(timedelta(minutes=2)) == {}
    found = look(timedelta(minutes=15))
    assert found["cap_address"].values["why"] == Sentence(NO_CAP)


def test_an_address_may_also_tell_one_message(trusting: Path) -> None:
    inbox, raw = Inbox(trusting, CapRules(())), OFFICE.sign(warning())
    inbox.put_fetched("1.xml", raw)
    assert take(trusting, inbox.fetched / "1.xml", NOW).alert is not None
    assert [path.name for path in (inbox.place / "taken").iterdir()] == ["1.xml"]
    _, look = watching(trusting, Address(raw))
    assert look(timedelta(minutes=1)) == {}
    assert inbox.told() == []  # a daemon that was started anew is told the same, and knows it


def test_a_refused_warning_is_told_for_a_day_or_until_its_file_is_gone(trusting: Path) -> None:
    inbox = Inbox(trusting, CapRules(()))
    for name in ("a.xml", "b.xml"):
        inbox.put(name, Office("stranger").sign(warning(identifier=name)))
        take(trusting, inbox.place / name, NOW)
    watch, _ = watching(trusting, Address(b""))
    found = watch.faults(NOW + timedelta(hours=1))
    assert sorted(found) == ["cap_refused:a.xml", "cap_refused:b.xml"]
    assert found["cap_refused:a.xml"].values["why"] == Sentence(STRANGER)
    assert (
        found["cap_refused:a.xml"].said("vi").startswith("cảnh báo gửi đến lúc 05:40 13/05 bị từ chối, a.xml: chữ ký")
    )
    assert watch.faults(NOW + timedelta(hours=25)) == {}
    for path in (inbox.place / "refused").glob("*.xml"):
        path.unlink()
    assert watch.faults(NOW + timedelta(hours=1)) == {}


def test_what_was_to_take_effect_later_is_brought_when_it_is_due(trusting: Path) -> None:
    inbox = Inbox(trusting, CapRules(()))
    inbox.put("lu.xml", OFFICE.sign(warning(effective="2026-05-13T06:30:00+07:00")))
    take(trusting, inbox.place / "lu.xml", NOW)
    inbox.bring_due(NOW + timedelta(minutes=49))
    assert inbox.waiting() == []
    inbox.bring_due(NOW + timedelta(minutes=50))
    assert [path.name for path in inbox.waiting()] == ["lu.xml"]


def test_files_of_long_ago_and_more_than_so_many_are_removed(trusting: Path) -> None:
    inbox = Inbox(trusting, CapRules(()))
    taken = inbox.place / "taken"
    taken.mkdir(parents=True)
    for number in range(230):
        (taken / f"{number}.xml").touch()
    inbox.forget_old(datetime.now(ZoneInfo("UTC")))
    assert len(list(taken.iterdir())) == 200
    inbox.forget_old(datetime.now(ZoneInfo("UTC")) + timedelta(days=31))
    assert list(taken.iterdir()) == []


def test_what_the_address_told_and_nobody_could_read_does_not_fill_the_disk(trusting: Path) -> None:
    inbox = Inbox(trusting, CapRules(()))
    for number in range(25):
        inbox.put_fetched(f"{number}.xml", b"<rss/>")
    assert len(inbox.told()) == 20


@pytest.mark.real
def test_a_feed_with_hostile_entries_is_gone_through_and_the_real_warning_is_aired_once(trusting: Path) -> None:
    expires = "2099-01-01T00:00:00+07:00"
    good = OFFICE.sign(warning(expires=expires))
    with authority() as server:
        rewrite(trusting / "station.yaml", URL, f"{server.url}/feed.xml")
        bomb = b'<!DOCTYPE a [<!ENTITY b "c">]><alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">&b;</alert>'
        server.pages |= {
            "/good.xml": Page(good),
            "/same.xml": Page(good),
            "/stranger.xml": Page(Office("stranger").sign(warning(identifier="la", expires=expires))),
            "/bomb.xml": Page(bomb),
            "/giant.xml": Page(b"x" * 1_500_000),
            "/loop.xml": Page(status=302, headers={"Location": "/loop.xml"}),
            "/html": Page(b"<html/>"),
            "/nested.xml": atom("/good.xml"),
            "/feed.xml": atom(
                "/stranger.xml", "/bomb.xml", "/giant.xml", "/loop.xml", "/html", "/nested.xml", "file:///etc/passwd",
                "http://127.0.0.1:1/console", "/good.xml", "/same.xml", "/gone.xml", "<a/>",
                dated=datetime.now(NOW.tzinfo).isoformat(),
            ),
        }  # fmt: skip
        rules = CapRules(("kttv.pem",), url=f"{server.url}/feed.xml", every_ms=1000)
        watch = CapWatch(trusting, lambda: rules)
        (trusting / "var").mkdir(exist_ok=True)
        until_s = time.monotonic() + 60
        while not current(trusting, datetime.now(NOW.tzinfo)) or Inbox(trusting, rules).waiting():
            assert time.monotonic() < until_s
            told = RUNNING.format(pid=1, at=datetime.now(NOW.tzinfo).isoformat())
            (trusting / "var/status.json").write_text(told)
            watch.look(datetime.now(NOW.tzinfo))
            time.sleep(0.1)
        watch.close()
        asked = {path: server.asked.count(path) for path in server.asked}
    assert len(current(trusting, datetime.now(NOW.tzinfo))) == 1
    assert {path: count for path, count in asked.items() if path != "/feed.xml"} == {
        "/stranger.xml": 1, "/bomb.xml": 1, "/giant.xml": 1, "/loop.xml": 4, "/html": 1, "/nested.xml": 1,
        "/good.xml": 1, "/same.xml": 1, "/gone.xml": 1,
    }  # fmt: skip
    [refused] = watch.faults(datetime.now(NOW.tzinfo))
    assert refused.startswith("cap_refused:000-")
    assert refused.endswith("-stranger.xml")
