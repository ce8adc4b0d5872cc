"""What the machine will say: the spoken words, and for each of them where it was written and why it is read so."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from broadcaster.messages import Sentence
from broadcaster.model.problem import Place, Problem
from broadcaster.model.script import Speaker


class Kind(StrEnum):
    """The kind of written thing that a token is."""

    PLAIN = "plain"  # Vietnamese words, punctuation and space: read as they stand
    REMOVED = "removed"  # markup, bullets, zero-width characters: a logged removal, says nothing
    PAUSE = "pause"  # brackets, dashes, dotted lines: heard at most as a pause
    DIRECTION = "direction"  # for the studio: who reads, how long to be silent; says nothing
    OVERRIDE = "override"
    ADDRESS = "address"  # web and mail addresses, hashtags
    DOCUMENT = "document"
    IDENTIFIER = "identifier"  # phone and account numbers, codes: said digit by digit
    DATE = "date"
    PERIOD = "period"
    TIME = "time"
    SCORE = "score"
    RATIO = "ratio"
    FRACTION = "fraction"
    MONEY = "money"
    MEASURE = "measure"
    PERCENT = "percent"
    ROMAN = "roman"
    ABBREVIATION = "abbreviation"
    CODE = "code"
    NUMBER = "number"
    FOREIGN = "foreign"
    SYMBOL = "symbol"
    LETTER = "letter"
    LIST_MARK = "list_mark"
    BLANK = "blank"  # a place in a form that nobody filled in
    UNKNOWN = "unknown"


class Token(
    NamedTuple
):  # and no dataclass, for a text has thousands of them, and a tuple is made in a third of the time
    """A stretch of the text and how it is said; `start` and `end` are offsets in the original text.

    `rule` names the rule that read it, `reason` says why it applied. A guess has ``certain=False`` and an `advice`.
    """

    start: int
    end: int
    written: str
    kind: Kind
    spoken: str
    rule: str = ""
    reason: Sentence | None = None
    certain: bool = True
    advice: Sentence | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as it will be said.

    `text` holds only words and sentence punctuation, one line for each line of the original. The `tokens` stand in
    order and together cover the original exactly: no character is lost without a trace. The place of a problem has
    no file; its line counts from 1 within the text.
    """

    text: str
    tokens: tuple[Token, ...]
    problems: tuple[Problem, ...]

    @property
    def guesses(self) -> tuple[Token, ...]:
        """The tokens that a clerk should confirm."""
        return tuple(token for token in self.tokens if not token.certain)

    @property
    def removals(self) -> tuple[Token, ...]:
        """The tokens that are logged removals: written, but rightly not said."""
        return tuple(token for token in self.tokens if token.kind is Kind.REMOVED)

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that have to be mended before broadcast."""
        return tuple(problem for problem in self.problems if problem.is_error)

    def problems_in(self, file: str, first_line: int = 1) -> tuple[Problem, ...]:
        """Return the problems placed in `file`, where the text begins at `first_line`."""
        return tuple(
            replace(problem, place=Place(file, first_line + ((problem.place and problem.place.line) or 1) - 1))
            for problem in self.problems
        )


@dataclass(frozen=True, slots=True)
class Turn:
    """What one speaker says without being interrupted, as spoken words; `rest_ms` of silence were ordered after it.

    `ends_part`: a new part of the item follows, and a stinger between the two.
    """

    text: str
    speaker: Speaker | None = None
    rest_ms: int = 0
    ends_part: bool = False
