"""Voices and stingers over a bed, by pydub. The only file that imports pydub.

pydub copies all of a sound with everything it does to it. It is fast and small if it only ever holds seconds: each
stretch of the mix is made by itself and given away; nothing is appended to what is finished, decoded, resampled,
filtered or exported. Written so it costs the same as plain numpy; written the usual way 5 times as much, and 25 times
the memory.
"""

import warnings
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from broadcaster.sound.pcm import PROGRAMME_RATE_HZ, SILENCE_DBFS, Int16Array, Pcm, samples_in, silence, to_int16

with warnings.catch_warnings():
    # Its source has invalid escapes, it asks for a module that Python 3.13 dropped (audioop-lts brings it back), and
    # it misses ffmpeg, which we never let it run. None of this is news to an operator.
    warnings.simplefilter("ignore")
    from pydub import AudioSegment

HEADROOM_DB = -6.0  # on all that is mixed: pydub saturates without a word

_EDGE_SAMPLES = samples_in(5)

SILENT_DB = SILENCE_DBFS  # as the gain of a level point: not to be heard


@dataclass(frozen=True)
class Layer:
    """A sound in the foreground; `read` fetches it when its turn comes."""

    at_ms: int
    duration_ms: int
    gain_db: float
    read: Callable[[], Pcm]


@dataclass(frozen=True)
class LevelPoint:
    """Where the bed's gain is `gain_db`; between two points it goes evenly from one to the other."""

    at_ms: int
    gain_db: float


@dataclass(frozen=True)
class Bed:
    """A sound in the background, over and over, from its first level point to its last."""

    pcm: Pcm
    points: tuple[LevelPoint, ...]


def mix(duration_ms: int, layers: Iterable[Layer], bed: Bed | None = None) -> Iterator[Pcm]:
    """Yield the mix stretch by stretch, `HEADROOM_DB` down, `duration_ms` in all.

    `layers` come in order of time and do not overlap. What is longer than its layer says is cut, what is shorter is
    followed by silence.
    """
    background = _Background(bed)
    now_ms = 0
    for layer in layers:
        assert layer.at_ms >= now_ms, "layers must follow each other"
        if layer.at_ms > now_ms:
            yield _pcm(background.between(now_ms, layer.at_ms))
        now_ms = layer.at_ms + layer.duration_ms
        foreground = _at_gain(_with_soft_edges(layer.read()).samples, layer.gain_db + HEADROOM_DB)
        yield _pcm(background.between(layer.at_ms, now_ms).overlay(foreground))
    assert duration_ms >= now_ms, "the mix must hold all its layers"
    if duration_ms > now_ms:
        yield _pcm(background.between(now_ms, duration_ms))


class _Background:
    """The bed as one long sound, of which stretches can be had."""

    def __init__(self, bed: Bed | None) -> None:
        self._points = bed.points if bed else ()
        self._loop: Any = _segment(bed.pcm) if bed else AudioSegment.empty()
        if not len(self._loop):  # not a millisecond of bed is no bed
            self._points = ()

    def between(self, start_ms: int, end_ms: int) -> Any:
        """Return the stretch, silent where there is no bed."""
        pieces, first_ms, last_ms = [], None, start_ms
        for before, after in pairwise(self._points):
            piece_start_ms, piece_end_ms = max(before.at_ms, start_ms), min(after.at_ms, end_ms)
            if piece_start_ms < piece_end_ms:
                first_ms = piece_start_ms if first_ms is None else first_ms
                last_ms = piece_end_ms
                pieces.append(self._piece(before, after, piece_start_ms, piece_end_ms))
        bed = _raw(b"".join(piece.raw_data for piece in pieces))
        if (first_ms, last_ms) == (start_ms, end_ms):
            return bed
        stretch = _segment(silence(end_ms - start_ms))  # AudioSegment.silent(71) is a sample short
        return stretch.overlay(bed, position=first_ms - start_ms) if first_ms is not None else stretch

    def _piece(self, before: LevelPoint, after: LevelPoint, start_ms: int, end_ms: int) -> Any:
        """Return what is heard from `start_ms` to `end_ms`, both between the two points."""
        sound = self._looped(start_ms, end_ms)
        if before.gain_db == after.gain_db:
            return _at_gain(_pcm(sound).samples, before.gain_db + HEADROOM_DB)
        moments = np.arange(int(sound.frame_count())) / (PROGRAMME_RATE_HZ / 1000)
        gains = _gains_between(before, after, start_ms + moments) * 10 ** (HEADROOM_DB / 20)
        return _segment(Pcm(to_int16(np.multiply(_pcm(sound).samples, gains, dtype=np.float32))))

    def _looped(self, start_ms: int, end_ms: int) -> Any:
        """Return the bed without gain; its first sound is at the first level point."""
        pieces, at_ms, length_ms = [], start_ms, len(self._loop)
        while at_ms < end_ms:
            position_ms = (at_ms - self._points[0].at_ms) % length_ms
            piece_ms = min(end_ms - at_ms, length_ms - position_ms)
            pieces.append(self._loop[position_ms : position_ms + piece_ms].raw_data)
            at_ms += piece_ms
        return _raw(b"".join(pieces))


def _gains_between(before: LevelPoint, after: LevelPoint, at_ms: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return the factors at `at_ms`: even in dB, but even in amplitude where the bed comes from silence or goes there.

    pydub's own fades are steps of a millisecond, a call for each: 30 times as slow.
    """
    shares = (at_ms - before.at_ms) / (after.at_ms - before.at_ms)
    if SILENT_DB in {before.gain_db, after.gain_db}:
        return np.interp(shares, (0, 1), [10 ** (point.gain_db / 20) for point in (before, after)])
    return 10 ** (np.interp(shares, (0, 1), (before.gain_db, after.gain_db)) / 20)


def _with_soft_edges(pcm: Pcm) -> Pcm:
    """Return `pcm` with edges that do not click, however it was cut."""
    count = min(_EDGE_SAMPLES, len(pcm.samples) // 2)
    if not count:
        return pcm
    ramp = np.sin(np.pi / 2 * (np.arange(count) + 0.5) / count) ** 2
    samples = pcm.samples.copy()
    samples[:count] = np.rint(samples[:count] * ramp)
    samples[-count:] = np.rint(samples[-count:] * ramp[::-1])
    return Pcm(samples, pcm.rate_hz)


def _segment(pcm: Pcm) -> Any:
    assert pcm.rate_hz == PROGRAMME_RATE_HZ, "sounds are brought to the programme rate when they are read"
    return _raw(pcm.samples.astype("<i2", copy=False).tobytes())


def _at_gain(samples: Int16Array, gain_db: float) -> Any:
    """Return `samples` at that gain, rounded; pydub's own gain takes twice the time and rounds everything down."""
    return _segment(Pcm(to_int16(samples * np.float32(10 ** (gain_db / 20)))))


def _raw(data: bytes) -> Any:
    return AudioSegment(data, sample_width=2, frame_rate=PROGRAMME_RATE_HZ, channels=1)


def _pcm(segment: Any) -> Pcm:
    return Pcm(np.frombuffer(segment.raw_data, "<i2"))
