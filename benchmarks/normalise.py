"""Measure how fast written Vietnamese becomes words, ours and, beside it, the public normalisers that are installed.

    python benchmarks/normalise.py [--gold FILE --scorer FILE] [TEXT…]

Every normaliser gets the same lines in the same run, in a process of its own: what counts is the ratio, for machines
differ. TEXT are files of ordinary prose; without any, the sample scripts. Beside prose there are two sentences full of
figures, over and over, and official text: the examples of the tests, with other figures each time, so that hardly two
lines are alike. The peers are no dependency of the project's: put them in an environment of their own, together with
this project, and run that environment's Python.
"""

import argparse
import importlib
import importlib.util
import json
import os
import platform
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parent.parent
SIZES = (10_000, 100_000, 1_000_000)
FIRST_LINE = "Sáng 18/5/2026, UBND xã tổ chức Ngày hội, dự kiến 1.200 đại biểu."
DENSE = (
    "Từ 7h30 ngày 18/5/2026, UBND xã chi 1.250.000 đồng (đạt 98,5% kế hoạch) cho 120 hộ.",
    "Thực hiện Kế hoạch số 202/KH-SKHCN, 19/19 tiêu chí NTM, quý IV/2026; gọi 0912 345 678.",
)
SEED = 2026  # of the figures in official text: the same for everybody, in every run
STARTS = 7  # the best of so many: the others were disturbed
LONGEST_S = 60.0  # what is slower than this on one size isn't given the next
PEERS = {"broadcaster": "broadcaster", "sea-g2p": "sea_g2p", "soe-vinorm": "soe_vinorm", "vinorm": "vinorm"}

Reader = Callable[[str], str]


def reader_of(name: str) -> Reader:
    """Return what reads one line, ready for use."""
    module = importlib.import_module("broadcaster.vietnamese" if name == "broadcaster" else PEERS[name])
    if name == "broadcaster":
        return lambda line: str(module.normalise(line).text)
    if name == "vinorm":
        return lambda line: str(module.TTSnorm(line)).replace("\n", " ")
    peer = module.Normalizer() if name == "sea-g2p" else module.SoeNormalizer()
    return lambda line: str(peer.normalize(line))


def prose_of(paths: list[Path]) -> list[str]:
    """Return the lines of prose in `paths`, without the heads of scripts."""
    bodies = (path.read_text(encoding="utf-8").rpartition("\n---\n")[2] for path in paths)
    return [line for body in bodies for line in body.splitlines() if line.strip()]


