"""The page of one article, and its fragment for pasting into another site. Pure."""

from broadcaster.messages import N_
from broadcaster.model.timetable import Campaign
from broadcaster.publishing.layout import Page, day_element, length_said, size_said, upwards
from broadcaster.publishing.markup import Html, inside, tag
from broadcaster.publishing.names import plain_name
from broadcaster.publishing.prose import lead, prose
from broadcaster.publishing.site import Article, Audio, Said, Site, campaign_page, column_page


def article_page(article: Article, site: Site) -> Page:
    """Return the page of `article`."""
    up = upwards(article.page)
    content = tag(
        "article",
        tag(
            "header",
            tag(
                "p",
                tag("a", site.columns[article.column], href=up + column_page(plain_name(article.column))),
                class_="column",
            ),
            tag("h1", article.title),
            _facts(article, site),
        ),
        _player(article, article.audio, site, up) if article.audio else None,
        tag("div", prose(article.written), class_="prose"),
        _made_by(article, site),
        _campaigns(article, site, up),
        _transcript(article, site, up),
        _share(article, site, up),
        class_="whole",
    )
    return Page(article.page, article.title, content, lead(article.written))


def _facts(article: Article, site: Site) -> Html:
    text = site.text
    heard = text(N_("heard {times} times"), times=article.airings) if article.airings else None
    return tag("p", day_element(article.published_at), tag("span", heard) if heard else None, class_="meta")


def _player(article: Article, audio: Audio, site: Site, up: str) -> Html:
    text = site.text
    caption = inside(
        text(
            N_("Listen again, {length}") if article.airings else N_("Listen, {length}"),
            length=length_said(audio.duration_ms),
        ),
        tag("span", text(N_("machine voice")), class_="mark") if audio.is_synthetic else None,
    )
    player = tag(
        "audio",
        controls=True,
        preload="none",
        src=up + audio.path,
        aria_label=text(N_("Listen to: {title}"), title=article.title),
    )
    return tag("figure", tag("figcaption", caption), player, class_="player")


def _made_by(article: Article, site: Site) -> Html:
    text = site.text
    said = text(N_("Made and approved by {station}."), station=site.station)
    if article.audio and article.audio.is_synthetic:
        said += " " + text(N_("The recording is read by a machine voice."))
    return tag("p", said, class_="made-by")


def _campaigns(article: Article, site: Site, up: str) -> Html | None:
    found = [campaign for campaign in site.campaigns if campaign.id in article.campaigns]
    if not found:
        return None
    told = tag("p", site.text(N_("Part of the campaign")))
    return tag("aside", told, *(_campaign(campaign, up) for campaign in found), class_="of-campaign")


def _campaign(campaign: Campaign, up: str) -> Html:
    slogan = tag("p", tag("q", campaign.slogan)) if campaign.slogan else None
    return inside(tag("p", tag("a", campaign.title, href=up + campaign_page(plain_name(campaign.id)))), slogan)


def _transcript(article: Article, site: Site, up: str) -> Html | None:
    if not article.said:
        return None
    text = site.text
    captions = (
        tag("p", tag("a", text(N_("transcript with times (WebVTT)")), href=up + article.captions))
        if article.captions
        else None
    )
    lines = tag("ol", *(tag("li", _time(said), tag("span", said.text)) for said in article.said), class_="said")
    return tag("details", tag("summary", text(N_("Word for word, as it is spoken"))), lines, captions)


def _time(said: Said) -> Html | None:
    return tag("span", length_said(said.from_ms), class_="at") if said.from_ms is not None else None


def _share(article: Article, site: Site, up: str) -> Html | None:
    if article.audio is None or article.pack is None:
        return None
    text = site.text
    links = (
        (article.audio.path, text(N_("sound (MP3, {size})"), size=size_said(article.audio.size))),
        (article.pack, text(N_("sound and text in one file, to send by Zalo (ZIP)"))),
        (article.fragment, text(N_("text to paste into another site (HTML)"))),
    )
    items = (tag("li", tag("a", name, href=up + path)) for path, name in links)
    return tag(
        "section",
        tag("h2", text(N_("Share"))),
        tag("ul", *items),
        tag("p", text(N_("SHA-256 of the sound file:")), " ", tag("code", article.audio.sha256), class_="sha"),
        class_="share",
    )


def fragment(article: Article, site: Site) -> str:
    """Return the article without any page around it, for the editor of another site: plain elements, no styles."""
    text, sound, mark, link = site.text, None, None, None
    if site.base_url:
        link = tag("a", text(N_("Read and listen at the source")), href=site.address(article.page))
    if site.base_url and article.audio:
        sound = tag("p", tag("audio", controls=True, preload="none", src=site.address(article.audio.path)))
        mark = text(N_("The recording is read by a machine voice.")) if article.audio.is_synthetic else None
    source = f"{site.station}, {article.published_at.day}/{article.published_at.month}/{article.published_at.year}."
    parts = (
        tag("meta", charset="utf-8"),  # for whoever opens the file by itself; editors drop it
        tag("h2", article.title),
        sound,
        prose(article.written),
        tag("p", tag("em", source), *(part for end in (mark, link) if end for part in (" ", end))),
    )
    return "".join(f"{part}\n" for part in parts if part is not None)
