"""What comes in by CAP: a warning is aired if it may be, a feed of them is gone through. Each message counts once.

All that decides is in `cap_judging`. A message is claimed in the record when it was dealt with, not before: what a
power cut stopped halfway is taken again. A Cancel or an Update claims what it is about, so that it counts also against
what comes in later, by another way.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from broadcaster.content.cap_feed import LARGEST_FEED, FeedEntry, read_feed
from broadcaster.content.cap_file import CapRefusedError, read_cap
from broadcaster.errors import NotReadyError, UsageError
from broadcaster.logbook.logbook import Logbook
from broadcaster.messages import N_, Sentence
from broadcaster.model import cap_words
from broadcaster.model.alert import Alert
from broadcaster.model.cap import CapInfo, CapMessage, identity_of
from broadcaster.model.record import Act, Deed
from broadcaster.model.station import CapRules
from broadcaster.playout.clock_watch import can_be
from broadcaster.workflows.alert_files import AlertShelf, Prepared
from broadcaster.workflows.alert_sound import Source
from broadcaster.workflows.alerting import Asked, Order, ask, cancel, current, preview, refuse_too_close
from broadcaster.workflows.cap_feeds import Gathering, read_memory, write_memory
from broadcaster.workflows.cap_fetch import Fetch, fetch
from broadcaster.workflows.cap_inbox import Inbox
from broadcaster.workflows.cap_judging import Verdict, judge, tellings
from broadcaster.workflows.editing_lock import holding
from broadcaster.workflows.last_good import station_or_last_good
from broadcaster.workflows.station_folder import Places

PATIENCE_S = 60.0  # for another warning that is being taken
CONFIRMED_WITHIN = timedelta(hours=12)
GARBAGE = {cap_words.NO_XML, cap_words.NO_CAP, cap_words.DOCUMENT_TYPE, cap_words.LARGER}

KNOWN_ALREADY = N_("this warning came in before; it counts once")
ENDED = N_("it ends warnings that were aired: {count}")
WRONG_CLOCK = N_(
    "the clock of this machine shows {shown}, which can't be right, so nobody can tell which warnings are over: set it "
    "first, or order the warning yourself by broadcaster alert"
)
AIRED = N_("it is on air: {id}")
TO_CONFIRM = N_("it waits for a confirmation, for these are quiet hours: broadcaster alert --confirm {code}")
GATHERED = N_("it is a feed of {entries} entries: {fetched} messages were fetched from it, {failed} could not be")


@dataclass(frozen=True)
class Taken:
    """What became of a warning, and the emergency that was made of it; `later`: it is to be taken again then."""

    sentence: Sentence
    alert: Alert | None = None
    later: datetime | None = None


def take(folder: Path, file: Path, now: datetime, fetching: Fetch = fetch) -> Taken:
    """Air the warning in `file` if it may be, or fetch those that the feed in it leads to; put the file aside.

    What became of a warning is said in the record. Raises UsageError when the station has no rules for warnings or what
    they need is not installed, NotReadyError by a wrong clock or while another warning takes long, SpeechError,
    SoundError, LogbookError.
    """
    station = station_or_last_good(folder)
    rules, now = station.alerts.cap, now.astimezone(ZoneInfo(station.timezone))
    if rules is None:
        raise UsageError(N_("station.yaml names nobody whose warnings are aired; see alerts: cap: in the manual"))
    if not can_be(now, None, vouched=False):
        raise NotReadyError(WRONG_CLOCK, shown=f"{now:%d/%m/%Y %H:%M}")
    with file.open("rb") as opened:
        raw = opened.read(LARGEST_FEED + 1)
    return _Taking(folder, rules, now, file, fetching).take(raw)


class _Taking:
    """One file that came in."""

    def __init__(self, folder: Path, rules: CapRules, now: datetime, file: Path, fetching: Fetch) -> None:
        self._folder, self._rules, self._now, self._file = folder, rules, now, file
        self._fetch = fetching
        self._inbox = Inbox(folder, rules)
        self._memory = read_memory(Places(folder).cap_feed, rules.url)
        self._is_fetched = file.resolve().parent == self._inbox.fetched

    def take(self, raw: bytes) -> Taken:
        try:
            entries = read_feed(raw, self._rules.url)
            if entries is not None:
                return self._gather(entries, raw)
            message = read_cap(raw, [self._folder / signer for signer in self._rules.signers], self._now)
        except CapRefusedError as refused:
            return self._refuse(raw, refused.sentence)
        with holding(Places(self._folder).alerts / "cap.lock", PATIENCE_S):
            taken = self._settle(message)
        if taken.later is not None:
            self._inbox.keep_for(self._file, raw, taken.later)
        else:
            self._inbox.take_away(self._file)
        self._remember(raw, None)
        self._inbox.forget_old(self._now)
        return taken

    def _gather(self, entries: tuple[FeedEntry, ...], raw: bytes) -> Taken:
        path = Places(self._folder).cap_feed
        gathering = Gathering(self._memory, self._rules, self._inbox, self._fetch)
        found = gathering.gather(entries, self._now, lambda memory: write_memory(path, memory))
        self._memory = gathering.memory
        self._remember(raw, None)
        self._inbox.remove(self._file)
        return Taken(Sentence(GATHERED, entries=found.entries, fetched=found.fetched, failed=found.failed))

    def _refuse(self, raw: bytes, why: Sentence) -> Taken:
        """Put aside what is no warning; of an address that tells what is none at all the daemon's notices tell."""
        if self._is_fetched and why.template in GARBAGE:
            self._remember(raw, why)
            self._inbox.remove(self._file)
            return Taken(why)
        _leave(self._folder, self._now, "", self._file.name, why)
        self._inbox.refuse(self._file, why, self._now)
        self._remember(raw, None)
        self._inbox.forget_old(self._now)
        return Taken(why)

    def _remember(self, raw: bytes, garbage: Sentence | None) -> None:
        """Note what was read of the address last."""
        if not self._is_fetched:
            return
        since = (self._memory.garbage_since or self._now) if garbage else None
        sha256 = hashlib.sha256(raw).hexdigest()
        self._memory = replace(self._memory, sha256=sha256, garbage=garbage, garbage_since=since)
        write_memory(Places(self._folder).cap_feed, self._memory)

    def _settle(self, message: CapMessage) -> Taken:
        """Air a message, or let it end others, or leave it; nobody else takes one meanwhile."""
        by = f"{message.sender} ({message.signer})"
        with closing(Logbook(Places(self._folder).logbook)) as record:
            if record.state(_claim(message.identity)) is not None or self._is_ordered(message):
                record.claim(_claim(message.identity))
                return Taken(Sentence(KNOWN_ALREADY))
            if record.state(_ended(message.identity)) is not None:
                verdict = Verdict(why_not=Sentence(cap_words.SUPERSEDED))
            else:
                verdict = judge(message, self._rules, self._now)
            if verdict.not_before is not None:
                local = verdict.not_before.astimezone(self._now.tzinfo)
                not_yet = Sentence(cap_words.NOT_YET, time=f"{local:%H:%M %d/%m/%Y}")
                _leave(self._folder, self._now, by, message.identifier, not_yet)
                return Taken(not_yet, later=local)
            order = Order(
                by, verdict.repeats, verdict.until, origin=message.key, vouched_for=self._rules.in_quiet_hours
            )
            replaced = self._on_air(message)
            if any(alert.confirmed for alert in replaced):  # so is what corrects it: a person was asked already
                order = replace(order, vouched_for=True)
            # What takes the place of a warning is made before that ends: where it can't be had, the old one goes on.
            prepared = _prepared(self._folder, verdict.info, order) if verdict.info is not None else None
            self._end(replaced, message, by, record)
            taken = self._aired(prepared, order) if prepared else self._left(message, by, verdict, len(replaced))
            record.claim(_claim(message.identity))
        return taken

    def _aired(self, prepared: Prepared, order: Order) -> Taken:
        good_for = min(order.until - self._now, CONFIRMED_WITHIN) if order.until else CONFIRMED_WITHIN
        asked: Asked = ask(self._folder, prepared, replace(order, good_for=good_for), self._now)
        if asked.code:
            return Taken(Sentence(TO_CONFIRM, code=asked.code), asked.alert)
        return Taken(Sentence(AIRED, id=asked.alert.id), asked.alert)

    def _left(self, message: CapMessage, by: str, verdict: Verdict, ended: int) -> Taken:
        if ended:
            return Taken(Sentence(ENDED, count=ended))
        assert verdict.why_not is not None
        _leave(self._folder, self._now, by, message.identifier, verdict.why_not)
        return Taken(verdict.why_not)

    def _is_ordered(self, message: CapMessage) -> bool:
        """Whether it was ordered, and only not claimed any more, when the power went."""
        shelf = AlertShelf(Places(self._folder).alerts)
        origins = [alert.origin for alert in shelf.orders()]
        origins += [waiting.alert.origin for _, waiting in shelf.waiting(self._now)]
        return message.identity in map(identity_of, origins)

    def _on_air(self, message: CapMessage) -> list[Alert]:
        """Return the emergencies on air, or to be heard again, that an actual Cancel or Update is about."""
        about = message.is_about if _ends_others(message) else frozenset()
        return [one.alert for one in current(self._folder, self._now) if identity_of(one.alert.origin) in about]

    def _end(self, on_air: Iterable[Alert], message: CapMessage, by: str, record: Logbook) -> None:
        """End those, what waits for a confirmation, and what comes in yet, as far as `message` is about them."""
        if not _ends_others(message):
            return
        shelf = AlertShelf(Places(self._folder).alerts)
        waiting = [one.alert.origin for _, one in shelf.waiting(self._now)]
        shelf.withdraw([origin for origin in waiting if identity_of(origin) in message.is_about])
        for alert in on_air:
            cancel(self._folder, alert.id, by, self._now)
        for identity in message.is_about:
            record.claim(_ended(identity))


