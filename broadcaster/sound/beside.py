"""Files that are either whole or not there, also when the power fails while one is being written."""

import os
import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from broadcaster.errors import SoundError, reason_of
from broadcaster.messages import N_

_STALE_S = 86_400  # after which no writer is still at work


@contextmanager
def written_beside(path: Path, *, durable: bool = True) -> Iterator[Path]:
    """Lend a path beside `path` to write to; it takes the place of `path` when the block ends well, else goes.

    What carries its own checksum may do without the wait for the disk: not `durable`.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield beside
        if durable:
            _flush_to_disk(beside)
        beside.replace(path)
    except OSError as error:
        raise SoundError(N_("{file} cannot be written: {why}"), file=path.name, why=reason_of(error)) from error
    finally:
        with suppress(OSError):  # what kept it from being written may keep it from being removed
            beside.unlink()


def sweep(folder: Path) -> None:
    """Remove below `folder` what writers that were killed left beside their files; what a living one writes stays."""
    for path in folder.glob("**/.*.tmp"):
        writer = re.fullmatch(r"\..+\.(\d+)\.tmp", path.name)
        with suppress(OSError):
            if writer and not _may_live(int(writer[1]), path):
                path.unlink()


def _may_live(process_id: int, path: Path) -> bool:
    """Whether that process may still be writing `path`."""
    if process_id == os.getpid():
        return True
    if sys.platform == "win32":  # there, asking by signal would end the process
        return time.time() - path.stat().st_mtime < _STALE_S
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    except OSError:
        pass  # it lives, and is not ours
    return True


def _flush_to_disk(path: Path) -> None:
    """Without this a power cut may leave the new name with nothing behind it."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())
