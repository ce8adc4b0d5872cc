"""Signals to measure, in 16 bits at the programme rate."""

import numpy as np

from broadcaster.sound.pcm import Pcm

RATE = 24_000


def int16(samples):
    return np.clip(np.rint(samples), -32768, 32767).astype(np.int16)


def tone(level_dbfs, seconds, hz=1000.0, phase=0.0, rate=RATE):
    moments = np.arange(round(seconds * rate)) / rate
    return int16(32768 * 10 ** (level_dbfs / 20) * np.sin(2 * np.pi * hz * moments + phase))


def tones(*steps, hz=1000.0):
    """Stretches of (level in dBFS, seconds)."""
    return Pcm(np.concatenate([tone(level, seconds, hz) for level, seconds in steps]))


def speechlike(seconds, seed=0, level=4000, rate=RATE):
    """Noise with syllables and pauses: as hard to level as speech, and the same everywhere."""
    rng = np.random.default_rng(seed)
    moments = np.arange(round(seconds * rate)) / rate
    noise = np.convolve(rng.standard_normal(len(moments)), np.hanning(9) / 3, "same")
    syllables = np.abs(np.sin(2 * np.pi * 2 * moments)) * (np.sin(2 * np.pi * moments / 3) > -0.8)
    return int16(level * noise * syllables)


def pieces(samples, size=16_384):
    return [samples[start : start + size] for start in range(0, len(samples), size)]
