"""Emergencies as files in `var/alerts`: what was ordered, what waits for a confirmation, and sounds that are finished.

::

    orders/ID.json      an emergency that was ordered; written beside and renamed, so it is there whole or not at all
    waiting/CODE.json   one that was asked for in the quiet hours, until somebody confirms it with the code
    sounds/KEY.wav      what is heard, KEY.json beside it; the key is the hash of all that made it

The command that an operator types must be quick: nothing here loads sound, speech or YAML.
"""

import json
import os
import re
import secrets
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, fields
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from broadcaster.model.alert import After, Alert, Repeats
from broadcaster.model.station import QuietHours
from broadcaster.sound.beside import written_beside

CONFIRM_WITHIN = timedelta(minutes=10)
KEPT = timedelta(days=30)
_CODE = re.compile(r"\d{6}")
_ID = re.compile(r"[0-9]{8}-[0-9]{6}-[0-9a-f]{4}")

Json = dict[str, Any]


@dataclass(frozen=True)
class Guess:
    """Words that the reader was not sure of, and how they are said."""

    written: str
    spoken: str


@dataclass(frozen=True)
class Prepared:
    """An emergency as it will be heard: a finished sound, and the station's rules that matter when it is aired.

    `text` is as written, `spoken` as the machine says it; both empty for a recording. `readings` tells how often it is
    read in a row; `duration_ms` is the whole sound, the tone and all readings.
    """

    sound: Path
    sha256: str
    duration_ms: int
    title: str
    text: str
    spoken: str
    voice: str
    fingerprint: str
    readings: int
    with_tone: bool
    guesses: tuple[Guess, ...]
    outputs: tuple[str, ...]
    timezone: str
    quiet: QuietHours | None
    after: After


@dataclass(frozen=True)
class Waiting:
    """An emergency that waits for its confirmation, who asked for it, and until when the code is good."""

    alert: Alert
    asked_by: str
    good_until: datetime


def new_id(now: datetime) -> str:
    """Return a name for an emergency that is ordered `now`, which sorts by time."""
    return f"{now:%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"


class AlertShelf:
    """The files of a station's emergencies, in its `var/alerts`."""

    def __init__(self, folder: Path) -> None:
        self._orders = folder / "orders"
        self._waiting = folder / "waiting"
        self.sounds = folder / "sounds"
        self._seen: dict[str, tuple[tuple[int, int], Alert]] = {}

    def order(self, alert: Alert) -> None:
        """Put `alert` there, or in place of what was ordered under its id. Raises SoundError when the disk refuses."""
        _write(self._orders / f"{alert.id}.json", _alert_json(alert))

    def orders(self) -> list[Alert]:
        """Return what was ordered and is still kept, oldest first. Cheap: a file is read when it has changed."""
        found: dict[str, tuple[tuple[int, int], Alert]] = {}
        for path, seen in _files(self._orders):
            known = self._seen.get(path.name)
            if known is not None and known[0] == seen:
                found[path.name] = known
            elif (alert := _read_alert(path)) is not None:
                found[path.name] = (seen, alert)
        self._seen = found
        return [alert for _, alert in found.values()]

    def ask(self, waiting: Waiting) -> str:
        """Keep what waits for a confirmation; return the code that confirms it."""
        code = f"{secrets.randbelow(1_000_000):06}"
        said = {"asked_by": waiting.asked_by, "good_until": waiting.good_until.isoformat()}
        _write(self._waiting / f"{code}.json", said | {"alert": _alert_json(waiting.alert)})
        return code

    def take(self, code: str, now: datetime) -> Waiting | None:
        """Return what the code confirms and forget it; None for a code that is wrong, was used, or is too old."""
        path = self._waiting / f"{code}.json"
        if not _CODE.fullmatch(code):
            return None
        taken = path.with_suffix(".taken")
        try:
            path.rename(taken)  # of two who confirm at once, one does
        except OSError:
            return None
        waiting = _read_waiting(taken)
        with suppress(OSError):
            taken.unlink()
        return waiting if waiting is not None and now <= waiting.good_until else None

    def waiting(self, now: datetime) -> list[tuple[str, Waiting]]:
        """Return what waits for a confirmation, with the codes."""
        found = ((path.stem, _read_waiting(path)) for path, _ in _files(self._waiting))
        return [(code, waiting) for code, waiting in found if waiting is not None and now <= waiting.good_until]

    def withdraw(self, origins: Collection[str]) -> None:
        """Forget what waits for a confirmation and came from one of `origins`."""
        for path, _ in _files(self._waiting):
            waiting = _read_waiting(path)
            if waiting is not None and waiting.alert.origin in origins:
                with suppress(OSError):
                    path.unlink()

    def find(self, key: str) -> Prepared | None:
        """Return the finished sound of that key, if it is whole."""
        try:
            said = json.loads((self.sounds / f"{key}.json").read_text("utf-8"))
            sound = self.sounds / f"{key}.wav"
            return _read_prepared(said, sound) if sound.stat().st_size == said["size"] else None
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def keep(self, key: str, prepared: Prepared) -> None:
        """Note what the finished sound of that key is; from then on it is found."""
        said = {field.name: getattr(prepared, field.name) for field in fields(prepared)}
        said |= {"quiet": _quiet_json(prepared.quiet), "guesses": [[g.written, g.spoken] for g in prepared.guesses]}
        _write(self.sounds / f"{key}.json", said | {"sound": "", "size": prepared.sound.stat().st_size})

    def forget_old(self, now: datetime) -> None:
        """Remove what was over long ago; the record keeps who said what and when it was heard."""
        living = set()
        for alert in self.orders():
            if alert.first_at + KEPT < now:
                with suppress(OSError):
                    (self._orders / f"{alert.id}.json").unlink()
            else:
                living.add(alert.sound.stem)
        for path, (_, changed_ns) in _files(self.sounds):
            if path.stem not in living and changed_ns / 1e9 + KEPT.total_seconds() < now.timestamp():
                with suppress(OSError):
                    path.unlink()
                    path.with_suffix(".wav").unlink()


