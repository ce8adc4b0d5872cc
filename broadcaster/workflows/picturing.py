"""Pictures of sounds: of a finished programme, beside it and only when it has changed; of any file, when asked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from broadcaster.messages import N_, say
from broadcaster.model.contents import Contents
from broadcaster.model.plan import Airtime, Cue
from broadcaster.model.sound import Clip, ClipKind
from broadcaster.model.station import Station
from broadcaster.pictures.portrait import COLUMNS, Caption, Mark, Sitter, clock, portrait
from broadcaster.workflows.approvals import ReadScript
from broadcaster.workflows.approving import write_beside
from broadcaster.workflows.items import ItemShelf, forget_damaged, said_ms
from broadcaster.workflows.programmes import Programme
from broadcaster.workflows.sounds import measure_sounds
from broadcaster.workflows.station_folder import Places
from broadcaster.workflows.wording import words_of

if TYPE_CHECKING:
    from broadcaster.sound.pcm import Float32Array
    from broadcaster.sound.survey import Survey

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
    from broadcaster.sound.survey import survey

    airtime = programme.rundown.airtime
    found = programme.survey or survey(programme.path)
    marks = tuple(_mark(cue, airtime, found) for cue in programme.rundown.cues if cue.kind != "pause")
    look = Look(station.sound.loudness_lufs, station.language, f"{airtime.starts_at:%d/%m/%Y %H:%M}")
    svg = draw(found, airtime.title, look, marks, made_of)
    write_beside(path, svg.encode(), durable=False)
    return True


def picture_item(contents: Contents, read: ReadScript) -> str | None:
    """Return the picture of a script's finished item, as it sounds on air; None while there is no whole one.

    Nothing is made for it. Raises SoundError when the disk refuses.
    """
    sounds, _ = measure_sounds(contents)
    item = ItemShelf(contents, sounds).find(read)
    if item is None or item.path is None or forget_damaged([item.path]):
        return None
    found = _on_air(item, item.path, contents)
    times, words = said_ms(item.path), words_of(read, contents)
    titles = (
        [part.text for part in words] if len(words) == len(times) else [item.title] * len(times)
    )  # a human's is one
    marks = tuple(
        Mark(from_ms, title, ClipKind.SCRIPT, found.loudness_between(from_ms, to_ms))
        for title, (from_ms, to_ms) in zip(titles, times, strict=True)
    )
    look = Look(contents.station.sound.loudness_lufs, contents.station.language)
    return draw(found, item.title, look, marks)


def _on_air(item: Clip, path: Path, contents: Contents) -> Survey:
    """Return how an item looks after it was mastered by itself."""
    from broadcaster.sound.survey import Surveyor
    from broadcaster.studio.levels import MIX_LUFS, gain_db_to
    from broadcaster.studio.stretches import ProgrammePart, mastered, sound_of_part

    gain_db = gain_db_to(MIX_LUFS, item.loudness_lufs)
    part = ProgrammePart(path, path.stem, 0, item.duration_ms, gain_db=gain_db, name=item.id)
    surveyor = Surveyor()
    with mastered(sound_of_part(part), contents.station.sound, Places(contents.folder).stretches) as master:
        for block in master.blocks():
            surveyor.push(block)
    return surveyor.survey()


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
    import numpy as np

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
        peaks=_columns(found.peaks),
        bodies=_columns(np.sqrt(found.energies)),
        loudness_lufs=found.short_term_lufs().tolist(),
        target_lufs=goal_lufs,
        marks=marks,
    )
    return portrait(sitter, caption, made_of)


def _columns(values: Float32Array) -> list[float]:
    """Return the highest of what falls on each column of the outline: two hours as numbers of Python's take 10 MB."""
    import numpy as np

    if len(values) <= COLUMNS:
        return list(map(float, values))
    starts = np.arange(COLUMNS) * len(values) // COLUMNS
    return [float(highest) for highest in np.maximum.reduceat(values, starts)]


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
