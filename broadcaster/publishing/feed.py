"""The podcast feed (RSS 2.0 with Apple's tags). The only file that imports feedgenerator."""

import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from feedgenerator import Enclosure, Rss201rev2Feed

from broadcaster.messages import N_
from broadcaster.publishing.layout import length_said
from broadcaster.publishing.markup import inside, printable, tag
from broadcaster.publishing.prose import lead, prose
from broadcaster.publishing.site import COVER, FEED, HOME, Article, Site

_OURS = uuid.UUID("5a0f6f0e-4c1b-5d5e-9a57-2f2f7c1f5a18")  # in which items' names are names; never to be changed
_BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
_APPLE = "http://www.itunes.com/dtds/podcast-1.0.dtd"
_CONTENT = "http://purl.org/rss/1.0/modules/content/"
MOST = 300  # items in the feed; older ones stay on the site


def feed(site: Site) -> bytes:
    """Return the feed of all articles that can be heard. The site's address must be known."""
    rss = _Podcast(
        title=printable(site.title),
        link=site.address(HOME),
        description=site.description,
        language=site.language,
        feed_url=site.address(FEED),
        author_name=printable(site.station),
        cover=site.address(COVER),
    )
    for article in [article for article in site.articles if article.audio][:MOST]:
        rss.add_item(**_item(article, site))
    written = BytesIO()
    rss.write(written, "utf-8")
    return written.getvalue()


def guid(article: Article, site: Site) -> str:
    """Return what names the item for good, wherever the site moves and however the item is mended."""
    return uuid.uuid5(_OURS, f"{site.station}/{article.id}").urn


def _item(article: Article, site: Site) -> dict[str, Any]:
    audio = article.audio
    assert audio is not None
    mark = site.text(N_("The recording is read by a machine voice.")) if audio.is_synthetic else None
    return {
        "title": printable(article.title),
        "link": site.address(article.page),
        "description": " ".join(filter(None, (lead(article.written), mark))),
        "content": str(inside(prose(article.written), tag("p", mark) if mark else None)),
        "unique_id": guid(article, site),
        "unique_id_is_permalink": False,
        "pubdate": article.published_at,
        "categories": (site.columns[article.column],),
        "enclosures": [Enclosure(site.address(audio.path), str(audio.size), "audio/mpeg")],
        "duration": length_said(audio.duration_ms),
    }


class _Podcast(Rss201rev2Feed):  # type: ignore[misc] # feedgenerator has no types
    """RSS with what directories of podcasts ask for beside it, at the places that feedgenerator leaves for that."""

    def rss_attributes(self) -> dict[str, str]:
        """Name the words of Apple's, and of whole texts."""
        return {**super().rss_attributes(), "xmlns:itunes": _APPLE, "xmlns:content": _CONTENT}

    def latest_post_date(self) -> datetime:
        """Return when the newest item came: the same items make the same feed, whenever it is written."""
        return max((item["pubdate"] for item in self.items), default=_BEGIN)

    def add_root_elements(self, handler: Any) -> None:
        """Tell whose it is, and what it looks like."""
        super().add_root_elements(handler)
        handler.addQuickElement("generator", "Broadcaster")
        handler.addQuickElement("itunes:author", self.feed["author_name"])
        handler.addQuickElement("itunes:category", None, {"text": "Government"})
        handler.addQuickElement("itunes:explicit", "false")
        handler.addQuickElement("itunes:image", None, {"href": self.feed["cover"]})
        handler.addQuickElement("itunes:type", "episodic")

    def add_item_elements(self, handler: Any, item: Mapping[str, Any]) -> None:
        """Tell how long it is, and all of its text."""
        super().add_item_elements(handler, item)
        handler.addQuickElement("content:encoded", item["content"])
        handler.addQuickElement("itunes:duration", item["duration"])
        handler.addQuickElement("itunes:explicit", "false")
