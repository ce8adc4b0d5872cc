"""What stands left and right of a written thing: the evidence on which a class decides.

All windows are short, so that reading stays linear in the length of the text.
"""

import re
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from broadcaster.vietnamese.tables import read_cues

if TYPE_CHECKING:
    from broadcaster.vietnamese.vocabulary import Vocabulary

WINDOW = 48  # characters: room for a phrase of six words
_LONGEST_CUE = 4  # words


class Line(NamedTuple):
    """One line of clean text with the vocabulary it is read by."""

    text: str
    lowered: str
    vocabulary: "Vocabulary"
    left: dict[int, frozenset[str]]  # what `phrases_before` and `phrases_after` found: the rules ask for it many times
    right: dict[int, frozenset[str]]

    @classmethod
    def of(cls, text: str, vocabulary: "Vocabulary") -> "Line":
        """Return the line that reads `text`."""
        return cls(text, text.lower(), vocabulary, {}, {})

    def before(self, at: int) -> str:
        """Return the characters just to the left of `at`, in lower case."""
        return self.lowered[at - WINDOW if at > WINDOW else 0 : at]

    def after(self, at: int) -> str:
        """Return the characters just to the right of `at`, in lower case."""
        return self.lowered[at : at + WINDOW]

    def phrases_before(self, at: int) -> frozenset[str]:
        """Return the last word, the last two words… left of `at`."""
        phrases = self.left.get(at)
        if phrases is None:
            phrases = self.left[at] = phrases_before(self.before(at))
        return phrases

    def phrases_after(self, at: int) -> frozenset[str]:
        """Return the first word, the first two words… right of `at`."""
        phrases = self.right.get(at)
        if phrases is None:
            phrases = self.right[at] = phrases_after(self.after(at))
        return phrases

    def follows(self, at: int, cues: str) -> bool:
        """Whether one of the cues of that name stands just left of `at`."""
        return not cue_words(cues).isdisjoint(self.phrases_before(at))

    def follows_past_comma(self, at: int, cues: str) -> bool:
        """Whether one of the cues stands left of `at` with a comma between: hôm nay, 18/5."""
        before = self.before(at).rstrip(" ")
        return before.endswith(",") and not cue_words(cues).isdisjoint(phrases_before(before[:-1]))

    def precedes(self, at: int, cues: str) -> bool:
        """Whether one of the cues of that name stands just right of `at`."""
        return not cue_words(cues).isdisjoint(self.phrases_after(at))

    def mentions_before(self, at: int, cues: str) -> bool:
        """Whether one of the cues stands anywhere in the window left of `at`."""
        return _mentions(self.before(at), cues)

    def mentions_after(self, at: int, cues: str) -> bool:
        """Whether one of the cues stands anywhere in the window right of `at`."""
        return _mentions(self.after(at), cues)

    def is_joined(self, at: int, signs: str = "/-.,") -> bool:
        """Whether a sign ties what begins at `at` to letters or figures before it."""
        if at < 2 or self.text[at - 1] not in signs:
            return False
        return self.text[at - 2].isdecimal() or (self.text[at - 1] != "-" and self.text[at - 2].isalnum())

    def starts(self, at: int) -> bool:
        """Whether only space and bullets stand left of `at` in its line."""
        return at < WINDOW and not self.text[:at].strip(" -+*•·▪●○►➢✓#>\"'(")


@cache
def cue_words(name: str) -> frozenset[str]:
    """Return the cues of the list `name` in the data file cues.tsv."""
    return read_cues("cues.tsv")[name]


def _mentions(window: str, cues: str) -> bool:
    """Whether a cue stands in `window` as a word: a cheap search sees first that none can."""
    return _any_cue(cues).search(window) is not None and _any_cue_as_word(cues).search(window) is not None


@cache
def _any_cue(name: str) -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, cue_words(name)), key=len, reverse=True)))


@cache
def _any_cue_as_word(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{_any_cue(name).pattern})(?!\w)")


def phrases_before(window: str) -> frozenset[str]:
    """Return the last word, the last two words… of a window; past a colon, bracket or quotation mark."""
    words = window.rstrip(" :(\"'-*[").replace("/", " ").rsplit(None, _LONGEST_CUE)[-_LONGEST_CUE:]
    phrases: list[str] = []
    phrase = ""
    for word in reversed(words):
        bare = word.lstrip("(\"'*-[")
        phrase = f"{bare} {phrase}" if phrases else bare
        phrases.append(phrase)
    return frozenset(phrases)


def phrases_after(window: str) -> frozenset[str]:
    """Return the first word, the first two words… of a window, up to the first punctuation mark."""
    mark = _punctuation().search(window)
    words = (window[: mark.start()] if mark else window).split(None, _LONGEST_CUE)[:_LONGEST_CUE]
    return frozenset(accumulate(words, "{} {}".format))


@cache
def _punctuation() -> re.Pattern[str]:
    return re.compile(r"[.,;:!?()\"/-]")
