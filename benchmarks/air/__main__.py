"""What airing costs, and how well it keeps time.

    python benchmarks/air starts|gaps|idle|playing|kills … [--server pulseaudio|pipewire] [--count N] [--minutes N]
                          [--busy] [--rivals]
    python benchmarks/air chaos [--slots N] [--kills N] [--server-kills N] [--seed N]

Needs PulseAudio (pulseaudio, pulseaudio-utils) or PipeWire (pipewire, pipewire-pulse, wireplumber, dbus-daemon,
pulseaudio-utils); a private server with a null sink stands for the card. ``--busy`` runs two busy processes beside
`starts`; ``--rivals`` adds the players that are installed (mpv, ffplay, paplay).

`chaos` takes a minute a slot and needs a C compiler: half of ``--server-kills`` are power cuts, in which all processes
are killed and what they had not synced to the disk is gone.
"""

import argparse
import json
import sys

import rig
from chaos import chaos
from starts import gaps, starts
from unattended import idle, kills, playing

WHAT = {"starts": starts, "gaps": gaps, "idle": idle, "playing": playing, "kills": kills, "chaos": chaos}


def main() -> int:
    """Measure what is asked for, and print each figure as it is known."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="+", choices=[*WHAT])
    parser.add_argument("--server", choices=[*rig.SERVERS], default=rig.USUAL_SERVER)
    parser.add_argument("--count", type=int, default=50, help="starts to measure")
    parser.add_argument("--minutes", type=float, default=2.0, help="how long idle and playing are watched")
    parser.add_argument("--slots", type=int, default=12, help="chaos: one a minute")
    parser.add_argument("--kills", type=int, default=10, help="chaos: of daemon, sound process, both")
    parser.add_argument("--server-kills", type=int, default=4, help="chaos: of the sound server, or of everything")
    parser.add_argument("--seed", type=int, default=5)
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
