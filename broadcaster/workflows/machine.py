"""What this machine has: asked in ways that can't hang and can't take us down."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from broadcaster.messages import N_, Sentence

ASK_S = 20.0
DEFAULT_CARD = "default"  # as station.yaml may name it


@dataclass(frozen=True)
class SoundCard:
    """The card that opens, None for none, and the names there are to choose from."""

    opens: str | None
    names: tuple[str, ...]


def sound_card(wanted: str | None = None) -> SoundCard:
    """Open the card that the engine would play to, in a child process: a sound driver may crash or hang.

    `wanted` is part of a card's name; the default card otherwise.
    """
    chosen = ["--card", wanted] if wanted and wanted != DEFAULT_CARD else []
    command = [sys.executable, "-m", "broadcaster.engine.cards", *chosen]
    try:
        answer = json.loads(subprocess.run(command, capture_output=True, timeout=ASK_S, check=True).stdout)
    except (OSError, subprocess.SubprocessError, ValueError):
        return SoundCard(None, ())
    return SoundCard(answer["opens"], tuple(answer["cards"]))


def own_level_dbfs(path: Path, from_ms: int, ms: int) -> float | None:
    """Return how loud the loudest second of a stretch of a file is by itself (RMS), None when that can't be told."""
    command = [sys.executable, "-m", "broadcaster.engine.own_level", str(path), str(from_ms), str(ms)]
    try:
        told = json.loads(subprocess.run(command, capture_output=True, timeout=ASK_S, check=True).stdout)
    except (OSError, subprocess.SubprocessError, ValueError):
        return None
    return float(told["rms_db"])


def sound_card_problem(wanted: str | None) -> Sentence | None:
    """Return why nothing can be heard on this machine, None when there is a sound card."""
    if sound_card(wanted).opens:
        return None
    return Sentence(N_("this machine has no sound card that can be used; plug one in, or look at the sound settings"))
