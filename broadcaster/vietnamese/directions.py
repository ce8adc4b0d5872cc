"""What a script tells the studio and not the listener: who reads from here on, and how long to be silent.

    Nam: Kính thưa bà con!        the man's voice reads, until a line says otherwise
    Nữ: Sau đây là bản tin.       the woman's voice
    Xin ghi số máy. [nghỉ 2s] Số máy là…       two seconds of silence
    ***                           alone on its line: a new part begins, and a stinger sounds before it

Between two directions stands a turn, which is read like any text. Only scripts know directions: in the lines of a
report "Nam:" counts men.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from broadcaster.messages import N_, Sentence
from broadcaster.model.lexicon import EMPTY, Lexicon
from broadcaster.model.problem import Place, Problem
from broadcaster.model.reading import Kind, Reading, Token, Turn
from broadcaster.model.script import Speaker
from broadcaster.vietnamese.clean import clean
from broadcaster.vietnamese.emission import join_spoken
from broadcaster.vietnamese.reader import normalise

USUAL_REST_MS = 1_000
SHORTEST_REST_MS, LONGEST_REST_MS = 100, 30_000

MAN_READS = N_("from here on the man's voice reads")
WOMAN_READS = N_("from here on the woman's voice reads")
RESTS = N_("{seconds} s of silence")
NEW_PART = N_("a new part: the stinger nhac-cat sounds here")
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
    ends_part: bool = False


def read_turns(text: str, lexicon: Lexicon = EMPTY) -> tuple[Reading, tuple[Turn, ...]]:
    """Return the whole `text` of a script as it is to be said, and the same words by turns.

    The reading has one spoken line for each line of `text`, and its tokens cover `text`, directions and all. What
    stands around a rest is read as if the rest were not there: in "gọi [nghỉ 1s] 113" is a telephone number.
    """
    directions = list(_directions(text))
    reading = normalise(_blanked(text, directions), lexicon)
    if not directions:
        return reading, (Turn(reading.text),)
    tokens = tuple(_with_directions(reading.tokens, text, directions))
    mistakes = [
        Problem(direction.sentence, Place("", text.count("\n", 0, direction.start) + 1))
        for direction in directions
        if not (direction.speaker or direction.rest_ms or direction.ends_part)
    ]
    whole = replace(reading, tokens=tokens, problems=(*reading.problems, *mistakes))
    return whole, tuple(_turns(text, directions, whole, lexicon))


def _blanked(text: str, directions: list[_Direction]) -> str:
    """Return `text` with spaces in the place of directions, every other character where it was."""
    for direction in directions:
        text = text[: direction.start] + " " * (direction.end - direction.start) + text[direction.end :]
    return text


def _with_directions(tokens: Iterable[Token], text: str, directions: list[_Direction]) -> Iterator[Token]:
    """Yield `tokens` of the blanked text and, in their places, the directions; what was read across a rest stays."""
    ahead = list(directions)
    for token in tokens:
        at = token.start
        while ahead and ahead[0].start < token.end:
            direction = ahead.pop(0)
            if token.kind not in (Kind.PLAIN, Kind.REMOVED):
                continue
            yield from _part(token, text, at, direction.start)
            rule = f"direction.{'part' if direction.ends_part else 'speaker' if direction.speaker else 'rest'}"
            written = text[direction.start : direction.end]
            yield Token(direction.start, direction.end, written, Kind.DIRECTION, "", rule, direction.sentence)
            at = direction.end
        yield from (
            [token._replace(written=text[at : token.end])] if at == token.start else _part(token, text, at, token.end)
        )


def _part(token: Token, text: str, start: int, end: int) -> Iterator[Token]:
    if end > start:
        spoken = clean(text[start:end]).text.strip() if token.kind is Kind.PLAIN else ""
        yield token._replace(start=start, end=end, written=text[start:end], spoken=spoken)


def _turns(text: str, directions: list[_Direction], reading: Reading, lexicon: Lexicon) -> Iterator[Turn]:
    """Yield what stands between the directions, as spoken; rests in a row are added up."""
    said: list[Turn] = []
    turn, at = Turn(""), 0
    for written, spoken in zip(text.split("\n"), reading.text.split("\n"), strict=True):
        here = [direction for direction in directions if at <= direction.start < at + len(written)]
        ends = [at, *(direction.end for direction in here), at + len(written)]
        cut = _cut(spoken, ends, reading.tokens) if here else [spoken]
        if cut is None:  # the line was read once more as a whole: each of its stretches is read by itself
            starts = [*(direction.start for direction in here), at + len(written)]
            cut = [normalise(text[start:end], lexicon).text for start, end in zip(ends, starts, strict=False)]
        for direction, stretch in zip([None, *here], cut, strict=True):
            if direction is not None:
                said = _with_turn(said, replace(turn, rest_ms=direction.rest_ms, ends_part=direction.ends_part))
                turn = Turn("", direction.speaker or turn.speaker)
            turn = replace(turn, text=turn.text + stretch)
        turn = replace(turn, text=turn.text + "\n")
        at += len(written) + 1
    yield from _with_turn(said, replace(turn, text=turn.text.removesuffix("\n")))


def _cut(spoken: str, borders: list[int], tokens: tuple[Token, ...]) -> list[str] | None:
    """Cut a line's `spoken` form at `borders` in the text by its tokens; None when these do not add up to the line."""
    stretches = [
        join_spoken([token.spoken for token in tokens if start <= token.start < end])
        for start, end in pairwise(borders)
    ]
    return stretches if _words(" ".join(stretches)) == _words(spoken) else None


def _words(spoken: str) -> list[str]:
    return re.findall(r"\w+", spoken)


def _with_turn(turns: list[Turn], turn: Turn) -> list[Turn]:
    """Return `turns` and `turn`; a rest with no word before it belongs to the turn before, and before all to none."""
    if any(char.isalpha() for char in turn.text):
        return [*turns, turn]
    if not turns:
        return turns
    last = turns[-1]
    ends_part = last.ends_part or turn.ends_part
    return [*turns[:-1], replace(last, rest_ms=last.rest_ms + turn.rest_ms, ends_part=ends_part)]


def _directions(text: str) -> Iterator[_Direction]:
    for match in _direction().finditer(text):
        written = unicodedata.normalize("NFC", match[0])
        if match["part"]:
            yield _Direction(*match.span(), Sentence(NEW_PART), ends_part=True)
            continue
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
    part = (
        r"^[ \t]*(?P<part>\*[ \t]*\*[ \t]*\*[* \t]*|(?<=\n\n)---[- \t]*)$"  # hyphens under words make these a heading
    )
    return re.compile(f"{label}|{rest}|{part}", re.MULTILINE)


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
