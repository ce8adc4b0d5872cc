"""What a feed of warnings leads to, fetched once: which entries were had is remembered in `var/cap-feed.json`.

An entry that can't be had is tried again, less and less often, as long as it stands in the feed; it hides no other.
"""

import hashlib
import json
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from broadcaster.content.cap_feed import FeedEntry
from broadcaster.content.cap_file import ALERT, LARGEST, CapRefusedError, read_xml
from broadcaster.errors import BroadcasterError
from broadcaster.messages import Sentence, sentence_json, sentence_of
from broadcaster.model import cap_words
from broadcaster.model.station import CapRules
from broadcaster.receiver.http import read_address
from broadcaster.sound.beside import written_beside
from broadcaster.workflows.cap_fetch import NO_LINK, Fetch, Reach, Validators
from broadcaster.workflows.cap_inbox import Inbox

OLDEST = timedelta(days=7)  # an entry that was not changed for so long tells of nothing that must be heard now
MOST_AT_ONCE = 40  # messages fetched at one look; what is left follows at the next
WHOLE_LOOK_S = 60.0
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=1)
IN_VAIN = 3  # so often before people are told


@dataclass(frozen=True)
class EntryKnown:
    """An entry that was seen: by its mark, had or (after `tries`) not had yet and why, and when it is tried again."""

    mark: str
    tries: int = 0
    again_at: datetime | None = None
    why: Sentence | None = None
    link: str = ""
    sha256: str = ""
    validators: Validators = field(default_factory=Validators)


@dataclass(frozen=True)
class FeedMemory:
    """What is known of the address: the last that was read of it, since when it is `garbage`, and its entries."""

    url: str = ""
    sha256: str = ""
    garbage: Sentence | None = None
    garbage_since: datetime | None = None
    again_at: datetime | None = None
    entries: dict[str, EntryKnown] = field(default_factory=dict)

    @property
    def in_vain(self) -> list[EntryKnown]:
        """The entries that were tried often and could not be had."""
        return [entry for entry in self.entries.values() if entry.tries >= IN_VAIN]


@dataclass(frozen=True)
class Gathered:
    """How many entries a feed has, how many of their messages were fetched now, and how many could not be."""

    entries: int
    fetched: int
    failed: int


