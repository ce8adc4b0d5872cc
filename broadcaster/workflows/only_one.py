"""One daemon a station, one publisher: a lock that the system takes back when the process ends, however it ends."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from broadcaster.errors import NotReadyError
from broadcaster.messages import N_

RUNNING = N_("the station is running already (process {pid}); see broadcaster status")


class OnlyOne:
    """Holds the lock file from its making until `release`, and the lock of `folder` itself, if one is named.

    Nobody clears a station's folder away, as people clear `var`: so none slips in before the lock file is put back.
    Raises NotReadyError when another process, `pid`, holds it: the sentence `held`.
    """

    def __init__(self, path: Path, held: str = RUNNING, folder: Path | None = None) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._file: IO[str] = path.open("a+", encoding="utf-8")
        self._folder: int | None = None
        if not ((_lock(self._file) or _lock_soon(self._file)) and self._have_folder(folder)):
            self._file.seek(0)
            holder = self._file.read(20).strip() or "?"
            self._file.close()
            raise NotReadyError(held, pid=holder)
        self._file.truncate(0)
        self._file.write(str(os.getpid()))
        self._file.flush()

    def _have_folder(self, folder: Path | None) -> bool:
        try:
            self._folder = _lock_folder(folder) if folder is not None else None
        except BlockingIOError:
            return False
        return True

    def keep(self) -> None:
        """Put the lock back if somebody cleared its folder: else nobody could see that a process holds it."""
        if self._is_ours():
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        file = self._path.open("a+", encoding="utf-8")
        if not _lock(file):  # another process was quicker, and will say so
            file.close()
            return
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        self._file.close()
        self._file = file

    def _is_ours(self) -> bool:
        """Whether the file at the path is the one that is locked: a process that was refused may have made another."""
        try:
            return os.path.samestat(self._path.stat(), os.fstat(self._file.fileno()))
        except OSError:
            return False

    @staticmethod
    def is_held(path: Path) -> bool:
        """Whether a process holds it now. Asking takes the lock for a moment, which a daemon that starts waits out."""
        try:
            with path.open("r+", encoding="utf-8") as file:
                return not _lock(file)
        except OSError:
            return False

    def release(self) -> None:
        """Let another process have it."""
        self._file.close()
        if self._folder is not None:
            os.close(self._folder)
            self._folder = None


@contextmanager
def free_for_a_moment(folder: Path) -> Iterator[bool]:
    """Hold the lock of `folder` itself within the block; whether that could be had."""
    try:
        opened = _lock_folder(folder)
    except BlockingIOError:
        yield False
        return
    try:
        yield True
    finally:
        if opened is not None:
            os.close(opened)


def _lock_soon(file: IO[str]) -> bool:
    """Try once more in a moment: somebody may only have asked."""
    time.sleep(0.2)
    return _lock(file)


if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[str]) -> bool:
        try:
            file.seek(1000)  # a byte that nobody writes, so that the holder's number can still be read
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        file.seek(0)
        return True

    def _lock_folder(folder: Path) -> int | None:  # noqa: ARG001 - there a file that is open can't be removed at all
        return None

else:
    import fcntl

    def _lock(file: IO[str]) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

    def _lock_folder(folder: Path) -> int | None:
        """Lock a folder; return what to close to let go of it, None where its disk knows no such locks.

        Raises BlockingIOError when another process holds it.
        """
        opened = os.open(folder, os.O_RDONLY)
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(opened)
            raise
        except OSError:
            os.close(opened)
            return None
        return opened
