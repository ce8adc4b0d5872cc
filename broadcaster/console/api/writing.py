"""Scripts written by programs: text and head, a new one, one brought in, its reading, its sound, a guess settled."""

from typing import Any

from starlette.responses import FileResponse, JSONResponse, Response

from broadcaster.console.api.reading import read_body
from broadcaster.console.pages.writing import brought_in, note_written
from broadcaster.console.visit import Visit
from broadcaster.errors import SoundError, SpeechError, UsageError
from broadcaster.messages import N_
from broadcaster.model.lexicon import LexiconEntry
from broadcaster.model.record import Deed
from broadcaster.model.script import Script
from broadcaster.workflows import writing_scripts
from broadcaster.workflows.approvals import ReadScript, read_script
from broadcaster.workflows.approving import find_script
from broadcaster.workflows.delivery import delivery
from broadcaster.workflows.editing_files import ChangedMeanwhileError
from broadcaster.workflows.importing.shapes import imported_json
from broadcaster.workflows.lexicon_editing import typed
from broadcaster.workflows.previewing import listenable, preview_json
from broadcaster.workflows.settling_guesses import settle as settle_guess
from broadcaster.workflows.writing_scripts import FIELDS, Editable, ScriptForm

UNSAVED = ("script", "title", "column", "body")


def text(visit: Visit) -> Response:
    """Tell what is written in a script."""
    return JSONResponse(_text_json(_opened(visit)))


def save(visit: Visit) -> Response:
    """Write a script's text, the head's values that are named, or both, over the revision that was read."""
    said = read_body(visit.json, "revision", "body", "head", needed=("revision",))
    now = _opened(visit)
    form = ScriptForm(said.get("body", now.form.body), _head(said))
    before = Editable(now.script, now.file, said["revision"], now.form)
    try:
        saved = writing_scripts.save(visit.contents, before, form)
    except ChangedMeanwhileError as conflict:
        theirs = Editable(
            now.script,
            now.file,
            writing_scripts.script_revision(conflict.theirs),
            writing_scripts.form_of(conflict.theirs),
        )
        both = {"theirs": _text_json(theirs), "yours": {"body": form.body, "head": form.head}}
        return JSONResponse({"error": conflict.sentence.said(visit.site.language), "kept": conflict.kept} | both, 409)
    if saved.revision != before.revision:
        note_written(visit, saved.script, Deed.SAVED)
    return JSONResponse(_text_json(saved))


def create(visit: Visit) -> Response:
    """Write a new script."""
    said = read_body(visit.json, "body", "head", needed=("body", "head"))
    made = writing_scripts.create(visit.contents, ScriptForm(said["body"], _head(said)))
    note_written(visit, made.script, Deed.BEGUN)
    return JSONResponse(_text_json(made), 201)


def bring_in(visit: Visit) -> Response:
    """Make drafts of a document of an office."""
    return JSONResponse(imported_json(brought_in(visit), visit.site.language), 201)


def reading_of(visit: Visit) -> Response:
    """Tell how a script will be read."""
    return _reading(visit, read_script(find_script(visit.contents, visit.names["id"]), visit.contents))


def reading(visit: Visit) -> Response:
    """Tell how a text that nobody has saved would be read."""
    return _reading(visit, _unsaved(visit))


def settle(visit: Visit) -> Response:
    """Write into the lexicon how a word is read; only a program that `may_void` makes approvals fall by that."""
    said = read_body(visit.json, "written", "spoken", "foreign", "may_void", needed=("written", "spoken"))
    entry = LexiconEntry(typed(said["written"]), typed(said["spoken"]), foreign=said.get("foreign", False))
    contents = visit.contents
    agreed = frozenset(script.id for script in contents.scripts) if said.get("may_void") else frozenset[str]()
    change = settle_guess(contents, entry, "", visit.by, agreed)
    return JSONResponse({
        "written": change.entry.written,
        "spoken": change.entry.spoken,
        "foreign": change.entry.foreign,
        "was_written": change.was_written,
        "to_approve": [read.script.id for read in change.to_approve],
    })  # fmt: skip


def speech_of(visit: Visit) -> Response:
    """Give the sound of a script, made if need be."""
    return _spoken(visit, read_script(find_script(visit.contents, visit.names["id"]), visit.contents))


def speech(visit: Visit) -> Response:
    """Give the sound of a text that nobody has saved; only what is new in it is spoken for that."""
    return _spoken(visit, _unsaved(visit))


def _opened(visit: Visit) -> Editable:
    return writing_scripts.open_script(visit.contents, find_script(visit.contents, visit.names["id"]))


def _head(said: Any) -> dict[str, str]:
    head: dict[str, str] = said.get("head", {})
    if strange := next((name for name in head if name not in FIELDS), None):
        raise UsageError(N_("“{value}” is none of {known}"), value=strange, known=", ".join(FIELDS))
    return head


def _unsaved(visit: Visit) -> ReadScript:
    said = read_body(visit.json, *UNSAVED, needed=("body",))
    form = ScriptForm(said["body"], {name: said[name] for name in ("title", "column") if name in said})
    known = visit.contents.script(said["script"]) if "script" in said else None
    script = known or Script("bai-moi", form.value("title"), form.value("column"), "")
    return writing_scripts.draft_of(visit.contents, script, form)


def _reading(visit: Visit, read: ReadScript) -> Response:
    return JSONResponse(preview_json(read, delivery(read, visit.contents), visit.site.language))


def _spoken(visit: Visit, read: ReadScript) -> Response:
    try:
        return FileResponse(listenable(visit.contents, read), media_type="audio/mpeg")
    except (SpeechError, SoundError) as failure:  # these words are too much for every voice: no fault of the console
        raise UsageError(failure.sentence.template, **failure.sentence.values) from failure


def _text_json(editable: Editable) -> dict[str, Any]:
    return {
        "script": editable.script,
        "file": editable.file,
        "revision": editable.revision,
        "head": dict(editable.form.head),
        "body": editable.form.body,
    }
