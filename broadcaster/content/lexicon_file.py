"""`lexicon.yaml`: how the commune wants words read."""

from broadcaster.content.fields import Fields
from broadcaster.content.nodes import Gatherer, Mapping, Node, Pair, Scalar, Sequence, parse
from broadcaster.content.values import one_of, text
from broadcaster.messages import N_
from broadcaster.model.lexicon import Conditions, Lexicon, LexiconEntry

KEYS = ("read", "left", "right", "line_begins", "example", "foreign")
YES_NO = {"true": True, "yes": True, "có": True, "false": False, "no": False, "không": False}


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
    fields = Fields(node, pair.place, gather, KEYS)
    spoken = fields.value("read", text, "") if fields.require("read") else ""
    when = Conditions(
        left=fields.names("left", text),
        right=fields.names("right", text),
        line_begins=fields.names("line_begins", text),
    )
    entry = LexiconEntry(
        written=pair.key,
        spoken=spoken,
        when=when,
        example=fields.value("example", text, ""),
        foreign=fields.value("foreign", one_of(YES_NO), False),
        place=node.place,
    )
    return entry if spoken else None
