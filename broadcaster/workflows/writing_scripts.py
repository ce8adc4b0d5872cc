"""Writing a script by form: its text and head, saved against the revision that was read; a new one; its reading."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from broadcaster.content.nodes import Gatherer, decode_text
from broadcaster.content.official.words import slug
from broadcaster.content.script_file import read_script as read_source
from broadcaster.content.script_head import body_of, head_values, with_body, with_head_values, without_head_line
from broadcaster.errors import UsageError
from broadcaster.messages import N_, Sentence
from broadcaster.model.contents import Contents
from broadcaster.model.problem import Problem
from broadcaster.model.script import Script
from broadcaster.workflows.approvals import ReadScript, read_script
from broadcaster.workflows.editing_files import Edit, read_whole, replace_file, revision_of
from broadcaster.workflows.editing_lock import editing
from broadcaster.workflows.importing.files import NewFiles

FIELDS = ("title", "column", "priority", "valid", "event", "bed", "repeat")
LONGEST_TITLE = 200  # letters; as the form says
NEW_SCRIPT = b"---\ntitle: x\ncolumn: x\n---\n"  # to be filled in


class FormRefusedError(UsageError):
    """What was typed can't be saved so; `problems` say what is wrong and what to write instead."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__(N_("nothing was saved; look at what is said about each line"))


@dataclass(frozen=True)
class ScriptForm:
    """A script as a form shows it: the head's values as written ("" for none), and the text."""

    body: str
    head: Mapping[str, str] = field(default_factory=dict)

    def value(self, name: str) -> str:
        """Return one of the head's values."""
        return self.head.get(name, "")


@dataclass(frozen=True)
class Editable:
    """A script to be edited: its file, the revision that was read, and what stands in it."""

    script: str
    file: str
    revision: str
    form: ScriptForm


def open_script(contents: Contents, script: Script) -> Editable:
    """Return `script` as a form, with the revision that `save` asks for."""
    assert script.place is not None
    return _editable(script.id, script.place.file, read_whole(contents.folder / script.place.file))


def form_of(raw: bytes) -> ScriptForm:
    """Return the form of a script's file."""
    values = head_values(raw)
    return ScriptForm(body_of(raw), {name: values[name] for name in FIELDS if name in values})


def script_revision(raw: bytes) -> str:
    """Return the revision of a script's file; that somebody approved it meanwhile makes it no other one."""
    return revision_of(without_head_line(raw, "approval"))


def save(contents: Contents, editable: Editable, form: ScriptForm) -> Editable:
    """Save `form` over the revision that `editable` was read as; return the script as it is then.

    Only what differs is touched: comments and order in the head stay. Raises ChangedMeanwhileError when somebody else
    saved meanwhile, FormRefusedError when a value can't be read.
    """
    _refuse_unfit(form)
    changed = {name: _typed(value) for name, value in form.head.items() if _typed(value) != editable.form.value(name)}

    def apply(raw: bytes) -> bytes:
        content = with_body(raw, form.body)
        content = with_head_values(content, changed) if changed else content
        _refuse_mistakes(content, editable.file)
        return content

    edit = Edit(editable.file, editable.revision, apply, lambda: _new_file(form), script_revision)
    return _editable(editable.script, editable.file, replace_file(contents.folder, edit))


def _editable(script: str, file: str, raw: bytes) -> Editable:
    return Editable(script, file, script_revision(raw), form_of(raw))


def _new_file(form: ScriptForm) -> bytes:
    head = {name: _typed(form.value(name)) for name in FIELDS if _typed(form.value(name))}
    return with_body(with_head_values(NEW_SCRIPT, head), form.body)


def create(contents: Contents, form: ScriptForm) -> Editable:
    """Write a new script, named by its title; nothing that is there is written over. Raises FormRefusedError."""
    _refuse_unfit(replace(form, head={"title": "", "column": "", **form.head}))
    content = _new_file(form)
    files = NewFiles(contents.folder, "scripts")
    with editing(contents.folder):
        name = files.free_name(slug(form.value("title")) or slug(form.value("column")), ".md")
        file = f"scripts/{name}.md"
        _refuse_mistakes(content, file)
        files.write(f"{name}.md", content)
    return _editable(name, file, content)


def draft_of(contents: Contents, script: Script | None, form: ScriptForm) -> ReadScript:
    """Return how what is in a form would be read, saved or not: the whole text is read again, in some milliseconds."""
    known = script or Script("", form.value("title"), form.value("column"), "")
    return read_script(replace(known, body=form.body.replace("\r\n", "\n")), contents)


def _typed(value: str) -> str:
    return " ".join(value.split())


def _refuse_unfit(form: ScriptForm) -> None:
    """Raise FormRefusedError for what no script can be without, told as the form names it."""
    wrong = []
    title = _typed(form.head.get("title", "x"))
    if not title:
        wrong.append(Sentence(N_("give the script a title")))
    if len(title) > LONGEST_TITLE:
        wrong.append(Sentence(N_("the title is too long: at most {most} letters"), most=LONGEST_TITLE))
    if not _typed(form.head.get("column", "x")):
        wrong.append(Sentence(N_("choose the column of the script")))
    if not form.body.strip():
        wrong.append(Sentence(N_("there is no text yet: write what is to be read")))
    if wrong:
        raise FormRefusedError(tuple(Problem(sentence) for sentence in wrong))


def _refuse_mistakes(content: bytes, file: str) -> None:
    gather = Gatherer()
    source = decode_text(content, file, gather)
    if source is not None:
        read_source(source, file, Path(file).stem, gather)
    if wrong := tuple(problem for problem in gather.problems if problem.is_error):
        raise FormRefusedError(wrong)
