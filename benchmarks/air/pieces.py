"""What of known sounds is in a recording: every stretch of it, where it stands in which sound."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rig import RATE, Samples, find_like

STEP = RATE // 20  # a piece: 50 ms
EDGE = RATE // 400  # to which the ends of a run are found: 2.5 ms
SILENT = 50  # of 32768: under the quietest piece of noise, over the dither of a sound server
SAME, LIKE = 0.8, 0.3  # how like a piece is to its own place in the sound, and to no other
NEAR_S = 5.0


@dataclass(frozen=True)
class Run:
    """From `begin` to before `end` of the recording, sound number `sound` was heard without a break from `place` on."""

    sound: int
    place: int
    begin: int
    end: int

    @property
    def length(self) -> int:
        """How many samples."""
        return self.end - self.begin

    def at(self, frame: int) -> int:
        """Return the place in the sound that is heard at that frame."""
        return self.place + frame - self.begin


class Listener:
    """Finds stretches of `sounds`, each of which is unlike everything else in every piece."""

    def __init__(self, sounds: Sequence[Samples]) -> None:
        self._sounds = [sound.astype(np.float32) for sound in sounds]

    def runs(self, heard: Samples, begins: Sequence[int]) -> tuple[list[Run], int]:
        """Return what was heard in order, and how many pieces were heard that are of none of the sounds.

        `begins` says at which frame of the recording each sound should begin: there it is sought first.
        """
        samples = heard.astype(np.float32)
        runs, unknown, at = list[Run](), 0, 0
        while at + STEP <= len(samples):
            piece = samples[at : at + STEP]
            if np.abs(piece).max() < SILENT:
                at += STEP
                continue
            found = self._place(samples, at, begins)
            if found is None:
                unknown += 1
                at += STEP
                continue
            run = self._grown(samples, at, *found, runs[-1].end if runs else 0)
            if run is None:
                at += STEP
                continue
            runs.append(run)
            at = max(run.end, at + STEP)
        return runs, unknown

    def _place(self, samples: NDArray[np.float32], at: int, begins: Sequence[int]) -> tuple[int, int] | None:
        """Return which sound, and where in it, is heard at that frame."""
        piece = samples[at : at + STEP]
        near = round(NEAR_S * RATE)
        by_distance = sorted(range(len(self._sounds)), key=lambda number: abs(at - begins[number] - RATE))
        for number in by_distance[:2]:
            planned = at - begins[number]
            first = max(0, planned - near)
            sound = self._sounds[number][first : max(first, planned + near)]
            if len(sound) > STEP:
                place, alike = find_like(sound, piece)
                if alike > LIKE:
                    return number, first + place
        for number in by_distance:
            place, alike = find_like(self._sounds[number], piece)
            if alike > LIKE:
                return number, place
        return None

    def _grown(self, samples: NDArray[np.float32], at: int, number: int, place: int, after: int) -> Run | None:
        """Return the whole run around a piece that was found, none of it before the frame `after`."""
        sound = self._sounds[number]
        shift = place - at
        middle = at + STEP // 2
        end = _reached(samples, sound, shift, middle, min(len(samples), len(sound) - shift), EDGE)
        begin = _reached(samples, sound, shift, middle, max(after, -shift), -EDGE)
        return Run(number, begin + shift, begin, end) if end - begin >= EDGE else None


def _reached(  # noqa: PLR0913, PLR0917 - two sounds, and from where to where
    samples: NDArray[np.float32], sound: NDArray[np.float32], shift: int, at: int, limit: int, step: int
) -> int:
    """Return how far from `at` on, in the direction of `step`, `samples` are `sound` moved by `shift`."""
    missed = 0
    reached = at
    while (limit - at) * step > 0:
        begin, end = sorted((at, at + step))
        if begin < 0 or end > len(samples) or begin + shift < 0 or end + shift > len(sound):
            break
        if _alike(samples[begin:end], sound[begin + shift : end + shift]):
            missed, reached = 0, at + step
        elif missed == 4:  # a fade between two cues is quiet for some milliseconds, and no end
            break
        else:
            missed += 1
        at += step
    return reached


def _alike(heard: NDArray[np.float32], played: NDArray[np.float32]) -> bool:
    power = float((heard**2).sum()) * float((played**2).sum())
    return power > 0 and float((heard * played).sum()) > SAME * power**0.5


def times_heard(runs: Sequence[Run], sound: int, length: int) -> NDArray[np.int16]:
    """Return for each sample of that sound how often it was heard."""
    times = np.zeros(length, np.int16)
    for run in runs:
        if run.sound == sound:
            times[run.place : run.place + run.length] += 1
    return times
