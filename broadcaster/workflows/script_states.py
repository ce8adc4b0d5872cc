"""Where each script stands between its writer and the air, and who did what with it.

Kept in the record and nowhere else: who submitted, sent back, approved or took back what, each bound to the
fingerprint of what would have been heard. People's files stay theirs, and what was submitted is known to the letter.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from broadcaster.content.lexicon_file import LEXICON_FILE
from broadcaster.errors import UsageError
from broadcaster.messages import N_, Sentence
from broadcaster.model.contents import Contents
from broadcaster.model.record import Act, Deed
from broadcaster.model.script import Script
from broadcaster.workflows.approvals import ReadScript, read_script, read_scripts
from broadcaster.workflows.approving import visible
from broadcaster.workflows.checking import why_draft
from broadcaster.workflows.draft_reasons import Changed, changes_since_approval
from broadcaster.workflows.keeping_record import note, record_to_read
from broadcaster.workflows.shapes import Json, act_json

DECIDING = (Deed.SUBMITTED, Deed.SENT_BACK, Deed.APPROVED, Deed.REVOKED)
WRITING = (Deed.BEGUN, Deed.SAVED, Deed.BROUGHT_IN, Deed.SETTLED, Deed.UNSETTLED)
ABOUT_SCRIPTS = (*DECIDING, *WRITING)


class State(StrEnum):
    """Where a script stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"  # as it is now, to be approved
    SENT_BACK = "sent_back"  # to be mended; until it is submitted again
    APPROVED = "approved"
    VOID = "void"  # was approved; changed since, or the approval was taken back
    GONE = "gone"  # the record knows it, and there is no such file any more


STATE_NAMES = {
    State.DRAFT: N_("draft"),
    State.SUBMITTED: N_("submitted"),
    State.SENT_BACK: N_("sent back"),
    State.APPROVED: N_("approved"),
    State.VOID: N_("approval void"),
    State.GONE: N_("no file any more"),
}


@dataclass(frozen=True)
class Standing:
    """One script's state, why it is so where there is something to say, since when, and all that was done with it."""

    script: str
    state: State
    acts: tuple[Act, ...]
    read: ReadScript | None = None
    why: Sentence | None = None
    since: datetime | None = None
    changes: tuple[Changed, ...] = ()


def standings(contents: Contents, wanted: str | None = None) -> tuple[Standing, ...]:
    """Return where the station's scripts stand, or the one `wanted`, by id."""
    scripts = [script for script in contents.scripts if wanted in {None, script.id}]
    reads = read_scripts(contents) if wanted is None else tuple(read_script(script, contents) for script in scripts)
    changes = changes_since_approval(reads, contents)
    with record_to_read(contents) as record:
        acts = {script.id: list(record.deeds(*ABOUT_SCRIPTS, subject=script.id)) for script in scripts}
    return tuple(_standing(read, acts[read.script.id], changes.get(read.script.id, ()), contents) for read in reads)


def gone(contents: Contents) -> tuple[Standing, ...]:
    """Return the scripts that the record knows and that have no file any more."""
    here = {script.id for script in contents.scripts}
    with record_to_read(contents) as record:
        emergencies = record.subjects(Deed.ALERTED)  # which are approved too, and are no scripts
        names = sorted(record.subjects(*ABOUT_SCRIPTS) - here - emergencies - {LEXICON_FILE})
        return tuple(Standing(name, State.GONE, tuple(record.deeds(*ABOUT_SCRIPTS, subject=name))) for name in names)


def _standing(read: ReadScript, acts: Sequence[Act], changes: tuple[Changed, ...], contents: Contents) -> Standing:
    last = next((act for act in reversed(acts) if act.deed in DECIDING), None)
    script = read.script
    if read.is_approved:
        given = next((act for act in reversed(acts) if act.deed is Deed.APPROVED), None)
        return Standing(script.id, State.APPROVED, tuple(acts), read, since=given.at if given else None)
    if last and last.deed is Deed.SUBMITTED and last.fingerprint == read.fingerprint:
        return Standing(script.id, State.SUBMITTED, tuple(acts), read, since=last.at, changes=changes)
    if last and last.deed is Deed.SENT_BACK:
        why = Sentence(N_("{by} sent it back: {why}"), by=last.by, why=last.note or "–")
        return Standing(script.id, State.SENT_BACK, tuple(acts), read, why, last.at, changes)
    was_approved = script.approval is not None or read.revocation is not None
    if not was_approved:
        return Standing(script.id, State.DRAFT, tuple(acts), read)
    why, _ = why_draft(read, changes)
    since = read.revocation.at if read.revocation else _changed_at(read, changes, contents)
    return Standing(script.id, State.VOID, tuple(acts), read, why, since, changes)


def _changed_at(read: ReadScript, changes: Sequence[Changed], contents: Contents) -> datetime | None:
    """Return when the first of the files was written that make it another one than was approved."""
    files = {changed.place.file for changed in changes} or {read.script.place.file if read.script.place else ""}
    moments = [(contents.folder / file).stat().st_mtime for file in files if (contents.folder / file).is_file()]
    zone = ZoneInfo(contents.station.timezone)
    return datetime.fromtimestamp(min(moments), UTC).astimezone(zone) if moments else None


def submit(contents: Contents, script: Script, by: str, word: str = "") -> ReadScript:
    """Put `script`, as it is now, before whoever approves. Raises UsageError for one that can't be approved so."""
    read = read_script(script, contents)
    if read.is_approved:
        raise UsageError(N_("“{name}” is approved just as it is"), name=script.id)
    if read.reading.errors:
        raise UsageError(
            N_("“{name}” can't be approved before its errors are mended; see broadcaster preview {name}"),
            name=script.id,
        )
    note(contents, Act(datetime.now(UTC), Deed.SUBMITTED, visible(by), script.id, read.fingerprint, visible(word)))
    return read


def send_back(contents: Contents, script: Script, by: str, why: str) -> ReadScript:
    """Give a submitted script back to its writer. Raises UsageError for one that is not submitted, or without a why."""
    (standing,) = standings(contents, script.id)
    if standing.state is not State.SUBMITTED or standing.read is None:
        raise UsageError(N_("“{name}” is not submitted as it is now; there is nothing to send back"), name=script.id)
    if not visible(why).strip():
        raise UsageError(N_("say why “{name}” is sent back: its writer has to know what to mend"), name=script.id)
    read = standing.read
    note(contents, Act(datetime.now(UTC), Deed.SENT_BACK, visible(by), script.id, read.fingerprint, visible(why)))
    return read


def note_writing(contents: Contents, script: Script, deed: Deed, by: str, word: str = "") -> None:
    """Write down that `by` wrote, changed or brought in `script`, which is as it is now."""
    read = read_script(script, contents)
    note(contents, Act(datetime.now(UTC), deed, visible(by), script.id, read.fingerprint, visible(word)))


def standing_json(one: Standing, language: str) -> Json:
    """Return where a script stands as `approvals --json` shows it."""
    script = one.read.script if one.read else None
    return {
        "script": one.script,
        "title": script.title if script else None,
        "column": script.column if script else None,
        "state": one.state.value,
        "since": one.since.isoformat(timespec="seconds") if one.since else None,
        "why": one.why.said(language) if one.why else None,
        "changes": [
            {
                "part": changed.part.value,
                "file": changed.place.file,
                "line": changed.place.line,
                "message": changed.sentence.said(language),
            }
            for changed in one.changes
        ],
        "fingerprint": one.read.fingerprint if one.read else None,
        "acts": [act_json(act) for act in one.acts],
    }
