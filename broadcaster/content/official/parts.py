"""A document cut at its headings, one script each."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from broadcaster.content.official.document import Block, Style
from broadcaster.content.official.kinds import find_heading
from broadcaster.content.official.labels import NO_RANK, is_bullet, rank

LONGEST_HEADING = 160  # characters
_ROMAN, _ARTICLE = rank("I."), rank("Điều 1.")
_HEADING_STYLE_RANKS = {level: _ROMAN + 2 * (level - 1) for level in range(1, 10)}
_BOLD_RANK = 20  # a bold line without a label, below all that are numbered
_ENDS_OF_SENTENCES = (".", ";", ",", "./.")


@dataclass(frozen=True)
class Part:
    """Blocks that become one script; `heading` is empty for what stands before the first one."""

    heading: str
    blocks: tuple[Block, ...]


def heading_rank(block: Block) -> int:
    """Return how high a heading stands, 1 the highest; `NO_RANK` for what is none."""
    of_label = rank(block.numbering)
    if block.row:
        return NO_RANK
    if block.style is Style.HEADING and block.level:
        return of_label if of_label != NO_RANK else _HEADING_STYLE_RANKS[min(block.level, 9)]
    if of_label <= _ARTICLE and of_label != _ROMAN:
        return of_label  # "Điều 1." starts its part whatever follows
    looks_so = 0 < len(block.text) <= LONGEST_HEADING and not block.text.endswith(_ENDS_OF_SENTENCES)
    if of_label != NO_RANK:
        return of_label if looks_so and (of_label <= _ROMAN or block.bold or block.text[0].isupper()) else NO_RANK
    return _BOLD_RANK if looks_so and block.bold and not is_bullet(block.numbering) else NO_RANK


def split(blocks: Sequence[Block]) -> tuple[Part, ...]:
    """Return the document cut at its highest headings; as one part when it has none."""
    heading = find_heading(blocks)
    opening_end = heading.end if heading else 0
    ranks = [heading_rank(block) if index >= opening_end else NO_RANK for index, block in enumerate(blocks)]
    highest = _cutting_rank(ranks)
    cuts = [index for index, rank in enumerate(ranks) if rank == highest] if highest != NO_RANK else []
    if not cuts:
        return (Part("", tuple(blocks)),)
    opening = (Part("", tuple(blocks[: cuts[0]])),) if cuts[0] else ()
    return opening + tuple(
        Part(_title(blocks[start]), tuple(blocks[start:end])) for start, end in pairwise([*cuts, len(blocks)])
    )


def _cutting_rank(ranks: Sequence[int]) -> int:
    """Return the highest rank that cuts the document in more than one place, else the highest one."""
    found = sorted({rank for rank in ranks if rank != NO_RANK})
    return next((rank for rank in found if ranks.count(rank) > 1), found[0] if found else NO_RANK)


def _title(block: Block) -> str:
    """Return what to call the part: its heading, of a long article the label only."""
    return block.full.rstrip(" :") if len(block.full) <= LONGEST_HEADING else block.numbering.rstrip(" .:")
