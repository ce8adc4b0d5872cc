"""Measure an emergency from the typed command to its first sample at the sink, and what the programme does after.

    python benchmarks/alert.py [--times N] [--spoken N] [--after join|resume]

A private sound server with a null sink stands in for card and amplifier. The station runs, and a programme of noise is
on air, so that every sample at the sink tells where it comes from. The clock starts before the command's process is
started, Python and imports and all. With the speech ready the same text is ordered again and again; *spoken* orders a
text of 200 letters each time that no voice has said before.
"""

import argparse
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from broadcaster.engine.audio_io import decode_file
from broadcaster.playout.desk import PlayOrder, PlayState
from broadcaster.playout.engine_desk import EngineDesk
from broadcaster.workflows.alert_files import AlertShelf
from broadcaster.workflows.alert_sound import Source, key_of
from broadcaster.workflows.alerting import current
from broadcaster.workflows.station_folder import Places

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "engine"))
from pulse_rig import Ear, Server

RATE = 48_000
READY = "Khẩn cấp: nước sông dâng nhanh, bà con thôn Năm lên trường học ngay."
SPOKEN = (
    "Khẩn cấp. Đập thượng nguồn xả lũ lúc {hour} giờ {minute} phút. Bà con các thôn ven sông đưa người già, trẻ em lên "
    "nhà văn hóa, cắt điện, khóa bình ga, không qua ngầm tràn. Gọi đội xung kích số {number} khi cần giúp."
)
FADED = 2 * RATE // 100

Sound = NDArray[np.int16]


