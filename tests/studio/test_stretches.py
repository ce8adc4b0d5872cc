"""Stretches: what is kept is not made again, and no ear and no meter finds the joints."""

import hashlib
import shutil
from datetime import date
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pilots import written
from sound.signals import speechlike

from broadcaster.model.station import Profile, SoundGoal
from broadcaster.sound.files import read
from broadcaster.sound.loudness import loudness_lufs
from broadcaster.sound.mp3 import FRAME_SAMPLES, mp3_sink
from broadcaster.sound.pcm import FULL_SCALE, Pcm, join, silence
from broadcaster.sound.true_peak import true_peak_dbtp
from broadcaster.studio import stretches
from broadcaster.studio.programme import ProgrammeTags, render_programme
from broadcaster.studio.stretches import ProgrammePart, Stretches, cut

TAGS = ProgrammeTags("Buổi sáng", "Đài truyền thanh xã", date(2026, 5, 13))
GOALS = [SoundGoal(-16.0, Profile.FULL), SoundGoal(-12.0, Profile.HORN)]


def item(folder, seconds, seed, **more):
    """Speech and then silence, as items are; lengths are of any millisecond."""
    pcm = join([Pcm(speechlike(seconds, seed)), silence(700)])
    path = written(folder / f"{seed}.flac", pcm)
    content = hashlib.sha256(path.read_bytes()).hexdigest()
    return ProgrammePart(path, content, 0, pcm.duration_ms, title=f"{seed}", dies_away=True, **more)


@pytest.fixture
def render(tmp_path):
    def render_parts(parts, goal=GOALS[0]):
        return render_programme(parts, goal, tmp_path / "x.mp3", TAGS, Stretches(tmp_path / "kept"))

    return render_parts


@pytest.mark.parametrize("goal", GOALS, ids=str)
def test_a_joined_programme_keeps_every_promise(tmp_path, render, goal):
    parts = [item(tmp_path, 5.123 + seed / 7, seed) for seed in range(4)]
    facts = render(parts, goal)
    pcm = read(tmp_path / "x.mp3")
    assert len(facts.stretches) == 4
    assert len(pcm.samples) == sum(part.duration_ms for part in parts) * 24
    assert loudness_lufs(pcm) == pytest.approx(goal.loudness_lufs, abs=0.2)
    assert facts.survey.loudness_lufs == pytest.approx(loudness_lufs(pcm), abs=0.1)
    assert true_peak_dbtp(pcm) <= -1
    assert np.abs(pcm.samples.astype(int)).max() < FULL_SCALE - 1


def test_what_encoding_lifts_too_high_is_mastered_more_softly(tmp_path, render, monkeypatch):
    moments = np.arange(10 * 24_000) / 24_000
    hiss = np.diff(np.random.default_rng(1).standard_normal(len(moments) + 1))
    bursts = Pcm((3000 * hiss * np.exp(-(((moments * 5 % 1 - 0.3) / 0.1) ** 2))).astype(np.int16))
    path = written(tmp_path / "hiss.flac", join([bursts, silence(700)]))
    part = ProgrammePart(path, "hiss", 0, 10_700, dies_away=True)
    render([part], GOALS[1])
    assert true_peak_dbtp(read(tmp_path / "x.mp3")) > -2.5  # which is low enough for the air
    monkeypatch.setattr(stretches, "HIGHEST_DBTP", -2.5)
    shutil.rmtree(tmp_path / "kept")
    render([part], GOALS[1])
    assert true_peak_dbtp(read(tmp_path / "x.mp3")) <= -2.5


def test_a_joint_changes_nothing_that_could_be_heard(tmp_path, render):
    """Beside the same sound encoded in one piece, the noise of encoding around a joint is not a decibel more."""
    parts = [item(tmp_path, 4.567, seed) for seed in (1, 2)]
    render(parts)
    joined = read(tmp_path / "x.mp3").samples.astype(float)
    with mp3_sink(tmp_path / "y.mp3") as sink:
        sink.write(joined.astype(np.int16))
    whole = read(tmp_path / "y.mp3").samples.astype(float)
    joint = parts[0].duration_ms * 24
    around, before = slice(joint - 5000, joint + 5000), slice(joint - 60_000, joint - 50_000)

    def noise_db(where):
        return 10 * np.log10(np.mean((joined - whole)[where] ** 2) / np.mean(whole[where] ** 2))

    assert noise_db(around) < noise_db(before) + 1


def test_an_edit_makes_one_stretch_anew_and_no_edit_none(tmp_path, render):
    parts = [item(tmp_path, 3, seed) for seed in range(5)]
    render(parts)
    kept = {path: path.stat().st_mtime_ns for path in (tmp_path / "kept").glob("*/*")}
    first = (tmp_path / "x.mp3").read_bytes()
    render(parts)
    assert (tmp_path / "x.mp3").read_bytes() == first
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "kept").glob("*/*")} == kept
    edited = item(tmp_path, 3 + 0.024 * 10, 9)  # as much longer as items get: by whole frames
    facts = render([*parts[:2], edited, *parts[3:]])
    assert len([path for path in facts.stretches if path not in kept]) == 1
    assert len(read(tmp_path / "x.mp3").samples) == (5 * 3700 + 240) * 24


def test_a_stretch_that_the_disk_lost_or_spoilt_is_made_again(tmp_path, render):
    parts = [item(tmp_path, 3, seed) for seed in range(2)]
    facts = render(parts)
    first = (tmp_path / "x.mp3").read_bytes()
    spoilt, lost = facts.stretches
    spoilt.write_bytes(bytes(spoilt.stat().st_size))
    lost.unlink()
    render(parts)
    assert (tmp_path / "x.mp3").read_bytes() == first


@given(
    lengths_ms=st.lists(st.tuples(st.integers(1, 4000), st.booleans(), st.booleans()), min_size=1, max_size=12),
)
def test_stretches_cover_the_programme_and_end_between_frames_in_silence(lengths_ms):
    parts = [
        ProgrammePart(None if pause else "x", "x", 0, ms, dies_away=dies_away) for ms, pause, dies_away in lengths_ms
    ]
    stretches = cut(parts)
    assert [part for stretch in stretches for part in stretch.parts] == parts
    assert sum(stretch.samples for stretch in stretches) == 24 * sum(part.duration_ms for part in parts)
    assert [stretch.is_last for stretch in stretches] == [False] * (len(stretches) - 1) + [True]
    for stretch, following in pairwise(stretches):
        assert stretch.samples % FRAME_SAMPLES == 0
        assert 0 <= following.lead < FRAME_SAMPLES
        assert stretch.parts[-1].dies_away or stretch.parts[-1].path is None
