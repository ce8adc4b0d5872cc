"""What stands in playlists, in the words of a form: the reader of files takes them as well."""

import pytest

from broadcaster.console.words import sound_title, voice_name
from broadcaster.console.written import as_in_file, in_words
from broadcaster.content.values import day_range, length_ms, weekdays


@pytest.mark.parametrize(
    ("written", "told"),
    [("mon-sun", "T2–CN"), ("mon,wed,fri", "T2, T4, T6"), ("sat-mon", "T2, T7–CN"), ("daily", "T2–CN"), ("x", "x")],
)
def test_days(written: str, told: str) -> None:
    assert in_words("days", written, "vi") == told
    assert written == "x" or weekdays(told) == weekdays(written)


@pytest.mark.parametrize(
    ("written", "told"), [("10m", "10 phút"), ("1h30m", "1 giờ 30 phút"), ("90s", "1 phút 30 giây")]
)
def test_lengths(written: str, told: str) -> None:
    assert in_words("airtime", written, "vi") == told
    assert length_ms(told) == length_ms(written)


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("2026-05-13..2026-05-18", "13/5/2026 – 18/5/2026"),
        ("13/5/2026..18/5/2026", "13/5/2026 – 18/5/2026"),
        ("2026-05-13..", "từ 13/5/2026"),
        ("..2026-05-18", "đến 18/5/2026"),
        ("2026-05-13", "13/5/2026"),
        ("mai", "mai"),
        ("", ""),
    ],
)
def test_days_of_the_calendar(written: str, told: str) -> None:
    assert in_words("valid", written, "vi") == told
    kept = as_in_file("valid", told)
    assert kept == written or day_range(kept) == day_range(written)


@pytest.mark.parametrize(
    "typed",
    [
        "13/5/2026 – 18/5/2026", "13/5/2026-18/5/2026", "13.5.2026 — 18.5.2026", "từ 13/5/2026 đến 18/5/2026",
        "13/5/2026 đến  18/5/2026", "2026-05-13 - 2026-05-18", "2026-05-13..2026-05-18",
    ],
)  # fmt: skip
def test_days_are_taken_as_people_write_them_and_kept_as_the_file_has_them(typed: str) -> None:
    assert as_in_file("valid", typed) == "2026-05-13..2026-05-18"


def test_what_is_no_day_is_left_for_the_reader_of_files_to_name() -> None:
    assert as_in_file("valid", "32/5/2026 – 18/5/2026") == "32/5/2026 – 18/5/2026"
    assert [as_in_file("to", typed) for typed in ("18/5/2026", "mai", "")] == ["2026-05-18", "mai", ""]
    assert as_in_file("title", "18/5/2026") == "18/5/2026"


def test_what_has_no_other_words_is_left() -> None:
    assert in_words("days", "mon-sun", "en") == "mon-sun"
    assert in_words("at", "5h30", "vi") == "5h30"
    assert in_words("days", "", "vi") == ""


def test_sounds_are_called_by_what_they_are_and_voices_by_their_makers() -> None:
    assert [sound_title("jingle", name, "vi") for name in ("mo-dau", "nhac-cat-2")] == ["nhạc hiệu", "nhạc cắt"]
    assert sound_title("music", "giai-dieu", "vi") == "nhạc"
    assert sound_title("script", "Tin sáng", "vi") == "Tin sáng"
    assert voice_name("espeak:vi, espeak:vi+f3, gtts:vi", "vi") == "giọng máy eSpeak NG, giọng máy Google"
    assert voice_name("recording:lan", "vi") == "recording:lan"
