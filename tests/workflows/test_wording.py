"""What is said of a script in all: repeated as it asks, with the station's own words between and behind."""

from dataclasses import replace

import pytest
from workflows.stations import ask, rewrite, write_station

from broadcaster.model.contents import Contents
from broadcaster.model.reading import Reading, Turn
from broadcaster.model.script import Priority, Script
from broadcaster.model.station import SpeechStyle
from broadcaster.workflows.approvals import read_script
from broadcaster.workflows.heard import fingerprint_of, heard_of
from broadcaster.workflows.station_folder import open_station
from broadcaster.workflows.wording import recorded_ms, recorded_readings, recorded_words, spoken_ms, words_of


@pytest.fixture
def contents(tmp_path) -> Contents:
    return open_station(write_station(tmp_path))[0]


def said(contents: Contents, body: str, style: SpeechStyle | None = None, **facts) -> list[tuple[str, int]]:
    station = replace(contents.station, speech=style or SpeechStyle())
    read = read_script(Script("tin", "Tin", "ban-tin", body, **facts), contents)
    return [(part.text, part.pause_ms) for part in words_of(read, replace(contents, station=station))]


def test_a_plain_script_is_its_sentences(contents):
    assert said(contents, "Xin chào. Lúc 7h họp.") == [("Xin chào.", 500), ("Lúc bảy giờ họp.", 500)]


def test_a_repeated_notice_is_announced_as_such(contents):
    assert said(contents, "Mai mất điện!", repeat=3) == [
        ("Mai mất điện!", 800),
        ("Xin nhắc lại.", 800),
        ("Mai mất điện!", 800),
        ("Xin nhắc lại.", 800),
        ("Mai mất điện!", 560),
    ]


def test_the_station_s_own_words_are_read_like_a_script(contents):
    style = SpeechStyle(repeat_with="Nhắc lại lần 2:", notice="Bài do máy đọc, 100%.")
    assert [text for text, _ in said(contents, "Mai họp.", style, repeat=2)] == [
        "Mai họp.", "Nhắc lại lần hai:", "Mai họp.", "Bài do máy đọc, một trăm phần trăm."
    ]  # fmt: skip


def test_an_ordered_rest_at_the_end_outlasts_the_pause_before_the_repetition(contents):
    assert said(contents, "Mai họp. [nghỉ 3s]", repeat=2)[0] == ("Mai họp.", 3000)


def test_a_recording_is_all_words_at_once_and_without_what_the_station_adds(contents):
    read = read_script(Script("tin", "Tin", "ban-tin", "Nam: Xin chào.\n\nNữ: Lúc 7h họp.", repeat=2), contents)
    assert recorded_words(read).text == "Xin chào. Lúc bảy giờ họp."


def test_a_recording_is_repeated_without_a_machine_s_words_between(contents):
    read = read_script(Script("tin", "Tin", "ban-tin", "Mai họp.", repeat=3), contents)
    assert [(part.text, part.pause_ms) for part in recorded_readings(read)] == [("Mai họp.", 1500)] * 3
    assert recorded_ms(read, recording_ms=2000) == 2000 * 3 + 1500 * 2


def test_a_slower_pace_is_reckoned_longer(contents):
    read = read_script(Script("tin", "Tin", "ban-tin", "một hai ba bốn", Priority.EMERGENCY), contents)
    words = words_of(read, contents)
    assert spoken_ms(words, 50) - spoken_ms(words) == 4 * 310


@pytest.mark.parametrize(
    ("change", "voids"),
    [
        ({"body": "Nam: Mai họp."}, True),
        ({"body": "Mai [nghỉ 1s] họp."}, True),
        ({"body": "Mai  \n họp."}, False),
        ({"repeat": 2}, True),
        ({"title": "Tin khác"}, False),
        ({"priority": Priority.EMERGENCY}, True),
    ],
)
def test_what_voids_an_approval(contents, change, voids):
    script = Script("tin", "Tin", "ban-tin", "Mai họp.")
    before, after = (read_script(one, contents).fingerprint for one in (script, replace(script, **change)))
    assert (before != after) is voids


def test_an_approval_holds_for_the_words_of_the_turns_where_these_are_not_those_of_the_line(contents):
    script = Script("tin", "Tin", "ban-tin", "gọi [nghỉ 1s] 113")
    reading = Reading("gọi một một ba", (), ())
    heard = [(Turn("gọi", rest_ms=1000), Turn(spoken)) for spoken in ("một một ba", "một chục ba")]

    def fingerprint(*turns: Turn) -> str:
        return fingerprint_of(heard_of(script, reading, turns, None, contents))

    assert len({fingerprint(*turns) for turns in heard}) == 2
    assert fingerprint(Turn("gọi"), Turn("một một ba")) == fingerprint()


@pytest.mark.parametrize(("key", "line"), [("repeat_with", 6), ("notice", 7)])
def test_mistakes_in_the_station_s_own_words_are_told_with_their_line(tmp_path, key, line):
    station = write_station(tmp_path)
    words = {"repeat_with": "Nhắc lại:", "notice": "Bài do máy đọc."} | {key: "Bài do {VNeID|2} đọc."}
    speech = "".join(f'\n  {name}: "{text}"' for name, text in words.items())
    rewrite(station / "station.yaml", "profile: full}\n", f"profile: full}}\nspeech:{speech}\n")
    told = [one for one in ask(station, "check").err.splitlines() if one.startswith("station.yaml")]
    assert told == [f"station.yaml:{line}: “{{VNeID|2}}”: the spoken side may hold only words and punctuation"]
    assert "place" not in ask(station, "show").out.split("speech: ")[1].splitlines()[0]
