"""The room around the instruments, and the finishing of a piece for the air.

Levels are in dB of full scale (1.0); loudness is BS.1770 integrated loudness in LUFS.
"""

import numpy as np
from numpy.typing import NDArray

from broadcaster.music.instruments import Samples

LOUDNESS_LUFS = -18.0  # what every piece is brought to, so that none jumps out beside another
CEILING_DB = -2.5  # sample peak; half a dB under what we promise, for the rounding of players
QUIETEST_HZ = 110.0  # below it a village horn only moves air, so the level is better spent above


def placed(sound: Samples, onto: Samples, start: int, *, wraps: bool = False) -> None:
    """Add a sound to a bus from sample `start`; what hangs over the end is dropped or wraps round."""
    if wraps:
        np.add.at(onto, (start + np.arange(len(sound))) % len(onto), sound)
        return
    first = max(0, -start)
    last = min(len(sound), len(onto) - start)
    if last > first:
        onto[start + first : start + last] += sound[first:last]


def reverberated(  # noqa: PLR0913 - two of them are the hall
    dry: Samples, rate_hz: int, rng: np.random.Generator, *, ring_s: float, wet_db: float, wraps: bool = False
) -> Samples:
    """Set a bus in a hall whose ring falls 60 dB in ring_s, the bright part twice as fast.

    wraps: the bus is a loop, so its ring comes round to its beginning.
    """
    response = _hall(rate_hz, rng, ring_s)
    size = len(dry) if wraps else _good_size(len(dry) + len(response))
    turned = response if len(response) <= size else response[:size]
    wet = np.fft.irfft(np.fft.rfft(dry, size) * np.fft.rfft(turned, size), size)[: len(dry)]
    return dry + 10 ** (wet_db / 20) * wet


def tilted(sound: Samples, rate_hz: int, *, shelf_hz: float, shelf_db: float) -> Samples:
    """Turn what lies above shelf_hz down (or up) by shelf_db, an octave wide; right for loops."""
    frequency_hz = np.fft.rfftfreq(len(sound), 1 / rate_hz)
    slope = 1 / (1 + (np.maximum(frequency_hz, 1.0) / shelf_hz) ** -4)
    return np.fft.irfft(np.fft.rfft(sound) * 10 ** (shelf_db / 20 * slope), len(sound))


def finished(sound: Samples, rate_hz: int, *, fade_s: float, wraps: bool = False) -> Samples:
    """Bring a piece to the common loudness under the common ceiling.

    fade_s: the last seconds, where the tail that has already died is led to exact silence. A loop is
    neither faded nor limited at its ends differently from its middle.
    """
    size = len(sound) if wraps else _good_size(len(sound) + rate_hz)
    frequency_hz = np.fft.rfftfreq(size, 1 / rate_hz)
    keep = 1 / (1 + (QUIETEST_HZ / np.maximum(frequency_hz, 1e-3)) ** 4)
    out = np.fft.irfft(np.fft.rfft(sound, size) * keep, size)[: len(sound)]
    if not wraps:
        out *= _edges(len(out), rate_hz, fade_s)
    for _ in range(3):  # the limiter takes a little loudness away, the next turn gives it back
        out = out * 10 ** ((LOUDNESS_LUFS - loudness_lufs(out, rate_hz)) / 20)
        out = _limited(out, rate_hz)
    return out


def loudness_lufs(sound: Samples, rate_hz: int) -> float:
    """Integrated loudness after ITU-R BS.1770-4 of a mono sound.

    The K weighting is laid on the power spectrum of 100 ms cells; within 0.1 LU of a time-domain meter.
    """
    cell = rate_hz // 10
    weight = _k_weights(cell, rate_hz)
    cells = len(sound) // cell
    spectrum = np.fft.rfft(sound[: cells * cell].reshape(-1, cell), axis=1)
    power = (np.abs(spectrum) ** 2) @ weight
    blocks = np.convolve(power, np.ones(4) / 4, "valid") if cells >= 4 else np.array([power.mean()])
    level = -0.691 + 10 * np.log10(np.maximum(blocks, 1e-12))
    blocks = blocks[level > -70]
    level = level[level > -70]
    if not len(level):
        return -np.inf
    gate = -0.691 + 10 * np.log10(blocks.mean()) - 10
    return float(-0.691 + 10 * np.log10(blocks[level > gate].mean()))


def peak_db(sound: Samples) -> float:
    """Highest sample in dB of full scale."""
    return float(20 * np.log10(np.abs(sound).max() + 1e-12))


