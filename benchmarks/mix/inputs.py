"""The job that every way of mixing gets: one list of sounds with their times, and the files, made here from a seed.

A signature of 20 s; sections of a stinger and 15 sentences over a bed that goes down while somebody speaks; a closing
of 20 s. Half an hour has twelve sections, other lengths have proportionally many. Tunes and bed are MP3, 44.1 kHz,
stereo, as stations hold them; sentences are speech-like, 24 kHz, mono.
"""

from dataclasses import dataclass
from pathlib import Path

import lameenc
import numpy as np
import numpy.typing as npt
import soundfile

SPEECH_HZ, TUNES_HZ = 24_000, 44_100
SENTENCES, SECTION = 120, 15
TUNES_MS = {"signature": 20_000, "closing": 20_000, "stinger": 3_000, "bed": 90_000}
PAUSE_MS, GAP_MS = 500, 2_500
RAMP_MS = 300
BED_DB, DUCK_DB = -8.0, -14.0  # the bed alone, against its file; the bed under speech, against the bed alone

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Heard:
    """A file that sounds from `at_ms` for `length_ms`."""

    name: str
    at_ms: int
    length_ms: int


@dataclass(frozen=True)
class Job:
    """Everything in the foreground in order of time; where the bed sounds; where it is down."""

    tunes: tuple[Heard, ...]
    sections: tuple[tuple[Heard, ...], ...]
    bed_ms: tuple[int, int]
    ducks_ms: tuple[tuple[int, int], ...]
    length_ms: int

    def all(self) -> list[Heard]:
        """Return the foreground in order of time."""
        return sorted((*self.tunes, *(heard for section in self.sections for heard in section)), key=lambda h: h.at_ms)


def job(folder: Path, minutes: float) -> Job:
    """Return the job of about `minutes`, with the sentences that lie in `folder`."""
    lengths = [round(soundfile.info(folder / f"{name(n)}.wav").duration * 1000) for n in range(SENTENCES)]
    tunes, sections, ducks = [Heard("signature", 0, 20_000)], [], []
    now_ms, spoken = 20_000, 0
    for _ in range(max(1, round(minutes * 12 / 30))):
        tunes.append(Heard("stinger", now_ms + PAUSE_MS, 3_000))
        now_ms += 2 * PAUSE_MS + 3_000
        section, starts_ms = [], now_ms
        for _ in range(SECTION):
            section.append(Heard(name(spoken % SENTENCES), now_ms, lengths[spoken % SENTENCES]))
            now_ms += section[-1].length_ms + PAUSE_MS
            spoken += 1
        sections.append(tuple(section))
        ducks.append((starts_ms, now_ms - PAUSE_MS))
        now_ms += GAP_MS - PAUSE_MS
    tunes.append(Heard("closing", now_ms, 20_000))
    return Job(tuple(tunes), tuple(sections), (20_000, now_ms), tuple(ducks), now_ms + 20_000)


def name(number: int) -> str:
    """Return the name of a sentence's file."""
    return f"sentence{number:03d}"


def make(folder: Path) -> None:
    """Write the files; some twenty seconds."""
    for number in range(SENTENCES):
        sound = sentence(number)
        for suffix in ("wav", "flac"):  # rivals get what costs them least, we get what our speech is kept as
            soundfile.write(folder / f"{name(number)}.{suffix}", sound, SPEECH_HZ, subtype="PCM_16")
    for seed, (tune, length_ms) in enumerate(TUNES_MS.items()):
        sound = music(length_ms / 1000, seed)
        (folder / f"{tune}.mp3").write_bytes(mp3(sound, TUNES_HZ, 192))
        soundfile.write(folder / f"{tune}.wav", sound, TUNES_HZ, subtype="PCM_16")


def sentence(seed: int) -> Floats:
    """Return 4 to 13 s of syllables: a gliding voice through two moving formants, each begun by a hiss."""
    rng = np.random.default_rng(seed)
    moments = np.arange(round(rng.uniform(4, 13) * SPEECH_HZ)) / SPEECH_HZ
    rate = rng.uniform(4, 5)
    syllable = (moments * rate).astype(int)
    within = moments * rate - syllable
    glide, loud = rng.uniform(-0.3, 0.3, syllable[-1] + 1), rng.uniform(0.5, 1, syllable[-1] + 1)
    first, second = rng.uniform(300, 850, syllable[-1] + 1), rng.uniform(1000, 2500, syllable[-1] + 1)
    pitch_hz = 190 * (1 + glide[syllable] * (within - 0.5))
    phase = 2 * np.pi * np.cumsum(pitch_hz) / SPEECH_HZ
    voice = np.zeros(len(moments))
    for harmonic in range(1, 22):
        hz = harmonic * pitch_hz
        near = 1 / (1 + ((hz - first[syllable]) / 90) ** 2) + 0.5 / (1 + ((hz - second[syllable]) / 130) ** 2)
        voice += (near + 0.01) / np.sqrt(harmonic) * np.sin(harmonic * phase)
    hiss = np.diff(rng.standard_normal(len(moments) + 1)) * np.exp(-(((within - 0.06) / 0.05) ** 2))
    sound = loud[syllable] * (np.sqrt(np.sin(np.pi * within)) * voice + 0.3 * hiss)
    edges = np.minimum(1, np.minimum(moments, moments[::-1]) / 0.02)
    return edges * sound / np.sqrt(np.mean(sound**2)) * 10 ** (-24 / 20)


def music(seconds: float, seed: int) -> Floats:
    """Return plucked notes of five tones, in stereo."""
    rng = np.random.default_rng(100 + seed)
    sound = np.zeros((round(seconds * TUNES_HZ), 2))
    for start in range(0, len(sound) - TUNES_HZ // 4, TUNES_HZ // 4):
        moments = np.arange(min(2 * TUNES_HZ, len(sound) - start)) / TUNES_HZ
        hz = 220 * 2 ** (rng.choice([0, 2, 5, 7, 9, 12, 14]) / 12)
        note = sum(np.sin(2 * np.pi * hz * n * moments) / n * np.exp(-moments * (1.5 + n)) for n in range(1, 7))
        side = rng.uniform(0.3, 0.7)
        sound[start : start + len(moments)] += np.stack([side * note, (1 - side) * note], axis=1)
    fade = np.minimum(1, np.arange(len(sound))[::-1] / TUNES_HZ)[:, None]
    return np.clip(sound / np.sqrt(np.mean(sound**2)) * 10 ** (-20 / 20), -0.99, 0.99) * fade


def mp3(sound: Floats, rate_hz: int, kbps: int) -> bytes:
    """Return stereo `sound` encoded well."""
    encoder = lameenc.Encoder()
    encoder.set_in_sample_rate(rate_hz)
    encoder.set_bit_rate(kbps)
    encoder.set_channels(2)
    encoder.set_quality(2)
    encoder.silence()
    return bytes(encoder.encode(np.rint(sound * 32767).astype("<i2").tobytes()) + encoder.flush())
