"""Whether what comes is ready: examined about a day and about an hour before it begins, and what is not, till it is.

`broadcaster ready` does the examining, in a child process at low priority. What was found is kept in `var`, so that a
restart examines nothing twice and tells nobody twice. What was off, asleep or not planned yet when an examination was
due is examined as soon as that is noticed.
"""

import json
import logging
import subprocess
import sys
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

from broadcaster.errors import SoundError
from broadcaster.playout.airing import Airing
from broadcaster.workflows.approving import write_beside
from broadcaster.workflows.background_build import in_background
from broadcaster.workflows.station_folder import Places

log = logging.getLogger(__name__)

DAY, HOUR = timedelta(hours=24), timedelta(hours=1)
SOONER = {DAY: timedelta(minutes=45), HOUR: timedelta(minutes=15)}  # so much, and airings close together cost one look
NEVER = timedelta.max
AFTER_A_FAULT = timedelta(minutes=10)
LONGEST = timedelta(minutes=15)  # that an examination may take
ONE_LOOK = 60  # airings: a command line is not endless

Start = Callable[[list[str], IO[bytes]], "subprocess.Popen[bytes]"]


@dataclass(frozen=True)
class Unready:
    """A coming airing that is not ready, and why, in the station's language and with what to do.

    `is_left_to_people` says that the machine can't mend it, or had its try.
    """

    airing: str
    title: str
    starts_at: datetime
    why: tuple[str, ...]
    is_left_to_people: bool


def due(
    coming: Iterable[Airing], examined: Mapping[str, timedelta], now: datetime, *, sooner: bool = False
) -> dict[str, timedelta]:
    """Return the ids of the airings that are to be examined now, each with how long before its start that was due.

    `examined` says the same of those that were. With `sooner`, what comes due in a moment is among them. By moments
    alone: a slot that was added or moved, a clock that was set and a machine that was off need no rule of their own.
    """
    found: dict[str, timedelta] = {}
    for airing in coming:
        left = airing.starts_at - now
        reached = [before for before, by in SOONER.items() if left <= before + (by if sooner else timedelta())]
        if left > timedelta() and reached and min(reached) < examined.get(airing.id, NEVER):
            found[airing.id] = min(reached)
    return found


