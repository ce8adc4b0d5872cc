"""The watched folder for warnings: what waits to be taken, and where each goes afterwards.

::

    NAME.xml           waits; .cap too
    fetched/           what the address told, a feed or a message
    later/             a warning that takes effect later: EPOCH-NAME.xml
    taken/, refused/   what was taken, and what was refused with the reason beside it (NAME.xml.json), for some weeks
"""

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from broadcaster.messages import Sentence, sentence_json, sentence_of
from broadcaster.model.station import CapRules
from broadcaster.sound.beside import written_beside

ENDINGS = {".xml", ".cap"}
KEPT = timedelta(days=30)
MOST_KEPT = 200  # files each of taken and refused; the newest
MOST_FETCHED = 20  # the newest
TOLD_FOR = timedelta(hours=24)  # so long a refused warning counts as something that needs a hand
_LATER = re.compile(r"(\d{1,12})-(.+)")


@dataclass(frozen=True)
class Refused:
    """A warning that was refused, when and why."""

    file: str
    at: datetime
    why: Sentence


class Inbox:
    """The files of the watched folder. Raises SoundError where one can't be written."""

    def __init__(self, folder: Path, rules: CapRules) -> None:
        self.place = (folder / rules.folder).resolve()
        self.fetched = self.place / "fetched"
        self._later = self.place / "later"

    def waiting(self) -> list[Path]:
        """Return what waits to be taken, by name."""
        return _files(self.place)

    def told(self) -> list[Path]:
        """Return what the address told and nobody has read yet."""
        return _files(self.fetched)

    def put(self, name: str, raw: bytes) -> None:
        """Put a message there to be taken."""
        with written_beside(self.place / name) as beside:
            beside.write_bytes(raw)

    def put_fetched(self, name: str, raw: bytes) -> None:
        """Put there what the address told."""
        with written_beside(self.fetched / name) as beside:
            beside.write_bytes(raw)
        for path in sorted(self.told(), key=_changed_at)[:-MOST_FETCHED]:  # what could not be read for long
            self.remove(path)

    def take_away(self, file: Path) -> None:
        """Put a file that was taken out of the way."""
        self._move(file, self.place / "taken" / file.name)

    def refuse(self, file: Path, why: Sentence, now: datetime) -> None:
        """Put a refused file out of the way, the reason beside it; one that somebody brought stays where it is."""
        if not self._is_ours(file):
            return
        beside_it = self.place / "refused" / f"{file.name}.json"
        with written_beside(beside_it) as beside:
            beside.write_text(json.dumps({"at": now.isoformat(), **sentence_json(why)}, ensure_ascii=False), "utf-8")
        self._move(file, self.place / "refused" / file.name)

    def keep_for(self, file: Path, raw: bytes, moment: datetime) -> None:
        """Keep a warning until `moment`, when it waits to be taken again."""
        with written_beside(self._later / f"{int(moment.timestamp())}-{file.name}") as beside:
            beside.write_bytes(raw)
        self.remove(file)

    def bring_due(self, now: datetime) -> None:
        """Have what was kept until `now` wait to be taken again."""
        for path in _files(self._later):
            found = _LATER.fullmatch(path.name)
            if found and int(found[1]) <= now.timestamp():
                with suppress(OSError):
                    path.replace(self.place / found[2])

    def remove(self, file: Path) -> None:
        """Remove a file that waited here; one that somebody brought stays where it is."""
        if self._is_ours(file):
            with suppress(OSError):
                file.unlink()

    def refused(self, now: datetime) -> list[Refused]:
        """Return what was refused lately and still lies there, newest first."""
        found = [one for path in _entries(self.place / "refused", ".json") if (one := _read(path, now)) is not None]
        return sorted(found, key=lambda one: one.at, reverse=True)

    def forget_old(self, now: datetime) -> None:
        """Remove what was taken or refused long ago: strangers must not fill the disk."""
        for name in ("taken", "refused"):
            paths = [path for ending in (*ENDINGS, ".json") for path in _entries(self.place / name, ending)]
            dated = sorted(((_changed_at(path), path) for path in paths), reverse=True)
            for number, (changed_at, path) in enumerate(dated):
                if number >= MOST_KEPT or changed_at < now - KEPT:
                    with suppress(OSError):
                        path.unlink()

    def _is_ours(self, file: Path) -> bool:
        return file.resolve().parent in {self.place, self.fetched}

    def _move(self, file: Path, to: Path) -> None:
        if self._is_ours(file):
            with suppress(OSError):  # a folder that may only be read: the record knows that the message was taken
                to.parent.mkdir(exist_ok=True)
                file.replace(to)


def _files(folder: Path) -> list[Path]:
    return sorted(path for ending in ENDINGS for path in _entries(folder, ending))


def _entries(folder: Path, ending: str) -> Iterator[Path]:
    with suppress(OSError):  # not there yet
        for path in folder.iterdir():
            if path.suffix.lower() == ending and not path.name.startswith(".") and path.is_file():
                yield path


def _changed_at(path: Path) -> datetime:
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except OSError:
        return datetime.min.replace(tzinfo=UTC)


def _read(path: Path, now: datetime) -> Refused | None:
    """Return why a file was refused, None for what is old, or none of ours."""
    try:
        said = json.loads(path.read_text("utf-8"))
        at = datetime.fromisoformat(said["at"])
        is_recent = abs(now - at) < TOLD_FOR and path.with_suffix("").exists()
        return Refused(path.stem, at, sentence_of(said)) if is_recent else None
    except (OSError, ValueError, KeyError, TypeError):
        return None
