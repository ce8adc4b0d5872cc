"""Changing people's files on their behalf: one at a time, never over what somebody else wrote meanwhile, nothing lost.

A form is filled in against a revision, the hash of the file's bytes. A file that is another one by then is left alone,
and what was typed is kept beside. What is replaced is kept too.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from broadcaster.errors import UsageError
from broadcaster.messages import N_
from broadcaster.workflows.approving import write_beside
from broadcaster.workflows.editing_lock import editing
from broadcaster.workflows.station_folder import Places

KEPT_OF_A_FILE = 50  # earlier versions


class ChangedMeanwhileError(UsageError):
    """Somebody else changed the file since it was read; `theirs` is what stands there now, `kept` where ours lies."""

    def __init__(self, file: str, theirs: bytes, kept: str) -> None:
        self.theirs = theirs
        self.kept = kept
        super().__init__(
            N_("{file} was changed by somebody else meanwhile and was left alone; what you wrote is kept in {kept}"),
            file=file,
            kept=kept,
        )


def revision_of(raw: bytes) -> str:
    """Return what names the content of a file: 16 hexadecimal digits."""
    return hashlib.sha256(raw).hexdigest()[:16]


def read_whole(path: Path) -> bytes:
    """Return what is in a file. Raises UsageError when it is not there (any more)."""
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise UsageError(N_("{file} is not there any more"), file=path.name) from error


@dataclass(frozen=True)
class Edit:
    """A change of `file`: `apply` makes the new content of the one that is there.

    `revision` is of the content that the change was thought for, told by `known_as`; `spare` is what is kept should
    another stand there by now.
    """

    file: str
    revision: str
    apply: Callable[[bytes], bytes]
    spare: Callable[[], bytes]
    known_as: Callable[[bytes], str] = revision_of


def replace_file(folder: Path, edit: Edit) -> bytes:
    """Carry out `edit` if its revision still stands there; return the file's content then.

    The version before is kept in `var/kept`. Raises ChangedMeanwhileError, NotReadyError, and what `apply` raises.
    """
    path = folder / edit.file
    with editing(folder):
        now = read_whole(path)
        if edit.known_as(now) != edit.revision:
            raise ChangedMeanwhileError(edit.file, now, _keep(folder, edit.file, edit.spare(), "unsaved"))
        content = edit.apply(now)
        if content != now:
            _keep(folder, edit.file, now, "before")
            write_beside(path, content)
    return content


def _keep(folder: Path, file: str, content: bytes, what: str) -> str:
    """Keep a version of `file`, and not more than some of each; return where it lies below the station's folder."""
    path = Path(file)
    place = Places(folder).kept / path.parent / path.stem
    moment = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")
    kept = place / f"{moment}-{what}{path.suffix}"
    write_beside(kept, content)
    versions = sorted(place.glob(f"*-{what}{path.suffix}"))
    for old in versions[: max(0, len(versions) - KEPT_OF_A_FILE)]:
        old.unlink(missing_ok=True)
    return Places(folder).name_in_var(kept)
