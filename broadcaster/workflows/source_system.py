"""Tell the provincial source system what was aired: store and forward, the record itself being the store.

The record keeps every line for good, so what could not be sent can't be lost: kept is only how far the other side
knows it, written down after each acknowledgement. A line whose acknowledgement got lost is handed over again, by the
same name.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

from broadcaster.errors import NotReadyError, UsageError
from broadcaster.logbook.logbook import Logbook
from broadcaster.messages import N_, Sentence
from broadcaster.model.contents import Contents
from broadcaster.model.record import AsRunEntry
from broadcaster.model.station import SourceSystem
from broadcaster.publishing.prose import lead, plain_text
from broadcaster.source_system.line import Answer, Line, Verdict
from broadcaster.source_system.mapping import GENERAL, Heard, Shape, is_told, message, read_shape
from broadcaster.vietnamese.written import written_form
from broadcaster.workflows.approvals import ReadScript, read_script
from broadcaster.workflows.approving import write_beside
from broadcaster.workflows.keeping_record import record_to_read
from broadcaster.workflows.only_one import OnlyOne
from broadcaster.workflows.secrets import known_secrets
from broadcaster.workflows.shapes import Json
from broadcaster.workflows.station_folder import Places

SECRET = "source-system"  # noqa: S105 - the name under which the password is kept
MAPPING = "source-system.tsv"  # in the station's folder: the province's own description of the shape
WAITS_S = (2.0, 8.0)  # before a message is handed over once more; then the rest waits for the next time
LONGEST_WAIT_S = 60.0  # whatever a server asks for
BLOCK = 200  # lines of the record that are looked at together
MOST_REFUSED = 1_000  # refusals that are kept; what they are about stays in the record

_UNKNOWN = N_(
    "{file} can't be read, so nobody knows what was sent; to begin anew, set “since:” to the first day that was not "
    "sent, and remove it"
)
_ANOTHER_RECORD = N_(
    "line {number} of the record is not what was sent as such: look at broadcaster log --verify; to begin anew, set "
    "“since:” to the first day that was not sent, and remove {file}"
)
_AT_WORK = N_("another export is at work (process {pid}); wait until it is through")


@dataclass(frozen=True)
class Refusal:
    """A line that the source system did not take for what it says."""

    number: int
    title: str
    why: str


@dataclass(frozen=True)
class Known:
    """How far the source system knows the record: up to line `number`, the last that it took being called `id`."""

    number: int = 0
    taken: int = 0
    id: str = ""
    refused: tuple[Refusal, ...] = ()


@dataclass
class Sent:
    """What came of sending: how many lines were taken, which were refused, how many are left, and why."""

    taken: int = 0
    refused: list[Refusal] = field(default_factory=list)
    left: int = 0
    why: Sentence | None = None


class Telling:
    """What the source system is told of a station. Raises UsageError for a shape that can't be read."""

    def __init__(self, contents: Contents) -> None:
        self._contents = contents
        self._settings = contents.station.source_system
        self.shape = shape_of(contents)
        self._reads: dict[str, ReadScript | None] = {}
        unknown = set(dict(self._settings.fields)) - self.shape.names if self._settings else set()
        if unknown:
            raise UsageError(N_("station.yaml: source_system has no field “{name}”; the fields are: {known}"),
                             name=min(unknown), known=", ".join(sorted(self.shape.names)))  # fmt: skip

    def heard(self, number: int, entry: AsRunEntry) -> Heard:
        """Return what is told of a line of the record."""
        plain = Heard(number, entry, self._contents.station.name, topic=self._topic(entry.column))
        read = self._read(entry.source)
        if read is None or read.fingerprint != entry.fingerprint:
            return plain
        written, approval = written_form(read.script.body), read.script.approval
        made_on = approval.on if approval else None
        return replace(
            plain, priority=read.script.priority, summary=lead(written), text=plain_text(written), made_on=made_on
        )

    def message(self, heard: Heard) -> Json:
        """Return `heard` in the source system's shape."""
        return message(heard, self.shape, dict(self._settings.fields) if self._settings else {})

    def _topic(self, column: str) -> int:
        return dict(self._settings.topics).get(column, GENERAL) if self._settings else GENERAL

    def _read(self, source: str) -> ReadScript | None:
        if source not in self._reads:
            script = self._contents.script(source)
            self._reads[source] = read_script(script, self._contents) if script else None
        return self._reads[source]


def shape_of(contents: Contents) -> Shape:
    """Return the shape of the logs: the station's own where it has one, else what was observed."""
    own = contents.folder / MAPPING
    if own.is_file():
        return read_shape(own.read_text("utf-8-sig"), MAPPING)
    ours = files("broadcaster.source_system").joinpath("mapping.tsv")
    return read_shape(ours.read_text("utf-8"), "mapping.tsv")


def exported(contents: Contents, since: datetime | None, until: datetime | None) -> Iterator[Json]:
    """Yield what was aired from `since` up to before `until` in the source system's shape."""
    telling = Telling(contents)
    with record_to_read(contents) as record:
        for number, entry in _lines_after(record, 0):
            within = (since is None or since <= entry.planned_at) and (until is None or entry.planned_at < until)
            if within and is_told(entry):
                yield telling.message(telling.heard(number, entry))


def _lines_after(record: Logbook, number: int) -> Iterator[tuple[int, AsRunEntry]]:
    while block := record.tail(number, BLOCK):
        yield from block
        number = block[-1][0]


def line_to(contents: Contents) -> Line:
    """Return the line to the station's source system. Raises UsageError where it is not told of one."""
    settings = _settings_of(contents)
    password = known_secrets(contents.folder).get(SECRET)
    if not password:
        raise UsageError(N_("the password of {user} is not known on this machine; type: broadcaster secret {name}"),
                         user=settings.user, name=SECRET)  # fmt: skip
    return Line(settings.login, settings.logs, settings.user, password, shape_of(contents).line)


