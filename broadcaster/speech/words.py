"""Only words go to a voice: what counts as words, and how many syllables they have."""

import re
import unicodedata

from broadcaster.errors import PermanentSpeechError
from broadcaster.messages import N_

SENTENCE_ENDS = ".!?…"
CLAUSE_ENDS = ",;:"
PUNCTUATION = SENTENCE_ENDS + CLAUSE_ENDS
LONGEST_WORD = 40  # letters; the longest Vietnamese syllable has seven, the longest foreign word met so far fifteen

_VOWELS = re.compile(r"[aeiouy]+")
_STRANGE = N_("a voice is given words only, and this holds '{character}': {text}")
_TOO_LONG = N_("a voice is given words only, and this is none: {word}")
_EMPTY = N_("there is no word to be said in: {text}")


def require_words(text: str) -> None:
    """Raise PermanentSpeechError unless `text` is words, spaces and sentence punctuation.

    Engines read digits wrongly, and some read markup as orders: neither may reach them, whoever wrote the text.
    """
    composed = unicodedata.normalize("NFC", text)
    strange = next((char for char in composed if not (char in f" \n{PUNCTUATION}" or _is_latin(char))), None)
    if strange is not None:
        raise PermanentSpeechError(_STRANGE, character=strange, text=text)
    if not has_letters(composed):
        raise PermanentSpeechError(_EMPTY, text=text)
    longest = max(re.split(rf"[ \n{PUNCTUATION}]+", composed), key=len)
    if len(longest) > LONGEST_WORD:
        raise PermanentSpeechError(_TOO_LONG, word=longest)


def _is_latin(char: str) -> bool:
    return char.isalpha() and unicodedata.name(char, "").startswith("LATIN ")


def has_letters(text: str) -> bool:
    """Whether there is anything in `text` that a voice could say."""
    return any(char.isalpha() for char in text)


def syllables(text: str) -> int:
    """Count the syllables of `text`: its groups of vowels, and each letter of a word that has none (it is spelt)."""
    plain = unicodedata.normalize("NFD", text.lower())
    words = re.findall(r"[a-zđ]+", "".join(char for char in plain if not unicodedata.combining(char)))
    return sum(len(_VOWELS.findall(word)) or len(word) for word in words)
