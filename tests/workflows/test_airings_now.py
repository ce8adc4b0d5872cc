"""The airings of now: what may air while somebody edits the station's files."""

from datetime import date, datetime
from pathlib import Path

import pytest
from workflows.stations import AFTER, FIRST, LAST, ask, rewrite, write_tone

from broadcaster.workflows.airings_now import AiringsNow


@pytest.fixture
def now(station: Path) -> AiringsNow:
    found = AiringsNow(station, lambda: datetime.fromisoformat(f"{FIRST}T05:00+07:00"))
    found.refresh()
    return found


def on_air(now: AiringsNow, day: str = AFTER) -> list[tuple[str, list[str]]]:
    """Return for each airing of the day its programme's name, or why there is none, and what sounds in it."""
    return [
        (airing.path.name if airing.path else airing.why_not, [cue.clip.id for cue in airing.rundown.cues])
        for airing in now.airings(date.fromisoformat(day))
    ]


BUILT = [("0530-sang.mp3", ["nhac-hieu", "tin-1", "dan-bau", "dan-bau"])]


def test_what_was_built_is_what_airs(now: AiringsNow) -> None:
    assert on_air(now) == BUILT
    assert [name for name, _ in on_air(now, LAST)] == ["0530-sang.mp3", "1100-trua.mp3"]


def test_nothing_is_read_again_until_a_file_changes(now: AiringsNow, station: Path) -> None:
    assert not now.refresh()
    (station / "var/anything").write_text("the machine's own")
    assert not now.refresh()
    rewrite(station / "scripts/tin-1.md", "2 tin", "3 tin")
    assert now.refresh()
    assert not now.refresh()


def test_the_files_that_people_changed_are_named_once(now: AiringsNow, station: Path) -> None:
    assert now.changed == ()  # what they were before anybody looked is no change
    rewrite(station / "scripts/tin-1.md", "2 tin", "3 tin")
    (station / "playlists/ngay-hoi.yaml").unlink()
    now.refresh()
    assert now.changed == ("playlists/ngay-hoi.yaml", "scripts/tin-1.md")
    now.refresh()
    assert now.changed == ()


def test_a_script_that_is_being_edited_takes_its_programme_off_the_air(now: AiringsNow, station: Path) -> None:
    rewrite(station / "scripts/tin-1.md", "2 tin", "3 tin")
    now.refresh()
    ((why_not, _),) = on_air(now)
    assert why_not == "no finished programme; see broadcaster ready"
    rewrite(station / "scripts/tin-1.md", "3 tin", "2 tin")  # as it was approved
    now.refresh()
    assert on_air(now) == BUILT


def test_an_expired_approval_and_a_removed_script_take_it_off_the_air_too(now: AiringsNow, station: Path) -> None:
    (station / "scripts/tin-1.md").unlink()
    now.refresh()
    assert on_air(now)[0][0] == "no finished programme; see broadcaster ready"


def test_until_a_new_one_is_built_the_old_programme_stands_in_with_its_own_cues(now: AiringsNow, station: Path) -> None:
    rewrite(station / "playlists/sang.yaml", "airtime: 1m", "airtime: 2m")
    write_tone(station / "audio/music/dan-tranh.wav", seconds=20, hertz=300)
    now.refresh()
    assert on_air(now) == BUILT
    assert ask(station, "build", AFTER).code == 0
    now.refresh()
    ((name, sources),) = on_air(now)
    assert name == "0530-sang.mp3"
    assert "dan-tranh" in sources


def test_a_station_file_that_can_t_be_read_changes_nothing(now: AiringsNow, station: Path) -> None:
    whole = (station / "station.yaml").read_bytes()
    for torn in (b"name: [", b"", b"\xff"):
        (station / "station.yaml").write_bytes(torn)
        assert not now.refresh()
        assert on_air(now) == BUILT
    (station / "station.yaml").write_bytes(whole)
    now.refresh()
    assert on_air(now) == BUILT


def test_a_playlist_that_is_being_edited_leaves_the_hours_as_they_were_and_the_programme_where_it_is(
    now: AiringsNow, station: Path
) -> None:
    rewrite(station / "playlists/sang.yaml", "5h30", "5h3")
    rewrite(station / "playlists/sang.yaml", "airtime: 1m", "airtime: 1n")
    assert now.refresh()
    assert on_air(now) == BUILT
    assert ask(station, "build", AFTER).code == 2
    now.refresh()
    assert on_air(now) == BUILT
    rewrite(station / "playlists/sang.yaml", "airtime: 1n", "airtime: 1m")
    now.refresh()
    assert [airing.starts_at.minute for airing in now.airings(date.fromisoformat(AFTER))] == [3]


def test_a_programme_that_is_torn_does_not_air(now: AiringsNow, station: Path) -> None:
    programme = station / f"audio/programmes/{AFTER}/0530-sang.mp3"
    programme.write_bytes(programme.read_bytes()[:-1])
    assert on_air(now)[0][0] == "no finished programme; see broadcaster ready"
