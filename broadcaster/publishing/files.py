"""The whole site but its sounds, as files: what is linked to comes before what links to it. Pure."""

from collections.abc import Iterator

from broadcaster.publishing.article_page import article_page, fragment
from broadcaster.publishing.banners import banner, paste_page
from broadcaster.publishing.captions import web_vtt
from broadcaster.publishing.cover import cover
from broadcaster.publishing.feed import feed
from broadcaster.publishing.layout import Page, whole_page
from broadcaster.publishing.list_pages import campaign_pages, column_pages, front_page
from broadcaster.publishing.names import plain_name
from broadcaster.publishing.site import COVER, FEED, STYLESHEET, Site, banner_file
from broadcaster.publishing.style import STYLE


def site_files(site: Site) -> dict[str, bytes]:
    """Return the content of each file by its path."""
    return {name: content.encode() if isinstance(content, str) else content for name, content in _files(site)}


def _files(site: Site) -> Iterator[tuple[str, str | bytes]]:
    yield STYLESHEET, STYLE
    yield COVER, cover()
    for article in site.articles:
        if article.captions:
            yield article.captions, web_vtt(article.said)
        yield article.fragment, fragment(article, site)
    for campaign in site.campaigns:
        if campaign.slogan:
            yield banner_file(plain_name(campaign.id)), banner(campaign)
    for page in _pages(site):
        yield page.path, whole_page(page, site)
    if site.base_url:
        yield FEED, feed(site)


def _pages(site: Site) -> Iterator[Page]:
    for article in site.articles:
        yield article_page(article, site)
    yield from column_pages(site)
    yield from campaign_pages(site)
    yield paste_page(site)
    yield front_page(site)
