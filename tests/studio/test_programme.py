import hashlib
import subprocess
import sys
from datetime import date
from pathlib import Path

import numpy as np
import pytest
import soundfile
from pilots import level_at, tone, written
from sound.silences import longest_silence_ms

from broadcaster.errors import SoundError
from broadcaster.model.station import Profile, SoundGoal
from broadcaster.sound.files import read, write_wav
from broadcaster.sound.id3 import Chapter
from broadcaster.sound.loudness import loudness_lufs
from broadcaster.sound.pcm import Pcm, join
from broadcaster.sound.survey import survey
from broadcaster.sound.true_peak import true_peak_dbtp
from broadcaster.studio.programme import ProgrammePart, ProgrammeTags, render_programme
from broadcaster.studio.stretches import Stretches


def part(path, offset_ms, duration_ms, *fades_and_gain, **more):
    content = hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else path.name
    return ProgrammePart(path, content, offset_ms, duration_ms, *fades_and_gain, **more)


TAGS = ProgrammeTags("Buổi sáng", "Đài truyền thanh xã", date(2026, 5, 13), "espeak:vi")
FULL = SoundGoal(-16.0, Profile.FULL)


def speechlike(seconds, seed=0):
    rng = np.random.default_rng(seed)
    moments = np.arange(round(seconds * 24_000)) / 24_000
    noise = np.convolve(rng.standard_normal(len(moments)), np.hanning(9) / 3, "same")
    syllables = np.abs(np.sin(4 * np.pi * moments)) * (np.sin(2 * np.pi * moments / 3) > -0.8)
    return Pcm(np.clip(6000 * noise * syllables, -32768, 32767).astype(np.int16))


@pytest.fixture
def render(tmp_path):
    def render_parts(*parts, goal=FULL):
        return render_programme(parts, goal, tmp_path / "out" / "x.mp3", TAGS, Stretches(tmp_path / "kept"))

    return render_parts


@pytest.fixture
def made(tmp_path):
    return tmp_path / "out" / "x.mp3"


@pytest.mark.parametrize("goal", [FULL, SoundGoal(-16.0, Profile.HORN), SoundGoal(-18.0, Profile.FULL),
                                  SoundGoal(-14.0, Profile.HORN)], ids=str)  # fmt: skip
def test_a_programme_is_exact_and_levelled(tmp_path, render, made, goal):
    voice = written(tmp_path / "a.flac", speechlike(20))
    tune = tmp_path / "b.ogg"
    soundfile.write(tune, np.stack([tone(5, 500).samples / 32768] * 2, axis=1), 24_000, format="OGG")
    parts = [
        part(tune, 0, 4321, fade_out_ms=500, gain_db=6.0, title="Nhạc hiệu"),
        part(voice, 0, 20_000, title="Bản tin"),
        part(voice, 5_001, 9_999, title="Thông báo"),
    ]
    facts = render(*parts, goal=goal)
    pcm = read(made)
    assert len(pcm.samples) == 34_320 * 24
    assert len(soundfile.read(made)[0]) == 34_320 * 24
    assert facts.duration_ms == 34_320
    assert loudness_lufs(pcm) == pytest.approx(goal.loudness_lufs, abs=0.2)
    assert facts.survey.loudness_lufs == pytest.approx(loudness_lufs(pcm), abs=0.1)
    assert true_peak_dbtp(pcm) <= -1
    assert facts.survey.true_peak_dbtp <= -1.9
    assert facts.sha256 == hashlib.sha256(made.read_bytes()).hexdigest()
    assert facts.chapters == (Chapter(0, "Nhạc hiệu"), Chapter(4_321, "Bản tin"), Chapter(24_321, "Thông báo"))
    heard = survey(made)
    assert len(facts.survey.peaks) == len(heard.peaks)
    assert len(facts.survey.energies) == len(heard.energies)
    assert facts.survey.peaks.max() == pytest.approx(heard.peaks.max(), rel=0.15)


def test_parts_lie_where_they_belong_without_a_gap(tmp_path, render, made):
    pitches = (500, 800, 1300)
    parts = [part(written(tmp_path / f"{hz}.flac", tone(3, hz)), 500, 2000) for hz in pitches]
    render(*parts)
    pcm = read(made)
    for number, hz in enumerate(pitches):
        levels = [level_at(pcm, hz, 2000 * place + 60, 2000 * place + 1940) for place in range(3)]
        assert np.argmax(levels) == number
        assert sorted(levels)[1] < max(levels) - 40
    assert longest_silence_ms(pcm) <= 5


