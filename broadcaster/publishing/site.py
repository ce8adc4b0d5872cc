"""What the website shows. Pure; moments are in the station's zone, paths are relative to the site's folder."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from broadcaster.messages import N_
from broadcaster.model.timetable import Campaign

HOME, FEED, STYLESHEET, COVER, PASTE = "index.html", "podcast.xml", "kieu.css", "bia.png", "dan/index.html"


class Text(Protocol):
    """Says a marked sentence in the site's language."""

    def __call__(self, template: str, /, **values: object) -> str:
        """Return the sentence."""


@dataclass(frozen=True)
class Audio:
    """An item's MP3. `voice` says who speaks; `is_synthetic` whether a machine does."""

    path: str
    size: int
    duration_ms: int
    sha256: str
    is_synthetic: bool


@dataclass(frozen=True)
class Said:
    """A sentence as it is spoken, and from when to when in the audio, where that is known."""

    text: str
    from_ms: int | None = None
    to_ms: int | None = None


@dataclass(frozen=True)
class Article:
    """One script on the site: as written (Markdown) and as said; `name` is what its files are called.

    `published_at` is when it was first heard, or the start of the day that its script names. `airings` and `aired_ms`
    tell how often and how long it was heard since.
    """

    id: str
    name: str
    title: str
    column: str
    written: str
    said: tuple[Said, ...]
    published_at: datetime
    airings: int
    aired_ms: int
    campaigns: tuple[str, ...] = ()
    audio: Audio | None = None

    @property
    def page(self) -> str:
        """Its page."""
        return f"bai/{self.name}.html"

    @property
    def captions(self) -> str | None:
        """Its transcript with times (WebVTT); None where times are not known."""
        timed = self.audio and self.said and all(said.from_ms is not None for said in self.said)
        return f"loi/{self.name}.vtt" if timed else None

    @property
    def pack(self) -> str | None:
        """What is sent on by messenger: sound and text in one file."""
        return f"chia-se/{self.name}.zip" if self.audio else None

    @property
    def fragment(self) -> str:
        """What is pasted into another site."""
        return f"dan/{self.name}.html"


@dataclass(frozen=True)
class Site:
    """The whole site. `articles` are newest first; `columns` gives their names; `base_url` ends with a slash."""

    station: str
    title: str
    language: str
    articles: tuple[Article, ...]
    columns: Mapping[str, str]
    campaigns: tuple[Campaign, ...]
    text: Text
    base_url: str | None = None

    @property
    def description(self) -> str:
        """What the site is: what was heard, as far as all of it was."""
        if all(article.airings for article in self.articles):
            return self.text(N_("What was heard over the commune's loudspeakers: to read, to hear again, to send on."))
        return self.text(N_("What the commune's radio has to say: to read, to hear, to send on."))

    def in_column(self, column: str) -> tuple[Article, ...]:
        """Return the articles of a column."""
        return tuple(article for article in self.articles if article.column == column)

    def in_campaign(self, campaign: str) -> tuple[Article, ...]:
        """Return the articles of a campaign."""
        return tuple(article for article in self.articles if campaign in article.campaigns)

    def address(self, path: str) -> str:
        """Return the full address of `path`; only where the site's own is known."""
        assert self.base_url is not None
        return self.base_url + ("" if path == HOME else path)


def column_page(name: str) -> str:
    """Return the page of a column, by its plain name."""
    return f"chuyen-muc/{name}.html"


def campaign_page(name: str) -> str:
    """Return the page of a campaign, by its plain name."""
    return f"dot/{name}.html"


def banner_file(name: str) -> str:
    """Return the banner of a campaign, by its plain name."""
    return f"bang/{name}.svg"
