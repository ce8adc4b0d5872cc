"""HTML and SVG out of Python values: whatever is not markup already is escaped where it is put in. Pure."""

import re
from html import escape

# What neither HTML nor XML takes: control characters, halves of pairs, what Unicode promises never to be a character.
_NO_TEXT = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
    + "]"
)
_VOID = frozenset({"br", "hr", "img", "input", "link", "meta", "source"})  # they have no end tag in HTML


class Html(str):
    """Text that is markup and needs no escaping."""

    __slots__ = ()


Child = str | None  # a plain string is text, `Html` is markup, None is nothing
Attribute = str | int | bool | None


def tag(name: str, /, *children: Child, **attributes: Attribute) -> Html:
    """Return an element; ``class_`` is ``class``, ``aria_label`` is ``aria-label``, None and False leave one out."""
    start = f"<{name}{''.join(_attribute(key, value) for key, value in attributes.items())}>"
    return Html(start if name in _VOID else f"{start}{inside(*children)}</{name}>")


def printable(text: str) -> str:
    """Return `text` without what can't stand in a page or a feed."""
    return _NO_TEXT.sub("", text)


def inside(*children: Child) -> Html:
    """Return `children` one after the other."""
    return Html(
        "".join(
            child if isinstance(child, Html) else escape(printable(child)) for child in children if child is not None
        )
    )


def _attribute(key: str, value: Attribute) -> str:
    if value is None or value is False:
        return ""
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{escape(printable(str(value)))}"'
