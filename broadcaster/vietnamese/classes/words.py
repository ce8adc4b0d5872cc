"""Words: those of a lexicon, runs of capitals, and words that are not Vietnamese."""

import re
from functools import cache, lru_cache

from broadcaster.messages import N_, Sentence
from broadcaster.model.lexicon import EMPTY, LexiconEntry
from broadcaster.model.problem import Severity
from broadcaster.model.reading import Kind
from broadcaster.vietnamese.candidates import Candidate, Finding, Priority, Rule, guess
from broadcaster.vietnamese.classes.piece import Piece
from broadcaster.vietnamese.clean import LETTERS
from broadcaster.vietnamese.context import Line
from broadcaster.vietnamese.letters import spell
from broadcaster.vietnamese.syllables import is_vietnamese_syllable
from broadcaster.vietnamese.tables import read_readings, read_rows
from broadcaster.vietnamese.vocabulary import vocabulary_of

OWN = N_("in the lexicon of the station")
KNOWN = N_("a known abbreviation or foreign word")
IN_CAPITALS = N_("a Vietnamese word in capitals")
SPELLED = N_("“{written}” is unknown and spelled out: write it in full, or add it to the lexicon")
TYPO = N_(
    "“{written}” is unknown and spelled out: perhaps {known} is meant; write it in full, or add it to the lexicon"
)
UNREADABLE = N_("“{written}” cannot be read aloud and is left out: write it in Vietnamese")
SEVERAL = N_("“{written}” has several meanings and is read as “{spoken}”: if that is wrong, write it in full")
COMPOSED = N_("“{written}” is unknown and read as “{spoken}”: if that is wrong, write it in full")
LEFT = N_("“{written}” is not Vietnamese and left as it is: write {{{written}|…}} with what shall be said")

_LETTERS = frozenset(LETTERS)
_LONGEST_SERIES = 3  # letters before the figures of a series or a lot
_LONGEST_ABBREVIATION = 16  # letters; nobody mistypes a longer one

_OWN = Sentence(OWN)
_KNOWN = Sentence(KNOWN)

_ABBREVIATION_SPELLED = Rule("abbreviation.spelled", Kind.ABBREVIATION, Priority.LETTER)
_ABBREVIATION_COMPOSED = Rule("abbreviation.composed", Kind.ABBREVIATION, Priority.LETTER)
_WORD_LEFT = Rule("word.left", Kind.UNKNOWN, Priority.FALLBACK)
_WORD_CAPITALS = Rule("word.capitals", Kind.PLAIN, Priority.LETTER, Sentence(IN_CAPITALS))
_WORD_UNREADABLE = Rule("word.unreadable", Kind.UNKNOWN, Priority.FALLBACK)
_WORD_SPELLED = Rule("word.spelled", Kind.UNKNOWN, Priority.FALLBACK)
_WORD_PLAIN = Rule("word.plain", Kind.PLAIN, Priority.FALLBACK)


def propose_own(line: Line, piece: Piece) -> Candidate | None:
    """Propose what the people's own lexicon says.

    In the number of a document that rule decides where its pauses are, and asks the lexicon for each of its codes.
    """
    entry = line.vocabulary.own_entry(line, piece.start, piece.text)
    if entry is None:
        return None
    glued = line.text[max(0, piece.start - 60) : piece.start].rpartition(" ")[2]
    priority = Priority.ABBREVIATION if _before_code().fullmatch(glued) else Priority.LEXICON
    return _by_entry(piece, entry, priority, _OWN, "lexicon.own")


@cache
def _before_code() -> re.Pattern[str]:
    """Match what stands before a code of a document, in one stretch with it: "45/", "45/2026/KH-", "/KH-"."""
    return re.compile(r"(?:\d{1,6}[a-z]?)?(?:/\d{4})?[/-](?:[^\W\d_]+[-/.])*")


