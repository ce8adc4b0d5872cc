"""Files that are either whole or not there, also when the power fails while one is being written."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from broadcaster.errors import SoundError
from broadcaster.messages import N_


@contextmanager
def written_beside(path: Path) -> Iterator[Path]:
    """Lend a path beside `path` to write to; it takes the place of `path` when the block ends well, else goes."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield beside
        _flush_to_disk(beside)
        beside.replace(path)
    except OSError as error:
        raise SoundError(N_("{file} cannot be written: {why}"), file=path.name, why=error.strerror or error) from error
    finally:
        with suppress(OSError):  # what kept it from being written may keep it from being removed
            beside.unlink()


def _flush_to_disk(path: Path) -> None:
    """Without this a power cut may leave the new name with nothing behind it."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())
