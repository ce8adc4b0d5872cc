"""One daemon a station, one publisher: a lock that the system takes back when the process ends, however it ends."""

import os
import sys
import time
from pathlib import Path
from typing import IO

from broadcaster.errors import NotReadyError
from broadcaster.messages import N_

RUNNING = N_("the station is running already (process {pid}); see broadcaster status")


class OnlyOne:
    """Holds the lock file from its making until `release`.

    Raises NotReadyError when another process, `pid`, holds it: the sentence `held`.
    """

    def __init__(self, path: Path, held: str = RUNNING) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._file: IO[str] = path.open("a+", encoding="utf-8")
        if not (_lock(self._file) or _lock_soon(self._file)):
            self._file.seek(0)
            holder = self._file.read(20).strip() or "?"
            self._file.close()
            raise NotReadyError(held, pid=holder)
        self._file.truncate(0)
        self._file.write(str(os.getpid()))
        self._file.flush()

    def keep(self) -> None:
        """Put the lock back if somebody cleared its folder: else nobody could see that a process holds it."""
        if self._path.exists():
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        file = self._path.open("a+", encoding="utf-8")
        if not _lock(file):  # another process was quicker, and will say so
            file.close()
            return
        file.write(str(os.getpid()))
        file.flush()
        self._file.close()
        self._file = file

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

else:
    import fcntl

    def _lock(file: IO[str]) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
