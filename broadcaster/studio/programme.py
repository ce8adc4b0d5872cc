"""From items, jingles and music to a programme: one MP3 per airing, exactly as long as its parts say."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import accumulate
from pathlib import Path

import numpy as np

from broadcaster.errors import SoundError
from broadcaster.messages import N_
from broadcaster.model.station import SoundGoal
from broadcaster.sound.id3 import Chapter, Tags, id3_tag
from broadcaster.sound.loudness import CELL_SAMPLES, QUIETEST_LUFS, gated_lufs
from broadcaster.sound.mp3 import join_stretches
from broadcaster.sound.pcm import Float32Array, samples_in
from broadcaster.sound.survey import Survey
from broadcaster.studio.stretches import ProgrammePart, Stretch, Stretches, StretchFacts, cut

__all__ = ["ProgrammeFacts", "ProgrammePart", "ProgrammeTags", "render_programme"]

_MISSED_LU = 0.12  # by which stretches that are each as loud as they should be may miss it together


@dataclass(frozen=True)
class ProgrammeTags:
    """What the file says about itself; `voice` names who speaks, all of them, empty for nobody."""

    title: str
    station: str
    day: date
    voice: str = ""


@dataclass(frozen=True, eq=False)
class ProgrammeFacts:
    """What became of a programme.

    `survey` is that of the sound that was encoded; decoded, it may peak 1 dB higher. `chapters` are where titled parts
    start. `stretches` are the kept files that it was joined from.
    """

    survey: Survey
    sha256: str
    chapters: tuple[Chapter, ...]
    stretches: tuple[Path, ...]

    @property
    def duration_ms(self) -> int:
        """How long it is, exactly."""
        return self.survey.duration_ms


def render_programme(
    parts: Sequence[ProgrammePart],
    goal: SoundGoal,
    to: Path,
    tags: ProgrammeTags,
    kept: Stretches,
) -> ProgrammeFacts:
    """Join `parts` without gaps, master them for `goal` and write `to`; in constant memory, however long.

    Stretches that are `kept` are not made again. Raises SoundError for a part whose file is missing, broken or shorter
    than the part; `to` is then left as it was.
    """
    if not parts:
        raise SoundError(N_("{file} would be a programme without any part"), file=to.name)
    duration_ms = sum(part.duration_ms for part in parts)
    made = _made(cut(parts), goal, kept)
    tag, chapters = _labels(parts, tags)
    join_stretches(to, [stretch.path for stretch in made], samples_in(duration_ms), tag)
    with to.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return ProgrammeFacts(_surveyed(made, duration_ms), sha256, chapters, tuple(stretch.path for stretch in made))


def _surveyed(made: Sequence[StretchFacts], duration_ms: int) -> Survey:
    return Survey(
        duration_ms=duration_ms,
        loudness_lufs=_loudness_lufs(made),
        true_peak_dbtp=max(stretch.true_peak_dbtp for stretch in made),
        peaks=np.concatenate([stretch.peaks for stretch in made]),
        energies=_energies(made),
    )


def _energies(made: Sequence[StretchFacts]) -> Float32Array:
    """Return the energies of each 100 ms of the whole; where a stretch does not end with one, silence fills it up."""
    edges = np.rint(np.cumsum([0, *(stretch.samples for stretch in made)]) / CELL_SAMPLES).astype(int)
    energies: Float32Array = np.zeros(edges[-1], np.float32)
    for stretch, first, last in zip(made, edges[:-1], edges[1:], strict=True):
        here = stretch.energies[: last - first]
        energies[first : first + len(here)] = here
    return energies


def _made(stretches: Sequence[Stretch], goal: SoundGoal, kept: Stretches) -> list[StretchFacts]:
    """Return `stretches`, made where they are not kept.

    Each is brought to the goal by itself, so none depends on the others. Together they are then as loud, to a tenth:
    the gate of the whole lets pass what a stretch's own held back. Where that is more, all aim as much beside it.
    """
    made = [_one(stretch, goal, kept) for stretch in stretches]
    loudness_lufs = _loudness_lufs(made)
    beside_lu = round(goal.loudness_lufs - loudness_lufs, 1)
    if abs(goal.loudness_lufs - loudness_lufs) <= _MISSED_LU or loudness_lufs <= QUIETEST_LUFS or abs(beside_lu) > 1:
        return made
    aim = replace(goal, loudness_lufs=round(goal.loudness_lufs + beside_lu, 1))
    again = [_one(stretch, aim, kept) for stretch in stretches]
    missed = [abs(goal.loudness_lufs - _loudness_lufs(some)) for some in (made, again)]
    return again if missed[1] < missed[0] else made


def _one(stretch: Stretch, goal: SoundGoal, kept: Stretches) -> StretchFacts:
    return kept.find(stretch, goal) or kept.make(stretch, goal)


def _loudness_lufs(made: Sequence[StretchFacts]) -> float:
    energies = _energies(made)
    return gated_lufs(energies) if len(energies) else QUIETEST_LUFS


def _labels(parts: Sequence[ProgrammePart], tags: ProgrammeTags) -> tuple[bytes, tuple[Chapter, ...]]:
    *starts_ms, end_ms = accumulate((part.duration_ms for part in parts), initial=0)
    chapters = tuple(Chapter(at_ms, part.title) for at_ms, part in zip(starts_ms, parts, strict=True) if part.title)
    return id3_tag(Tags(tags.title, tags.station, tags.day, tags.voice), chapters, end_ms), chapters
