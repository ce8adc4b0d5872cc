"""``python -m broadcaster.engine.own_level FILE FROM_MS MS``: how loud a stretch of a file is by itself, as JSON.

A program of its own, so that the daemon, which asks when the outputs carry silence, need not know about sound.
"""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path

from broadcaster.engine.audio_io import decode_file
from broadcaster.engine.meter import FLOOR_DBFS, Meter
from broadcaster.engine.pcm import frames_of_ms


def main() -> int:
    """Print the loudest second of the stretch: its RMS in dBFS."""
    parser = ArgumentParser(description="tell how loud a stretch of a file is")
    parser.add_argument("file", type=Path)
    parser.add_argument("from_ms", type=int)
    parser.add_argument("ms", type=int)
    asked = parser.parse_args()
    meter, left, loudest = Meter(), frames_of_ms(asked.ms), FLOOR_DBFS
    for block in decode_file(asked.file, frames_of_ms(asked.from_ms)):
        meter.take(block[:left])
        loudest = max(loudest, meter.level().rms_db)
        left -= len(block)
        if left <= 0:
            break
    sys.stdout.write(json.dumps({"rms_db": round(loudest, 1)}) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
