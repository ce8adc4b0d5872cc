"""Slots and campaigns for programs: read, and changed with the checks and the messages that files have."""

from typing import Any

from starlette.responses import JSONResponse, Response

from broadcaster.console.api.reading import read_body
from broadcaster.console.pages.timetable import airing_to_add, fields_of
from broadcaster.console.visit import Visit
from broadcaster.errors import UsageError
from broadcaster.messages import N_
from broadcaster.workflows.editing_files import ChangedMeanwhileError
from broadcaster.workflows.shapes import problem_json
from broadcaster.workflows.timetable_editing import (
    EditablePlaylist,
    Key,
    Values,
    change,
    open_playlist,
    playlist_files,
)


def every(visit: Visit) -> Response:
    """Tell which slots and campaigns there are."""
    campaigns = {campaign.id: campaign.title for campaign in visit.contents.timetable.campaigns}
    titles = {slot.id: slot.title for slot in visit.contents.timetable.slots} | campaigns
    found = [
        {"playlist": name, "title": titles[name], "kind": _kind(name in campaigns), "file": file}
        for name, file in playlist_files(visit.contents).items()
    ]
    return JSONResponse({"playlists": found})


def one(visit: Visit) -> Response:
    """Tell what is written in a slot or a campaign."""
    return JSONResponse(_playlist_json(open_playlist(visit.contents, visit.names["playlist"])))


def edit(visit: Visit) -> Response:
    """Change values in a slot or a campaign."""
    said = read_body(visit.json, "revision", "values", needed=("revision", "values"))
    now = open_playlist(visit.contents, visit.names["playlist"])
    known = _known_keys(visit, now)
    for name in said["values"]:
        if name not in known:
            raise UsageError(N_("“{value}” is none of {known}"), value=name, known=", ".join(known))
    values: Values = {known[name]: value for name, value in said["values"].items()}
    return _changed(visit, now, said["revision"], values)


def add(visit: Visit) -> Response:
    """Add an airing to a campaign."""
    names = ("revision", "title", "at", "airtime", "column")
    said = read_body(visit.json, *names, needed=names)
    now = open_playlist(visit.contents, visit.names["playlist"])
    typed = [said[name].strip() for name in names[1:]]
    return _changed(visit, now, said["revision"], airing_to_add(*typed))


def _known_keys(visit: Visit, playlist: EditablePlaylist) -> dict[str, Key]:
    """Return what may be changed: what the form shows, and for a campaign by how much longer each slot lasts."""
    known = {field.name: field.key for field in fields_of(playlist)}
    if playlist.is_campaign:
        slots = visit.contents.timetable.slots
        known |= {f"extend.{slot.id}.by": ("extend", slot.id, "by") for slot in slots}
    return known


def _changed(visit: Visit, now: EditablePlaylist, revision: str, values: Values) -> Response:
    contents = visit.contents
    before = EditablePlaylist(now.id, now.file, revision, now.values)
    try:
        done = change(contents, before, values, visit.by, visit.site.watch.now().date())
    except ChangedMeanwhileError as conflict:
        theirs = _playlist_json(open_playlist(visit.contents, now.id))
        said = {"error": conflict.sentence.said(visit.site.language), "kept": conflict.kept, "theirs": theirs}
        return JSONResponse(said, 409)
    return JSONResponse({
        "playlist": _playlist_json(done.playlist),
        "changes": [{"name": ".".join(key), "was": was, "now": new} for key, (was, new) in done.changes.items()],
        "problems": [problem_json(problem, visit.site.language) for problem in done.problems],
    })  # fmt: skip


def _kind(is_campaign: bool) -> str:
    return "campaign" if is_campaign else "slot"


def _playlist_json(playlist: EditablePlaylist) -> dict[str, Any]:
    return {
        "playlist": playlist.id,
        "file": playlist.file,
        "kind": _kind(playlist.is_campaign),
        "revision": playlist.revision,
        "values": {".".join(key): value for key, value in playlist.values.items()},
    }
