"""YAML read as nodes, so that every value keeps its line and its own spelling.

YAML's own types are a trap for a radio station: ``17:30`` becomes 1050, ``no`` becomes False. Here every scalar stays
the text that was written, and `fields` says what it means. Nothing but plain lists, mappings and scalars is read:
tags, aliases and duplicate keys are mistakes.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from broadcaster.messages import N_, Sentence
from broadcaster.model.problem import Place, Problem, Severity

MAX_BYTES = 2_000_000  # a text file of people's is far smaller; anything larger is not one
MAX_DEPTH = 40
PLAIN_TAGS = {f"tag:yaml.org,2002:{kind}" for kind in (
    "bool", "float", "int", "map", "merge", "null", "seq", "str", "timestamp", "value",
)}  # fmt: skip


# What the YAML parser says in English, and what it means to people.
PARSER_WORDS = (
    (r"expected ',' or '\}'", N_("a curly bracket is opened and not closed, or a comma is missing")),
    (r"expected ',' or '\]'", N_("a square bracket is opened and not closed, or a comma is missing")),
    (r"character '\\t'", N_("a tab stands here; write spaces instead")),
    (r"quoted scalar.*end of stream", N_("a quotation mark is not closed")),
    (
        r"unknown escape|expected escape sequence",
        N_("a backslash does not go between these quotation marks; write single ones"),
    ),
    (r"unacceptable character", N_("a sign that can't be seen stands here; delete it and type the line anew")),
    (r"cannot start any token", N_("what begins with such a sign goes between quotation marks")),
    (r"mapping values are not allowed|expected <block end>", N_("this line stands further in or out than it should")),
    (r"could not find expected ':'", N_("a colon is missing, or the space after it")),
)


@dataclass(frozen=True)
class Scalar:
    """A single value, as it was written."""

    text: str
    place: Place


@dataclass(frozen=True)
class Pair:
    """A key and its value; `place` is the key's."""

    key: str
    value: "Node"
    place: Place


@dataclass(frozen=True)
class Mapping:
    """Keys and values, in the order of the file, each key once."""

    pairs: tuple[Pair, ...]
    place: Place

    def get(self, key: str) -> "Node | None":
        """Return the value of `key`."""
        return next((pair.value for pair in self.pairs if pair.key == key), None)


@dataclass(frozen=True)
class Sequence:
    """A list."""

    items: tuple["Node", ...]
    place: Place

    def __iter__(self) -> Iterator["Node"]:
        return iter(self.items)


Node = Scalar | Mapping | Sequence


