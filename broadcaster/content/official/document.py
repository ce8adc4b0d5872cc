"""A document as any reader gives it: blocks in order, what was set apart, what somebody must look at."""

import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum

from broadcaster.messages import N_, Sentence


class Style(StrEnum):
    """What the source's own form says about a block."""

    TEXT = "text"
    HEADING = "heading"  # a heading style of the word processor, or Markdown's ``#``
    CELL = "cell"  # a cell of a table; blocks of one `row` belong together


class Reason(StrEnum):
    """Why something of the source is not read out."""

    STATE = "state"  # quốc hiệu and tiêu ngữ, or the Party's heading
    ISSUER = "issuer"
    NUMBER = "number"
    PLACE_AND_DATE = "place and date"
    RECIPIENTS = "recipients"
    SIGNATURE = "signature"
    END_MARK = "end mark"
    PAGE_NUMBER = "page number"
    RULE = "rule"
    HEADER = "header"
    FOOTER = "footer"
    NOTE = "note"
    COMMENT = "comment"
    DELETED = "deleted"
    HIDDEN = "hidden"
    MARKUP = "markup"
    ADDRESS = "address"


REASONS = {
    Reason.STATE: N_("the state's name and motto"),
    Reason.ISSUER: N_("the issuing body"),
    Reason.NUMBER: N_("the number and sign"),
    Reason.PLACE_AND_DATE: N_("place and date"),
    Reason.RECIPIENTS: N_("the list of recipients"),
    Reason.SIGNATURE: N_("the signature"),
    Reason.END_MARK: N_("the mark of the end"),
    Reason.PAGE_NUMBER: N_("a page number"),
    Reason.RULE: N_("a line drawn with signs"),
    Reason.HEADER: N_("the head of the pages"),
    Reason.FOOTER: N_("the foot of the pages"),
    Reason.NOTE: N_("a note; put into the text what listeners must know"),
    Reason.COMMENT: N_("a comment beside the text"),
    Reason.DELETED: N_("deleted in the tracked changes"),
    Reason.HIDDEN: N_("hidden text"),
    Reason.MARKUP: N_("signs of emphasis or layout"),
    Reason.ADDRESS: N_("the address behind a link"),
}


@dataclass(frozen=True)
class Block:
    """A paragraph, a line or a cell; `numbering` is its label ("1.", "a)", "-"), which `text` does not repeat."""

    text: str
    place: Sentence
    style: Style = Style.TEXT
    level: int = 0  # of a heading style, from 1; 0 for none
    numbering: str = ""
    bold: bool = False
    row: int = 0  # rows are counted through the whole document; 0 outside tables

    @property
    def full(self) -> str:
        """The block as it is read, its label in front."""
        return f"{self.numbering} {self.text}".strip()


@dataclass(frozen=True)
class Apart:
    """Something of the source that is kept out of the scripts."""

    text: str
    reason: Reason
    place: Sentence


@dataclass(frozen=True)
class Flag:
    """Something in the source that a person must look at."""

    sentence: Sentence
    place: Sentence


@dataclass(frozen=True)
class Document:
    """What a reader found in one file."""

    blocks: tuple[Block, ...]
    apart: tuple[Apart, ...] = field(default=())
    flags: tuple[Flag, ...] = field(default=())


def tidy(text: str) -> str:
    """Return `text` composed (NFC), on one line, with single spaces and without the signs that nobody sees.

    Invisible signs are Unicode's format characters: soft hyphens, zero-width spaces, marks of direction.
    """
    seen = "".join(sign for sign in unicodedata.normalize("NFC", text) if unicodedata.category(sign) != "Cf")
    return " ".join(seen.replace("\u2011", "-").split())


def line_place(number: int) -> Sentence:
    """Return the place of a line in a text file."""
    return Sentence(N_("line {number}"), number=number)
