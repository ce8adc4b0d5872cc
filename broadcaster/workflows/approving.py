"""Write an approval into a script's head, leaving every other character as it is."""

import os
from datetime import date
from pathlib import Path

from broadcaster.content.script_file import FENCE, split_head
from broadcaster.errors import UsageError
from broadcaster.messages import N_
from broadcaster.model.contents import Contents
from broadcaster.model.script import Script
from broadcaster.workflows.approvals import ReadScript, read_script


def find_script(contents: Contents, wanted: str) -> Script:
    """Return the script that `wanted` names: its id, or its file's name or path. Raises UsageError."""
    script_id = Path(wanted).stem if wanted.endswith(".md") else wanted
    script = contents.script(script_id)
    if script is None:
        raise UsageError(N_("there is no script “{name}” in scripts/ that can be read"), name=wanted)
    return script


def approve(contents: Contents, script: Script, by: str, on: date) -> ReadScript:
    """Bind the approval of `by` to what `script` would sound like, and write it into the file.

    Raises UsageError when the text has errors that must be mended first.
    """
    read = read_script(script, contents)
    if read.reading.errors:
        raise UsageError(
            N_("“{name}” can't be approved before its errors are mended; see broadcaster preview {name}"),
            name=script.id,
        )
    assert script.place is not None
    path = contents.folder / script.place.file
    approval = f"approval: {{by: {_quoted(by)}, on: {on.isoformat()}, fingerprint: {_quoted(read.fingerprint)}}}"
    write_beside(path, with_head_line(path.read_bytes(), "approval", approval))
    return read


def _quoted(text: str) -> str:
    """Return `text` as a YAML scalar in double quotes: nothing in a name can end it or start another key."""
    kept = "".join(sign for sign in text if sign.isprintable())
    return '"' + kept.replace("\\", "\\\\").replace('"', '\\"') + '"'


def with_head_line(raw: bytes, key: str, line: str) -> bytes:
    """Return the script `raw` with `line` as the value of `key` in its head: in place of the old one, or at its end.

    Line ends, the byte order mark and everything else stay as they are.
    """
    mark = b"\xef\xbb\xbf" if raw.startswith(b"\xef\xbb\xbf") else b""
    text = raw[len(mark) :].decode("utf-8")
    newline = "\r\n" if "\r\n" in text else "\n"
    parts = split_head(text.replace("\r\n", "\n"))
    assert parts is not None, "only scripts that could be read are approved"
    head, body, _ = parts
    kept: list[str] = []
    inside = False
    for old in head.split("\n"):
        if old.startswith(f"{key}:"):
            inside = True
        elif inside and (old.startswith((" ", "\t")) or not old.strip()):
            continue  # the rest of the old value, written over several lines
        else:
            inside = False
            kept.append(old)
    whole = "\n".join([FENCE, *kept, line, FENCE, body])
    return mark + whole.replace("\n", newline).encode("utf-8")


def write_beside(path: Path, content: bytes) -> None:
    """Write `content` to a file beside `path` and rename it, so that a crash leaves the old or the new one whole."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
