from functools import cache
from pathlib import Path

import numpy as np
import pytest
import soundfile

from broadcaster.music.__main__ import main
from broadcaster.music.beds import CALM, STEADY
from broadcaster.music.instruments import Samples
from broadcaster.music.pieces import PIECES, STATION
from broadcaster.music.room import loudness_lufs, peak_db
from broadcaster.music.score import Scale
from broadcaster.music.tunes import COUNTRYSIDE, DAYBREAK, SPRING
from broadcaster.sound.pcm import Pcm
from broadcaster.sound.true_peak import true_peak_dbtp

RATE = 24000
AUDIO = Path(__file__).parents[2] / "audio"
LENGTHS_S = {
    "jingles/nhac-hieu.flac": 18.0,
    "jingles/nhac-ket.flac": 14.0,
    "jingles/nhac-cat.flac": 3.0,
    "jingles/nhac-cat-2.flac": 4.0,
    "jingles/nhac-cat-3.flac": 3.0,
    "jingles/mo-dau.flac": 2.0,
    "jingles/ket-thuc.flac": 2.0,
    "jingles/chuong.flac": 2.0,
    "jingles/bao-dong.flac": 6.0,
}
SHORT = [name for name, length_s in LENGTHS_S.items() if length_s <= 6]
SCALES = {
    "beds/nhac-nen.flac": CALM.scale,
    "beds/nhac-nen-2.flac": STEADY.scale,
    "music/giai-dieu-dong-que.flac": COUNTRYSIDE.scale,
    "music/giai-dieu-ban-mai.flac": DAYBREAK.scale,
    "music/giai-dieu-mua-xuan.flac": SPRING.scale,
}
BEDS = ["beds/nhac-nen.flac", "beds/nhac-nen-2.flac"]


@cache
def rendered(name: str, seed: int) -> Samples:
    return PIECES[name](RATE, np.random.default_rng(seed))


@cache
def committed(name: str) -> Samples:
    samples, rate_hz = soundfile.read(AUDIO / name)
    assert rate_hz == RATE
    return samples


