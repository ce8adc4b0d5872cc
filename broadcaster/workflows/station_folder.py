"""The station's folder as the workflows see it: its contents, and where the machine's own files lie."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from broadcaster.content.folder import read_folder
from broadcaster.errors import UsageError
from broadcaster.messages import N_
from broadcaster.model.contents import Contents
from broadcaster.model.problem import Problem


@dataclass(frozen=True)
class Places:
    """Where the machine keeps what it makes, below the station's folder."""

    folder: Path

    @property
    def var(self) -> Path:
        """Everything that is neither people's nor for the air."""
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
    def logbook(self) -> Path:
        """The record."""
        return self.var / "logbook.sqlite"

    @property
    def engine_state(self) -> Path:
        """How to reach the sound process."""
        return self.var / "engine.json"

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

    def programmes(self, day: date) -> Path:
        """Return the folder of that day's programmes."""
        return self.made_programmes / day.isoformat()

    def day_list(self, day: date) -> Path:
        """Return the day's playlist for any player."""
        return self.made_lists / f"{day.isoformat()}.m3u8"


def open_station(folder: Path) -> tuple[Contents, tuple[Problem, ...]]:
    """Return the station in `folder` and the problems of its files. Raises `StationUnreadableError` when it is none."""
    contents, problems = read_folder(folder)
    if contents is None:
        raise StationUnreadableError(problems)
    return contents, problems


class StationUnreadableError(UsageError):
    """There is no usable station in the folder; `problems` say why."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__(N_("there is no usable station in this folder"))
