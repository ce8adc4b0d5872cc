"""From a mix to its final loudness, in two passes over the samples and none over the files, in constant memory.

The mix goes to a spool of 16-bit samples while it is measured; gain, limiter and encoder then read from the spool.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

import numpy as np

from broadcaster.errors import SoundError, reason_of
from broadcaster.messages import N_
from broadcaster.sound.limiter import GENTLE, Limiter, cell_energies, cells_around, gains_at_edges, shares_left
from broadcaster.sound.loudness import CELL_SAMPLES, QUIETEST_LUFS, Meter, gated_lufs
from broadcaster.sound.pcm import FULL_SCALE, PROGRAMME_RATE_HZ, Float32Array, Samples, to_int16
from broadcaster.sound.true_peak import CONTEXT, cell_peaks

HIGHEST_DBTP = -1.0  # of what is heard, decoded: EBU R 128
_CEILING_DBTP, _CEILING_PER_LU, _EASY_LUFS = -3.1, 0.1, -16.0

_BLOCK_SAMPLES = 14 * CELL_SAMPLES
_EXCERPT_SAMPLES = 4 * PROGRAMME_RATE_HZ
_FEWEST_EXCERPTS, _MOST_EXCERPTS, _ONE_IN = 5, 20, 8  # an eighth tells within 0.1 LU what limiting takes from the whole
_EXCERPTS_IN_MEMORY = 75  # five minutes
_CLOSE_LU = 0.02
_BEYOND_DB = 3.0  # over the gain that is expected, up to which true peaks are looked for
_TRIES = 8
_HEAVY_DB = 1.0  # of gain that only makes up for limiting
_STRAY_DB = 1.0  # peaks that stand out less take no loudness with them
_LEAST_LU_PER_DB = 0.1
_MOST_GAIN_DB = 20.0  # parts come levelled: what would need more is noise
_MOST_EXTRA_DB = 10.0  # what limiting took and more gain would not bring back but as distortion


class Spool:
    """A mix on disk, measured as it is written. Peaks may exceed full scale by `headroom_db`.

    Lies in `folder`, the disk that the product goes to: a machine's temporary folder may be its memory. Raises
    SoundError when that disk does not take it.
    """

    def __init__(self, folder: Path, headroom_db: float = 6.0) -> None:
        with _told():
            folder.mkdir(parents=True, exist_ok=True)
            self._file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - closed by __exit__
        self._down = np.float32(10 ** (-headroom_db / 20))
        self._headroom_db = headroom_db
        self._meter = Meter()
        self._peak = 0
        self._samples = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: object, trace: TracebackType | None) -> None:
        with suppress(OSError):  # what the disk did not take was told before
            self._file.close()

    def write(self, samples: Samples) -> None:
        """Append `samples`, in 16-bit units."""
        lowered = to_int16(samples * self._down)
        if len(lowered):
            self._peak = max(self._peak, int(lowered.max()), -int(lowered.min()))
        self._meter.push(lowered)
        self._samples += len(lowered)
        with _told():
            self._file.write(lowered.data)

    @property
    def loudness_lufs(self) -> float:
        """Integrated loudness of what was written."""
        lowered_lufs = self._meter.lufs()
        return lowered_lufs + self._headroom_db if lowered_lufs > QUIETEST_LUFS else QUIETEST_LUFS

    @property
    def energies(self) -> Float32Array:
        """The K-weighted energy of each 100 ms of what was written."""
        return self._meter.energies * np.float32(10 ** (self._headroom_db / 10))

    @property
    def peak_db(self) -> float:
        """The highest sample, in dB of full scale; over 0 is headroom in use."""
        return float(20 * np.log10(max(self._peak, 1) / FULL_SCALE)) + self._headroom_db

    def blocks(self, first: int = 0, count: int | None = None) -> Iterator[Float32Array]:
        """Yield `count` samples from `first` on, or all, as loud as they were written."""
        left = self._samples - first if count is None else count
        with _told():  # only now may the last of it reach the disk
            self._file.seek(2 * first)
        while left > 0 and (data := self._file.read(2 * min(left, _BLOCK_SAMPLES))):
            left -= len(data) // 2
            yield np.divide(np.frombuffer(data, np.int16), self._down, dtype=np.float32)

    def around(self, first: int, count: int, context: int) -> Float32Array:
        """Return `count` samples from `first` on with `context` more on either side, silence where there are none."""
        before, after = min(context, first), min(context, max(0, self._samples - first - count))
        read = np.concatenate([np.zeros(0, np.float32), *self.blocks(first - before, before + count + after)])
        return np.pad(read, (context - before, count + 2 * context - (context - before) - len(read)))

    @property
    def samples(self) -> int:
        """How many samples were written."""
        return self._samples


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise SoundError(N_("the disk does not take the mix: {why}"), why=reason_of(error)) from error


class Aim(NamedTuple):
    """A loudness, and the limiter that stands before it: `GENTLE` or `QUICK` is its `reach`."""

    lufs: float
    ceiling_dbtp: float
    reach: int = GENTLE


class Master:
    """A mix on its way out: as loud as `aim` says, with no true peak over its ceiling."""

    def __init__(self, spool: Spool, aim: Aim) -> None:
        self._spool = spool
        self._level = level_to(spool, aim)
        self._limiter = Limiter(self._level.gain_db, aim.ceiling_dbtp, aim.reach)
        self._expected = spool.energies * np.float32(10 ** (self._level.gain_db / 10))

    def blocks(self) -> Iterator[Float32Array]:
        """Yield the sound, in 16-bit units; once."""
        yield from self._limiter.through(self._spool.blocks())

    @property
    def loudness_lufs(self) -> float:
        """The integrated loudness of what was yielded so far."""
        return gated_lufs(self.energies) if len(self.energies) else self._level.loudness_lufs

    @property
    def energies(self) -> Float32Array:
        """The K-weighted energies of each 100 ms that was yielded, for `gated_lufs`."""
        shares = self._limiter.energy_shares
        return self._expected[: len(shares)] * shares

    @property
    def true_peak_dbtp(self) -> float:
        """The true peak of what was yielded so far."""
        return self._limiter.true_peak_dbtp


def ceiling_dbtp_for(goal_lufs: float) -> float:
    """Return the highest true peak to hand to the encoder so that the decoded one stays under `HIGHEST_DBTP`.

    MP3 adds up to 1.7 dB to the peaks of hissing speech, and more of it to a programme that was squeezed; once in half
    an hour of the worst it adds 3 (`coarse_frames`).
    """
    return _CEILING_DBTP - _CEILING_PER_LU * max(0.0, goal_lufs - _EASY_LUFS)


class Level(NamedTuple):
    """A gain before the limiter and the loudness that it leads to (within 0.05 LU)."""

    gain_db: float
    loudness_lufs: float


def level_to(spool: Spool, aim: Aim) -> Level:
    """Return how the mix, once limited, comes to `aim`, or as near as limiting can go. Silence gets no gain.

    Limiting takes loudness away. When it does more than catch stray peaks, what it takes is foretold from excerpts, or
    from everywhere when it is much.
    """
    if spool.loudness_lufs <= QUIETEST_LUFS:
        return Level(0.0, QUIETEST_LUFS)
    gain_db = aim.lufs - spool.loudness_lufs
    if gain_db > _MOST_GAIN_DB:
        return Level(_MOST_GAIN_DB, spool.loudness_lufs + _MOST_GAIN_DB)
    if spool.peak_db + gain_db <= aim.ceiling_dbtp + _STRAY_DB:
        return Level(gain_db, aim.lufs)
    level = _limited_level(Forecast(spool, _excerpts(spool), aim, gain_db), gain_db)
    if level.gain_db < gain_db + _HEAVY_DB:
        return level
    return _limited_level(Forecast(spool, _everywhere(spool), aim, level.gain_db), gain_db)


def _limited_level(forecast: "Forecast", plain_db: float) -> Level:
    """Return the level that comes to the aim in spite of its limiter; `plain_db` would without one.

    By the secant method: the more is limited, the less a decibel of gain brings.
    """
    goal_lufs, most_db = forecast.aim.lufs, plain_db + _MOST_EXTRA_DB
    before, gain_db = Level(plain_db - 12, goal_lufs - 12), plain_db  # so much lower nothing would be limited
    for _ in range(_TRIES):
        level = Level(gain_db, goal_lufs - forecast.taken_lu(gain_db) + gain_db - plain_db)
        missing_lu = goal_lufs - level.loudness_lufs
        if abs(missing_lu) < _CLOSE_LU or (missing_lu > 0 and gain_db >= most_db):
            break
        lu_per_db = (level.loudness_lufs - before.loudness_lufs) / (level.gain_db - before.gain_db)
        gain_db = min(gain_db + missing_lu / max(lu_per_db, _LEAST_LU_PER_DB), most_db)
        before = level
    return level


Piece = tuple[int, int]  # of a spool: the first sample, how many; both whole 100 ms


def _excerpts(spool: Spool) -> list[Piece]:
    """Return pieces, evenly from everywhere, that stand for the whole; all of it if it is short."""
    return _evenly(spool, min(_MOST_EXCERPTS, max(_FEWEST_EXCERPTS, spool.samples // (_ONE_IN * _EXCERPT_SAMPLES))))


def _everywhere(spool: Spool) -> list[Piece]:
    """Return all of it, or of a very long one so much that memory stays small."""
    return _evenly(spool, _EXCERPTS_IN_MEMORY)


def _evenly(spool: Spool, count: int) -> list[Piece]:
    steps = spool.samples // CELL_SAMPLES
    excerpt = _EXCERPT_SAMPLES // CELL_SAMPLES
    if steps <= count * excerpt:
        return [(0, steps * CELL_SAMPLES)]
    starts = (number * (steps - excerpt) // (count - 1) for number in range(count))
    return [(start * CELL_SAMPLES, _EXCERPT_SAMPLES) for start in starts]


class Forecast:
    """How much loudness a limiter takes, for any gain, without limiting: from the peak and energy of each millisecond.

    `near_db` is about the gain that will be asked for.
    """

    def __init__(self, spool: Spool, pieces: list[Piece], aim: Aim, near_db: float) -> None:
        self.aim = aim
        self._ceiling = FULL_SCALE * 10 ** (aim.ceiling_dbtp / 20)
        floor = self._ceiling * 10 ** (-(near_db + _BEYOND_DB) / 20)
        self._pieces = [_outlined(spool, first, count, floor) for first, count in pieces]
        at = [slice(first // CELL_SAMPLES, (first + count) // CELL_SAMPLES) for first, count in pieces]
        self._energies = [spool.energies[where] for where in at]

    def taken_lu(self, gain_db: float) -> float:
        """Return by how much the sound is less loud than `gain_db` would have it."""
        gain = 10 ** (gain_db / 20)
        left = [
            energies * self._shares(*piece, gain) for piece, energies in zip(self._pieces, self._energies, strict=True)
        ]
        loud, plain = (np.concatenate(all_) * np.float32(gain * gain) for all_ in (left, self._energies))
        return gated_lufs(plain) - gated_lufs(loud)

    def _shares(self, peaks: Float32Array, energies: Float32Array, gain: float) -> Float32Array:
        needed = np.minimum(1, self._ceiling / np.maximum(peaks * np.float32(gain), 1))
        return shares_left(
            energies, gains_at_edges(np.pad(needed, cells_around(self.aim.reach), constant_values=1), self.aim.reach)
        )


def _outlined(spool: Spool, first: int, count: int, floor: float) -> tuple[Float32Array, Float32Array]:
    """Return the peak (true where over `floor`) and the energy of each millisecond of a piece."""
    peaks, energies = [], []
    for start in range(first, first + count, _BLOCK_SAMPLES):
        surrounded = spool.around(start, min(_BLOCK_SAMPLES, first + count - start), CONTEXT)
        peaks.append(cell_peaks(surrounded, floor))
        energies.append(cell_energies(surrounded[CONTEXT:-CONTEXT]))
    return np.concatenate(peaks), np.concatenate(energies)
