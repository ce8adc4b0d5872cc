"""say, voices, cache: what an operator hears and sees of the voices."""

import os
import time
from pathlib import Path

import pytest
from workflows.stations import AFTER, ask, marks, rewrite

from broadcaster.messages import Sentence
from broadcaster.model.sealed import sealed, unsealed
from broadcaster.sound.files import comment_of, duration_ms
from broadcaster.speech.engines.espeak import EspeakEngine


def test_a_text_is_said_as_a_script_would_be(station: Path, tmp_path: Path) -> None:
    said = ask(station, "say", "Nam: Mời bà con họp lúc 7h30.\nNữ: Xin cảm ơn!", "--to", str(tmp_path / "moi.wav"))
    assert said.code == 0
    assert said.out == "espeak:vi, espeak:vi+Annie: Mời bà con họp lúc bảy giờ ba mươi phút. Xin cảm ơn!\n"
    assert 3000 < duration_ms(tmp_path / "moi.wav") < 9000
    assert comment_of(tmp_path / "moi.wav") == "synthetic-speech=true; voice=espeak:vi, espeak:vi+Annie"


@pytest.mark.parametrize("name", ["espeak:vi+Annie", "espeak:vi+f2"])
def test_a_voice_can_be_asked_for_by_name(station: Path, tmp_path: Path, name: str) -> None:
    said = ask(station, "say", "Xin chào.", "--voice", name, "--to", str(tmp_path / "chao.flac"))
    assert (said.code, said.out) == (0, f"{name}: Xin chào.\n")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("Xin chào.", "--voice", "sam"), "there is no voice “sam”"),
        (("Xin chào.", "--voice", "espeak:en"), "'en' is no Vietnamese voice of eSpeak NG"),
        (("***",), "there is no word to be said in: ***"),
    ],
)
def test_what_can_t_be_said_is_told(station: Path, tmp_path: Path, words: tuple[str, ...], told: str) -> None:
    said = ask(station, "say", *words, "--to", str(tmp_path / "x.wav"))
    assert said.code == 2
    assert told in said.err
    assert not (tmp_path / "x.wav").exists()


def test_a_file_that_is_no_sound_s_is_refused_before_anything_is_spoken(station: Path, tmp_path: Path) -> None:
    spoken = marks(station, "var/speech/words/*/*")
    said = ask(station, "say", "Một câu chưa ai nói.", "--to", str(tmp_path / "x.mp3"))
    assert (said.code, said.out) == (2, "")
    assert said.err == "x.mp3: a name that ends in .wav or .flac is needed\n"
    assert marks(station, "var/speech/words/*/*") == spoken


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Xin chào [nghỉ 99s]", "“[nghỉ 99s]” orders no silence: write [nghỉ 2s], at most 30 s"),
        ("Xin chào {a|b", "“{a|b” orders no reading: write {written|spoken} or {written:class}"),
    ],
)
def test_a_mistake_in_the_text_is_told_as_preview_does_and_the_rest_is_said(
    station: Path, tmp_path: Path, text: str, told: str
) -> None:
    said = ask(station, "say", text, "--to", str(tmp_path / "chao.wav"))
    assert (said.code, said.err.splitlines()[-1]) == (2, told)
    assert (tmp_path / "chao.wav").exists()


def test_every_voice_is_shown_with_what_it_costs_and_whether_it_works(station: Path) -> None:
    shown = ask(station, "voices")
    assert shown.code == 0
    lines = shown.out.splitlines()
    assert lines[0] == " ✓ 1. espeak:vi: a man's voice; free; always there; a machine-like voice"
    annie = next(line for line in lines if "vi+Annie" in line)
    assert annie.endswith("not chosen in station.yaml")
    (piper,) = (line for line in ask(station, "voices", "--json").json["voices"] if line["voice"].startswith("piper"))
    assert (piper["chosen"], piper["works"]) == (None, False)
    assert "voices/" in piper["why_not"] or "pip install" in piper["why_not"]


def test_the_voice_that_is_always_there_is_shown_as_the_last_though_nobody_listed_it(station: Path) -> None:
    rewrite(station / "station.yaml", "voices: [espeak]", "voices: [piper]")
    shown = ask(station, "voices")
    last = next(line for line in shown.out.splitlines() if line.startswith(" ✓ 2. espeak:vi: "))
    assert last.endswith("; not listed in station.yaml, but always there, as the last")
    assert shown.code == 0
    shapes = ask(station, "voices", "--json").json["voices"]
    assert [(shape["chosen"], shape["added"]) for shape in shapes[:2]] == [(1, False), (2, True)]
    engines = [voice["engine"] for voice in ask(station, "show", "--json").json["voices"]]
    assert engines == ["piper", "espeak"]


