"""Init: a new station that works, and nothing of anybody's lost."""

from pathlib import Path

import pytest
from workflows.stations import ask, rewrite


@pytest.fixture(scope="module")
def new_station(tmp_path_factory: pytest.TempPathFactory) -> Path:
    here = tmp_path_factory.mktemp("new")
    made = ask(here, "init", "deep/my station")
    assert made.code == 0
    assert made.out.startswith(f"a new station is in {Path('deep/my station')}: ")
    return here / "deep/my station"


def test_a_new_station_has_no_mistakes_and_the_folders_that_people_put_things_into(new_station: Path) -> None:
    checked = ask(new_station, "check")
    assert (checked.code, checked.err) == (0, "")
    for folder in ("scripts", "playlists", "audio/jingles", "audio/beds", "audio/music", "audio/spots"):
        assert (new_station / folder).is_dir()


def test_a_new_station_holds_nothing_that_the_machine_made(new_station: Path) -> None:
    assert not (new_station / "audio/programmes").exists()
    assert not (new_station / "playlists/built").exists()
    assert {path.name for path in new_station.iterdir()} <= {
        "station.yaml", "lexicon.yaml", "scripts", "playlists", "audio", "var",
    }  # fmt: skip


def test_its_scripts_can_be_changed_approved_and_planned(new_station: Path) -> None:
    greeting = new_station / "scripts/loi-chao-sang.md"
    text = greeting.read_text(encoding="utf-8")
    greeting.write_text(text + "\nChúc bà con một ngày vui.\n", encoding="utf-8")
    assert ask(new_station, "check").code == 2
    assert ask(new_station, "approve", "loi-chao-sang", "--by", "Trưởng đài").code == 0
    assert ask(new_station, "check").code == 0
    planned = ask(new_station, "plan", "2026-05-13", "--json")
    assert planned.code == 0
    assert [airing["programme"] for airing in planned.json["days"][0]["airings"]] != []


def test_a_station_s_name_is_all_that_has_to_be_changed(new_station: Path) -> None:
    rewrite(new_station / "station.yaml", "name: Đài truyền thanh xã Quảng Ngọc", "name: Đài xã ta")
    assert ask(new_station, "show", "--json").json["name"] == "Đài xã ta"


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert ask(tmp_path, "init", "empty").code == 0


@pytest.mark.parametrize("inside", ["bai.docx", ".hidden", "a folder/"])
def test_a_folder_that_holds_anything_is_refused_and_left_alone(tmp_path: Path, inside: str) -> None:
    folder = tmp_path / "old"
    folder.mkdir()
    (folder / inside).mkdir() if inside.endswith("/") else (folder / inside).write_text("mine")
    refused = ask(tmp_path, "init", "old")
    assert (refused.code, refused.out) == (2, "")
    assert refused.err.endswith("old is not empty; a new station needs an empty folder\n")
    assert [path.name for path in folder.iterdir()] == [inside.strip("/")]


def test_a_file_in_its_place_or_in_its_way_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    assert "is a file; name a folder" in ask(tmp_path, "init", "file").err
    assert "can't be written" in ask(tmp_path, "init", "file/station").err
    assert (tmp_path / "file").read_text() == "mine"
