"""Room that is kept for a full disk, and when it is given back."""

from pathlib import Path

from broadcaster.workflows.ballast import BALLAST_BYTES, Ballast, ballast_of, make_room


def test_ballast_is_thrown_overboard_once(tmp_path: Path) -> None:
    ballast = Ballast(tmp_path / "ballast")
    ballast.load()
    assert (tmp_path / "ballast").stat().st_size == BALLAST_BYTES
    assert ballast.drop()
    assert not ballast.drop()


def test_a_station_that_begins_on_a_full_disk_has_room_for_its_record(tmp_path: Path) -> None:
    (tmp_path / "var").mkdir()
    ballast_of(tmp_path).load()
    make_room(tmp_path, lambda _: 2 << 20)
    assert (tmp_path / "var/ballast").exists()
    make_room(tmp_path, lambda _: 0)
    assert not (tmp_path / "var/ballast").exists()
    make_room(tmp_path, lambda _: 0)  # nothing is left to give
