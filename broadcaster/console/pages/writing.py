"""Writing: a script saved, begun or brought in; what the machine will say while it is typed; its sound."""

import re
import tempfile
from pathlib import Path

from starlette.responses import FileResponse, JSONResponse, Response

from broadcaster.console.pages.scripts import Shown, choices, look_at, may_write, script_page, standing_of
from broadcaster.console.visit import Visit
from broadcaster.console.written import as_in_file
from broadcaster.errors import BroadcasterError, UsageError
from broadcaster.messages import N_, Sentence
from broadcaster.model.lexicon import LexiconEntry
from broadcaster.model.record import Deed
from broadcaster.model.script import Script
from broadcaster.workflows.approvals import ReadScript
from broadcaster.workflows.approving import find_script
from broadcaster.workflows.editing_files import ChangedMeanwhileError
from broadcaster.workflows.importing import Importer, Wishes
from broadcaster.workflows.importing.documents import Imported
from broadcaster.workflows.importing.files import safe_name
from broadcaster.workflows.lexicon_editing import EntryRefusedError, typed
from broadcaster.workflows.previewing import listenable
from broadcaster.workflows.script_states import note_writing, submit
from broadcaster.workflows.settling_guesses import WouldFallError, chosen
from broadcaster.workflows.settling_guesses import settle as settle_guess
from broadcaster.workflows.settling_guesses import unsettle as unsettle_guess
from broadcaster.workflows.station_folder import Places
from broadcaster.workflows.writing_scripts import (
    FIELDS,
    Editable,
    FormRefusedError,
    ScriptForm,
    draft_of,
    form_of,
    open_script,
    script_revision,
)
from broadcaster.workflows.writing_scripts import create as create_script
from broadcaster.workflows.writing_scripts import save as save_script

KEY = re.compile(r"[0-9a-f]{40}")
DOCUMENTS = (".docx", ".pdf", ".txt", ".md")
CONFLICT = 409
MEANWHILE = N_(
    "somebody else changed this script meanwhile, so yours was not saved: theirs stands just below, yours in the form "
    "under it. A copy of yours is kept in {kept}"
)
WRITTEN = N_("written into lexicon.yaml: “{written}” is read “{spoken}”")
WRITTEN_AND_VOID = N_("{said}; to be approved again: {titles}")
TAKEN_BACK = N_("taken out of lexicon.yaml again: “{written}”")


def form_in(visit: Visit) -> ScriptForm:
    """Return the script as it was typed."""
    head = {name: as_in_file(name, visit.field(name)) for name in FIELDS if name in visit.form}
    return ScriptForm(visit.secret("body").replace("\r\n", "\n"), head)


def save(visit: Visit) -> Response:
    """Save what was typed over the revision that it was typed on; submit it too, where that was asked for."""
    standing, form = standing_of(visit), form_in(visit)
    assert standing.read is not None
    now = open_script(visit.contents, standing.read.script)
    before = Editable(now.script, now.file, visit.field("revision"), _as_opened(visit, now))
    try:
        saved = save_script(visit.contents, before, form)
    except ChangedMeanwhileError as conflict:
        shown = Shown(form, script_revision(conflict.theirs), theirs=form_of(conflict.theirs))
        return script_page(visit, standing_of(visit), Sentence(MEANWHILE, kept=conflict.kept), shown, status=CONFLICT)
    except FormRefusedError as refusal:
        shown = Shown(form, before.revision, problems=refusal.problems)
        return script_page(visit, standing, refusal.sentence, shown, status=422)
    if saved.revision != before.revision:
        note_written(visit, standing.script, Deed.SAVED)
    if visit.field("then") == "submit":
        contents = visit.contents
        try:
            submit(contents, find_script(contents, standing.script), visit.by, visit.field("word"))
        except UsageError as refusal:  # it is saved all the same
            return script_page(visit, standing_of(visit), refusal.sentence, status=422)
    return visit.go(f"/scripts/{standing.script}")


def note_written(visit: Visit, script: str, deed: Deed, word: str = "") -> None:
    """Write down that who asks has written, changed or brought in `script`."""
    contents = visit.contents
    note_writing(contents, find_script(contents, script), deed, visit.by, word)


def _as_opened(visit: Visit, now: Editable) -> ScriptForm:
    """Return the head as the form was opened with: what the browser brings back unchanged is not written."""
    head = {name: as_in_file(name, visit.field(f"was-{name}")) for name in FIELDS if f"was-{name}" in visit.form}
    return ScriptForm(now.form.body, head)


def begin(visit: Visit) -> Response:
    """Show an empty script."""
    return _new(visit, ScriptForm("", {"column": visit.query.get("column", "")}))


def _new(visit: Visit, form: ScriptForm, refusal: FormRefusedError | None = None) -> Response:
    return visit.page(
        "script_new.html", status=422 if refusal else 200, form=form, said=refusal.sentence if refusal else None,
        problems=refusal.problems if refusal else (), look=None, **choices(visit.contents),
    )  # fmt: skip


