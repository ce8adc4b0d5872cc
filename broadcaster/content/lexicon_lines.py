"""One entry written into `lexicon.yaml`, and not a byte of anything else changed.

What the entry replaces stays above it as a comment: nothing that people wrote is lost.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import fields, replace

from broadcaster.content.lexicon_file import LEXICON_FILE, read_lexicon
from broadcaster.content.nodes import Gatherer, Mapping, decode_text, parse
from broadcaster.errors import UsageError
from broadcaster.messages import N_
from broadcaster.model.lexicon import Conditions, LexiconEntry
from broadcaster.model.problem import Problem

# A letter first, then what no reader of YAML takes for anything but text; all else goes between quotation marks.
_PLAIN = re.compile(r"[^\W\d_](?:[\w ./-]*[\w.])?")
_NOT_TEXT = {"y", "n", "yes", "no", "on", "off", "true", "false", "null"}


class LexiconUneditableError(UsageError):
    """The lexicon can't be changed by us; `problems` say why."""

    def __init__(self, line: str, problems: Iterable[Problem] = ()) -> None:
        self.problems = tuple(problems)
        super().__init__(N_("{file} was left as it is; write this line into it by hand: {line}"),
                         file=LEXICON_FILE, line=line)  # fmt: skip


def without_entry(raw: bytes, entry: LexiconEntry) -> bytes:
    """Return the lexicon `raw` without the entry of that word under the same conditions; all else stays.

    Raises LexiconUneditableError for a file that is not made of lines.
    """
    return _with_word(raw, entry, (), keeps_before=False)


def with_entry(raw: bytes, entry: LexiconEntry) -> bytes:
    """Return the lexicon `raw` with `entry` in it: in place of the one of that word under the same conditions, or last.

    Line ends, comments and the order stay. Raises LexiconUneditableError for a file that is not made of lines.
    """
    return _with_word(raw, entry, (entry,), keeps_before=True)


def _with_word(raw: bytes, entry: LexiconEntry, new: tuple[LexiconEntry, ...], *, keeps_before: bool) -> bytes:
    """Return `raw` with `new` in place of the entry of that word and those conditions."""
    gather = Gatherer()
    source = decode_text(raw, LEXICON_FILE, gather)
    root = parse(source, LEXICON_FILE, gather) if source is not None else None
    if source is None or not isinstance(root, Mapping):
        raise LexiconUneditableError("\n".join(entry_lines([entry])), gather.problems)
    written = [known for known in _entries(source) if known.written == entry.written]
    wanted = [*(known for known in written if known.when != entry.when), *new]
    starts = {pair.key: (pair.place.line or 1) - 1 for pair in root.pairs}
    mark = b"\xef\xbb\xbf" if raw.startswith(b"\xef\xbb\xbf") else b""
    edited = (
        mark
        + _edited(raw[len(mark) :].decode("utf-8"), entry.written, wanted, starts, keeps_before=keeps_before).encode()
    )
    if not _says(edited, source, entry.written, wanted):
        raise LexiconUneditableError("\n".join(entry_lines([entry])))
    return edited


def entry_lines(entries: list[LexiconEntry]) -> list[str]:
    """Return the entries of one word as they stand in the file."""
    word = quoted(entries[0].written)
    if len(entries) == 1:
        return [f"{word}: {_value(entries[0])}"]
    return [f"{word}:", *(f"  - {_value(entry)}" for entry in entries)]


def quoted(text: str) -> str:
    """Return `text` as YAML that every reader takes for just this text, in double quotes where it needs them."""
    if _PLAIN.fullmatch(text) and text.lower() not in _NOT_TEXT:
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def conditions_given(when: Conditions) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the name of each condition that is given, with the words it asks for; none for a plain yes."""
    for field in fields(Conditions):
        condition = getattr(when, field.name)
        if condition:
            yield field.name, condition if isinstance(condition, tuple) else ()


def _value(entry: LexiconEntry) -> str:
    parts = [f"read: {quoted(entry.spoken)}"]
    for name, cues in conditions_given(entry.when):
        parts.append(f"{name}: [{', '.join(map(quoted, cues))}]" if cues else f"{name}: true")
    if entry.example:
        parts.append(f"example: {quoted(entry.example)}")
    if entry.foreign:
        parts.append("foreign: true")
    return quoted(entry.spoken) if len(parts) == 1 else "{" + ", ".join(parts) + "}"


def _edited(text: str, word: str, wanted: list[LexiconEntry], starts: dict[str, int], *, keeps_before: bool) -> str:
    lines = [line for line in re.split(r"(?<=\n)|(?<=\r)(?!\n)", text) if line]
    newline = lines[0][len(lines[0].rstrip("\r\n")) :] if lines else ""
    newline = newline or "\n"
    if lines and not lines[-1].endswith(("\r", "\n")):
        lines[-1] += newline
    first = starts.get(word, len(lines))
    end = _end_of(first, lines, starts)
    pattern = lines[first] if first < len(lines) else lines[min(starts.values())] if starts and lines else ""
    indent = pattern[: len(pattern) - len(pattern.lstrip(" "))]
    before = [f"{indent}# {line.removeprefix(indent)}" for line in lines[first:end] if keeps_before]
    new = [f"{indent}{line}{newline}" for line in (entry_lines(wanted) if wanted else ())]
    return "".join([*lines[:first], *before, *new, *lines[end:]])


def _end_of(first: int, lines: list[str], starts: dict[str, int]) -> int:
    end = min((start for start in starts.values() if start > first), default=len(lines))
    while end - 1 > first and (not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#")):
        end -= 1  # remarks and empty lines belong to what follows
    return end


def _says(edited: bytes, source: str, word: str, wanted: list[LexiconEntry]) -> bool:
    """Whether the edited file says what is wanted of that word, and of every other what `source` said."""
    text = decode_text(edited, LEXICON_FILE, Gatherer())
    now = [] if text is None else _entries(text)
    others = [entry for entry in _entries(source) if entry.written != word]
    return [entry for entry in now if entry.written != word] == others and [
        entry for entry in now if entry.written == word
    ] == [replace(entry, place=None) for entry in wanted]


def _entries(source: str) -> list[LexiconEntry]:
    return [replace(entry, place=None) for entry in read_lexicon(source, LEXICON_FILE, Gatherer()).entries]