def test_without_any_voice_that_works_the_exit_code_says_so(station: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(EspeakEngine, "why_unavailable", lambda _: Sentence("eSpeak NG is not installed"))
    rewrite(station / "station.yaml", "voices: [espeak]", "voices: [piper]")
    assert ask(station, "voices").code == 1


@pytest.mark.parametrize(
    ("written", "told", "code"),
    [
        ("voices: [espeak: {voice: vi+Robosoft}]", "station.yaml:3: eSpeak NG has no voice 'vi+Robosoft'", 2),
        ("voices: [gtts, piper, espeak]", "station.yaml:3: ", 0),
    ],
)
def test_check_tells_where_a_voice_that_is_not_there_was_written(
    station: Path, written: str, told: str, code: int
) -> None:
    rewrite(station / "station.yaml", "voices: [espeak]", written)
    checked = ask(station, "check")
    assert told in checked.err
    assert checked.code == code


def test_a_sample_of_each_voice_that_works_is_written(station: Path, tmp_path: Path) -> None:
    assert ask(station, "voices", "--samples", str(tmp_path / "nghe")).code == 0
    samples = {path.name: duration_ms(path) for path in (tmp_path / "nghe").iterdir()}
    assert {"espeak-vi.wav", "espeak-vi-Annie.wav"} <= set(samples)
    assert all(length_ms > 4000 for length_ms in samples.values())


def test_a_sample_that_can_t_be_written_is_told_with_its_voice_and_the_reason(station: Path) -> None:
    told = ask(station, "voices", "--samples", str(station / "station.yaml"))
    assert told.code == 2  # a file where a folder was asked for
    (station / "nghe").mkdir()
    (station / "nghe/espeak-vi.wav").mkdir()
    told = ask(station, "voices", "--samples", "nghe")
    assert told.code == 0
    assert "espeak:vi: espeak-vi.wav cannot be written: there is a folder where a file should be" in told.err
    assert "written: nghe/espeak-vi-Annie.wav" in told.err


def test_the_exit_code_tells_when_no_sample_could_be_written(station: Path) -> None:
    told = ask(station, "voices", "--samples", "station.yaml/nghe")
    assert told.code == 1
    assert "espeak:vi: espeak-vi.wav cannot be written: " in told.err
    assert "espeak:vi+Annie: espeak-vi-Annie.wav cannot be written: " in told.err


def test_the_cache_tells_its_size_its_use_and_what_would_go(station: Path) -> None:
    ask(station, "approve", "tin-1", "--by", "Trưởng đài")
    rewrite(station / "scripts/tin-1.md", "2 tin vui", "3 tin vui")
    ask(station, "approve", "tin-1", "--by", "Trưởng đài")
    ask(station, "build", AFTER)
    kept = ask(station, "cache", "--json").json
    assert kept["sentences"] == 7
    assert kept["pinned"] == 2  # the feast is over, and the old sentence is nobody's
    assert kept["last_30_days"] == {"asked": 5, "found": 1}
    assert kept["would_drop"] == {"sentences": 0, "bytes": 0}
    shown = ask(station, "cache").out
    assert "1 of 5 sentences were there already (20 %)" in shown


def test_what_is_over_the_limit_goes_but_never_what_the_coming_days_need(station: Path) -> None:
    station_file = station / "station.yaml"
    station_file.write_text(station_file.read_text(encoding="utf-8") + "speech: {cache: 50MB}\n", encoding="utf-8")
    words = next(iter((station / "var/speech/words").glob("*/*.json")))
    filler = station / "var/speech/audio/00" / ("0" * 64 + ".flac")
    filler.parent.mkdir(exist_ok=True)
    with filler.open("wb") as file:
        file.truncate(60_000_000)
    shape = unsealed(words.read_bytes())
    old = station / "var/speech/words/00/old.json"
    old.parent.mkdir(exist_ok=True)
    old.write_bytes(sealed({**shape, "audio": filler.stem, "text": "Câu cũ."}))
    for path in (old, filler):
        os.utime(path, (time.time() - 9 * 86_400,) * 2)
    assert ask(station, "cache", "--json").json["would_drop"]["sentences"] == 1
    dropped = ask(station, "cache", "--drop", "--json")
    assert "given up: 1 sentences" in dropped.err
    assert (dropped.json["sentences"], old.exists(), filler.exists()) == (6, False, False)


def test_a_limit_that_makes_no_sense_is_told(station: Path) -> None:
    station_file = station / "station.yaml"
    text = station_file.read_text(encoding="utf-8")
    station_file.write_text(text + "speech: {cache: 1KB, pace: {emergency: 10%}}\n", encoding="utf-8")
    checked = ask(station, "check")
    assert checked.code == 2
    assert "“1KB” is no size; write 500MB or 2GB" in checked.err
    assert "“10%” must be a percentage from 60% to 130%" in checked.err
