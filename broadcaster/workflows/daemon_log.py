"""What the running station tells of itself, in a file that a person can read."""

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

from broadcaster.workflows.station_folder import Places


def log_to(folder: Path) -> None:
    """Keep the daemon's log in `var/broadcaster.log`, of bounded size."""
    path = Places(folder).var / "broadcaster.log"
    path.parent.mkdir(parents=True, exist_ok=True)
    handler = RotatingFileHandler(path, maxBytes=2_000_000, backupCount=3, encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.getLogger().addHandler(handler)
    logging.getLogger("broadcaster").setLevel(logging.INFO)