def create(visit: Visit) -> Response:
    """Write a new script."""
    form = form_in(visit)
    try:
        made = create_script(visit.contents, form)
    except FormRefusedError as refusal:
        return _new(visit, form, refusal)
    note_written(visit, made.script, Deed.BEGUN)
    return visit.go(f"/scripts/{made.script}")


def bring_in(visit: Visit) -> Response:
    """Make drafts of a document of an office, and tell what was left out of it."""
    found = brought_in(visit)
    return visit.page("imported.html", found=found, scripts=[(Path(one.file).stem, one) for one in found.written])


def brought_in(visit: Visit) -> Imported:
    """Return what came of the document that was sent. Raises UsageError for one that can't be read."""
    upload = visit.upload("file")
    name = safe_name(Path((upload.filename or "").replace("\\", "/")).name)
    if not name.casefold().endswith(DOCUMENTS):
        raise UsageError(N_("“{name}” is none of these: {endings}"), name=name, endings=", ".join(DOCUMENTS))
    wishes = Wishes(split=visit.field("split") == "yes")
    with tempfile.TemporaryDirectory(prefix="broadcaster-") as folder:
        path = Path(folder) / name
        path.write_bytes(upload.file.read())
        found = Importer(visit.contents, wishes, visit.site.language).import_document(path)
    for one in found.written:
        note_written(visit, Path(one.file).stem, Deed.BROUGHT_IN, found.source.name)
    return found


def _read(visit: Visit) -> ReadScript:
    """Return how what stands in the form will be read, saved or not."""
    contents, form = visit.contents, form_in(visit)
    script = contents.script(visit.field("script"))
    return draft_of(contents, script or Script("bai-moi", form.value("title"), form.value("column"), ""), form)


def reading(visit: Visit) -> Response:
    """Return what the machine will say of what is being typed, as a part of the page."""
    return _reading(visit)


def _reading(
    visit: Visit,
    said: Sentence | None = None,
    *,
    good: bool = True,
    settled: LexiconEntry | None = None,
    falling: tuple[ReadScript, ...] = (),
) -> Response:
    """Return the reading; `settled` can be taken back from there, the approvals of `falling` are asked about."""
    return visit.page(
        "script/reading.html", look=look_at(_read(visit), visit.contents, visit.site.language), said=said, good=good,
        may_write=may_write(visit), settled=settled, falling=falling, asked=visit,
    )  # fmt: skip


def settle(visit: Visit) -> Response:
    """Write into the lexicon how a guess of the text is read; return the reading then, or what is asked first."""
    contents, look = visit.contents, look_at(_read(visit), visit.contents, visit.site.language)
    try:
        entry = chosen(look.settling.values(), visit.field("written"), visit.field("spoken"))
        change = settle_guess(contents, entry, visit.field("script"), visit.by, _agreed(visit))
    except WouldFallError as asked:
        return _reading(visit, asked.sentence, good=False, falling=asked.scripts)
    except EntryRefusedError as refusal:
        return _reading(visit, refusal.problems[0].sentence if refusal.problems else refusal.sentence, good=False)
    except UsageError as refusal:
        return _reading(visit, refusal.sentence, good=False)
    written = Sentence(WRITTEN, written=entry.written, spoken=entry.spoken)
    titles = ", ".join(f"“{read.script.title}”" for read in change.to_approve)
    said = Sentence(WRITTEN_AND_VOID, said=written, titles=titles) if titles else written
    return _reading(visit, said, settled=change.entry if change.replaced is None else None)


def unsettle(visit: Visit) -> Response:
    """Take out of the lexicon what was settled from here; return the reading then, or what is asked first."""
    entry = LexiconEntry(typed(visit.field("written")), typed(visit.field("spoken")))
    try:
        unsettle_guess(visit.contents, entry, visit.field("script"), visit.by, _agreed(visit))
    except WouldFallError as asked:
        return _reading(visit, asked.sentence, good=False, falling=asked.scripts)
    except UsageError as refusal:
        return _reading(visit, refusal.sentence, good=False)
    return _reading(visit, Sentence(TAKEN_BACK, written=entry.written))


def _agreed(visit: Visit) -> frozenset[str]:
    """Return the scripts of which was told that their approval falls, and it was answered: all the same."""
    return frozenset(visit.field("agreed").split())


def speak(visit: Visit) -> Response:
    """Make the sound of what stands in the form, and tell where it is; only what is new in it is spoken for that."""
    try:
        path = listenable(visit.contents, _read(visit))
    except BroadcasterError as failure:
        return JSONResponse({"error": failure.sentence.said(visit.site.language)}, 422)
    return JSONResponse({"sound": f"/writing/sound/{path.stem}"})


def sound(visit: Visit) -> Response:
    """Give a sound that was made."""
    key = visit.names["key"]
    path = Places(visit.site.folder).items / key[:2] / f"{key}.mp3"
    if not KEY.fullmatch(key) or not path.is_file():
        raise UsageError(N_("this sound is not there any more: look again"))
    return FileResponse(path, media_type="audio/mpeg")
