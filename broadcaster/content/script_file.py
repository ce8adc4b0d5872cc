"""A script: Markdown with a YAML head between two lines of three hyphens."""

from datetime import date
from pathlib import Path

from broadcaster.content.fields import Fields
from broadcaster.content.nodes import Gatherer, Mapping, Node, decode_text, parse
from broadcaster.content.values import Misread, day, day_range, event, name, one_of, ordered, text, whole_number
from broadcaster.messages import N_
from broadcaster.model.problem import Place
from broadcaster.model.script import Approval, DayRange, Priority, Script

KEYS = ("title", "column", "priority", "valid", "event", "bed", "repeat", "publish", "approval")
MOST_READINGS = 3
NEVER = {"no", "không"}
FENCE = "---"
PRIORITIES = {
    "routine": Priority.ROUTINE,
    "thông thường": Priority.ROUTINE,
    "priority": Priority.PRIORITY,
    "ưu tiên": Priority.PRIORITY,
    "emergency": Priority.EMERGENCY,
    "khẩn cấp": Priority.EMERGENCY,
}


def split_head(source: str) -> tuple[str, str, int] | None:
    """Return the head, the body and the body's first line; None when `source` does not start with a head."""
    lines = source.split("\n")
    if lines[0].rstrip() != FENCE:
        return None
    for number, line in enumerate(lines[1:], start=2):
        if line.rstrip() == FENCE:
            return "\n".join(lines[1 : number - 1]), "\n".join(lines[number:]), number + 1
    return None


def head_lines(path: Path) -> dict[str, int]:
    """Return on which line of the script at `path` each key of its head stands; nothing of what can't be read."""
    try:
        source = decode_text(path.read_bytes(), path.name, Gatherer())
    except OSError:
        return {}
    parts = split_head(source) if source else None
    root = parse(parts[0], path.name, Gatherer(), first_line=2) if parts else None
    return {pair.key: pair.place.line or 1 for pair in root.pairs} if isinstance(root, Mapping) else {}


def read_script(source: str, file: str, script_id: str, gather: Gatherer) -> Script | None:
    """Return the script that `source` holds; None when it can't be read, and then a problem says so."""
    parts = split_head(source)
    if parts is None:
        gather.add(
            Place(file, 1),
            N_("a script starts with a line “---”, the lines “title: …” and “column: …”, and a line “---” again"),
        )
        return None
    head, body, body_line = parts
    told = len(gather.problems)
    root = parse(head, file, gather, first_line=2)
    is_whole = len(gather.problems) == told  # without a value that was refused, such as the days it may air on
    if root is None:
        return None
    fields = Fields(root, Place(file, 1), gather, KEYS)
    fields.require("title", "column")
    if not body.strip():
        gather.add(Place(file, body_line), N_("there is no text to read below the second “---”"))
    valid = _valid(fields)
    publish = fields.value("publish", publication, None)
    script = Script(
        id=script_id,
        title=fields.value("title", text, ""),
        column=fields.value("column", name, ""),
        body=body,
        priority=fields.value("priority", one_of(PRIORITIES), Priority.ROUTINE),
        valid=valid or DayRange(),
        bed=fields.value("bed", name, None),
        repeat=fields.value("repeat", whole_number(1, MOST_READINGS), 1),
        approval=_approval(fields.node("approval"), fields),
        place=Place(file, 1),
        body_line=body_line,
        event=fields.value("event", event, None),
        publish_on=publish if isinstance(publish, date) else None,
        never_publish="publish" in fields and not isinstance(publish, date),
    )
    dated = valid is not None and ("event" in fields) == (script.event is not None)  # else it would air for too long
    usable = is_whole and script.title and script.column and body.strip() and dated
    return script if usable else None


def publication(written: str) -> date | None:
    """Return the day from which a script is on the website; None for never."""
    return None if written.strip().casefold() in NEVER else day(written)


def _valid(fields: Fields) -> DayRange | None:
    """Return the days on which the script may air; None when they are misread: it must not air for ever then."""
    node = fields.node("valid")
    if node is None:
        return DayRange()
    if not isinstance(node, Mapping):
        return fields.value("valid", day_range, None)
    span = Fields(node, node.place, fields.gather, ("from", "to"))
    found = DayRange(span.value("from", day, None), span.value("to", day, None))
    if ("from" in span and found.first is None) or ("to" in span and found.last is None):
        return None
    try:
        return ordered(found, f"{found.first} → {found.last}")
    except Misread as misread:
        fields.gather.add(node.place, misread.sentence.template, **misread.sentence.values)
        return None


def _approval(node: Node | None, fields: Fields) -> Approval | None:
    if node is None:
        return None
    given = Fields(node, node.place, fields.gather, ("by", "on", "fingerprint", "written"))
    if not given.require("by", "on", "fingerprint"):
        return None
    by = given.value("by", text, "")
    on: date | None = given.value("on", day, None)
    fingerprint = given.value("fingerprint", text, "")
    written = given.value("written", text, "")
    return Approval(by, on, fingerprint, written) if by and on and fingerprint else None