class Gathering:
    """One look at a feed's entries."""

    def __init__(
        self,
        memory: FeedMemory,
        rules: CapRules,
        inbox: Inbox,
        fetch: Fetch,
        elapsed_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self.memory = memory
        self._inbox = inbox
        self._fetch = fetch
        self._reach = Reach(rules.url, rules.hosts)
        self._elapsed_s = elapsed_s

    def gather(self, entries: Sequence[FeedEntry], now: datetime, keep: Callable[[FeedMemory], None]) -> Gathered:
        """Put the messages of new and changed entries into the inbox, newest first; `keep` is called after each."""
        seen = {entry.id: entry for entry in reversed(entries)}
        known = {key: one for key, one in self.memory.entries.items() if key in seen}
        self.memory = replace(self.memory, entries=known, again_at=None)
        until_s, fetched, failed, left = self._elapsed_s() + WHOLE_LOOK_S, 0, 0, False
        for number, entry in enumerate(one for one in entries if self._wants(one, now)):
            if number >= MOST_AT_ONCE or self._elapsed_s() > until_s:
                left = True
                break
            known[entry.id] = self._try(entry, number, now)
            fetched += not known[entry.id].tries
            failed += bool(known[entry.id].tries)
            keep(self.memory)
        waits = [one.again_at for one in known.values() if one.again_at is not None]
        self.memory = replace(self.memory, again_at=now if left else min(waits, default=None))
        keep(self.memory)
        return Gathered(len(entries), fetched, failed)

    def _wants(self, entry: FeedEntry, now: datetime) -> bool:
        known = self.memory.entries.get(entry.id)
        if entry.changed_at is not None and entry.changed_at < now - OLDEST:
            return False
        if known is None or known.mark != entry.mark:
            return True
        return known.again_at is not None and known.again_at <= now

    def _try(self, entry: FeedEntry, number: int, now: datetime) -> EntryKnown:
        """Have an entry's message; return what is known of the entry from now on."""
        before = self.memory.entries.get(entry.id, EntryKnown(""))
        try:
            return self._have(entry, before, number)
        except BroadcasterError as failure:
            tries = before.tries + 1 if before.mark == entry.mark else 1
            again_at = now + min(FIRST_WAIT * 2 ** min(tries - 1, 10), LONGEST_WAIT)
            return EntryKnown(entry.mark, tries, again_at, failure.sentence, entry.link[:200])

    def _have(self, entry: FeedEntry, before: EntryKnown, number: int) -> EntryKnown:
        raw, validators = entry.document, Validators()
        if raw is None:
            same_link = before.link == entry.link[:200] and not before.tries
            found = self._fetch(_link(entry), before.validators if same_link else validators, self._reach, LARGEST)
            if found is None:
                return replace(before, mark=entry.mark)
            raw, validators = found.raw, found.validators
        sha256 = hashlib.sha256(raw).hexdigest()
        if sha256 != before.sha256:
            _refuse_what_is_no_message(raw)
            self._inbox.put(f"{number:03}-{sha256[:8]}-{_name(entry.link)}.xml", raw)
        return EntryKnown(entry.mark, link=entry.link[:200], sha256=sha256, validators=validators)


def _link(entry: FeedEntry) -> str:
    """Return where an entry's message lies. Raises RelayError for another scheme than http and https, or no address."""
    if not entry.link:
        raise CapRefusedError(NO_LINK)
    read_address(entry.link)
    return entry.link


def _name(link: str) -> str:
    """Return what people may know a message by, as part of a file's name."""
    last = urlsplit(link).path.rstrip("/").rpartition("/")[2] if link else ""
    return re.sub(r"[^A-Za-z0-9_-]", "", last.removesuffix(".xml"))[:60] or "entry"


def _refuse_what_is_no_message(raw: bytes) -> None:
    """Raise CapRefusedError for what is no CAP message at all: a page of an error, an answer that was cut off."""
    if read_xml(raw).tag != ALERT:
        raise CapRefusedError(cap_words.NO_CAP)


def read_memory(path: Path, url: str) -> FeedMemory:
    """Return what is known of `url`: nothing, where it is another than last time or the file can't be read."""
    try:
        said: dict[str, Any] = json.loads(path.read_text("utf-8"))
        if said["url"] != url:
            return FeedMemory(url)
        garbage = sentence_of(said["garbage"]) if said["garbage"] else None
        entries = {key: _entry_of(one) for key, one in said["entries"].items()}
        since, again_at = _moment(said["garbage_since"]), _moment(said["again_at"])
        return FeedMemory(url, said["sha256"], garbage, since, again_at, entries)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return FeedMemory(url)  # all is fetched again, and each message still counts once


def write_memory(path: Path, memory: FeedMemory) -> None:
    """Keep what is known. Raises SoundError where it can't be written."""
    said = {
        "url": memory.url,
        "sha256": memory.sha256,
        "garbage": sentence_json(memory.garbage) if memory.garbage else None,
        "garbage_since": memory.garbage_since and memory.garbage_since.isoformat(),
        "again_at": memory.again_at and memory.again_at.isoformat(),
        "entries": {key: _entry_json(one) for key, one in memory.entries.items()},
    }
    with written_beside(path, durable=False) as beside:
        beside.write_text(json.dumps(said, ensure_ascii=False), "utf-8")


def _entry_json(one: EntryKnown) -> dict[str, Any]:
    return {
        "mark": one.mark,
        "tries": one.tries,
        "again_at": one.again_at and one.again_at.isoformat(),
        "why": sentence_json(one.why) if one.why else None,
        "link": one.link,
        "sha256": one.sha256,
        "validators": [one.validators.etag, one.validators.modified],
    }


def _entry_of(said: dict[str, Any]) -> EntryKnown:
    why = sentence_of(said["why"]) if said["why"] else None
    again_at, validators = _moment(said["again_at"]), Validators(*map(str, said["validators"]))
    return EntryKnown(said["mark"], int(said["tries"]), again_at, why, said["link"], said["sha256"], validators)


def _moment(written: str | None) -> datetime | None:
    return datetime.fromisoformat(written) if written else None
