"""What a class of written things proposes for a stretch of a line, and which proposal goes first."""

from enum import IntEnum
from typing import NamedTuple

from broadcaster.messages import Sentence
from broadcaster.model.problem import Severity
from broadcaster.model.reading import Kind


class Priority(IntEnum):
    """Who goes first where two proposals overlap; the longer one among equals, then the one further left."""

    FALLBACK = 0
    LETTER = 1
    SYMBOL = 2
    FOREIGN = 3
    NUMBER = 4
    CODE = 5
    ABBREVIATION = 6
    ROMAN = 7
    QUANTITY = 8
    SCORE = 9
    TIME = 10
    DATE = 11
    IDENTIFIER = 12
    DOCUMENT = 13
    FIXED = 14
    ADDRESS = 15
    LEXICON = 16
    OVERRIDE = 17


class Finding(NamedTuple):
    """What the people should know about a proposal: an error, a guess (a warning) or a note."""

    severity: Severity
    sentence: Sentence


class Candidate(NamedTuple):
    """The proposal to read the characters from `start` to `end` of a line as `spoken`."""

    start: int
    end: int
    kind: Kind
    priority: Priority
    spoken: str
    rule: str
    reason: Sentence | None = None
    finding: Finding | None = None


class Rule(NamedTuple):
    """How one kind of written thing is read: by this name it stands in the tokens."""

    name: str
    kind: Kind
    priority: Priority
    reason: Sentence | None = None

    def reads(self, start: int, end: int, spoken: str, finding: Finding | None = None) -> Candidate:
        """Return the proposal to read `start` to `end` as `spoken` by this rule."""
        return Candidate(start, end, self.kind, self.priority, spoken, self.name, self.reason, finding)


def guess(sentence: Sentence) -> Finding:
    """Return the finding of a reading that a clerk should confirm."""
    return Finding(Severity.WARNING, sentence)