def _hall(rate_hz: int, rng: np.random.Generator, ring_s: float) -> Samples:
    """Draw a hall's answer to a hand clap: a few early walls, then noise that dies and darkens."""
    length = int(ring_s * 1.1 * rate_hz)
    time_s = np.arange(length) / rate_hz
    noise = rng.standard_normal(length)
    spectrum = np.fft.rfft(noise)
    frequency_hz = np.fft.rfftfreq(length, 1 / rate_hz)
    dark = np.fft.irfft(spectrum / (1 + (frequency_hz / 1300) ** 2), length)
    bright = np.fft.irfft(spectrum * (frequency_hz / 1300) ** 2 / (1 + (frequency_hz / 1300) ** 2) ** 2, length)
    late = dark * np.exp(-6.9 * time_s / ring_s) + bright * np.exp(-13.8 * time_s / ring_s)
    late *= 1 - np.exp(-time_s / 0.03)  # the echoes thicken before they fade
    late[: int(0.014 * rate_hz)] = 0.0
    late /= np.sqrt(np.sum(late**2))
    for wall_s in (0.0113, 0.0171, 0.0237, 0.0319):
        late[int(wall_s * rng.uniform(0.95, 1.05) * rate_hz)] += rng.choice((-1.0, 1.0)) * 0.22
    late *= 0.5 + 0.5 * np.cos(np.pi * np.clip((time_s - 0.8 * time_s[-1]) / (0.2 * time_s[-1]), 0, 1))
    return late


def _edges(length: int, rate_hz: int, fade_s: float) -> Samples:
    """Two milliseconds up, fade_s down, the last 20 ms exactly nothing."""
    edges = np.ones(length)
    rise = rate_hz // 500
    edges[:rise] = 0.5 - 0.5 * np.cos(np.pi * np.arange(rise) / rise)
    fall, still = int(fade_s * rate_hz), rate_hz // 50
    part = np.clip((np.arange(length) - (length - still - fall)) / fall, 0, 1)
    edges *= (0.5 + 0.5 * np.cos(np.pi * part)) ** 2
    return edges


def _limited(sound: Samples, rate_hz: int) -> Samples:
    """Keep every sample under the ceiling by a gain that moves slowly, 12 ms ahead of each peak."""
    ceiling = 10 ** (CEILING_DB / 20)
    if np.abs(sound).max() <= ceiling:
        return sound
    cell = rate_hz // 1000
    cells = -(-len(sound) // cell)
    padded = np.abs(np.pad(sound, (0, cells * cell - len(sound)))).reshape(cells, cell).max(axis=1)
    need = np.minimum(1.0, ceiling / np.maximum(padded, 1e-9))
    reach = 12
    lowest = np.pad(need, 2 * reach, mode="wrap")
    lowest = np.lib.stride_tricks.sliding_window_view(lowest, 2 * reach + 1).min(axis=1)
    window = np.hanning(2 * reach + 1)
    smooth = np.convolve(lowest, window / window.sum(), "valid")  # never above the gain a peak needs
    gain: Samples = np.interp((np.arange(len(sound)) + 0.5) / cell - 0.5, np.arange(cells), smooth)
    return np.clip(sound * gain, -ceiling, ceiling)


def _k_weights(cell: int, rate_hz: int) -> NDArray[np.float64]:
    """Power weights of the two BS.1770 filters, at 48 kHz where they are defined, for one cell's bins."""
    frequency_hz = np.fft.rfftfreq(cell, 1 / rate_hz)
    z = np.exp(-2j * np.pi * np.minimum(frequency_hz, 23999) / 48000)
    shelf = (1.53512485958697 - 2.69169618940638 * z + 1.19839281085285 * z**2) / (
        1 - 1.69065929318241 * z + 0.73248077421585 * z**2
    )
    high = (1 - 2 * z + z**2) / (1 - 1.99004745483398 * z + 0.99007225036621 * z**2)
    weight: NDArray[np.float64] = np.abs(shelf * high) ** 2 / cell**2
    weight[1:] *= 2
    if cell % 2 == 0:
        weight[-1] /= 2
    return weight


def _good_size(length: int) -> int:
    """Find the next length, at least this one, that the Fourier transform likes: 2^n or 3 * 2^n."""
    power = 1 << (length - 1).bit_length()
    return 3 * power // 4 if 3 * power // 4 >= length else power
