"""The running station's look at its files: what may air while somebody edits them, and when it builds again."""

import time
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from workflows.stations import AFTER, FIRST, LAST, ask, rewrite, write_tone

from broadcaster.workflows.running import Builder, Timetabled

DAY = date.fromisoformat(AFTER)


@pytest.fixture
def timetabled(station: Path) -> Timetabled:
    found = Timetabled(station, lambda: date.fromisoformat(FIRST))
    found.refresh()
    return found


def on_air(timetabled: Timetabled, day: str = AFTER) -> list[tuple[str, list[str]]]:
    """Return for each airing of the day its programme's name, or why there is none, and what sounds in it."""
    return [
        (airing.path.name if airing.path else airing.why_not, [cue.clip.id for cue in airing.rundown.cues])
        for airing in timetabled.airings(date.fromisoformat(day))
    ]


BUILT = [("0530-sang.mp3", ["nhac-hieu", "tin-1", "dan-bau", "dan-bau"])]


def test_what_was_built_is_what_airs(timetabled: Timetabled) -> None:
    assert on_air(timetabled) == BUILT
    assert [name for name, _ in on_air(timetabled, LAST)] == ["0530-sang.mp3", "1100-trua.mp3"]


def test_nothing_is_read_again_until_a_file_changes(timetabled: Timetabled, station: Path) -> None:
    assert not timetabled.refresh()
    (station / "var/anything").write_text("the machine's own")
    assert not timetabled.refresh()
    rewrite(station / "scripts/tin-1.md", "2 tin", "3 tin")
    assert timetabled.refresh()
    assert not timetabled.refresh()


def test_a_script_that_is_being_edited_takes_its_programme_off_the_air(timetabled: Timetabled, station: Path) -> None:
    rewrite(station / "scripts/tin-1.md", "2 tin", "3 tin")
    timetabled.refresh()
    ((why_not, _),) = on_air(timetabled)
    assert why_not == "no finished programme; see broadcaster ready"
    rewrite(station / "scripts/tin-1.md", "3 tin", "2 tin")  # as it was approved
    timetabled.refresh()
    assert on_air(timetabled) == BUILT


def test_an_expired_approval_and_a_removed_script_take_it_off_the_air_too(
    timetabled: Timetabled, station: Path
) -> None:
    (station / "scripts/tin-1.md").unlink()
    timetabled.refresh()
    assert on_air(timetabled)[0][0] == "no finished programme; see broadcaster ready"


def test_until_a_new_one_is_built_the_old_programme_stands_in_with_its_own_cues(
    timetabled: Timetabled, station: Path
) -> None:
    rewrite(station / "playlists/sang.yaml", "airtime: 1m", "airtime: 2m")
    write_tone(station / "audio/music/dan-tranh.wav", seconds=20, hertz=300)
    timetabled.refresh()
    assert on_air(timetabled) == BUILT
    assert ask(station, "build", AFTER).code == 0
    timetabled.forget_plans()
    ((name, sources),) = on_air(timetabled)
    assert name == "0530-sang.mp3"
    assert "dan-tranh" in sources


def test_a_station_file_that_can_t_be_read_changes_nothing(timetabled: Timetabled, station: Path) -> None:
    whole = (station / "station.yaml").read_bytes()
    for torn in (b"name: [", b"", b"\xff"):
        (station / "station.yaml").write_bytes(torn)
        assert not timetabled.refresh()
        assert on_air(timetabled) == BUILT
    (station / "station.yaml").write_bytes(whole)
    timetabled.refresh()
    assert on_air(timetabled) == BUILT


def test_a_programme_that_is_torn_does_not_air(timetabled: Timetabled, station: Path) -> None:
    programme = station / f"audio/programmes/{AFTER}/0530-sang.mp3"
    programme.write_bytes(programme.read_bytes()[:-1])
    assert on_air(timetabled)[0][0] == "no finished programme; see broadcaster ready"


class Hands:
    """A clock that somebody sets by hand."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 5, 15, 5, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))

    def now(self) -> datetime:
        return self.moment


def finish(builder: Builder) -> None:
    until = time.monotonic() + 60
    while not builder.finished():
        assert time.monotonic() < until
        time.sleep(0.02)


def test_the_builder_builds_today_and_tomorrow_and_then_leaves_what_no_build_can_make_for_a_while(
    draft_station: Path,
) -> None:
    (draft_station / "audio/music/dan-bau.wav").unlink()
    (draft_station / "audio/jingles/nhac-hieu.wav").unlink()  # nothing to air at all, and no mistake in that
    hands = Hands()
    builder = Builder(draft_station, hands.now)
    assert builder.may_try_again()
    builder.start()
    assert not builder.may_try_again()
    finish(builder)
    assert {path.name for path in (draft_station / "playlists/built").iterdir()} == {
        "2026-05-15.m3u8",
        "2026-05-16.m3u8",
    }
    assert not builder.may_try_again()
    hands.moment += timedelta(minutes=10)
    assert builder.may_try_again()


def test_the_builder_remembers_that_it_was_asked_again_while_it_was_building(draft_station: Path) -> None:
    builder = Builder(draft_station, Hands().now)
    builder.start()
    assert not builder.asked_again
    builder.start()
    assert builder.asked_again
    finish(builder)
    builder.start()
    assert not builder.asked_again
    builder.stop()
    finish(builder)