def cells(sound: Samples, length: int) -> Samples:
    return sound[: len(sound) // length * length].reshape(-1, length)


def cents_off(sound: Samples, scale: Scale = STATION) -> list[float]:
    """How far the strongest tone of every half second lies from the nearest note of the scale."""
    window, fine, off = RATE // 2, 8, []
    for start in range(0, len(sound) - window, window // 3):
        spectrum = np.abs(np.fft.rfft(sound[start : start + window] * np.hanning(window), fine * window))
        top = int(spectrum[: 1500 * fine * window // RATE].argmax())
        if spectrum[top] > 30:
            left, middle, right = np.log(spectrum[top - 1 : top + 2])
            between = (left - right) / 2 / (left - 2 * middle + right)
            cents = 1200 * np.log2((top + between) * RATE / (fine * window) / scale.root_hz)
            off.append(min(abs((cents - 100 * step + 600) % 1200 - 600) for step in scale.steps))
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
    assert len(off) > 60
    assert np.mean(np.array(off) < 30) > 0.9


@pytest.mark.parametrize("name", [name for name in PIECES if name != "jingles/bao-dong.flac"])
def test_every_committed_piece_is_in_tune(name):
    off = np.array(cents_off(committed(name), SCALES.get(name, STATION)))
    assert np.median(off) < 3
    assert np.mean(off < 10) > 0.65, "the rest are slides on their way, and drums"


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
    assert true_peak_dbtp(Pcm(np.rint(sound * 32768).astype(np.int16), RATE)) <= -1.0


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


@pytest.mark.parametrize("name", BEDS)
def test_a_bed_comes_round_without_a_step_a_corner_or_a_click(name):
    bed = committed(name)
    assert len(bed) == 60 * RATE
    round_and_round = np.concatenate([bed[-RATE:], bed[:RATE]])
    for order in (1, 2):  # the sample after the last follows from it, and so does the slope
        across = np.abs(np.diff(round_and_round, n=order))[RATE - 4 : RATE + 4]
        assert across.max() <= 3 * np.sqrt(np.mean(np.diff(bed, n=order) ** 2))
    # a click is short and bright: what lies above 6 kHz around the seam is no more than anywhere else
    bright = np.abs(np.fft.rfft(cells(round_and_round, 480) * np.hanning(480), axis=1))[:, 120:].sum(axis=1)
    elsewhere = np.abs(np.fft.rfft(cells(bed, 480) * np.hanning(480), axis=1))[:, 120:].sum(axis=1)
    assert bright[48:52].max() <= np.percentile(elsewhere, 99)


@pytest.mark.parametrize("name", BEDS)
def test_a_bed_leaves_room_for_speech_and_keeps_its_level(name):
    bed = committed(name)
    energy = np.abs(np.fft.rfft(bed)) ** 2
    frequency_hz = np.fft.rfftfreq(len(bed), 1 / RATE)
    low = energy[(frequency_hz > 100) & (frequency_hz < 1000)].sum()
    clear = energy[(frequency_hz >= 1000) & (frequency_hz < 4000)].sum()
    assert 10 * np.log10(low / clear) > 15  # measured: 20 and more
    levels = [loudness_lufs(part, RATE) for part in cells(bed, 5 * RATE)]
    assert max(levels) - min(levels) < 8


def test_the_alert_is_like_no_music_of_the_station():
    alert = committed("jingles/bao-dong.flac")
    levels = np.sqrt(np.mean(cells(alert, RATE // 200) ** 2, axis=1))
    sounding = levels > levels.max() / 4
    onsets = np.flatnonzero(np.diff(sounding.astype(int)) == 1)
    assert len(onsets) == 24, "three times eight strokes"
    assert all(levels[onset] < levels.max() / 50 for onset in onsets), "from nothing to all within 5 ms"
    tones = cells(alert[RATE // 100 :], RATE // 5)[:8, : RATE // 6]
    spectra = np.abs(np.fft.rfft(tones * np.hanning(RATE // 6), 8 * RATE, axis=1))
    strongest_hz = spectra.argmax(axis=1) / 8
    assert strongest_hz == pytest.approx([860, 1216] * 4, abs=1)
    assert all(500 < hz < 1500 for hz in strongest_hz)
    cents = 1200 * np.log2(strongest_hz / STATION.root_hz)
    assert all(abs((cent - 100 * step + 600) % 1200 - 600) > 35 for cent in cents for step in STATION.steps)


def test_the_alert_is_the_same_whatever_the_seed():
    assert np.array_equal(rendered("jingles/bao-dong.flac", 1), rendered("jingles/bao-dong.flac", 99))


def test_the_sliding_stinger_slides_up_into_the_last_note_of_the_sign():
    stinger = committed("jingles/nhac-cat-2.flac")
    settled = stinger[int(1.6 * RATE) : int(2.6 * RATE)]
    note_hz = STATION.hz(5)  # every sign ends on the octave
    spectrum = np.abs(np.fft.rfft(settled * np.hanning(len(settled)), 16 * len(settled)))
    frequency_hz = np.fft.rfftfreq(16 * len(settled), 1 / RATE)
    near = np.abs(1200 * np.log2(np.maximum(frequency_hz, 1) / note_hz)) < 60
    swung_around_hz = np.average(frequency_hz[near], weights=spectrum[near] ** 2)  # it has vibrato
    assert abs(1200 * np.log2(swung_around_hz / note_hz)) < 10


@pytest.mark.parametrize("name", [name for name in LENGTHS_S if name != "jingles/bao-dong.flac"])
def test_a_jingle_dies_away_evenly_at_its_end(name):
    sound = committed(name)
    quarter_s = cells(sound[: len(sound) // 2400 * 2400], RATE // 4)
    levels = 10 * np.log10(np.mean(quarter_s**2, axis=1) + 1e-10)
    tail = levels[-4:-1] if len(levels) <= 12 else levels[-6:-1]
    assert (np.diff(tail) < 0.5).all(), levels.round(1)


def test_the_command_writes_flac_and_tells_what_it_wrote(tmp_path, capsys):
    assert main(["--seed", "1", "--to", str(tmp_path), "--only", "chuong"]) == 0
    assert soundfile.info(tmp_path / "jingles/chuong.flac").subtype == "PCM_16"
    assert "jingles/chuong.flac" in capsys.readouterr().out
