"""The words of the control socket: one JSON object a line, one answer to each.

``{"token": …, "do": "play", "order": {"id", "path", "at", "skip_ms", "duration_ms"}}``, ``{"do": "stop", "id"}``,
``{"do": "shorten", "id", "end_ms"}`` (a place in the order's file, from which on nothing of it is heard),
``{"do": "reports"}``, ``{"do": "health"}``, ``{"do": "outputs", "outputs": [{"kind", "name", …}, …]}``,
``{"do": "feeds"}``, ``{"do": "let through", "name", "connection"}``, ``{"do": "quit"}``; `at` is seconds since the
epoch. An order may have ``"titles": [[ms in the file, title], …]``, ``"sha256"`` (a file of another content is not
played) and ``"relays": [{"from_ms", "to_ms", "ask"}, …]``, places in the file and what a receiver is asked for. For
emergencies: ``{"do": "alarm", "alarm": {"id", "path", "hold_until", "title"}}``, ``{"do": "silence", "id"}``, ``{"do":
"alarms"}``. Answers are ``{"ok": true, …}`` or ``{"ok": false, "error": …}``. The daemon's side of it is
``playout/engine_words.py``.
"""

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from broadcaster.engine.alarm import AlarmOrder, AlarmProgress
from broadcaster.engine.meter import Level
from broadcaster.engine.order import Order, Progress, Relay
from broadcaster.engine.outputs.contract import Feed, Health, Settings
from broadcaster.engine.pcm import frames_of_ms, ms_of_frames

PROTOCOL = 4
LINE_LIMIT_BYTES = 256 * 1024
ID_LIMIT = 200
TITLES_LIMIT = 500
RELAYS_LIMIT = 50
OUTPUTS_LIMIT = 50
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
class Shorten:
    """Let an order end with that frame of its file as the first that is not heard."""

    id: str
    end_in_file: int


@dataclass(frozen=True)
class Reports:
    """Tell what became of every order."""


@dataclass(frozen=True)
class AskHealth:
    """Tell how the outputs are."""


@dataclass(frozen=True)
class Carry:
    """Send the sound to these outputs, and to no others."""

    outputs: tuple[Settings, ...]


@dataclass(frozen=True)
class AskFeeds:
    """Tell what the connections of guarded outputs are like."""


@dataclass(frozen=True)
class LetThrough:
    """Let sound through a connection of a guarded output."""

    name: str
    connection: int


@dataclass(frozen=True)
class Sound:
    """Take an alarm."""

    alarm: AlarmOrder


@dataclass(frozen=True)
class Silence:
    """End an alarm."""

    id: str


@dataclass(frozen=True)
class AskAlarms:
    """Tell what became of every alarm."""


@dataclass(frozen=True)
class Quit:
    """End the process."""


Request = (
    Play | Stop | Shorten | Reports | AskHealth | Sound | Silence | AskAlarms | Carry | AskFeeds | LetThrough | Quit
)


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
    word = said.get("do")
    if not isinstance(word, str) or word not in _READERS:
        raise BadRequestError(f"unknown request {word!r:.80}")
    return _READERS[word](said)


def _read_order(said: Any) -> Order:
    if not isinstance(said, dict):
        raise BadRequestError("order: not an object")
    return Order(
        id=_text(said, "id"),
        path=_path(said),
        at_s=_number(said, "at", 0, EPOCH_LIMIT_S),
        skip_frames=frames_of_ms(int(_number(said, "skip_ms", 0, WEEK_MS))),
        duration_frames=frames_of_ms(int(_number(said, "duration_ms", 1, WEEK_MS))),
        titles=_read_titles(said.get("titles", [])),
        sha256=_text(said, "sha256", limit=64) if said.get("sha256") else "",
        relays=_read_relays(said.get("relays", [])),
    )


def _read_relays(said: Any) -> tuple[Relay, ...]:
    if not isinstance(said, list) or len(said) > RELAYS_LIMIT or not all(isinstance(one, dict) for one in said):
        raise BadRequestError(f"relays: not a list of at most {RELAYS_LIMIT} objects")
    return tuple(_read_relay(one) for one in said)


def _read_relay(said: dict[str, Any]) -> Relay:
    ask = said.get("ask")
    if not isinstance(ask, dict):
        raise BadRequestError("ask: not an object")
    begin_ms = int(_number(said, "from_ms", 0, WEEK_MS))
    end_ms = int(_number(said, "to_ms", begin_ms, WEEK_MS))
    return Relay(frames_of_ms(begin_ms), frames_of_ms(end_ms), _line(ask))


