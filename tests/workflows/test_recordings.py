"""A human reading in audio/recordings wins over every machine, and says so when it is older than the text."""

import os
import time
from pathlib import Path

import pytest
from workflows.stations import AFTER, Outcome, ask, rewrite, write_tone

from broadcaster.sound.files import comment_of

HOUR_S = 3600


def record(station: Path, seconds: float = 4, age_s: float = 0) -> Path:
    path = station / "audio/recordings/tin-1.wav"
    write_tone(path, seconds, 330)
    written_s = time.time() - age_s
    os.utime(path, (written_s, written_s))
    return path


def approve(station: Path) -> Outcome:
    return ask(station, "approve", "tin-1", "--by", "Trưởng đài")


def build(station: Path) -> Outcome:
    return ask(station, "build", AFTER)


def voices(station: Path) -> set[str]:
    lines = ask(station, "simulate", AFTER, "--json").lines
    return {line["voice"] for line in lines if line["kind"] == "script"}


def tags(station: Path) -> bytes:
    return (station / f"audio/programmes/{AFTER}/0530-sang.mp3").read_bytes()[:4000]


def test_a_new_recording_makes_the_script_a_draft_and_once_approved_is_what_airs(station: Path) -> None:
    assert b"synthetic-speech" in tags(station)
    record(station)
    assert ask(station, "check").code == 2
    assert approve(station).code == 0
    assert build(station).err == ""
    assert voices(station) == {"recording:tin-1"}
    assert b"recording:tin-1" in tags(station)
    assert b"synthetic-speech" not in tags(station)


def test_machine_items_are_marked_and_the_human_one_is_not(station: Path) -> None:
    marks = {comment_of(path) for path in station.glob("var/items/*/*.wav")}
    assert marks == {"synthetic-speech=true; voice=espeak:vi"}
    record(station)
    approve(station)
    build(station)
    assert {comment_of(path) for path in station.glob("var/items/*/*.wav")} == marks | {""}


def test_other_words_by_the_lexicon_need_a_new_approval_as_the_machine_may_have_to_say_them(station: Path) -> None:
    record(station)
    approve(station)
    assert ask(station, "check").code == 0
    (station / "lexicon.yaml").write_text("xã ta: quê mình\n", encoding="utf-8")
    assert ask(station, "check").code == 2


def test_a_machine_that_stands_in_for_a_recording_says_no_words_that_nobody_approved(station: Path) -> None:
    record(station, seconds=0.5)
    approve(station)
    (station / "lexicon.yaml").write_text("xã ta: quê mình\n", encoding="utf-8")
    build(station)
    assert voices(station) == set()


def test_a_recording_is_heard_as_often_as_the_script_asks(station: Path) -> None:
    record(station, seconds=4)
    rewrite(station / "scripts/tin-1.md", "column: ban-tin\n", "column: ban-tin\nrepeat: 2\n")
    approve(station)
    build(station)
    assert voices(station) == {"recording:tin-1"}
    lengths = [
        line["duration_ms"] for line in ask(station, "simulate", AFTER, "--json").lines if line["kind"] == "script"
    ]
    assert all(2 * 4000 + 1500 < length_ms < 2 * 4000 + 1500 + 1000 for length_ms in lengths)


def test_another_recording_or_another_text_needs_a_new_approval(station: Path) -> None:
    record(station)
    approve(station)
    record(station, seconds=5)
    assert ask(station, "check").code == 2
    approve(station)
    assert ask(station, "check").code == 0
    rewrite(station / "scripts/tin-1.md", "2 tin vui", "3 tin vui")
    assert ask(station, "check").code == 2


def test_a_recording_older_than_its_text_is_told_until_somebody_approves_the_two_together(station: Path) -> None:
    record(station, age_s=HOUR_S)
    rewrite(station / "scripts/tin-1.md", "2 tin vui", "3 tin vui")
    told = "audio/recordings/tin-1.wav: the text of “tin-1” was changed after this was recorded"
    assert told in ask(station, "check").err
    approved = approve(station)
    assert (approved.code, told in approved.err) == (0, True)
    assert told not in ask(station, "check").err


CHANGED = "the text of “tin-1” was changed after this was recorded"


def test_a_script_that_was_only_touched_is_not_taken_for_a_changed_one(station: Path) -> None:
    record(station, age_s=HOUR_S)
    approve(station)
    write_tone(station / "audio/beds/nhac-nen.wav", 4, 220)
    rewrite(station / "scripts/tin-1.md", "column: ban-tin\n", "column: ban-tin\nbed: nhac-nen\n")
    (station / "lexicon.yaml").write_text("xã ta: quê mình\n", encoding="utf-8")
    told = ask(station, "check").err
    assert "“tin-1” was changed after Trưởng đài approved it" in told
    assert CHANGED not in told
    (station / "lexicon.yaml").unlink()
    rewrite(station / "scripts/tin-1.md", "Hôm nay", "[nghỉ 2s] Hôm nay")
    assert CHANGED not in ask(station, "check").err


