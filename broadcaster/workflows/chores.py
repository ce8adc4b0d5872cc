"""What the daemon has done beside airing, each at its time, in child processes at low priority: backups, upkeep."""

import logging
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from broadcaster.workflows.background_build import in_background
from broadcaster.workflows.station_folder import Places

log = logging.getLogger(__name__)

BACKUPS = 4
LITTLE_DISK_BYTES = 2_000_000_000  # a backup holds people's sounds and voices too
BACKUP_EVERY = timedelta(hours=22)


class Chores:
    """Runs the station's own commands, one at a time; what one of them meets touches neither the air nor the others."""

    def __init__(
        self,
        folder: Path,
        now: Callable[[], datetime],
        start: "Callable[[list[str]], subprocess.Popen[bytes]]" = in_background,
    ) -> None:
        self._folder = folder
        self._now = now
        self._start = start
        self._child: subprocess.Popen[bytes] | None = None
        self._waiting: list[list[str]] = []

    def daily(self) -> None:
        """Back up, and keep the speech that was made within its bounds."""
        self._back_up()
        self._ask("cache", "--drop")

    def tend(self) -> None:
        """Start the next one when the last has ended; called now and then."""
        if self._child is not None and self._child.poll() is not None:
            if self._child.returncode:
                log.warning("a chore ended with exit code %s", self._child.returncode)
            self._child = None
        if self._child is None and self._waiting:
            command = self._waiting.pop(0)
            log.info("chore: %s", " ".join(command))
            self._child = self._start([sys.executable, "-m", "broadcaster", "--station", str(self._folder), *command])

    def stop(self) -> None:
        """End the one that runs, and forget the others."""
        self._waiting.clear()
        if self._child is not None:
            self._child.terminate()

    def _ask(self, *command: str) -> None:
        if list(command) not in self._waiting:
            self._waiting.append(list(command))

    def _back_up(self) -> None:
        backups, now = Places(self._folder).backups, self._now()
        lying = sorted(backups.glob("*.zip"))
        if lying and timedelta() <= timedelta(seconds=now.timestamp() - lying[-1].stat().st_mtime) < BACKUP_EVERY:
            return  # the station was only started again
        if shutil.disk_usage(self._folder).free < LITTLE_DISK_BYTES:
            log.warning("no backup was made: the disk has too little room for one")
            return
        backups.mkdir(parents=True, exist_ok=True)
        for old in superfluous(lying):
            old.unlink(missing_ok=True)
        self._ask("backup", str(backups / f"{now:%Y%m%d-%H%M%S}.zip"))


def superfluous(backups: Sequence[Path]) -> Sequence[Path]:
    """Return the oldest of `backups`, so that with the next one as many as wanted are there."""
    return backups[: max(0, len(backups) - BACKUPS + 1)]
