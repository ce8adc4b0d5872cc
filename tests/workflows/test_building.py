"""Build: what is heard is what the rundown says, and nothing is made twice."""

import os
import shutil
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from numpy.typing import NDArray
from workflows.stations import AFTER, FIRST, LAST, RATE, ask, marks, rewrite, run

from broadcaster.content.folder import read_folder
from broadcaster.sound.files import read
from broadcaster.workflows.approvals import read_scripts
from broadcaster.workflows.building import NotOnAirSoon
from broadcaster.workflows.building import build as build_now
from broadcaster.workflows.station_folder import open_station

MADE = ("audio/programmes/*/*", "playlists/built/*", "var/items/*/*", "var/speech/*/*/*")
MORNINGS = {f"audio/programmes/{day}/0530-sang.mp3" for day in (FIRST, LAST, AFTER)}
NOONS = {f"audio/programmes/{day}/1100-trua.mp3" for day in (FIRST, LAST)}


def airings(station: Path, first: str = FIRST, last: str = AFTER) -> list[Any]:
    days = ask(station, "plan", "--from", first, "--to", last, "--json").json["days"]
    return [airing for day in days for airing in day["airings"]]


def programmes(station: Path) -> dict[str, tuple[int, int]]:
    return marks(station, "audio/programmes/*/*.mp3")


def changed(before: dict[str, tuple[int, int]], after: dict[str, tuple[int, int]]) -> set[str]:
    return {name for name in before | after if before.get(name) != after.get(name)}


def build(station: Path, first: str = FIRST, last: str = AFTER) -> Any:
    return ask(station, "build", "--from", first, "--to", last)


def test_every_airing_has_a_programme_and_no_other_file_lies_there(built_station: Path) -> None:
    assert {airing["programme"] for airing in airings(built_station)} == MORNINGS | NOONS
    assert set(programmes(built_station)) == MORNINGS | NOONS


