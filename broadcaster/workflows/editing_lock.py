"""One edit of people's files at a time: whoever else edits on people's behalf waits for a moment."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from broadcaster.errors import NotReadyError
from broadcaster.workflows.only_one import OnlyOne
from broadcaster.workflows.station_folder import Places

PATIENCE_S = 5.0


@contextmanager
def editing(folder: Path) -> Iterator[None]:
    """Hold the station's files for a moment. Raises NotReadyError when another holds them for too long."""
    with holding(Places(folder).var / "editing.lock", PATIENCE_S):
        yield


@contextmanager
def holding(path: Path, patience_s: float) -> Iterator[None]:
    """Hold the lock at `path`, waited for so long at most. Raises NotReadyError when another holds it for longer."""
    until_s = time.monotonic() + patience_s
    while True:
        try:
            lock = OnlyOne(path)
        except NotReadyError:
            if time.monotonic() > until_s:
                raise
            time.sleep(0.02)
        else:
            break
    try:
        yield
    finally:
        lock.release()
