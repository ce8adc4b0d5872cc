"""``python -m broadcaster.engine.cards``: the sound cards of this machine as a JSON list, the best backend's first.

A program of its own, because asking a sound driver may crash or hang whoever asks.
"""

import json
import sys

from broadcaster.engine.audio_io import DeviceError, card_names, platform_backends


def main() -> int:
    """Print the names."""
    names: list[str] = []
    for backend in platform_backends():
        try:
            names += [name for name in card_names(backend) if name not in names]
        except DeviceError:
            continue  # this backend is not there; the next may be
    sys.stdout.write(json.dumps(names) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
