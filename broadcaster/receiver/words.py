"""What is said between the engine and a receiver: one request in, records out.

The request is one line of JSON on standard input, so that no address stands on a command line; standard input is kept
open, and its end means that the engine is gone. A record is one letter, the payload's length in four bytes, and the
payload. The engine's side is ``engine/feed.py``; ``tests/receiver/test_words.py`` holds the two together.
"""

import json
import struct
from dataclasses import asdict, dataclass

HEADER = struct.Struct("<cI")
SOUND = b"S"  # 48 kHz, mono, 16 bit, little-endian: good sound that follows what was sent before
FLUSH = b"F"  # nothing of what was sent and not heard yet is good
PRIME = b"P"  # decimal digits: so many milliseconds should lie ready before the sound is heard
NEWS = b"N"  # how it is going, in English, for the log and for `status`

REQUEST_LIMIT_BYTES = 16 * 1024


@dataclass(frozen=True)
class Request:
    """Which stream to receive, and how.

    `silence_ms` is how long it may be silent until it counts as lost, 0 for ever; `buffer_ms` how much of it lies
    ready before it is heard; `goal_lufs` the loudness that it is brought to, None to leave it as it comes.
    """

    url: str
    silence_ms: int = 3_000
    buffer_ms: int = 1_200
    goal_lufs: float | None = None


def read_request(line: bytes) -> Request:
    """Return the request in `line`; raises ValueError, KeyError or TypeError when it is none."""
    said = json.loads(line)
    goal = said.get("goal_lufs")
    return Request(
        url=str(said["url"]),
        silence_ms=int(said["silence_ms"]),
        buffer_ms=int(said["buffer_ms"]),
        goal_lufs=None if goal is None else float(goal),
    )


def said_request(request: Request) -> bytes:
    """Return the line that asks for `request`."""
    return json.dumps(asdict(request)).encode() + b"\n"


def record(kind: bytes, payload: bytes = b"") -> bytes:
    """Return one record."""
    return HEADER.pack(kind, len(payload)) + payload
