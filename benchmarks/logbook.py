"""Measure the record at ten years' size: appending, a month's report, verifying, what planning and `publish` ask of it.

    python benchmarks/logbook.py [--lines N] [--folder DIR]

Appends go to the disk for sure (`synchronous=FULL`), one line at a time, as the daemon writes them; beside them, in the
same run and folder, a plain file to which a line is written and fsynced. The folder decides what is measured: one in
memory costs nothing.
"""

import argparse
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

from broadcaster.logbook.logbook import Logbook
from broadcaster.model.plan import Airtime, Cue, Rundown
from broadcaster.model.record import AiringState, AsRunEntry, Outcome
from broadcaster.model.sound import Clip, ClipKind
from broadcaster.reporting.accounts import Period
from broadcaster.workflows.reporting import report, report_json
from broadcaster.workflows.station_folder import Places, open_station

ROOT = Path(__file__).resolve().parent.parent
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
FIRST_DAY = date(2016, 5, 13)
CUES = 18  # an airing's; three airings a day make 200,000 lines in ten years
APPENDS = 300
SCRIPTS = tuple(f"bai-{number}" for number in range(60))  # all that the station ever aired


def airings() -> Iterator[tuple[Rundown, list[AsRunEntry]]]:
    """Yield airings without end, three a day, and the lines that each leaves."""
    day = datetime.combine(FIRST_DAY, datetime.min.time(), ZONE)
    while True:
        for hour in (5, 11, 17):
            moment = starts_at = day + timedelta(hours=hour)
            cues, lines = [], []
            for place in range(CUES):
                clip = Clip(SCRIPTS[(day.day * 7 + place) % len(SCRIPTS)], ClipKind.SCRIPT, f"Bài số {place}", 50_000,
                            column="ban-tin", voice="espeak:vi", fingerprint="0a1b2c3d" * 4)  # fmt: skip
                cues.append(Cue(clip, "script", moment, 50_000))
                lines.append(
                    AsRunEntry("sang", clip.id, "script", clip.title, "ban-tin", moment, moment, 50_000, Outcome.AIRED,
                               "espeak:vi", (), "", clip.fingerprint, "0a1b2c3d" * 8, ("sound_card",))
                )  # fmt: skip
                moment += timedelta(milliseconds=50_000)
            airtime = Airtime(f"gio-{hour}", "Buổi sáng", starts_at, CUES * 50_000, CUES * 50_000, (), ())
            yield Rundown(airtime, tuple(cues)), [replace(line, slot=airtime.slot) for line in lines]
        day += timedelta(days=1)


def fill(logbook: Logbook, lines: int) -> tuple[int, date]:
    """Write so many as-run lines, an airing at a time; return how many it became, and the last day."""
    written, last = 0, FIRST_DAY
    for rundown, entries in islice(airings(), lines // CUES + 1):
        logbook.claim(rundown.airtime.id, rundown)
        logbook.advance(rundown.airtime.id, AiringState(over=True), entries)
        written, last = written + len(entries), rundown.airtime.starts_at.date()
    return written, last


def timed(work: Callable[[], object], times: int = 5) -> str:
    """Return the median and the worst of some runs."""
    took = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        took.append(time.perf_counter() - begun)
    return f"{1000 * statistics.median(took):8.2f} ms  (worst {1000 * max(took):.2f} ms, of {times})"


def measure(folder: Path, lines: int) -> None:
    """Fill a record and measure it."""
    for name in ("scripts", "playlists", "audio"):
        (folder / name).symlink_to(ROOT / name)
    for name in ("station.yaml", "lexicon.yaml"):
        (folder / name).symlink_to(ROOT / name)
    contents, _ = open_station(folder)
    path = Places(folder).logbook
    logbook = Logbook(path)
    begun = time.perf_counter()
    written, last = fill(logbook, lines)
    print(f"{written} as-run lines written an airing at a time in {time.perf_counter() - begun:.0f} s,", end=" ")
    print(f"{path.stat().st_size / 1e6:.0f} MB")
    rundown, entries = next(airings())
    number = iter(range(APPENDS))
    print("append one line, fsync      ", timed(lambda: logbook.advance("x", AiringState(), entries[:1]), APPENDS))
    print("claim an airing with its plan", timed(lambda: logbook.claim(f"x{next(number)}", rundown), APPENDS))
    with (folder / "plain.txt").open("ab") as plain:

        def write_plainly() -> None:
            plain.write(b"x" * 500 + b"\n")
            plain.flush()
            os.fsync(plain.fileno())

        print("  beside: 500 bytes to a file, fsync", timed(write_plainly, APPENDS))
    before = datetime.combine(last, datetime.min.time(), ZONE)
    print("what was last heard (planning)", timed(lambda: logbook.last_heard(before)))
    print("how all of it was heard (publish)", timed(lambda: logbook.hearings(SCRIPTS)))
    month = Period(last - timedelta(days=40), last - timedelta(days=10))
    print("report of a month           ", timed(lambda: report_json(report(contents, month, before))))
    print("log --verify                ", timed(logbook.verify, 3))
    print("a copy for the backup       ", timed(lambda: _copied(logbook, folder / "copy.sqlite"), 3))
    assert logbook.verify().is_good
    logbook.close()


def _copied(logbook: Logbook, to: Path) -> None:
    to.unlink(missing_ok=True)
    logbook.copy_to(to)


def main() -> None:
    """Measure as asked for on the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--lines", type=int, default=200_000)
    parser.add_argument("--folder", type=Path, default=None, help="on the disk that is measured")
    asked = parser.parse_args()
    print(f"{platform.machine()}, {os.cpu_count()} cores, {platform.system()}, Python {sys.version.split()[0]}")
    with tempfile.TemporaryDirectory(dir=asked.folder) as scratch:
        measure(Path(scratch), asked.lines)


if __name__ == "__main__":
    main()
