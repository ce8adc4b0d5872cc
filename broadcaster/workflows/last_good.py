"""The station's settings when its file can't be read: those it had last, else the usual ones.

A slip of the pen in `station.yaml` must not silence an emergency, nor hide the record. What is heard every day is not
gone on with so: there the mistake is told, and mended.
"""

import logging
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from broadcaster.content.folder import STATION_FILE, read_settings, read_without_programme
from broadcaster.content.nodes import Gatherer
from broadcaster.content.station_file import read_station
from broadcaster.errors import SoundError
from broadcaster.messages import N_, Sentence
from broadcaster.model.contents import Contents
from broadcaster.model.problem import Place, Problem, Severity
from broadcaster.model.station import Station
from broadcaster.sound.beside import written_beside
from broadcaster.workflows.station_folder import Places, StationUnreadableError, open_station

log = logging.getLogger(__name__)

_LAST_GOOD = N_("this file can't be read, so the settings it had last are gone by")
_USUAL = N_("this file can't be read and none of its settings are known: the usual ones are gone by")


def remember_station(folder: Path) -> None:
    """Keep a copy of the station's file, if it can be read; where the disk refuses, the older copy stays."""
    kept = Places(folder).last_good_station
    try:
        said = (folder / STATION_FILE).read_bytes()
        if (kept.is_file() and kept.read_bytes() == said) or read_settings(folder) is None:
            return
        with written_beside(kept) as beside:
            beside.write_bytes(said)
    except (OSError, SoundError) as failure:
        log.warning("the station's settings can't be kept: %s", failure)


def _instead(folder: Path) -> tuple[Station, Problem] | None:
    """Return the settings to go by in place of those that can't be read, and what to say of it; None: no station."""
    place = Place(STATION_FILE)
    try:
        said = Places(folder).last_good_station.read_text("utf-8")
    except (OSError, ValueError):
        said = ""
    kept = read_station(said, STATION_FILE, Gatherer()) if said else None
    if kept is not None:
        return kept, Problem(Sentence(_LAST_GOOD), place, Severity.WARNING)
    if not (folder / STATION_FILE).is_file():
        return None
    return Station(name=folder.name), Problem(Sentence(_USUAL), place, Severity.WARNING)


def station_or_last_good(folder: Path) -> Station:
    """Return the station's settings, those it had last or the usual ones. Raises StationUnreadableError: no station."""
    return contents_without_programme(folder)[0].station


def contents_without_programme(folder: Path) -> tuple[Contents, tuple[Problem, ...]]:
    """Return what is needed to say something at once, and what to warn of: settings that are not the station's own.

    Raises StationUnreadableError where there is no station.
    """
    contents, problems = read_without_programme(folder)
    if contents is not None:
        return contents, ()
    instead = _instead(folder)
    if instead is None:
        raise StationUnreadableError(problems)
    contents, problems = read_without_programme(folder, instead[0])
    assert contents is not None
    return contents, (*problems, instead[1])


def open_to_look(folder: Path) -> tuple[Contents, tuple[Problem, ...]]:
    """Return the station for a command that only looks, or saves; its settings may be those it had last.

    Raises StationUnreadableError where there is no station.
    """
    try:
        return open_station(folder)
    except StationUnreadableError:
        instead = _instead(folder)
        if instead is None:
            raise
        contents, problems = open_station(folder, instead[0])
        return contents, (*problems, instead[1])


def only_the_station(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """Return what is wrong with the station's file, if it could not be read; nothing else is this command's matter."""
    about = tuple(problem for problem in problems if problem.place and problem.place.file == STATION_FILE)
    told = any(problem.sentence.template in {_LAST_GOOD, _USUAL} for problem in about)
    return about if told else ()


def today(folder: Path, now: datetime) -> date:
    """Return the day that it is at `now` where the station is; in Vietnam where nothing says where that is."""
    station = read_settings(folder)
    if station is None:
        instead = _instead(folder)
        station = instead[0] if instead else Station(name="")
    return now.astimezone(ZoneInfo(station.timezone)).date()
