"""Files of an import: new ones only, inside the station's folder, whole or not at all."""

import hashlib
import re
import unicodedata
from pathlib import Path, PurePath

from broadcaster.errors import NotReadyError, UsageError
from broadcaster.messages import N_
from broadcaster.workflows.approving import write_beside

LONGEST_NAME = 120  # bytes of an original's name without its ending: file systems end at 255
FALLBACK_NAME = "van-ban"
_RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}  # of Windows


class NewFiles:
    """Writes into one folder of the station and never over a file that is there."""

    def __init__(self, station: Path, subfolder: str) -> None:
        self._station = station
        self.folder = station / subfolder
        try:
            is_inside = self.folder.resolve().is_relative_to(station.resolve())
        except (OSError, RuntimeError):
            is_inside = False
        if not is_inside:
            raise UsageError(
                N_("{folder} leads out of the station's folder; nothing is written there"), folder=self.folder
            )

    def free_name(self, wanted: str, ending: str) -> str:
        """Return `wanted`, or with a number behind it when a file of that name is there, however it is written."""
        taken = {unicodedata.normalize("NFC", path.stem).casefold() for path in self._listed()}
        name, number = wanted or FALLBACK_NAME, 1
        while name.casefold() in taken or (self.folder / (name + ending)).exists():
            number += 1
            name = f"{wanted or FALLBACK_NAME}-{number}"
        return name

    def write(self, name: str, content: bytes) -> str:
        """Write a new file and return its path as the station's people know it."""
        path = self.folder / name
        if path.exists() or path.is_symlink():
            raise NotReadyError(N_("{file} is there already and is not written over"), file=path)
        write_beside(path, content)
        return self.shown(path)

    def keep(self, source: Path, content: bytes) -> tuple[str, bool]:
        """Keep a copy of an original; return its path and whether this very content was kept before."""
        name = safe_name(source.name)
        mark = hashlib.sha256(content).hexdigest()[:12]
        for candidate in (name, f"{PurePath(name).stem}-{mark}{PurePath(name).suffix}"):
            path = self.folder / candidate
            if not path.exists() and not path.is_symlink():
                return self.write(candidate, content), False
            if path.is_file() and _same(path, content):
                return self.shown(path), True
        raise NotReadyError(N_("{file} is there already and is not written over"), file=self.folder / name)

    def shown(self, path: Path) -> str:
        """Return a path of the station with forward slashes."""
        return path.relative_to(self._station).as_posix()

    def _listed(self) -> list[Path]:
        try:
            return list(self.folder.iterdir())
        except OSError:
            return []  # none there yet; writing will tell what else is wrong


def safe_name(name: str) -> str:
    """Return a file's name without what leads elsewhere or what some system refuses."""
    shown = unicodedata.normalize("NFC", name.encode("utf-8", "replace").decode())
    parts = PurePath(re.sub(r'[<>:"/\\|?*\x00-\x1f\x7f]', "-", shown).strip(" ."))
    stem = parts.stem.encode()[:LONGEST_NAME].decode("utf-8", "ignore").strip(" .")
    if not stem or stem.casefold() in _RESERVED:
        stem = FALLBACK_NAME
    return stem + parts.suffix[:10]


def _same(path: Path, content: bytes) -> bool:
    try:
        return path.stat().st_size == len(content) and path.read_bytes() == content
    except OSError:
        return False
