"""Every programme has its picture beside it, drawn once for each programme."""

from pathlib import Path
from xml.etree import ElementTree

from workflows.stations import FIRST, LAST, ask, marks, rewrite

PICTURES = "audio/programmes/*/*.svg"


def test_a_built_programme_has_its_picture_with_all_that_sounds_in_it(built_station: Path) -> None:
    picture = ElementTree.parse(built_station / f"audio/programmes/{FIRST}/0530-sang.svg").getroot()
    told = [element.text for element in picture.iter() if element.text]
    for expected in ("Chương trình buổi sáng", "nhac-hieu", "Tin buổi sáng", "Ngày hội của xã", "dan-bau"):
        assert expected in told
    assert any("13/05/2026 05:30 · 1:30 · −16.0 LUFS" in words for words in told)


def test_nothing_is_drawn_again_when_nothing_has_changed(station: Path) -> None:
    before = marks(station, PICTURES)
    assert len(before) == 5
    assert ask(station, "build", "--from", FIRST, "--to", LAST).code == 0
    assert marks(station, PICTURES) == before


def test_a_picture_that_was_lost_is_drawn_again_and_no_programme_is_made_for_it(station: Path) -> None:
    before = marks(station, "audio/programmes/*/*.mp3")
    lost = station / f"audio/programmes/{FIRST}/1100-trua.svg"
    of_what = ElementTree.parse(lost).getroot().get("data-of")
    lost.unlink()
    assert ask(station, "build", FIRST).code == 0
    assert ElementTree.parse(lost).getroot().get("data-of") == of_what
    assert marks(station, "audio/programmes/*/*.mp3") == before


def test_only_what_was_made_anew_is_drawn_anew(station: Path) -> None:
    before = marks(station, PICTURES)
    rewrite(station / "playlists/sang.yaml", "Chương trình buổi sáng", "Buổi phát thanh sáng")
    assert ask(station, "build", "--from", FIRST, "--to", LAST).code == 0
    after = marks(station, PICTURES)
    changed = {name.rpartition("/")[2] for name in before if before[name] != after[name]}
    assert changed == {"0530-sang.svg"}


def test_a_picture_goes_with_its_programme(station: Path) -> None:
    rewrite(station / "playlists/sang.yaml", "5h30", "5h45")
    assert ask(station, "build", FIRST).code == 0
    assert sorted(path.name for path in (station / f"audio/programmes/{FIRST}").glob("*.svg")) == [
        "0545-sang.svg",
        "1100-trua.svg",
    ]


def test_a_picture_that_cannot_be_written_keeps_nothing_from_the_air(station: Path) -> None:
    picture = station / f"audio/programmes/{FIRST}/1100-trua.svg"
    picture.unlink()
    picture.mkdir()  # nothing can be renamed onto a folder
    (picture / "x").touch()
    built = ask(station, "build", FIRST)
    assert built.code == 0
    assert "could not be drawn" in built.err
