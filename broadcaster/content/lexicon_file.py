"""`lexicon.yaml`: how the commune wants words read."""

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from broadcaster.content.fields import Fields
from broadcaster.content.nodes import MAX_BYTES, Gatherer, Mapping, Node, Pair, Scalar, Sequence, decode_text, parse
from broadcaster.content.values import nearest, one_of, text
from broadcaster.messages import N_
from broadcaster.model.lexicon import Conditions, Lexicon, LexiconEntry
from broadcaster.model.problem import Place

LEXICON_FILE = "lexicon.yaml"
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


def read_lexicon_of(folder: Path, gather: Gatherer) -> Lexicon:
    """Return the lexicon of the station in `folder`, and look at no other file; an empty one when there is none."""
    try:
        with (folder / LEXICON_FILE).open("rb") as opened:
            raw = opened.read(MAX_BYTES + 1)
    except FileNotFoundError:
        return Lexicon()
    except OSError as error:
        detail = error.strerror or str(error)
        gather.add(Place(LEXICON_FILE), N_("this file can't be opened ({detail})"), detail=detail)
        return Lexicon()
    source = decode_text(raw, LEXICON_FILE, gather)
    return Lexicon() if source is None else read_lexicon(source, LEXICON_FILE, gather)


def read_lexicon(source: str, file: str, gather: Gatherer) -> Lexicon:
    """Return the entries of `source`: ``WORD: reading``, or ``WORD: {read: …, left: […], …}``, or a list of those."""
    root = parse(source, file, gather)
    if root is None:
        return Lexicon()
    if not isinstance(root, Mapping):
        gather.add(root.place, N_("each line of the lexicon is “word: how it is read”"))
        return Lexicon()
    return Lexicon(tuple(entry for pair in root.pairs for entry in _entries(pair, gather)))


def _entries(pair: Pair, gather: Gatherer) -> list[LexiconEntry]:
    nodes = pair.value.items if isinstance(pair.value, Sequence) else (pair.value,)
    return [entry for node in nodes if (entry := _entry(pair, node, gather)) is not None]


def _entry(pair: Pair, node: Node, gather: Gatherer) -> LexiconEntry | None:
    if isinstance(node, Scalar):
        if not node.text.strip():
            gather.add(node.place, N_("write after “{key}:” how it is read"), key=pair.key)
            return None
        return LexiconEntry(pair.key, node.text.strip(), place=node.place)
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
