"""Kịch bản: what there is by column and state, and one script: its reading, its way to the air, its history."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from starlette.responses import Response

from broadcaster.console.visit import Visit
from broadcaster.console.ways import LARGEST_DOCUMENT
from broadcaster.errors import UnknownNameError
from broadcaster.messages import N_, Sentence
from broadcaster.model.account import Role
from broadcaster.model.contents import Contents
from broadcaster.model.lexicon import LexiconEntry
from broadcaster.model.problem import Problem
from broadcaster.model.record import Deed
from broadcaster.model.script import Priority
from broadcaster.model.sound import ClipKind
from broadcaster.model.timetable import EntryKind
from broadcaster.workflows.approvals import ReadScript
from broadcaster.workflows.checking import why_draft
from broadcaster.workflows.column_names import column_names
from broadcaster.workflows.delivery import Delivery, delivery
from broadcaster.workflows.draft_reasons import Changed, Part
from broadcaster.workflows.importing.station_columns import columns_on_air, known_columns
from broadcaster.workflows.lexicon_editing import settling
from broadcaster.workflows.reading_view import ReadLine, Remark, read_lines, remarks
from broadcaster.workflows.script_states import Standing, State, standings
from broadcaster.workflows.writing_scripts import ScriptForm, draft_of, open_script

FILTERS = (State.SUBMITTED, State.SENT_BACK, State.VOID, State.DRAFT, State.APPROVED)


@dataclass(frozen=True)
class Look:
    """How a text will be read: line by line, what to look at in it, how long, and what would settle each guess."""

    read: ReadScript
    lines: tuple[ReadLine, ...]
    remarks: tuple[Remark, ...]
    heard: Delivery
    settling: Mapping[int, LexiconEntry]


def look_at(read: ReadScript, contents: Contents, language: str) -> Look:
    """Return how `read` is shown."""
    heard = delivery(read, contents)
    found = remarks(read, ends_item=heard.ends_with_text)
    settles = {one.number: entry for one in found if one.is_guess and one.token and (entry := settling(one.token))}
    return Look(read, read_lines(read, found, language), found, heard, settles)


def show(visit: Visit) -> Response:
    """Show all scripts by column, or those of one state."""
    contents = visit.contents
    found = standings(contents)
    counts = {state: sum(one.state is state for one in found) for state in FILTERS}
    wanted = next((state for state in FILTERS if state.value == visit.query.get("state")), None)
    shown = [one for one in found if wanted in {None, one.state}]
    by_column: dict[str, list[Standing]] = {}
    for one in sorted(shown, key=lambda one: (one.read.script.column if one.read else "", one.script)):
        assert one.read is not None
        by_column.setdefault(one.read.script.column, []).append(one)
    lengths = {one.script: delivery(one.read, contents).duration_ms for one in shown if one.read}
    _, problems = visit.site.watch.opened()
    unreadable = [problem for problem in problems if problem.is_error and problem.place
                  and problem.place.file.startswith("scripts/")]  # fmt: skip
    return visit.page(
        "scripts.html", by_column=by_column, columns=column_names(contents, by_column), counts=counts, wanted=wanted,
        count=len(found), lengths=lengths, asked_for=_asked_for(contents), unreadable=unreadable,
        largest_document=LARGEST_DOCUMENT, may_write=may_write(visit),
    )  # fmt: skip


def _asked_for(contents: Contents) -> set[str]:
    """Return the columns from which something airs: asked for as a whole, or a script of them by its name."""
    by_name = {entry.name for entry in contents.timetable.all_entries if entry.kind is EntryKind.SCRIPT}
    return columns_on_air(contents) | {script.column for script in contents.scripts if script.id in by_name}


def may_write(visit: Visit) -> bool:
    """Whether who asks may write scripts."""
    return visit.who.may(frozenset({Role.WRITER}))


def standing_of(visit: Visit) -> Standing:
    """Return the script that the path names. Raises UnknownNameError when there is none."""
    found = [one for one in standings(visit.contents, visit.names["id"]) if one.read is not None]
    if not found:
        raise UnknownNameError(N_("there is no script “{name}” in scripts/ that can be read"), name=visit.names["id"])
    return found[0]


def one(visit: Visit) -> Response:
    """Show one script."""
    return script_page(visit, standing_of(visit))


@dataclass(frozen=True)
class Shown:
    """What the form shows where it is not what stands in the file: what was typed, and why it was not saved."""

    form: ScriptForm
    revision: str
    problems: tuple[Problem, ...] = ()
    theirs: ScriptForm | None = None
    is_unsaved: bool = True  # what the form shows stands in no file yet


def script_page(
    visit: Visit, standing: Standing, said: Sentence | None = None, shown: Shown | None = None, *, status: int = 200
) -> Response:
    """Return the page of a script."""
    contents, read = visit.contents, standing.read
    assert read is not None
    editable = open_script(contents, read.script)
    form = shown.form if shown else editable.form
    seen = draft_of(contents, read.script, form) if shown else read
    file = read.script.place.file if read.script.place else ""
    return visit.page(
        "script.html", status=status, one=by_text_box(standing), said=said, editable=editable, form=form,
        revision=shown.revision if shown else editable.revision, problems=shown.problems if shown else (),
        theirs=shown.theirs if shown else None, look=look_at(seen, contents, visit.site.language),
        is_unsaved=shown is not None and shown.is_unsaved, text_line=(file, read.script.body_line),
        theirs_by=_last_writer(standing) if shown and shown.theirs else "", settled=None, falling=(),
        column=column_names(contents, [read.script.column]).get(read.script.column, read.script.column),
        may_write=may_write(visit), may_approve=visit.who.may(frozenset({Role.APPROVER})), **choices(contents),
    )  # fmt: skip


def by_text_box(standing: Standing) -> Standing:
    """Return `standing` with its lines counted as the page's text box counts them, not the file with its head."""
    read = standing.read
    if read is None or not standing.changes:
        return standing
    changes = tuple(_by_text_box(changed, read.script.body_line) for changed in standing.changes)
    why = why_draft(read, changes)[0] if standing.state is State.VOID else standing.why
    return replace(standing, changes=changes, why=why)


def _by_text_box(changed: Changed, first_line: int) -> Changed:
    if changed.part is not Part.TEXT or changed.place.line is None:
        return changed
    line = changed.place.line - first_line + 1
    return replace(changed, sentence=Sentence(changed.sentence.template, **{**changed.sentence.values, "line": line}))


def _last_writer(standing: Standing) -> str:
    return next((act.by for act in reversed(standing.acts) if act.deed in {Deed.BEGUN, Deed.SAVED}), "")


def choices(contents: Contents) -> dict[str, object]:
    """Return what the fields of the form offer."""
    names = known_columns(contents)
    beds = sorted(sound.id for sound in contents.sounds if sound.kind is ClipKind.BED)
    return {"columns": column_names(contents, names), "beds": beds, "priorities": list(Priority)}