@contextmanager
def running_station(server: Server, folder: Path, after: str) -> Iterator[None]:
    """Run a station that plays to the rig's sink, all day, with no slot of its own."""
    subprocess.run([sys.executable, "-m", "broadcaster", "init", folder], check=True, capture_output=True)
    shutil.rmtree(folder / "playlists")
    settings = (folder / "station.yaml").read_text("utf-8").replace('quiet: "21:00-05:00"', "quiet: none")
    settings = settings.replace(
        "outputs: [sound_card]", f"outputs: [sound_card]\nalerts: {{after: {after}, readings: 1}}"
    )
    (folder / "station.yaml").write_text(settings, "utf-8")
    daemon = subprocess.Popen(
        [sys.executable, "-m", "broadcaster", "--station", folder, "run"], env=server.environment,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        while not Places(folder).status.exists() or not Places(folder).engine_state.exists():
            time.sleep(0.05)
        time.sleep(2)
        yield
    finally:
        daemon.terminate()
        daemon.wait()


def command(server: Server, folder: Path, text: str) -> tuple[float, float]:
    """Order an emergency as an operator does; return when that began, and the processor time that it took."""
    began, before = time.time(), os.times()
    ordered = [sys.executable, "-m", "broadcaster", "--station", folder, "alert", text, "--by", "đo"]
    subprocess.run(ordered, env=server.environment, check=True, capture_output=True)
    after = os.times()
    used = after.children_user - before.children_user + after.children_system - before.children_system
    return began, used


def as_engine_hears(path: Path) -> Sound:
    """Return a sound as the engine decodes it."""
    return np.concatenate([block[:, 0] for block in decode_file(path, 0)])


def find(heard: Sound, sound: Sound, since: int = 0) -> int | None:
    """Return the frame at which `sound` begins, found by its first samples that are not silent."""
    begins = int(np.flatnonzero(np.abs(sound) > 300)[0])
    place = first_place(heard, sound[begins : begins + 400], since)
    return None if place is None else place - begins


def first_place(where: Sound, wanted: Sound, since: int = 0) -> int | None:
    """Return the first frame from `since` on at which just `wanted` begins."""
    places = np.flatnonzero(where[since : len(where) - len(wanted)] == wanted[0]) + since
    for step in (1, 2, 3, len(wanted) // 2, len(wanted) - 1):
        places = places[where[places + step] == wanted[step]]
    return int(places[0]) if len(places) else None


def told(name: str, seconds: list[float]) -> None:
    """Print the spread of what was measured."""
    ms = np.sort(np.array(seconds) * 1000)
    p50, p99 = np.percentile(ms, [50, 99])
    print(
        f"{name:34} n={len(ms):3}  min {ms[0]:6.0f}  p50 {p50:6.0f}  p99 {p99:6.0f}  max {ms[-1]:6.0f} ms", flush=True
    )


def measure(server: Server, folder: Path, texts: list[str], after: str, name: str) -> None:
    """Order `texts` one after the other over a programme of noise, and print what was heard."""
    seconds = 30 + 14 * len(texts) + (14 * len(texts) if after == "resume" else 0)
    noise = np.random.default_rng(7).integers(1, 9_000, seconds * RATE).astype(np.int16)
    path = folder / "noise.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes(noise.tobytes())
    ear = Ear(server)
    desk = EngineDesk(Places(folder).engine_state, None)
    desk.play(PlayOrder(f"{name}", path, datetime.now(UTC) + timedelta(seconds=1), 0, seconds * 1000))
    time.sleep(3)
    began, took = [], []
    for text in texts:
        time.sleep(float(np.random.default_rng().uniform(0.3, 1.2)))
        at, length = command(server, folder, text)
        began.append(at)
        took.append(length)
        while any(report.state in (PlayState.WAITING, PlayState.PLAYING) for report in desk.alarms()):
            time.sleep(0.1)
    time.sleep(0.7)
    desk.stop(name)
    desk.close()
    heard = ear.heard()
    report(folder, Run(texts, began, took, heard, noise), ear, after, name)


@dataclass(frozen=True)
class Run:
    """What was ordered over which programme, and what was heard."""

    texts: list[str]
    began: list[float]
    took: list[float]
    heard: Sound
    noise: Sound


def report(folder: Path, run: Run, ear: Ear, after: str, name: str) -> None:
    """Print from command to first sample, and where the programme went on.

    Its place is looked for just before and after: a busy machine drops blocks elsewhere, which is no matter of ours.
    """
    sounds = folder / "var" / "alerts" / "sounds"
    at, delays, right, told_of = 0, [], 0, 0
    for text, moment in zip(run.texts, run.began, strict=True):
        sound = as_engine_hears(sounds / f"{key_of(folder, Source('', text.encode()), None)}.wav")
        frame = find(run.heard, sound, at)
        if frame is None:
            print(f"not heard: {text[:40]}")
            continue
        delays.append(ear.moment(frame) - moment)
        back = at = frame + len(sound)
        before = first_place(run.noise, run.heard[frame - FADED - RATE // 10 :][:64])
        behind = first_place(run.noise, run.heard[back + FADED :][:64])
        if before is None or behind is None or not np.array_equal(run.heard[frame:back], sound):
            continue  # the sink ran dry just then
        told_of += 1
        gone = behind - before - (2 * FADED + RATE // 10)
        right += gone == (0 if after == "resume" else len(sound))
    ordered = [alert.first_at.timestamp() for alert in AlertShelf(Places(folder).alerts).orders()][-len(run.texts) :]
    told(f"{name}: to the first sample", delays)
    told(f"{name}: processor time of it", run.took)
    if len(delays) == len(ordered):
        moments = [moment + delay for moment, delay in zip(run.began, delays, strict=True)]
        told(f"{name}: since it was understood", [m - o for m, o in zip(moments, ordered, strict=True)])
    print(f"{name}: {right} of {told_of} times the programme went on at the right sample ({after})", flush=True)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--spoken", type=int, default=5)
    parser.add_argument("--after", choices=("join", "resume"), default="join")
    asked = parser.parse_args()
    print(f"{platform.processor() or platform.machine()}, {os.cpu_count()} CPU, Python {platform.python_version()}, "
          f"load {os.getloadavg()[0]:.1f}")  # fmt: skip
    server = Server()
    server.start()
    os.environ.update(server.environment)
    try:
        with tempfile.TemporaryDirectory() as temporary:
            folder = Path(temporary) / "station"
            with running_station(server, folder, asked.after):
                subprocess.run(
                    [sys.executable, "-m", "broadcaster", "--station", folder, "alert", READY, "--dry-run"],
                    check=True, capture_output=True,
                )  # fmt: skip
                measure(server, folder, [READY] * asked.times, asked.after, "ready")
                numbers = range(asked.spoken)
                texts = [SPOKEN.format(hour=3 + n, minute=10 + n, number=n + 1) for n in numbers]
                print(f"letters to be spoken: {[len(text) for text in texts[:1]]}")
                measure(server, folder, texts, asked.after, "spoken")
                assert not current(folder, datetime.now(UTC))
                subprocess.run(
                    [sys.executable, "-m", "broadcaster", "--station", folder, "log", "--verify"], check=True
                )
            EngineDesk(Places(folder).engine_state, None).close(stop_engine=True)
    finally:
        server.close()


if __name__ == "__main__":
    main()
