"""The words of the control socket: one JSON object a line, one answer to each.

``{"token": …, "do": "play", "order": {"id", "path", "at", "skip_ms", "duration_ms"}}``, ``{"do": "stop", "id"}``,
``{"do": "reports"}``, ``{"do": "health"}``, ``{"do": "quit"}``; `at` is seconds since the epoch. Answers are
``{"ok": true, …}`` or ``{"ok": false, "error": …}``. An order may have ``"relays"``: a list of ``{"from_ms", "to_ms",
"ask"}``, places in the file and what a receiver is asked for. The daemon's side of it is ``playout/engine_desk.py``.
"""

import json
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from broadcaster.engine.order import Order, Progress, Relay
from broadcaster.engine.outputs.contract import Health
from broadcaster.engine.pcm import frames_of_ms, ms_of_frames

PROTOCOL = 2
LINE_LIMIT_BYTES = 64 * 1024
ID_LIMIT = 200
RELAY_LIMIT = 50
WEEK_MS = 7 * 24 * 3600 * 1000
EPOCH_LIMIT_S = 1e11


class BadRequestError(Exception):
    """A line that is no request; its text is the answer."""


@dataclass(frozen=True)
class Play:
    """Take an order."""

    order: Order


@dataclass(frozen=True)
class Stop:
    """End an order."""

    id: str


@dataclass(frozen=True)
class Reports:
    """Tell what became of every order."""


@dataclass(frozen=True)
class AskHealth:
    """Tell how the outputs are."""


@dataclass(frozen=True)
class Quit:
    """End the process."""


Request = Play | Stop | Reports | AskHealth | Quit


def read_request(line: bytes, token: str) -> Request:
    """Return the request in `line`, or raise ``BadRequestError``."""
    try:
        said = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadRequestError(f"not JSON: {error}") from error
    if not isinstance(said, dict):
        raise BadRequestError("not an object")
    if not secrets.compare_digest(str(said.get("token", "")).encode(), token.encode()):
        raise BadRequestError("wrong token")
    match said.get("do"):
        case "play":
            return Play(_read_order(said.get("order")))
        case "stop":
            return Stop(_text(said, "id"))
        case "reports":
            return Reports()
        case "health":
            return AskHealth()
        case "quit":
            return Quit()
        case other:
            raise BadRequestError(f"unknown request {other!r:.80}")


def _read_order(said: Any) -> Order:
    if not isinstance(said, dict):
        raise BadRequestError("order: not an object")
    path = Path(_text(said, "path", limit=4096))
    if not path.is_absolute():
        raise BadRequestError("path: not absolute")
    return Order(
        id=_text(said, "id"),
        path=path,
        at_s=_number(said, "at", 0, EPOCH_LIMIT_S),
        skip_frames=frames_of_ms(int(_number(said, "skip_ms", 0, WEEK_MS))),
        duration_frames=frames_of_ms(int(_number(said, "duration_ms", 1, WEEK_MS))),
        relays=_read_relays(said.get("relays", [])),
    )


def _read_relays(said: Any) -> tuple[Relay, ...]:
    if not isinstance(said, list) or len(said) > RELAY_LIMIT or not all(isinstance(one, dict) for one in said):
        raise BadRequestError(f"relays: not a list of up to {RELAY_LIMIT} objects")
    return tuple(_read_relay(one) for one in said)


def _read_relay(said: dict[str, Any]) -> Relay:
    ask = said.get("ask")
    if not isinstance(ask, dict):
        raise BadRequestError("ask: not an object")
    begin_ms = int(_number(said, "from_ms", 0, WEEK_MS))
    end_ms = int(_number(said, "to_ms", begin_ms, WEEK_MS))
    return Relay(frames_of_ms(begin_ms), frames_of_ms(end_ms), _line(ask))


def _text(said: dict[str, Any], key: str, limit: int = ID_LIMIT) -> str:
    value = said.get(key)
    if not isinstance(value, str) or not 0 < len(value) <= limit or "\0" in value:
        raise BadRequestError(f"{key}: not a text of 1 to {limit} letters")
    return value


def _number(said: dict[str, Any], key: str, least: float, most: float) -> float:
    value = said.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BadRequestError(f"{key}: not a number")
    if not least <= value <= most:  # nor is NaN, which JSON readers let through
        raise BadRequestError(f"{key}: not between {least} and {most:g}")
    return float(value)


def answer(**said: object) -> bytes:
    """Return the line that answers a request which was carried out."""
    return _line({"ok": True, **said})


def refusal(error: str) -> bytes:
    """Return the line that answers anything else."""
    return _line({"ok": False, "error": error})


def said_report(order: Order, progress: Progress) -> dict[str, object]:
    """Return what a report says: the order as it was given, and how far it has come."""
    return {
        "id": order.id,
        "path": str(order.path),
        "at": order.at_s,
        "skip_ms": ms_of_frames(order.skip_frames),
        "duration_ms": ms_of_frames(order.duration_frames),
        "state": progress.state.value,
        "started_at": progress.started_at_s,
        "played_ms": ms_of_frames(progress.played_frames),
        "detail": progress.detail,
        "relays": [_said_relay(relay) for relay in order.relays],
        "relayed": [[ms_of_frames(begin), ms_of_frames(end)] for begin, end in progress.relayed],
        "relay_news": progress.relay_news,
    }


def _said_relay(relay: Relay) -> dict[str, object]:
    return {"from_ms": ms_of_frames(relay.begin), "to_ms": ms_of_frames(relay.end), "ask": json.loads(relay.ask)}


def said_health(health: Health) -> dict[str, object]:
    """Return what is said of one output."""
    return {"name": health.name, "ok": health.ok, "detail": health.detail}


def _line(said: dict[str, object]) -> bytes:
    return json.dumps(said).encode() + b"\n"
