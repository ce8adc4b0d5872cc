"""A script for two speakers, with a rest and a repetition, all the way to the record of the air."""

from pathlib import Path

import numpy as np
import pytest
from sound.silences import longest_silence_ms
from workflows.stations import AFTER, RATE, ask, rewrite

from broadcaster.sound.files import read
from broadcaster.sound.pcm import Pcm

NEWS = "Kính thưa bà con. Hôm nay xã ta có 2 tin vui."
DIALOGUE = "Nam: Kính thưa bà con. [nghỉ 3s]\nNữ: Hôm nay xã ta có 2 tin vui."


def item_of(station: Path) -> Pcm:
    saved = station / "nghe.wav"
    assert ask(station, "preview", "tin-1", "--to", str(saved)).code == 0
    return read(saved)


def build(station: Path) -> None:
    assert ask(station, "approve", "tin-1", "--by", "Trưởng đài").code == 0
    assert ask(station, "build", AFTER).code == 0


def test_both_voices_are_heard_and_on_record(station: Path) -> None:
    rewrite(station / "scripts/tin-1.md", NEWS, DIALOGUE)
    build(station)
    lines = ask(station, "simulate", AFTER, "--json").lines
    assert {line["voice"] for line in lines if line["kind"] == "script"} == {"espeak:vi, espeak:vi+Annie"}
    tag = (station / f"audio/programmes/{AFTER}/0530-sang.mp3").read_bytes()[:4000]
    assert b"espeak:vi, espeak:vi+Annie" in tag


def test_the_man_s_part_is_lower_than_the_woman_s_and_both_are_equally_loud(station: Path) -> None:
    rewrite(station / "scripts/tin-1.md", NEWS, DIALOGUE)
    samples = item_of(station).samples.astype(float)
    quiet = np.flatnonzero(np.abs(samples) > 300)
    gap = np.argmax(np.diff(quiet))
    man, woman = samples[: quiet[gap]], samples[quiet[gap + 1] :]
    assert 90 < pitch_hz(man) < 130 < pitch_hz(woman) < 210
    assert abs(20 * np.log10(np.std(man) / np.std(woman[: len(man)]))) < 4


def pitch_hz(samples: np.ndarray) -> float:
    """Return the median fundamental of the voiced stretches, by autocorrelation."""
    found = []
    for start in range(0, len(samples) - 2048, 2048):
        window = samples[start : start + 2048] - samples[start : start + 2048].mean()
        alike = np.correlate(window, window, "full")[2047:]
        lag = RATE // 300 + int(np.argmax(alike[RATE // 300 : RATE // 70]))
        if np.std(window) > 1000 and alike[lag] > 0.5 * alike[0]:
            found.append(RATE / lag)
    return float(np.median(found))


def test_an_ordered_rest_is_as_long_as_ordered(station: Path) -> None:
    rewrite(station / "scripts/tin-1.md", NEWS, DIALOGUE)
    assert 3000 <= longest_silence_ms(item_of(station)) <= 3150


def test_a_repeated_notice_is_twice_as_long_and_an_emergency_slower(station: Path) -> None:
    usual = item_of(station).duration_ms
    rewrite(station / "scripts/tin-1.md", "column: ban-tin", "column: ban-tin\nrepeat: 2")
    twice = item_of(station).duration_ms
    assert 2 * usual < twice < 2 * usual + 3000
    rewrite(station / "scripts/tin-1.md", "repeat: 2", "priority: emergency")
    assert 1.04 * usual < item_of(station).duration_ms < 1.2 * usual


def test_the_station_s_notice_is_said_after_every_item(station: Path) -> None:
    usual = item_of(station).duration_ms
    rewrite(station / "station.yaml", "voices: [espeak]", "voices: [espeak]\nspeech: {notice: Bài do giọng máy đọc.}")
    assert item_of(station).duration_ms > usual + 1500
    assert ask(station, "check").code == 0  # the station's words, not the script's: nobody has to approve anew


def test_the_preview_shows_who_reads_and_where_nobody_does(station: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    rewrite(station / "scripts/tin-1.md", NEWS, DIALOGUE)
    shown = ask(station, "preview", "tin-1").out
    assert "[from here on the man's voice reads] Kính thưa bà con" in shown
    assert "[3 s of silence]" in shown
