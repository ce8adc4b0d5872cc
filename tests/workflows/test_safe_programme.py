"""The safe programme: made by every build, verified when it is looked for, heard where nothing else can be had."""

from pathlib import Path

from stations import FIRST, marks, rewrite, run

from broadcaster.sound.files import duration_ms
from broadcaster.workflows.safe_programme import SafeShelf, safe_path


def test_a_build_makes_one_that_lasts_as_long_as_the_longest_airtime(built_station: Path) -> None:
    safe = SafeShelf(built_station).find()
    assert safe is not None
    assert safe.length_ms == 90_000  # the morning with its campaign
    assert duration_ms(safe.path) == 90_000


def test_it_is_made_once_and_anew_when_the_sound_of_the_station_changes(station: Path) -> None:
    before = marks(station, "audio/programmes/safe.*")
    assert run(station, "build", FIRST).code == 0
    assert marks(station, "audio/programmes/safe.*") == before
    rewrite(station / "station.yaml", "-16 LUFS", "-18 LUFS")
    assert run(station, "build", FIRST).code == 0
    assert marks(station, "audio/programmes/safe.*") != before


def test_one_that_was_damaged_is_not_played_and_made_again(station: Path) -> None:
    shelf = SafeShelf(station)
    assert shelf.find() is not None
    data = bytearray(safe_path(station).read_bytes())
    data[5000:5100] = bytes(100)
    safe_path(station).write_bytes(data)
    assert shelf.find() is None
    assert run(station, "build", FIRST).code == 0
    assert shelf.find() is not None


def test_without_music_the_notice_is_heard_alone(station: Path) -> None:
    (station / "audio/music/dan-bau.wav").unlink()
    run(station, "build", FIRST)
    safe = SafeShelf(station).find()
    assert safe is not None
    assert duration_ms(safe.path) == safe.length_ms
