"""Where the station writes while its disk takes nothing, and how that comes home."""

import errno
import os
import tempfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from broadcaster.logbook.logbook import Logbook
from broadcaster.model.record import Act, Deed
from broadcaster.workflows import refuge
from broadcaster.workflows.only_one import OnlyOne
from broadcaster.workflows.refuge import place_of, refuge_of
from broadcaster.workflows.station_folder import Places
from broadcaster.workflows.taking_refuge import is_in_refuge, take_refuge_or_come_home

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows remounts no disk write-protected")

AIRING = "sang@2026-05-15T05:30+07:00"


class Disk:
    """Refuses to take anything in the station's own folder, as long as it is told so."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.refuses_with: int | None = None
        really = tempfile.TemporaryFile

        def temporary_file(*, dir: Path) -> object:  # noqa: A002 - its name there
            if self.refuses_with is not None:
                raise OSError(self.refuses_with, os.strerror(self.refuses_with), str(dir))
            return really(dir=dir)

        monkeypatch.setattr(tempfile, "TemporaryFile", temporary_file)


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Disk:
    memory = tmp_path / "memory"
    memory.mkdir()
    monkeypatch.setattr(refuge, "_MEMORY", memory)
    return Disk(monkeypatch)


@pytest.fixture
def village(tmp_path: Path) -> Path:
    folder = tmp_path / "station"
    (folder / "var").mkdir(parents=True)
    (folder / "station.yaml").write_text("name: Đài\n", encoding="utf-8")
    return folder


def note(place: Path, who: str) -> None:
    with closing(Logbook(place)) as record:
        record.note(Act(datetime(2026, 5, 15, tzinfo=UTC), Deed.APPROVED, who, "tin-1"))


def who_noted(place: Path) -> list[str]:
    with closing(Logbook(place)) as record:
        assert record.verify().faults == ()
        return [act.by for act in record.acts()]


def test_a_disk_that_takes_something_needs_no_refuge(disk: Disk, village: Path) -> None:
    assert take_refuge_or_come_home(village) is None
    assert Places(village).var == village / "var"


@pytest.mark.parametrize("why", [errno.EROFS, errno.EACCES, errno.ENOSPC])
def test_on_a_disk_that_takes_nothing_all_look_into_the_refuge(disk: Disk, village: Path, why: int) -> None:
    note(village / "var/logbook.sqlite", "trước")
    disk.refuses_with = why
    assert take_refuge_or_come_home(village) is not None
    assert Places(village).var == place_of(village)
    assert Places(village).var.stat().st_mode & 0o777 == 0o700
    assert who_noted(Places(village).logbook) == ["trước"]


def test_what_was_claimed_in_the_refuge_stays_claimed_at_each_later_start(disk: Disk, village: Path) -> None:
    disk.refuses_with = errno.EROFS
    for is_first in (True, False):
        take_refuge_or_come_home(village)
        with closing(Logbook(Places(village).logbook)) as record:
            assert record.claim(AIRING) is is_first
    disk.refuses_with = None
    take_refuge_or_come_home(village)
    assert not is_in_refuge(village)
    with closing(Logbook(village / "var/logbook.sqlite")) as record:
        assert not record.claim(AIRING)


def test_both_records_grew_and_nothing_of_either_is_lost(disk: Disk, village: Path) -> None:
    home = village / "var/logbook.sqlite"
    note(home, "trước")
    disk.refuses_with = errno.EROFS
    take_refuge_or_come_home(village)
    note(Places(village).logbook, "trong bộ nhớ")
    note(home, "trên đĩa")
    disk.refuses_with = None
    take_refuge_or_come_home(village)
    assert who_noted(home) == ["trước", "trên đĩa", "trong bộ nhớ"]


def test_an_emergency_comes_home_with_its_sound(disk: Disk, village: Path) -> None:
    disk.refuses_with = errno.EROFS
    take_refuge_or_come_home(village)
    sound = Places(village).alerts / "sounds/1.wav"
    sound.parent.mkdir(parents=True)
    sound.write_bytes(b"RIFF")
    order = Places(village).alerts / "orders/1.json"
    order.parent.mkdir()
    order.write_text(f'{{"sound": "{sound}"}}', encoding="utf-8")
    disk.refuses_with = None
    take_refuge_or_come_home(village)
    assert (village / "var/alerts/sounds/1.wav").read_bytes() == b"RIFF"
    assert (village / "var/alerts/orders/1.json").read_text("utf-8") == (
        f'{{"sound": "{village / "var/alerts/sounds/1.wav"}"}}'
    )


def test_what_was_spoken_is_there_and_more_can_be(disk: Disk, village: Path) -> None:
    known = village / "var/speech/audio/17/a.flac"
    known.parent.mkdir(parents=True)
    known.write_bytes(b"fLaC")
    disk.refuses_with = errno.EROFS
    take_refuge_or_come_home(village)
    there = Places(village).speech / "audio/17"
    assert (there / "a.flac").read_bytes() == b"fLaC"
    assert (there / "a.flac").is_symlink()  # memory is dear
    (there / "b.flac").write_bytes(b"fLaC too")
    disk.refuses_with = None
    take_refuge_or_come_home(village)
    assert (known.parent / "b.flac").read_bytes() == b"fLaC too"


def test_where_a_daemon_runs_nothing_is_moved(disk: Disk, village: Path) -> None:
    daemon = OnlyOne(Places(village).run_lock, folder=village)
    disk.refuses_with = errno.EROFS
    assert take_refuge_or_come_home(village) is None
    assert not is_in_refuge(village)
    daemon.release()


def test_a_folder_that_others_may_write_to_is_no_refuge(disk: Disk, village: Path) -> None:
    place_of(village).mkdir(mode=0o777)
    place_of(village).chmod(0o777)
    (place_of(village) / "engine.json").touch()
    assert refuge_of(village) is None
    disk.refuses_with = errno.EROFS
    with pytest.raises(OSError, match=r"Read-only|not empty"):
        take_refuge_or_come_home(village)


def test_a_link_is_no_refuge(disk: Disk, village: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    place_of(village).symlink_to(tmp_path / "elsewhere")
    assert refuge_of(village) is None
