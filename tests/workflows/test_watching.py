"""A station watched: what is on air by the daemon's word, the plan and the record; read again only when changed."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from workflows.stations import rewrite

from broadcaster.errors import BroadcasterError
from broadcaster.logbook.logbook import Logbook
from broadcaster.model.alert import Alert, repeated
from broadcaster.model.record import AsRunEntry, Outcome
from broadcaster.workflows.only_one import OnlyOne
from broadcaster.workflows.station_folder import Places
from broadcaster.workflows.today import AlertToday, State, today_json
from broadcaster.workflows.watching import StationWatch

MORNING = datetime(2026, 5, 12, 22, 30, 20, tzinfo=UTC)  # 5:30:20 in the station's zone
ON_AIR = "sang@2026-05-13T05:30+07:00"


@pytest.fixture
def watch(station: Path) -> StationWatch:
    return StationWatch(station, lambda: MORNING)


@pytest.fixture
def daemon(station: Path) -> Iterator[None]:
    """A daemon that lives, as far as can be seen from outside."""
    lock = OnlyOne(Places(station).run_lock)
    yield
    lock.release()


def daemon_says(station: Path, at: datetime, *on_air: str, **more: object) -> None:
    told = {"at": at.isoformat(), "running": True, "on_air": on_air, "outputs": [], **more}
    (station / "var/status.json").write_text(json.dumps(told), encoding="utf-8")


def states(watch: StationWatch) -> dict[str, State]:
    return {airing.rundown.airtime.slot: airing.state for airing in watch.today().airings}


@pytest.mark.usefixtures("daemon")
def test_what_the_daemon_says_is_on_air_is_on_air(station: Path, watch: StationWatch) -> None:
    assert states(watch) == {"sang": State.MISSING, "trua": State.READY}
    assert watch.today().told is None
    daemon_says(station, MORNING, ON_AIR)
    assert states(watch) == {"sang": State.ON_AIR, "trua": State.READY}
    found = watch.today()
    assert found.cue is not None
    assert found.cue.starts_at <= found.now < found.cue.ends_at
    assert found.following is not None
    assert found.following.starts_at == found.cue.ends_at


def test_a_programme_that_is_not_built_is_not_ready(station: Path, watch: StationWatch) -> None:
    (station / "audio/programmes/2026-05-13/1100-trua.mp3").unlink()
    assert states(watch)["trua"] is State.NOT_READY


def test_an_edit_is_seen_at_once(station: Path, watch: StationWatch) -> None:
    assert watch.today().planned_ms == 120_000
    rewrite(station / "playlists/ngay-hoi.yaml", "by: 30s", "by: 45s")
    assert watch.today().planned_ms == 135_000


def test_what_was_heard_is_told_with_its_cue(station: Path, watch: StationWatch) -> None:
    first = watch.today().airings[0]
    assert first.outcome is None
    cue = first.cues[0].cue
    record = Logbook(Places(station).logbook)
    record.claim(ON_AIR, first.rundown)
    entry = AsRunEntry("sang", cue.clip.id, cue.kind, cue.clip.title, "", cue.starts_at, None, 0, Outcome.FAILED)
    record.advance(ON_AIR, state_of(record), [entry])
    record.close()
    after = watch.today().airings[0]
    assert (after.cues[0].outcome, after.outcome) == (Outcome.FAILED, Outcome.FAILED)
    assert [told.cue.campaign for told in after.cues] == [told.cue.campaign for told in first.cues]


def state_of(record: Logbook):
    state = record.state(ON_AIR)
    assert state
    return state


def test_what_was_claimed_stays_as_it_was_planned(station: Path, watch: StationWatch) -> None:
    before = watch.today().airings[0].rundown
    record = Logbook(Places(station).logbook)
    record.claim(ON_AIR, before)
    record.close()
    rewrite(station / "playlists/sang.yaml", "airtime: 1m", "airtime: 2m")
    assert watch.today().airings[0].rundown.airtime.duration_ms == before.airtime.duration_ms


def test_a_station_that_can_not_be_read_says_so_until_it_is_mended(station: Path, watch: StationWatch) -> None:
    kept = (station / "station.yaml").read_text("utf-8")
    (station / "station.yaml").write_text("name: [", encoding="utf-8")
    with pytest.raises(BroadcasterError):
        watch.today()
    (station / "station.yaml").write_text(kept, encoding="utf-8")
    assert watch.today().station == "Đài thử nghiệm"


def test_nothing_is_said_of_the_level_where_no_sound_process_runs(watch: StationWatch) -> None:
    assert watch.level_db() is None


@pytest.mark.usefixtures("daemon")
def test_what_needs_a_hand_and_what_stands_in_is_told(station: Path, watch: StationWatch) -> None:
    fault = {"template": "the disk has only {free} MB left", "values": {"free": 3}}
    daemon_says(station, MORNING, ON_AIR, faults=[fault], safe_programme_for=[ON_AIR])
    found = watch.today()
    assert found.told is not None
    assert [one.said("en") for one in found.told.faults] == ["the disk has only 3 MB left"]
    assert found.is_safe_programme


@pytest.mark.usefixtures("daemon")
def test_the_day_can_be_told_to_machines(station: Path, watch: StationWatch) -> None:
    daemon_says(station, MORNING, ON_AIR)
    told = json.loads(json.dumps(today_json(watch.today(), "vi")))
    assert told["on_air"] == ON_AIR
    assert [airing["state"] for airing in told["airings"]] == ["on_air", "ready"]


@pytest.fixture
def alert() -> Callable[[datetime], AlertToday]:
    def at(first: datetime) -> AlertToday:
        one = Alert("1", "Lũ", "Lũ", "A", first, Path("x.wav"), 20_000, "v", "f", repeats=repeated(2, 300_000))
        return AlertToday(one, None)

    return at


@pytest.mark.parametrize(
    ("gone_s", "sounds"), [(-1, False), (0, True), (19, True), (20, False), (301, True), (321, False)]
)
def test_an_emergency_sounds_for_its_length_each_time(
    alert: Callable[[datetime], AlertToday], gone_s: int, sounds: bool
) -> None:
    assert alert(MORNING).sounds(MORNING + timedelta(seconds=gone_s)) is sounds
