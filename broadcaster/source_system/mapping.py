"""Lines of the record in the shape that the source system seems to want. Pure; the shape itself is `mapping.tsv`."""

import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from broadcaster.errors import UsageError
from broadcaster.messages import N_
from broadcaster.model.alert import ALERT
from broadcaster.model.record import AsRunEntry
from broadcaster.model.script import Priority
from broadcaster.model.sound import ClipKind

_OURS = uuid.UUID("8d7d0a52-2b7e-5c8e-9a0c-6f1f64a1d9b3")  # in which lines' names are names; never to be changed
_AUDIO, _LIVE = 3, 5
_PRIORITIES = {Priority.EMERGENCY: 1, Priority.PRIORITY: 2, Priority.ROUTINE: 3}
GENERAL = 1  # the topic of a column that the station says nothing of
TOLD = {
    ClipKind.SCRIPT.value,
    ClipKind.RELAY.value,
    ClipKind.SPOT.value,
    ALERT,
}  # jingles, music and pauses are no news


@dataclass(frozen=True)
class Heard:
    """Something that was heard: line `number` of the record, and what is known of its script.

    `summary` and `text` are empty where the script is no longer what was heard. `topic` is the column's code.
    """

    number: int
    entry: AsRunEntry
    station: str
    priority: Priority = Priority.ROUTINE
    topic: int = GENERAL
    summary: str = ""
    text: str = ""
    made_on: date | None = None

    @property
    def id(self) -> str:
        """What names the line for good, so that one that comes twice can be known."""
        entry = self.entry
        return str(uuid.uuid5(_OURS, f"{self.station}/{self.number}/{entry.planned_at.isoformat()}/{entry.source}"))


@dataclass(frozen=True)
class Shape:
    """The fields in order, each with where its value comes from, and the words of the line itself."""

    fields: tuple[tuple[str, str], ...]
    line: Mapping[str, str]

    @property
    def names(self) -> frozenset[str]:
        """The names of all fields."""
        return frozenset(field for field, _ in self.fields)


def _priority(heard: Heard) -> Priority:
    return Priority.EMERGENCY if heard.entry.kind == ALERT else heard.priority


Value = str | int | bool
WORDS: dict[str, Callable[[Heard], Value]] = {
    "station": lambda heard: heard.station,
    "id": lambda heard: heard.id,
    "kind_code": lambda heard: _LIVE if WORDS["is_relay"](heard) else _AUDIO,
    "priority_code": lambda heard: _PRIORITIES[_priority(heard)],
    "topic_code": lambda heard: heard.topic,
    "title": lambda heard: heard.entry.title,
    "summary": lambda heard: heard.summary,
    "text": lambda heard: heard.text,
    "made_on": lambda heard: (heard.made_on or heard.entry.planned_at.date()).isoformat(),
    "started_at": lambda heard: (heard.entry.started_at or heard.entry.planned_at).isoformat(timespec="seconds"),
    "length": lambda heard: clock_length(heard.entry.duration_ms),
    "is_relay": lambda heard: heard.entry.kind == ClipKind.RELAY.value,
    "relay": lambda heard: heard.entry.title if WORDS["is_relay"](heard) else "",
    "voice": lambda heard: heard.entry.voice,
}


def read_shape(text: str, file: str) -> Shape:
    """Return the shape that `text` describes. Raises UsageError with the line that means nothing."""
    fields: list[tuple[str, str]] = []
    line: dict[str, str] = {}
    for number, row in enumerate(text.splitlines(), start=1):
        if not row.strip() or row.startswith("#"):
            continue
        name, tab, source = row.partition("\t")
        name, source = name.strip(), source.strip()
        if name.startswith("@") and tab:
            line[name[1:]] = source
        elif tab and re.fullmatch(r"\w+(\.\w+)?", name) and (source in WORDS or source.startswith("=")):
            fields.append((name, source))
        else:
            raise UsageError(N_("{file}:{line}: “{row}” means nothing here; a field, a tab, and one of: {words}"),
                             file=file, line=number, row=row, words=", ".join(WORDS))  # fmt: skip
    return Shape(tuple(fields), line)


def is_told(entry: AsRunEntry) -> bool:
    """Whether the source system is told of that line: something was heard, and it was no mere music."""
    return entry.duration_ms > 0 and entry.kind in TOLD


def message(heard: Heard, shape: Shape, own: Mapping[str, str]) -> dict[str, Any]:
    """Return what the source system is told; `own` are values that the station gives fields of its own."""
    told: dict[str, Any] = {}
    for field, source in shape.fields:
        value: Value = own.get(field, source[1:]) if source.startswith("=") else WORDS[source](heard)
        if field in own:
            value = own[field]
        outer, _, inner = field.partition(".")
        if inner:
            told.setdefault(outer, {})[inner] = value
        else:
            told[field] = value
    return told


def clock_length(duration_ms: int) -> str:
    """Return a length as ``00:02:31``."""
    seconds = round(duration_ms / 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
