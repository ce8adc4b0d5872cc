"""Mastering for outdoor horn loudspeakers: clear words against the street, the wind and the second horn's echo.

High-pass at 180 Hz (a horn cannot radiate it, its amplifier only clips on it), +8 dB of presence around 2.2 kHz, and a
4:1 compressor. Through a simulated horn with echo and street noise at 0 dB the chain takes eSpeak's speech of -16 LUFS
from ESTOI 0.283 to 0.394, and to 0.466 at -12 LUFS; its brighter female voice from 0.315 to 0.369 and 0.435. More
presence, or higher up, would take from her what it gives him; a higher high-pass and a harder squeeze did worse.

The filter also lets low notes pass before high ones, by up to 5 ms. Nobody hears that, but it spreads the pulses of a
voice (the phase rotator of medium-wave stations): peaks of eSpeak's voice stand 15.4 dB over its loudness instead of
17.4, and with a quick limiter -12 LUFS come within reach, where -13 was the end.
"""

from collections.abc import Iterable, Iterator
from functools import cache

import numpy as np
import numpy.typing as npt

from broadcaster.sound.pcm import FULL_SCALE, PROGRAMME_RATE_HZ, Float32Array, Samples

HEADROOM_DB = 12.0  # what the chain may add to a peak before the limiter sees it: presence and ringing

_HIGH_PASS_HZ, _HIGH_PASS_ORDER = 180.0, 4
_PRESENCE_DB, _PRESENCE_HZ, _PRESENCE_OCTAVES = 8.0, 2200.0, 1.4
_LOW_PASS_HZ, _LOW_PASS_ORDER = 7000.0, 4  # beyond it a horn adds nothing but harshness
_DISPERSION_MS, _DISPERSION_FROM_HZ, _DISPERSION_TO_HZ = 5.0, 250.0, 3000.0
_TAPS = 511
_FFT = 4096

_CELL_MS = 4
_THRESHOLD_LU = -10.0  # under the loudness that comes in
_RATIO = 4.0
_KNEE_DB = 6.0
_ATTACK_MS, _RELEASE_MS = 5.0, 60.0


class _Equaliser:
    """The filter, by overlap-save; gives back exactly what it was given, `_TAPS // 2` samples late."""

    def __init__(self, rate_hz: int) -> None:
        self._response = np.fft.rfft(_impulse_response(rate_hz), _FFT).astype(np.complex64)
        self._held: Float32Array = np.zeros(_TAPS - 1, np.float32)

    def push(self, samples: Samples) -> Float32Array:
        self._held = np.concatenate([self._held, samples], dtype=np.float32)
        step = _FFT - (_TAPS - 1)
        count = (len(self._held) - (_TAPS - 1)) // step
        finished = [np.zeros(0, np.float32)]
        for start in range(0, count * step, step):
            spectrum = np.fft.rfft(self._held[start : start + _FFT])
            finished.append(np.fft.irfft(spectrum * self._response, _FFT)[_TAPS - 1 :].astype(np.float32))
        self._held = self._held[count * step :]
        return np.concatenate(finished)


