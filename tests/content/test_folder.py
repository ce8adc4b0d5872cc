"""The station's folder, read whole: all that is in it, and all that is wrong in it."""

import os
from pathlib import Path

import pytest
from people_files import SAMPLE, told, write_files

from broadcaster.content.folder import read_folder
from broadcaster.model.sound import ClipKind

STATION = "name: Đài truyền thanh xã Thử\n"
SCRIPT = "---\ntitle: Tin\ncolumn: ban-tin\n---\nKính thưa bà con!\n"
SLOT = "slot: {at: 5h30, airtime: 20m}\nitems: [column: ban-tin]\n"


def test_the_sample_station_is_read_without_a_word() -> None:
    contents, problems = read_folder(SAMPLE)
    assert told(problems) == []
    assert contents is not None
    assert [slot.id for slot in contents.timetable.slots] == ["chieu", "sang"]
    assert [campaign.id for campaign in contents.timetable.campaigns] == ["ngay-khoa-hoc-2026"]
    assert contents.sound(ClipKind.JINGLE, "nhac-hieu") is not None
    assert contents.script("loi-xuong") is not None


A_MISTAKE_IN_EVERY_FILE: dict[str, str | bytes] = {
    "station.yaml": """nmae: Đài truyền thanh xã Thử
hours: {quiet: 21:00, sessions_per_day: ba}
sound: {loudness: -5 LUFS}
""",
    "lexicon.yaml": "NTM: nông thôn mới\nCĐS:\nNTM: nờ tờ mờ\n",
    "playlists/sang.yaml": """slot: {at: 25:00, airtime: 20m}
items:
  - jingel: nhac-hieu
fill: [sports]
""",
    "playlists/chieu.yaml": "slot:\n\tat: 17:00\n",
    "playlists/trua.yaml": SLOT,
    "playlists/trua.yml": SLOT,
    "playlists/ngay-khoa-hoc.yaml": """campaign: {from: 2026-05-18, to: 2026-05-13}
colums: [y-nghia]
add:
  ../../trua: {at: 11:00, airtime: 15 bananas, items: []}
""",
    "scripts/khong-dau.md": "Kính thưa bà con!\n",
    "scripts/thieu-dong.md": "---\ntitle: Tin\nvalid: 31/2/2026\n---\nKính thưa bà con!\n",
    "scripts/tập tin.md": SCRIPT,
    "scripts/tu-word.md": SCRIPT.encode("utf-16"),
    "scripts/phim.md": b"\x00\x00\x00 ftypisom" * 10,
    "scripts/dung.md": SCRIPT,
    "scripts/README.md": "Thư mục này chứa kịch bản.",
    "scripts/.dung.md.swp": "nháp của trình soạn thảo",
    "scripts/~$dung.md": "nháp của Word",
    "audio/jingles/nhac hieu.wav": b"",
    "audio/music/dong-que.flac": b"",
    "audio/music/dong-que.mp3": b"",
    "audio/spots": "a file where a folder is expected",
}


def test_a_mistake_in_every_file_is_told_all_at_once_with_its_line_and_its_mend(tmp_path: Path) -> None:
    contents, problems = read_folder(write_files(tmp_path, A_MISTAKE_IN_EVERY_FILE))
    assert contents is None
    golden = Path(__file__).with_name("a_mistake_in_every_file.txt").read_text("utf-8")
    assert "\n".join(told(problems)) + "\n" == golden


def test_what_is_right_is_read_beside_what_is_wrong(tmp_path: Path) -> None:
    contents, problems = read_folder(write_files(tmp_path, {**A_MISTAKE_IN_EVERY_FILE, "station.yaml": STATION}))
    assert len(problems) > 10
    assert contents is not None
    assert [script.id for script in contents.scripts] == ["dung"]
    assert [slot.id for slot in contents.timetable.slots] == ["trua"]
    assert [(sound.kind, sound.id) for sound in contents.sounds] == [(ClipKind.MUSIC, "dong-que")]
    assert [entry.spoken for entry in contents.lexicon.entries] == ["nông thôn mới"]


NO_STATION = (
    "station.yaml: there is no station in this folder; go to the station's folder, or make a new one: "
    "broadcaster init my-station"
)


def test_an_empty_folder_is_no_station(tmp_path: Path) -> None:
    contents, problems = read_folder(tmp_path)
    assert (contents, told(problems)) == (None, [NO_STATION])


def test_a_folder_that_is_not_there_is_no_station(tmp_path: Path) -> None:
    contents, problems = read_folder(tmp_path / "nowhere")
    assert (contents, told(problems)) == (None, [NO_STATION])