def _read_titles(said: Any) -> tuple[tuple[int, str], ...]:
    if not isinstance(said, list) or len(said) > TITLES_LIMIT:
        raise BadRequestError(f"titles: not a list of at most {TITLES_LIMIT}")
    pairs = [{"at": pair[0], "title": pair[1]} for pair in said if isinstance(pair, list) and len(pair) == 2]
    if len(pairs) != len(said):
        raise BadRequestError("titles: not pairs of a moment and a text")
    return tuple((frames_of_ms(int(_number(pair, "at", 0, WEEK_MS))), _text(pair, "title")) for pair in pairs)


def _read_outputs(said: Any) -> tuple[Settings, ...]:
    if not isinstance(said, list) or len(said) > OUTPUTS_LIMIT or not all(isinstance(one, dict) for one in said):
        raise BadRequestError(f"outputs: not a list of at most {OUTPUTS_LIMIT} objects")
    return tuple(said)


def _read_alarm(said: Any) -> AlarmOrder:
    if not isinstance(said, dict):
        raise BadRequestError("alarm: not an object")
    hold_until_s = _number(said, "hold_until", 0, EPOCH_LIMIT_S)
    return AlarmOrder(_text(said, "id"), _path(said), hold_until_s, _text(said, "title") if said.get("title") else "")


def _path(said: dict[str, Any]) -> Path:
    path = Path(_text(said, "path", limit=4096))
    if not path.is_absolute():
        raise BadRequestError("path: not absolute")
    return path


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


_READERS: dict[str, Callable[[dict[str, Any]], Request]] = {
    "play": lambda said: Play(_read_order(said.get("order"))),
    "stop": lambda said: Stop(_text(said, "id")),
    "shorten": lambda said: Shorten(_text(said, "id"), frames_of_ms(int(_number(said, "end_ms", 0, WEEK_MS)))),
    "alarm": lambda said: Sound(_read_alarm(said.get("alarm"))),
    "silence": lambda said: Silence(_text(said, "id")),
    "alarms": lambda _: AskAlarms(),
    "reports": lambda _: Reports(),
    "health": lambda _: AskHealth(),
    "outputs": lambda said: Carry(_read_outputs(said.get("outputs"))),
    "feeds": lambda _: AskFeeds(),
    "let through": lambda said: LetThrough(_text(said, "name"), int(_number(said, "connection", 1, 1e15))),
    "quit": lambda _: Quit(),
}


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
        "unheard": [[at_s, ms_of_frames(frames)] for at_s, frames in progress.unheard],
        "detail": progress.detail,
        "titles": [] if progress.state.over else [[ms_of_frames(at), title] for at, title in order.titles],
        "sha256": order.sha256,
        "relays": [_said_relay(relay) for relay in order.relays],
        "relayed": [[ms_of_frames(begin), ms_of_frames(end)] for begin, end in progress.relayed],
        "relay_news": progress.relay_news,
    }


def said_alarm(order: AlarmOrder, progress: AlarmProgress) -> dict[str, object]:
    """Return what a report says of an alarm."""
    return {
        "id": order.id,
        "state": progress.state.value,
        "started_at": progress.started_at_s,
        "played_ms": ms_of_frames(progress.played_frames),
        "duration_ms": ms_of_frames(progress.length_frames),
        "held": progress.held,
    }


def _said_relay(relay: Relay) -> dict[str, object]:
    return {"from_ms": ms_of_frames(relay.begin), "to_ms": ms_of_frames(relay.end), "ask": json.loads(relay.ask)}


def said_health(health: Health) -> dict[str, object]:
    """Return what is said of one output."""
    return {"name": health.name, "ok": health.ok, "detail": health.detail}


def said_feed(feed: Feed) -> dict[str, object]:
    """Return what is said of a guarded output's connection."""
    return {"name": feed.name, "connection": feed.connection, "open": feed.is_open}


def said_level(level: Level) -> dict[str, object]:
    """Return what is said of the level of what was sent."""
    return {"rms_db": round(level.rms_db, 1), "peak_db": round(level.peak_db, 1), "silent_s": round(level.silent_s, 1)}


def _line(said: dict[str, object]) -> bytes:
    return json.dumps(said).encode() + b"\n"
