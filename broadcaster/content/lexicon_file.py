"""`lexicon.yaml`: how the commune wants words read."""

from pathlib import Path

from broadcaster.content.nodes import MAX_BYTES, Gatherer, Mapping, Node, Pair, Scalar, Sequence, decode_text, parse
from broadcaster.messages import N_
from broadcaster.model.lexicon import Lexicon, LexiconEntry
from broadcaster.model.problem import Place

LEXICON_FILE = "lexicon.yaml"


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
    # Most lexicons are plain lines; `normalise` answers sooner when what reads the others is left out.
    from broadcaster.content.lexicon_entry import read_entry  # noqa: PLC0415

    return read_entry(pair, node, gather)