def test_every_programme_decodes_to_its_airtime_to_the_sample(built_station: Path) -> None:
    lengths = [
        (airing["slot"], len(read(built_station / airing["programme"]).samples)) for airing in airings(built_station)
    ]
    minute = 60 * RATE
    assert lengths == [
        ("sang", minute * 3 // 2),
        ("trua", minute // 2),
        ("sang", minute * 3 // 2),
        ("trua", minute // 2),
        ("sang", minute),
    ]


def share_of_tone(samples: NDArray[np.int16], hertz: float) -> float:
    """Return which part of the sound's energy lies around one frequency."""
    energy = np.abs(np.fft.rfft(samples.astype(float))) ** 2
    frequencies = np.fft.rfftfreq(len(samples), 1 / RATE)
    return float(energy[abs(frequencies - hertz) < 5].sum() / energy.sum())


def test_speech_and_tones_are_heard_where_the_rundown_says_and_equally_loud(built_station: Path) -> None:
    for airing in airings(built_station, FIRST, FIRST):
        samples, at = read(built_station / airing["programme"]).samples, 0
        heard = []
        for cue in airing["cues"]:
            piece = samples[at : at + cue["duration_ms"] * RATE // 1000]
            at += cue["duration_ms"] * RATE // 1000
            rms = float(np.sqrt(np.mean(piece.astype(float) ** 2)))
            assert rms > 1000, f"{cue['source']} is hardly heard"
            kind = next((name for name, hertz in TONES.items() if share_of_tone(piece, hertz) > 0.9), "script")
            heard.append((kind, cue["kind"]))
        assert at == len(samples)
        assert [kind for kind, _ in heard] == [kind for _, kind in heard]


TONES = {"jingle": 880, "music": 220}


def test_the_day_s_list_names_each_programme_where_it_lies(built_station: Path) -> None:
    text = (built_station / "playlists/built" / f"{FIRST}.m3u8").read_text(encoding="utf-8")
    assert text.splitlines() == [
        "#EXTM3U",
        f"#PLAYLIST:Đài thử nghiệm {FIRST}",
        "#EXTINF:90,05:30 Chương trình buổi sáng",
        f"../../audio/programmes/{FIRST}/0530-sang.mp3",
        "#EXTINF:30,11:00 Chuyên mục Ngày hội",
        f"../../audio/programmes/{FIRST}/1100-trua.mp3",
    ]


def test_a_second_build_touches_no_file_says_so_and_loads_no_voice_and_no_studio(station: Path) -> None:
    before = marks(station, *MADE)
    again = run(station, "build", "--from", FIRST, "--to", AFTER, python=("-X", "importtime"))
    assert again.code == 0
    assert again.out.splitlines()[-1] == "nothing to make: all 5 programmes are as they should be"
    assert marks(station, *MADE) == before
    assert "broadcaster.content" in again.err  # the imports are listed there
    for costly in ("broadcaster.speech.engines", "broadcaster.studio.programme", "broadcaster.studio.item"):
        assert costly not in again.err


def test_a_changed_script_remakes_the_programmes_that_hold_it_and_only_its_new_sentence_is_spoken(
    station: Path,
) -> None:
    before, spoken = programmes(station), marks(station, "var/speech/audio/*/*")
    rewrite(station / "scripts/tin-1.md", "2 tin vui", "3 tin vui")
    ask(station, "approve", "tin-1", "--by", "Trưởng đài")
    assert "made: 3 programmes, 1 items; kept: 2 programmes" in build(station).out
    assert changed(before, programmes(station)) == MORNINGS
    spoken_now = marks(station, "var/speech/audio/*/*")
    assert spoken.items() <= spoken_now.items()
    assert len(spoken_now) == len(spoken) + 1


def test_a_changed_script_of_the_campaign_leaves_the_days_without_it_alone(station: Path) -> None:
    before = programmes(station)
    rewrite(station / "scripts/ngay-hoi-1.md", "17h30", "18h")
    ask(station, "approve", "ngay-hoi-1", "--by", "Trưởng đài")
    assert "made: 4 programmes, 1 items; kept: 1 programmes" in build(station).out
    assert changed(before, programmes(station)) == NOONS | MORNINGS - {f"audio/programmes/{AFTER}/0530-sang.mp3"}


def test_a_day_s_programmes_of_slots_that_are_gone_are_removed(station: Path) -> None:
    (station / "playlists/ngay-hoi.yaml").unlink()
    assert build(station).code == 0
    assert set(programmes(station)) == MORNINGS
    assert {airing["planned_ms"] for airing in airings(station)} == {60_000}


def test_when_a_new_programme_can_t_be_made_the_one_that_was_built_before_is_kept(station: Path) -> None:
    before = programmes(station)
    music = station / "audio/music/dan-bau.wav"
    seen = music.stat()
    music.write_bytes(b"!" * seen.st_size)  # the disk has gone bad under it: nobody saved it, its time is as it was
    os.utime(music, ns=(seen.st_atime_ns, seen.st_mtime_ns))
    shutil.rmtree(station / "var/stretches")  # what was mastered of it would have done
    rewrite(station / "playlists/sang.yaml", "buổi sáng", "mỗi sáng")
    built = build(station, AFTER)
    assert built.code == 1
    assert "Chương trình mỗi sáng on 15/05/2026 could not be made: dan-bau.wav is damaged" in built.err
    assert programmes(station) == before


def test_one_letter_makes_a_script_a_draft_that_check_names_and_build_leaves_out(station: Path) -> None:
    rewrite(station / "scripts/tin-1.md", "bà con. Hôm", "bà cọn. Hôm")
    checked = ask(station, "check")
    assert checked.code == 2
    assert checked.err.startswith("scripts/tin-1.md:6: “tin-1” was changed after Trưởng đài approved it")
    built = build(station, AFTER)
    assert "playlists/sang.yaml:5: Chương trình buổi sáng on 15/05/2026: column “ban-tin” has no approved" in built.err
    (airing,) = airings(station, AFTER)
    assert {cue["source"] for cue in airing["cues"]} == {"nhac-hieu", "dan-bau"}
    assert sum(cue["duration_ms"] for cue in airing["cues"]) == airing["planned_ms"]
    assert airing["programme"]


def test_a_space_or_a_new_title_is_no_change_of_what_is_heard_and_keeps_the_approval(station: Path) -> None:
    items = marks(station, "var/items/*/*", "var/speech/audio/*/*")
    rewrite(station / "scripts/tin-1.md", "bà con. Hôm", "bà con.\n\nHôm")
    rewrite(station / "scripts/ngay-hoi-1.md", "Ngày hội của xã", "Ngày hội")
    assert ask(station, "check").code == 0
    assert build(station, LAST, LAST).code == 0
    assert items.items() <= marks(station, "var/items/*/*", "var/speech/audio/*/*").items()


def test_a_new_word_in_the_lexicon_makes_the_scripts_that_hold_it_drafts(station: Path) -> None:
    (station / "lexicon.yaml").write_text("xã ta: quê mình\n", encoding="utf-8")
    checked = ask(station, "check")
    assert checked.code == 2
    assert "scripts/tin-1.md:1" in checked.err
    assert "ngay-hoi-1.md" not in checked.err


@pytest.mark.parametrize(
    ("clock", "may_be_made_anew"),
    [
        ("05:19:59", True),
        ("05:20:00", False),
        ("05:31:29", False),
        ("05:31:30", True),
        ("10:49:59", True),
        ("10:50:00", True),
    ],
)
def test_an_item_is_left_alone_while_it_is_on_air_and_ten_minutes_before(
    built_station: Path, clock: str, may_be_made_anew: bool
) -> None:
    """The news airs at half past five, for a minute and a half that day; what airs at eleven is no concern of it."""
    contents, _ = read_folder(built_station)
    assert contents is not None
    now = datetime.fromisoformat(f"{FIRST}T{clock}+07:00")
    [news] = [read for read in read_scripts(contents) if read.script.id == "tin-1"]
    assert NotOnAirSoon(contents, now)(news) == may_be_made_anew


@pytest.mark.parametrize(("hour", "made"), [(5, 1), (12, 0)])
def test_what_was_aired_today_stays_as_it_was_heard(station: Path, hour: int, made: int) -> None:
    """After its slot, an item by a better voice, or an edit, makes nobody mix the programme once more."""
    rewrite(station / "scripts/tin-1.md", "2 tin vui", "3 tin vui")
    ask(station, "approve", "tin-1", "--by", "Trưởng đài")
    contents, _ = open_station(station)
    day = date.fromisoformat(AFTER)
    now = datetime(day.year, day.month, day.day, hour, tzinfo=ZoneInfo(contents.station.timezone))
    assert build_now(contents, (day, day), now).made == made


def test_a_programme_that_was_cut_off_is_made_again(station: Path) -> None:
    before = programmes(station)
    torn = station / f"audio/programmes/{FIRST}/0530-sang.mp3"
    torn.write_bytes(torn.read_bytes()[:-1000])
    assert "made: 1 programmes, 0 items; kept: 4 programmes" in build(station).out
    assert {name: size for name, (size, _) in before.items()} == {
        name: size for name, (size, _) in programmes(station).items()
    }


def test_what_was_built_is_the_same_to_the_byte_when_it_is_built_anew(station: Path) -> None:
    name = f"audio/programmes/{AFTER}/0530-sang.mp3"
    before = (station / name).read_bytes()
    for made in ("audio/programmes", "playlists/built", "var"):
        shutil.rmtree(station / made)
    assert ask(station, "build", AFTER).code == 0
    assert (station / name).read_bytes() == before


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda path: path.unlink(), "there is no sound “nhac-hieu” in audio/jingles; there are: –"),
        (lambda path: path.write_bytes(b"no sound at all" * 100), "nhac-hieu.wav is damaged or no WAV"),
        (lambda path: path.write_bytes(b""), "nhac-hieu.wav is damaged or no WAV"),
    ],
    ids=["missing", "damaged", "empty"],
)
def test_without_its_jingle_a_programme_is_made_all_the_same_and_as_long(station: Path, spoil: Any, told: str) -> None:
    spoil(station / "audio/jingles/nhac-hieu.wav")
    built = build(station, AFTER)
    assert told in built.err
    assert "playlists/sang.yaml:4: " in built.err
    (airing,) = airings(station, AFTER)
    assert "jingle" not in {cue["kind"] for cue in airing["cues"]}
    assert len(read(station / airing["programme"]).samples) == airing["planned_ms"] * RATE // 1000
