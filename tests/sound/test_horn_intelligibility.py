"""What the horn master is for: more words understood through a horn, over a street.

ESTOI, a model of listeners, compares what comes out of a simulated horn with the clean speech: an amplifier that clips,
a horn that radiates 350 Hz to 5 kHz and rings at 1.8 kHz, two walls, the next horn 90 m on, and a street of wind and
engines as strong as plain speech of -16 LUFS.
"""

from pathlib import Path

import numpy as np
import pytest
from pystoi import stoi
from scipy.signal import butter, iirpeak, lfilter, sosfilt

from broadcaster.sound.files import read
from broadcaster.sound.horn import HEADROOM_DB, for_horns
from broadcaster.sound.limiter import QUICK, Limiter
from broadcaster.sound.loudness import loudness_lufs
from broadcaster.sound.mastering import Aim, Master, Spool, ceiling_dbtp_for
from broadcaster.sound.pcm import Pcm, join, silence, to_int16
from broadcaster.speech.engines.espeak import EspeakEngine

RATE = 24_000
BED = Path(__file__).parents[2] / "audio/beds/nhac-nen.flac"
SAID = [
    "Kính chào quý vị và bà con đang nghe đài truyền thanh xã.",
    "Trạm y tế tiêm chủng cho trẻ em dưới sáu tuổi vào sáng thứ ba.",
    "Đề nghị các hộ giữ gìn vệ sinh đường làng, ngõ xóm.",
    "Giá lúa tươi hôm nay là bảy nghìn hai trăm đồng một ki lô gam.",
    "Điện lực cắt điện từ tám giờ sáng đến bốn giờ chiều ngày mai.",
    "Nước sông lên nhanh, bà con vùng trũng chủ động di dời.",
]


def at(lufs, samples):
    return samples * np.float32(10 ** ((lufs - loudness_lufs(Pcm(to_int16(samples)))) / 20))


@pytest.fixture(scope="module")
def speech():
    pieces = [piece for pcm in EspeakEngine().speak_all(SAID) for piece in (pcm, silence(300))]
    return at(-16, join(pieces).samples.astype(np.float32))


@pytest.fixture(scope="module")
def mastered(tmp_path_factory):
    def to(lufs, samples):
        with Spool(tmp_path_factory.mktemp("spool"), HEADROOM_DB) as spool:
            for block in for_horns([samples], -16):
                spool.write(block)
            return np.concatenate(list(Master(spool, Aim(lufs, ceiling_dbtp_for(lufs), QUICK)).blocks()))

    return to


def through_a_horn(samples, *, echo=True):
    sound = np.clip(samples / 32768, -1, 1).astype(float)
    for edge_hz, kind in ((350, "high"), (5000, "low")):
        sound = sosfilt(butter(4, edge_hz, kind, fs=RATE, output="sos"), sound)
    sound = sound + lfilter(*iirpeak(1800, 1.5, fs=RATE), sound)
    heard = sound.copy()
    for late_ms, quieter_db in ((25, 9), (60, 12), *([(262, 8)] if echo else [])):
        late = RATE * late_ms // 1000
        heard[late:] += sound[:-late] * 10 ** (-quieter_db / 20)
    return heard


@pytest.fixture(scope="module")
def understood(speech):
    """How much of `speech` is understood when that master of it is played to the street."""
    noise = lfilter([1], [1, -0.8], np.random.default_rng(5).standard_normal(len(speech)))
    moments = np.arange(len(speech)) / RATE
    engine = sum(np.sin(2 * np.pi * 97 * order * moments) / order for order in range(1, 15))
    noise = noise / noise.std() + engine / engine.std() / 2
    noise *= 1 + 0.4 * np.sin(2 * np.pi * 0.3 * moments)
    noise *= np.sqrt(np.mean(through_a_horn(speech, echo=False) ** 2) / np.mean(noise**2))
    return lambda samples: stoi(speech, through_a_horn(samples) + noise, RATE, extended=True)


def test_the_horn_master_is_understood_better_louder_and_as_loud(speech, mastered, understood):
    plain = understood(np.concatenate(list(Limiter(0, -1).through([speech]))))
    loud = mastered(-12, speech)
    assert loudness_lufs(Pcm(to_int16(loud))) == pytest.approx(-12, abs=0.2)
    assert understood(loud) - plain >= 0.14
    assert understood(mastered(-16, speech)) - plain >= 0.08


def test_the_bed_takes_next_to_nothing_away(speech, mastered, understood):
    bed = np.resize(read(BED).samples.astype(np.float32), len(speech))
    with_bed = speech + at(-16 - 24, bed)
    assert understood(mastered(-12, speech)) - understood(mastered(-12, with_bed)) <= 0.02
