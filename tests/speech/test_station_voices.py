"""What `station.yaml` may say of a voice, the engine takes: no mistake is left to be found at night."""

from pathlib import Path

import pytest

from broadcaster.content.nodes import Gatherer
from broadcaster.content.station_file import VOICES, read_station
from broadcaster.model.script import Speaker
from broadcaster.speech.engine import Engine
from broadcaster.speech.engines import edge
from broadcaster.speech.voices import VoicePlaces, engines, open_voices

WRITTEN = {
    "gtts": ["tld: com", "tld: com.vn"],
    "espeak": ["voice: vi", "voice: vi+Annie", "rate: 80", "rate: 260"],
    "piper": [
        *("voice: vi_VN-vais1000-medium", "speaker: VIVOSSPK07", "speaker: 12", "rate: 50", "rate: 200"),
        *("gender: nam", "gender: nữ", "gender: man", "gender: woman"),
    ],
    "edge": [*(f"voice: {voice}" for voice in edge.VOICES), "rate: 50", "rate: 200"],
}
ENTRIES = [f"{name}: {{{one}}}" for name, written in WRITTEN.items() for one in written]


def opened(entry: str):
    gather = Gatherer()
    station = read_station(f"name: Thử\nvoices: [{entry}]", "station.yaml", gather)
    assert gather.problems == []
    voice, *_ = open_voices(station.voices, VoicePlaces(Path("voices")))
    return voice


@pytest.mark.parametrize("entry", ENTRIES)
def test_every_setting_reaches_the_engine(entry):
    """It is another voice than the usual one, or has the usual setting."""
    name, _, setting = entry.partition(": ")
    usual = {"tld: com", "voice: vi", "voice: vi-VN-HoaiMyNeural"}
    assert (facts(opened(entry)) != facts(opened(name))) != (setting.strip("{}") in usual)


def facts(voice: Engine):
    return voice.identity, voice.voice, voice.speaker, getattr(voice, "tld", None)


@pytest.mark.parametrize(
    ("written", "speaker"),
    [("nam", Speaker.MAN), ("man", Speaker.MAN), ("nữ", Speaker.WOMAN), ("Woman", Speaker.WOMAN)],
)
def test_a_gender_is_written_in_either_language(written, speaker):
    assert opened(f"piper: {{gender: {written}}}").speaker is speaker


def test_there_are_settings_for_every_engine_and_no_other():
    assert set(VOICES) == set(engines(VoicePlaces(Path("voices")))) == set(WRITTEN)
    for name, written in WRITTEN.items():
        assert {one.partition(":")[0] for one in written} == set(VOICES[name])