def filled(lines: list[str], size: int) -> list[str]:
    """Return `lines`, over and over, until they are `size` characters."""
    text = "\n".join(lines) + "\n"
    return (text * (size // len(text) + 1))[:size].splitlines()


def official_lines() -> list[str]:
    """Return the examples of the tests, as they are written: what communes write, of every kind there is."""
    files = sorted((ROOT / "tests" / "vietnamese" / "golden").glob("*.tsv"))
    rows = (row for file in files for row in file.read_text(encoding="utf-8").splitlines())
    return [row.partition("\t")[0] for row in rows if row]


def varied(lines: list[str], size: int) -> list[str]:
    """Return `lines`, over and over, until they are `size` characters, half their figures (but noughts) others."""
    random = Random(SEED)  # noqa: S311 - nothing is kept secret by it
    found: list[str] = []
    while size > 0:
        for line in lines:
            found.append(re.sub("[1-9]", lambda figure: _other(figure[0], random), line)[:size])
            size -= len(found[-1]) + 1
            if size <= 0:
                break
    return found


def _other(figure: str, random: Random) -> str:
    return figure if random.random() < 0.5 else str(random.randint(1, 9))


def cpu_seconds() -> float:
    """Return the processor time of this process and the children that it waited for."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def serve(name: str, paths: list[Path]) -> None:
    """Measure one normaliser in this process; standard output gets the speeds as JSON."""
    read = reader_of(name)
    read(FIRST_LINE)
    speeds: dict[str, list[int]] = {}
    kinds = (
        ("prose", filled, prose_of(paths)),
        ("dense", filled, list(DENSE)),
        ("official", varied, official_lines()),
    )
    for kind, made, lines in kinds:
        speeds[kind] = []
        for size in SIZES:
            text = made(lines, size)
            begun = cpu_seconds()
            for line in text:
                read(line)
            spent = max(cpu_seconds() - begun, 0.001)
            speeds[kind].append(round(size / spent))
            if spent * 10 > LONGEST_S:
                break
    sys.stdout.write(json.dumps(speeds))


def filter_lines(name: str) -> None:
    """Read lines from standard input, and write one line for each, as soon as it came."""
    read = reader_of(name)
    for line in sys.stdin:
        sys.stdout.write(" ".join(read(line.rstrip("\n")).split()) + "\n")
        sys.stdout.flush()


def command_of(name: str) -> list[str]:
    """Return the command that reads lines: ours is the one that people use."""
    if name == "broadcaster":
        return [sys.executable, "-m", "broadcaster", "normalise"]
    return [sys.executable, __file__, "--filter", name]


def first_line_s(name: str) -> tuple[float, float]:
    """Return the best time, by the wall clock and by the processor's, from start to the first line (to the end)."""
    times = []
    for _ in range(STARTS):
        wall, processor = time.perf_counter(), cpu_seconds()
        with subprocess.Popen(command_of(name), stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT) as process:
            assert process.stdin
            assert process.stdout
            process.stdin.write(f"{FIRST_LINE}\n".encode())
            process.stdin.flush()
            process.stdout.readline()
            seen = time.perf_counter() - wall
            process.stdin.close()
            process.wait()
        times.append((seen, cpu_seconds() - processor))
    return min(seen for seen, _ in times), min(spent for _, spent in times)


def accuracy_of(name: str, gold: Path, scorer: Path) -> str:
    """Return what a scorer (``SCORER GOLD --lenient --json -- COMMAND…``) says of a normaliser."""
    done = subprocess.run(
        [sys.executable, scorer, gold, "--lenient", "--json", "--", *command_of(name)],
        capture_output=True, text=True, check=False, cwd=ROOT,
    )  # fmt: skip
    return f"{json.loads(done.stdout)['accuracy']:.1f} %" if done.stdout else "failed"


def report(paths: list[Path], gold: Path | None, scorer: Path | None) -> Iterator[str]:
    """Yield the lines of the table, each as soon as it is known."""
    processor = platform.processor() or platform.machine()
    yield f"{processor}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"
    sizes = " / ".join(f"{size // 1000} kB" for size in SIZES)
    yield f"characters per second of processor time: {sizes}; ratio to ours at the largest size both did"
    ours: dict[str, list[int]] = {}
    for name, module in PEERS.items():
        if importlib.util.find_spec(module) is None:
            yield f"{name:<12} not installed"
            continue
        done = subprocess.run(
            [sys.executable, __file__, "--serve", name, *paths], capture_output=True, text=True, check=False, cwd=ROOT
        )
        if done.returncode:
            yield f"{name:<12} does not start: {(done.stderr.strip().splitlines() or ['no reason given'])[-1]}"
            continue
        speeds = json.loads(done.stdout)
        ours = ours or speeds
        for kind, found in speeds.items():
            ratio = found[-1] / ours[kind][len(found) - 1]
            yield f"{name:<12} {kind}: {' / '.join(f'{speed:,}' for speed in found)} ({ratio:.3g} of ours)"
        wall, spent = first_line_s(name)
        yield f"{name:<12} first line after {wall * 1000:.0f} ms; {spent * 1000:.0f} ms of processor time in all"
        if gold and scorer:
            yield f"{name:<12} right: {accuracy_of(name, gold, scorer)} (lenient)"


def main() -> None:
    """Take the options, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("texts", nargs="*", type=Path, metavar="TEXT")
    parser.add_argument("--gold", type=Path, help="cases with their right readings")
    parser.add_argument("--scorer", type=Path, help="the program that judges readings by the gold file")
    parser.add_argument("--serve", choices=PEERS, help=argparse.SUPPRESS)
    parser.add_argument("--filter", choices=PEERS, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    texts = [path.resolve() for path in asked.texts] or sorted((ROOT / "scripts").glob("*.md"))
    if asked.serve:
        serve(asked.serve, texts)
    elif asked.filter:
        filter_lines(asked.filter)
    else:
        gold, scorer = (path and path.resolve() for path in (asked.gold, asked.scorer))
        for line in report(texts, gold, scorer):
            sys.stdout.write(f"{line}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
