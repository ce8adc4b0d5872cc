"""What airing costs, and how well it keeps time.

    python benchmarks/air starts|gaps|idle|playing|kills … [--server pulseaudio|pipewire] [--count N] [--minutes N]
                          [--busy] [--rivals]

Needs PulseAudio (pulseaudio, pulseaudio-utils) or PipeWire (pipewire, pipewire-pulse, wireplumber, dbus-daemon,
pulseaudio-utils); a private server with a null sink stands for the card. ``--busy`` runs two busy processes beside
`starts`; ``--rivals`` adds the players that are installed (mpv, ffplay, paplay).
"""

import argparse
import json
import sys

import rig
from starts import gaps, starts
from unattended import idle, kills, playing

WHAT = {"starts": starts, "gaps": gaps, "idle": idle, "playing": playing, "kills": kills}


def main() -> int:
    """Measure what is asked for, and print each figure as it is known."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="+", choices=[*WHAT])
    parser.add_argument("--server", choices=[*rig.SERVERS], default=rig.USUAL_SERVER)
    parser.add_argument("--count", type=int, default=50, help="starts to measure")
    parser.add_argument("--minutes", type=float, default=2.0, help="how long idle and playing are watched")
    parser.add_argument("--busy", action="store_true")
    parser.add_argument("--rivals", action="store_true")
    asked = parser.parse_args()
    for name in asked.what:
        figures: rig.Figures = WHAT[name](asked)
        sys.stdout.write(json.dumps({name: figures}, ensure_ascii=False) + "\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