def propose_entry(line: Line, piece: Piece) -> Candidate | None:
    """Propose what the built-in lexicon says, unless the word is one of a line of capitals."""
    entry = line.vocabulary.built_in_entry(line, piece.start, piece.text)
    if (
        entry is None
        or _is_in_message_syntax(line, piece)
        or _is_part_of_code(line, piece)
        or (entry.written == piece.text and not entry.when and _is_word_among_capitals(line, piece))
    ):
        return None
    priority = (
        Priority.FIXED
        if entry.written[0].isdecimal() or len(entry.written) > len(piece.text) + 1
        else Priority.ABBREVIATION
    )
    return _by_entry(piece, entry, priority, _KNOWN, "lexicon.built_in")


def _by_entry(piece: Piece, entry: LexiconEntry, priority: Priority, reason: Sentence, rule: str) -> Candidate:
    end = piece.start + len(entry.written)
    doubtful = rule == "lexicon.built_in" and not entry.when and entry.written in _with_several_readings()
    finding = guess(Sentence(SEVERAL, written=entry.written, spoken=entry.spoken)) if doubtful else None
    kind = Kind.ABBREVIATION if entry.written != entry.written.lower() else Kind.FOREIGN
    return Candidate(piece.start, end, kind, priority, entry.spoken, rule, reason, finding)


@cache
def _with_several_readings() -> frozenset[str]:
    """Return the abbreviations that stand for several things, and are read by default where no word decides.

    One that only means something else within the number of a document is sure outside of it.
    """
    first: dict[str, str] = {}
    several: set[str] = set()
    for written, spoken, conditions, *_ in read_rows("abbreviations.tsv"):
        known = first.setdefault(written, spoken.lower())
        if conditions != "in_document_number" and not known.endswith(spoken.lower()):
            several.add(written)
    return frozenset(several)


def _is_word_among_capitals(line: Line, piece: Piece) -> bool:
    """Whether a run of capitals is a Vietnamese word beside other such words: CHO, BAN, CA in a heading."""
    if not (piece.text.isupper() and len(piece.text) > 1 and is_vietnamese_syllable(piece.text)):
        return False
    beside = (
        _word_before().search(line.text[max(0, piece.start - 16) : piece.start]),
        _word_after().match(line.text, piece.end),
    )
    return any(match and match[1].isupper() and is_vietnamese_syllable(match[1]) for match in beside)


def _is_in_message_syntax(line: Line, piece: Piece) -> bool:
    """Whether the capitals are what people shall type: "soạn tin TC CCCD gửi 8088"."""
    return (
        piece.text.isupper() and line.mentions_before(piece.start, "typed") and line.mentions_after(piece.end, "sent")
    )


def _is_part_of_code(line: Line, piece: Piece) -> bool:
    """Whether two or three capitals are the letters of a series (số BC 123456) or of a lot (lô BT-05)."""
    if not (piece.text.isupper() and len(piece.text) <= _LONGEST_SERIES):
        return False
    figures = _figures_after().match(line.text, piece.end)
    return bool(figures and line.follows(piece.start, "coded" if figures[1] else "series"))


@cache
def _figures_after() -> re.Pattern[str]:
    return re.compile(r" \d{6,8}(?!\d)|(-)\d{1,4}(?![\d/-])")


@cache
def _word_before() -> re.Pattern[str]:
    return re.compile(r"(?<![^\W\d_])([^\W\d_]{2,10})[\s.,;:?!…()\[\]\"'*_/-]*$")


@cache
def _word_after() -> re.Pattern[str]:
    return re.compile(r"[\s.,;:?!…()\[\]\"'*_/-]*([^\W\d_]{2,10})(?![^\W\d_])")


