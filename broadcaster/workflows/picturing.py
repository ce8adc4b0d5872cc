"""Pictures of sounds: of a finished programme, beside it and only when it has changed; of any file, when asked."""

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from broadcaster.messages import N_, say
from broadcaster.model.plan import Airtime, Cue
from broadcaster.model.station import Station
from broadcaster.pictures.portrait import Caption, Mark, Sitter, clock, portrait
from broadcaster.sound.survey import Survey, survey
from broadcaster.workflows.approving import write_beside
from broadcaster.workflows.programmes import Programme

RECIPE = 1  # raise it when the same sound gives another picture

_KINDS = (
    ("jingle", N_("jingle")),
    ("script", N_("item")),
    ("spot", N_("spot")),
    ("music", N_("music")),
)
_START = 400  # bytes of a picture that tell what it was made of


def picture_programme(programme: Programme, station: Station) -> bool:
    """Draw `programme` beside its file unless the picture there is of this very sound; tell whether one was drawn.

    Raises SoundError when the programme can't be read, NotReadyError when the disk refuses.
    """
    path = programme.path.with_suffix(".svg")
    made_of = f"{RECIPE}:{station.language}:{programme.sha256}"
    if _made_of(path) == made_of:
        return False
    airtime = programme.rundown.airtime
    found = programme.survey or survey(programme.path)
    marks = tuple(_mark(cue, airtime, found) for cue in programme.rundown.cues if cue.kind != "pause")
    look = Look(station.sound.loudness_lufs, station.language, f"{airtime.starts_at:%d/%m/%Y %H:%M}")
    svg = draw(found, airtime.title, look, marks, made_of)
    write_beside(path, svg.encode(), durable=False)
    return True


def _mark(cue: Cue, airtime: Airtime, found: Survey) -> Mark:
    at_ms = round((cue.starts_at - airtime.starts_at).total_seconds() * 1000)
    return Mark(at_ms, cue.clip.title, cue.kind, found.loudness_between(at_ms, at_ms + cue.duration_ms))


@dataclass(frozen=True)
class Look:
    """For whom a picture is drawn: the loudness that is wanted, the language of its words, when the sound airs."""

    goal_lufs: float
    language: str
    when: str = ""


def draw(found: Survey, title: str, look: Look, marks: tuple[Mark, ...] = (), made_of: str = "") -> str:
    """Return the picture of a sound."""
    language, goal_lufs = look.language, look.goal_lufs
    figures = (
        look.when,
        clock(found.duration_ms),
        f"{_figure(found.loudness_lufs)} LUFS",
        f"{_figure(found.true_peak_dbtp)} dBTP",
    )
    facts = " · ".join(figure for figure in figures if figure)
    wanted = say(N_("loudness over time, LUFS; dashed: wanted"), {}, language)
    listed = "; ".join(f"{clock(mark.at_ms)} {mark.title}" for mark in marks)
    kinds = {mark.kind for mark in marks}
    caption = Caption(
        language=language,
        title=title,
        facts=facts,
        description=". ".join(part for part in (facts, f"{wanted} {goal_lufs:g}", listed) if part),
        loudness=wanted,
        kinds=tuple((kind, say(name, {}, language)) for kind, name in _KINDS if kind in kinds),
    )
    sitter = Sitter(
        duration_ms=found.duration_ms,
        peaks=found.peaks.tolist(),
        bodies=np.sqrt(found.energies).tolist(),
        loudness_lufs=found.short_term_lufs().tolist(),
        target_lufs=goal_lufs,
        marks=marks,
    )
    return portrait(sitter, caption, made_of)


def _figure(value: float) -> str:
    return f"{value:.1f}".replace("-", "−")


def _made_of(path: Path) -> str | None:
    """Return what the picture at `path` says that it was made of, None when there is none."""
    try:
        with path.open("rb") as file:
            found = re.search(rb'data-of="([^"]*)"', file.read(_START))
    except OSError:
        return None
    return found[1].decode() if found else None