def test_a_recording_that_was_checked_once_is_known_by_its_words(station: Path) -> None:
    record(station)
    ask(station, "check")
    script = station / "scripts/tin-1.md"
    later_s = time.time() + HOUR_S
    os.utime(script, (later_s, later_s))
    assert CHANGED not in ask(station, "check").err
    rewrite(script, "2 tin vui", "3 tin vui")
    assert CHANGED in ask(station, "check").err, "though it was changed within the minute"


def test_where_nothing_is_known_any_more_the_files_times_tell(station: Path) -> None:
    record(station, age_s=HOUR_S)
    approve(station)
    rewrite(station / "scripts/tin-1.md", "column: ban-tin\n", "column: ban-tin\npriority: priority\n")
    assert CHANGED not in ask(station, "check").err
    (station / "var/recordings.json").write_text("[]", encoding="utf-8")
    assert CHANGED in ask(station, "check").err


@pytest.mark.parametrize("spoil", [b"", b"<html>no sound</html>" * 50])
def test_a_recording_that_is_no_sound_is_named_and_the_machine_reads(station: Path, spoil: bytes) -> None:
    record(station).write_bytes(spoil)
    approved = approve(station)
    assert "audio/recordings/tin-1.wav: this recording is left out, and a machine voice reads" in approved.err
    built = build(station)
    assert "audio/recordings/tin-1.wav: this sound can't be aired and is left out" in built.err
    assert voices(station) == {"espeak:vi"}


def test_a_recording_that_can_t_be_the_text_is_named_and_the_machine_reads(station: Path) -> None:
    record(station, seconds=0.5)
    told = "audio/recordings/tin-1.wav: this recording is left out, and a machine voice reads: the sound is too short"
    approved = approve(station)
    assert (approved.code, told in approved.err) == (0, True)
    assert told in ask(station, "check").err
    assert told in build(station).err
    assert voices(station) == {"espeak:vi"}


def test_without_its_recording_the_script_goes_back_to_the_machine_once_approved(station: Path) -> None:
    path = record(station)
    approve(station)
    build(station)
    path.unlink()
    assert ask(station, "check").code == 2
    approve(station)
    build(station)
    assert voices(station) == {"espeak:vi"}


def test_a_recording_that_no_script_is_named_after_is_told(station: Path) -> None:
    write_tone(station / "audio/recordings/tin-hai.wav", 4, 330)
    checked = ask(station, "check")
    assert checked.code == 0
    assert "audio/recordings/tin-hai.wav: there is no script of this name" in checked.err
    assert "scripts/tin-hai.md" in checked.err


M4A = b"\0\0\0\x20ftypM4A \0\0\0\0" + bytes(2000)  # how every file of that kind begins


def test_a_telephone_s_m4a_is_named_with_what_to_do_and_the_machine_reads(station: Path) -> None:
    record(station).unlink()
    (station / "audio/recordings/tin-1.m4a").write_bytes(M4A)
    told = "tin-1.m4a is M4A, AAC, AMR or WMA, which is not read here; save it as MP3 or WAV"
    assert told in ask(station, "check").err
    assert told in approve(station).err
    build(station)
    assert voices(station) == {"espeak:vi"}


def test_what_was_saved_anew_beside_the_m4a_is_heard(station: Path) -> None:
    record(station)
    (station / "audio/recordings/tin-1.m4a").write_bytes(M4A)
    assert "audio/recordings/tin-1.m4a: there is another file of this name, tin-1.wav" in approve(station).err
    build(station)
    assert voices(station) == {"recording:tin-1"}


@pytest.mark.parametrize("name", ["recordings/tin-1.aiff", "recordings/tin-1.webm", "spots/keu-goi", "music/bai.mid"])
def test_a_file_among_the_sounds_that_is_never_heard_is_named_with_what_to_do(draft_station: Path, name: str) -> None:
    path = draft_station / "audio" / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"FORM")
    told = f"audio/{name}: this is no sound that is read here, so it is never heard; save it as MP3 or WAV"
    assert told in ask(draft_station, "check").err
    assert (told in approve(draft_station).err) is name.startswith("recordings/tin-1.")


def test_a_folder_among_the_sounds_is_named_and_what_is_plainly_no_sound_is_not(draft_station: Path) -> None:
    write_tone(draft_station / "audio/music/dan-tranh/bai-1.wav", 4, 330)
    for name in ("README.md", "nguon.txt", "Thumbs.db", ".DS_Store"):
        (draft_station / "audio/music" / name).write_bytes(b"x")
    [told] = [line for line in ask(draft_station, "check").err.splitlines() if line.startswith("audio/")]
    assert (
        told == "audio/music/dan-tranh: sounds in folders of their own are not read; put them into audio/music itself"
    )
