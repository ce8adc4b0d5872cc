"""Words and slugs: Vietnamese without its diacritics, as names of files and columns need it."""

import re
import unicodedata
from collections.abc import Sequence

# For the character classes of patterns: in Unicode small letters and capitals stand one after the other, so that a
# range from "à" to "ỹ" would hold both.
SMALL = "a-zàáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ"
CAPITAL = SMALL.upper()

LONGEST_SLUG = 60
_LOOSE_ENDS = {"va", "cua", "cac", "nhung", "ve", "voi", "cho", "trong", "tren", "la", "theo", "tai"}


def plain(text: str) -> str:
    """Return `text` in small letters without diacritics."""
    parts = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(sign for sign in parts if not unicodedata.combining(sign))


def plain_words(text: str) -> list[str]:
    """Return the words of `text`, small and without diacritics."""
    return re.findall(r"[a-z0-9]+", plain(text))


def slug(text: str, longest: int = LONGEST_SLUG) -> str:
    """Return a name for `text`: whole words joined by hyphens, at most `longest` characters; empty for no words."""
    words: list[str] = []
    for word in plain_words(text):
        if words and len("-".join([*words, word])) > longest:
            while len(words) > 1 and words[-1] in _LOOSE_ENDS:
                words.pop()
            break
        words.append(word)
    return "-".join(words)[:longest]


def holds_in_order(words: Sequence[str], wanted: Sequence[str]) -> bool:
    """Whether all of `wanted` stand in `words`, in their order, with others between them or not."""
    rest = iter(words)
    return all(word in rest for word in wanted)
