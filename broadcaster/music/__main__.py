"""``python -m broadcaster.music``: render the station's music into files."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from broadcaster.music.instruments import Samples
from broadcaster.music.pieces import PIECES
from broadcaster.music.room import loudness_lufs, peak_db


def main(arguments: Sequence[str] | None = None) -> int:
    """Render every piece and tell its length, loudness and peak."""
    asked = _parser().parse_args(arguments)
    for name, piece in PIECES.items():
        if asked.only and asked.only not in name:
            continue
        sound = piece(asked.rate, np.random.default_rng(asked.seed))
        size = _write(asked.to / name, sound, asked.rate)
        sys.stdout.write(
            f"{name:36s} {len(sound) / asked.rate:8.3f} s  {loudness_lufs(sound, asked.rate):6.1f} LUFS  "
            f"peak {peak_db(sound):5.1f} dBFS  {size / 1e6:5.2f} MB\n"
        )
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m broadcaster.music", description=__doc__)
    parser.add_argument("--seed", type=int, default=1, help="another number gives another tune (default 1)")
    parser.add_argument("--rate", type=int, default=24000, help="samples in a second (default 24000)")
    parser.add_argument("--to", type=Path, required=True, help="folder that holds jingles, beds and music")
    parser.add_argument("--only", default="", help="render only the pieces whose name holds this")
    return parser


def _write(path: Path, sound: Samples, rate_hz: int) -> int:
    """Write 16-bit FLAC; return its size in bytes."""
    import soundfile  # noqa: PLC0415 - the music itself needs numpy alone

    path.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(path, np.rint(sound * 32767).astype(np.int16), rate_hz, subtype="PCM_16", format="FLAC")
    return path.stat().st_size


if __name__ == "__main__":
    sys.exit(main())