class _Compressor:
    """Turns loud stretches down, by their RMS level; gives back what it was given, one cell late."""

    def __init__(self, threshold_db: float, rate_hz: int) -> None:
        self._cell = rate_hz * _CELL_MS // 1000
        self._threshold_db = threshold_db
        self._reduction_db = 0.0
        self._held: Float32Array = np.zeros(0, np.float32)
        # At the edge where the held cell starts, once there is one.
        self._last_gain: Float32Array = np.zeros(0, np.float32)

    def push(self, samples: Float32Array) -> Float32Array:
        self._held = np.concatenate([self._held, samples])
        started = len(self._last_gain)  # whether the first cell's level was already taken
        count = len(self._held) // self._cell
        if count <= started:
            return np.zeros(0, np.float32)
        cells = self._held[: count * self._cell].reshape(count, self._cell)
        edges = np.concatenate([self._last_gain, self._gains(cells[started:])])
        slope = np.arange(self._cell, dtype=np.float32) / self._cell
        gains = edges[:-1, None] + (edges[1:] - edges[:-1])[:, None] * slope
        self._last_gain = edges[-1:]
        self._held = self._held[(count - 1) * self._cell :]
        finished: Float32Array = (cells[:-1] * gains).reshape(-1)
        return finished

    def _gains(self, cells: Float32Array) -> Float32Array:
        energies = np.einsum("ij,ij->i", cells, cells) / (self._cell * FULL_SCALE**2)
        over_db = 10 * np.log10(energies + 1e-10) - self._threshold_db
        return (10 ** (-self._followed(_wanted_reduction_db(over_db)) / 20)).astype(np.float32)

    def _followed(self, wanted_db: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Return `wanted_db` with attack and release: each step depends on the last, so this is a plain loop."""
        attack, release = (1 - np.exp(-_CELL_MS / ms) for ms in (_ATTACK_MS, _RELEASE_MS))
        now_db, followed = self._reduction_db, []
        for wanted in wanted_db.tolist():
            now_db += (wanted - now_db) * (attack if wanted > now_db else release)
            followed.append(now_db)
        self._reduction_db = now_db
        return np.array(followed)


def for_horns(
    blocks: Iterable[Samples], loudness_lufs: float, rate_hz: int = PROGRAMME_RATE_HZ
) -> Iterator[Float32Array]:
    """Yield `blocks` (which are about `loudness_lufs` loud) as horns need them: as many samples, not one late."""
    equaliser = _Equaliser(rate_hz)
    compressor = _Compressor(loudness_lufs + _THRESHOLD_LU, rate_hz)
    late, owed = _TAPS // 2, 0
    for block in blocks:
        owed += len(block)
        piece = compressor.push(equaliser.push(block))
        skipped = min(late, len(piece))
        late -= skipped
        owed -= len(piece) - skipped
        yield piece[skipped:]
    rest = compressor.push(equaliser.push(np.zeros(2 * _FFT + late, np.float32)))
    yield rest[late : late + owed]


def _wanted_reduction_db(over_db: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return by how much a level so far over the threshold is to be turned down; soft around the threshold."""
    half = _KNEE_DB / 2
    bent = np.square(np.clip(over_db + half, 0, _KNEE_DB)) / (2 * _KNEE_DB)
    return (1 - 1 / _RATIO) * np.where(over_db > half, over_db, bent)


@cache
def _impulse_response(rate_hz: int) -> Float32Array:
    """Return the filter, designed by its frequency response (frequency sampling with a window)."""
    hz = np.maximum(np.fft.rfftfreq(_FFT, 1 / rate_hz), 1e-3)
    high_pass = 1 / np.sqrt(1 + (_HIGH_PASS_HZ / hz) ** (2 * _HIGH_PASS_ORDER))
    low_pass = 1 / np.sqrt(1 + (hz / _LOW_PASS_HZ) ** (2 * _LOW_PASS_ORDER))
    octaves = np.log2(hz / _PRESENCE_HZ) / _PRESENCE_OCTAVES
    presence = 10 ** (_PRESENCE_DB / 20 * np.exp(-0.5 * octaves**2))
    response = np.fft.irfft(high_pass * presence * low_pass * np.exp(-1j * _dispersion(hz)), _FFT)
    return (np.roll(response, _TAPS // 2)[:_TAPS] * np.sqrt(np.hanning(_TAPS))).astype(np.float32)


def _dispersion(hz: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return the phase at each frequency: the delay grows evenly with pitch, and is none in the middle."""
    octaves = np.log2(hz / _DISPERSION_FROM_HZ) / np.log2(_DISPERSION_TO_HZ / _DISPERSION_FROM_HZ)
    delay_s = _DISPERSION_MS / 1000 * (np.clip(octaves, 0, 1) - 0.5)
    return np.asarray(2 * np.pi * np.cumsum(delay_s) * (hz[2] - hz[1]))
