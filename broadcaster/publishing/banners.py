"""Banners with a campaign's slogan to the letter, and what other sites paste: banners, links, articles. Pure."""

from html import escape

from broadcaster.messages import N_
from broadcaster.model.timetable import Campaign
from broadcaster.publishing.layout import Page, section, upwards
from broadcaster.publishing.markup import Html, inside, tag
from broadcaster.publishing.names import plain_name
from broadcaster.publishing.site import PASTE, Site, banner_file, campaign_page, column_page

WIDTH, HEIGHT = 1200, 300
_RED, _YELLOW = "#a8121f", "#ffe36e"  # of street banners; 6.6 to 1
_MARGIN = 70
_LARGEST, _SMALLEST = 66, 26
_LETTER = 0.58  # widths of a bold letter, in letter heights, on the wide side: viewers have different fonts
_MOST_LINES = 4
_LONGEST_LINE = 70  # letters, at the smallest size
_CONJUNCTIONS = {"và", "với", "của", "là", "vì", "cho", "để"}
_FONTS = "'Be Vietnam Pro','Noto Sans','Segoe UI',Roboto,Arial,sans-serif"


def banner(campaign: Campaign) -> str:
    """Return the campaign's slogan as a picture (SVG)."""
    size, lines = _set(campaign.slogan)
    step = size * 1.38  # room for marks above and below the letters
    top = HEIGHT / 2 - step * (len(lines) - 1) / 2 + size * 0.35
    words = (tag("tspan", line, x=WIDTH // 2, y=f"{top + step * number:.0f}") for number, line in enumerate(lines))
    frame = tag(
        "rect", x=14, y=14, width=WIDTH - 28, height=HEIGHT - 28, rx=10, fill="none", stroke=_YELLOW, stroke_width=3
    )
    slogan = tag(
        "text", *words, fill=_YELLOW, font_family=_FONTS, font_weight=700, font_size=size, text_anchor="middle"
    )
    return tag(
        "svg",
        tag("title", campaign.slogan),
        tag("rect", width=WIDTH, height=HEIGHT, fill=_RED),
        frame,
        slogan,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {WIDTH} {HEIGHT}",
        width=WIDTH,
        height=HEIGHT,
        role="img",
    )


def _set(slogan: str) -> tuple[int, list[str]]:
    """Return in what size, and in which lines, the slogan is largest; a line ends where a reader takes breath."""
    ways = [(_size(lines), lines) for count in range(1, _MOST_LINES + 1) if (lines := _lines(_phrases(slogan), count))]
    if not ways:
        ways = [(_size(lines), lines) for lines in (_lines(slogan.split(), _MOST_LINES) or [slogan],)]
    return max(ways, key=lambda way: way[0])


def _phrases(slogan: str) -> list[str]:
    """Return the slogan in parts: one ends after a comma or dash, before “và” and its like, before a name."""
    parts: list[str] = []
    for word in slogan.split():
        last = parts[-1].rpartition(" ")[2] if parts else ""
        joins = last.casefold() in _CONJUNCTIONS or (
            word[:1].isupper() and last[:1].isupper() and last[-1:] not in ",-–"
        )
        begins = last[-1:] in ",;:-–" or word.casefold() in _CONJUNCTIONS or word[:1].isupper()
        if parts and (joins or not begins):
            parts[-1] += f" {word}"
        else:
            parts.append(word)
    return parts


def _size(lines: list[str]) -> int:
    wide = (WIDTH - 2 * _MARGIN) / (_LETTER * max(map(len, lines)))
    high = (HEIGHT - _MARGIN) / (1.38 * len(lines))
    return int(max(_SMALLEST, min(_LARGEST, wide, high)))


def _lines(parts: list[str], count: int) -> list[str]:
    """Return `parts` in `count` lines or fewer, the longest of which is as short as can be; nothing where none fits."""
    shortest = max(map(len, parts), default=0)
    for longest in range(shortest, _LONGEST_LINE + 1):
        lines: list[str] = []
        for part in parts:
            if lines and len(lines[-1]) + 1 + len(part) <= longest:
                lines[-1] += f" {part}"
            else:
                lines.append(part)
        if len(lines) <= count:
            return lines
    return []


def banner_snippet(campaign: Campaign, site: Site) -> Html:
    """Return the slogan as an element to paste; it leads to the campaign's page where the site's address is known."""
    style = (
        f"display:block;padding:1em 1.2em;border-radius:8px;background:{_RED};color:{_YELLOW};"
        "font:700 1.25em/1.4 sans-serif;text-align:center;text-decoration:none"
    )
    if site.base_url:
        return tag("a", campaign.slogan, href=site.address(campaign_page(plain_name(campaign.id))), style=style)
    return tag("div", campaign.slogan, style=style)


def column_snippet(column: str, site: Site) -> Html:
    """Return a link to a column to paste; only where the site's address is known."""
    name = site.text(N_("Column: {name}"), name=site.columns[column])
    return tag("a", name, href=site.address(column_page(plain_name(column))))


def paste_page(site: Site) -> Page:
    """Return the page with everything that other sites paste."""
    text, up = site.text, upwards(PASTE)
    with_slogan = [campaign for campaign in site.campaigns if campaign.slogan]
    banners = (
        inside(
            tag("h3", campaign.title),
            tag(
                "img",
                src=up + banner_file(plain_name(campaign.id)),
                alt=campaign.slogan,
                width=WIDTH,
                height=HEIGHT,
                class_="banner",
            ),
            tag(
                "p", tag("a", text(N_("the banner as a picture (SVG)")), href=up + banner_file(plain_name(campaign.id)))
            ),
            _to_copy(str(banner_snippet(campaign, site)), text(N_("Banner: {name}"), name=campaign.title)),
        )
        for campaign in with_slogan
    )
    links = [
        _to_copy(str(column_snippet(column, site)), text(N_("Column: {name}"), name=name))
        for column, name in site.columns.items()
        if site.base_url
    ]
    articles = (tag("li", tag("a", article.title, href=up + article.fragment)) for article in site.articles)
    title = text(N_("For other sites"))
    content = inside(
        tag(
            "header",
            tag("h1", title),
            tag("p", text(N_("Choose all of a box, copy it, and paste it into the other site as HTML."))),
        ),
        section(text(N_("Banners with the slogan")), *banners) if with_slogan else None,
        section(text(N_("Links to columns")), *links) if links else None,
        section(text(N_("Articles without a page around them")), tag("ul", *articles)) if site.articles else None,
    )
    return Page(PASTE, title, content)


def _to_copy(code: str, name: str) -> Html:
    rows = min(8, 1 + len(code) // 70)
    return tag(
        "label", tag("span", name), Html(f'<textarea readonly rows="{rows}">{escape(code)}</textarea>'), class_="copy"
    )
