"""How loud sound is to people: integrated loudness (ITU-R BS.1770-4), measured while it streams by."""

from functools import cache

import numpy as np
import numpy.typing as npt

from broadcaster.sound.pcm import FULL_SCALE, PROGRAMME_RATE_HZ, Float32Array, Pcm, Samples

QUIETEST_LUFS = -70.0  # BS.1770's absolute gate: what lies below does not count, so nothing is ever quieter

_CELL_MS = 100  # the step between BS.1770's gating blocks
CELL_SAMPLES = PROGRAMME_RATE_HZ * _CELL_MS // 1000
_CELLS_PER_BLOCK = 4  # 400 ms, overlapping by 75 %
_RELATIVE_GATE_LU = -10.0
_OFFSET_LU = -0.691  # makes a 997 Hz full-scale sine in one channel read -3.01 LKFS
_CELLS_AT_ONCE = 8  # temporaries this small stay in the allocator's hands; large ones cost a page fault per 4 kB

# BS.1770-4, tables 1 and 2: (b, a) of the head's effect and of the revised low-frequency B curve, at 48 kHz
_K_WEIGHTING = (
    ((1.53512485958697, -2.69169618940638, 1.19839281085285), (1.0, -1.69065929318241, 0.73248077421585)),
    ((1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621)),
)
_K_WEIGHTING_RATE_HZ = 48_000


class Meter:
    """Integrated loudness of a mono stream that is pushed in pieces of any size, in 16-bit units.

    The K-weighting is applied to the power spectrum of 100 ms cells (Parseval's theorem), which is right at any sample
    rate and costs a third of filtering. Only leakage at the cells' edges is lost: within 0.05 LU of libebur128.
    """

    def __init__(self, rate_hz: int = PROGRAMME_RATE_HZ) -> None:
        self._cell = rate_hz * _CELL_MS // 1000
        self._weights = _power_weights(rate_hz, self._cell)
        self._energies: list[Float32Array] = []
        self._rest: Samples = np.zeros(0, np.int16)

    def push(self, samples: Samples) -> None:
        """Take in what comes next."""
        if len(self._rest):
            samples = np.concatenate([self._rest, samples])
        whole = len(samples) // self._cell * self._cell
        step = self._cell * _CELLS_AT_ONCE
        for start in range(0, whole, step):
            self._measure(samples[start : min(whole, start + step)])
        self._rest = samples[whole:].copy()  # a view would keep the whole piece alive

    def _measure(self, samples: Samples) -> None:
        self._energies.append(self._weighed(samples.reshape(-1, self._cell).astype(np.float32)))

    def _weighed(self, cells: Float32Array) -> Float32Array:
        """Return the K-weighted mean square of each cell."""
        parts = np.fft.rfft(cells, axis=1).view(np.float32)  # real, imaginary, real, …: their squares add up alike
        energies: Float32Array = np.square(parts, out=parts) @ self._weights
        return energies

    def lufs(self) -> float:
        """Return the integrated loudness of all that was pushed; sound under 400 ms is taken as one block."""
        return gated_lufs(self.energies if self._energies else self._energy_of_rest())

    @property
    def energies(self) -> Float32Array:
        """The K-weighted mean squares of each whole 100 ms so far."""
        return np.concatenate(self._energies) if self._energies else np.zeros(0, np.float32)

    def _energy_of_rest(self) -> Float32Array:
        """Return the energy of sound that does not fill one cell, as if it went on for ever."""
        if not len(self._rest):
            return np.zeros(1, np.float32)
        filled = np.resize(self._rest, self._cell).astype(np.float32)
        return self._weighed(filled[None])


def loudness_lufs(pcm: Pcm) -> float:
    """Return the integrated loudness of `pcm`."""
    meter = Meter(pcm.rate_hz)
    meter.push(pcm.samples)
    return meter.lufs()


def gated_lufs(energies: Float32Array) -> float:
    """Return the loudness of K-weighted mean squares of consecutive 100 ms, by BS.1770-4's two gates."""
    span = min(_CELLS_PER_BLOCK, len(energies))
    sums = np.concatenate([[0.0], np.cumsum(energies, dtype=np.float64)])
    block_energies = (sums[span:] - sums[:-span]) / span
    audible = block_energies[level_lufs(block_energies) > QUIETEST_LUFS]
    if not len(audible):
        return QUIETEST_LUFS
    gate = level_lufs(audible.mean()) + _RELATIVE_GATE_LU
    return float(level_lufs(audible[level_lufs(audible) > gate].mean()))


def level_lufs(energy: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Return the loudness of K-weighted mean squares, full scale 1, without any gate."""
    return _OFFSET_LU + 10 * np.log10(np.maximum(energy, 1e-12))


@cache
def _power_weights(rate_hz: int, cell: int) -> Float32Array:
    """Return the factors that turn |FFT|² of a cell in 16-bit units into its K-weighted mean square, full scale 1.

    Each twice: for the real and for the imaginary part of a bin.
    """
    hz = np.minimum(np.fft.rfftfreq(cell, 1 / rate_hz), _K_WEIGHTING_RATE_HZ / 2)
    delay = np.exp(-2j * np.pi * hz / _K_WEIGHTING_RATE_HZ)
    response = np.ones_like(delay)
    for b, a in _K_WEIGHTING:
        response *= np.polynomial.polynomial.polyval(delay, b) / np.polynomial.polynomial.polyval(delay, a)
    weights = np.abs(response) ** 2 / (cell * FULL_SCALE) ** 2
    weights[1 : (cell + 1) // 2] *= 2  # each bin but those at 0 Hz and at half the rate stands for two
    return np.repeat(weights, 2).astype(np.float32)
