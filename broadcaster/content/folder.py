"""The station's folder, read whole: every file, and every problem in every file."""

import os
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

from broadcaster.content.decisions_file import read_decisions
from broadcaster.content.lexicon_file import read_lexicon
from broadcaster.content.nodes import MAX_BYTES, Gatherer, decode_text
from broadcaster.content.playlist_file import read_playlist
from broadcaster.content.script_file import read_script
from broadcaster.content.secrets_file import SECRETS_FILE, read_secrets, tell_if_others_can_read
from broadcaster.content.station_file import read_station
from broadcaster.content.values import Misread, name
from broadcaster.messages import N_
from broadcaster.model.contents import Contents, SoundFile
from broadcaster.model.lexicon import Lexicon
from broadcaster.model.problem import Place, Problem
from broadcaster.model.script import Decision, Script
from broadcaster.model.sound import ClipKind
from broadcaster.model.station import Station
from broadcaster.model.timetable import Campaign, Slot, Timetable

STATION_FILE = "station.yaml"
LEXICON_FILE = "lexicon.yaml"
DECISIONS_FILE = "decisions.yaml"
SOUND_FOLDERS = {
    ClipKind.JINGLE: "jingles",
    ClipKind.BED: "beds",
    ClipKind.MUSIC: "music",
    ClipKind.SPOT: "spots",
    ClipKind.RECORDING: "recordings",
}
SOUND_ENDINGS = (".flac", ".wav", ".ogg", ".oga", ".opus", ".mp3")
OTHER_SOUND_ENDINGS = (".m4a", ".aac", ".mp4", ".3gp", ".amr", ".wma")  # what telephones write: told, not passed over
TEXT_ENDINGS = (".md", ".txt")  # nobody expects to hear these
SYSTEM_FILES = ("thumbs.db", "desktop.ini")  # what Windows leaves in folders that were looked at
YAML_ENDINGS = (".yaml", ".yml")


def read_folder(folder: Path, instead: Station | None = None) -> tuple[Contents | None, tuple[Problem, ...]]:
    """Return what `folder` holds, None when it is no station, and all problems in the order of files and lines.

    `instead` stands in for a station's file that can't be read.
    """
    gather = Gatherer()
    if not _is_station(folder, gather) and instead is None:
        return None, tuple(gather.problems)
    station = _station(folder, gather) or instead
    timetable, scripts = _timetable(folder, gather), _scripts(folder, gather)
    sounds, lexicon = _sounds(folder, gather), _lexicon(folder, gather)
    decisions = _decisions(folder, gather)
    _secrets(folder, gather)
    contents = Contents(folder, station, timetable, scripts, sounds, lexicon, decisions) if station else None
    return contents, tuple(sorted(gather.problems, key=_by_place))


def read_without_programme(folder: Path, instead: Station | None = None) -> tuple[Contents | None, tuple[Problem, ...]]:
    """Return what is needed to say something at once: the station, its sounds and words, no script and no timetable.

    `instead` stands in for a station's file that can't be read.
    """
    gather = Gatherer()
    if not _is_station(folder, gather) and instead is None:
        return None, tuple(gather.problems)
    station = _station(folder, gather) or instead
    sounds, lexicon = _sounds(folder, gather), _lexicon(folder, gather)
    contents = Contents(folder, station, Timetable((), ()), (), sounds, lexicon) if station else None
    return contents, tuple(gather.problems)


def read_settings(folder: Path) -> Station | None:
    """Return what the station's file says; None when it can't be read."""
    gather = Gatherer()
    return _station(folder, gather) if _is_station(folder, gather) else None


def _is_station(folder: Path, gather: Gatherer) -> bool:
    if (folder / STATION_FILE).is_file():
        return True
    gather.add(
        Place(STATION_FILE),
        N_("there is no station in this folder; go to the station's folder, or make a new one: broadcaster init {new}"),
        new="my-station",
    )
    return False


def _by_place(problem: Problem) -> tuple[str, int]:
    return (problem.place.file, problem.place.line or 0) if problem.place else ("", 0)


def _station(folder: Path, gather: Gatherer) -> Station | None:
    text = _text(folder / STATION_FILE, folder, gather)
    return None if text is None else read_station(text, STATION_FILE, gather)


def _place(path: Path, folder: Path) -> Place:
    """Return the place of a file; a name that is no text (from a foreign archive) is shown with marks in it."""
    return Place(_shown(path.relative_to(folder).as_posix()))


def _shown(name: str) -> str:
    return os.fsencode(name).decode("utf-8", "replace")


def _text(path: Path, folder: Path, gather: Gatherer) -> str | None:
    file = _place(path, folder).file
    try:
        with path.open("rb") as opened:
            raw = opened.read(MAX_BYTES + 1)  # a film that was given a wrong ending is not read to its end
    except OSError as error:
        gather.add(Place(file), N_("this file can't be opened ({detail})"), detail=error.strerror or str(error))
        return None
    return decode_text(raw, file, gather)


