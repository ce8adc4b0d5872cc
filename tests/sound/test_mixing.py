import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from signals import tone

from broadcaster.sound.mixing import HEADROOM_DB, SILENT_DB, Bed, Layer, LevelPoint, mix
from broadcaster.sound.pcm import Pcm, join, level_db, silence

TONE_DB = -3.01


def mixed(duration_ms, layers=(), bed=None):
    return join(list(mix(duration_ms, layers, bed)))


def layer(at_ms, duration_ms, gain_db=0.0, seconds=None):
    pcm = Pcm(tone(-10, duration_ms / 1000 if seconds is None else seconds))
    return Layer(at_ms, duration_ms, gain_db, lambda: pcm)


def level_between(pcm, start_ms, end_ms):
    return level_db(Pcm(pcm.samples[start_ms * 24 : end_ms * 24]))


def test_sounds_lie_where_they_were_put_at_their_gain():
    pcm = mixed(1000, [layer(100, 200), layer(500, 300, -6)])
    assert pcm.duration_ms == 1000
    assert level_between(pcm, 105, 295) == pytest.approx(-10 + TONE_DB + HEADROOM_DB, abs=0.02)
    assert level_between(pcm, 505, 795) == pytest.approx(-16 + TONE_DB + HEADROOM_DB, abs=0.02)
    for start_ms, end_ms in ((0, 100), (300, 500), (800, 1000)):
        assert level_between(pcm, start_ms, end_ms) == -120


@settings(max_examples=20, deadline=None)
@given(parts=st.lists(st.tuples(st.integers(0, 300), st.integers(1, 300)), max_size=6), tail_ms=st.integers(0, 300))
def test_the_mix_lasts_exactly_as_long_as_it_says(parts, tail_ms):
    layers, now_ms = [], 0
    for gap_ms, duration_ms in parts:
        layers.append(layer(now_ms + gap_ms, duration_ms))
        now_ms += gap_ms + duration_ms
    assert len(mixed(now_ms + tail_ms, layers).samples) == (now_ms + tail_ms) * 24


def test_what_is_too_long_is_cut_and_what_is_too_short_is_followed_by_silence():
    pcm = mixed(600, [layer(0, 200, seconds=0.5), layer(300, 300, seconds=0.1)])
    assert level_between(pcm, 200, 300) == -120
    assert level_between(pcm, 300, 400) > -25
    assert level_between(pcm, 400, 600) == -120


def test_the_bed_goes_round_and_follows_its_levels():
    points = (LevelPoint(200, SILENT_DB), LevelPoint(500, -4), LevelPoint(3000, -4), LevelPoint(3300, -24),
              LevelPoint(6000, -24))  # fmt: skip
    pcm = mixed(7000, bed=Bed(Pcm(tone(-10, 1)), points))
    full_db = -10 + TONE_DB + HEADROOM_DB
    assert level_between(pcm, 0, 200) == -120
    assert level_between(pcm, 500, 3000) == pytest.approx(full_db - 4, abs=0.05)
    assert level_between(pcm, 3300, 6000) == pytest.approx(full_db - 24, abs=0.05)
    assert level_between(pcm, 3140, 3160) == pytest.approx(full_db - 14, abs=0.3)
    assert level_between(pcm, 6000, 7000) == -120


def test_the_bed_has_no_seam_where_stretches_meet():
    points = (LevelPoint(0, -6), LevelPoint(1000, -6), LevelPoint(1300, -20), LevelPoint(3000, -20))
    bed = Bed(Pcm(tone(-10, 1, 200)), points)
    quiet = [Layer(at_ms, 90, 0, lambda: silence(90)) for at_ms in range(50, 2900, 130)]
    whole, cut = mixed(3000, bed=bed), mixed(3000, quiet, bed)
    assert np.abs(whole.samples.astype(int) - cut.samples).max() <= 40  # of 2600: no corner, no jump


def test_an_empty_bed_is_no_bed():
    assert level_db(mixed(500, bed=Bed(silence(0), (LevelPoint(0, 0), LevelPoint(500, 0))))) == -120


def test_layers_on_top_of_each_other_are_a_mistake():
    with pytest.raises(AssertionError, match="follow each other"):
        mixed(1000, [layer(0, 500), layer(499, 100)])


def test_loud_sounds_together_do_not_saturate():
    bed = Bed(Pcm(tone(-1, 1)), (LevelPoint(0, 0), LevelPoint(1000, 0)))
    loud = Pcm(tone(-1, 1))
    pcm = mixed(1000, [Layer(0, 1000, 0, lambda: loud)], bed)
    assert np.abs(pcm.samples.astype(int)).max() < 32_767


def test_importing_says_nothing():
    command = [sys.executable, "-W", "error", "-c", "import broadcaster.sound.mixing"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
