"""The days' playlists for any player: a programme that may not be aired any more is taken out of them at once."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path

from broadcaster.model.contents import Contents
from broadcaster.model.sound import ClipKind
from broadcaster.workflows.approving import write_beside
from broadcaster.workflows.programmes import ProgrammeShelf
from broadcaster.workflows.station_folder import Places


def take_out_of_lists(contents: Contents, script: str, today: date) -> None:
    """Take the programmes that hold `script` out of the lists of today and later; the next build lists what is good.

    Raises NotReadyError when a list can't be written.
    """
    shelf = ProgrammeShelf(contents)
    for day, path in _lists(contents, today):
        holding = {
            programme.path.name
            for programme in shelf.lying_ready(day)
            if any(cue.clip.kind is ClipKind.SCRIPT and cue.clip.id == script for cue in programme.rundown.finished)
        }
        if holding:
            write_beside(path, _without(path.read_text("utf-8"), holding).encode())


def _lists(contents: Contents, today: date) -> Iterator[tuple[date, Path]]:
    for path in sorted(Places(contents.folder).made_lists.glob("*.m3u8")):
        with suppress(ValueError):  # somebody's own list
            day = date.fromisoformat(path.stem)
            if day >= today:
                yield day, path


def _without(text: str, names: set[str]) -> str:
    """Return a list without the files `names` and the lines that tell their lengths and titles."""
    kept: list[str] = []
    for line in text.splitlines():
        if Path(line).name not in names:
            kept.append(line)
        elif kept and kept[-1].startswith("#EXTINF"):
            kept.pop()
    return "\n".join(kept) + "\n"
