"""Finished items: one that the disk has spoilt is made again before it is mixed, and until then does no harm."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from workflows.stations import AFTER, FIRST, Outcome, ask, marks, rewrite

from broadcaster.content.folder import read_folder
from broadcaster.sound.files import comment_of
from broadcaster.workflows.approvals import read_scripts
from broadcaster.workflows.items import ItemShelf
from broadcaster.workflows.sounds import measure_sounds

PROGRAMME = f"audio/programmes/{AFTER}/0530-sang.mp3"


def item_of(station: Path, script: str) -> Path:
    """Return where the finished item of a script lies."""
    contents, _ = read_folder(station)
    assert contents is not None
    [read] = [read for read in read_scripts(contents) if read.script.id == script]
    found = ItemShelf(contents, measure_sounds(contents)[0]).find(read)
    assert found is not None
    assert found.path is not None
    return found.path


def flip(path: Path, byte: int) -> None:
    """Change one bit, as a bad disk does: the file's size and time stay as they were."""
    seen, raw = path.stat(), bytearray(path.read_bytes())
    raw[byte] ^= 1
    path.write_bytes(raw)
    os.utime(path, ns=(seen.st_atime_ns, seen.st_mtime_ns))


def build(station: Path) -> Outcome:
    return ask(station, "build", "--from", FIRST, "--to", AFTER)


def forget_programmes(station: Path) -> None:
    """Let every programme be missing, and all that was mastered for it."""
    shutil.rmtree(station / "audio/programmes")
    shutil.rmtree(station / "var/stretches")


@pytest.mark.parametrize("byte", [2, 40, -1], ids=["in its head", "in its format", "in its sound"])
def test_an_item_with_a_flipped_bit_is_made_again_in_the_build_that_mixes_it(station: Path, byte: int) -> None:
    item = item_of(station, "tin-1")
    sound, programme = item.read_bytes(), (station / PROGRAMME).read_bytes()
    flip(item, byte)
    forget_programmes(station)
    built = build(station)
    assert (built.code, built.err) == (0, "")
    assert "made: 5 programmes, 1 items; kept: 0 programmes" in built.out
    assert item.read_bytes() == sound
    assert (station / PROGRAMME).read_bytes() == programme


def test_its_mix_for_the_web_is_looked_at_as_well(station: Path) -> None:
    rewrite(station / "station.yaml", "profile: full", "profile: horn, web: -16 LUFS")
    rewrite(station / "scripts/tin-1.md", "column: ban-tin\n", "column: ban-tin\nbed: nen\n")
    (station / "audio/beds").mkdir()
    shutil.copy(station / "audio/music/dan-bau.wav", station / "audio/beds/nen.wav")
    ask(station, "approve", "tin-1", "--by", "Trưởng đài")
    assert build(station).code == 0
    web = item_of(station, "tin-1").with_suffix(".web.wav")
    sound = web.read_bytes()
    flip(web, 5000)
    forget_programmes(station)
    assert "made: 5 programmes, 1 items" in build(station).out
    assert web.read_bytes() == sound


def test_items_that_nothing_is_to_be_mixed_of_are_not_read(station: Path) -> None:
    flip(item_of(station, "tin-1"), 5000)
    before = marks(station, "var/items/*/*")
    assert "nothing to make" in build(station).out
    assert marks(station, "var/items/*/*") == before


def shorten(facts: Path) -> None:
    facts.write_bytes(facts.read_bytes().replace(b'"duration_ms": ', b'"duration_ms": 1'))


@pytest.mark.parametrize("harm", [shorten, lambda facts: facts.write_text("[]"), lambda facts: os.truncate(facts, 9)])
def test_an_item_whose_facts_are_spoilt_is_made_again(station: Path, harm: Callable[[Path], None]) -> None:
    facts = item_of(station, "tin-1").with_suffix(".json")
    before = json.loads(facts.read_bytes())
    harm(facts)
    assert build(station).code == 0
    assert json.loads(facts.read_bytes()) == before


def test_a_damaged_item_is_made_again_before_it_is_saved(station: Path, tmp_path: Path) -> None:
    item = item_of(station, "tin-1")
    flip(item, 40)
    saved = ask(station, "preview", "tin-1", "--to", str(tmp_path / "tin.wav"))
    assert saved.code == 0
    assert comment_of(tmp_path / "tin.wav") == comment_of(item)


def test_what_goes_wrong_with_an_item_is_told_by_its_script_and_nobody_is_told_that_all_is_well(
    station: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk takes a new item and gives back another one: making it again mends nothing."""
    item = item_of(station, "tin-1")
    flip(item, 2)
    forget_programmes(station)
    monkeypatch.setattr("broadcaster.workflows.building.forget_damaged", lambda _: False)
    built = ask(station, "build", AFTER)
    assert built.code == 1
    assert "could not be made: tin-1 is damaged" in built.err
    assert item.stem not in built.err
    assert "nothing to make" not in built.out


def test_a_folder_that_takes_nothing_is_told_in_a_sentence(station: Path) -> None:
    forget_programmes(station)
    (station / "var/stretches").write_text("where the folder should be", encoding="utf-8")
    built = ask(station, "build", AFTER)
    assert built.code == 1
    assert "on 15/05/2026 could not be made: the disk does not take the mix: " in built.err
    shutil.rmtree(station / "playlists/built")
    (station / "playlists/built").write_text("where the folder should be", encoding="utf-8")
    built = ask(station, "build", AFTER)
    assert built.code == 1
    assert "could not be made: the disk" in built.err
    assert f"playlists/built/{AFTER}.m3u8 can't be written (there is something of that name already)" in built.err
    saved = ask(station, "preview", "tin-1", "--to", str(station / "station.yaml/x.flac"))
    told = "x.flac cannot be written: there is something of that name already"
    assert (saved.code, saved.err.splitlines()[-1]) == (1, told)
