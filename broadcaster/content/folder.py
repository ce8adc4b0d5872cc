"""The station's folder, read whole: every file, and every problem in every file."""

from collections.abc import Iterable
from pathlib import Path

from broadcaster.content.lexicon_file import read_lexicon
from broadcaster.content.nodes import Gatherer, decode_text
from broadcaster.content.playlist_file import read_playlist
from broadcaster.content.script_file import read_script
from broadcaster.content.station_file import read_station
from broadcaster.content.values import Misread, name
from broadcaster.messages import N_
from broadcaster.model.contents import Contents, SoundFile
from broadcaster.model.lexicon import Lexicon
from broadcaster.model.problem import Place, Problem
from broadcaster.model.script import Script
from broadcaster.model.sound import ClipKind
from broadcaster.model.station import Station
from broadcaster.model.timetable import Campaign, Slot, Timetable

STATION_FILE = "station.yaml"
LEXICON_FILE = "lexicon.yaml"
SOUND_FOLDERS = {
    ClipKind.JINGLE: "jingles",
    ClipKind.BED: "beds",
    ClipKind.MUSIC: "music",
    ClipKind.SPOT: "spots",
}
SOUND_ENDINGS = (".flac", ".wav", ".ogg", ".mp3")
YAML_ENDINGS = (".yaml", ".yml")


def read_folder(folder: Path) -> tuple[Contents | None, tuple[Problem, ...]]:
    """Return what `folder` holds, None when it is no station, and all problems in the order of files and lines."""
    gather = Gatherer()
    station = _station(folder, gather)
    contents = None
    if station is not None:
        contents = Contents(
            folder=folder,
            station=station,
            timetable=_timetable(folder, gather),
            scripts=_scripts(folder, gather),
            sounds=_sounds(folder, gather),
            lexicon=_lexicon(folder, gather),
        )
    return contents, tuple(sorted(gather.problems, key=_by_place))


def _by_place(problem: Problem) -> tuple[str, int]:
    return (problem.place.file, problem.place.line or 0) if problem.place else ("", 0)


def _station(folder: Path, gather: Gatherer) -> Station | None:
    path = folder / STATION_FILE
    if not path.is_file():
        gather.add(
            Place(STATION_FILE),
            N_(
                "there is no station in this folder; go to the station's folder, or make a new one: broadcaster init {new}"
            ),
            new="my-station",
        )
        return None
    text = _text(path, folder, gather)
    return None if text is None else read_station(text, STATION_FILE, gather)


def _text(path: Path, folder: Path, gather: Gatherer) -> str | None:
    file = path.relative_to(folder).as_posix()
    try:
        raw = path.read_bytes()
    except OSError as error:
        gather.add(Place(file), N_("this file can't be opened ({detail})"), detail=error.strerror or str(error))
        return None
    return decode_text(raw, file, gather)


def _files(folder: Path, endings: Iterable[str]) -> list[Path]:
    """Return the files of `folder` in the order of their names; hidden ones and editors' copies are no files of ours."""
    if not folder.is_dir():
        return []
    return sorted(
        path
        for path in folder.iterdir()
        if path.suffix.lower() in endings and not path.name.startswith((".", "~")) and path.is_file()
    )


def _file_id(path: Path, folder: Path, gather: Gatherer) -> str | None:
    try:
        return name(path.stem)
    except Misread:
        gather.add(
            Place(path.relative_to(folder).as_posix()),
            N_("the file's name “{name}” may hold only letters, digits and hyphens; rename it"),
            name=path.name,
        )
        return None


def _timetable(folder: Path, gather: Gatherer) -> Timetable:
    slots: list[Slot] = []
    campaigns: list[Campaign] = []
    for path in _files(folder / "playlists", YAML_ENDINGS):
        file_id, text = _file_id(path, folder, gather), _text(path, folder, gather)
        if file_id is None or text is None:
            continue
        found = read_playlist(text, path.relative_to(folder).as_posix(), file_id, gather)
        if isinstance(found, Slot):
            slots.append(found)
        elif isinstance(found, Campaign):
            campaigns.append(found)
    return Timetable(tuple(slots), tuple(campaigns))


def _scripts(folder: Path, gather: Gatherer) -> tuple[Script, ...]:
    found = []
    for path in _files(folder / "scripts", (".md",)):
        file_id, text = _file_id(path, folder, gather), _text(path, folder, gather)
        if file_id is None or text is None or file_id.upper() == "README":
            continue
        script = read_script(text, path.relative_to(folder).as_posix(), file_id, gather)
        if script is not None:
            found.append(script)
    return tuple(found)


def _sounds(folder: Path, gather: Gatherer) -> tuple[SoundFile, ...]:
    found: list[SoundFile] = []
    for kind, subfolder in SOUND_FOLDERS.items():
        seen: dict[str, Path] = {}
        for path in _files(folder / "audio" / subfolder, SOUND_ENDINGS):
            file_id = _file_id(path, folder, gather)
            if file_id is None:
                continue
            if file_id in seen:
                gather.add(
                    Place(path.relative_to(folder).as_posix()),
                    N_("there is another sound of this name, {other}; keep one of them"),
                    other=seen[file_id].name,
                )
                continue
            seen[file_id] = path
            found.append(SoundFile(file_id, kind, path))
    return tuple(found)


def _lexicon(folder: Path, gather: Gatherer) -> Lexicon:
    path = folder / LEXICON_FILE
    if not path.is_file():
        return Lexicon()
    text = _text(path, folder, gather)
    return Lexicon() if text is None else read_lexicon(text, LEXICON_FILE, gather)
