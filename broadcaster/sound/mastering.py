"""From a mix to its final loudness, in two passes over the samples and none over the files, in constant memory.

The mix goes to a spool of 16-bit samples while it is measured; gain, limiter and encoder then read from the spool.
"""

import tempfile
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

import numpy as np

from broadcaster.errors import SoundError
from broadcaster.messages import N_
from broadcaster.sound.limiter import GENTLE, Limiter
from broadcaster.sound.loudness import CELL_SAMPLES, QUIETEST_LUFS, Meter, gated_lufs
from broadcaster.sound.pcm import FULL_SCALE, PROGRAMME_RATE_HZ, Float32Array, Samples, to_int16

_CEILING_DBTP, _CEILING_PER_LU, _EASY_LUFS = -2.9, 0.1, -16.0

_BLOCK_SAMPLES = 7 * CELL_SAMPLES
_EXCERPT_SAMPLES = 4 * PROGRAMME_RATE_HZ
_FEWEST_EXCERPTS, _MOST_EXCERPTS, _ONE_IN = 5, 20, 8  # an eighth tells within 0.1 LU what limiting takes from the whole
_CLOSE_LU = 0.05
_TRIES = 8
_HEAVY_DB = 1.0  # of gain that only makes up for limiting
_STRAY_DB = 1.0  # peaks that stand out less take no loudness with them
_LEAST_LU_PER_DB = 0.1
_MOST_GAIN_DB = 20.0  # parts come levelled: what would need more is noise
_MOST_EXTRA_DB = 10.0  # what limiting took and more gain would not bring back but as distortion


