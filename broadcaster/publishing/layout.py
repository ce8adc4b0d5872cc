"""What all pages of the site have in common: their head, where they lead, how moments and lengths are written. Pure."""

from dataclasses import dataclass
from datetime import datetime

from broadcaster.messages import N_
from broadcaster.publishing.markup import Child, Html, inside, tag
from broadcaster.publishing.prose import lead
from broadcaster.publishing.site import COVER, FEED, HOME, PASTE, STYLESHEET, Article, Site

# Nothing of a page may come from elsewhere, and nothing of it runs.
POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; media-src 'self'; base-uri 'none'; form-action 'none'"
_LOUDSPEAKER = Html(
    '<svg viewBox="0 0 24 24" width="28" height="28" aria-hidden="true" fill="none" stroke="currentColor" '
    'stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round"><path d="M3 10v4h3l8 5V5l-8 5z"/>'
    '<path d="M17.5 9a4.2 4.2 0 0 1 0 6"/><path d="M20 6.5a8 8 0 0 1 0 11"/></svg>'
)


@dataclass(frozen=True)
class Page:
    """One page: where it lies below the site's folder, its title and what stands on it."""

    path: str
    title: str
    content: Html
    description: str = ""


def whole_page(page: Page, site: Site) -> str:
    """Return the HTML of `page`."""
    up = upwards(page.path)
    text = site.text
    title = page.title if page.title == site.title else f"{page.title} · {site.title}"
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=POLICY),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("title", title),
        tag("meta", name="description", content=page.description) if page.description else None,
        tag("link", rel="stylesheet", href=up + STYLESHEET),
        tag("link", rel="icon", type="image/png", href=up + COVER),
        tag("link", rel="canonical", href=site.address(page.path)) if site.base_url else None,
        _feed_link(site, up),
    )
    body = tag(
        "body",
        tag("a", text(N_("To the content")), class_="skip", href="#noi-dung"),
        _masthead(site, up),
        tag("main", page.content, id="noi-dung"),
        _footer(site, up),
    )
    return f"<!DOCTYPE html>\n{tag('html', head, body, lang=site.language)}\n"


def _feed_link(site: Site, up: str) -> Html | None:
    if not site.base_url:
        return None
    return tag("link", rel="alternate", type="application/rss+xml", title=site.title, href=up + FEED)


def _masthead(site: Site, up: str) -> Html:
    text = site.text
    links = [
        tag("a", text(N_("News and articles")), href=up + HOME),
        tag("a", text(N_("Columns")), href=f"{up}{HOME}#chuyen-muc") if site.articles else None,
        tag("a", text(N_("Campaigns")), href=f"{up}{HOME}#dot") if site.campaigns else None,
        tag("a", text(N_("Podcast")), href=up + FEED) if site.base_url else None,
    ]
    brand = tag("a", _LOUDSPEAKER, tag("span", site.title), class_="brand", href=up + HOME)
    return tag(
        "header", tag("div", brand, tag("nav", *links, aria_label=text(N_("main"))), class_="wide"), class_="top"
    )


def _footer(site: Site, up: str) -> Html:
    text = site.text
    told = text(N_("What stands here is what the commune's loudspeakers say: approved word for word."))
    paste = tag("a", text(N_("For other sites: banners, links, articles to paste")), href=up + PASTE)
    return tag(
        "footer",
        tag("div", tag("p", tag("strong", site.station)), tag("p", told), tag("p", paste), class_="wide"),
    )


def upwards(path: str) -> str:
    """Return how a page at `path` writes the site's folder."""
    return "../" * path.count("/")


def article_list(articles: tuple[Article, ...], site: Site, up: str, level: str = "h3", *, mixed: bool = False) -> Html:
    """Return articles to choose from; `mixed`: of several columns, which are told."""
    return tag(
        "ul",
        *(
            tag("li", _entry(article, site, up, level, site.columns[article.column] if mixed else None))
            for article in articles
        ),
        class_="articles",
    )


def _entry(article: Article, site: Site, up: str, level: str, column: str | None) -> Html:
    text = site.text
    length = (
        tag("span", text(N_("{length} to hear"), length=length_said(article.audio.duration_ms)))
        if article.audio
        else None
    )
    return tag(
        "article",
        tag("p", column, class_="column") if column else None,
        tag(level, tag("a", article.title, href=up + article.page)),
        tag("p", lead(article.written), class_="lead"),
        tag("p", day_element(article.published_at), length, class_="meta"),
    )


def day_element(at: datetime) -> Html:
    """Return a day as people write it and machines read it."""
    return tag("time", f"{at.day}/{at.month}/{at.year}", datetime=at.date().isoformat())


def length_said(duration_ms: int) -> str:
    """Return a length as ``2:31``, or ``1:05:00``."""
    seconds = round(duration_ms / 1000)
    hours, rest = divmod(seconds, 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"


def figures(*pairs: tuple[str, str]) -> Html:
    """Return a row of figures with what each is."""
    return tag("dl", *(tag("div", tag("dt", name), tag("dd", figure)) for figure, name in pairs), class_="figures")


def size_said(size: int) -> str:
    """Return a file's size as ``1,2 MB``."""
    return f"{size / 1_000_000:.1f} MB".replace(".", ",") if size >= 100_000 else f"{max(1, round(size / 1000))} kB"


def section(title: str, *children: Child, anchor: str | None = None, level: str = "h2") -> Html:
    """Return a titled part of a page."""
    return tag("section", tag(level, title), inside(*children), id=anchor)
