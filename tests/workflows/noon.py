"""A time zone where it is about to be noon: slots begin with a minute, and a test of a real clock waits for none."""

import struct
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

NAME = "Noon"  # as station.yaml writes it; children find it by PYTHONTZPATH


def noon_in(seconds: float, folder: Path) -> datetime:
    """Write a zone to `folder` where it is noon in so many seconds; return that noon, in that zone."""
    noon = (datetime.now(UTC) + timedelta(seconds=seconds)).replace(microsecond=0)
    east = timedelta(hours=12) - (noon - noon.replace(hour=0, minute=0, second=0))
    folder.mkdir()
    type_of_time = struct.pack(">lBB", round(east.total_seconds()), 0, 0)
    counts = struct.pack(">6l", 0, 0, 0, 0, 1, len(NAME) + 1)  # one type of time, and no change from it (RFC 8536)
    (folder / NAME).write_bytes(b"TZif" + bytes(16) + counts + type_of_time + NAME.encode() + b"\0")
    return noon.astimezone(timezone(east))
