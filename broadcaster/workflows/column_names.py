"""What a column is called: its id is the name without its accents, and the commune's own texts hold the name in full."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping

from broadcaster.model.contents import Contents


def column_names(contents: Contents, columns: Iterable[str]) -> Mapping[str, str]:
    """Return each column's name as the station's titles and scripts write it most often; the id where none does."""
    wanted = {tuple(column.split("-")): column for column in columns if column}
    sizes = {len(parts) for parts in wanted}
    spelt: dict[str, Counter[str]] = {column: Counter() for column in wanted.values()}
    for text in _texts(contents):
        words = re.findall(r"\w+", unicodedata.normalize("NFC", text))
        plain = [_without_accents(word) for word in words]
        for size in sizes:
            for start in range(len(words) - size + 1):
                column = wanted.get(tuple(plain[start : start + size]))
                if column is not None:
                    spelt[column][" ".join(words[start : start + size])] += 1
    return {column: _capital(found) or column for column, found in spelt.items()}


def _texts(contents: Contents) -> Iterable[str]:
    timetable = contents.timetable
    for campaign in timetable.campaigns:
        yield from (campaign.title, campaign.theme, campaign.slogan)
    yield from (slot.title for slot in timetable.all_slots)
    for script in contents.scripts:
        yield from (script.title, script.body)


def _without_accents(word: str) -> str:
    letters = unicodedata.normalize("NFD", word.casefold().replace("đ", "d"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _capital(found: Counter[str]) -> str:
    """Return the usual spelling, beginning with a capital."""
    (name, _), *_ = found.most_common(1) or [("", 0)]
    return name[:1].upper() + name[1:]
