"""The station's folder as the workflows see it: its contents, and where the machine's own files lie."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from broadcaster.errors import UsageError
from broadcaster.messages import N_, Sentence
from broadcaster.workflows.refuge import refuge_of

if TYPE_CHECKING:  # an emergency needs to know where files lie, and has no time for what reads them
    from broadcaster.model.contents import Contents
    from broadcaster.model.problem import Problem
    from broadcaster.model.station import Station

LOGBOOK_FILE = "var/logbook.sqlite"
RECORD_UNREADABLE = N_(
    "the record can't be read, so that nobody knows which approvals were taken back: nothing counts as approved; "
    "see broadcaster log --verify"
)


@dataclass(frozen=True)
class Places:
    """Where the machine keeps what it makes, below the station's folder."""

    folder: Path

    @property
    def var(self) -> Path:
        """Everything that is neither people's nor for the air; elsewhere while the disk takes nothing."""
        return refuge_of(self.folder) or self.usual_var

    @property
    def usual_var(self) -> Path:
        """Where `var` lies on the station's disk."""
        return self.folder / "var"

    @property
    def speech(self) -> Path:
        """Sentences, each spoken once."""
        return self.var / "speech"

    @property
    def voices(self) -> Path:
        """Voice files that people brought."""
        return self.folder / "voices"

    @property
    def rests(self) -> Path:
        """Until when online voices that failed are left alone."""
        return self.var / "rests"

    @property
    def speech_use(self) -> Path:
        """How much of what was to be said was there already, a line a build."""
        return self.speech / "use.jsonl"

    @property
    def items(self) -> Path:
        """Scripts as finished items."""
        return self.var / "items"

    @property
    def stretches(self) -> Path:
        """Pieces of programmes, mastered and encoded."""
        return self.var / "stretches"

    @property
    def sounds(self) -> Path:
        """What was measured of the sounds in `audio/`."""
        return self.var / "sounds.json"

    @property
    def recordings(self) -> Path:
        """For which words each recording was made, as far as is known."""
        return self.var / "recordings.json"

    @property
    def kept(self) -> Path:
        """What people's files said before somebody changed them by form, and what could not be saved."""
        return self.var / "kept"

    @property
    def ready_found(self) -> Path:
        """What the daemon found when it examined what comes."""
        return self.var / "ready.json"

    @property
    def ready_answer(self) -> Path:
        """What the examination that runs says."""
        return self.var / "ready-answer.json"

    @property
    def told_notices(self) -> Path:
        """Which coming airings people were told are not ready."""
        return self.var / "notices.json"

    @property
    def logbook(self) -> Path:
        """The record."""
        return self.var / Path(LOGBOOK_FILE).name

    @property
    def engine_state(self) -> Path:
        """How to reach the sound process."""
        return self.var / "engine.json"

    @property
    def source_system(self) -> Path:
        """How far the source system knows the record."""
        return self.var / "source-system.json"

    @property
    def published(self) -> Path:
        """Where the website is and what stands on it."""
        return self.var / "published.json"

    @property
    def backups(self) -> Path:
        """The daemon's own backups, a few of them: against mistakes, not against a disk that dies."""
        return self.var / "backups"

    @property
    def run_lock(self) -> Path:
        """Held by the daemon as long as it lives."""
        return self.var / "run.lock"

    @property
    def status(self) -> Path:
        """What the daemon says of itself."""
        return self.var / "status.json"

    @property
    def alerts(self) -> Path:
        """Emergencies as they were ordered, and their finished sounds."""
        return self.var / "alerts"

    @property
    def cap_feed(self) -> Path:
        """What is known of the address that warnings are fetched from."""
        return self.var / "cap-feed.json"

    @property
    def last_good_station(self) -> Path:
        """The station's file as it could last be read."""
        return self.var / "station.yaml"

    @property
    def accounts(self) -> Path:
        """Who may come in by the console."""
        return self.var / "console" / "accounts"

    @property
    def sessions(self) -> Path:
        """Who is in."""
        return self.var / "console" / "sessions"

    @property
    def made_programmes(self) -> Path:
        """Finished programmes, a folder a day."""
        return self.folder / "audio" / "programmes"

    @property
    def safe_programme(self) -> Path:
        """What is heard where another programme can't be had."""
        return self.made_programmes / "safe.mp3"

    @property
    def made_lists(self) -> Path:
        """The days' playlists for any player."""
        return self.folder / "playlists" / "built"

    def name_in_var(self, path: Path) -> str:
        """Return the name that `path`, below `var`, has in the station's folder, also while `var` lies elsewhere."""
        return (Path("var") / path.relative_to(self.var)).as_posix()

    def programmes(self, day: date) -> Path:
        """Return the folder of that day's programmes."""
        return self.made_programmes / day.isoformat()

    def day_list(self, day: date) -> Path:
        """Return the day's playlist for any player."""
        return self.made_lists / f"{day.isoformat()}.m3u8"


def open_station(folder: Path, instead: Station | None = None) -> tuple[Contents, tuple[Problem, ...]]:
    """Return the station in `folder` and the problems of its files. Raises `StationUnreadableError` when it is none.

    `instead` stands in for a station's file that can't be read.
    """
    from broadcaster.content.folder import read_folder
    from broadcaster.model.problem import Place, Problem
    from broadcaster.workflows.revocations import revocations

    contents, problems = read_folder(folder, instead)
    if contents is None:
        raise StationUnreadableError(problems)
    found = revocations(Places(folder).logbook)
    if found is None:
        problems = (*problems, Problem(Sentence(RECORD_UNREADABLE), Place(LOGBOOK_FILE)))
    return replace(contents, revocations=found), problems


class StationUnreadableError(UsageError):
    """There is no usable station in the folder; `problems` say why."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__(N_("there is no usable station in this folder"))
