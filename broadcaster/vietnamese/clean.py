"""The first stage: one way of writing every character, with a map back to where each one stood.

NFC; full-width forms to ASCII; special spaces to space; every dash to a hyphen, every quotation mark to a straight one;
zero-width characters, soft hyphens and stray combining marks out.
"""

import re
import unicodedata
from bisect import bisect_right
from functools import cache, lru_cache
from typing import NamedTuple

LOWER = "aàáảãạăằắẳẵặâầấẩẫậbcdđeèéẻẽẹêềếểễệfghiìíỉĩịjklmnoòóỏõọôồốổỗộơờớởỡợpqrstuùúủũụưừứửữựvwxyỳýỷỹỵz"
UPPER = LOWER.upper()
LETTERS = LOWER + UPPER

_SPECIAL = {
    **dict.fromkeys("‐‑‒–—―−﹘﹣－⁃", "-"),
    **dict.fromkeys("“”„‟«»″〝〞＂", '"'),
    **dict.fromkeys("‘’‚‛‹›′ʼ＇`´", "'"),
    **dict.fromkeys("º˚∘", "°"),
    **dict.fromkeys("μ", "µ"),
    **dict.fromkeys("⁄∕／", "/"),
    **dict.fromkeys("∶：", ":"),
    **dict.fromkeys("\t\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\u2028\u2029", " "),
    **dict.fromkeys("。．", "."),
    **dict.fromkeys("、，", ","),
    **dict.fromkeys("ØøΦφ⌀", "phi "),
    "№": "số ",
    "⩾": "≥",
    "⩽": "≤",
    "Ð": "Đ",
    "ð": "đ",
}
_KEPT = frozenset("²³½⅓¼¾⅔⅛⅕…")  # compatibility characters that have a reading of their own
_ODD = f"[^\\n -_a-~{LETTERS}]"


class CleanText(NamedTuple):
    """`text` after cleaning; `written_at` leads from an offset in it back to the original."""

    text: str
    length: int
    clean_stops: tuple[int, ...] = (0,)  # where a stretch begins in the clean text…
    stops: tuple[int, ...] = (0,)  # …and in the original

    def written_at(self, offset: int) -> int:
        """Return where in the original the character at `offset` stood."""
        if offset >= len(self.text):
            return self.length
        if len(self.stops) == 1:
            return offset
        index = bisect_right(self.clean_stops, offset) - 1
        ahead = self.stops[index + 1] if index + 1 < len(self.stops) else self.length
        return min(self.stops[index] + offset - self.clean_stops[index], ahead)


def clean(text: str) -> CleanText:
    """Return `text` with one way of writing each character."""
    first = _odd().search(text)
    if first is None:
        return CleanText(text, len(text))
    parts: list[str] = []
    clean_stops, stops = [0], [0]
    taken = length = 0
    for match in _unclean().finditer(text, max(0, first.start() - 1)):  # from the letter that an odd one may belong to
        start, end = match.span()
        replacement = _replacement(match[0])
        parts += (text[taken:start], replacement)
        length += start - taken + len(replacement)
        taken = end
        if len(replacement) != end - start:
            clean_stops.append(length)
            stops.append(end)
    parts.append(text[taken:])
    return CleanText("".join(parts), len(text), tuple(clean_stops), tuple(stops))


@cache
def _unclean() -> re.Pattern[str]:
    """Match what may have to change: marks with the letter they belong to, and all that is not plain.

    A run of Hangul is one match, for its letters are composed as well.
    """
    marks = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
    odd = f"[^\\n -~{LETTERS}]"  # a mark of any script may have slipped between a letter and its tone
    # 30 is the most that stream-safe text puts on one letter (Unicode Annex 15).
    letter = f"[A-Za-zÀ-ỹ<=>≤≥]?(?:{odd}{{0,30}}[{marks}]+)+"
    return re.compile(f"{letter}|[\u1100-\u11ff\uac00-\ud7a3]+|{_ODD}")


@cache
def _odd() -> re.Pattern[str]:
    """Match one character that may have to change: most texts have none, and are found clean at the first look."""
    return re.compile(_ODD)


@lru_cache(maxsize=4096)
def _replacement(cluster: str) -> str:
    if len(cluster) == 1 and cluster in _SPECIAL:
        return _SPECIAL[cluster]
    characters = unicodedata.normalize("NFC", cluster)
    return "".join(_SPECIAL[character] if character in _SPECIAL else _plain_form(character) for character in characters)


def _plain_form(character: str) -> str:
    if character in LETTERS or character in _KEPT:
        return character
    category = unicodedata.category(character)
    if category[0] == "C" or category[0] == "M":
        return ""
    if category[0] == "Z":
        return " "
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    compatible = unicodedata.normalize("NFKC", character)
    if all(part in LETTERS or part == "°" or " " < part <= "~" for part in compatible):
        return compatible
    base = unicodedata.normalize("NFD", character)[0]
    return base if base in LETTERS else character
