"""The way from written to spoken text: clean, propose, choose, say, and account for every character."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from broadcaster.messages import N_, Sentence
from broadcaster.model.lexicon import EMPTY, Lexicon
from broadcaster.model.problem import Place, Problem, Severity
from broadcaster.model.reading import Kind, Reading, Token
from broadcaster.vietnamese.candidates import Candidate, Priority
from broadcaster.vietnamese.choice import choose
from broadcaster.vietnamese.classes import OWN_WORD, Piece, Questions, Sort, is_tied, questions_about
from broadcaster.vietnamese.clean import CleanText, clean
from broadcaster.vietnamese.context import Line
from broadcaster.vietnamese.emission import join_spoken, unspeakable
from broadcaster.vietnamese.syllables import is_vietnamese_syllable
from broadcaster.vietnamese.vocabulary import Vocabulary, begins_built_in, stands_first, vocabulary_of

MARKUP_REMOVED = N_("{count} marks of layout (bullets, stars, tags) are not said")
MARKUP_RULES = ("symbol.markup", "symbol.tag")
_MOST_ROUNDS = 5
_PLAIN_SIGNS = frozenset(".,;:?!")
_ALIKE = str.maketrans("123456789", "000000000")

LinePiece = tuple[int, Candidate | None]  # where a part of a line ends, and how it is read if it is not plain


def normalise(text: str, lexicon: Lexicon = EMPTY) -> Reading:
    """Return `text` as it is to be said: one line for each line, words and sentence punctuation only."""
    cleaned = clean(text)
    vocabulary = vocabulary_of(lexicon)
    spoken_lines: list[str] = []
    tokens: list[Token] = []
    problems: list[Problem] = []
    at = 0
    for number, written in enumerate(cleaned.text.split("\n"), 1):
        if _is_plain(written, vocabulary):
            spoken_lines.append(join_spoken([written]))
            tokens += _tokens(text, cleaned, at, _pieces(written, []))
        else:
            candidates = read_line(written, vocabulary)
            pieces = _pieces(written, candidates)
            spoken_lines.append(_settled(written, pieces, candidates, vocabulary))
            tokens += _tokens(text, cleaned, at, pieces)
            problems += _problems(candidates, number)
        at += len(written) + 1
    removed = sum(token.rule in MARKUP_RULES for token in tokens)
    if removed:
        problems.append(Problem(Sentence(MARKUP_REMOVED, count=removed), severity=Severity.NOTE))
    return Reading("\n".join(spoken_lines), tuple(_without_gaps(tokens, text)), tuple(problems))


def read_line(written: str, vocabulary: Vocabulary) -> list[Candidate]:
    """Return what is chosen to be said for the parts of a clean line that are not plain words."""
    return choose(Line.of(written, vocabulary), _asked(written, vocabulary))


def _settled(written: str, pieces: list[LinePiece], candidates: list[Candidate], vocabulary: Vocabulary) -> str:
    """Say a line, then read what came out until nothing changes any more, so that reading twice is reading once.

    Nearly always nothing does: it takes words that were glued to figures or stood in a hashtag. What people ordered is
    said as they ordered it; only what the rules made is looked at again.
    """
    parts = _parts_spoken(written, pieces)
    chunks = " ".join(parts).split()
    if _are_plain(chunks, vocabulary):
        return " ".join(chunks).rstrip(",")  # what joining would make of plain words, each with one mark at most
    spoken = _speakable(join_spoken(parts))
    ordered = [candidate.spoken for candidate in candidates if candidate.priority >= Priority.LEXICON]
    if not all(_is_plain(words, vocabulary) for words in ordered):
        return spoken
    for _ in range(_MOST_ROUNDS):
        if _is_plain(spoken, vocabulary):
            break
        again = _speakable(join_spoken(_parts_spoken(spoken, _pieces(spoken, read_line(spoken, vocabulary)))))
        if again == spoken:
            break
        spoken = again
    return spoken


def _is_plain(written: str, vocabulary: Vocabulary) -> bool:
    return _are_plain(written.split(), vocabulary)


def _are_plain(chunks: list[str], vocabulary: Vocabulary) -> bool:
    return all(map(_is_plain_chunk, chunks)) and not (
        vocabulary.own and any(_is_own(chunk, vocabulary) for chunk in chunks)
    )


def _is_own(chunk: str, vocabulary: Vocabulary) -> bool:
    return chunk.rstrip(".,;:?!…") in vocabulary.own


@lru_cache(maxsize=32_768)
def _is_plain_chunk(chunk: str) -> bool:
    """Whether a stretch without space is a Vietnamese word, with at most one mark after it, that no rule looks at."""
    match = _plain_chunk().fullmatch(chunk)
    if match is None or not _is_common_word(match[1]):
        return False
    return not (begins_built_in(match[1]) and (stands_first(match[1]) or stands_first(chunk)))


def _is_common_word(word: str) -> bool:
    if word.isupper() and (len(word) > 1 or word.isascii()):
        return False
    if len(word) == 1 and word.isascii():
        return False
    return is_vietnamese_syllable(word)


@cache
def _plain_chunk() -> re.Pattern[str]:
    return re.compile(r"([^\W\d_]+)[.,;:?!…]?")


@cache
def _parts() -> re.Pattern[str]:
    return re.compile(r"[^\W\d_²³½⅓¼¾⅔⅛⅕]+|\d+|\.{4,}|.")


def _asked(written: str, vocabulary: Vocabulary) -> Iterator[tuple[Piece, Questions]]:
    """Yield the pieces of a line that may be more than plain words, and whom to ask about each."""
    own = vocabulary.own
    at = 0
    for chunk in written.split(" "):
        if chunk and (not _is_plain_chunk(chunk) or (own and _is_own(chunk, vocabulary))):
            of_chunk, parts = _parts_of(chunk.translate(_ALIKE))
            if of_chunk:
                yield Piece("chunk", chunk, at, at + len(chunk)), of_chunk
            for sort, begin, end, everyday in parts:
                part = chunk[begin:end]
                if part in own:
                    yield Piece(sort, part, at + begin, at + end), OWN_WORD
                elif everyday:
                    continue
                yield Piece(sort, part, at + begin, at + end), questions_about(sort, part, written, at + end)
        at += len(chunk) + 1


@lru_cache(maxsize=8192)
def _parts_of(look: str) -> tuple[Questions, tuple[tuple[Sort, int, int, bool], ...]]:
    """Return whom to ask about a stretch without space that looks so, and its parts.

    A part is its sort, where it begins and ends, and whether no built-in rule looks at it. All of that is the same
    whatever the figures are, so it is remembered for the stretch with noughts in their place.
    """
    parts = tuple(
        (_sort_of(part[0], look, part.start()), part.start(), part.end(), _is_everyday(part[0]))
        for part in _parts().finditer(look)
    )
    return questions_about("chunk", look, look, len(look)), parts


def _sort_of(part: str, chunk: str, at: int) -> Sort:
    if part[0].isdecimal():
        return "tied" if is_tied(chunk, at) else "figures"
    return "word" if part[0].isalpha() else "sign"


def _is_everyday(part: str) -> bool:
    return part in _PLAIN_SIGNS or (part[0].isalpha() and _is_common_word(part) and not begins_built_in(part))


def _pieces(written: str, candidates: list[Candidate]) -> list[LinePiece]:
    """Return the line cut into the chosen candidates and, between them, the plain stretches."""
    pieces: list[LinePiece] = []
    at = 0
    for candidate in candidates:
        if candidate.start > at:
            pieces.append((candidate.start, None))
        at = candidate.end
        pieces.append((at, candidate))
    if at < len(written):
        pieces.append((len(written), None))
    return pieces


def _parts_spoken(written: str, pieces: list[LinePiece]) -> list[str]:
    words = []
    at = 0
    for end, candidate in pieces:
        words.append(candidate.spoken if candidate else written[at:end])
        at = end
    return words


def _speakable(spoken: str) -> str:
    return join_spoken([unspeakable().sub(" ", spoken)]) if unspeakable().search(spoken) else spoken


def _tokens(text: str, cleaned: CleanText, offset: int, pieces: list[LinePiece]) -> Iterator[Token]:
    moved = len(cleaned.stops) > 1  # else everything stands where it was written
    end = cleaned.written_at(offset) if moved else offset
    at = offset
    for piece_end, candidate in pieces:
        begun, at = at, offset + piece_end
        start, end = end, cleaned.written_at(at) if moved else at
        written = text[start:end]
        if candidate is None:
            yield Token(start, end, written, Kind.PLAIN, cleaned.text[begun:at].strip())
            continue
        _, _, kind, _, spoken, rule, reason, finding = candidate
        if finding is None:
            yield Token(start, end, written, kind, spoken, rule, reason)
        else:
            certain = finding.severity is not Severity.WARNING
            yield Token(start, end, written, kind, spoken, rule, reason, certain, finding.sentence)


def _without_gaps(tokens: list[Token], text: str) -> Iterator[Token]:
    """Close the gaps between tokens: line ends are plain, and what cleaning dropped at a line's start is removed."""
    at = 0
    for token in tokens:
        if token.start > at:
            yield _gap(text, at, token.start)
        if token.end > token.start:
            yield token
            at = token.end
    if at < len(text):
        yield _gap(text, at, len(text))


def _gap(text: str, start: int, end: int) -> Token:
    written = text[start:end]
    kind = Kind.PLAIN if "\n" in written else Kind.REMOVED
    return Token(start, end, written, kind, "", "clean")


def _problems(candidates: list[Candidate], number: int) -> Iterator[Problem]:
    for candidate in candidates:
        if candidate.finding is not None:
            yield Problem(candidate.finding.sentence, Place("", number), candidate.finding.severity)
