"""Addresses of the network: web pages, mail addresses, hashtags."""

import re
from functools import cache, lru_cache

from broadcaster.messages import N_, Sentence
from broadcaster.model.reading import Kind
from broadcaster.vietnamese.candidates import Candidate, Priority, Rule, guess
from broadcaster.vietnamese.classes.piece import Piece
from broadcaster.vietnamese.clean import LOWER, UPPER
from broadcaster.vietnamese.context import Line
from broadcaster.vietnamese.letters import say_letter, spell
from broadcaster.vietnamese.numerals import say_digits, say_integer
from broadcaster.vietnamese.syllables import is_vietnamese_syllable, split_unmarked
from broadcaster.vietnamese.tables import read_readings

AN_ADDRESS = N_("an address on the network")
LEFT = N_("“{word}” in {written} is left as it is: write {{{written}|…}} with what shall be said")
A_HASHTAG = N_("a hashtag")

_LONGEST = 200  # characters
_SHORTEST_WORD = 4  # letters; shorter labels that are no syllables are spelled
_LONGEST_WORD = 20  # letters of an entry in address_words.tsv

_ADDRESS_HASHTAG = Rule("address.hashtag", Kind.ADDRESS, Priority.ADDRESS, Sentence(A_HASHTAG))
_ADDRESS_WEB = Rule("address.web", Kind.ADDRESS, Priority.ADDRESS, Sentence(AN_ADDRESS))


@cache
def _address() -> re.Pattern[str]:
    label = r"[A-Za-z0-9_-]{1,63}"
    ends = "vn|com|net|org|gov|edu|info|me|io|app|asia|tv|biz|link|ly|gl|dev|online|shop|xyz|site"
    domain = rf"(?:{label}\.){{1,6}}(?:{ends})"
    return re.compile(
        rf"(?:https?://)?(?:[A-Za-z0-9._+-]{{1,64}}@)?{domain}(?:\.vn)?(?::\d{{2,5}})?(?:/[\w.~%?=&#@+/-]*[\w/])?(?![\w@])"
        r"|https?://[\w.~%?=&#+/:-]{1,180}[\w/]"
        rf"|[A-Za-z0-9._+-]{{1,64}}@{label}"
    )


@cache
def _hashtag() -> re.Pattern[str]:
    return re.compile(r"#([^\W_]\w{0,79})")


@cache
def _trace() -> re.Pattern[str]:
    return re.compile(r"[@#]|://|\.[a-z]")


def may_hold_address(chunk: str) -> bool:
    """Whether a chunk has a sign that every address and hashtag has."""
    return _trace().search(chunk) is not None


def propose_address(line: Line, piece: Piece) -> Candidate | None:
    """Propose the address that a chunk holds, past an opening bracket or quotation mark."""
    start = piece.start + len(piece.text) - len(piece.text.lstrip("(\"'[<"))
    if "#" in piece.text and (tag := _hashtag().match(line.text, start)):
        name = "" if line.before(start).endswith("hashtag ") else "hát tắc "
        return _ADDRESS_HASHTAG.reads(start, tag.end(), f"{name}{_said_tag(tag[1])}")
    match = _address().match(line.text, start, start + _LONGEST)
    if not match:
        return None
    spoken = say_address(match[0])
    strange = [word for word in spoken.split() if len(word) > 7 and not is_vietnamese_syllable(word)]
    finding = guess(Sentence(LEFT, word=strange[0], written=match[0])) if strange else None
    return _ADDRESS_WEB.reads(start, match.end(), spoken)._replace(finding=finding)


def say_address(written: str) -> str:
    """Return an address in words: signs by name, known labels as people say them, the rest in syllables or letters."""
    written = re.sub(r"^https?://", "", written).rstrip("/")
    signs = read_readings("address_signs.tsv")
    words = [signs[part] if part in signs else _said_label(part) for part in re.findall(r"[^\W_]+|.", written)]
    return " ".join(word for word in words if word)


def _said_label(label: str) -> str:
    known = read_readings("address_labels.tsv").get(label.lower())
    if known:
        return known
    parts = re.findall(r"[^\W\d_]+|\d+", label)
    return " ".join(say_digits(part) if part.isdecimal() else _said_letters(part) for part in parts)


def _said_letters(letters: str) -> str:
    said = _said_words(letters.lower())
    if said:
        return said
    heads = read_readings("address_heads.tsv")
    head = next((head for head in heads if letters.lower().startswith(head)), "")
    rest = _said_words(letters.lower()[len(head) :]) if head else ""
    if rest or head == letters.lower():
        return f"{heads[head]} {rest}".rstrip()
    if len(letters) < _SHORTEST_WORD or not re.search(r"[aeiouy]", letters, re.IGNORECASE):
        return " ".join(say_letter(letter) for letter in letters)
    return letters.lower()


def _said_words(letters: str) -> str:
    """Return Vietnamese words with their marks, if all of them are known, else the bare syllables, if it is some.

    Half marked would be worse than either: nobody says "nguyen van ngọc".
    """
    return _marked(letters) or " ".join(split_unmarked(letters))


@lru_cache(maxsize=1024)
def _marked(letters: str) -> str:
    """Cut `letters` into the fewest words of the data file address_words.tsv; empty where that is impossible."""
    words = read_readings("address_words.tsv")
    best: list[tuple[str, ...] | None] = [(), *[None] * len(letters)]
    for end in range(1, len(letters) + 1):
        for start in range(max(0, end - _LONGEST_WORD), end):
            head, word = best[start], words.get(letters[start:end])
            if head is not None and word and (best[end] is None or len(head) + 1 < len(best[end] or ())):
                best[end] = (*head, word)
    return " ".join(best[-1] or ())


def _said_tag(tag: str) -> str:
    if marked := _marked(tag.lower()):
        return marked
    words = re.findall(rf"\d+|[{UPPER}]?[{LOWER}]+|[{UPPER}]+(?![{LOWER}])|[{UPPER}]", tag)
    return " ".join(_said_tag_word(word) for word in words)


def _said_tag_word(word: str) -> str:
    if word.isdecimal():
        return say_integer(int(word)) if len(word) < 5 else say_digits(word)
    if is_vietnamese_syllable(word):
        return word.lower()
    if word.isupper() and len(word) > 1:
        return word  # what it stands for is found when the line is read again
    if syllables := split_unmarked(word.lower()):
        return " ".join(syllables)
    return _said_letters(word) if word.isascii() else spell(word) if word.isupper() else word.lower()
