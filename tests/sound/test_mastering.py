import tempfile
from pathlib import Path

import numpy as np
import pytest
from signals import pieces, speechlike, tone

from broadcaster.errors import SoundError
from broadcaster.sound.loudness import loudness_lufs
from broadcaster.sound.mastering import Aim, Master, Spool, ceiling_dbtp_for
from broadcaster.sound.pcm import Pcm, to_int16
from broadcaster.sound.true_peak import true_peak_dbtp

FULL_DISK = Path("/dev/full")


@pytest.fixture
def spool(tmp_path):
    with Spool(tmp_path) as opened:
        yield opened


@pytest.mark.parametrize(
    ("seconds", "goal_lufs"),
    [(20, -23), (20, -18), (20, -16), (400, -16)],  # the last is levelled by excerpts
)
def test_the_goal_is_met_under_the_ceiling(spool, seconds, goal_lufs):
    for piece in pieces(speechlike(seconds, level=1500)):
        spool.write(piece)
    master = Master(spool, Aim(goal_lufs, ceiling_dbtp_for(goal_lufs)))
    out = Pcm(to_int16(np.concatenate(list(master.blocks()))))
    assert len(out.samples) == seconds * 24_000
    assert loudness_lufs(out) == pytest.approx(goal_lufs, abs=0.1)
    assert master.loudness_lufs == pytest.approx(loudness_lufs(out), abs=0.05)
    assert true_peak_dbtp(out) <= ceiling_dbtp_for(goal_lufs) + 0.05


def test_silence_stays_silence(spool):
    spool.write(np.zeros(24_000, np.int16))
    assert not np.concatenate(list(Master(spool, Aim(-16, -3.1)).blocks())).any()


def test_the_spool_keeps_what_exceeds_full_scale(spool):
    loud = tone(-3, 1, 500).astype(np.float32) * 1.9
    spool.write(loud)
    assert np.allclose(np.concatenate(list(spool.blocks())), loud, atol=1.01)
    assert spool.peak_db == pytest.approx(-3 + 5.575, abs=0.01)


def test_the_spool_lies_beside_the_product_and_leaves_nothing(tmp_path):
    with Spool(tmp_path / "new folder") as spool:
        spool.write(tone(-20, 1))
    assert list((tmp_path / "new folder").iterdir()) == []


def test_louder_goals_get_lower_ceilings():
    assert ceiling_dbtp_for(-23) == ceiling_dbtp_for(-16) == -3.1
    assert ceiling_dbtp_for(-12) < ceiling_dbtp_for(-14) < -3.1


def test_a_folder_that_can_t_be_made_is_told(tmp_path):
    (tmp_path / "stretches").write_text("no folder")
    with pytest.raises(SoundError, match="the disk does not take the mix: "):
        Spool(tmp_path / "stretches")


@pytest.mark.skipif(not FULL_DISK.exists(), reason="only Linux has a device that is always full")
@pytest.mark.parametrize("seconds", [0.01, 4])  # the shorter one waits in memory until it is read
def test_a_full_disk_is_told(tmp_path, monkeypatch, seconds):
    monkeypatch.setattr(tempfile, "TemporaryFile", lambda **_: FULL_DISK.open("w+b"))

    def mixed():
        with Spool(tmp_path) as spool:
            spool.write(tone(-20, seconds))
            list(spool.blocks())

    with pytest.raises(SoundError, match="the disk does not take the mix: the disk is full"):
        mixed()
