"""A script's Markdown as HTML and plain text; no HTML of a writer gets through. Only this file imports markdown-it."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

from broadcaster.publishing.markup import Html, printable

_NOT_FOR_SCRIPTS = ["code", "fence", "html_block", "html_inline", "image", "autolink", "backticks", "reference"]
_SHALLOWEST = 2  # the title of the page is its only first heading
_LEAD_WORDS = 32


def prose(written: str) -> Html:
    """Return `written` as paragraphs, lists and headings."""
    parser = _parser()
    return Html(
        parser.renderer.render(list(_deeper(_joined(parser.parse(printable(written))))), parser.options, {}).strip()
    )


def plain_text(written: str) -> str:
    """Return `written` as a messenger shows it: no marks, a blank line between paragraphs."""
    lines: list[str] = []
    for token in _joined(_parser().parse(printable(written))):
        if token.type == "inline":
            lines.append(("• " if token.meta.get("in_item") else "") + _words(token))
        elif token.type == "hr":
            lines.append("* * *")
    return "\n\n".join(line for line in lines if line)


def lead(written: str) -> str:
    """Return how `written` begins: whole sentences as far as they fit, else so many words."""
    words = " ".join(
        _words(token) for token in _joined(_parser().parse(printable(written))) if token.type == "inline"
    ).split()
    start = " ".join(words[:_LEAD_WORDS])
    if len(words) <= _LEAD_WORDS:
        return start
    whole = re.match(r".{40,}[.!?…](?=\s)", start)
    return whole[0] if whole else start.rstrip(",;:–-") + "…"


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False, "typographer": False}).disable(_NOT_FOR_SCRIPTS)


def _joined(tokens: list[Token]) -> Iterator[Token]:
    """Yield `tokens` with their lines as the announcer takes them: one that goes on with a small letter was wrapped."""
    in_item = 0
    for token in tokens:
        in_item += token.nesting if token.type in {"list_item_open", "list_item_close"} else 0
        children = token.children or []
        for child, after in pairwise(children):
            if child.type == "softbreak" and not after.content[:1].islower():
                child.type, child.tag = "hardbreak", "br"
        if token.type == "inline":
            token.meta["in_item"] = in_item > 0
        yield token


def _deeper(tokens: Iterator[Token]) -> Iterator[Token]:
    """Yield `tokens` with headings that stand below the page's own."""
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(6, int(token.tag[1]) + _SHALLOWEST - 1)}"
        yield token


def _words(token: Token) -> str:
    breaks = {"softbreak": " ", "hardbreak": "\n"}
    return "".join(breaks.get(child.type, child.content) for child in token.children or []).strip()
