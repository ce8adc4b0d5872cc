"""A tiny station that speaks, and its command line as an operator's terminal would run it.

Each morning: a jingle of 3 s and one item, filled with music to a minute. On 13 and 14 May 2026 a campaign lengthens
that by half a minute for an item of its own, and adds half a minute at noon.
"""

import contextlib
import functools
import io
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from broadcaster.cli.main import main

FIRST, LAST, AFTER = "2026-05-13", "2026-05-14", "2026-05-15"  # the campaign's days, and the day after
RATE = 24_000

STATION = """\
name: Đài thử nghiệm
language: vi
voices: [espeak]
sound: {loudness: -16 LUFS, profile: full}
outputs: [wav_file: {path: var/on-air.wav}]
"""
MORNING = """\
title: Chương trình buổi sáng
slot: {at: 5h30, days: mon-sun, airtime: 1m}
items:
  - jingle: nhac-hieu
  - column: ban-tin
fill: [music]
"""
CAMPAIGN = """\
title: Đợt tuyên truyền Ngày hội
campaign: {from: 2026-05-13, to: 14/5/2026}
directive: Kế hoạch số 1/KH-UBND
columns: [ngay-hoi]
extend:
  sang: {by: 30s, after: ban-tin, items: [{column: ngay-hoi}]}
add:
  trua: {title: Chuyên mục Ngày hội, at: "11:00", airtime: 30s, items: [{jingle: nhac-hieu}, {column: ngay-hoi}]}
"""
NEWS = """\
---
title: Tin buổi sáng
column: ban-tin
---
Kính thưa bà con. Hôm nay xã ta có 2 tin vui.
"""
FEAST = """\
---
title: Ngày hội của xã
column: ngay-hoi
valid: 2026-05-13..2026-05-14
---
Mời bà con đến dự ngày hội lúc 17h30.
"""


@dataclass(frozen=True)
class Outcome:
    """What a command said, and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        """Each line of the output as JSON."""
        return [json.loads(line) for line in self.out.splitlines()]


def write_station(folder: Path) -> Path:
    """Write the station's files to `folder`; nothing is approved yet."""
    files = {
        "station.yaml": STATION,
        "playlists/sang.yaml": MORNING,
        "playlists/ngay-hoi.yaml": CAMPAIGN,
        "scripts/tin-1.md": NEWS,
        "scripts/ngay-hoi-1.md": FEAST,
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    write_tone(folder / "audio/jingles/nhac-hieu.wav", seconds=3, hertz=880)
    write_tone(folder / "audio/music/dan-bau.wav", seconds=40, hertz=220)
    return folder


def write_tone(path: Path, seconds: float, hertz: float) -> None:
    """Write a pure tone, which the ear of `hears` can tell from speech."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_tone(seconds, hertz))


@functools.cache
def _tone(seconds: float, hertz: float) -> bytes:
    moments = np.arange(round(seconds * RATE)) / RATE
    wav = io.BytesIO()
    soundfile.write(wav, 0.2 * np.sin(2 * np.pi * hertz * moments), RATE, subtype="PCM_16", format="WAV")
    return wav.getvalue()


def run(station: Path, *arguments: str, given: bytes | None = None, python: tuple[str, ...] = ()) -> Outcome:
    """Run the real command in a process of its own, in the station's folder, speaking English."""
    done = subprocess.run(
        [sys.executable, *python, "-m", "broadcaster", *arguments],
        cwd=station,
        input=given,
        stdin=subprocess.DEVNULL if given is None else None,
        capture_output=True,
        timeout=120,
        env=environment(),
        check=False,
    )
    return Outcome(done.returncode, done.stdout.decode(), done.stderr.decode())


def environment() -> dict[str, str]:
    """Return what a child process finds around it."""
    return {**os.environ, "BROADCASTER_LANGUAGE": "en", "PYTHONIOENCODING": "utf-8", "PYTHONUTF8": "1"}


def copy_of(station: Path, folder: Path) -> Path:
    """Return a copy that may be changed, file times and all."""
    return Path(shutil.copytree(station, folder / "station"))


def rewrite(path: Path, old: str, new: str) -> None:
    """Change one place of a text file."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path.name}"
    path.write_text(text.replace(old, new), encoding="utf-8", newline="\n")


def marks(folder: Path, *patterns: str) -> dict[str, tuple[int, int]]:
    """Return each file's size and time."""
    found = (path for pattern in patterns for path in folder.glob(pattern) if path.is_file())
    return {path.relative_to(folder).as_posix(): (path.stat().st_size, path.stat().st_mtime_ns) for path in found}


def ask(station: Path, *arguments: str, given: bytes = b"") -> Outcome:
    """Run the command in this process: quicker, for the many ways to be wrong. A traceback is a failure of the test."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    with pytest.MonkeyPatch.context() as patch, contextlib.chdir(station):
        patch.setenv("BROADCASTER_LANGUAGE", "en")
        patch.setenv("LANGUAGE", "en")
        patch.setattr(sys, "argv", ["broadcaster", *arguments])
        patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given), encoding="utf-8"))
        patch.setattr(sys, "stdout", out)
        patch.setattr(sys, "stderr", err)
        with pytest.raises(SystemExit) as end:
            main()
    said = [stream.buffer.getvalue().decode() for stream in (out, err)]  # type: ignore[attr-defined]
    fault = station / "broadcaster-fault.txt"
    assert not fault.exists(), fault.read_text(encoding="utf-8")
    assert "Traceback" not in "".join(said)
    code = end.value.code
    return Outcome(code if isinstance(code, int) else 0 if code is None else 1, *said)
