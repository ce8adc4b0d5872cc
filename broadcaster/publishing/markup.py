"""HTML and SVG out of Python values: whatever is not markup already is escaped where it is put in. Pure."""

from html import escape

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


def inside(*children: Child) -> Html:
    """Return `children` one after the other."""
    return Html("".join(child if isinstance(child, Html) else escape(child) for child in children if child is not None))


def _attribute(key: str, value: Attribute) -> str:
    if value is None or value is False:
        return ""
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{escape(str(value))}"'
