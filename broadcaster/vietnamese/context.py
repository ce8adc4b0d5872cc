"""What stands left and right of a written thing: the evidence on which a class decides.

All windows are short, so that reading stays linear in the length of the text.
"""

import re
from functools import cache, lru_cache
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

    def before(self, at: int) -> str:
        """Return the characters just to the left of `at`, in lower case."""
        return self.lowered[max(0, at - WINDOW) : at]

    def after(self, at: int) -> str:
        """Return the characters just to the right of `at`, in lower case."""
        return self.lowered[at : at + WINDOW]

    def follows(self, at: int, cues: str) -> bool:
        """Whether one of the cues of that name stands just left of `at`."""
        return not cue_words(cues).isdisjoint(phrases_before(self.before(at)))

    def follows_past_comma(self, at: int, cues: str) -> bool:
        """Whether one of the cues stands left of `at` with a comma between: hôm nay, 18/5."""
        before = self.before(at).rstrip(" ")
        return before.endswith(",") and not cue_words(cues).isdisjoint(phrases_before(before[:-1]))

    def precedes(self, at: int, cues: str) -> bool:
        """Whether one of the cues of that name stands just right of `at`."""
        return not cue_words(cues).isdisjoint(phrases_after(self.after(at)))

    def mentions_before(self, at: int, cues: str) -> bool:
        """Whether one of the cues stands anywhere in the window left of `at`."""
        return bool(_any_cue(cues).search(self.before(at)))

    def mentions_after(self, at: int, cues: str) -> bool:
        """Whether one of the cues stands anywhere in the window right of `at`."""
        return bool(_any_cue(cues).search(self.after(at)))

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


@cache
def _any_cue(name: str) -> re.Pattern[str]:
    words = "|".join(sorted(map(re.escape, cue_words(name)), key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)")


@lru_cache(maxsize=2048)
def phrases_before(window: str) -> frozenset[str]:
    """Return the last word, the last two words… of a window; past a colon, bracket or quotation mark."""
    words = [word.lstrip("(\"'*-[") for word in window.rstrip(" :(\"'-*[").replace("/", " ").split()[-_LONGEST_CUE:]]
    return frozenset(" ".join(words[start:]) for start in range(len(words)))


@lru_cache(maxsize=2048)
def phrases_after(window: str) -> frozenset[str]:
    """Return the first word, the first two words… of a window, up to the first punctuation mark."""
    clause = re.split(r"[.,;:!?()\"/-]", window.lstrip(" "), maxsplit=1)[0]
    words = clause.split()[:_LONGEST_CUE]
    return frozenset(" ".join(words[:end]) for end in range(1, len(words) + 1))
