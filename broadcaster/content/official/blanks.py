"""The fields of a form that nobody has filled in yet: they must not be read out as they are."""

import re
from collections.abc import Iterable, Iterator

from broadcaster.content.official.document import Apart, Block, Flag
from broadcaster.content.official.frame import BLANK
from broadcaster.messages import N_, Sentence

_BLANK_NUMBER = re.compile(rf"\bSố\s*:{BLANK}[-/]\s*[A-ZĐ]", re.IGNORECASE)
_BLANK_CITED = re.compile(r"(?:(?<=số )|(?<=[\s(]))[.…_]+\s*/\s*(?:\d{4}/)?[A-ZĐ]{2}", re.IGNORECASE)
_DATE = re.compile(
    rf"ngày(?P<day>{BLANK}\d{{0,2}}{BLANK})tháng(?P<month>{BLANK}\d{{0,2}}{BLANK})năm(?P<year>{BLANK}\d{{0,4}}{BLANK})",
    re.IGNORECASE,
)
_DOTS = re.compile(r"(?:(?<=^)|(?<=[\s:/(,;“\"]))(?:…[….\s]*|\.{3,}|_{3,})(?=.|$)|[.…_]{5,}|[☐□]")


def find_blanks(blocks: Iterable[Block | Apart]) -> Iterator[Flag]:
    """Yield a flag for each block with blank fields in it."""
    for block in blocks:
        text = block.full if isinstance(block, Block) else block.text
        sentence = _blank(text)
        if sentence is not None:
            yield Flag(sentence, block.place)


def _blank(text: str) -> Sentence | None:
    if _BLANK_NUMBER.search(text) or _BLANK_CITED.search(text):
        return Sentence(N_("the number is blank: “{text}”"), text=_short(text))
    if any(not date.strip(" .…_") for match in _DATE.finditer(text) for date in match.group("day", "month", "year")):
        return Sentence(N_("the date is blank: “{text}”"), text=_short(text))
    if _DOTS.search(text):
        return Sentence(N_("something is blank: “{text}”"), text=_short(text))
    return None


def _short(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:79]}…"