class Spool:
    """A mix on disk, measured as it is written. Peaks may exceed full scale by `headroom_db`.

    Lies in `folder`, the disk that the product goes to: a machine's temporary folder may be its memory.
    """

    def __init__(self, folder: Path, headroom_db: float = 6.0) -> None:
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
        self._file.close()

    def write(self, samples: Samples) -> None:
        """Append `samples`, in 16-bit units."""
        lowered = to_int16(samples * self._down)
        if len(lowered):
            self._peak = max(self._peak, int(lowered.max()), -int(lowered.min()))
        self._meter.push(lowered)
        self._samples += len(lowered)
        try:
            self._file.write(lowered.data)
        except OSError as error:
            raise SoundError(N_("the disk does not take the mix: {why}"), why=error.strerror or error) from error

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
        self._file.seek(2 * first)
        while left > 0 and (data := self._file.read(2 * min(left, _BLOCK_SAMPLES))):
            left -= len(data) // 2
            yield np.divide(np.frombuffer(data, np.int16), self._down, dtype=np.float32)

    def whole(self) -> Iterator[Iterator[Float32Array]]:
        """Yield all of it as one piece."""
        yield self.blocks()

    def excerpts(self) -> Iterator[Iterator[Float32Array]]:
        """Yield pieces, evenly from everywhere, that stand for the whole; all of it if it is short."""
        count = min(_MOST_EXCERPTS, max(_FEWEST_EXCERPTS, self._samples // (_ONE_IN * _EXCERPT_SAMPLES)))
        if self._samples <= count * _EXCERPT_SAMPLES:
            yield self.blocks()
            return
        for number in range(count):
            first = number * (self._samples - _EXCERPT_SAMPLES) // (count - 1)
            yield self.blocks(first, _EXCERPT_SAMPLES)


class Master:
    """A mix on its way out: at `goal_lufs`, with no true peak over the goal's ceiling; `reach` is the limiter's."""

    def __init__(self, spool: Spool, goal_lufs: float, reach: int = GENTLE) -> None:
        self._spool = spool
        ceiling_dbtp = ceiling_dbtp_for(goal_lufs)
        self._level = level_to(spool, goal_lufs, ceiling_dbtp, reach)
        self._limiter = Limiter(self._level.gain_db, ceiling_dbtp, reach)
        self._energies = _Energies(spool.energies * np.float32(10 ** (self._level.gain_db / 10)))

    def blocks(self) -> Iterator[Float32Array]:
        """Yield the sound, in 16-bit units; once."""
        for block in self._limiter.through(self._spool.blocks()):
            self._energies.push(block, self._limiter.was_limiting)
            yield block

    @property
    def loudness_lufs(self) -> float:
        """The integrated loudness of what was yielded so far."""
        return gated_lufs(self.energies) if len(self.energies) else self._level.loudness_lufs

    @property
    def energies(self) -> Float32Array:
        """The K-weighted energies of each 100 ms that was yielded, for `gated_lufs`."""
        return self._energies.so_far

    @property
    def true_peak_dbtp(self) -> float:
        """The true peak of what was yielded so far."""
        return self._limiter.true_peak_dbtp


class _Energies:
    """The energies of what comes out of a limiter, by those `expected` of it: measured only where it did limit."""

    def __init__(self, expected: Float32Array) -> None:
        self._expected = expected
        self._held: Float32Array = np.zeros(0, np.float32)
        self._is_changed = False  # something of what is held
        self._at = 0
        self._measured: dict[int, Float32Array] = {}

    def push(self, samples: Float32Array, is_changed: bool) -> None:
        """Take in what comes next."""
        self._held = np.concatenate([self._held, samples])
        self._is_changed |= is_changed
        cells = len(self._held) // CELL_SAMPLES
        if self._is_changed and cells:
            meter = Meter()
            meter.push(self._held[: cells * CELL_SAMPLES])
            self._measured[self._at] = meter.energies
        if cells:
            self._held = self._held[cells * CELL_SAMPLES :]
            self._at += cells
            self._is_changed = is_changed

    @property
    def so_far(self) -> Float32Array:
        energies = self._expected[: self._at].copy()
        for at, measured in self._measured.items():
            energies[at : at + len(measured)] = measured
        return energies


def ceiling_dbtp_for(goal_lufs: float) -> float:
    """Return the highest true peak to hand to the encoder so that the decoded one stays under -1 dBTP (EBU R 128).

    MP3 adds up to 1.7 dB to the peaks of hissing speech, and more of it to a programme that was squeezed.
    """
    return _CEILING_DBTP - _CEILING_PER_LU * max(0.0, goal_lufs - _EASY_LUFS)


class Aim(NamedTuple):
    """A loudness, and the limiter that stands before it."""

    lufs: float
    ceiling_dbtp: float
    reach: int


class Level(NamedTuple):
    """A gain before the limiter and the loudness that it leads to (within 0.05 LU)."""

    gain_db: float
    loudness_lufs: float


def level_to(spool: Spool, goal_lufs: float, ceiling_dbtp: float, reach: int = GENTLE) -> Level:
    """Return how the mix, once limited, comes to `goal_lufs`, or as near as limiting can go. Silence gets no gain.

    Limiting takes loudness away, so when it does more than catch stray peaks the gain is tried out on excerpts and
    corrected (by the secant method: the more is limited, the less a decibel of gain brings).
    """
    if spool.loudness_lufs <= QUIETEST_LUFS:
        return Level(0.0, QUIETEST_LUFS)
    gain_db = goal_lufs - spool.loudness_lufs
    if gain_db > _MOST_GAIN_DB:
        return Level(_MOST_GAIN_DB, spool.loudness_lufs + _MOST_GAIN_DB)
    level = Level(gain_db, goal_lufs)
    if spool.peak_db + level.gain_db <= ceiling_dbtp + _STRAY_DB:
        return level
    return _limited_level(spool, level, Aim(goal_lufs, ceiling_dbtp, reach))


def _limited_level(spool: Spool, level: Level, aim: Aim) -> Level:
    """Return the level that comes to the aim in spite of its limiter; `level` would without one."""
    most_db = level.gain_db + _MOST_EXTRA_DB
    before = Level(level.gain_db - 12, aim.lufs - 12)  # so much lower nothing would be limited
    pieces: Callable[[], Iterable[Iterator[Float32Array]]] = spool.excerpts
    taken_lufs = _loudness_lufs(pieces())
    for _ in range(_TRIES):
        limited = (Limiter(level.gain_db, aim.ceiling_dbtp, aim.reach).through(piece) for piece in pieces())
        level = Level(level.gain_db, spool.loudness_lufs + _loudness_lufs(limited) - taken_lufs)
        missing_lu = aim.lufs - level.loudness_lufs
        if abs(missing_lu) < _CLOSE_LU or (missing_lu > 0 and level.gain_db >= most_db):
            if pieces == spool.whole or level.gain_db < aim.lufs - spool.loudness_lufs + _HEAVY_DB:
                break
            pieces, taken_lufs = spool.whole, spool.loudness_lufs  # excerpts tell little of what is limited throughout
            continue
        lu_per_db = (level.loudness_lufs - before.loudness_lufs) / (level.gain_db - before.gain_db)
        wanted_db = level.gain_db + missing_lu / max(lu_per_db, _LEAST_LU_PER_DB)
        before, level = level, Level(min(wanted_db, most_db), aim.lufs)
    return level


def _loudness_lufs(excerpts: Iterable[Iterator[Float32Array]]) -> float:
    meter = Meter()
    for block in chain.from_iterable(excerpts):
        meter.push(block)
    return meter.lufs()
