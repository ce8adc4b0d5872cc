"""The station's record as the doors use it: opened for a moment, written to, looked at."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from zoneinfo import ZoneInfo

from broadcaster.logbook.logbook import Logbook
from broadcaster.model.contents import Contents
from broadcaster.model.record import Act
from broadcaster.workflows.station_folder import Places


@contextmanager
def record_of(contents: Contents) -> Iterator[Logbook]:
    """Open the station's record; one that is not there yet is begun."""
    logbook = Logbook(Places(contents.folder).logbook)
    try:
        yield logbook
    finally:
        logbook.close()


@contextmanager
def record_to_read(contents: Contents) -> Iterator[Logbook]:
    """Open the station's record to look at it; where there is none yet, an empty one that leaves nothing behind."""
    path = Places(contents.folder).logbook
    logbook = Logbook(path if path.is_file() else None)
    try:
        yield logbook
    finally:
        logbook.close()


def note(contents: Contents, act: Act) -> None:
    """Write down what somebody did, its moment told in the station's zone. Raises LogbookError."""
    with record_of(contents) as record:
        record.note(replace(act, at=act.at.astimezone(ZoneInfo(contents.station.timezone))))
