"""Measure what speech costs: an hour spoken offline, and a day's sentences looked up among twenty thousand.

    python benchmarks/speech.py [--minutes N] [--entries N]

The sentences are the sample scripts', varied by a counter in words so that none is spoken twice. Beside ours, in the
same run, the plain way to use the same voice: a process of eSpeak NG for each sentence (the system's `espeak-ng`, where
it is installed), with the same trimming and keeping left out.
"""

import argparse
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

from broadcaster.model.sound import Words
from broadcaster.speech.cache import SpeechCache
from broadcaster.speech.engines.espeak import EspeakEngine
from broadcaster.speech.reader import read_aloud
from broadcaster.vietnamese import normalise
from broadcaster.workflows.approvals import read_scripts
from broadcaster.workflows.station_folder import open_station
from broadcaster.workflows.wording import words_of

ROOT = Path(__file__).resolve().parent.parent
ITEM = 40  # sentences read at once, as in a long item
PLAIN_SENTENCES = 60  # the plain way is measured on so many, and reckoned up
LOOKUPS = 5


def cpu_seconds() -> float:
    """Return the processor time of this process and the children that it waited for."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def spent(work: Callable[[], object]) -> float:
    """Return the processor seconds that `work` takes."""
    begun = cpu_seconds()
    work()
    return cpu_seconds() - begun


def sentences() -> Iterator[str]:
    """Yield sentences of the sample scripts without end, each unlike every other."""
    contents, _ = open_station(ROOT)
    usual = [part.text for read in read_scripts(contents) for part in words_of(read, contents)]
    for number in count(1):
        for text in usual:
            yield text if number == 1 else f"{normalise(str(number)).text}, {text}"


def speak(minutes: float, cache: SpeechCache) -> tuple[float, int]:
    """Fill `cache` with `minutes` of speech; return how many minutes it became, and how many sentences."""
    voice, source = EspeakEngine(), sentences()
    total_ms = spoken = 0
    while total_ms < minutes * 60_000:
        speech = read_aloud([Words(next(source), 500) for _ in range(ITEM)], [voice], cache)
        total_ms += sum(part.duration_ms + part.pause_ms for part in speech.parts)
        spoken += len(speech.parts)
    return total_ms / 60_000, spoken


def plain(texts: list[str], folder: Path) -> None:
    """Speak each text as a script for the shell would: a process a sentence."""
    for number, text in enumerate(texts):
        subprocess.run(["espeak-ng", "-v", "vi", "-s", "125", "-w", folder / f"{number}.wav", text], check=True)


def measure_speaking(minutes: float, folder: Path) -> None:
    """Print what `minutes` of speech cost, and what the same costs plainly."""
    cache = SpeechCache(folder / "speech")
    began = cpu_seconds()
    length, spoken = speak(minutes, cache)
    ours_s = cpu_seconds() - began
    print(f"ours, kept and checked: {length:.1f} min in {spoken} sentences: {ours_s:.2f} CPU s")
    print(f"  per 60 min: {ours_s * 60 / length:.2f} CPU s")
    again_s = spent(lambda: speak(minutes, SpeechCache(folder / "speech")))
    print(f"the same again, all kept: {again_s:.2f} CPU s")
    if shutil.which("espeak-ng"):
        source = sentences()
        texts = [next(source) for _ in range(PLAIN_SENTENCES)]
        plain_s = spent(lambda: plain(texts, folder)) * spoken / PLAIN_SENTENCES
        print(f"a process for each sentence, nothing kept: {plain_s:.2f} CPU s ({plain_s / ours_s:.1f} times ours)")
    else:
        print("a process for each sentence: espeak-ng is not installed")


def measure_lookups(entries: int, folder: Path) -> None:
    """Print how long a day's sentences take to be looked up among `entries` kept ones."""
    cache = SpeechCache(folder / "many")
    sample = SpeechCache(folder / "speech")
    voice = EspeakEngine()
    contents, _ = open_station(ROOT)
    day = [part.text for read in read_scripts(contents) for part in words_of(read, contents)]
    read_aloud([Words(text, 0) for text in day], [voice], cache)
    some = next(iter(sample.entries()))
    entry = some.path.read_text("utf-8")
    for number in range(entries - len(day)):  # the sound is one and the same: what is looked up are the entries
        path = cache.folder / "words" / f"{number % 256:02x}" / f"{number:064x}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(entry, "utf-8")
    for name, look in (("by name and length", "has"), ("with their checksums", "find")):
        best = min(timed(lambda look=look: look_up(cache.folder, look, voice.identity, day)) for _ in range(LOOKUPS))
        print(f"{len(day)} sentences of a day among {entries}, {name}: {1000 * best:.0f} ms")


def look_up(folder: Path, look: str, identity: str, texts: list[str]) -> None:
    """Look every one of `texts` up in a cache that was just opened; each must be there."""
    cache = SpeechCache(folder)
    assert all(getattr(cache, look)(identity, text) for text in texts)


def timed(work: Callable[[], object]) -> float:
    """Return the seconds that `work` takes by the clock."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="measure what speech costs")
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--entries", type=int, default=20_000)
    asked = parser.parse_args()
    print(f"{platform.machine()}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}")
    with tempfile.TemporaryDirectory() as folder:
        measure_speaking(asked.minutes, Path(folder))
        measure_lookups(asked.entries, Path(folder))


if __name__ == "__main__":
    sys.exit(main())
