"""What a command costs: the CPU of all its processes, and their memory at its highest."""

import os
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Cost:
    """User and system seconds of the whole tree; the highest sum of the processes' own high-water marks."""

    cpu_s: float
    peak_mb: float
    wall_s: float


def measured(command: list[str], folder: Path | None = None) -> Cost:
    """Run `command` to its end, in `folder`, and return what it cost; a failure of it is an error."""
    begun_s, peak_kb = time.perf_counter(), 0
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL)
    while True:
        done, status, usage = os.wait4(process.pid, os.WNOHANG)
        if done:
            break
        peak_kb = max(peak_kb, _high_water_kb(process.pid))
        time.sleep(0.02)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Cost(usage.ru_utime + usage.ru_stime, peak_kb / 1024, time.perf_counter() - begun_s)


def _high_water_kb(pid: int) -> int:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return 0  # it has just ended
    own = next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")), 0)
    return own + sum(_high_water_kb(int(child)) for child in children)
