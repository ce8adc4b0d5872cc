"""Pictures of sounds: of a finished programme, beside it and only when it has changed; of any file, when asked."""

import re
from dataclasses import dataclass
from pathlib import Path

from broadcaster.messages import N_, say
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
    marks = tuple(
        Mark(round((cue.starts_at - airtime.starts_at).total_seconds() * 1000), cue.clip.title, cue.kind)
        for cue in programme.rundown.cues
        if cue.kind != "pause"
    )
    title = f"{airtime.title} · {airtime.starts_at:%H:%M %d/%m/%Y}"
    svg = draw(survey(programme.path), title, Look(station.sound.loudness_lufs, station.language), marks, made_of)
    write_beside(path, svg.encode(), durable=False)
    return True


@dataclass(frozen=True)
class Look:
    """For whom a picture is drawn: the loudness that is wanted, and the language of its words."""

    goal_lufs: float
    language: str


def draw(found: Survey, title: str, look: Look, marks: tuple[Mark, ...] = (), made_of: str = "") -> str:
    """Return the picture of a sound."""
    language, goal_lufs = look.language, look.goal_lufs
    figures = {
        "length": clock(found.duration_ms),
        "lufs": _figure(found.loudness_lufs),
        "goal": f"{goal_lufs:g}".replace("-", "−"),
        "peak": _figure(found.true_peak_dbtp),
    }
    facts = say(N_("{length} · {lufs} LUFS (wanted {goal}) · peak {peak} dBTP"), figures, language)
    listed = "; ".join(f"{clock(mark.at_ms)} {mark.title}" for mark in marks)
    kinds = {mark.kind for mark in marks}
    caption = Caption(
        language=language,
        title=title,
        facts=facts,
        description=f"{facts}. {listed}" if listed else facts,
        loudness=say(N_("loudness over time, LUFS; dashed: wanted"), {}, language),
        kinds=tuple((kind, say(name, {}, language)) for kind, name in _KINDS if kind in kinds),
    )
    sitter = Sitter(found.duration_ms, found.peaks.tolist(), found.short_term_lufs().tolist(), goal_lufs, marks)
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
