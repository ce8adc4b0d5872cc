"""Files of the station's own of which a power cut left nothing, half, or zeros: none is aired, all are made again."""

import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from workflows.stations import AFTER, ask

from broadcaster.workflows.airings_now import AiringsNow
from broadcaster.workflows.last_good import remember_station
from broadcaster.workflows.safe_programme import SafeShelf

MADE = ("var/**/*", "audio/programmes/**/*", "playlists/built/*")
NOT_THESE = {".sqlite", ".sqlite-wal", ".sqlite-shm"}  # the power is cut on those in tests/logbook
TOLD = ("engine.json", "status.json", "source-system.json", "published.json", "alerts/orders/a.json")
HARMS: dict[str, Callable[[bytes], bytes]] = {
    "nothing": lambda _: b"",
    "half": lambda said: said[: len(said) // 2],
    "zeros": lambda said: bytes(len(said)),
}


def made(station: Path) -> set[Path]:
    found = {path for pattern in MADE for path in station.glob(pattern)}
    return {path for path in found if path.is_file() and path.suffix not in NOT_THESE}


@pytest.mark.parametrize("harm", HARMS)
def test_nothing_half_written_is_aired_and_the_next_build_makes_all_of_it_again(station: Path, harm: str) -> None:
    programme = (station / "audio/programmes" / AFTER).glob("*.[mj]*")  # not its picture, which is only looked at
    whole = {path: path.read_bytes() for path in programme}
    remember_station(station)
    (station / "var/alerts/orders").mkdir(parents=True)
    for name in TOLD:
        (station / "var" / name).write_text(json.dumps({"pid": 1, "port": 1, "token": "abc", "protocol": 3}))
    for path in made(station):
        path.write_bytes(HARMS[harm](path.read_bytes()))

    airings = AiringsNow(station, lambda: datetime.fromisoformat(f"{AFTER}T05:00+07:00"))
    airings.refresh()
    assert [airing.path for airing in airings.airings(date.fromisoformat(AFTER))] == [None]
    assert SafeShelf(station).find() is None
    assert ask(station, "status").code == 0
    assert ask(station, "log", "--verify").code == 0
    built = ask(station, "build", AFTER)
    assert (built.code, built.err) == (0, "")
    assert {path: path.read_bytes() for path in whole} == whole
    assert SafeShelf(station).find() is not None
