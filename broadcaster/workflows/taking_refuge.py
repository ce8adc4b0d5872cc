"""A station whose disk takes nothing when it starts: its `var` goes to a refuge, and comes home at a later start.

In the refuge lie copies of what is small and of the record, and links to everything else, which is only read. Record
and all go on there, so nothing airs twice, and each start after that finds them. Only switching the machine off while
the disk still refuses loses what was written there: people are told so from the first minute.
"""

import errno
import logging
import os
import shutil
import tempfile
from contextlib import closing, suppress
from pathlib import Path

from broadcaster.content.folder import STATION_FILE
from broadcaster.errors import BroadcasterError
from broadcaster.logbook.logbook import Logbook
from broadcaster.messages import N_, Sentence
from broadcaster.workflows.ballast import Ballast
from broadcaster.workflows.only_one import OnlyOne, free_for_a_moment
from broadcaster.workflows.refuge import is_private, place_of, refuge_of
from broadcaster.workflows.station_folder import Places

log = logging.getLogger(__name__)

IN_REFUGE = N_(
    "the station's disk takes nothing; the station airs from memory what lies built, and what is recorded now is lost "
    "when the machine is switched off: make the disk writable, then start the station anew"
)
_PROBE_BYTES = 1 << 16  # a full disk may still take an empty file
_SMALL_BYTES = 1 << 20
_WRITTEN_ON = (".jsonl",)  # files below those that grow; every other one is put whole in the place of the link
_NOT_BROUGHT = ("*.lock", "*.sqlite-shm", "status.json", "ballast", ".*")
_NOT_WANTED = (*_NOT_BROUGHT, "*.log", "*.log.*")
_RECORD = ("logbook.sqlite", "logbook.sqlite-wal", "logbook.head")
_WRITTEN_IN = ("alerts", "rests", "speech")  # folders that an emergency must be able to write to


def take_refuge_or_come_home(folder: Path) -> Sentence | None:
    """Have the station's `var` where it can be written, before the station starts; return what to say of that.

    Nothing is done while a daemon runs. Raises OSError where there is neither a disk nor a refuge that takes anything.
    """
    if not (folder / STATION_FILE).is_file():
        return None
    with free_for_a_moment(folder) as is_free:
        if not is_free or OnlyOne.is_held(Places(folder).run_lock):
            return None
        refused = _refusal(Places(folder).usual_var)
        refuge = refuge_of(folder)
        if refused is None:
            return _come_home(folder, refuge) if refuge is not None else None
        if refuge is None:
            _furnish(folder, refused)
        return Sentence(IN_REFUGE)


def is_in_refuge(folder: Path) -> bool:
    """Whether what the station writes goes to a refuge now."""
    return refuge_of(folder) is not None


def _refusal(var: Path) -> OSError | None:
    """Return why the disk takes nothing, also after everything that was kept for this is given back."""
    refused = _probed(var)
    if refused is not None and refused.errno == errno.ENOSPC and Ballast(var / "ballast").drop():
        refused = _probed(var)
    return refused


def _probed(var: Path) -> OSError | None:
    try:
        with tempfile.TemporaryFile(dir=var if var.is_dir() else var.parent) as file:
            file.write(os.urandom(_PROBE_BYTES))
            file.flush()
            os.fsync(file.fileno())
    except OSError as refused:
        return refused
    return None


def _furnish(folder: Path, refused: OSError) -> None:
    """Make the refuge, whole or not at all."""
    place, var = place_of(folder), Places(folder).usual_var
    begun = Path(tempfile.mkdtemp(prefix=f"{place.name}-", dir=place.parent))  # mode 0700
    try:
        for name in _RECORD:
            if (var / name).exists():
                _copy_record(var / name, begun / name)
        for entry in sorted(var.iterdir()) if var.is_dir() else ():
            if entry.name not in _RECORD and not any(entry.match(pattern) for pattern in _NOT_WANTED):
                _mirror(entry, begun / entry.name)
        begun.rename(place)
    except OSError as failed:
        shutil.rmtree(begun, ignore_errors=True)
        log.warning("no refuge can be had in %s: %s", place, failed)
        raise (refused if refused.filename else failed) from failed
    if not is_private(place, folder):
        raise refused


def _copy_record(old: Path, new: Path) -> None:
    """Copy it whole; one that the disk itself can't read any more is done without, any other refusal is raised."""
    try:
        shutil.copyfile(old, new)
    except OSError as failed:
        if failed.errno != errno.EIO:
            raise
        log.warning("%s can't be read from the disk, a new record is begun: %s", old, failed)
        for name in _RECORD:
            new.with_name(name).unlink(missing_ok=True)


def _mirror(old: Path, new: Path, *, may_copy: bool = True) -> None:
    """Have `old` as `new` too: a copy of what is small, a link to what is large or only read."""
    if old.is_dir() and old.name in _WRITTEN_IN:
        _mirror_folder(old, new)
        return
    try:
        if may_copy and old.is_file() and old.stat().st_size <= _SMALL_BYTES:
            shutil.copy2(old, new)
            new.chmod(0o600)  # the old one's mode may be what forbids writing
            return
    except OSError as failed:
        log.warning("%s can't be read: %s", old, failed)
        new.unlink(missing_ok=True)
        return
    new.symlink_to(old.resolve())


def _mirror_folder(old: Path, new: Path) -> None:
    for path, _, files in os.walk(old):
        there = new / Path(path).relative_to(old)
        there.mkdir(exist_ok=True)
        for name in files:
            if not any(Path(name).match(pattern) for pattern in _NOT_WANTED):
                _mirror(Path(path) / name, there / name, may_copy=Path(name).suffix in _WRITTEN_ON)


def _come_home(folder: Path, refuge: Path) -> Sentence:
    """Bring home what was written in the refuge; where that fails, the station stays there and nothing is lost."""
    places = Places(folder)
    home = places.usual_var
    try:
        home.mkdir(exist_ok=True)
        if (refuge / _RECORD[0]).exists():
            with closing(Logbook(home / _RECORD[0])) as record, closing(Logbook(refuge / _RECORD[0])) as written:
                record.take_in(written)
        for path in sorted(refuge.rglob("*")):
            if path.is_file() and not path.is_symlink():
                _bring(path, home / path.relative_to(refuge), refuge)
    except (OSError, BroadcasterError) as failed:
        log.warning("what was written in %s can't be brought home: %s", refuge, failed)
        return Sentence(IN_REFUGE)
    leaving = refuge.with_name(f"{refuge.name}-left-{os.getpid()}")
    refuge.rename(leaving)
    shutil.rmtree(leaving, ignore_errors=True)
    return Sentence(N_("the disk can be written again; what was recorded meanwhile was brought back to it"))


def _bring(path: Path, home: Path, refuge: Path) -> None:
    if any(path.match(pattern) for pattern in (*_RECORD, "*-wal", *_NOT_BROUGHT)):
        return
    said = path.read_bytes()
    if path.suffix == ".json":  # an emergency names its sound by its whole path
        said = said.replace(os.fsencode(refuge), os.fsencode(home.parents[len(path.relative_to(refuge).parts) - 1]))
    if path.match("*.log"):
        with home.open("ab") as file:
            file.write(said)
        return
    with suppress(OSError):
        if home.read_bytes() == said:
            return
    home.parent.mkdir(parents=True, exist_ok=True)
    beside = home.with_name(f".{home.name}.{os.getpid()}.tmp")
    beside.write_bytes(said)
    shutil.copystat(path, beside)
    beside.replace(home)