class Gatherer:
    """Collects the problems of one reading, so that none of them ends it."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def add(self, place: Place | None, template: str, **values: object) -> None:
        """Note an error at `place`."""
        self.problems.append(Problem(Sentence(template, **values), place))

    def warn(self, place: Place | None, template: str, **values: object) -> None:
        """Note something at `place` that is worth a look and spoils nothing."""
        self.problems.append(Problem(Sentence(template, **values), place, Severity.WARNING))


def decode_text(raw: bytes, file: str, gather: Gatherer) -> str | None:
    """Return `raw` as text: UTF-8 (a byte order mark is dropped), line ends made LF; None when it is no text.

    Letters are composed (Unicode NFC), so that a name typed on one machine is the same name as typed on another.
    """
    if len(raw) > MAX_BYTES:
        gather.add(
            Place(file),
            N_("this file has more than {limit} bytes; a text file for the station is far smaller"),
            limit=MAX_BYTES,
        )
        return None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        gather.add(Place(file, line), N_("this is not readable text; save the file again as text with UTF-8 encoding"))
        return None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    bad = next((at for at, sign in enumerate(text) if ord(sign) < 32 and sign not in "\n\t"), None)
    if bad is not None:
        line = text.count("\n", 0, bad) + 1
        gather.add(Place(file, line), N_("this is not readable text; save the file again as text with UTF-8 encoding"))
        return None
    return unicodedata.normalize("NFC", text)


def parse(text: str, file: str, gather: Gatherer, first_line: int = 1) -> Node | None:
    """Return the YAML document in `text`, whose first line is line `first_line` of `file`; None when it can't be read.

    An empty document is an empty mapping.
    """
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = first_line + _line_of(error)
        gather.add(
            Place(file, line),
            N_(
                "this is not valid YAML ({detail}); look at the colons, the spaces in front of "
                "the line and the quotation marks"
            ),
            detail=_detail(error),
        )
        return None
    except (yaml.YAMLError, RecursionError, ValueError, OverflowError) as error:
        before = text[: error.position] if isinstance(error, yaml.reader.ReaderError) else ""
        gather.add(
            Place(file, first_line + before.count("\n")),
            N_(
                "this is not valid YAML ({detail}); look at the colons, the spaces in "
                "front of the line and the quotation marks"
            ),
            detail=_detail(error),
        )
        return None
    if root is None:
        return Mapping((), Place(file, first_line))
    return _convert(root, _Reading(file, first_line - 1, gather, set()))


def _line_of(error: yaml.MarkedYAMLError) -> int:
    """Return the line to look at, from 0; of what is never closed where it opens: the parser notices far below."""
    is_unclosed = re.search(r"expected ',' or|unexpected end of stream", error.problem or "")
    mark = (is_unclosed and error.context_mark) or error.problem_mark or error.context_mark
    return mark.line if mark else 0


def _detail(error: Exception) -> Sentence:
    problem = getattr(error, "problem", None) or str(error).split("\n", maxsplit=1)[0] or type(error).__name__
    said = f"{getattr(error, 'context', None) or ''} {problem}"
    meant = next((meant for words, meant in PARSER_WORDS if re.search(words, said)), None)
    return Sentence(meant) if meant else Sentence("{detail}", detail=str(problem)[:120])


@dataclass(frozen=True)
class _Reading:
    file: str
    lines_before: int
    gather: Gatherer
    seen: set[int]  # nodes met so far: meeting one again means an alias, which could multiply a file endlessly

    def place(self, node: yaml.Node) -> Place:
        return Place(self.file, node.start_mark.line + 1 + self.lines_before)


def _convert(node: yaml.Node, reading: _Reading, depth: int = 0) -> Node | None:
    place = reading.place(node)
    if depth > MAX_DEPTH:
        reading.gather.add(place, N_("lists inside lists go too deep here; write it flatter"))
        return None
    if id(node) in reading.seen:
        reading.gather.add(place, N_("references (& and *) are not used in these files; write the value out"))
        return None
    reading.seen.add(id(node))
    if node.tag not in PLAIN_TAGS:
        reading.gather.add(place, N_("tags (!…) are not used in these files; write the value without it"))
        return None
    if isinstance(node, yaml.ScalarNode):
        return _scalar(str(node.value), place, reading)
    if isinstance(node, yaml.SequenceNode):
        items = (_convert(item, reading, depth + 1) for item in node.value)
        return Sequence(tuple(item for item in items if item is not None), place)
    assert isinstance(node, yaml.MappingNode)
    return Mapping(tuple(_pairs(node, reading, depth)), place)


def _scalar(text: str, place: Place, reading: _Reading) -> Scalar | None:
    """Refuse what can be written only as an escape: control characters, and halves of characters."""
    if any(unicodedata.category(sign) in {"Cc", "Cs"} and sign not in "\n\t" for sign in text):
        reading.gather.add(place, N_("this value holds a character that can't be written; write it without “\\”"))
        return None
    return Scalar(text, place)


def _pairs(node: yaml.MappingNode, reading: _Reading, depth: int) -> Iterator[Pair]:
    seen: dict[str, int] = {}
    for key_node, value_node in node.value:
        place = reading.place(key_node)
        key_scalar = _convert(key_node, reading, depth + 1) if isinstance(key_node, yaml.ScalarNode) else None
        if not isinstance(key_scalar, Scalar) or not key_scalar.text.strip():
            reading.gather.add(place, N_("a name is expected in front of the colon here"))
            continue
        key = key_scalar.text
        if key in seen:
            reading.gather.add(
                place, N_("“{key}” is written twice, first on line {line}; keep one of them"), key=key, line=seen[key]
            )
            continue
        seen[key] = place.line or 0
        value = _convert(value_node, reading, depth + 1)
        if value is not None:
            yield Pair(key, value, place)
