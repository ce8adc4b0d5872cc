"""Where a voice takes breath: text as spoken, cut into sentences and into what an online voice takes at a time."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from broadcaster.model.reading import Turn
from broadcaster.model.sound import Words
from broadcaster.speech.words import CLAUSE_ENDS, PUNCTUATION, SENTENCE_ENDS, has_letters

SENTENCE_PAUSE_MS = 500
CALL_PAUSE_MS = 560  # after a question or an exclamation
PARAGRAPH_PAUSE_MS = 800

CONJUNCTION = re.compile(
    "bởi|cho|do|để|hay|hoặc|khi|là|mà|nên|nếu|nhưng|như|qua|rồi|song|tại|theo|thì|trong|từ|và|vì|với",
    re.IGNORECASE,
)

# What a cut costs a listener, beside what a request costs us: `chunks` looks for the cheapest way through a sentence.
_REQUEST_COST = 3.0
_CUT_AFTER_CLAUSE = 0.5
_CUT_BEFORE_CONJUNCTION = 4.0
_CUT_BETWEEN_WORDS = 8.0

_ENDS_PARAGRAPH = re.compile(r"\n\s*\n\s*\Z")
_END_MARKS = re.compile(rf"[{SENTENCE_ENDS}]+")


def phrases(spoken_text: str) -> tuple[Words, ...]:
    """Cut `spoken_text` (words and sentence punctuation) into sentences, each with the silence that follows it.

    A line's end ends a sentence, unless an editor wrapped the line: the next one then goes on with a small letter. A
    blank line ends a paragraph. We make the pauses because engines do not agree on them: one makes none at all before
    a small letter.
    """
    composed = _unwrapped(unicodedata.normalize("NFC", spoken_text))
    found: list[Words] = []
    for paragraph in re.split(r"\n\s*\n", composed):
        sentences = [text for line in paragraph.split("\n") for text in _sentences(line)]
        found += [Words(text, _pause_ms(text)) for text in sentences[:-1]]
        found += [Words(text, PARAGRAPH_PAUSE_MS) for text in sentences[-1:]]
    if found:  # nothing follows the last one: it ends as a sentence does
        found[-1] = Words(found[-1].text, _pause_ms(found[-1].text))
    return tuple(found)


def phrases_by_turns(turns: Sequence[Turn]) -> tuple[Words, ...]:
    """Cut the words of each of `turns` into sentences for its speaker; an ordered rest takes the place of the pause.

    Where a part of the item ends, the pause stands in for a stinger that the station has not got.
    """
    found: list[Words] = []
    for number, turn in enumerate(turns, start=1):
        words = [replace(sentence, speaker=turn.speaker) for sentence in phrases(turn.text)]
        if words and turn.ends_part:
            words[-1] = replace(words[-1], pause_ms=turn.rest_ms or PARAGRAPH_PAUSE_MS, ends_part=True)
        elif words and turn.rest_ms:
            words[-1] = replace(words[-1], pause_ms=turn.rest_ms)
        elif words and number < len(turns) and _ENDS_PARAGRAPH.search(turn.text):
            words[-1] = replace(words[-1], pause_ms=PARAGRAPH_PAUSE_MS)
        found += words
    return tuple(found)


def _unwrapped(text: str) -> str:
    """Join lines that were wrapped in the middle of a sentence."""
    lines: list[str] = []
    for line in text.split("\n"):
        goes_on = line.lstrip()[:1].islower() and lines and lines[-1].rstrip()[-1:] not in SENTENCE_ENDS
        if goes_on:
            lines[-1] = f"{lines[-1].rstrip()} {line.lstrip()}"
        else:
            lines.append(line)
    return "\n".join(lines)


def _sentences(line: str) -> list[str]:
    ends = [marks.end() for marks in _END_MARKS.finditer(line) if not _is_hesitation(marks[0], line[marks.end() :])]
    cut = (_tidied(line[start:end]) for start, end in pairwise([0, *ends, len(line)]))
    return [text for text in cut if has_letters(text)]


def _is_hesitation(marks: str, rest: str) -> bool:
    """Whether `marks` only hold the sentence up: "Hôm nay… trời mưa", unlike "Hôm nay… Trời mưa"."""
    return marks in {"…", "..."} and rest.lstrip()[:1].islower()


def _pause_ms(sentence: str) -> int:
    return CALL_PAUSE_MS if sentence.rstrip(".…")[-1] in "?!" else SENTENCE_PAUSE_MS


def _tidied(text: str) -> str:
    """Return `text` with single spaces, each mark at the word before it, and none before the first word."""
    spaced = " ".join(text.split())
    joined = re.sub(rf" ([{PUNCTUATION}])", r"\1", spaced)
    return joined.lstrip(PUNCTUATION + " ")


def chunks(text: str, limit: int = 100) -> tuple[str, ...]:
    """Cut `text` into pieces of at most `limit` code points (NFC), as few and as well placed as can be.

    A cut is best after a clause, then before a conjunction, then between words, where pieces of like length sound best.
    Punctuation stays, a word is never cut; one longer than `limit` stands alone.
    """
    tokens = _tidied(unicodedata.normalize("NFC", text)).split(" ")
    if tokens == [""]:
        return ()
    cuts = _cheapest_cuts(tokens, limit)
    return tuple(" ".join(tokens[start:end]) for start, end in pairwise(cuts))


def _cheapest_cuts(tokens: Sequence[str], limit: int) -> list[int]:
    """Return the borders (indexes into `tokens`, first and last included) of the cheapest way to cut them up."""
    cost, came_from = [0.0], [0]
    for end in range(1, len(tokens) + 1):
        best = (float("inf"), end - 1)
        length = -1  # of the piece from `start` to `end`: its tokens and the spaces between them
        for start in range(end - 1, -1, -1):
            length += len(tokens[start]) + 1
            if length > limit and start < end - 1:
                break
            best = min(best, (cost[start] + _cut_cost(tokens, start) + _piece_cost(length, limit), start))
        cost.append(best[0])
        came_from.append(best[1])
    borders = [len(tokens)]
    while borders[-1] > 0:
        borders.append(came_from[borders[-1]])
    return borders[::-1]


def _cut_cost(tokens: Sequence[str], place: int) -> float:
    """Return what a cut before `tokens[place]` costs the listener."""
    if place == 0 or tokens[place - 1][-1] in CLAUSE_ENDS + SENTENCE_ENDS:
        return 0.0 if place == 0 else _CUT_AFTER_CLAUSE
    if CONJUNCTION.fullmatch(tokens[place]):
        return _CUT_BEFORE_CONJUNCTION
    return _CUT_BETWEEN_WORDS


def _piece_cost(length: int, limit: int) -> float:
    """Return what one more piece costs; the square makes pieces of like length the cheapest."""
    return _REQUEST_COST + (length / limit) ** 2