class ReadyWatch:
    """Has what comes examined in time; knows what is not ready, and what of that a build may mend."""

    def __init__(
        self,
        folder: Path,
        now: Callable[[], datetime],
        start: Start = in_background,
    ) -> None:
        self._folder = folder
        self._now = now
        self._start = start
        self._examined: dict[str, timedelta] = {}
        self._unready: dict[str, Unready] = {}
        self._child: subprocess.Popen[bytes] | None = None
        self._wanted: dict[str, timedelta] = {}
        self._started_at = self._not_before = now()
        self._again = self._to_build = False
        self._remember()

    @property
    def unready(self) -> Sequence[Unready]:
        """What people have to be told of."""
        return [one for one in self._unready.values() if one.is_left_to_people]

    def look_again(self) -> None:
        """Be told that something was built or changed, which may have mended what is not ready."""
        self._again = bool(self._unready)

    def look(self, coming: Sequence[Airing], *, building: bool = False) -> bool:
        """Take in what an examination found, start the next one that is due; called once a minute.

        Return whether what was found calls for a build. While one is going on, what it may mend is not looked at.
        """
        now = self._now()
        if self._child is not None:
            self._take_in(self._child, now)
        self._forget({airing.id for airing in coming if airing.starts_at > now})
        if self._child is None and not timedelta() < self._not_before - now <= AFTER_A_FAULT:
            wanted = due(coming, self._examined, now, sooner=True) if due(coming, self._examined, now) else {}
            if self._again and not building:
                self._again = False
                wanted = {**{one: self._examined.get(one, DAY) for one in self._unready}, **wanted}
            if wanted:
                self._examine(dict(list(wanted.items())[:ONE_LOOK]), now)
        to_build, self._to_build = self._to_build, False
        return to_build

    def stop(self) -> None:
        """End an examination that runs."""
        if self._child is not None:
            self._child.terminate()

    def _examine(self, wanted: dict[str, timedelta], now: datetime) -> None:
        self._wanted, self._started_at = wanted, now
        command = [sys.executable, "-m", "broadcaster", "--station", str(self._folder), "ready", "--json"]
        command += [word for airing in wanted for word in ("--airing", airing)]
        log.info("examining whether %d coming airings are ready", len(wanted))
        try:
            self._places.ready_answer.parent.mkdir(parents=True, exist_ok=True)
            with self._places.ready_answer.open("wb") as answer:
                self._child = self._start(command, answer)
        except OSError as fault:
            self._fail(now, fault)

    def _take_in(self, child: "subprocess.Popen[bytes]", now: datetime) -> None:
        if child.poll() is None:
            if not timedelta() <= now - self._started_at <= LONGEST:
                child.kill()
            return
        self._child = None
        try:
            said = json.loads(self._places.ready_answer.read_text("utf-8"))["airings"]
            found = {str(one["airing"]): one for one in said}
            for airing, stage in self._wanted.items():
                self._note(airing, stage, found.get(airing))
        except (OSError, ValueError, KeyError, TypeError) as fault:
            self._fail(now, fault)
        else:
            self._keep()

    def _fail(self, now: datetime, fault: Exception) -> None:
        log.warning("what comes could not be examined; it is tried again in a while: %r", fault)
        self._not_before = now + AFTER_A_FAULT

    def _note(self, airing: str, stage: timedelta, said: Mapping[str, object] | None) -> None:
        """Note what was found of one airing; `said` None: the station plans it no more."""
        is_first = stage < self._examined.get(airing, NEVER)
        self._examined[airing] = stage
        for note in _texts(said, "notes") if said else ():
            log.warning("%s: %s", airing, note)
        if said is None or said["ready"]:
            if self._unready.pop(airing, None) or (is_first and said):
                log.info("%s: %s", airing, "ready" if said else "not planned any more")
            return
        found = _unready(said, is_left_to_people=bool(said["built"]) or not is_first or stage == HOUR)
        self._to_build = self._to_build or (is_first and not said["built"])
        if is_first or found != self._unready.get(airing):
            log.warning("%s: not ready: %s", airing, "; ".join(found.why))
        self._unready[airing] = found

    def _forget(self, coming: Collection[str]) -> None:
        for known in (self._examined, self._unready):
            for airing in [one for one in known if one not in coming]:
                del known[airing]

    def _keep(self) -> None:
        said = {
            "examined": {airing: before.total_seconds() for airing, before in self._examined.items()},
            "unready": [{**asdict(one), "starts_at": one.starts_at.isoformat()} for one in self._unready.values()],
        }
        try:
            write_beside(self._places.ready_found, json.dumps(said, ensure_ascii=False).encode(), durable=False)
        except (OSError, SoundError) as fault:
            log.warning("what was examined can't be kept: %s", fault)  # a restart examines it once more

    def _remember(self) -> None:
        """Go on from what was found before the station was started anew; what is not ready is looked at once more."""
        with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):  # nothing kept, or not ours
            said = json.loads(self._places.ready_found.read_text("utf-8"))
            examined = {str(one): timedelta(seconds=before) for one, before in said["examined"].items()}
            unready = [_unready(one, is_left_to_people=bool(one["is_left_to_people"])) for one in said["unready"]]
            self._examined, self._unready = examined, {one.airing: one for one in unready}
        self.look_again()

    @property
    def _places(self) -> Places:
        return Places(self._folder)


def _unready(said: Mapping[str, object], *, is_left_to_people: bool) -> Unready:
    starts_at = datetime.fromisoformat(str(said["starts_at"]))
    return Unready(str(said["airing"]), str(said["title"]), starts_at, _texts(said, "why"), is_left_to_people)


def _texts(said: Mapping[str, object], name: str) -> tuple[str, ...]:
    texts = said[name]
    if not isinstance(texts, list):
        raise TypeError(f"{name}: not a list")
    return tuple(map(str, texts))
