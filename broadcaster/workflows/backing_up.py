"""Backups: the record and everything that people made, in one file; and a station's folder made of one again.

What the machine makes of people's files (speech, items, programmes) is left out: that can be made again; the
record can't.
"""

import logging
import os
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from zoneinfo import ZoneInfo

from broadcaster.content.secrets_file import SECRETS_FILE
from broadcaster.errors import DamagedLogbookError, NotReadyError, UsageError, reason_of
from broadcaster.logbook.chain import EMPTY, Head
from broadcaster.logbook.logbook import Logbook
from broadcaster.messages import N_
from broadcaster.model.contents import Contents
from broadcaster.model.record import Act, Deed
from broadcaster.workflows.keeping_record import note, record_to_read
from broadcaster.workflows.station_folder import Places, open_station

log = logging.getLogger(__name__)

RECORD, DAMAGED_RECORD = "var/logbook.sqlite", "var/logbook-damaged.sqlite"
PEOPLES = ("*.yaml", "scripts/**/*", "playlists/*", "audio/**/*", "voices/**/*")
MADE = ("audio/programmes", "playlists/built")
SOUND_ENDINGS = {".mp3", ".flac", ".ogg", ".wav", ".m4a", ".onnx"}  # packing them again takes long and gains little


@dataclass(frozen=True)
class Backup:
    """A backup that was made or put back: where, how many files, how far the record in it goes.

    `record_is_damaged`: it holds the record as it lay there, for whoever can save something of it, and no other.
    """

    file: Path
    files: int
    lines: int
    head: Head
    record_is_damaged: bool = False


def back_up(contents: Contents, file: Path | None, now: datetime) -> Backup:
    """Write a backup, then open it and verify the record in it. Raises NotReadyError when it can't be kept or trusted.

    Without `file` it lies beside the station's folder, named after it and the moment; where `file` is a folder, such as
    a memory stick, in there.
    """
    here = now.astimezone(ZoneInfo(contents.station.timezone))
    folder = contents.folder
    file = file or folder.parent
    if file.is_dir():
        file /= f"{folder.name}-{here:%Y%m%d-%H%M%S}.zip"
    elif not file.suffix:  # a stick that is not plugged in: its name must not become a file on this disk
        raise NotReadyError(N_("there is no folder {folder}"), folder=file)
    if file.exists():
        raise UsageError(N_("{file} is there already; a backup never takes another one's place"), file=file)
    unfinished = file.with_name(f".{file.name}.tmp")
    if not file.parent.is_dir():
        raise NotReadyError(N_("there is no folder {folder}"), folder=file.parent)
    try:
        with tempfile.TemporaryDirectory(prefix="broadcaster-") as scratch:
            copy = Path(scratch) / "logbook.sqlite"
            files = [(path, path.relative_to(folder).as_posix()) for path in _peoples_files(folder)]
            damaged = not _copied(contents, copy)
            record = (Places(folder).logbook, DAMAGED_RECORD) if damaged else (copy, RECORD)
            _pack(unfinished, [*files, record])
        lines, head = _verified(unfinished)
        unfinished.replace(file)
    except OSError as error:
        raise NotReadyError(N_("{file} cannot be written: {why}"), file=file, why=reason_of(error)) from error
    except zipfile.BadZipFile as error:
        raise NotReadyError(N_("the backup is damaged: {file}"), file=file) from error
    finally:
        with suppress(OSError):  # what kept it from being written may keep it from being removed
            unfinished.unlink()
    return Backup(file, len(files), lines, head, damaged)


def _copied(contents: Contents, copy: Path) -> bool:
    """Copy the record; return False where it is damaged, for then what people made is saved all the same."""
    try:
        with record_to_read(contents) as record:
            record.copy_to(copy)
    except DamagedLogbookError as damage:
        log.warning("the record is saved as it lies there: %s", damage)
        return False
    return True


def _peoples_files(folder: Path) -> Iterator[Path]:
    made = [folder / name for name in MADE]
    for pattern in PEOPLES:
        for path in sorted(folder.glob(pattern)):
            if path.name == SECRETS_FILE and path.parent == folder:
                continue  # a backup is copied about, on sticks and other machines; passwords are typed in again
            if path.is_file() and not any(path.is_relative_to(part) for part in made):
                yield path


def _pack(file: Path, content: list[tuple[Path, str]]) -> None:
    with zipfile.ZipFile(file, "w") as archive:
        for path, name in content:
            is_sound = path.suffix.lower() in SOUND_ENDINGS
            archive.write(path, name, zipfile.ZIP_STORED if is_sound else zipfile.ZIP_DEFLATED)
    with file.open("rb+") as written:  # a memory stick is pulled out as soon as the command says it is done
        os.fsync(written.fileno())


def _verified(file: Path) -> tuple[int, Head]:
    """Read the whole backup; return how many lines its record has and where it ends."""
    with zipfile.ZipFile(file) as archive, tempfile.TemporaryDirectory(prefix="broadcaster-") as scratch:
        spoilt = archive.testzip()
        if spoilt is not None:
            raise NotReadyError(N_("the backup is damaged: {file}"), file=spoilt)
        if RECORD not in archive.namelist():
            return 0, EMPTY
        copy = Path(archive.extract(RECORD, scratch))
        record = Logbook(copy)
        try:
            found = record.verify()
        finally:
            record.close()
    if not found.is_good:
        raise NotReadyError(N_("the record is not as it was written; see broadcaster log --verify"))
    return found.lines, found.head


def restore(file: Path, folder: Path, now: datetime) -> Backup:
    """Make `folder` of the backup `file`: a new or an empty one. That this was done becomes a line of the record."""
    if folder.exists() and any(folder.iterdir()):
        raise UsageError(N_("{folder} is not empty; a backup is put back into a new folder"), folder=folder)
    try:
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
            if not {RECORD, DAMAGED_RECORD} & set(names) or not all(_stays_inside(name) for name in names):
                raise UsageError(N_("{file} is no backup of a station"), file=file)
            lines, head = _verified(file)
            archive.extractall(folder)
    except zipfile.BadZipFile as error:
        raise UsageError(N_("{file} is no backup of a station"), file=file) from error
    contents, _ = open_station(folder)
    note(contents, Act(now, Deed.RESTORED, "", file.name, note=f"up to {head}"))
    return Backup(folder, len(names) - 1, lines, head, RECORD not in names)


def _stays_inside(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and "\\" not in name and ":" not in name
