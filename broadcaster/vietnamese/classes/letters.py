"""One letter by itself: điểm đ, vitamin C, Lê Văn M., nhà A."""

import re
from functools import cache

from broadcaster.messages import N_, Sentence
from broadcaster.model.reading import Kind
from broadcaster.vietnamese.candidates import Candidate, Priority, Rule
from broadcaster.vietnamese.classes.piece import Piece
from broadcaster.vietnamese.clean import LETTERS, LOWER
from broadcaster.vietnamese.context import Line
from broadcaster.vietnamese.letters import say_letter

A_LETTER = N_("a single letter")
A_PRODUCT = N_("between two figures")
AN_INITIAL = N_("the first letter of a name")

_LETTER_TIMES = Rule("letter.times", Kind.SYMBOL, Priority.SYMBOL, Sentence(A_PRODUCT))
_LETTER_INITIALS = Rule("letter.initials", Kind.LETTER, Priority.QUANTITY, Sentence(AN_INITIAL))
_LETTER_WORD = Rule("letter.word", Kind.LETTER, Priority.LETTER, Sentence(A_LETTER))


@cache
def _initials() -> re.Pattern[str]:
    return re.compile(rf"[A-ZĐ](?:\.[A-ZĐ]){{1,4}}(?![^\W_])(?:\.(?=,| [({LOWER}]))?")


def propose_initials(line: Line, piece: Piece) -> Candidate | None:
    """Propose the letters that a name is shortened to: chị N.T.H."""
    if len(piece.text) != 1 or line.text[piece.start - 1 : piece.start] == ".":
        return None
    match = _initials().match(line.text, piece.start)
    if not match:
        return None
    return _LETTER_INITIALS.reads(piece.start, match.end(), " ".join(map(say_letter, re.findall(r"\w", match[0]))))


def propose_letter(line: Line, piece: Piece) -> Candidate | None:
    """Propose the name of a letter; the dot of an initial goes with it."""
    if len(piece.text) != 1 or piece.text not in LETTERS:
        return None
    end = piece.end
    if piece.text in "xX" and _multiplies(line, piece):
        return _LETTER_TIMES.reads(piece.start, end, "nhân")
    initial = piece.text.isupper() and (
        (
            line.text[end : end + 2] == ". "
            and (line.text[end + 2 : end + 3].islower() or line.text[end + 2 : end + 3] == "(")
        )
        or line.text[end : end + 2] == ".,"
    )
    if initial:
        end += 1
    if piece.text == "y" or (piece.text == "Y" and line.text[end : end + 2].strip()[:1].islower()):
        return _LETTER_WORD.reads(piece.start, end, piece.text)
    reason = Sentence(AN_INITIAL if initial else A_LETTER)
    return Candidate(piece.start, end, Kind.LETTER, Priority.LETTER, say_letter(piece.text), "letter.name", reason)


def _multiplies(line: Line, piece: Piece) -> bool:
    left, right = line.text[max(0, piece.start - 8) : piece.start], line.text[piece.end : piece.end + 2].strip()
    measured = re.search(r"\d ?(?:%|[a-z]{0,2}[²³]?)? ?$", left)
    return bool(measured and (right[:1].isdecimal() or _dimension().match(line.text, piece.end)))


@cache
def _dimension() -> re.Pattern[str]:
    return re.compile(r" ?(?:dài|rộng|cao|dày|sâu)\b")
