"""What the machine made and nobody needs any more: removed, so that it can run alone for months."""

import logging
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, timedelta
from pathlib import Path

from broadcaster.model.contents import Contents
from broadcaster.model.record import Act, Deed
from broadcaster.sound.beside import sweep
from broadcaster.workflows.approvals import read_scripts
from broadcaster.workflows.items import ItemShelf
from broadcaster.workflows.keeping_record import note
from broadcaster.workflows.planning_days import date_of
from broadcaster.workflows.programmes import ProgrammeShelf
from broadcaster.workflows.sounds import measure_sounds
from broadcaster.workflows.speech_upkeep import bound_speech
from broadcaster.workflows.station_folder import Places

log = logging.getLogger(__name__)


def sweep_leftovers(contents: Contents) -> None:
    """Remove what builds that were killed left beside the files they were writing."""
    places = Places(contents.folder)
    for folder in (places.var, places.made_programmes, places.made_lists):
        sweep(folder)


def tidy_speech(contents: Contents, now: datetime) -> None:
    """Remove items that no script makes any more, and kept speech that is over its bounds."""
    sounds, _ = measure_sounds(contents)
    ItemShelf(contents, sounds).clear_leftovers(read_scripts(contents), now.timestamp())
    bound_speech(contents, now)


def forget_past_programmes(contents: Contents, now: datetime) -> list[date]:
    """Remove the finished programmes of days that are longer past than the station keeps them; return those days.

    What was heard stays in the record, by title and fingerprint. A programme that was made lately stays, whatever its
    day: somebody wanted to hear it. The record notes what goes, before it goes. Raises LogbookError.
    """
    kept = timedelta(days=contents.station.programmes_kept_days)
    oldest, made_before_s = date_of(now, contents) - kept, (now - kept).timestamp()
    doomed = {
        day: old
        for folder in sorted(Places(contents.folder).made_programmes.glob("????-??-??"))
        if (day := _day_of(folder)) is not None
        and day < oldest
        and (old := [path for path in _files_made(contents.folder, day) if _is_older(path, made_before_s)])
    }
    for day, files in doomed.items():
        note(contents, Act(now, Deed.SWEPT, "", day.isoformat(), note=f"{len(files)} files, over {kept.days} days old"))
        log.info("removing the programmes of %s: %s files", day, len(files))
        for path in files:
            path.unlink(missing_ok=True)
        for folder in (Places(contents.folder).programmes(day) / "web", Places(contents.folder).programmes(day)):
            with suppress(OSError):  # not empty: what is in it is somebody's own
                folder.rmdir()
    return list(doomed)


def _day_of(folder: Path) -> date | None:
    """Return the day whose programmes lie in `folder`; None for a folder of somebody's own, or one that leads away."""
    try:
        day = date.fromisoformat(folder.name)
    except ValueError:
        return None
    return day if folder.is_dir() and not folder.is_symlink() else None


def _files_made(station: Path, day: date) -> Iterator[Path]:
    """Yield what a build made for `day`."""
    folder, day_list = Places(station).programmes(day), Places(station).day_list(day)
    yield from (path for path in sorted(folder.iterdir()) if path.suffix in ProgrammeShelf.ENDINGS)
    yield from sorted((folder / "web").glob("*.mp3"))
    yield from [day_list] if day_list.is_file() else []


def _is_older(path: Path, than_s: float) -> bool:
    try:
        return path.stat().st_mtime < than_s
    except OSError:
        return False  # another process was quicker
