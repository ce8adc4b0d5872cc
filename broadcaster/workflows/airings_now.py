"""The airings of a day as people's files and the finished programmes say now."""

import logging
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from broadcaster.errors import BroadcasterError
from broadcaster.messages import N_
from broadcaster.model.contents import Contents
from broadcaster.model.plan import Cue, Rundown
from broadcaster.model.sound import ClipKind
from broadcaster.playout.airing import Airing, Standing
from broadcaster.workflows.approvals import read_scripts
from broadcaster.workflows.building import planner_now
from broadcaster.workflows.checking import playlist_mistakes
from broadcaster.workflows.last_good import open_to_run
from broadcaster.workflows.planning_days import Planner
from broadcaster.workflows.programmes import Programme, ProgrammeShelf
from broadcaster.workflows.relaying import relay_windows
from broadcaster.workflows.revocations import revocations
from broadcaster.workflows.station_folder import Places, open_station

log = logging.getLogger(__name__)

Marks = tuple[tuple[str, int, int], ...]

PEOPLES_FILES = (
    "*.yaml",
    "playlists/*.yaml",
    "playlists/*.yml",
    "scripts/*.md",
    "audio/jingles/*",
    "audio/beds/*",
    "audio/music/*",
    "audio/spots/*",
    "audio/recordings/*",
)
RECORD_GROWS = ("logbook.head",)  # written after each line of the record
MADE_FILES = ("audio/programmes/*/*.json", "audio/programmes/*/*.mp3")


NO_PROGRAMME = N_("no finished programme; see broadcaster ready")


