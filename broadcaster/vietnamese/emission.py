"""The last stage: the spoken pieces of a line joined into words and sentence punctuation."""

import re
from functools import cache

from broadcaster.vietnamese.clean import LETTERS

_STRENGTH = ",:;….!?"  # a later mark swallows an earlier one that stands beside it


def join_spoken(pieces: list[str]) -> str:
    """Return one line: single spaces, no space before a mark, one mark at a time, none at the start."""
    text = " ".join(" ".join(pieces).split())
    text = _marks().sub(_one_mark, text)
    return text.lstrip(" ,:;….!?").rstrip(" ,")


@cache
def _marks() -> re.Pattern[str]:
    """Match marks, but for a single one between a word and a space, which stands right already."""
    return re.compile(r"(?: [,:;….!?]|[,:;….!?](?! [^,:;….!?]|\Z))[,:;….!? ]*")


def _one_mark(match: re.Match[str]) -> str:
    marks = match[0].replace(" ", "")
    if set(marks) == {"."} and len(marks) > 2:
        return "… "
    return max(marks, key=_STRENGTH.index) + " "


@cache
def unspeakable() -> re.Pattern[str]:
    """Match what a speech engine must never see."""
    return re.compile(f"[^{LETTERS} ,:;….!?]")
