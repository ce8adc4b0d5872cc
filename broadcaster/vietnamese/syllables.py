"""What a Vietnamese syllable may look like: an onset, a rime, a tone that the rime allows."""

import unicodedata
from functools import cache, lru_cache

from broadcaster.vietnamese.tables import read_words

_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_STOP_TONES = frozenset("\u0301\u0323")  # a rime that ends in p, t, c, ch carries sắc or nặng
_FRONT_ONSETS = frozenset(("k", "gh", "ngh"))
_BACK_ONSETS = frozenset(("c", "g", "ng"))
_FRONT_VOWELS = frozenset("eêiy")
_ONSETS = ("ngh", "ng", "nh", "ch", "gh", "gi", "kh", "ph", "qu", "th", "tr", *"bcdđghklmnprstvx", "")


@lru_cache(maxsize=16_384)
def is_vietnamese_syllable(word: str) -> bool:
    """Whether `word`, in any case and with the tone mark in either place (hoà, hòa), can be a Vietnamese syllable."""
    if not 0 < len(word) <= 14:
        return False
    letters: list[str] = []
    tones: list[str] = []
    for character in unicodedata.normalize("NFD", word.lower()):
        (tones if character in _TONES else letters).append(character)
    if len(tones) > 1:
        return False
    bare = unicodedata.normalize("NFC", "".join(letters))
    return any(_fits(onset, bare[len(onset) :], "".join(tones)) for onset in _ONSETS if bare.startswith(onset))


def _fits(onset: str, rime: str, tone: str) -> bool:
    rimes = read_words("rimes.txt")
    if onset == "gi" and f"i{rime}" in rimes:
        rime = f"i{rime}"  # gì, gìn, giếng: one letter i serves both onset and rime
    if onset == "qu" and rime in ("y", "yt", "yn", "ynh", "ych", "yên", "yêt", "yt", "yp"):
        rime = "i" + rime[1:]
    if rime not in rimes:
        return False
    front = rime[0] in _FRONT_VOWELS
    if (onset in _FRONT_ONSETS and not front) or (onset in _BACK_ONSETS and front and onset != "g"):
        return False
    if onset == "g" and front and rime[0] != "i":
        return False
    stopped = rime.endswith(("p", "t", "c", "ch"))
    return not stopped or tone in _STOP_TONES


def count_syllables(text: str) -> int:
    """Return how many syllables a spoken text has: its words, for Vietnamese writes a space after each."""
    return len(text.split())


@lru_cache(maxsize=4096)
def split_unmarked(letters: str) -> tuple[str, ...]:
    """Return `letters`, written without marks and spaces as in web addresses, cut into the fewest syllables.

    Empty where that is impossible: dichvucong gives dich vu cong, vnexpress nothing.
    """
    best: list[tuple[str, ...] | None] = [(), *[None] * len(letters)]
    for end in range(1, len(letters) + 1):
        for start in range(max(0, end - 7), end):
            head = best[start]
            longer = head is not None and (best[end] is None or len(head) + 1 < len(best[end] or ()))
            if head is not None and longer and _is_unmarked_syllable(letters[start:end]):
                best[end] = (*head, letters[start:end])
    return best[-1] or ()


@cache
def _unmarked_rimes() -> frozenset[str]:
    return frozenset(
        "".join(letter for letter in unicodedata.normalize("NFD", rime) if letter.isalpha())
        for rime in read_words("rimes.txt")
    )


def _is_unmarked_syllable(letters: str) -> bool:
    return any(
        letters.startswith(onset) and letters[len(onset) :] in _unmarked_rimes()
        for onset in (*_ONSETS, "d")
        if onset != "đ"
    ) or (letters == "gi")
