"""The built-in lexicon with somebody's own laid over it, made ready for looking things up along a line."""

import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import NamedTuple

from broadcaster.model.lexicon import ANYWHERE, Conditions, Lexicon, LexiconEntry
from broadcaster.vietnamese.context import WINDOW, Line
from broadcaster.vietnamese.tables import read_rows

BUILT_IN_FILES = ("abbreviations.tsv", "fixed.tsv", "names.tsv")
FOREIGN_FILE = "foreign.tsv"  # the words in it are known in any case: Zalo, zalo, ZALO
_FLAGS = ("at_line_start", "in_document_number", "before_number", "after_number", "before_name", "before_colon")


class Vocabulary(NamedTuple):
    """The people's own entries by the first piece (a run of letters, of figures, or a sign) of what is written.

    They beat the built-in ones, which are the same for everybody.
    """

    own: Mapping[str, tuple[LexiconEntry, ...]]

    def own_entry(self, line: Line, at: int, piece: str) -> LexiconEntry | None:
        """Return the entry of the people's lexicon that applies at `at`, where `piece` begins."""
        entries = self.own.get(piece)
        return _first_that_applies(entries, line, at) if entries else None

    def built_in_entry(self, line: Line, at: int, piece: str) -> LexiconEntry | None:
        """Return the built-in entry that applies at `at`, where `piece` begins."""
        entry = _first_that_applies(_built_in_by_piece(piece), line, at)
        if entry:
            return entry
        for foreign in _foreign_by_piece(piece.lower()):
            if _stands_at(foreign.written, line.lowered, at):
                return foreign
        return None


@lru_cache(maxsize=16)
def vocabulary_of(lexicon: Lexicon) -> Vocabulary:
    """Return the vocabulary in which the entries of `lexicon` stand above the built-in ones."""
    own: dict[str, list[LexiconEntry]] = {}
    for entry in lexicon.entries:
        own.setdefault(first_piece(entry.written), []).append(entry)
    return Vocabulary({piece: _ranked(entries) for piece, entries in own.items()})


def begins_built_in(piece: str) -> bool:
    """Whether any built-in entry begins with `piece`."""
    return piece in _rows_by_piece(BUILT_IN_FILES) or piece.lower() in _rows_by_piece((FOREIGN_FILE,))


def built_in_pieces() -> Iterable[str]:
    """Return what the built-in entries begin with, but for foreign words."""
    return _rows_by_piece(BUILT_IN_FILES)


def stands_first(chunk: str) -> bool:
    """Whether any built-in entry is `chunk`, or begins with it and a space: "và" begins "và/hoặc", but not so."""
    return chunk in _first_chunks(BUILT_IN_FILES) or chunk.lower() in _first_chunks((FOREIGN_FILE,))


@cache
def _first_chunks(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(row[0].partition(" ")[0] for name in names for row in read_rows(name))


@lru_cache(maxsize=2048)
def _built_in_by_piece(piece: str) -> tuple[LexiconEntry, ...]:
    return _ranked([_entry(row) for row in _rows_by_piece(BUILT_IN_FILES).get(piece, ())])


@lru_cache(maxsize=2048)
def _foreign_by_piece(piece: str) -> tuple[LexiconEntry, ...]:
    return _ranked([_entry(row) for row in _rows_by_piece((FOREIGN_FILE,)).get(piece, ())])


@cache
def _rows_by_piece(names: tuple[str, ...]) -> dict[str, list[list[str]]]:
    """Return the rows of data files by first piece: entries are only made of those that a text asks for."""
    rows: dict[str, list[list[str]]] = {}
    for name in names:
        for row in read_rows(name):
            rows.setdefault(first_piece(row[0]), []).append(row)
    return rows


def _ranked(entries: list[LexiconEntry]) -> tuple[LexiconEntry, ...]:
    """Return longer entries first, among equals conditional ones first, then later ones, for later layers win."""
    newest_first = reversed(entries)
    return tuple(sorted(newest_first, key=lambda entry: (-len(entry.written), not entry.when)))


def _entry(row: list[str]) -> LexiconEntry:
    written, spoken, conditions, example = row
    return LexiconEntry(written, spoken, parse_conditions(conditions) if conditions else ANYWHERE, example)


def parse_conditions(written: str) -> Conditions:
    """Read conditions as the data files write them: "left=phó, kt.; before_number"."""
    words: dict[str, tuple[str, ...]] = {}
    flags: dict[str, bool] = {}
    for part in written.split(";"):
        name, _, values = part.strip().partition("=")
        if name in _FLAGS:
            flags[name] = True
        else:
            words[name] = tuple(value.strip() for value in values.split(","))
    return Conditions(
        left=words.get("left", ()),
        right=words.get("right", ()),
        line_begins=words.get("line", ()),
        **flags,
    )


def first_piece(written: str) -> str:
    """Return the run of letters, the run of figures or the sign that `written` begins with."""
    if written.isalpha():
        return written
    match = _first_piece_pattern().match(written)
    return match[0] if match else ""


@cache
def _first_piece_pattern() -> re.Pattern[str]:
    return re.compile(r"[^\W\d_²³½⅓¼¾⅔⅛⅕]+|\d+|.", re.DOTALL)


def _first_that_applies(entries: tuple[LexiconEntry, ...], line: Line, at: int) -> LexiconEntry | None:
    for entry in entries:
        if _stands_at(entry.written, line.text, at) and (entry.when is ANYWHERE or applies(entry, line, at)):
            return entry
    return None


def _stands_at(written: str, text: str, at: int) -> bool:
    if not text.startswith(written, at):
        return False
    end = at + len(written)
    ends_word = written[-1].isalnum() and text[end : end + 1].isalnum()
    begins_word = written[0].isalnum() and at > 0 and text[at - 1].isalnum()
    decimals = written[0].isdecimal() and at > 1 and text[at - 1] in ".," and text[at - 2].isdecimal()
    return not (ends_word or begins_word or decimals)


def applies(entry: LexiconEntry, line: Line, at: int) -> bool:
    """Whether every condition of `entry`, which stands at `at`, holds."""
    when = entry.when
    end = at + len(entry.written)
    rest = line.text[end : end + 2].lstrip(" ")[:1]
    return (
        (not when.left or _any_of(when.left, line.phrases_before(at)))
        and (not when.right or _any_of(when.right, line.phrases_after(end)))
        and (not when.line_begins or line.lowered[:WINDOW].lstrip(" -+*").startswith(_lowered(when.line_begins)))
        and (not when.at_line_start or line.starts(at))
        and (not when.before_number or rest.isdecimal())
        and (not when.after_number or line.before(at).rstrip(" ")[-1:].isdecimal())
        and (not when.before_name or rest.isupper())
        and (not when.before_colon or rest == ":")
        and (not when.in_document_number or line.text[at - 1 : at] in ("/", "-"))
    )


def _any_of(cues: tuple[str, ...], phrases: frozenset[str]) -> bool:
    return not phrases.isdisjoint(_lowered(cues))


@lru_cache(maxsize=1024)
def _lowered(cues: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(cue.lower().replace("/", " ") for cue in cues)  # windows part words at a slash