class AiringsNow:
    """The airings of a day as the files and the finished programmes say; read again when one of them changes."""

    def __init__(self, folder: Path, now: Callable[[], datetime]) -> None:
        self._folder = folder
        self._now = now
        self._seen: Marks | None = None
        self._seen_made: Marks | None = None
        self._seen_record: Marks | None = None
        self._known: dict[date, list[Airing]] = {}
        self.changed: tuple[str, ...] = ()
        self._planner: Planner | None = None
        self.contents, _ = open_to_run(folder)
        self._approved: dict[str, str] = {}
        self._taken_back: set[tuple[str, str]] = set()
        self._hours_are_sure = True  # whether every playlist could be read

    def refresh(self) -> bool:
        """Look at the files; return whether people changed one. A station that can't be read changes nothing.

        `changed` then names the files that are others than when last looked at.
        """
        made = marks(self._folder, MADE_FILES)
        if made != self._seen_made:
            self._seen_made = made
            self.forget_plans()
        now = marks(self._folder, PEOPLES_FILES)
        self.changed = self._differing(now)
        if now == self._seen and not self._approvals_changed():
            return False
        self._seen = now
        try:
            contents, problems = open_station(self._folder)
        except BroadcasterError as failure:
            log.warning("the station can't be read, going on as before: %s", failure)
            return self._go_by_the_record()
        for problem in problems:
            log.warning("%s: %s", problem.place, problem.sentence.said("en"))
        self._hours_are_sure = not playlist_mistakes(problems)
        if not self._hours_are_sure:
            log.warning(
                "a playlist can't be read: going on with the hours as they were, and with what was built for them"
            )
            contents = replace(contents, timetable=self.contents.timetable)
        if contents.revocations is None:  # busy, or damaged: what was known is known
            contents = replace(contents, revocations=self.contents.revocations)
        self._go_by(contents)
        return True

    def _go_by(self, contents: Contents) -> None:
        self.contents = contents
        self.forget_plans()
        self._approved = {read.script.id: read.fingerprint for read in read_scripts(contents) if read.is_approved}
        self._taken_back = {(one.script, one.fingerprint) for one in contents.revocations or ()}

    def _go_by_the_record(self) -> bool:
        """Take what was taken back off the air although the files can't be read; return whether there was anything."""
        known = revocations(Places(self._folder).logbook)
        if known is None or known == self.contents.revocations:
            return False
        self._go_by(replace(self.contents, revocations=known))
        return True

    def _approvals_changed(self) -> bool:
        """Whether the record tells since the last look that an approval was taken back, or given again."""
        now = marks(Places(self._folder).var, RECORD_GROWS)
        if now == self._seen_record:
            return False
        self._seen_record = now
        known = revocations(Places(self._folder).logbook)
        return known is not None and known != self.contents.revocations

    def standing(self, cue: Cue) -> Standing:
        """Tell whether a cue of a finished programme may be heard, as its approval stands since the last look."""
        if cue.clip.kind is not ClipKind.SCRIPT:
            return Standing.GOOD
        if (cue.clip.id, cue.clip.fingerprint) in self._taken_back:
            return Standing.TAKEN_BACK
        good = self._approved.get(cue.clip.id) == cue.clip.fingerprint
        return Standing.GOOD if good else Standing.CHANGED

    def _differing(self, now: Marks) -> tuple[str, ...]:
        """Return the files that were added, changed or removed since; none when nobody looked before."""
        if self._seen is None:
            return ()
        names = {path for path, *_ in set(now) ^ set(self._seen)}
        return tuple(sorted(Path(name).relative_to(self._folder).as_posix() for name in names))

    def forget_plans(self) -> None:
        """Plan anew when next asked: a day has gone by."""
        self._known.clear()
        self._planner = None

    def airings(self, day: date) -> Sequence[Airing]:
        """Return the airings of `day`, each with its finished programme if there is one that may be aired."""
        if day not in self._known:
            if self._planner is None:
                self._planner, _ = planner_now(self.contents, self._now())
            shelf = ProgrammeShelf(self.contents)
            self._known[day] = [self._airing(shelf, rundown) for rundown in self._planner.plan(day).rundowns]
            if not self._hours_are_sure:
                self._known[day] += self._built_for(shelf, day)
            self._known[day] = [self._with_relays(airing) for airing in self._known[day]]
        return self._known[day]

    def _with_relays(self, airing: Airing) -> Airing:
        return replace(airing, relays=relay_windows(airing.rundown, self.contents.station))

    def _built_for(self, shelf: ProgrammeShelf, day: date) -> list[Airing]:
        """Return what lies built for airings of `day` that no readable playlist plans any more."""
        planned = {airing.rundown.airtime.slot for airing in self._known[day]}
        lying = [programme for programme in shelf.lying_ready(day) if programme.rundown.airtime.slot not in planned]
        return [Airing(one.rundown, one.path, sha256=one.sha256) for one in lying if self._may_air(one, one.rundown)]

    def _airing(self, shelf: ProgrammeShelf, rundown: Rundown) -> Airing:
        found = shelf.find(rundown)
        if found is not None:
            return Airing(rundown, found.path, sha256=found.sha256)
        earlier = shelf.standing_in(rundown)
        if earlier is not None and self._may_air(earlier, rundown):
            return Airing(earlier.rundown, earlier.path, sha256=earlier.sha256)
        return Airing(rundown, None, NO_PROGRAMME)

    def _may_air(self, earlier: Programme, rundown: Rundown) -> bool:
        """Whether an earlier build may stand in: the same airing, every script in it still approved as it was."""
        same = earlier.rundown.airtime.id == rundown.airtime.id
        return same and all(self.standing(cue) is Standing.GOOD for cue in earlier.rundown.finished)


def marks(folder: Path, patterns: Sequence[str]) -> Marks:
    """Return what changes when one of those files does."""
    marks: list[tuple[str, int, int]] = []
    for pattern in patterns:
        *parents, name = pattern.split("/")
        for place in _folders(str(folder), parents):
            marks += _marks_in(place, name)
    return tuple(sorted(marks))


def _folders(folder: str, parents: Sequence[str]) -> list[str]:
    """Return the folders below `folder` that the parts of a pattern name, where ``*`` is any."""
    found = [folder]
    for part in parents:
        if part == "*":
            found = [entry.path for place in found for entry in _entries(place) if entry.is_dir()]
        else:
            found = [os.path.join(place, part) for place in found]  # noqa: PTH118 - a path object costs ten times that
    return found


def _marks_in(folder: str, name: str) -> Iterator[tuple[str, int, int]]:
    suffix = name.removeprefix("*")
    for entry in _entries(folder):
        if entry.name.endswith(suffix):
            with suppress(OSError):  # gone since it was listed
                stat = entry.stat()
                yield entry.path, stat.st_size, stat.st_mtime_ns


def _entries(folder: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError:
        return []