def propose_capitals(line: Line, piece: Piece) -> Candidate | None:
    """Propose the word itself for Vietnamese in capitals, and its letters for an unknown abbreviation."""
    word = piece.text
    if len(word) < 2 or not is_abbreviation_like(word):
        return None
    among = _is_word_among_capitals(line, piece)
    glued = line.text[piece.end : piece.end + 1].isdecimal()
    is_letters = glued or _is_in_message_syntax(line, piece) or _is_part_of_code(line, piece)
    entry = None if among or is_letters else _entry_of_the_word_alone(word)
    if entry:
        return _by_entry(piece, entry, Priority.LETTER, _KNOWN, "lexicon.built_in")
    if among or (is_vietnamese_syllable(word) and (not word.isascii() or len(word) > 2)):
        return _WORD_CAPITALS.reads(piece.start, piece.end, word)
    composed = None if is_letters else _composed(word)
    if composed:
        advice = Sentence(COMPOSED, written=word, spoken=composed)
        return _ABBREVIATION_COMPOSED.reads(piece.start, piece.end, composed, guess(advice))
    known = _near(word)
    advice = Sentence(TYPO, written=word, known=known) if known else Sentence(SPELLED, written=word)
    return _ABBREVIATION_SPELLED.reads(piece.start, piece.end, spell(word), guess(advice))


@lru_cache(maxsize=4096)
def _entry_of_the_word_alone(word: str) -> LexiconEntry | None:
    """Return the built-in entry for a word that letters or figures are glued to: UBND2026."""
    vocabulary = vocabulary_of(EMPTY)
    entry = vocabulary.built_in_entry(Line.of(word, vocabulary), 0, word)
    return entry if entry and entry.written.lower() == word.lower() else None


@lru_cache(maxsize=4096)
def _composed(word: str) -> str:
    """Return two known abbreviations that `word` is glued of, the second of three letters or more: BCĐ + ATGT."""
    heads = read_readings("abbreviation_heads.tsv")
    for head in sorted(heads, key=len, reverse=True):
        tail = word.removeprefix(head)
        entry = _entry_of_the_word_alone(tail) if tail != word and len(tail) > 2 else None
        if entry and entry.written == tail:
            return f"{heads[head]} {entry.spoken}"
    return ""


def is_abbreviation_like(word: str) -> bool:
    """Whether most letters of `word` are capitals."""
    return sum(letter.isupper() for letter in word) * 2 > len(word)


@lru_cache(maxsize=4096)
def _near(word: str) -> str:
    """Return a known abbreviation that `word` has one letter more than, or doubled: VHXXH for VHXH."""
    known = read_readings("abbreviations.tsv")
    shorter = (
        {word[:at] + word[at + 1 :] for at in range(len(word))} if 3 < len(word) <= _LONGEST_ABBREVIATION else set()
    )
    return next((candidate for candidate in sorted(shorter) if candidate in known), "")


def propose_unknown(line: Line, piece: Piece) -> Candidate | None:  # noqa: ARG001 - all are asked the same way
    """Propose the word as it stands; if it is not Vietnamese, as a guess."""
    word = piece.text
    if is_vietnamese_syllable(word):
        return _WORD_PLAIN.reads(piece.start, piece.end, word)
    if not _LETTERS.issuperset(word):
        finding = Finding(Severity.ERROR, Sentence(UNREADABLE, written=word))
        return _WORD_UNREADABLE.reads(piece.start, piece.end, ",", finding)
    entry = _entry_of_the_word_alone(word)
    if entry:
        return _by_entry(piece, entry, Priority.FALLBACK, _KNOWN, "lexicon.built_in")
    if _has_vowel().search(word) or len(word) == 1:
        return _WORD_LEFT.reads(piece.start, piece.end, word, guess(Sentence(LEFT, written=word)))
    return _WORD_SPELLED.reads(piece.start, piece.end, spell(word), guess(Sentence(SPELLED, written=word)))


@cache
def _has_vowel() -> re.Pattern[str]:
    return re.compile(r"[aeiouyà-ỹ]", re.IGNORECASE)