def _ends_others(message: CapMessage) -> bool:
    return message.status == "Actual" and message.kind in {"Cancel", "Update"}


def _prepared(folder: Path, info: CapInfo, order: Order) -> Prepared:
    """Return the sound of a warning: all of it, else as much as is over before it is to be heard again.

    Raises UsageError for a warning without words, SpeechError, SoundError.
    """
    failure: UsageError | None = None
    for text, readings in _choices(tellings(info)):
        try:
            prepared = preview(folder, Source("", text.encode()), readings)
            refuse_too_close(prepared, order)
        except UsageError as too_long:
            failure = too_long
        else:
            return prepared
    raise failure or UsageError(N_("there is no word in the warning that could be read"))


def _choices(texts: Iterable[str]) -> Iterable[tuple[str, int | None]]:
    """Yield what may be tried: each text as often as the station reads, then once."""
    return ((text, readings) for text in texts for readings in (None, 1))


def _claim(identity: str) -> str:
    return f"cap {hashlib.sha256(identity.encode()).hexdigest()[:40]}"


def _ended(identity: str) -> str:
    return f"cap-ended {hashlib.sha256(identity.encode()).hexdigest()[:40]}"


def _leave(folder: Path, now: datetime, by: str, subject: str, why: Sentence) -> None:
    with closing(Logbook(Places(folder).logbook)) as record:
        record.note(Act(now, Deed.ALERT_LEFT, by, subject, note=why.said("en")))
