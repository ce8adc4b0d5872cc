"""Approve a script, or take the approval back: a line of the record, and one in the script's head."""

import json
import os
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path

from broadcaster.content.script_head import with_head_line, without_head_line
from broadcaster.errors import NotReadyError, UnknownNameError, UsageError, reason_of
from broadcaster.messages import N_
from broadcaster.model.contents import Contents
from broadcaster.model.record import Act, Deed
from broadcaster.model.script import Script
from broadcaster.model.sound import ClipKind
from broadcaster.workflows.approvals import ReadScript, read_script, written_fingerprint
from broadcaster.workflows.draft_reasons import approved_as
from broadcaster.workflows.editing_lock import editing
from broadcaster.workflows.keeping_record import note
from broadcaster.workflows.recordings import known_words
from broadcaster.workflows.station_folder import Places


def find_script(contents: Contents, wanted: str) -> Script:
    """Return the script that `wanted` names: its id, or its file's name or path. Raises UsageError."""
    path = Path(wanted)
    script = contents.script(path.stem if path.suffix == ".md" else wanted)
    if script is not None and script.place is not None and len(path.parts) > 1:
        meant = {path.resolve(), (contents.folder / path).resolve()}  # as seen from here, or from the station
        script = script if (contents.folder / script.place.file).resolve() in meant else None
    if script is None:
        raise UnknownNameError(N_("there is no script “{name}” in scripts/ that can be read"), name=wanted)
    return script


def approve(contents: Contents, script: Script, by: str, on: date) -> ReadScript:
    """Bind the approval of `by` to what `script` would sound like, and write it into the record and the file.

    Into the record first: no approval is in effect that the record does not know of. Raises UsageError when the text
    has errors that must be mended first.
    """
    read = read_script(script, contents)
    if read.reading.errors:
        raise UsageError(
            N_("“{name}” can't be approved before its errors are mended; see broadcaster preview {name}"),
            name=script.id,
        )
    assert script.place is not None
    path = contents.folder / script.place.file
    now = datetime.now(UTC)
    note(contents, Act(now, Deed.APPROVED, visible(by), script.id, read.fingerprint, approved=approved_as(read)))
    prints = f"fingerprint: {_quoted(read.fingerprint)}, written: {_quoted(written_fingerprint(script))}"
    approval = f"approval: {{by: {_quoted(by)}, on: {on.isoformat()}, {prints}}}"
    with editing(contents.folder):
        write_beside(path, with_head_line(path.read_bytes(), "approval", approval))
    _note_words(contents, [read])
    return read


def revoke(contents: Contents, script: Script, by: str, why: str, on: date) -> None:
    """Take the approval of `script` back: it is a draft again, whatever somebody puts back into its file.

    What lies built for `on` and later and holds it leaves the lists that any player could play. Raises UsageError when
    it has no approval.
    """
    from broadcaster.workflows.day_lists import take_out_of_lists

    approval = script.approval
    if approval is None:
        raise UsageError(N_("“{name}” has no approval that could be taken back"), name=script.id)
    assert script.place is not None
    path = contents.folder / script.place.file
    now = datetime.now(UTC)
    note(contents, Act(now, Deed.REVOKED, visible(by), script.id, approval.fingerprint, note=visible(why)))
    with editing(contents.folder):
        write_beside(path, without_head_line(path.read_bytes(), "approval"))
    take_out_of_lists(contents, script.id, on)


def note_recordings(contents: Contents) -> None:
    """Keep for which words each recording is that is met for the first time, unless it is older than its text."""
    scripts = [script for script in contents.scripts if contents.sound(ClipKind.RECORDING, script.id)]
    reads = [read_script(script, contents) for script in scripts]
    _note_words(
        contents,
        [r for r in reads if r.recorded and not r.recorded.is_known and not r.recorded.is_older_than_text],
    )


def _note_words(contents: Contents, reads: Iterable[ReadScript]) -> None:
    before = known_words(contents.folder)
    now = before | {read.recorded.sha256: read.recorded.words for read in reads if read.recorded}
    if now != before:
        with suppress(NotReadyError):  # a write-protected station does without: the files' times tell instead
            write_beside(Places(contents.folder).recordings, json.dumps(now, indent=1).encode())


def _quoted(text: str) -> str:
    """Return `text` as a YAML scalar in double quotes: nothing in a name can end it or start another key."""
    return '"' + visible(text).replace("\\", "\\\\").replace('"', '\\"') + '"'


def visible(text: str) -> str:
    """Return `text` on one line, without the signs that nobody sees."""
    return "".join(sign for sign in " ".join(text.split()) if sign.isprintable())


def write_beside(path: Path, content: bytes, *, durable: bool = True) -> None:
    """Write `content` to a file beside `path` and rename it, so that a crash leaves the old or the new one whole.

    What need not survive the plug may do without the wait for the disk: not `durable`. Raises NotReadyError when the
    disk refuses.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with temporary.open("wb") as file:
                file.write(content)
                if durable:
                    file.flush()
                    os.fsync(file.fileno())
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise NotReadyError(N_("{folder} can't be written ({detail})"), folder=path, detail=reason_of(error)) from error
