"""The podcast feed, as a real reader of feeds sees it."""

import feedparser
from publishing.sites import article, site

from broadcaster.publishing.feed import feed, guid


def read(**changes: object) -> feedparser.FeedParserDict:
    found = feedparser.parse(feed(site(**changes)))
    assert not found.bozo, found.get("bozo_exception")
    return found


def test_a_reader_of_feeds_finds_the_station_and_every_item_that_can_be_heard_newest_first() -> None:
    found = read()
    assert found.version == "rss20"
    assert found.feed.link == "https://xa.example/truyen-thanh/"
    assert found.feed.title == "Truyền thanh xã & phường"
    assert found.feed.author == "Đài truyền thanh xã <Quảng Ngọc>"
    assert found.feed.language == "vi"
    assert found.feed.image.href == "https://xa.example/truyen-thanh/bia.png"
    assert [entry.link.rpartition("/")[2] for entry in found.entries] == ["tin-2.html", "tin-1.html"]


def test_an_enclosure_tells_its_true_length_and_kind() -> None:
    entry = read().entries[1]
    assert [(one.href, one.length, one.type) for one in entry.enclosures] == [
        ("https://xa.example/truyen-thanh/am-thanh/tin-1-0a1b2c3d4e.mp3", "961234", "audio/mpeg")
    ]
    assert entry.itunes_duration == "2:02"
    assert entry.title == "Tin <buổi sáng> & “buổi chiều”"
    assert entry.published == "Wed, 13 May 2026 05:32:10 +0700"
    assert [tag.term for tag in entry.tags] == ["Bản tin"]
    assert "Bản ghi âm do giọng máy đọc." in entry.summary
    assert "&lt;script&gt;" in entry.content[0].value


def test_an_item_keeps_its_name_wherever_the_site_moves_and_however_it_is_mended() -> None:
    moved = site(base_url="https://khac.example/")
    mended = article(title="Tin đã sửa", airings=9)
    assert guid(article(), site()) == guid(mended, moved) == read().entries[1].id
    assert guid(article("tin-2"), site()) != guid(article(), site())
    assert guid(article(), site(station="Đài khác")) != guid(article(), site())


def test_the_same_articles_give_the_same_feed() -> None:
    assert feed(site()) == feed(site())
