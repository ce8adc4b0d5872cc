"""What is said between the engine and a receiver: one request in, records out.

The request is one line of JSON on standard input, so that no address stands on a command line; standard input is kept
open, and its end means that the engine is gone. A record is one letter, the payload's length in four bytes, and the
payload. The engine's side is ``engine/feed.py``; ``tests/receiver/test_words.py`` holds the two together.
"""

import json
import struct
from dataclasses import asdict, dataclass
from typing import Any

from broadcaster.messages import Sentence

HEADER = struct.Struct("<cI")
SOUND = b"S"  # 48 kHz, mono, 16 bit, little-endian: good sound that follows what was sent before
FLUSH = b"F"  # nothing of what was sent and not heard yet is good
PRIME = b"P"  # decimal digits: so many milliseconds should lie ready before the sound is heard
NEWS = b"N"  # how it is going: JSON, in English for the engine's log, and as something to be said in any language

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


def said_news(news: Sentence) -> bytes:
    """Return `news` as a record's payload."""
    values = {name: _plain(value) for name, value in news.values.items()}
    return json.dumps({"english": news.said("en"), "template": news.template, "values": values}).encode()


def read_news(said: str) -> Sentence | None:
    """Return the sentence in the payload `said`, None when it is none of ours."""
    try:
        return _sentence(json.loads(said))
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _plain(value: object) -> object:
    if isinstance(value, Sentence):
        return {"template": value.template, "values": {name: _plain(inner) for name, inner in value.values.items()}}
    return value if isinstance(value, int | float) else str(value)


def _sentence(said: dict[str, Any]) -> Sentence:
    values = {name: _sentence(value) if isinstance(value, dict) else value for name, value in said["values"].items()}
    return Sentence(said["template"], **values)


def record(kind: bytes, payload: bytes = b"") -> bytes:
    """Return one record."""
    return HEADER.pack(kind, len(payload)) + payload
