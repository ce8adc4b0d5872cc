"""What was aired, sent to the source system beside the daemon: in a child process, so that no line touches the air."""

import logging
import subprocess
import sys
from pathlib import Path

from broadcaster.model.station import Station
from broadcaster.workflows.background_build import in_background

log = logging.getLogger(__name__)

EXPORT_S = 3_600


class BackgroundExport:
    """Sends what the source system does not know yet, one sending at a time; what is left waits for the next."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._child: subprocess.Popen[bytes] | None = None

    def start(self, station: Station) -> None:
        """Start to send, unless the station names no source system or the last sending is still at work."""
        if station.source_system is None or self._is_at_work():
            return
        command = [sys.executable, "-m", "broadcaster", "--station", str(self._folder), "export", "--send"]
        self._child = in_background(command)

    def stop(self) -> None:
        """End a sending; what was acknowledged is noted, the rest waits."""
        if self._child is not None:
            self._child.terminate()

    def _is_at_work(self) -> bool:
        if self._child is None:
            return False
        if self._child.poll() is None:
            return True
        if self._child.returncode:
            log.warning("not all was sent to the source system: see broadcaster export --send")
        self._child = None
        return False
