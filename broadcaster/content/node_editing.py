"""Edit people's YAML in place: one value is put into its span of the source, and every other character stays.

Comments, order, quotation marks, line ends and spacing are nobody's to change but the people's whose file it is. The
nodes of `yaml.compose` say from where to where a value stands; nothing is parsed and written anew.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import yaml

Path = tuple[str, ...]
BLOCK_STYLES = ("|", ">")


class NotEditableError(ValueError):
    """The source is no YAML, or has no place for such a value."""


@dataclass(frozen=True)
class Flow:
    """A value that is YAML already, on one line: ``[5h30, 17h]``, ``{from: 2026-05-13, to: 2026-05-18}``."""

    text: str


def flow_list(parts: Sequence[str]) -> Flow:
    """Return texts as a list on one line, each quoted where it has to be."""
    return Flow("[" + ", ".join(_written(part) for part in parts) + "]")


def flow_mapping(pairs: Mapping[str, str | Flow]) -> Flow:
    """Return names and values as a mapping on one line."""
    return Flow("{" + ", ".join(f"{_written(key)}: {_written(value)}" for key, value in pairs.items()) + "}")


def values_in(source: str) -> dict[Path, str]:
    """Return every text in the mappings of `source` by its path, as written; of a list of texts, joined by commas.

    What else lists hold is left out. Raises NotEditableError.
    """
    found: dict[Path, str] = {}
    _gather(_root(source), (), found)
    return found


def _gather(node: yaml.Node | None, path: Path, found: dict[Path, str]) -> None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            _gather(value, (*path, str(key.value)), found)
    elif isinstance(node, yaml.ScalarNode):
        found[path] = str(node.value)
    elif isinstance(node, yaml.SequenceNode) and all(isinstance(item, yaml.ScalarNode) for item in node.value):
        found[path] = ", ".join(str(item.value) for item in node.value)


def with_value(source: str, path: Path, value: str | Flow) -> str:
    """Return `source` with `value` at `path`, where one stands already or as the last of its mapping.

    Text is quoted as the text before it was, or where YAML needs it. Raises NotEditableError.
    """
    root = _root(source)
    pair = _pair(root, path)
    if pair is not None:
        return _replaced(source, *pair, value)
    parent = root if len(path) == 1 else _value(root, path[:-1])
    if parent is None or _is_empty(parent):
        if len(path) == 1:
            return _joined(source, _newline(source), f"{path[-1]}: {_written(value)}")
        return with_value(source, path[:-1], Flow(f"{{{path[-1]}: {_written(value)}}}"))
    if not isinstance(parent, yaml.MappingNode):
        raise NotEditableError(path)
    return _added(source, parent, f"{path[-1]}: {_written(value)}")


def without_value(source: str, path: Path) -> str:
    """Return `source` without what stands at `path`; as it is when nothing does. Raises NotEditableError."""
    root = _root(source)
    pair = _pair(root, path)
    if pair is None:
        return source
    key, value = pair
    parent = root if len(path) == 1 else _value(root, path[:-1])
    assert isinstance(parent, yaml.MappingNode)
    if parent.flow_style:
        return _cut_from_flow(source, parent, key, value)
    begins = source.rfind("\n", 0, key.start_mark.index) + 1
    if source[begins : key.start_mark.index].strip():  # behind the hyphen of a list
        raise NotEditableError(path)
    return source[:begins] + source[_line_end(source, _end(source, value, key)) :]


def _root(source: str) -> yaml.Node | None:
    try:
        return yaml.compose(source, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError) as error:
        raise NotEditableError(str(error)) from error


def _value(root: yaml.Node | None, path: Path) -> yaml.Node | None:
    pair = _pair(root, path)
    return pair[1] if pair else None


def _pair(root: yaml.Node | None, path: Path) -> tuple[yaml.Node, yaml.Node] | None:
    node, found = root, None
    for name in path:
        if not isinstance(node, yaml.MappingNode):
            return None
        found = next(((key, value) for key, value in node.value if key.value == name), None)
        if found is None:
            return None
        node = found[1]
    return found


def _is_empty(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and not node.value


def _replaced(source: str, key: yaml.Node, old: yaml.Node, value: str | Flow) -> str:
    written = _written(value, getattr(old, "style", None))
    first, end = old.start_mark.index, _end(source, old, key)
    is_block = isinstance(old, yaml.CollectionNode) and not old.flow_style
    if is_block or getattr(old, "style", None) in BLOCK_STYLES or first >= end:
        return f"{source[: key.end_mark.index]}: {written}{source[end:]}"
    return source[:first] + written + source[end:]


def _added(source: str, parent: yaml.MappingNode, line: str) -> str:
    """Return `source` with one more pair as the last of `parent`, which has some or is empty braces."""
    if not parent.value:
        at = parent.start_mark.index + 1
        return source[:at] + line + source[at:]
    last_key, last = parent.value[-1]
    end = _end(source, last, last_key)
    if parent.flow_style:
        return f"{source[:end]}, {line}{source[end:]}"
    at = _line_end(source, end)
    before = source[:at] if source[:at].endswith(("\n", "\r")) else source[:at] + _newline(source)
    return f"{before}{' ' * parent.value[0][0].start_mark.column}{line}{_newline(source)}{source[at:]}"


def _cut_from_flow(source: str, parent: yaml.MappingNode, key: yaml.Node, value: yaml.Node) -> str:
    pairs = [(k.start_mark.index, _end(source, v, k)) for k, v in parent.value]
    at = next(index for index, (first, _) in enumerate(pairs) if first == key.start_mark.index)
    if at > 0:
        return source[: pairs[at - 1][1]] + source[_end(source, value, key) :]
    end = pairs[1][0] if len(pairs) > 1 else pairs[0][1]
    return source[: pairs[0][0]] + source[end:]


def _end(source: str, node: yaml.Node, key: yaml.Node) -> int:
    """Return where `node`, the value of `key`, ends: behind its last sign, comments and empty lines not counted."""
    if isinstance(node, yaml.ScalarNode):
        end = int(node.end_mark.index)
        if not node.value and node.style is None:
            return source.index(":", key.end_mark.index) + 1
        return len(source[:end].rstrip()) if node.style in BLOCK_STYLES else end
    if not isinstance(node, yaml.CollectionNode) or node.flow_style:
        return int(node.end_mark.index)
    inside = node.value if isinstance(node, yaml.MappingNode) else [(key, item) for item in node.value]
    return max((_end(source, value, inner) for inner, value in inside), default=int(key.end_mark.index) + 1)


def _line_end(source: str, at: int) -> int:
    """Return where the line that holds `at` ends, its line end counted."""
    end = source.find("\n", at)
    if end < 0:
        end = source.find("\r", at)
    return len(source) if end < 0 else end + 1


def _newline(source: str) -> str:
    return "\r\n" if "\r\n" in source else "\n"


def _joined(source: str, newline: str, line: str) -> str:
    before = source if not source or source.endswith(("\n", "\r")) else source + newline
    return before + line + newline


def _written(value: str | Flow, style: str | None = None) -> str:
    """Return `value` as it stands in a file: quoted as before, plain where that is safe, in double quotes elsewhere."""
    if isinstance(value, Flow):
        return value.text
    if style == "'" and value.isprintable():
        return "'" + value.replace("'", "''") + "'"
    return value if style != '"' and _is_plain(value) else json.dumps(value, ensure_ascii=False)


def _is_plain(value: str) -> bool:
    """Whether `value` is read back as it is without quotation marks, inside braces too; “-” is so only there."""
    if value != value.strip() or not value.isprintable() or value in {"-", "?"}:
        return False
    try:
        node = yaml.compose(f"{{k: {value}, l: m}}", Loader=yaml.SafeLoader)
    except yaml.YAMLError:
        return False
    if not isinstance(node, yaml.MappingNode) or not isinstance(node.value[0][1], yaml.ScalarNode):
        return False
    return [(key.value, inner.value) for key, inner in node.value] == [("k", value), ("l", "m")]
