"""The podcast feed (RSS 2.0 with Apple's tags). The only file that imports feedgen."""

import uuid
from datetime import UTC, datetime

from feedgen.feed import FeedGenerator

from broadcaster.messages import N_
from broadcaster.publishing.layout import length_said
from broadcaster.publishing.markup import inside, printable, tag
from broadcaster.publishing.prose import lead, prose
from broadcaster.publishing.site import COVER, FEED, HOME, Article, Site

_OURS = uuid.UUID("5a0f6f0e-4c1b-5d5e-9a57-2f2f7c1f5a18")  # in which items' names are names; never to be changed
_BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
MOST = 300  # items in the feed; older ones stay on the site


def feed(site: Site) -> bytes:
    """Return the feed of all articles that can be heard. The site's address must be known."""
    heard = [article for article in site.articles if article.audio][:MOST]
    rss = FeedGenerator()
    rss.load_extension("podcast")
    rss.title(site.title)
    rss.link(href=site.address(FEED), rel="self")
    rss.link(href=site.address(HOME), rel="alternate")  # the last one is the channel's
    rss.description(
        site.text(N_("What was heard over the commune's loudspeakers: to read, to hear again, to send on."))
    )
    rss.language(site.language)
    rss.generator("Broadcaster")
    rss.lastBuildDate(max((article.published_at for article in heard), default=_BEGIN))  # the same feed, the same bytes
    rss.podcast.itunes_author(site.station)
    rss.podcast.itunes_category("Government")
    rss.podcast.itunes_explicit("no")
    rss.podcast.itunes_image(site.address(COVER))
    rss.podcast.itunes_type("episodic")
    for article in heard:
        _add(rss, article, site)
    return bytes(rss.rss_str(pretty=True))


def guid(article: Article, site: Site) -> str:
    """Return what names the item for good, wherever the site moves and however the item is mended."""
    return uuid.uuid5(_OURS, f"{site.station}/{article.id}").urn


def _add(rss: FeedGenerator, article: Article, site: Site) -> None:
    assert article.audio is not None
    entry = rss.add_entry(order="append")
    entry.guid(guid(article, site), permalink=False)
    entry.title(printable(article.title))
    entry.link(href=site.address(article.page))
    entry.pubDate(article.published_at)
    entry.category(term=site.columns[article.column])
    entry.enclosure(site.address(article.audio.path), str(article.audio.size), "audio/mpeg")
    mark = site.text(N_("The recording is read by a machine voice.")) if article.audio.is_synthetic else None
    entry.description(" ".join(filter(None, (lead(article.written), mark))))
    entry.content(str(inside(prose(article.written), tag("p", mark) if mark else None)), type="CDATA")
    entry.podcast.itunes_duration(length_said(article.audio.duration_ms))
    entry.podcast.itunes_explicit("no")