def _settings_of(contents: Contents) -> SourceSystem:
    if contents.station.source_system is None:
        raise UsageError(N_("station.yaml names no source system: write “source_system:” with {keys}"),
                         keys="login, logs, user, since")  # fmt: skip
    return contents.station.source_system


class Forwarding:
    """Hands over what the source system does not know yet, in the order of the record."""

    def __init__(self, contents: Contents, line: Line, sleep: Callable[[float], None] = time.sleep) -> None:
        self._contents = contents
        self._line = line
        self._sleep = sleep
        self._telling = Telling(contents)
        self._since = _settings_of(contents).since
        self._path = Places(contents.folder).source_system
        self._known = known(self._path)

    def send(self, *, again: bool = False) -> Sent:
        """Send what is not known there yet; `again`: first what was refused, in case its shape was mended.

        Raises NotReadyError where nothing can be sent until somebody mends something.
        """
        lock = OnlyOne(Places(self._contents.folder).var / "source-system.lock", _AT_WORK)
        try:
            with record_to_read(self._contents) as record:
                self._known = known(self._path)
                self._check(record)
                return self._send(record, again=again)
        finally:
            lock.release()

    def _check(self, record: Logbook) -> None:
        """Look whether the record is still the one that was sent from: its numbers tell what is known."""
        taken = record.tail(self._known.taken - 1, 1) if self._known.taken else []
        if self._known.taken and (not taken or self._telling.heard(*taken[0]).id != self._known.id):
            file = Places(self._contents.folder).name_in_var(self._path)
            raise NotReadyError(_ANOTHER_RECORD, number=self._known.taken, file=file)

    def _send(self, record: Logbook, *, again: bool) -> Sent:
        sent = Sent()
        if again:
            for refusal in self._known.refused:
                for number, entry in record.tail(refusal.number - 1, 1):
                    self._known = replace(self._known, refused=_without(self._known.refused, number))
                    if not self._one(number, entry, sent):
                        return self._stopped(record, sent, (refusal,))
        for number, entry in _lines_after(record, self._known.number):
            if not is_told(entry) or entry.planned_at.date() < self._since:
                self._known = replace(self._known, number=number)
            elif not self._one(number, entry, sent):
                return self._stopped(record, sent)
        self._keep()
        return sent

    def _stopped(self, record: Logbook, sent: Sent, still_refused: Sequence[Refusal] = ()) -> Sent:
        """Count what is left for the next time."""
        self._known = replace(self._known, refused=(*still_refused, *self._known.refused))
        self._keep()
        left = (entry for _, entry in _lines_after(record, self._known.number))
        waiting = sum(is_told(entry) and entry.planned_at.date() >= self._since for entry in left)
        sent.left = waiting + len(still_refused)
        return sent

    def _one(self, number: int, entry: AsRunEntry, sent: Sent) -> bool:
        """Hand one line over; return whether it is settled, taken or refused."""
        heard = self._telling.heard(number, entry)
        answer = self._patiently(self._telling.message(heard), heard.id)
        if answer.verdict is Verdict.NOT_NOW:
            sent.why = answer.why
            return False
        if answer.verdict is Verdict.REFUSED:
            refusal = Refusal(number, entry.title, answer.why.said("en") if answer.why else "")
            sent.refused.append(refusal)
            self._known = replace(self._known, refused=(*self._known.refused, refusal)[-MOST_REFUSED:])
        else:
            sent.taken += 1
            if number > self._known.taken:
                self._known = replace(self._known, taken=number, id=heard.id)
        self._known = replace(self._known, number=max(number, self._known.number))
        self._keep()
        return True

    def _patiently(self, told: Json, name: str) -> Answer:
        answer = self._line.hand_over(told, name)
        for wait_s in WAITS_S:
            if answer.verdict is not Verdict.NOT_NOW:
                break
            self._sleep(min(LONGEST_WAIT_S, max(wait_s, answer.wait_s)))
            answer = self._line.hand_over(told, name)
        return answer

    def _keep(self) -> None:
        """Write down how far the other side knows the record, before anything else is sent."""
        shape = {
            "number": self._known.number,
            "taken": self._known.taken,
            "id": self._known.id,
            "refused": [{"number": one.number, "title": one.title, "why": one.why} for one in self._known.refused],
        }
        write_beside(self._path, (json.dumps(shape, ensure_ascii=False, indent=1) + "\n").encode())


def _without(refused: Sequence[Refusal], number: int) -> tuple[Refusal, ...]:
    return tuple(refusal for refusal in refused if refusal.number != number)


def known(path: Path) -> Known:
    """Return how far the source system knows the record. Raises NotReadyError when what says so can't be read."""
    try:
        shape: dict[str, Any] = json.loads(path.read_bytes())
        refused = tuple(Refusal(int(one["number"]), str(one["title"]), str(one["why"])) for one in shape["refused"])
        return Known(int(shape["number"]), int(shape["taken"]), str(shape["id"]), refused)
    except FileNotFoundError:
        return Known()
    except (ValueError, KeyError, TypeError) as error:
        raise NotReadyError(_UNKNOWN, file=path.name) from error


def sent_json(sent: Sent, language: str) -> Json:
    """Return what came of sending as `export --send --json` shows it."""
    return {
        "sent": sent.taken,
        "refused": [{"line": one.number, "title": one.title, "why": one.why} for one in sent.refused],
        "left": sent.left,
        "why": sent.why.said(language) if sent.why else None,
    }
