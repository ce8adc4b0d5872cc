"""What is removed because nobody needs it any more, and what stays whatever its age."""

import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from workflows.stations import STATION, ask

from broadcaster.model.record import Deed
from broadcaster.workflows.building import build
from broadcaster.workflows.keeping_record import record_of
from broadcaster.workflows.leftovers import forget_past_programmes
from broadcaster.workflows.station_folder import open_station

NOW = datetime(2026, 7, 1, 3, tzinfo=UTC)  # ten in the morning at the station
TODAY = date(2026, 7, 1)
MADE = ("0530-sang.mp3", "0530-sang.json", "0530-sang.svg", "web/0530-sang.mp3")


def lay(station: Path, day: date, made: datetime, names: tuple[str, ...] = MADE) -> Path:
    """Put down what a build for `day` leaves."""
    folder = station / "audio/programmes" / day.isoformat()
    day_list = station / "playlists/built" / f"{day.isoformat()}.m3u8"
    for path in (*(folder / name for name in names), day_list):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"made")
        os.utime(path, (made.timestamp(), made.timestamp()))
    return folder


def swept(station: Path) -> list[date]:
    return forget_past_programmes(open_station(station)[0], NOW)


def left_in(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def kept_two_days(station: Path) -> Path:
    (station / "station.yaml").write_text(STATION + "keep: {programmes: 2 ngày}\n", "utf-8")
    return station


def test_days_that_are_longer_past_than_they_are_kept_go_and_no_others(kept_two_days: Path) -> None:
    folders = {ago: lay(kept_two_days, TODAY - timedelta(ago), NOW - timedelta(days=40)) for ago in range(-2, 6)}
    assert swept(kept_two_days) == [TODAY - timedelta(ago) for ago in (5, 4, 3)]
    assert [ago for ago, folder in folders.items() if folder.exists()] == [-2, -1, 0, 1, 2]
    assert left_in(folders[2]) == set(MADE)
    lists = {(TODAY - timedelta(ago)).isoformat() for ago in range(-2, 6)}
    left = {path.stem for path in (kept_two_days / "playlists/built").iterdir()}
    assert lists - left == {"2026-06-26", "2026-06-27", "2026-06-28"}
    assert swept(kept_two_days) == []


@pytest.mark.parametrize("year", [1970, 2099])
def test_by_a_clock_that_can_not_be_right_a_build_removes_nothing(station: Path, year: int) -> None:
    programmes = station / "audio/programmes"
    lie_there = left_in(programmes)
    contents, _ = open_station(station)
    build(contents, (TODAY, TODAY), datetime(year, 12, 31, tzinfo=UTC))
    assert lie_there <= left_in(programmes)


def test_a_month_is_kept_where_nothing_is_said(station: Path) -> None:
    folders = [lay(station, TODAY - timedelta(ago), NOW - timedelta(days=50)) for ago in (30, 31)]
    swept(station)
    assert [folder.exists() for folder in folders] == [True, False]


def test_the_record_notes_what_goes(kept_two_days: Path) -> None:
    lay(kept_two_days, TODAY - timedelta(9), NOW - timedelta(days=9))
    swept(kept_two_days)
    with record_of(open_station(kept_two_days)[0]) as record:
        (act,) = record.acts(NOW - timedelta(days=1), NOW + timedelta(days=1))
    assert (act.deed, act.subject, act.by) == (Deed.SWEPT, "2026-06-22", "")
    assert act.note == "5 files, over 2 days old"


def test_a_programme_of_a_past_day_that_was_made_lately_stays(kept_two_days: Path) -> None:
    folder = lay(kept_two_days, TODAY - timedelta(9), NOW - timedelta(hours=1))
    assert swept(kept_two_days) == []
    assert left_in(folder) == set(MADE)


def test_what_is_somebody_s_own_stays(kept_two_days: Path, tmp_path: Path) -> None:
    folder = lay(kept_two_days, TODAY - timedelta(9), NOW - timedelta(days=9), (*MADE, "ghi-chu.txt"))
    own = lay(kept_two_days, TODAY, NOW - timedelta(days=9)).rename(folder.with_name("2020-xx-yy"))
    elsewhere = tmp_path / "elsewhere"
    lay(kept_two_days, date(2020, 1, 2), NOW - timedelta(days=999)).rename(elsewhere)
    folder.with_name("2020-01-02").symlink_to(elsewhere, target_is_directory=True)
    swept(kept_two_days)
    assert left_in(folder) == {"ghi-chu.txt"}
    assert left_in(own) == left_in(elsewhere) == set(MADE)


def test_a_build_sweeps_but_not_while_a_file_can_t_be_read(station: Path) -> None:
    old = datetime.now(UTC) - timedelta(days=60)
    folder = lay(station, old.date(), old)
    (station / "scripts" / "broken.md").write_text("---\ntitle: [\n---\n", "utf-8")
    ask(station, "build", "2026-05-13")
    assert folder.exists()
    (station / "scripts" / "broken.md").unlink()
    assert ask(station, "build", "2026-05-13").code == 0
    assert not folder.exists()
    assert "finished programmes of days past were removed" in ask(station, "log", "--people").out
