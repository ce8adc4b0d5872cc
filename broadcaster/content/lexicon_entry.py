"""One entry of the lexicon that is more than “word: reading”: its conditions, in English or Vietnamese names."""

import re
import unicodedata
from collections.abc import Iterator

from broadcaster.content.fields import Fields
from broadcaster.content.nodes import Gatherer, Mapping, Node, Pair, Scalar
from broadcaster.content.values import nearest, one_of, text
from broadcaster.messages import N_
from broadcaster.model.lexicon import Conditions, LexiconEntry

KEYS = ("read", "left", "right", "line_begins", "example", "foreign")
FLAGS = ("at_line_start", "in_document_number", "before_number", "after_number", "before_name", "before_colon")
YES_NO = {"true": True, "yes": True, "có": True, "false": False, "no": False, "không": False}

# The same keys in Vietnamese, as `_folded` leaves them: “đọc”, “doc” and “Đọc” are one.
VIETNAMESE = {
    "doc": "read",
    "trai": "left",
    "phai": "right",
    "dong_bat_dau": "line_begins",
    "vd": "example",
    "vi_du": "example",
    "nuoc_ngoai": "foreign",
    "dau_dong": "at_line_start",
    "trong_so_hieu": "in_document_number",
    "truoc_so": "before_number",
    "sau_so": "after_number",
    "truoc_ten": "before_name",
    "truoc_hai_cham": "before_colon",
}
NESTED = ("khi", "when")  # conditions may stand together under one of these
# “phai: so” asks for any figure. The word “số” is written with its mark, and asks for that word.
FIGURE = {"left": "after_number", "right": "before_number"}
INSIDE = {"trong": {"so_hieu": "in_document_number"}, "inside": {"document_number": "in_document_number"}}


def read_entry(pair: Pair, node: Node, gather: Gatherer) -> LexiconEntry | None:
    """Return the entry of the word `pair.key` that `node` describes; None when it has no reading, which is told."""
    if not isinstance(node, Mapping):
        template = N_("“name: value” lines are expected here; the names are: {known}")
        gather.add(node.place, template, known=", ".join(KEYS))
        return None
    fields = Fields(_in_english(node, gather), pair.place, gather, KEYS + FLAGS)
    spoken = fields.value("read", text, "") if fields.require("read") else ""
    entry = LexiconEntry(
        written=pair.key,
        spoken=spoken,
        when=_conditions(fields),
        example=fields.value("example", text, ""),
        foreign=fields.value("foreign", one_of(YES_NO), False),
        place=node.place,
    )
    return entry if spoken else None


def _conditions(fields: Fields) -> Conditions:
    flags = {flag: fields.value(flag, one_of(YES_NO), False) for flag in FLAGS}
    return Conditions(
        left=fields.names("left", text),
        right=fields.names("right", text),
        line_begins=fields.names("line_begins", text),
        **flags,
    )


def _in_english(node: Mapping, gather: Gatherer) -> Mapping:
    """Return the mapping of one entry with its keys in English and its conditions, wherever they stand, in one row."""
    found: dict[str, Pair] = {}
    for pair in _flat(node, gather):
        renamed = _renamed(pair, gather)
        if renamed is None:
            continue
        if renamed.key in found:
            gather.add(
                pair.place,
                N_("“{key}” is written twice, first on line {line}; keep one of them"),
                key=pair.key,
                line=found[renamed.key].place.line,
            )
            continue
        found[renamed.key] = renamed
    return Mapping(tuple(found.values()), node.place)


def _flat(node: Mapping, gather: Gatherer) -> Iterator[Pair]:
    for pair in node.pairs:
        if _folded(pair.key) not in NESTED:
            yield pair
        elif isinstance(pair.value, Mapping):
            yield from pair.value.pairs
        else:
            gather.add(pair.place, N_("“name: value” lines are expected under “{key}:”"), key=pair.key)


def _renamed(pair: Pair, gather: Gatherer) -> Pair | None:
    """Return `pair` under its English key; None, and the nearest name told, for what is nearly a Vietnamese one."""
    folded = _folded(pair.key)
    value = pair.value.text.strip() if isinstance(pair.value, Scalar) else ""
    flag = INSIDE.get(folded, {}).get(_folded(value))
    key = VIETNAMESE.get(folded, folded)
    if key in FIGURE and value == "so":
        flag = FIGURE[key]
    if flag:
        return Pair(flag, Scalar("true", pair.value.place), pair.place)
    if key in KEYS + FLAGS:
        return Pair(key, pair.value, pair.place)
    close = None if nearest(folded, KEYS + FLAGS) else nearest(folded, (*VIETNAMESE, *NESTED, *INSIDE))
    if close is None:
        return pair
    gather.add(pair.place, N_("“{key}” is not known here; did you mean “{close}”?"), key=pair.key, close=close)
    return None


def _folded(key: str) -> str:
    """Return a key without marks and capitals, its words joined by _, as people type who leave the marks out."""
    letters = unicodedata.normalize("NFD", key.strip().lower().replace("đ", "d"))
    return re.sub(r"[\s_-]+", "_", "".join(letter for letter in letters if not unicodedata.combining(letter)))
