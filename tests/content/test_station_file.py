"""`station.yaml`: what it says, what it may leave out, and what is told when it is wrong."""

from datetime import date, time

import pytest
from people_files import SAMPLE, read_text

from broadcaster.content.station_file import read_station
from broadcaster.model.problem import Place
from broadcaster.model.station import (
    Hours,
    OutputChoice,
    Profile,
    QuietHours,
    SoundGoal,
    Station,
    VoiceChoice,
)


def station(source: str) -> tuple[Station | None, list[str]]:
    return read_text(lambda text, gather: read_station(text, "station.yaml", gather), source)


def test_the_sample_station_is_read_without_a_word() -> None:
    found, problems = station((SAMPLE / "station.yaml").read_text("utf-8"))
    assert problems == []
    assert found is not None
    assert found.name == "Đài truyền thanh xã Quảng Ngọc"
    assert found.hours.quiet == QuietHours(time(21), time(5))


def test_everything_that_a_station_may_say() -> None:
    source = """
name: Đài truyền thanh xã Thử
timezone: Asia/Bangkok
language: en
voices:
  - espeak: {voice: vi+Annie, rate: 110}
  - gtts
  - piper: {voice: vi_VN-vivos-x_low, speaker: VIVOSSPK07, rate: 90}
  - edge: {voice: vi-VN-NamMinhNeural, rate: 95}
sound: {loudness: -20 LUFS, profile: full}
hours: {quiet: 22h-4h, sessions_per_day: 2, minutes_per_session: 30}
late: {join: 5 phút}
keep: {programmes: 10 ngày}
outputs: [sound_card, wav_file: {path: var/out.wav}]
"""
    assert station(source) == (
        Station(
            name="Đài truyền thanh xã Thử",
            timezone="Asia/Bangkok",
            language="en",
            voices=(
                VoiceChoice("espeak", (("voice", "vi+Annie"), ("rate", 110))),
                VoiceChoice("gtts"),
                VoiceChoice("piper", (("voice", "vi_VN-vivos-x_low"), ("speaker", "VIVOSSPK07"), ("rate", 90))),
                VoiceChoice("edge", (("voice", "vi-VN-NamMinhNeural"), ("rate", 95))),
            ),
            sound=SoundGoal(-20.0, Profile.FULL),
            hours=Hours(QuietHours(time(22), time(4)), 2, 30),
            join_late_ms=5 * 60_000,
            programmes_kept_days=10,
            outputs=(OutputChoice("sound_card"), OutputChoice("wav_file", (("path", "var/out.wav"),))),
        ),
        [],
    )


@pytest.mark.parametrize(
    ("written", "engines"),
    [
        ("[gtts]", ["gtts", "espeak"]),
        ("[edge, piper]", ["edge", "piper", "espeak"]),
        ("[espeak, gtts]", ["espeak", "gtts"]),
        ("[espeak: {rate: 110}]", ["espeak"]),
        ("[]", ["gtts", "espeak"]),
    ],
)
def test_the_voice_that_is_always_there_is_the_last_where_it_is_not_listed(written: str, engines: list[str]) -> None:
    found, problems = station(f"name: Thử\nvoices: {written}")
    assert found is not None
    assert ([choice.engine for choice in found.voices], problems) == (engines, [])


def test_a_voice_knows_where_it_was_written() -> None:
    found, _ = station("name: Thử\nvoices:\n  - gtts\n  - espeak: {rate: 110}\n")
    assert found is not None
    assert [choice.place for choice in found.voices] == [Place("station.yaml", 3), Place("station.yaml", 4)]


def test_a_station_needs_no_more_than_a_name() -> None:
    assert station("name: Đài xã Thử") == (Station(name="Đài xã Thử"), [])


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("language: vi", "station.yaml:1: “name:” is missing here"),
        ("", "station.yaml:1: “name:” is missing here"),
        ("name:", "station.yaml:1: something must be written here"),
        ("name: [a, b]", "station.yaml:1: a single value is expected after “name:”"),
    ],
)
def test_without_a_name_there_is_no_station(source: str, problem: str) -> None:
    assert station(source) == (None, [problem])


