"""The anchor beside the record: a small file that says how far the record had come.

It is written after each append and needn't survive the plug: one that lags behind still holds. It shows when the record
alone was cut or put back to an older copy. Who puts both back is only found by an anchor kept elsewhere.
"""

import logging
import os
from pathlib import Path

from broadcaster.logbook.chain import Head, parse_head

log = logging.getLogger(__name__)


def anchor_path(logbook: Path) -> Path:
    """Return where the anchor of `logbook` lies."""
    return logbook.with_suffix(".head")


def write_anchor(logbook: Path, head: Head) -> None:
    """Note the record's end. A disk that refuses is told in the log only: what was appended stays so."""
    path = anchor_path(logbook)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        temporary.write_text(f"{head.number}-{head.hash}\n", encoding="ascii")
        temporary.replace(path)
    except OSError as error:
        log.warning("the record's end can't be noted in %s: %s", path, error)


def read_anchor(logbook: Path) -> Head | str | None:
    """Return the noted end, None when none was noted, and what stands there when it is none.

    It is not synced: after a power cut nothing may stand there, or zeros. A forger could as well delete it.
    """
    try:
        written = anchor_path(logbook).read_text(encoding="ascii", errors="replace")
    except FileNotFoundError:
        return None
    return parse_head(written) or written.strip("\0") or None
