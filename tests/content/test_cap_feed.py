"""Feeds as alerting authorities publish them, and as somebody who means ill might."""

from datetime import UTC, datetime
from html import escape
from pathlib import Path

import pytest
from cap_signer import Office, warning

from broadcaster.content.cap_feed import MOST_ENTRIES, FeedEntry, read_feed
from broadcaster.content.cap_file import CapRefusedError, read_cap

URL = "https://kttv.example/tin/feed.xml"
OFFICE = Office()
NOW = datetime(2026, 5, 12, 22, 40, tzinfo=UTC)


def atom(*entries: str, head: str = "") -> bytes:
    return f'<feed xmlns="http://www.w3.org/2005/Atom" {head}>{"".join(entries)}</feed>'.encode()


def entry(inside: str, number: int = 1, updated: str = "2026-05-13T05:40:00+07:00") -> str:
    return f"<entry><id>urn:{number}</id><updated>{updated}</updated>{inside}</entry>"


def rss(*items: str) -> bytes:
    return f'<rss version="2.0"><channel><title>t</title>{"".join(items)}</channel></rss>'.encode()


def only(raw: bytes) -> FeedEntry:
    found = read_feed(raw, URL)
    assert found is not None
    [one] = found
    return one


@pytest.mark.parametrize(
    ("links", "leads_to"),
    [
        ('<link href="lu.xml"/>', "https://kttv.example/tin/lu.xml"),
        ('<link type="text/html" href="x.html"/><link type="application/cap+xml" href="/lu.xml"/>',
         "https://kttv.example/lu.xml"),
        ('<link type="text/xml" href="a"/><link rel="related" type="application/cap+xml" href="https://b.example/b"/>',
         "https://b.example/b"),
        ('<link type="text/html" href="x.html"/>', ""),
        ('<link rel="license" href="x"/>', ""),
        ('<content type="application/cap+xml" src="../lu.xml"/>', "https://kttv.example/lu.xml"),
        ('<link xml:base="https://c.example/d/" href="lu.xml"/>', "https://c.example/d/lu.xml"),
        ('<link href="file:///etc/passwd"/>', "file:///etc/passwd"),  # whoever fetches refuses it
        ('<link href="https://[::bad/x"/>', ""),
        ("", ""),
    ],
)  # fmt: skip
def test_an_atom_entry_leads_to_its_message(links: str, leads_to: str) -> None:
    assert only(atom(entry(links))).link == leads_to


@pytest.mark.parametrize(
    ("item", "leads_to"),
    [
        ("<link>lu.xml</link>", "https://kttv.example/tin/lu.xml"),
        ('<link>x.html</link><enclosure type="application/cap+xml" url="lu.xml"/>', "https://kttv.example/tin/lu.xml"),
        ("<guid>https://kttv.example/lu.xml</guid>", "https://kttv.example/lu.xml"),
        ('<guid isPermaLink="false">lu-1</guid>', ""),
    ],
)
def test_an_rss_item_leads_to_its_message(item: str, leads_to: str) -> None:
    assert only(rss(f"<item>{item}</item>")).link == leads_to


@pytest.mark.parametrize("more", ["", 'xmlns:georss="http://www.georss.org/georss"', 'xmlns:x="urn:y"'])
def test_a_message_that_an_entry_holds_keeps_its_signature(tmp_path: Path, more: str) -> None:
    signed = OFFICE.sign(warning()).partition(b"?>")[2].decode()
    for content in (
        f'<content type="application/cap+xml">{signed}</content>',
        f'<content type="text">{escape(signed)}</content>',
    ):
        held = only(atom(entry(content), head=more)).document
        assert held is not None
        assert read_cap(held, [OFFICE.write_certificate(tmp_path)], NOW).identifier == "lu-2026-001"


def test_an_entry_that_has_no_canonical_form_hides_no_other() -> None:
    odd = warning().replace("<info>", '<info xmlns:x="relative/name">')
    found = read_feed(atom(entry(f'<content type="application/cap+xml">{odd}</content>'), entry("", 2)), URL)
    assert found is not None
    assert len(found) == 2


def test_the_newest_come_first_and_a_changed_entry_has_another_mark() -> None:
    old, new = entry("", 1), entry("", 2, "2026-05-13T06:00:00+07:00")
    first, second = read_feed(atom(old, new), URL) or ()
    assert first.changed_at is not None
    assert second.changed_at is not None
    assert first.changed_at > second.changed_at
    assert read_feed(atom(old, new), URL) == (first, second)
    changed = only(atom(entry("", 2, "2026-05-13T07:00:00+07:00")))
    assert changed.id == first.id
    assert changed.mark != first.mark


def test_dates_that_are_none_are_no_harm() -> None:
    assert only(atom(entry("", updated="hôm qua"))).changed_at is None
    assert only(rss("<item><pubDate>hôm qua</pubDate></item>")).changed_at is None
    dated = only(rss("<item><pubDate>Wed, 13 May 2026 05:40:00 +0700</pubDate></item>"))
    assert dated.changed_at == only(atom(entry(""))).changed_at


def test_what_is_no_feed_is_none_and_bad_xml_is_refused() -> None:
    assert read_feed(warning().encode(), URL) is None
    assert read_feed(b"<html/>", URL) is None
    for raw, why in (
        (b"<feed", "no XML"),
        (b'<!DOCTYPE f [<!ENTITY e SYSTEM "file:///etc/passwd">]><rss><channel><item>&e;</item></channel></rss>',
         "document type"),
        (b" " * 4_000_001, "larger"),
    ):  # fmt: skip
        with pytest.raises(CapRefusedError, match=why):
            read_feed(raw, URL)


def test_no_more_than_so_many_entries_are_looked_at() -> None:
    found = read_feed(atom(*(entry("", number) for number in range(MOST_ENTRIES + 20))), URL)
    assert found is not None
    assert len(found) == MOST_ENTRIES
