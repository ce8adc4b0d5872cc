"""What this machine has: asked in ways that can't hang and can't take us down."""

import json
import subprocess
import sys

from broadcaster.messages import N_, Sentence

ASK_S = 20.0


def sound_cards() -> list[str]:
    """Return the names of the playback devices, by asking in a child process: a sound driver may crash or hang."""
    command = [sys.executable, "-m", "broadcaster.engine.cards"]
    try:
        answer = subprocess.run(command, capture_output=True, timeout=ASK_S, check=True)
        return [str(name) for name in json.loads(answer.stdout)]
    except (OSError, subprocess.SubprocessError, ValueError):
        return []


def sound_card_problem() -> Sentence | None:
    """Return why nothing can be heard on this machine, None when there is a sound card."""
    if sound_cards():
        return None
    return Sentence(N_("this machine has no sound card that can be used; plug one in, or look at the sound settings"))