def _files(folder: Path) -> Iterator[tuple[Path, tuple[int, int]]]:
    """Yield each JSON file of `folder` by name, with what changes when it does."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        if entry.name.endswith(".json") and not entry.name.startswith("."):
            with suppress(OSError):  # gone since it was listed
                stat = entry.stat()
                yield Path(entry.path), (stat.st_size, stat.st_mtime_ns)


def _write(path: Path, said: Mapping[str, object]) -> None:
    with written_beside(path) as beside:
        beside.write_text(json.dumps(said, ensure_ascii=False, indent=1), "utf-8")


def _alert_json(alert: Alert) -> Json:
    said = asdict(alert)
    for name in ("first_at", "until", "cancelled_at"):
        said[name] = said[name].isoformat() if said[name] else None
    return said | {"sound": str(alert.sound)}


def _alert(said: Json) -> Alert:
    until, cancelled_at = (datetime.fromisoformat(said[n]) if said[n] else None for n in ("until", "cancelled_at"))
    repeats = Repeats(tuple(said["repeats"]["offsets_ms"]), said["repeats"]["every_ms"])
    names = ("title", "text", "by", "voice", "fingerprint", "sha256", "cancelled_by", "origin")
    plain = {name: str(said[name]) for name in names}
    if not _ID.fullmatch(said["id"]):
        raise ValueError(said["id"])
    return Alert(
        id=said["id"],
        first_at=datetime.fromisoformat(said["first_at"]),
        sound=Path(said["sound"]),
        duration_ms=int(said["duration_ms"]),
        repeats=repeats,
        after=After(said["after"]),
        confirmed=bool(said["confirmed"]),
        until=until,
        cancelled_at=cancelled_at,
        **plain,
    )


def _read_alert(path: Path) -> Alert | None:
    try:
        return _alert(json.loads(path.read_text("utf-8")))
    except (OSError, ValueError, KeyError, TypeError):
        return None  # not of our making; what we write is whole


def _read_waiting(path: Path) -> Waiting | None:
    try:
        said = json.loads(path.read_text("utf-8"))
        return Waiting(_alert(said["alert"]), said["asked_by"], datetime.fromisoformat(said["good_until"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _read_prepared(said: Json, sound: Path) -> Prepared:
    known = {field.name: said[field.name] for field in fields(Prepared)}
    return Prepared(**{
        **known,
        "sound": sound,
        "guesses": tuple(Guess(*pair) for pair in said["guesses"]),
        "outputs": tuple(said["outputs"]),
        "quiet": QuietHours(*map(time.fromisoformat, said["quiet"])) if said["quiet"] else None,
        "after": After(said["after"]),
    })  # fmt: skip


def _quiet_json(quiet: QuietHours | None) -> list[str] | None:
    return [quiet.start.isoformat(), quiet.end.isoformat()] if quiet else None
