"""Draft scripts in the station's own form, made of a document's blocks."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from broadcaster.content.official.document import Block, Flag
from broadcaster.messages import N_, Sentence
from broadcaster.model.script import DayRange

LONGEST_TITLE = 200  # characters
VOICE_SIGNS = ("Nam:", "Nữ:")


@dataclass(frozen=True)
class Draft:
    """A script that nobody has approved; `column` was guessed when `is_guess`."""

    name: str  # of its file, without the ending
    title: str
    column: str
    is_guess: bool
    body: str

    def as_file(self, remark: str, valid: DayRange) -> str:
        """Return the file's text: the head with a remark in it, and the body."""
        days = [f"valid: {valid.first}..{valid.last}"] if valid.first and valid.last else []
        head = [f"title: {quoted(self.title)}", f"column: {self.column}", "priority: routine", *days]
        return "\n".join(["---", f"# {one_line(remark)}", *head, "---", self.body, ""])


def body_of(blocks: Sequence[Block]) -> str:
    """Return the blocks as a script's body: a paragraph each, the cells of a row on one line."""
    paragraphs = []
    for row, together in groupby(enumerate(blocks), key=lambda pair: pair[1].row or -pair[0]):
        texts = [block.full for _, block in together]
        paragraphs.append("; ".join(text.rstrip(";") if row > 0 else text for text in texts))
    return "\n\n".join(paragraphs)


def to_look_at(blocks: Sequence[Block]) -> Iterator[Flag]:
    """Yield what in the blocks a listener would not follow, or the machine not read as it is meant."""
    in_table = False
    for block in blocks:
        if block.row and not in_table:
            yield Flag(
                Sentence(N_("a table starts here, a line for each row; say in words what it shows")), block.place
            )
        in_table = block.row > 0
        if set("{}") & set(block.text):
            yield Flag(Sentence(N_("braces force a reading in a script; write it without them")), block.place)
        if block.text.startswith(VOICE_SIGNS):
            told = Sentence(
                N_("“{sign}:” at a line's start chooses the voice; write it another way"),
                sign=block.text.partition(":")[0],
            )
            yield Flag(told, block.place)


def quoted(text: str) -> str:
    """Return `text` as a YAML value in double quotes: nothing in it can end it or start another key."""
    return json.dumps(one_line(text), ensure_ascii=False)  # JSON's strings are YAML's


def one_line(text: str) -> str:
    """Return `text` on one line, without the signs that nobody sees."""
    return "".join(sign for sign in " ".join(text.split()) if sign.isprintable())
