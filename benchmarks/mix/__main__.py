"""Measure what a programme costs, ours and others', on the same job in the same run.

    python benchmarks/mix [--minutes 5 30 120] [--only ours encode_alone] [--edit]

CPU is that of the whole tree of processes; memory is the largest sum of their own high-water marks. Each way runs in a
process of its own, ours and encoding alone three times in turn (the median counts), the others once. Loudness and true
peak are those of the decoded file. ffmpeg, sox and, for the naive way, pyloudnorm are used where they are installed and
named where not. `--edit` measures a station's build instead: afresh, after an edit, and with nothing to do.
"""

import argparse
import importlib.util
import os
import platform
import shutil
import statistics
import sys
import tempfile
from pathlib import Path

import editing
import inputs
from measuring import Cost, measured

from broadcaster.sound.files import blocks
from broadcaster.sound.loudness import Meter
from broadcaster.sound.pcm import PROGRAMME_RATE_HZ
from broadcaster.sound.true_peak import TruePeakMeter

WAYS = ("encode_alone", "ours", "ours_for_horns", "pydub_naive", "ffmpeg_graph", "sox_pipeline")
NEEDS = {"ffmpeg_graph": "ffmpeg", "sox_pipeline": "sox", "pydub_naive": "ffmpeg"}
HERE = Path(__file__).resolve().parent


def missing(way: str) -> str:
    """Return what that way needs and this machine has not."""
    if way in NEEDS and not shutil.which(NEEDS[way]):
        return NEEDS[way]
    return "pyloudnorm" if way == "pydub_naive" and not importlib.util.find_spec("pyloudnorm") else ""


def run(way: str, folder: Path, minutes: float) -> Cost:
    """Return what `way` costs, in a process of its own that starts with nothing kept."""
    work = folder / "work"
    for path in work.glob("*"):
        if path.name not in {"finished.wav", "planned_ms"}:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    return measured([sys.executable, str(HERE / "one.py"), way, str(folder), str(minutes)])


def judged(path: Path, length_ms: int) -> str:
    """Return loudness, true peak and error of length of the decoded file."""
    meter, peak, samples = Meter(), TruePeakMeter(), 0
    for block in blocks(path):
        meter.push(block)
        peak.push(block)
        samples += len(block)
    error_ms = samples * 1000 / PROGRAMME_RATE_HZ - length_ms
    return f"{meter.lufs():7.2f} LUFS {peak.dbtp():6.2f} dBTP {error_ms:+9.1f} ms"


def compare(folder: Path, minutes: float, ways: list[str]) -> None:
    """Print a line for each way."""
    job = inputs.job(folder, minutes)
    print(
        f"== {job.length_ms / 60_000:.1f} minutes, 24 kHz mono MP3 64 kbit/s, LAME quality 7 (ffmpeg, sox: their own)"
    )
    run("finished", folder, minutes)
    costs: dict[str, list[Cost]] = {way: [] for way in ways}
    for turn in range(3):
        for way in ways:
            if not missing(way) and (turn == 0 or way in {"ours", "encode_alone"}):
                costs[way].append(run(way, folder, minutes))
                if turn == 0:
                    length_ms = _ours_ms(folder) if way in {"ours", "ours_for_horns", "encode_alone"} else job.length_ms
                    print(f"{way:15s} {judged(folder / 'work' / 'programme.mp3', length_ms)}")
    floor_s = statistics.median(cost.cpu_s for cost in costs["encode_alone"]) if costs.get("encode_alone") else None
    for way in ways:
        if missing(way):
            print(f"{way:15s} not measured: {missing(way)} is not installed")
            continue
        cpu_s = statistics.median(cost.cpu_s for cost in costs[way])
        ratio = f"{cpu_s / floor_s:5.2f} x encoding alone" if floor_s else ""
        print(f"{way:15s} {cpu_s:7.2f} CPU s {max(cost.peak_mb for cost in costs[way]):7.1f} MB  {ratio}")


def _ours_ms(folder: Path) -> int:
    return int((folder / "work" / "planned_ms").read_text())


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="measure what a programme costs")
    parser.add_argument("--minutes", type=float, nargs="+", default=[5, 30, 120])
    parser.add_argument("--only", choices=WAYS, nargs="+", default=list(WAYS))
    parser.add_argument("--edit", action="store_true", help="a station's build: afresh, after an edit, nothing to do")
    asked = parser.parse_args()
    print(f"{platform.machine()}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}")
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        (folder / "work").mkdir()
        if asked.edit:
            for minutes in asked.minutes:
                editing.measure(folder, int(minutes))
            return
        inputs.make(folder)
        for minutes in asked.minutes:
            compare(folder, minutes, asked.only)


if __name__ == "__main__":
    main()
