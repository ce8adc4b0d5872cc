import numpy as np
import pytest
from signals import int16, tone

from broadcaster.sound.coarse_frames import coarse_peak_dbtp
from broadcaster.sound.files import decode
from broadcaster.sound.mp3 import FRAME_SAMPLES, encode_stretch
from broadcaster.sound.pcm import SILENCE_DBFS
from broadcaster.sound.survey import Outline
from broadcaster.sound.true_peak import true_peak_dbtp

FRAMES = 400


def hisses(level, seed=0):
    """Hiss that sets in five times a second: what MP3 has too few bits for."""
    rng = np.random.default_rng(seed)
    moments = np.arange(FRAMES * FRAME_SAMPLES) / 24_000
    bursts = np.exp(-(((moments * 5 % 1 - 0.3) / 0.1) ** 2))
    return int16(level * bursts * np.diff(rng.standard_normal(len(moments) + 1)))


@pytest.fixture
def encoded(tmp_path):
    def encode(samples):
        outline, path = Outline(), tmp_path / "x.frames"
        encode_stretch(path, outline.of([samples]), len(samples))
        return path, outline.peaks()

    return encode


@pytest.mark.parametrize("seed", range(3))
def test_it_finds_the_peak_that_a_decoder_of_everything_finds(encoded, seed):
    path, peaks = encoded(hisses(7000, seed))
    assert coarse_peak_dbtp(path, peaks) == pytest.approx(true_peak_dbtp(decode(path.read_bytes())), abs=0.02)


@pytest.mark.parametrize("samples", [tone(-3, 4, 440), hisses(1500)], ids=["pure", "soft"])
def test_what_is_fine_or_soft_is_not_decoded(encoded, samples):
    assert coarse_peak_dbtp(*encoded(samples[: 100 * FRAME_SAMPLES])) == SILENCE_DBFS


@pytest.mark.parametrize("at", [0, FRAMES - 4])
def test_frames_at_either_end_are_looked_at(encoded, at):
    samples = np.zeros(FRAMES * FRAME_SAMPLES, np.int16)
    place = slice(at * FRAME_SAMPLES, (at + 1) * FRAME_SAMPLES)
    samples[place] = int16(np.random.default_rng(1).standard_normal(FRAME_SAMPLES) * 9000)
    assert coarse_peak_dbtp(*encoded(samples)) > -6
