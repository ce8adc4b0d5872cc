"""Room on the disk that is kept for the day when there is none."""

import logging
import os
import shutil
from collections.abc import Callable
from pathlib import Path

from broadcaster.workflows.station_folder import Places

log = logging.getLogger(__name__)

BALLAST_BYTES = 4 << 20
NO_BALLAST_BELOW_BYTES = 20 * BALLAST_BYTES
NOTHING_BEGINS_BELOW_BYTES = 1 << 20  # of free room; neither the record nor the sound of an emergency


class Ballast:
    """A file that can be thrown overboard when the disk is full, so that the record goes on while people are told."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def load(self) -> None:
        """Have it there, unless the disk has not much more room than that."""
        try:
            if self._path.exists() or shutil.disk_usage(self._path.parent).free < NO_BALLAST_BELOW_BYTES:
                return
            with self._path.open("wb") as file:
                file.write(os.urandom(1 << 16) * (BALLAST_BYTES >> 16))  # no disk can make little of that
        except OSError as error:
            log.warning("no ballast can be kept: %s", error)

    def drop(self) -> bool:
        """Throw it overboard; return whether that made room."""
        try:
            self._path.unlink()
        except OSError:
            return False
        log.error("the disk was full: %d MB that were kept for this were given back", BALLAST_BYTES >> 20)
        return True


def ballast_of(folder: Path) -> Ballast:
    """Return the ballast of the station in `folder`."""
    return Ballast(Places(folder).var / "ballast")


def _free_bytes(folder: Path) -> int:
    return shutil.disk_usage(folder).free


def make_room(folder: Path, free_bytes: Callable[[Path], int] = _free_bytes) -> None:
    """Throw the ballast overboard where the disk is full before anything is begun: a station that was switched on.

    A running one finds out when the record can't be kept; one that begins could not even open it, and would be silent.
    """
    try:
        is_full = free_bytes(folder) < NOTHING_BEGINS_BELOW_BYTES
    except OSError:
        return
    if is_full:
        ballast_of(folder).drop()
