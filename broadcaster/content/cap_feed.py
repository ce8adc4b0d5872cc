"""Feeds of warnings, Atom (RFC 4287) and RSS 2.0: where their messages lie, or the messages themselves.

A feed is trusted for nothing: each message it leads to has to be signed like any other. What it says of them (how
grave, where) is not read. Pure but for `cap_file.read_xml`, which reads the XML.
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urljoin

from broadcaster.content.cap_file import ALERT, CapRefusedError, as_bytes, as_document, read_xml
from broadcaster.model.cap import moment_of

LARGEST_FEED = 4_000_000  # bytes
MOST_ENTRIES = 500  # the newest; no more are looked at
LONGEST_LINK = 2_000
CAP_TYPE = "application/cap+xml"
XML_TYPES = ("application/xml", "text/xml", "application/common-alerting-protocol+xml")
ATOM = "{http://www.w3.org/2005/Atom}"
_LEADING = ("alternate", "related", "enclosure", "self", "via")


@dataclass(frozen=True)
class FeedEntry:
    """One entry: what it is known by, the moment it was last changed, and a `mark` that is another when it changes.

    `link` leads to its message, "" where none does; `document` is the message itself where the entry holds it.
    """

    id: str
    mark: str
    link: str
    changed_at: datetime | None = None
    document: bytes | None = None


def read_feed(raw: bytes, url: str) -> tuple[FeedEntry, ...] | None:
    """Return the entries of the feed in `raw`, newest first; None for what is no feed. `url` is where it lies.

    Raises CapRefusedError for XML that may not be read, UsageError where what reads it is not installed.
    """
    root = read_xml(raw, LARGEST_FEED)
    if root.tag == f"{ATOM}feed":
        entries = [_atom_entry(entry, url) for entry in root.findall(f"{ATOM}entry")]
    elif root.tag == "rss":
        entries = [_rss_item(item, url) for item in root.findall("channel/item")]
    else:
        return None
    oldest = datetime.min.replace(tzinfo=UTC)
    newest_first = sorted(entries, key=lambda entry: entry.changed_at or oldest, reverse=True)
    return tuple(newest_first[:MOST_ENTRIES])


def _atom_entry(entry: Any, url: str) -> FeedEntry:
    changed = entry.findtext(f"{ATOM}updated") or entry.findtext(f"{ATOM}published") or ""
    return _entry(entry, entry.findtext(f"{ATOM}id"), moment_of(changed.strip()), _atom_link(entry, url), _held(entry))


def _atom_link(entry: Any, url: str) -> str:
    """Return where an entry's message lies: the link that says it is CAP, else the one likeliest to be."""
    links = [link for link in entry.findall(f"{ATOM}link") if link.get("rel", "alternate") in _LEADING]
    content = entry.find(f"{ATOM}content[@src]")
    ranked = sorted((_rank(link.get("type", "")), number, link) for number, link in enumerate(links))
    if ranked and ranked[0][0] < _NO_XML:
        link = ranked[0][2]
        return _resolved(link, link.get("href", ""), url)
    return _resolved(content, content.get("src"), url) if content is not None else ""


_NO_XML = 3


def _rank(written_type: str) -> int:
    kind = written_type.partition(";")[0].strip().lower()
    return 0 if kind == CAP_TYPE else 1 if kind in XML_TYPES else 2 if not kind else _NO_XML


def _held(entry: Any) -> bytes | None:
    """Return the message that stands in an entry, as it was before it was put there."""
    content = entry.find(f"{ATOM}content")
    if content is None:
        return None
    alert = content.find(ALERT)
    if alert is not None:
        try:
            return as_document(alert)
        except CapRefusedError:
            return as_bytes(alert)  # whoever reads it says so; it hides no other entry
    text = (content.text or "").strip()
    return text.encode() if text.startswith("<") and "alert" in text[:2000] else None


def _rss_item(item: Any, url: str) -> FeedEntry:
    enclosure = min(item.findall("enclosure"), key=lambda one: _rank(one.get("type", "")), default=None)
    link = (item.findtext("link") or "").strip()
    if enclosure is not None and _rank(enclosure.get("type", "")) < 2:
        link = enclosure.get("url", "")
    guid = item.find("guid")
    if not link and guid is not None and guid.get("isPermaLink", "true") == "true":
        link = guid.text or ""
    return _entry(item, item.findtext("guid"), _rss_moment(item.findtext("pubDate")), _resolved(item, link, url))


def _entry(
    entry: Any, written_id: str | None, changed_at: datetime | None, link: str, document: bytes | None = None
) -> FeedEntry:
    mark = hashlib.sha256(as_bytes(entry)).hexdigest()
    known_by = hashlib.sha256(((written_id or "").strip() or link or mark).encode()).hexdigest()[:40]
    return FeedEntry(known_by, mark, link, changed_at, document)


def _resolved(element: Any, link: str, url: str) -> str:
    """Return where `link` leads from the feed, by the base that the XML may name; "" for what makes no sense."""
    try:
        whole = urljoin(urljoin(url, element.base or ""), link.strip()) if link.strip() else ""
    except ValueError:
        return ""
    return whole if len(whole) <= LONGEST_LINK else ""


def _rss_moment(written: str | None) -> datetime | None:
    try:
        moment = parsedate_to_datetime((written or "").strip())
    except (ValueError, TypeError, OverflowError):
        return None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
