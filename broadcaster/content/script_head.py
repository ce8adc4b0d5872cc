"""A script's head, edited by lines: every character that is not meant stays as it is."""

import re
from collections.abc import Mapping

from broadcaster.content.node_editing import NotEditableError, with_value, without_value
from broadcaster.content.nodes import Gatherer, Scalar, parse
from broadcaster.content.nodes import Mapping as MappingNode
from broadcaster.content.script_file import split_head
from broadcaster.errors import UsageError
from broadcaster.messages import N_

HEAD_UNEDITABLE = N_("a script starts with a line “---”, the lines “title: …” and “column: …”, and a line “---” again")
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def with_head_line(raw: bytes, key: str, line: str) -> bytes:
    """Return the script `raw` with `line` as the value of `key` in its head: in place of the old one, or at its end.

    Line ends, the byte order mark and everything else stay as they are. Raises UsageError for a head that is not made
    of lines.
    """
    mark, lines, closing = _cut(raw)
    first, end = _head_lines_of(key, lines, closing)
    newline = lines[0][len(lines[0].rstrip("\r\n")) :]
    return mark + "".join([*lines[:first], line + newline, *lines[end:]]).encode("utf-8")


def without_head_line(raw: bytes, key: str) -> bytes:
    """Return the script `raw` without `key` in its head; everything else stays. Raises UsageError as above."""
    mark, lines, closing = _cut(raw)
    first, end = _head_lines_of(key, lines, closing)
    return raw if first >= closing else mark + "".join([*lines[:first], *lines[end:]]).encode("utf-8")


def with_head_values(raw: bytes, values: Mapping[str, str]) -> bytes:
    """Return the script `raw` with those values in its head, each in its span; an empty one takes its line out.

    Raises UsageError for a head that can't be edited.
    """
    mark, lines, closing = _cut(raw)
    head = "".join(lines[1:closing])
    for key, value in values.items():
        try:
            head = with_value(head, (key,), value) if value else without_value(head, (key,))
        except NotEditableError as error:
            raise UsageError(HEAD_UNEDITABLE) from error
    return mark + "".join([lines[0], head, *lines[closing:]]).encode("utf-8")


def head_values(raw: bytes) -> dict[str, str]:
    """Return what stands in the head of the script `raw`, as written; days given apart are joined by two dots."""
    _, lines, closing = _cut(raw)
    root = parse("".join(line.rstrip("\r\n") + "\n" for line in lines[1:closing]), "", Gatherer())
    found: dict[str, str] = {}
    for pair in root.pairs if isinstance(root, MappingNode) else ():
        if isinstance(pair.value, Scalar):
            found[pair.key] = pair.value.text
        elif isinstance(pair.value, MappingNode):
            ends = [pair.value.get(end) for end in ("from", "to")]
            found[pair.key] = "..".join(end.text if isinstance(end, Scalar) else "" for end in ends)
    return found


def body_of(raw: bytes) -> str:
    """Return the text below the head, its lines ended as Unix ends them."""
    _, lines, closing = _cut(raw)
    return "".join(lines[closing + 1 :]).replace("\r\n", "\n").replace("\r", "\n")


def with_body(raw: bytes, body: str) -> bytes:
    """Return the script `raw` with another text below its head, ending lines as it does; the same text changes nothing.

    What a form adds or drops at the very end is no change.
    """
    body = body.replace("\r\n", "\n").replace("\r", "\n").rstrip()
    if body == body_of(raw).rstrip():
        return raw
    mark, lines, closing = _cut(raw)
    newline = lines[0][len(lines[0].rstrip("\r\n")) :]
    return mark + ("".join(lines[: closing + 1]) + body.replace("\n", newline) + newline).encode("utf-8")


def _cut(raw: bytes) -> tuple[bytes, list[str], int]:
    """Return the byte order mark, the lines with their ends, and the number of the line that closes the head."""
    mark = _BYTE_ORDER_MARK if raw.startswith(_BYTE_ORDER_MARK) else b""
    lines = re.split(r"(?<=\n)|(?<=\r)(?!\n)", raw[len(mark) :].decode("utf-8"))
    parts = split_head("\n".join(line.rstrip("\r\n") for line in lines))
    assert parts is not None, "only scripts that could be read are edited"
    return mark, lines, parts[2] - 2


def _head_lines_of(key: str, lines: list[str], closing: int) -> tuple[int, int]:
    """Return from where to where the value of `key` stands in `lines`, whose line `closing` ends the head."""
    head = "".join(line.rstrip("\r\n") + "\n" for line in lines[1:closing])
    root = parse(head, "", Gatherer(), first_line=1)
    pairs = [(pair.key, pair.place.line or 0) for pair in root.pairs] if isinstance(root, MappingNode) else []
    starts = [start for _, start in pairs]
    if len(set(starts)) < len(starts) or any(lines[start][:1].isspace() or lines[start][0] == "{" for start in starts):
        raise UsageError(HEAD_UNEDITABLE)
    first = dict(pairs).get(key, closing)
    end = min((start for start in starts if start > first), default=closing)
    while end - 1 > first and (not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#")):
        end -= 1  # remarks and empty lines belong to what follows
    return first, end
