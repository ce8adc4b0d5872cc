"""What a column is called: its id is the name without accents, and the commune's own texts hold the words in full."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping

from broadcaster.model.contents import Contents

Parts = tuple[str, ...]

# Words of which many stations make their columns, and which their texts need not hold.
USUAL = (
    "bản tin", "thông báo", "nghi thức", "khẩu hiệu", "sự kiện", "hưởng ứng", "chuyên mục", "tin tức", "thời sự",
    "sức khỏe", "nông nghiệp", "nông thôn", "pháp luật", "thời tiết", "an ninh", "trật tự", "giáo dục", "văn hóa",
    "xã hội", "kinh tế", "quốc phòng", "môi trường", "hỏi đáp", "trả lời", "phản ánh", "gương tốt", "chuyển đổi số",
    "khoa học", "công nghệ", "thiên tai", "phòng chống",
)  # fmt: skip


def column_names(contents: Contents, columns: Iterable[str]) -> Mapping[str, str]:
    """Return each column's name, put together of what the station's titles and scripts write; else its id."""
    wanted = {column: tuple(column.split("-")) for column in columns if column}
    spellings = _spellings(contents, {piece for parts in wanted.values() for piece in _pieces(parts)})
    return {column: _name(parts, spellings) or column for column, parts in wanted.items()}


def _pieces(parts: Parts) -> set[Parts]:
    """Return all runs of two words or more, and the whole: single words have too many readings."""
    size = len(parts)
    return {parts, *(parts[start:end] for start in range(size) for end in range(start + 2, size + 1))}


def _spellings(contents: Contents, wanted: set[Parts]) -> dict[Parts, str]:
    """Return how the station's texts write each of the `wanted` most often, where they do."""
    sizes = {len(parts) for parts in wanted}
    found: dict[Parts, Counter[str]] = {}
    for text in _texts(contents):
        words = re.findall(r"\w+", unicodedata.normalize("NFC", text))
        plain = [_without_accents(word) for word in words]
        for size in sizes:
            for start in range(len(words) - size + 1):
                parts = tuple(plain[start : start + size])
                if parts in wanted:
                    found.setdefault(parts, Counter())[" ".join(words[start : start + size])] += 1
    usual = {tuple(_without_accents(word) for word in words.split()): words for words in USUAL}
    return usual | {parts: counter.most_common(1)[0][0] for parts, counter in found.items()}


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


def _name(parts: Parts, spellings: Mapping[Parts, str]) -> str:
    """Return the name made of the fewest pieces, beginning with a capital; nothing where a piece is missing."""
    best: list[list[str] | None] = [[]]  # for the first 0, 1, 2 … parts
    for end in range(1, len(parts) + 1):
        ways = [
            [*before, spellings[parts[start:end]]]
            for start, before in enumerate(best)
            if before is not None and parts[start:end] in spellings
        ]
        best.append(min(ways, key=len, default=None))
    name = " ".join(best[-1] or [])
    return name[:1].upper() + name[1:]
