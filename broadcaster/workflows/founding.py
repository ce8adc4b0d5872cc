"""Make a new station from the sample station's files."""

import shutil
import sys
from pathlib import Path

from broadcaster.errors import UsageError, reason_of
from broadcaster.messages import N_

PARTS = ("station.yaml", "lexicon.yaml", "scripts", "playlists", "audio")
MADE_BY_MACHINE = ("programmes", "built")  # below audio/ and playlists/: never part of a new station
EMPTY_FOLDERS = ("audio/spots", "audio/recordings")


def sample_station() -> Path:
    """Return where the sample station's files are: in the checkout, or where the package's installer put them."""
    checkout = Path(__file__).resolve().parents[2]
    for folder in (checkout, Path(sys.prefix) / "share" / "broadcaster" / "station"):
        if (folder / "station.yaml").is_file() and (folder / "scripts").is_dir():
            return folder
    raise UsageError(N_("the sample station's files are missing; install Broadcaster again"))


def found_station(folder: Path) -> int:
    """Copy the sample station to `folder` and return the number of files. Nothing that is there is ever overwritten."""
    if folder.exists() and not folder.is_dir():
        raise UsageError(N_("{folder} is a file; name a folder for the new station"), folder=folder)
    if folder.is_dir() and any(folder.iterdir()):
        raise UsageError(N_("{folder} is not empty; a new station needs an empty folder"), folder=folder)
    sample = sample_station()
    count = 0
    try:
        for part in PARTS:
            for source in _files(sample / part):
                target = folder / source.relative_to(sample)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source, target)
                count += 1
        for empty in EMPTY_FOLDERS:
            (folder / empty).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(N_("{folder} can't be written ({detail})"), folder=folder, detail=reason_of(error)) from error
    return count


def _files(part: Path) -> list[Path]:
    if part.is_file():
        return [part]
    return sorted(
        path
        for path in part.rglob("*")
        if path.is_file()
        and not any(name in MADE_BY_MACHINE or name.startswith(".") for name in path.relative_to(part).parts)
    )
