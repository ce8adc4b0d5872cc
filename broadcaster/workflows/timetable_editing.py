"""Slots and campaigns changed by form: the YAML files stay the truth, with every comment where it was.

A change is checked as the files are checked, held together with all other files, before it is written; the file must
still be the one that was read.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from broadcaster.content.node_editing import (
    Flow,
    NotEditableError,
    flow_list,
    flow_mapping,
    values_in,
    with_value,
    without_value,
)
from broadcaster.content.nodes import Gatherer, decode_text
from broadcaster.content.playlist_file import read_playlist
from broadcaster.errors import UnknownNameError, UsageError
from broadcaster.messages import N_
from broadcaster.model.contents import Contents
from broadcaster.model.problem import Problem
from broadcaster.model.record import Act, Deed
from broadcaster.model.timetable import Campaign, Slot, Timetable
from broadcaster.planning.rules import check_timetable
from broadcaster.workflows.approving import visible
from broadcaster.workflows.editing_files import Edit, read_whole, replace_file, revision_of
from broadcaster.workflows.keeping_record import note

Key = tuple[str, ...]  # the names that lead to a value: ("slot", "at"), ("extend", "sang", "by")
Values = Mapping[Key, str | Flow]
TIMES = ("at", "days", "airtime", "from", "to")
UNEDITABLE = N_("{file} can't be edited by form before its mistakes are mended; see broadcaster check")


class ChangeRefusedError(UsageError):
    """The change breaks a rule or can't be read, and was not written; `problems` say what and where."""

    def __init__(self, file: str, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__(N_("nothing was written to {file}"), file=file)


@dataclass(frozen=True)
class EditablePlaylist:
    """A file of `playlists/` to be edited: the revision that was read, and the values in it as written, by key."""

    id: str
    file: str
    revision: str
    values: Mapping[Key, str]

    @property
    def is_campaign(self) -> bool:
        """Whether it is a campaign's."""
        return any(key[0] == "campaign" for key in self.values)

    def value(self, *key: str) -> str:
        """Return the value under `key`, "" for none."""
        return self.values.get(key, "")


@dataclass(frozen=True)
class Changed:
    """What came of a change: the file as it is now, what was changed in it (before and now), what to look at."""

    playlist: EditablePlaylist
    changes: Mapping[Key, tuple[str, str]]
    problems: tuple[Problem, ...]


def playlist_files(contents: Contents) -> dict[str, str]:
    """Return the file of each slot and campaign, by id."""
    slots = {slot.id: slot.place for slot in contents.timetable.slots}
    campaigns = {campaign.id: campaign.place for campaign in contents.timetable.campaigns}
    return {name: place.file for name, place in (slots | campaigns).items() if place}


def open_playlist(contents: Contents, wanted: str) -> EditablePlaylist:
    """Return the slot or campaign `wanted`, by id, as a form. Raises UsageError when there is none that can be read."""
    file = playlist_files(contents).get(wanted)
    if file is None:
        raise UnknownNameError(N_("there is no slot and no campaign “{name}” that can be read"), name=wanted)
    return _editable(wanted, file, read_whole(contents.folder / file))


def _editable(playlist: str, file: str, raw: bytes) -> EditablePlaylist:
    try:
        return EditablePlaylist(playlist, file, revision_of(raw), values_in(raw.decode("utf-8-sig")))
    except (NotEditableError, UnicodeDecodeError) as error:
        raise UsageError(UNEDITABLE, file=file) from error


def key_of(playlist: EditablePlaylist, name: str) -> Key:
    """Return the key that a short `name` means: ``at`` of a slot, ``from`` of a campaign, ``extend.sang.by``."""
    if playlist.is_campaign:
        return ("campaign", name) if name in {"from", "to"} else tuple(name.split("."))
    return ("slot", name) if name in TIMES else tuple(name.split("."))


def changed_source(playlist: EditablePlaylist, raw: bytes, values: Values) -> bytes:
    """Return the file `raw` with `values` in it, "" taking one out; nothing else is touched. Raises UsageError."""
    mark = b"\xef\xbb\xbf" if raw.startswith(b"\xef\xbb\xbf") else b""
    try:
        source = raw[len(mark) :].decode("utf-8")
        for key, value in values.items():
            source = with_value(source, key, _written(key, value)) if value else without_value(source, key)
    except (NotEditableError, UnicodeDecodeError) as error:
        raise UsageError(UNEDITABLE, file=playlist.file) from error
    return mark + source.encode()


def _written(key: Key, value: str | Flow) -> str | Flow:
    """Return a value as it is put into the file: several times, columns or fillers as a list."""
    parts = [part.strip() for part in value.split(",")] if isinstance(value, str) else []
    return flow_list(parts) if len(parts) > 1 and key[-1] in {"at", "columns", "fill"} else value


def added_slot(title: str, at: str, airtime: str, column: str) -> Flow:
    """Return an airing that a campaign adds, with one column in it, for the key ``("add", ID)``."""
    items = Flow("[" + flow_mapping({"column": column}).text + "]")
    return flow_mapping({"title": title, "at": at, "airtime": airtime, "items": items})


def trial(
    contents: Contents, playlist: EditablePlaylist, content: bytes, today: date
) -> tuple[Contents, list[Problem]]:
    """Return the station as it would be with `content` in that file, and all that would be wrong in it then."""
    gather = Gatherer()
    source = decode_text(content, playlist.file, gather)
    found = read_playlist(source, playlist.file, playlist.id, gather) if source is not None else None
    timetable = _with(contents.timetable, playlist.id, found) if found else contents.timetable
    station = replace(contents, timetable=timetable)
    problems = [*gather.problems, *(check_timetable(station, today) if found else ())]
    return station, problems


def _with(timetable: Timetable, name: str, found: Slot | Campaign) -> Timetable:
    slots = tuple(found if slot.id == name and isinstance(found, Slot) else slot for slot in timetable.slots)
    campaigns = tuple(
        found if campaign.id == name and isinstance(found, Campaign) else campaign for campaign in timetable.campaigns
    )
    return Timetable(slots, campaigns)


def change(contents: Contents, playlist: EditablePlaylist, values: Values, by: str, today: date) -> Changed:
    """Write `values` into the file of `playlist`, and into the record who did it.

    Raises ChangeRefusedError for what would break a rule that holds now or can't be read, ChangedMeanwhileError when
    the file is another one by now.
    """
    changes = _differences(playlist, values)
    wanted = {key: new for key, (_, new) in changes.items()}
    before = {problem.sentence for problem in check_timetable(contents, today)}
    looked_at: list[Problem] = []

    def apply(raw: bytes) -> bytes:
        content = changed_source(playlist, raw, wanted)
        _, problems = trial(contents, playlist, content, today)
        looked_at[:] = [problem for problem in problems if problem.sentence not in before]
        if any(problem.is_error for problem in looked_at):
            raise ChangeRefusedError(playlist.file, tuple(looked_at))
        return content

    def spare() -> bytes:
        return changed_source(playlist, read_whole(contents.folder / playlist.file), wanted)

    content = replace_file(contents.folder, Edit(playlist.file, playlist.revision, apply, spare))
    if changes:
        told = "; ".join(f"{'.'.join(key)}: {was or '–'} → {_shown(new) or '–'}" for key, (was, new) in changes.items())
        note(contents, Act(datetime.now(UTC), Deed.CHANGED, visible(by), playlist.file, note=told))
    shown = {key: (was, _shown(new)) for key, (was, new) in changes.items()}
    return Changed(_editable(playlist.id, playlist.file, content), shown, tuple(looked_at))


def _differences(playlist: EditablePlaylist, values: Values) -> dict[Key, tuple[str, str | Flow]]:
    """Return what `values` change: what stands under each key, and what is to. Raises UsageError for a second one."""
    found: dict[Key, tuple[str, str | Flow]] = {}
    for key, value in values.items():
        if isinstance(value, Flow):
            if any(known[: len(key)] == key for known in playlist.values):
                raise UsageError(N_("“{name}” stands in {file} already"), name=".".join(key), file=playlist.file)
            found[key] = ("", value)
        elif playlist.value(*key) != (typed := " ".join(value.split())):
            found[key] = (playlist.value(*key), typed)
    return found


def _shown(value: str | Flow) -> str:
    return value.text if isinstance(value, Flow) else value