def test_a_file_is_no_station(tmp_path: Path) -> None:
    (tmp_path / "station.yaml").write_text(STATION)
    contents, problems = read_folder(tmp_path / "station.yaml")
    assert (contents, told(problems)) == (None, [NO_STATION])


def test_a_folder_in_the_place_of_a_file_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "station.yaml").mkdir()
    assert told(read_folder(tmp_path)[1]) == [NO_STATION]


def test_a_text_may_have_two_million_bytes_and_not_one_more(tmp_path: Path) -> None:
    files = {"scripts/vua.md": SCRIPT.encode().ljust(2_000_000), "scripts/hon.md": SCRIPT.encode().ljust(2_000_001)}
    contents, problems = read_folder(write_files(tmp_path, {"station.yaml": STATION, **files}))
    assert contents is not None
    assert [script.id for script in contents.scripts] == ["vua"]
    assert told(problems) == [
        "scripts/hon.md: this file has more than 2000000 bytes; a text file for the station is far smaller"
    ]


def test_folders_named_like_files_are_not_read(tmp_path: Path) -> None:
    write_files(tmp_path, {"station.yaml": STATION, "scripts/dung.md": SCRIPT})
    for folder in ("scripts/a.md", "playlists/b.yaml", "audio/music/c.flac", "lexicon.yaml"):
        (tmp_path / folder).mkdir(parents=True)
    contents, problems = read_folder(tmp_path)
    assert contents is not None
    assert [script.id for script in contents.scripts] == ["dung"]
    assert told(problems) == [
        "audio/music/c.flac: sounds in folders of their own are not read; put them into audio/music itself"
    ]


def test_a_station_may_be_nothing_but_its_name(tmp_path: Path) -> None:
    contents, problems = read_folder(write_files(tmp_path, {"station.yaml": STATION}))
    assert contents is not None
    assert (contents.scripts, contents.sounds, contents.timetable.slots, problems) == ((), (), (), ())


def test_links_that_lead_nowhere_or_in_a_circle_are_no_files(tmp_path: Path) -> None:
    write_files(tmp_path, {"station.yaml": STATION, "scripts/dung.md": SCRIPT})
    (tmp_path / "scripts/gone.md").symlink_to(tmp_path / "nowhere")
    (tmp_path / "scripts/circle.md").symlink_to(tmp_path / "scripts/circle.md")
    contents, problems = read_folder(tmp_path)
    assert contents is not None
    assert ([script.id for script in contents.scripts], told(problems)) == (["dung"], [])


def test_one_name_stored_in_two_ways_is_the_same_name(tmp_path: Path) -> None:
    """macOS takes letters and their marks apart in the names of files."""
    taken_apart = "scripts/lo\u031b\u0300i-xu\u031bo\u031b\u0301ng.md"
    contents, problems = read_folder(write_files(tmp_path, {"station.yaml": STATION, taken_apart: SCRIPT}))
    assert told(problems) == []
    assert contents is not None
    assert contents.script("l\u1eddi-x\u01b0\u1edbng") is not None


@pytest.mark.parametrize("ending", [".md", ".yaml", ".flac"])
def test_a_name_that_is_no_text_is_told_in_letters_that_can_be_shown(tmp_path: Path, ending: str) -> None:
    write_files(tmp_path, {"station.yaml": STATION})
    folder = tmp_path / {".md": "scripts", ".yaml": "playlists", ".flac": "audio/music"}[ending]
    folder.mkdir(parents=True)
    try:
        Path(os.fsdecode(os.fsencode(folder) + b"/l\xeai" + ending.encode())).write_text(SCRIPT)
    except OSError:
        pytest.skip("this file system takes no such names")
    (problem,) = told(read_folder(tmp_path)[1])
    assert f"l\ufffdi{ending}" in problem
    assert problem.encode()


def test_two_scripts_that_differ_only_in_the_case_of_their_ending_are_told(tmp_path: Path) -> None:
    files = {"station.yaml": STATION, "scripts/tin.MD": SCRIPT, "scripts/tin.md": SCRIPT}
    contents, problems = read_folder(write_files(tmp_path, files))
    if len(list((tmp_path / "scripts").iterdir())) == 1:
        pytest.skip("this file system does not tell them apart")
    assert contents is not None
    assert [script.id for script in contents.scripts] == ["tin"]
    assert told(problems) == ["scripts/tin.md: there is another file of this name, tin.MD; keep one of them"]
