from functools import cache
from pathlib import Path

import numpy as np
import pytest
import soundfile

from broadcaster.music.__main__ import main
from broadcaster.music.instruments import Samples
from broadcaster.music.pieces import PIECES, STATION
from broadcaster.music.room import loudness_lufs, peak_db

RATE = 24000
AUDIO = Path(__file__).parents[2] / "audio"
LENGTHS_S = {
    "jingles/nhac-hieu.flac": 18.0,
    "jingles/nhac-ket.flac": 14.0,
    "jingles/nhac-cat.flac": 3.0,
    "jingles/mo-dau.flac": 2.0,
    "jingles/ket-thuc.flac": 2.0,
    "jingles/chuong.flac": 2.0,
}
SHORT = [name for name, length_s in LENGTHS_S.items() if length_s <= 3]


@cache
def rendered(name: str, seed: int) -> Samples:
    return PIECES[name](RATE, np.random.default_rng(seed))


@cache
def committed(name: str) -> Samples:
    samples, rate_hz = soundfile.read(AUDIO / name)
    assert rate_hz == RATE
    return samples


def cents_off(sound: Samples) -> list[float]:
    """How far the strongest tone of each third of a second lies from the nearest note of the scale."""
    window, off = 8192, []
    for start in range(0, len(sound) - window, window):
        spectrum = np.abs(np.fft.rfft(sound[start : start + window] * np.hanning(window), 4 * window))
        strongest = spectrum[: 1500 * 4 * window // RATE].argmax()
        if spectrum[strongest] > 20:
            cents = 1200 * np.log2(strongest * RATE / (4 * window) / STATION.root_hz)
            off.append(min(abs((cents - 100 * step + 600) % 1200 - 600) for step in STATION.steps))
    return off


@pytest.mark.parametrize("seed", [1, 2, 99])
@pytest.mark.parametrize("name", LENGTHS_S)
def test_a_short_piece_of_any_seed_is_fit_for_the_air(name, seed):
    sound = rendered(name, seed)
    assert len(sound) == LENGTHS_S[name] * RATE
    assert peak_db(sound) <= -2.0
    assert loudness_lufs(sound, RATE) == pytest.approx(-18, abs=0.5)
    assert sound[0] == 0
    assert not sound[-RATE // 50 :].any()


@pytest.mark.parametrize("seed", [1, 2, 99])
def test_a_signature_of_any_seed_stays_in_the_scale(seed):
    off = cents_off(rendered("jingles/nhac-hieu.flac", seed))
    assert len(off) > 30
    assert np.mean(np.array(off) < 30) > 0.9


def test_the_same_seed_gives_the_same_samples():
    again = PIECES["jingles/nhac-cat.flac"](RATE, np.random.default_rng(1))
    assert np.array_equal(again, rendered("jingles/nhac-cat.flac", 1))


def test_another_seed_gives_another_tune():
    assert not np.allclose(rendered("jingles/nhac-cat.flac", 1), rendered("jingles/nhac-cat.flac", 2), atol=0.05)


@pytest.mark.parametrize("name", SHORT)
def test_the_committed_files_hold_what_the_code_renders(name):
    assert np.abs(committed(name) - rendered(name, 1)).max() < 4 / 32768


@pytest.mark.parametrize("name", PIECES)
def test_every_committed_file_is_fit_for_the_air(name):
    sound = committed(name)
    assert (len(sound) * 1000) % RATE == 0, "a whole number of milliseconds"
    assert peak_db(sound) <= -2.0
    assert abs(sound.mean()) < 1e-4
    assert loudness_lufs(sound, RATE) == pytest.approx(-18, abs=0.3)


@pytest.mark.parametrize("name", [name for name in PIECES if not name.startswith("beds/")])
def test_every_committed_piece_begins_and_ends_in_silence(name):
    sound = committed(name)
    assert abs(sound[0]) < 0.001
    assert np.abs(sound[-RATE // 50 :]).max() < 0.001
    energy = np.abs(np.fft.rfft(sound)) ** 2
    frequency_hz = np.fft.rfftfreq(len(sound), 1 / RATE)
    spoken = energy[(frequency_hz > 300) & (frequency_hz < 4000)].sum() / energy.sum()
    assert spoken > 0.75, "small loudspeakers speak between 300 Hz and 4 kHz"


@pytest.mark.parametrize("name", [name for name in PIECES if name.startswith("music/")])
def test_a_tune_fills_a_minute_and_a_half_without_a_hole(name):
    sound = committed(name)
    assert 75 <= len(sound) / RATE <= 120
    cells = sound[: len(sound) // 2400 * 2400].reshape(-1, 2400)
    quiet = np.sqrt(np.mean(cells**2, axis=1)) < 10 ** (-50 / 20)
    heard = np.flatnonzero(~quiet)
    assert np.diff(heard).max() <= 5, "half a second"
    assert len(quiet) - heard[-1] <= 25, "the tail"


def test_the_bed_has_no_seam():
    bed = committed("beds/nhac-nen.flac")
    steps = np.abs(np.diff(bed))
    across = np.abs(np.diff(np.concatenate([bed[-200:], bed[:200]])))
    assert len(bed) == 60 * RATE
    assert across.max() <= steps.max()
    assert abs(bed[0] - bed[-1]) <= 2 * np.sqrt(np.mean(steps**2))


def test_the_bed_leaves_room_for_speech():
    bed = committed("beds/nhac-nen.flac")
    energy = np.abs(np.fft.rfft(bed)) ** 2
    frequency_hz = np.fft.rfftfreq(len(bed), 1 / RATE)
    low = energy[(frequency_hz > 100) & (frequency_hz < 1000)].sum()
    clear = energy[(frequency_hz >= 1000) & (frequency_hz < 4000)].sum()
    assert 10 * np.log10(low / clear) > 15  # measured: 22


def test_the_command_writes_flac_and_tells_what_it_wrote(tmp_path, capsys):
    assert main(["--seed", "1", "--to", str(tmp_path), "--only", "chuong"]) == 0
    assert soundfile.info(tmp_path / "jingles/chuong.flac").subtype == "PCM_16"
    assert "jingles/chuong.flac" in capsys.readouterr().out
