"""The folder that the site is written to: only what changed, what is ours and nothing else, whole at every moment.

A list of the site's files lies among them. A file that stands in our way and is not on the list is somebody else's. The
list is written before anything new is (what was ours and what will be) and again when all is done, so that whatever
interrupts us, the next time knows what is ours.
"""

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from broadcaster.errors import NotReadyError, UsageError, reason_of
from broadcaster.messages import N_

MANIFEST = "broadcaster-site.json"

_FOREIGN = N_("{file} is in the way and was not made by publish; move it, or choose another folder")


@dataclass(frozen=True)
class Kept:
    """What the list says of a file: its size, the SHA-256 of its content, and what it was made of, if that is told."""

    size: int
    sha256: str
    made_of: str = ""


@dataclass
class Changes:
    """What a publication changed, file by file; `kept` counts what was as it should be."""

    written: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    kept: int = 0


class SiteFolder:
    """The site's folder while it is being brought up to date. Raises UsageError for files that are not ours."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        listed, self.about = _read(folder / MANIFEST)
        self._before = listed
        self._now: dict[str, Kept] = {}
        self.changes = Changes()

    def announce(self, names: Iterable[str]) -> None:
        """Note that files of these `names` are going to be ours. Raises UsageError when one is somebody else's."""
        names = list(names)
        for name in names:
            self._confined(name)
            if name not in self._before and os.path.lexists(self.folder / name):
                raise UsageError(_FOREIGN, file=name)
        new = {name: Kept(0, "") for name in names if name not in self._before}
        if new:
            self._before |= new
            self._write_list(self._before, self.about)

    def has(self, name: str, made_of: str) -> Kept | None:
        """Return what is known of that file if it is there, whole, and made of just this; it then stays."""
        kept = self._before.get(name)
        if kept is None or kept.made_of != made_of or _size(self.folder / name) != kept.size:
            return None
        self._now[name] = kept
        self.changes.kept += 1
        return kept

    def knows(self, name: str) -> bool:
        """Whether that file is ours and lies there whole."""
        kept = self._before.get(name)
        return kept is not None and bool(kept.sha256) and _size(self.folder / name) == kept.size

    def keep(self, name: str) -> Kept:
        """Leave that file, which must be one that we know, as it is."""
        self._now[name] = self._before[name]
        self.changes.kept += 1
        return self._now[name]

    def put(self, name: str, content: bytes, made_of: str = "") -> Kept:
        """Have `content` in that file; written only where it is not there yet."""
        path = self._confined(name)
        kept = Kept(len(content), hashlib.sha256(content).hexdigest(), made_of)
        if _size(path) == kept.size and _sha256(path) == kept.sha256:
            self.changes.kept += 1
        else:
            _write_beside(path, content)
            self.changes.written.append(name)
        self._now[name] = kept
        return kept

    def make(self, name: str, made_of: str, make: Callable[[Path], None]) -> Kept:
        """Have that file made by `make`, which writes it whole, unless it is there and made of just this."""
        found = self.has(name, made_of)
        if found is not None:
            return found
        path = self._confined(name)
        make(path)
        kept = Kept(path.stat().st_size, _sha256(path), made_of)
        self._now[name] = kept
        self.changes.written.append(name)
        return kept

    def finish(self, about: Mapping[str, object]) -> Changes:
        """Remove what is ours and no part of the site any more; write the list, with what it says `about` the site."""
        for name in sorted(set(self._before) - set(self._now)):
            path = self._confined(name)
            if path.is_file():
                path.unlink()
                self.changes.removed.append(name)
        self._sweep()
        if self._now != self._before or dict(about) != self.about:
            self._write_list(self._now, about)
        return self.changes

    def _sweep(self) -> None:
        """Remove what we left beside our files when we were killed, and folders of ours that are empty now."""
        for folder in {(self.folder / name).parent for name in self._before} - {self.folder}:
            with suppress(OSError):  # not empty, or not there
                folder.rmdir()
        for name in (*self._before, MANIFEST):
            for left in (self.folder / name).parent.glob(f".{Path(name).name}.*.tmp"):
                left.unlink(missing_ok=True)

    def _write_list(self, files: Mapping[str, Kept], about: Mapping[str, object]) -> None:
        shape = {
            **about,
            "files": {
                name: {"size": kept.size, "sha256": kept.sha256, **({"made_of": kept.made_of} if kept.made_of else {})}
                for name, kept in sorted(files.items())
            },
        }
        _write_beside(self.folder / MANIFEST, (json.dumps(shape, ensure_ascii=False, indent=1) + "\n").encode())

    def _confined(self, name: str) -> Path:
        """Return where `name` lies: below the folder, whatever names and links say."""
        path = self.folder / name
        if PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts:
            raise UsageError(_FOREIGN, file=name)
        if not path.parent.resolve().is_relative_to(self.folder.resolve()) or path.is_symlink():
            raise UsageError(_FOREIGN, file=name)
        return path


def read_list(folder: Path) -> tuple[frozenset[str], dict[str, object]]:
    """Return the names of the site's files in `folder`, and what the list says of the site; nothing without a list."""
    listed, about = _read(folder / MANIFEST)
    return frozenset(name for name, kept in listed.items() if kept.sha256), about


def _read(path: Path) -> tuple[dict[str, Kept], dict[str, object]]:
    try:
        shape = json.loads(path.read_bytes())
        files = {
            str(name): Kept(int(kept["size"]), str(kept["sha256"]), str(kept.get("made_of", "")))
            for name, kept in shape.pop("files").items()
        }
    except FileNotFoundError:
        return {}, {}
    except (ValueError, KeyError, TypeError, AttributeError):
        raise UsageError(_FOREIGN, file=path.name) from None
    return files, shape


def _size(path: Path) -> int | None:
    return path.stat().st_size if path.is_file() else None


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write_beside(path: Path, content: bytes) -> None:
    """Write to a file beside `path` and rename it; a reader finds the old or the new one. Raises NotReadyError."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            temporary.write_bytes(content)
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise NotReadyError(
            N_("{folder} can't be written ({detail})"), folder=path.parent, detail=reason_of(error)
        ) from error
