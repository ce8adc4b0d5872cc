"""`broadcaster sound`: what a clerk is told about a file that came on a stick."""

import os
import sys
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
import soundfile
from workflows.stations import ask, write_station

RATE = 24_000


@pytest.fixture(scope="module")
def station(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_station(tmp_path_factory.mktemp("sound") / "station")


def voice(seconds: float, level_dbfs: float, rate: int = RATE) -> np.ndarray:
    moments = np.arange(round(seconds * rate)) / rate
    return 10 ** (level_dbfs / 20) * np.sin(2 * np.pi * 1000 * moments)


def bring(station: Path, name: str, sound: np.ndarray, rate: int = RATE) -> str:
    soundfile.write(station / name, sound, rate)
    return name


def test_a_good_recording_can_be_aired(station: Path) -> None:
    told = ask(station, "sound", bring(station, "tot.wav", voice(8, -13)))
    assert (told.code, told.err) == (0, "")
    assert told.out == (
        "tot.wav: can be aired\n"
        "  · as loud as the station's sound\n"
        "  length 0:08 · WAV, 24 kHz, one channel, 16 bit\n"
        "  loudness -16.0 LUFS (the station's: -16.0) · peak -13.0 dBTP\n"
        "  silence: 0.0 s at the start, 0.0 s at the end, at most 0.0 s in between\n"
    )


@pytest.mark.parametrize(
    ("level_dbfs", "expected", "look"),
    [
        (-6, "louder than the station's sound by 7 dB: the machine lowers it by itself", False),
        (-19, "somewhat quiet: the machine raises it by 6 dB by itself", False),
        (-27, "quiet: the machine raises it by 14 dB by itself, and the noise of the room with it", True),
        (-50, "far too quiet: the machine raises it by 28 dB, and 9 dB are still lacking", True),
    ],
)
def test_it_tells_what_the_machine_will_do_about_the_loudness(
    station: Path, level_dbfs: float, expected: str, look: bool
) -> None:
    told = ask(station, "sound", bring(station, "muc.wav", voice(8, level_dbfs)))
    assert told.code == 0
    assert expected in told.out
    assert ("after a look" in told.out) == look


def test_it_finds_silences_telephones_stereo_and_crackling(station: Path) -> None:
    quiet = np.zeros(2 * 8000)
    sound = np.concatenate([quiet, voice(3, 0, 8000), quiet, quiet, voice(3, 0, 8000), quiet, quiet])
    told = ask(station, "sound", bring(station, "dien-thoai.wav", np.column_stack([sound, sound]), 8000))
    assert told.code == 0
    for expected in (
        "nothing is heard in the first 2.0 s",
        "nothing is heard in the last 4.0 s",
        "nothing is heard for 4.0 s from 0:05 on",
        "8 kHz is a telephone's sound",
        "may crackle",
        "the machine makes one channel of its 2",
        "8 kHz, stereo, 16 bit",
    ):
        assert expected in told.out


def test_what_is_silent_or_empty_cannot_be_aired(station: Path) -> None:
    names = bring(station, "lang.wav", np.zeros(3 * RATE)), bring(station, "rong.wav", np.zeros(0))
    told = ask(station, "sound", *names)
    assert told.code == 2
    assert "lang.wav: can't be aired\n  ✗ nothing is heard from end to end" in told.out
    assert "rong.wav: can't be aired\n  ✗ the file is empty" in told.out


def test_what_is_broken_or_missing_is_named_and_the_others_are_measured_all_the_same(station: Path) -> None:
    (station / "hong.mp3").write_bytes(b"this is no sound at all")
    told = ask(station, "sound", "hong.mp3", "audio/jingles/nhac-hieu.wav", "khong-co.wav", ".")
    assert told.code == 2
    assert "hong.mp3 is damaged" in told.err
    assert "khong-co.wav is missing" in told.err
    assert len(told.err.splitlines()) == 3
    assert "audio/jingles/nhac-hieu.wav: can be aired" in told.out


@pytest.mark.skipif(sys.platform != "linux", reason="only there may a file's name be no text")
def test_a_file_whose_name_is_no_text_is_told_to_be_renamed(station: Path) -> None:
    name = os.fsdecode(b"b\xe0n tin.wav")
    (station / name).write_bytes((station / "audio/jingles/nhac-hieu.wav").read_bytes())
    told = ask(station, "sound", name)
    assert (told.code, told.out) == (2, "")
    assert "rename the file" in told.err


def test_machines_get_the_same_as_json(station: Path) -> None:
    (found,) = ask(station, "sound", "--json", bring(station, "tot.flac", voice(8, -13))).json
    assert found == {
        "file": "tot.flac",
        "may_air": True,
        "duration_ms": 8000,
        "loudness_lufs": pytest.approx(-16.0, abs=0.02),
        "true_peak_dbtp": pytest.approx(-13.0, abs=0.02),
        "silence_ms": {"start": 0, "end": 0, "inside": 0},
        "format": "FLAC",
        "rate_hz": 24_000,
        "channels": 1,
        "bits": 16,
        "verdicts": [{"severity": "note", "sentence": "as loud as the station's sound"}],
    }


def test_the_goal_is_the_stations_and_the_usual_one_without_a_station(station: Path, tmp_path: Path) -> None:
    settings = (station / "station.yaml").read_text(encoding="utf-8")
    assert "-16 LUFS" in settings
    louder = write_station(tmp_path / "louder")
    (louder / "station.yaml").write_text(settings.replace("-16 LUFS", "-18 LUFS"), encoding="utf-8")
    (tmp_path / "nowhere").mkdir()
    for folder, goal in ((louder, "-18"), (tmp_path / "nowhere", "-12")):
        told = ask(folder, "sound", bring(folder, "x.wav", voice(5, -13)))
        assert f"(the station's: {goal}.0)" in told.out


def test_the_sound_is_drawn_when_asked_for(station: Path) -> None:
    told = ask(station, "sound", bring(station, "tot.wav", voice(8, -13)), "--svg", "tot.svg")
    assert told.code == 0
    picture = ElementTree.parse(station / "tot.svg").getroot()
    assert "tot.wav" in [element.text for element in picture]


def test_one_picture_shows_one_file(station: Path) -> None:
    told = ask(station, "sound", "a.wav", "b.wav", "--svg", "x.svg")
    assert told.code == 2
    assert "one picture shows one file" in told.err
