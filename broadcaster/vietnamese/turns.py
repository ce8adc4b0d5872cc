"""A script's text by turns: what stands between two directions, read like any text."""

import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple, TypeVar

from broadcaster.model.lexicon import EMPTY, Lexicon
from broadcaster.model.problem import Place, Problem
from broadcaster.model.reading import Kind, Reading, Token, Turn
from broadcaster.vietnamese.clean import clean
from broadcaster.vietnamese.directions import Direction, directions_in
from broadcaster.vietnamese.emission import join_spoken
from broadcaster.vietnamese.reader import normalise

Piece = TypeVar("Piece", Direction, Token)


def read_turns(text: str, lexicon: Lexicon = EMPTY) -> tuple[Reading, tuple[Turn, ...]]:
    """Return the whole `text` of a script as it is to be said, and the same words by turns.

    The reading has one spoken line for each line of `text`, and its tokens cover `text`, directions and all. The words
    around a rest still decide about one another ("gọi [nghỉ 1s] 113" is a telephone number); a figure that a rest cuts
    in two is two figures.
    """
    directions = list(directions_in(text))
    reading = normalise(_blanked(text, directions), lexicon)
    if not directions:
        return reading, (Turn(reading.text),)
    tokens = tuple(_with_directions(reading.tokens, text, directions))
    whole = replace(reading, tokens=tokens, problems=(*reading.problems, *_doubts(text, directions)))
    return whole, tuple(_turns(text, directions, whole, lexicon))


def _blanked(text: str, directions: list[Direction]) -> str:
    """Return `text` with spaces in the place of directions, every other character where it was."""
    parts, at = [], 0
    for direction in directions:
        parts += [text[at : direction.start], " " * (direction.end - direction.start)]
        at = direction.end
    return "".join([*parts, text[at:]])


def _doubts(text: str, directions: list[Direction]) -> Iterator[Problem]:
    line, at = 1, 0
    for direction in directions:
        line, at = line + text.count("\n", at, direction.start), direction.start
        if direction.doubt is not None:
            severity, sentence = direction.doubt
            yield Problem(sentence, Place("", line), severity)


def _with_directions(tokens: Iterable[Token], text: str, directions: list[Direction]) -> Iterator[Token]:
    """Yield `tokens` of the blanked text and, in their places, the directions; what was read across a rest stays."""
    ahead = deque(directions)
    for token in tokens:
        at = token.start
        while ahead and ahead[0].start < token.end:
            direction = ahead.popleft()
            if token.kind in (Kind.PLAIN, Kind.REMOVED):
                yield from _part(token, text, at, direction.start)
                written = text[direction.start : direction.end]
                yield Token(
                    direction.start, direction.end, written, Kind.DIRECTION, "", direction.rule, direction.sentence
                )
                at = direction.end
        if at == token.start:
            yield token._replace(written=text[at : token.end])
        else:
            yield from _part(token, text, at, token.end)


def _part(token: Token, text: str, start: int, end: int) -> Iterator[Token]:
    if end > start:
        spoken = clean(text[start:end]).text.strip() if token.kind is Kind.PLAIN else ""
        yield token._replace(start=start, end=end, written=text[start:end], spoken=spoken)


class _Line(NamedTuple):
    """A line from `start` to `end` of the text: its spoken form, and the directions and tokens that begin in it."""

    start: int
    end: int
    spoken: str
    directions: list[Direction]
    tokens: list[Token]


def _lines(text: str, directions: list[Direction], reading: Reading) -> Iterator[_Line]:
    at = 0
    ahead, waiting = deque(directions), deque(reading.tokens)
    for written, spoken in zip(text.split("\n"), reading.text.split("\n"), strict=True):
        end = at + len(written)
        yield _Line(at, end, spoken, _up_to(end, ahead), _up_to(end, waiting))
        at = end + 1


def _up_to(end: int, waiting: deque[Piece]) -> list[Piece]:
    """Take what begins no later than `end` from the front of `waiting`."""
    taken = []
    while waiting and waiting[0].start <= end:
        taken.append(waiting.popleft())
    return taken


def _turns(text: str, directions: list[Direction], reading: Reading, lexicon: Lexicon) -> list[Turn]:
    """Return what stands between the directions, as spoken; rests in a row are added up."""
    said: list[Turn] = []
    turn = Turn("")
    for line in _lines(text, directions, reading):
        for direction, stretch in zip([None, *line.directions], _stretches(line, text, lexicon), strict=True):
            if direction is not None:
                _add(said, replace(turn, rest_ms=direction.rest_ms, ends_part=direction.ends_part))
                turn = Turn("", direction.speaker or turn.speaker)
            turn = replace(turn, text=turn.text + stretch)
        turn = replace(turn, text=turn.text + "\n")
    _add(said, replace(turn, text=turn.text.removesuffix("\n")))
    return said


def _stretches(line: _Line, text: str, lexicon: Lexicon) -> list[str]:
    """Cut a line's spoken form where directions stand in it, by its tokens."""
    if not line.directions:
        return [line.spoken]
    borders = [line.start, *(direction.end for direction in line.directions), line.end + 1]
    cut = [
        join_spoken([token.spoken for token in line.tokens if start <= token.start < end])
        for start, end in pairwise(borders)
    ]
    if _words(" ".join(cut)) == _words(line.spoken):
        return cut
    # What the rules made was read once more as a whole line and can't be cut: each stretch is read by itself.
    ends = [*(direction.start for direction in line.directions), line.end]
    return [normalise(text[start:end], lexicon).text for start, end in zip(borders[:-1], ends, strict=True)]


def _words(spoken: str) -> list[str]:
    return re.findall(r"\w+", spoken)


def _add(said: list[Turn], turn: Turn) -> None:
    """Add `turn` to `said`; a rest with no word before it belongs to the turn before, and before all to none."""
    if any(char.isalpha() for char in turn.text):
        said.append(turn)
    elif said:
        last = said[-1]
        said[-1] = replace(last, rest_ms=last.rest_ms + turn.rest_ms, ends_part=last.ends_part or turn.ends_part)
