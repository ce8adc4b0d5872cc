"""Markdown's signs, taken off a text: emphasis, headings, links, rows of tables."""

import re
from dataclasses import dataclass

_BOLD = re.compile(
    r"\*\*(?=\S)(?P<stars>.{1,999}?)\*\*|(?<!\w)__(?=[^\s_])(?P<lines>.{1,999}?)(?<=[^\s_])__(?!\w)", re.DOTALL
)
_ITALIC = re.compile(
    r"(?<![\w*])\*(?=[^\s*])(?P<stars>[^*\n]{1,999}?)(?<=[^\s*])\*(?![\w*])|(?<![\w_])_(?=[^\s_])(?P<lines>[^_\n]{1,999}?)(?<=[^\s_])_(?![\w_])"
)
_BOLD_LINES = re.compile(r"\*\*(?=\S)([^*]{1,999})\*\*")
_ALL_BOLD = re.compile(r"(\*\*|__)(?=\S)(?:(?!\1).)+\1", re.DOTALL)
_LINK = re.compile(r"!?\[(?P<text>[^\]\n]*)\]\((?P<address>[^)\s]+)(?:\s+\"[^\"\n]*\")?\)")
_HEADING = re.compile(r"(?P<signs>#{1,6})\s+(?P<text>.*?)(?P<closing>\s+#+)?$", re.DOTALL)


@dataclass(frozen=True)
class Plain:
    """A text without its signs; `signs` are the ones taken off, `addresses` the links' targets."""

    text: str
    signs: str = ""
    addresses: tuple[str, ...] = ()
    is_bold: bool = False  # from its first letter to its last
    level: int = 0  # of a heading


def bold_by_line(text: str) -> str:
    """Return `text` with each bold part that spans lines as one bold part a line."""

    def each(match: re.Match[str]) -> str:
        if "\n" not in match[1] or re.search(r"\n\s*\n", match[1]):
            return match[0]
        return "\n".join(f"**{line.strip()}**" for line in match[1].split("\n"))

    return _BOLD_LINES.sub(each, text)


def without_emphasis(written: str) -> Plain:
    """Return `written` without signs of emphasis: ``**bold**``, ``*slanted*``, the same with ``_``."""
    # An asterisk that is a bullet may stand before or inside the bold part: "*** Chủ đề:**"
    is_bold = _ALL_BOLD.fullmatch(written) is not None
    signs: list[str] = []

    def inside(match: re.Match[str]) -> str:
        found = match["stars"] or match["lines"]
        sign = match[0][: (len(match[0]) - len(found)) // 2]
        signs.append(sign * 2)
        return str(found)

    text = _ITALIC.sub(inside, _BOLD.sub(inside, written))
    return Plain(text, " ".join(signs), is_bold=is_bold)


def without_markdown(written: str) -> Plain:
    """Return `written` without all signs of Markdown; a link's address is kept apart."""
    addresses: list[str] = []
    signs: list[str] = []

    def words(match: re.Match[str]) -> str:
        addresses.append(match["address"])
        signs.append("".join(match[0].replace(match["text"], "", 1).rsplit(match["address"], 1)))
        return match["text"]

    heading = _HEADING.fullmatch(written)
    if heading:
        signs.append(heading["signs"] + (heading["closing"] or ""))
    plain = without_emphasis(_LINK.sub(words, heading["text"] if heading else written))
    level = len(heading["signs"]) if heading else 0
    return Plain(plain.text, " ".join(filter(None, [*signs, plain.signs])), tuple(addresses), plain.is_bold, level)
