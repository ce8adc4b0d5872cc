"""The labels that official documents number their parts with, and how high each stands.

Decree 30/2020/NĐ-CP, annex I, II.6: Phần, Chương, Mục, Điều, khoản "1.", điểm "a)"; in plans "I.", "1.", "a)", "-".
"""

import re

_WORDED = r"(?:Phần|PHẦN|Chương|CHƯƠNG|Mục|MỤC|Điều|ĐIỀU|Phụ lục|PHỤ LỤC)"
_LABEL = re.compile(
    rf"(?P<worded>{_WORDED}\s+(?:(?i:thứ)\s+\w+|[IVXLCDM]+|\d+|[A-ZĐ])\b\s*[.:]?)(?=\s|$)"
    r"|(?P<roman>[IVX]+\s?[.)])(?=\s|[^\W\d_]{2})"
    r"|(?P<capital>[A-ZĐ][.)])(?=\s)"
    r"|(?P<nested>\d{1,2}(?:\.\d{1,2})+\.?)(?=\s)"
    r"|(?P<number>\d{1,2}\s?[.)](?=\s|[^\W\d_]{2})|\d{1,2}/(?=\s))"
    r"|(?P<letter>[a-zđ](?:\)|\.(?=\s)))(?=\s|[^\W\d_])"
    r"|(?P<bullet>[-–—+*•●▪◦])(?=\s|[^\W\d_])"
)
NO_RANK = 99
_WORDED_RANKS = {"phần": 1, "phụ lục": 1, "chương": 2, "mục": 3, "điều": 5}
_RANKS = {"capital": 3, "roman": 4, "number": 6, "nested": 7, "letter": 8}


def split_label(text: str) -> tuple[str, str]:
    """Return the label that `text` starts with and the rest; the label is empty when there is none."""
    match = _LABEL.match(text)
    return (match[0].strip(), text[match.end() :].strip()) if match else ("", text)


def rank(label: str) -> int:
    """Return how high a label stands: 1 for "Phần", 4 for "I.", 6 for "1."; `NO_RANK` for bullets and none."""
    match = _LABEL.match(f"{label} ")
    if match is None or match.lastgroup is None:
        return NO_RANK
    if match.lastgroup == "worded":
        folded = match[0].casefold()
        return next(rank for word, rank in _WORDED_RANKS.items() if folded.startswith(word))
    return _RANKS.get(match.lastgroup, NO_RANK)


def is_bullet(label: str) -> bool:
    """Whether the label is a dash or a dot."""
    return bool(label) and rank(label) == NO_RANK
