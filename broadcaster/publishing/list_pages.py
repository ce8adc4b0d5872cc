"""Pages that lead to articles: the front page, a column's, a campaign's. Pure."""

from broadcaster.messages import N_
from broadcaster.model.script import DayRange
from broadcaster.model.timetable import Campaign
from broadcaster.publishing.layout import Page, article_list, figures, length_said, section, upwards
from broadcaster.publishing.markup import Html, inside, tag
from broadcaster.publishing.names import plain_name
from broadcaster.publishing.site import FEED, HOME, Article, Site, banner_file, campaign_page, column_page

NEWEST = 30  # articles on the front page; the columns have all


def front_page(site: Site) -> Page:
    """Return the front page."""
    text = site.text
    told = site.description
    newest = (
        section(text(N_("Latest")), article_list(site.articles[:NEWEST], site, "", mixed=True))
        if site.articles
        else tag("p", text(N_("Nothing has been published yet.")), class_="nothing")
    )
    content = inside(
        tag("header", tag("h1", site.title), tag("p", told), class_="hero"),
        _campaign_cards(site),
        newest,
        _columns(site),
        _podcast(site),
    )
    return Page(HOME, site.title, content, told)


def _campaign_cards(site: Site) -> Html | None:
    if not site.campaigns:
        return None
    cards = (
        tag(
            "a",
            tag("span", days_said(campaign.days), class_="days"),
            tag("strong", campaign.title),
            tag("q", campaign.slogan) if campaign.slogan else None,
            href=campaign_page(plain_name(campaign.id)),
            class_="campaign",
        )
        for campaign in site.campaigns
    )
    return section(site.text(N_("Campaigns")), *cards, anchor="dot")


def _columns(site: Site) -> Html | None:
    if not site.articles:
        return None
    text = site.text
    links = (
        tag(
            "li",
            tag("a", name, href=column_page(plain_name(column))),
            tag("span", text(N_("{count} articles"), count=len(site.in_column(column)))),
        )
        for column, name in site.columns.items()
    )
    return section(text(N_("Columns")), tag("ul", *links, class_="columns"), anchor="chuyen-muc")


def _podcast(site: Site) -> Html | None:
    if not site.base_url:
        return None
    text = site.text
    told = text(N_("Every new item comes to your telephone by itself: give this address to a podcast app."))
    return section(text(N_("Podcast")), tag("p", told), tag("p", tag("a", site.address(FEED), href=FEED)))


def column_pages(site: Site) -> list[Page]:
    """Return a page for each column."""
    return [_column(column, name, site) for column, name in site.columns.items()]


def _column(column: str, name: str, site: Site) -> Page:
    path = column_page(plain_name(column))
    articles = site.in_column(column)
    header = tag(
        "header", tag("p", site.text(N_("Column")), class_="column"), tag("h1", name), _figures(articles, site)
    )
    return Page(path, name, inside(header, article_list(articles, site, upwards(path), "h2")))


def _figures(articles: tuple[Article, ...], site: Site) -> Html:
    text = site.text
    return figures(
        (str(len(articles)), text(N_("articles"))),
        (str(sum(article.airings for article in articles)), text(N_("times heard"))),
        (length_said(sum(article.aired_ms for article in articles)), text(N_("time on the air"))),
    )


def campaign_pages(site: Site) -> list[Page]:
    """Return a page for each campaign."""
    return [_campaign(campaign, site) for campaign in site.campaigns]


def _campaign(campaign: Campaign, site: Site) -> Page:
    text = site.text
    path = campaign_page(plain_name(campaign.id))
    up = upwards(path)
    articles = site.in_campaign(campaign.id)
    slogan = (
        tag(
            "img",
            src=up + banner_file(plain_name(campaign.id)),
            alt=campaign.slogan,
            width=1200,
            height=300,
            class_="banner",
        )
        if campaign.slogan
        else None
    )
    theme = (
        tag("div", tag("p", text(N_("Theme"))), tag("blockquote", tag("p", campaign.theme)), class_="theme")
        if campaign.theme
        else None
    )
    header = tag(
        "header",
        tag("p", text(N_("Campaign")), class_="column"),
        tag("h1", campaign.title),
        tag("p", days_said(campaign.days), class_="meta"),
    )
    columns = dict.fromkeys([*campaign.columns, *(article.column for article in articles)])
    parts = (
        section(site.columns[column], article_list(_of(articles, column), site, up))
        for column in columns
        if _of(articles, column)
    )
    return Page(path, campaign.title, inside(header, slogan, theme, _figures(articles, site), *parts), campaign.slogan)


def _of(articles: tuple[Article, ...], column: str) -> tuple[Article, ...]:
    return tuple(article for article in articles if article.column == column)


def days_said(days: DayRange) -> str:
    """Return the days of a campaign, both ends included."""
    assert days.first is not None
    assert days.last is not None
    first, last = days.first, days.last
    if first == last:
        return f"{first.day}/{first.month}/{first.year}"
    return f"{first.day}/{first.month}/{first.year} – {last.day}/{last.month}/{last.year}"
