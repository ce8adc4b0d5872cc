"""From a mix to its final loudness, in two passes over the samples and none over the files, in constant memory.

The mix goes to a spool of 16-bit samples while it is measured; gain, limiter and encoder then read from the spool.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from broadcaster.errors import SoundError
from broadcaster.messages import N_
from broadcaster.sound.limiter import limited
from broadcaster.sound.loudness import QUIETEST_LUFS, Meter
from broadcaster.sound.pcm import FULL_SCALE, Float32Array, Samples, to_int16

CEILING_DBTP = -2.0  # so that what MP3 adds to peaks stays under -1 dBTP, as EBU R 128 wants it

_BLOCK_SAMPLES = 1 << 14
_CLOSE_LU = 0.05  # nobody hears, and no rule asks for, less
_TRIES = 4


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
        try:
            self._file.write(lowered.data)
        except OSError as error:
            raise SoundError(N_("the disk does not take the mix: {why}"), why=error.strerror or error) from error

    @property
    def loudness_lufs(self) -> float:
        """Integrated loudness of what was written."""
        return max(QUIETEST_LUFS, self._meter.lufs() + self._headroom_db)

    @property
    def peak_db(self) -> float:
        """The highest sample, in dB of full scale; over 0 is headroom in use."""
        return float(20 * np.log10(max(self._peak, 1) / FULL_SCALE)) + self._headroom_db

    def blocks(self) -> Iterator[Float32Array]:
        """Yield what was written, as loud as it was written."""
        self._file.seek(0)
        while data := self._file.read(2 * _BLOCK_SAMPLES):
            yield np.divide(np.frombuffer(data, np.int16), self._down, dtype=np.float32)


def mastered(spool: Spool, goal_lufs: float, ceiling_dbtp: float = CEILING_DBTP) -> Iterator[Float32Array]:
    """Yield the mix at `goal_lufs` with no true peak over `ceiling_dbtp`."""
    return limited(spool.blocks(), gain_to(spool, goal_lufs, ceiling_dbtp), ceiling_dbtp)


def gain_to(spool: Spool, goal_lufs: float, ceiling_dbtp: float = CEILING_DBTP) -> float:
    """Return the gain in dB with which the mix, once limited, has `goal_lufs`. Silence gets none.

    Limiting takes loudness away, so when it does more than catch stray peaks the gain is tried out and corrected.
    """
    loudness_lufs = spool.loudness_lufs
    if loudness_lufs <= QUIETEST_LUFS:
        return 0.0
    gain_db = goal_lufs - loudness_lufs
    for _ in range(_TRIES):
        if spool.peak_db + gain_db <= ceiling_dbtp + 1:
            break
        meter = Meter()
        for block in limited(spool.blocks(), gain_db, ceiling_dbtp):
            meter.push(block)
        missing_lu = goal_lufs - meter.lufs()
        if abs(missing_lu) < _CLOSE_LU:
            break
        gain_db += missing_lu
    return gain_db
