"""Whether warnings of offices can come in: what reads them is installed, certificates are good, the address tells."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from broadcaster.content.cap_feed import LARGEST_FEED, read_feed
from broadcaster.content.cap_file import ALERT, certificate_days, read_xml
from broadcaster.errors import BroadcasterError
from broadcaster.messages import N_, Sentence
from broadcaster.model import cap_words
from broadcaster.model.contents import Contents
from broadcaster.model.station import CapRules
from broadcaster.workflows.cap_fetch import Fetch, Reach, Validators, fetch
from broadcaster.workflows.finding import Finding, State

SOON = timedelta(days=30)


def examine_warnings(contents: Contents, now: datetime, fetching: Fetch = fetch) -> Iterator[Finding]:
    """Yield what was found, nothing where the station names nobody whose warnings are aired."""
    rules = contents.station.alerts.cap
    if rules is None:
        return
    for signer in rules.signers:
        yield _certificate(contents, signer, now)
    if rules.url:
        yield _address(rules, fetching)


def _certificate(contents: Contents, signer: str, now: datetime) -> Finding:
    what = Sentence(N_("warnings"))
    try:
        start, end = certificate_days(contents.folder / signer)
    except BroadcasterError as failure:
        return Finding(what, State.BAD, failure.sentence)
    days = {"file": signer, "start": f"{start:%d/%m/%Y}", "end": f"{end:%d/%m/%Y}"}
    if not start <= now <= end:
        return Finding(what, State.BAD, Sentence(cap_words.OUT_OF_DATE, **days))
    if end - now < SOON:
        template = N_("the certificate {file} is valid until {end} only: ask the office for its new one")
        return Finding(what, State.LACKING, Sentence(template, **days))
    return Finding(what, State.GOOD, Sentence(N_("the certificate {file} is valid until {end}"), **days))


def _address(rules: CapRules, fetching: Fetch) -> Finding:
    what = Sentence(N_("warnings"))
    try:
        found = fetching(rules.url, Validators(), Reach(rules.url, rules.hosts), LARGEST_FEED)
        raw = found.raw if found else b""
        entries = read_feed(raw, rules.url)
        if entries is None and read_xml(raw).tag != ALERT:
            return Finding(what, State.BAD, Sentence(cap_words.NO_CAP))
    except BroadcasterError as failure:
        template = N_("no warnings can be had from {url}: {why}")
        return Finding(what, State.LACKING, Sentence(template, url=rules.url, why=failure.sentence))
    if entries is None:
        return Finding(what, State.GOOD, Sentence(N_("{url} tells a warning"), url=rules.url))
    return Finding(
        what, State.GOOD, Sentence(N_("{url} is a feed of {count} entries"), url=rules.url, count=len(entries))
    )
