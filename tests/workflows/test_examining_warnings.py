"""What doctor says of warnings of offices, before one has to come in."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from content.cap_signer import MADE, Office, warning

from broadcaster.errors import NotReadyError
from broadcaster.model.station import AlertRules, CapRules
from broadcaster.workflows.cap_fetch import ANSWERED, Fetched, Reach, Validators
from broadcaster.workflows.examining_warnings import examine_warnings
from broadcaster.workflows.finding import State
from broadcaster.workflows.station_folder import open_station

NOW = datetime(2026, 5, 13, 5, 40, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


def examined(folder: Path, answer: bytes | None = None, now: datetime = NOW, url: str = "") -> list[tuple[State, str]]:
    Office(years=1).write_certificate(folder)
    rules = CapRules(("kttv.pem",), url=url)
    contents, _ = open_station(folder)
    contents = replace(contents, station=replace(contents.station, alerts=AlertRules(cap=rules)))

    def fetch(url: str, known: Validators, reach: Reach, largest: int) -> Fetched:
        assert reach.allows(url)
        if answer is None:
            raise NotReadyError(ANSWERED, host="kttv.example", status=404)
        assert len(answer) <= largest
        return Fetched(answer, known)

    return [(one.state, one.detail.said("en")) for one in examine_warnings(contents, now, fetch)]


def test_a_certificate_is_told_before_it_ends(draft_station: Path) -> None:
    end = MADE + timedelta(days=365)
    assert examined(draft_station) == [(State.GOOD, "the certificate kttv.pem is valid until 01/01/2027")]
    [(state, told)] = examined(draft_station, now=end - timedelta(days=20))
    assert (state, "ask the office for its new one" in told) == (State.LACKING, True)
    [(state, told)] = examined(draft_station, now=end + timedelta(days=1))
    assert (state, "valid from 01/01/2026 to 01/01/2027 only" in told) == (State.BAD, True)


@pytest.mark.parametrize(
    ("answer", "state", "why"),
    [
        (b"<rss><channel><item/><item/></channel></rss>", State.GOOD, "is a feed of 2 entries"),
        (warning().encode(), State.GOOD, "tells a warning"),
        (b"<html/>", State.BAD, "neither a warning"),
        (b"nothing", State.LACKING, "it is no XML"),
        (None, State.LACKING, "kttv.example answers 404"),
    ],
)
def test_the_address_is_asked(draft_station: Path, answer: bytes | None, state: State, why: str) -> None:
    [_, (found, told)] = examined(draft_station, answer, url="https://kttv.example/feed.xml")
    assert found is state
    assert why in told


def test_a_station_that_trusts_nobody_is_asked_nothing(draft_station: Path) -> None:
    assert list(examine_warnings(open_station(draft_station)[0], NOW)) == []
