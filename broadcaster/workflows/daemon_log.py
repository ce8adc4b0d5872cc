"""What the running station tells of itself: in a file that a person can read, and in the system's journal."""

import faulthandler
import logging
import os
import sys
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import TextIO

from broadcaster.workflows.station_folder import Places

SYSLOG_LEVELS = ((logging.ERROR, 3), (logging.WARNING, 4), (logging.INFO, 6), (logging.DEBUG, 7))


def log_to(folder: Path) -> None:
    """Keep the daemon's log in `var/broadcaster.log`, of bounded size; tell the journal too where that listens."""
    path = Places(folder).var / "broadcaster.log"
    path.parent.mkdir(parents=True, exist_ok=True)
    handler = RotatingFileHandler(path, maxBytes=2_000_000, backupCount=3, encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.getLogger().addHandler(handler)
    logging.getLogger("broadcaster").setLevel(logging.INFO)
    if is_journal(sys.stderr, os.environ.get("JOURNAL_STREAM", "")):
        journal = logging.StreamHandler()
        journal.setFormatter(JournalLines())
        logging.getLogger().addHandler(journal)
        faulthandler.enable()  # tells where it hung when the watchdog ends it (SIGABRT)


def is_journal(stream: TextIO, told: str) -> bool:
    """Whether `stream` leads to the journal, by what systemd `told` in JOURNAL_STREAM: its device and inode."""
    try:
        stat = os.fstat(stream.fileno())
    except (OSError, ValueError):
        return False
    return told == f"{stat.st_dev}:{stat.st_ino}"


class JournalLines(logging.Formatter):
    """Lines with their level before them, as ``sd-daemon(3)`` says; the journal knows the time itself."""

    def format(self, record: logging.LogRecord) -> str:
        """Return `record` as one line or, with a traceback, several."""
        level = next((syslog for least, syslog in SYSLOG_LEVELS if record.levelno >= least), 7)
        return "\n".join(f"<{level}>{line}" for line in super().format(record).splitlines())