def test_cut_in_two_a_file_is_whole_again(tmp_path, render, made):
    path = written(tmp_path / "a.flac", speechlike(6))
    render(part(path, 0, 6000))
    whole = read(made).samples
    render(part(path, 0, 2345), part(path, 2345, 3655))
    assert np.array_equal(read(made).samples, whole)


def test_gains_and_fades_are_heard(tmp_path, render, made):
    path = written(tmp_path / "a.flac", tone(4, 1000))
    render(part(path, 0, 4000), part(path, 0, 4000, 1000, 2000, -6))
    pcm = read(made)
    full_db = level_at(pcm, 1000, 500, 3500)
    assert level_at(pcm, 1000, 5200, 5800) == pytest.approx(full_db - 6, abs=0.2)
    assert level_at(pcm, 1000, 4490, 4510) == pytest.approx(full_db - 12, abs=0.5)
    assert level_at(pcm, 1000, 6990, 7010) == pytest.approx(full_db - 12, abs=0.5)
    assert level_at(pcm, 1000, 7960, 8000) < full_db - 45


@pytest.mark.parametrize("rate", [8_000, 22_050, 44_100])
def test_parts_of_other_rates_are_exact_too(tmp_path, render, made, rate):
    path = tmp_path / "x.wav"
    soundfile.write(path, 0.1 * np.sin(np.arange(3 * rate) * 0.2), rate)
    render(part(path, 1000, 2000))
    assert len(read(made).samples) == 2000 * 24


def test_horn_mastering_raises_presence(tmp_path, render, made):
    both = written(tmp_path / "a.flac", Pcm(tone(5, 300).samples // 2 + tone(5, 2200).samples // 2))
    ratios = []
    for profile in Profile:
        render(part(both, 0, 5000), goal=SoundGoal(-16.0, profile))
        pcm = read(made)
        ratios.append(level_at(pcm, 2200, 500, 4500) - level_at(pcm, 300, 500, 4500))
    horn, full = ratios
    assert horn - full == pytest.approx(7.3, abs=0.7)


def test_a_part_that_is_too_short_is_named_and_what_was_there_stays(tmp_path, render, made):
    path = written(tmp_path / "ngắn.flac", tone(2, 500))
    render(part(path, 0, 2000))
    before = made.read_bytes()
    with pytest.raises(SoundError, match=r"ngắn\.flac is 0\.5 s shorter than planned"):
        render(part(path, 0, 2000), part(path, 500, 2000))
    assert made.read_bytes() == before
    assert list(made.parent.iterdir()) == [made]


def test_a_rounded_duration_is_not_too_long(tmp_path, render, made):
    path = written(tmp_path / "a.flac", Pcm(tone(1, 500).samples[:-10]))
    render(part(path, 0, 1000))
    assert len(read(made).samples) == 24_000


def test_missing_parts_are_named_and_nothing_is_no_programme(tmp_path, render):
    with pytest.raises(SoundError, match=r"gone\.flac is missing"):
        render(part(tmp_path / "gone.flac", 0, 1000))
    with pytest.raises(SoundError, match=r"x\.mp3 would be a programme without any part"):
        render()


def test_silence_is_no_failure(tmp_path, render, made):
    path = tmp_path / "a.wav"
    write_wav(path, Pcm(np.zeros(48_000, np.int16)))
    facts = render(part(path, 0, 2000))
    assert not read(made).samples.any()
    assert facts.survey.loudness_lufs == -70


RESIDENT = """
import re, sys
from datetime import date
from pathlib import Path
from broadcaster.model.station import Profile, SoundGoal
from broadcaster.studio.programme import ProgrammePart, ProgrammeTags, render_programme
from broadcaster.studio.stretches import Stretches
part = ProgrammePart(Path(sys.argv[1]), "tone", 0, 60_000)
goal = SoundGoal(-16.0, Profile(sys.argv[4]))
render_programme([part] * int(sys.argv[3]), goal, Path(sys.argv[2]), ProgrammeTags("", "", date(2026, 5, 13)),
                 Stretches(Path(sys.argv[2] + "-kept")))
print(re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1])  # getrusage counts our parent's too
"""


def resident_mb(source: Path, minutes: int, profile: Profile) -> float:
    to = source.with_name(f"{minutes}.mp3")
    command = [sys.executable, "-c", RESIDENT, str(source), str(to), str(minutes), str(profile)]
    return int(subprocess.run(command, capture_output=True, text=True, check=True).stdout) / 1024


@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux for the highest resident set")
def test_memory_does_not_grow_with_the_programme(tmp_path):
    source = written(tmp_path / "a.flac", join([speechlike(20, seed) for seed in range(3)]))
    short, long = resident_mb(source, 5, Profile.FULL), resident_mb(source, 30, Profile.FULL)
    assert long < 70
    assert long - short < 5