def test_all_mistakes_are_told_at_once_even_when_the_name_is_missing() -> None:
    source = """
nmae: Đài xã Thử
timezone: Hanoi
langauge: vi
voices: [gttx, espeak: {rate: fast, voise: vi}]
sound: {loudness: loud, profile: hron}
hours: {quiet: 21:00, sessions_per_day: 0, minutes: 45}
late: 20m
outputs: sound card
"""
    found, problems = station(source)
    assert found is None
    assert sorted(problems) == [
        "station.yaml:2: “name:” is missing here",
        "station.yaml:2: “nmae” is not known here; did you mean “name”?",
        "station.yaml:3: there is no time zone “Hanoi”; in Vietnam write Asia/Ho_Chi_Minh",
        "station.yaml:4: “langauge” is not known here; did you mean “language”?",
        "station.yaml:5: “fast” must be a whole number from 80 to 260",
        "station.yaml:5: “gttx” is not known here; did you mean “gtts”?",
        "station.yaml:5: “voise” is not known here; did you mean “voice”?",
        "station.yaml:6: “hron” is not known here; did you mean “horn”?",
        "station.yaml:6: “loud” is no loudness that fits here; write a value from -20 LUFS to -10 LUFS",
        "station.yaml:7: “0” must be a whole number from 1 to 48",
        "station.yaml:7: “21:00” is no span of hours; write 21:00-05:00",
        "station.yaml:7: “minutes” is not known here; the names are: quiet, sessions_per_day, minutes_per_session",
        "station.yaml:8: “name: value” lines are expected here; the names are: join",
        "station.yaml:9: “sound card” is not known here; did you mean “sound_card”?",
    ]


@pytest.mark.parametrize(
    "written", ["Hanoi", "", "Asia", "../../etc/passwd", "/etc/localtime", "asia/ho_chi_minh", "UTC+7", "a" * 5000]
)
def test_a_zone_that_is_none_is_told_and_vietnams_is_taken(written: str) -> None:
    found, problems = station(f"name: Thử\ntimezone: '{written}'")
    assert found is not None
    assert found.timezone == "Asia/Ho_Chi_Minh"
    assert problems == [f"station.yaml:2: there is no time zone “{written}”; in Vietnam write Asia/Ho_Chi_Minh"]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (
            "voices: [{espeak: {rate: 125}, gtts: }]",
            "“gtts” must stand in an entry of its own, or inside the braces of “espeak”",
        ),
        ("voices: [espeak: {voice: [vi]}]", "a single value is expected after “voice:”"),
        ("voices: [espeak: vi]", "“espeak” takes settings in braces: {voice: …, rate: …}"),
        ("voices: [espeak: {rate: 1000}]", "“1000” must be a whole number from 80 to 260"),
        (
            "voices: [espeak: {voice: vi+../../x}]",
            "“vi+../../x” is no Vietnamese voice of eSpeak NG; write vi or vi+Annie",
        ),
        ("voices: [espeak: {voice: en}]", "“en” is no Vietnamese voice of eSpeak NG; write vi or vi+Annie"),
        ("voices: [gtts: {tld: ../evil}]", "“../evil” is no ending of translate.google.; write com or com.vn"),
        ("voices: [gtts: {tld: com@evil.vn}]", "“com@evil.vn” is no ending of translate.google.; write com or com.vn"),
        ("voices: [gtts: {tld: com.evil}]", "“com.evil” is no ending of translate.google.; write com or com.vn"),
        (
            "voices: [piper: {voice: ../a}]",
            "“../a” is no name; use letters, digits and hyphens, as in nhac-hieu",
        ),
        ("voices: [piper: {rate: 20%}]", "“20%” must be a whole number from 50 to 200"),
        ("voices: [piper: {pause: 1}]", "“pause” is not known here; the names are: voice, speaker, gender, rate"),
        (
            "voices: [edge: {voice: vi-VN-HoaiMy}]",
            "“vi-VN-HoaiMy” is not known here; did you mean “vi-vn-hoaimyneural”?",
        ),
        ("voices: [espaek]", "“espaek” is not known here; did you mean “espeak”?"),
        ("outputs: [[sound_card]]", "one of these is expected here: sound_card, wav_file, icecast, snapcast"),
        (
            "outputs: [telegraph]",
            "“telegraph” is not known here; the names are: sound_card, wav_file, icecast, snapcast",
        ),
        ("sound: horn", "“name: value” lines are expected here; the names are: profile, loudness, web"),
        ("hours: {quiet: }", "“” is no span of hours; write 21:00-05:00"),
    ],
)
def test_what_is_wrong_with_one_line_and_what_to_write_instead(line: str, problem: str) -> None:
    found, problems = station(f"name: Thử\n{line}")
    assert found is not None
    assert problems == [f"station.yaml:2: {problem}"]


