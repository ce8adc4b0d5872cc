"""What a script tells the studio and not the listener: who reads from here on, and how long to be silent.

    Nam: Kính thưa bà con!        the man's voice reads, until a line says otherwise
    Nữ: Sau đây là bản tin.       the woman's voice
    Xin ghi số máy. [nghỉ 2s] Số máy là…       two seconds of silence

Between two directions stands a turn, which is read like any text. Only scripts know directions: in the lines of a
report "Nam:" counts men.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from broadcaster.messages import N_, Sentence
from broadcaster.model.lexicon import EMPTY, Lexicon
from broadcaster.model.problem import Place, Problem
from broadcaster.model.reading import Kind, Reading, Token, Turn
from broadcaster.model.script import Speaker
from broadcaster.vietnamese.emission import join_spoken
from broadcaster.vietnamese.reader import normalise, notes_on_markup

USUAL_REST_MS = 1_000
SHORTEST_REST_MS, LONGEST_REST_MS = 100, 30_000

MAN_READS = N_("from here on the man's voice reads")
WOMAN_READS = N_("from here on the woman's voice reads")
RESTS = N_("{seconds} s of silence")
NO_REST = N_("“{written}” orders no silence: write [nghỉ 2s], at most 30 s")

_SPEAKERS = {"nam": Speaker.MAN, "nữ": Speaker.WOMAN}


@dataclass(frozen=True)
class _Direction:
    """From `start` to `end` of the text: a speaker, or a rest, or what was meant as one and orders nothing."""

    start: int
    end: int
    sentence: Sentence
    speaker: Speaker | None = None
    rest_ms: int = 0


def read_turns(text: str, lexicon: Lexicon = EMPTY) -> tuple[Reading, tuple[Turn, ...]]:
    """Return the whole `text` of a script as it is to be said, and the same words by turns.

    The reading has one spoken line for each line of `text`, and its tokens cover `text`, directions and all.
    """
    tokens: list[Token] = []
    problems: list[Problem] = []
    turns: list[Turn] = []
    spoken = [""]
    speaker: Speaker | None = None
    at = 0
    for direction in [*_directions(text), None]:
        end = direction.start if direction else len(text)
        passage = normalise(text[at:end], lexicon)
        lines_before = text.count("\n", 0, at)
        tokens += (replace(it, start=it.start + at, end=it.end + at) for it in passage.tokens)
        problems += (_shifted(problem, lines_before) for problem in passage.problems if problem.place)
        first, *others = passage.text.split("\n")
        spoken[-1] = join_spoken([spoken[-1], " ", first])
        spoken += others
        turns = _with_turn(turns, Turn(passage.text, speaker, direction.rest_ms if direction else 0))
        if direction is None:
            break
        if not (direction.speaker or direction.rest_ms):
            problems.append(Problem(direction.sentence, Place("", text.count("\n", 0, direction.start) + 1)))
        tokens.append(_token(text, direction))
        speaker, at = direction.speaker or speaker, direction.end
    return Reading("\n".join(spoken), tuple(tokens), (*problems, *notes_on_markup(tokens))), tuple(turns)


def _with_turn(turns: list[Turn], turn: Turn) -> list[Turn]:
    """Return `turns` and `turn`; a rest with no word before it belongs to the turn before, and before all to none."""
    if any(char.isalpha() for char in turn.text):
        return [*turns, turn]
    if turns and turn.rest_ms:
        return [*turns[:-1], replace(turns[-1], rest_ms=turns[-1].rest_ms + turn.rest_ms)]
    return turns


def _directions(text: str) -> Iterator[_Direction]:
    for match in _direction().finditer(text):
        written = unicodedata.normalize("NFC", match[0])
        if match["speaker"]:
            speaker = _SPEAKERS[unicodedata.normalize("NFC", match["speaker"]).lower()]
            sentence = Sentence(MAN_READS if speaker is Speaker.MAN else WOMAN_READS)
            yield _Direction(*match.span(), sentence, speaker)
            continue
        rest_ms = _rest_ms(unicodedata.normalize("NFC", match["length"]))
        if rest_ms is None and re.search(r"\d|giây", written):  # "[nghỉ lễ]" is not meant for the studio
            yield _Direction(*match.span(), Sentence(NO_REST, written=written))
        elif rest_ms is not None:
            yield _Direction(*match.span(), Sentence(RESTS, seconds=f"{rest_ms / 1000:g}"), rest_ms=rest_ms)


@cache
def _direction() -> re.Pattern[str]:
    """Match a direction, with its letters composed or parted, and the stars with which a label is made bold."""
    names = _in_both_forms("Nam", "NAM", "Nữ", "NỮ")
    rests = _in_both_forms("nghỉ", "nghi")
    label = rf"^[ \t\u00a0]*\**(?P<speaker>{names})\**[ \t\u00a0]*:\**"
    rest = rf"\[[ \u00a0]*(?i:{rests})(?P<length>(?:[ \u00a0][^\]\n]*)?)\]"
    return re.compile(f"{label}|{rest}", re.MULTILINE)


def _in_both_forms(*words: str) -> str:
    return "|".join(unicodedata.normalize(form, word) for word in words for form in ("NFC", "NFD"))


def _rest_ms(written: str) -> int | None:
    """Return the length that stands behind “nghỉ”: ``2s``, ``1,5 giây``, ``500 ms``, nothing for a second."""
    match = re.fullmatch(r"\s*(\d{1,5}(?:[.,]\d{1,3})?)?\s*(ms|s|giây|)\s*", written, re.IGNORECASE)
    if match is None or (match[2] and not match[1]):
        return None
    if not match[1]:
        return USUAL_REST_MS
    rest_ms = round(float(match[1].replace(",", ".")) * (1 if match[2].lower() == "ms" else 1000))
    return rest_ms if SHORTEST_REST_MS <= rest_ms <= LONGEST_REST_MS else None


def _token(text: str, direction: _Direction) -> Token:
    rule = "direction.speaker" if direction.speaker else "direction.rest"
    written = text[direction.start : direction.end]
    return Token(direction.start, direction.end, written, Kind.DIRECTION, "", rule, direction.sentence)


def _shifted(problem: Problem, lines: int) -> Problem:
    place = problem.place
    assert place is not None, "what concerns the whole text is told once, of all turns"
    return replace(problem, place=replace(place, line=(place.line or 1) + lines))
