"""Where a station's `var` lies while its disk takes nothing: a private folder in the machine's memory, if there is one.

As long as that folder is there, every process that works for the station looks there: the folder's name comes from the
station's own, and its owner is checked, for others may make folders in the same place.
"""

import hashlib
import os
import stat
import sys
import tempfile
from pathlib import Path

# Memory, so a disk that is full or write-protected as a whole leaves it alone; and unlike /tmp, a service under
# PrivateTmp= and who types a command see the same one.
_MEMORY = Path("/dev/shm")  # noqa: S108 - the folder made in it is private, and its owner is checked


def place_of(folder: Path) -> Path:
    """Return where the refuge of the station in `folder` is or would be."""
    name = hashlib.sha256(os.path.realpath(folder).encode("utf-8", "surrogateescape")).hexdigest()[:16]
    root = _MEMORY if _MEMORY.is_dir() else Path(tempfile.gettempdir())
    return root / f"broadcaster-{name}"


def refuge_of(folder: Path) -> Path | None:
    """Return the refuge that the station in `folder` uses now, None when there is none that may be trusted."""
    if sys.platform == "win32":  # no links without privileges there, and no such remount
        return None
    place = place_of(folder)
    return place if is_private(place, folder) else None


def is_private(place: Path, folder: Path) -> bool:
    """Whether `place` is a folder of this user's alone; root may also look into that of the station's owner."""
    if sys.platform == "win32":
        return False
    try:
        found = place.lstat()
        mine = found.st_uid == os.geteuid() or (os.geteuid() == 0 and found.st_uid == folder.stat().st_uid)
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and mine and not found.st_mode & 0o077