def test_misread_quiet_hours_leave_the_usual_ones_in_force() -> None:
    found, _ = station("name: Thử\nhours: {quiet: 9pm to 5am}")
    assert found is not None
    assert found.hours.quiet == QuietHours(time(21), time(5))


def test_relays_and_days_off() -> None:
    found, problems = station(
        "name: Đài thử\ndays_off: [2026-09-02, 2027-02-05..2027-02-09]\n"
        "relays:\n  vov1: {title: VOV1, url: https://vov.example/vov1, fallback: [spots, music]}\n"
        "  huyen: {url: http://huyen.example:8000}"
    )
    assert problems == []
    assert found is not None
    assert found.is_off(date(2027, 2, 9))
    assert not found.is_off(date(2027, 2, 10))
    vov1, huyen = found.relays
    assert (vov1.title, vov1.url) == ("VOV1", "https://vov.example/vov1")
    assert [filler.kind.value for filler in vov1.fallback] == ["spots", "music"]
    assert (huyen.title, [filler.kind.value for filler in huyen.fallback]) == ("huyen", ["music"])
    assert (huyen.silence_ms, huyen.buffer_ms, huyen.level_lufs) == (3_000, 1_200, found.sound.loudness_lufs)


def test_how_a_relay_is_taken_can_be_set() -> None:
    found, problems = station(
        "name: Đài thử\nrelays:\n"
        "  a: {url: http://a.example, silence: không, buffer: 5s, level: none}\n"
        "  b: {url: 'http://b.example/x?key=1', silence: 10s, level: -14 LUFS}"
    )
    assert problems == []
    assert found is not None
    a, b = found.relays
    assert (a.silence_ms, a.buffer_ms, a.level_lufs) == (0, 5_000, None)
    assert (b.silence_ms, b.buffer_ms, b.level_lufs) == (10_000, 1_200, -14.0)


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("relays: {vov1: {title: VOV1}}", "station.yaml:2: “url:” is missing here"),
        (
            "relays: {vov1: {url: vov.vn}}",
            "station.yaml:2: “vov.vn” is no address of a stream; write it as in https://…/vov1",
        ),
        (
            "relays: {vov1: {url: 'http://clerk:secret@vov.example/vov1'}}",
            "station.yaml:2: the address holds a name and password, which everybody could read here; "
            "ask for one without them",
        ),
        (
            "relays: {vov1: {url: http://vov.example, buffer: 1m}}",
            "station.yaml:2: “1m” is too long; write a length from 1s to 30s",
        ),
        (
            "relays: {vov1: {url: http://vov.example, level: -40 LUFS}}",
            "station.yaml:2: “-40 LUFS” is no loudness that fits here; write a value from -20 LUFS to -10 LUFS",
        ),
        ("days_off: [2026-02-30]", "station.yaml:2: there is no day 2026-02-30 in the calendar"),
    ],
)
def test_what_is_wrong_with_a_relay_or_a_day_off(line: str, problem: str) -> None:
    assert station(f"name: Đài thử\n{line}")[1] == [problem]
