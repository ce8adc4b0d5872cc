"""``python -m broadcaster.engine.cards``: the sound card that the engine would play to, as JSON.

A program of its own, because asking a sound driver may crash or hang whoever asks. A list of names would not do:
without a card, ALSA still lists its plug-ins; only opening a device tells whether it can be heard.
"""

import json
import sys
from argparse import ArgumentParser

from broadcaster.engine.audio_io import DeviceError, card_names, is_stand_in, open_card, platform_backends

BLOCK_MS = 100


def main() -> int:
    """Print which card opens, the names to choose from, and why others do not open."""
    parser = ArgumentParser(description="tell which sound card can be used")
    parser.add_argument("--card", help="part of a card's name; the default card otherwise")
    wanted = parser.parse_args().card
    opened, names, faults = None, list[str](), list[str]()
    for backend in platform_backends():
        try:
            names += [name for name in card_names(backend) if name not in names]
            if opened is None:
                device = open_card(wanted, BLOCK_MS, backend)
                opened = device.description
                device.close()
        except DeviceError as error:
            faults.append(str(error))
    if opened and is_stand_in(opened):  # what ALSA then offers leads to the same server
        faults.append(f"{opened} stands in for a card")
        opened = None
    sys.stdout.write(json.dumps({"opens": opened, "cards": names, "faults": faults}) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