def _files(folder: Path, subfolder: str, endings: Iterable[str], gather: Gatherer) -> Iterator[tuple[str, Path]]:
    """Yield the files of a subfolder with their ids, by name; hidden ones and editors' copies are no files of ours.

    Names that are none, and two files of one name, are told and left out.
    """
    seen: dict[str, Path] = {}
    # Of two sounds of one name the one that can be read is kept: people leave what they saved anew where it was.
    for path in sorted(_listed(folder / subfolder, folder, gather), key=_is_other_sound):
        if path.suffix.lower() not in endings or path.name.startswith((".", "~")) or not path.is_file():
            continue
        file_id = _file_id(path, folder, gather)
        if file_id is None:
            continue
        if file_id in seen:
            gather.add(
                _place(path, folder),
                N_("there is another file of this name, {other}; keep one of them"),
                other=seen[file_id].name,
            )
            continue
        seen[file_id] = path
        yield file_id, path


def _is_other_sound(path: Path) -> bool:
    return path.suffix.lower() in OTHER_SOUND_ENDINGS


def _listed(subfolder: Path, folder: Path, gather: Gatherer) -> list[Path]:
    try:
        return sorted(subfolder.iterdir())
    except FileNotFoundError:
        return []
    except OSError as error:
        gather.add(
            _place(subfolder, folder),
            N_("this folder can't be opened ({detail})"),
            detail=error.strerror or str(error),
        )
        return []


def _file_id(path: Path, folder: Path, gather: Gatherer) -> str | None:
    try:
        return name(unicodedata.normalize("NFC", path.stem))  # some machines take letters and their marks apart
    except Misread:
        gather.add(
            _place(path, folder),
            N_("the file's name “{name}” may hold only letters, digits and hyphens; rename it"),
            name=_shown(path.name),
        )
        return None


def _timetable(folder: Path, gather: Gatherer) -> Timetable:
    slots: list[Slot] = []
    campaigns: list[Campaign] = []
    for file_id, path in _files(folder, "playlists", YAML_ENDINGS, gather):
        text = _text(path, folder, gather)
        if text is None:
            continue
        found = read_playlist(text, _place(path, folder).file, file_id, gather)
        if isinstance(found, Slot):
            slots.append(found)
        elif isinstance(found, Campaign):
            campaigns.append(found)
    return Timetable(tuple(slots), tuple(campaigns))


def _scripts(folder: Path, gather: Gatherer) -> tuple[Script, ...]:
    found = []
    for file_id, path in _files(folder, "scripts", (".md",), gather):
        if file_id.upper() == "README":
            continue
        text = _text(path, folder, gather)
        script = None if text is None else read_script(text, _place(path, folder).file, file_id, gather)
        if script is not None:
            found.append(script)
    return tuple(found)


def _sounds(folder: Path, gather: Gatherer) -> tuple[SoundFile, ...]:
    for subfolder in SOUND_FOLDERS.values():
        _tell_unread(folder, f"audio/{subfolder}", gather)
    return tuple(
        SoundFile(file_id, kind, path)
        for kind, subfolder in SOUND_FOLDERS.items()
        for file_id, path in _files(folder, f"audio/{subfolder}", SOUND_ENDINGS + OTHER_SOUND_ENDINGS, gather)
    )


def _tell_unread(folder: Path, subfolder: str, gather: Gatherer) -> None:
    """Tell each file and folder in a sound folder that will never be heard, though somebody may mean it to be."""
    for path in _listed(folder / subfolder, folder, Gatherer()):  # what can't be opened is told when it is read
        name_ = path.name.lower()
        if name_.startswith((".", "~")) or name_ in SYSTEM_FILES or name_.endswith(TEXT_ENDINGS):
            continue
        if path.is_dir():
            template = N_("sounds in folders of their own are not read; put them into {folder} itself")
            gather.warn(_place(path, folder), template, folder=subfolder)
        elif not name_.endswith(SOUND_ENDINGS + OTHER_SOUND_ENDINGS):
            template = N_("this is no sound that is read here, so it is never heard; save it as MP3 or WAV")
            gather.warn(_place(path, folder), template)


def _decisions(folder: Path, gather: Gatherer) -> tuple[Decision, ...]:
    path = folder / DECISIONS_FILE
    text = _text(path, folder, gather) if path.is_file() else None
    return () if text is None else read_decisions(text, DECISIONS_FILE, gather)


def _secrets(folder: Path, gather: Gatherer) -> None:
    """Tell what is wrong with the passwords' file; its content is nobody's business here."""
    path = folder / SECRETS_FILE
    if path.is_file():
        tell_if_others_can_read(path, gather)
        text = _text(path, folder, gather)
        if text is not None:
            read_secrets(text, SECRETS_FILE, gather)


def _lexicon(folder: Path, gather: Gatherer) -> Lexicon:
    path = folder / LEXICON_FILE
    if not path.is_file():
        return Lexicon()
    text = _text(path, folder, gather)
    return Lexicon() if text is None else read_lexicon(text, LEXICON_FILE, gather)
