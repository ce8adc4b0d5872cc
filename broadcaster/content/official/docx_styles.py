"""Word's styles: what a paragraph or a run inherits from the style it names, and that from the one it is based on."""

import re
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from broadcaster.content.official.docx_names import child, flag, value, w

_HEADING_NAME = re.compile(r"heading ([1-9])", re.IGNORECASE)
_LONGEST_CHAIN = 20  # a chain of styles is short; a circle of them never ends


class Styles:
    """The styles of one document."""

    def __init__(self, tree: ET.Element | None) -> None:
        self._styles = {} if tree is None else {value(style, "styleId"): style for style in tree.iter(w("style"))}
        defaults = child(tree, "docDefaults", "rPrDefault", "rPr")
        self._normal = next(
            (
                style_id
                for style_id, style in self._styles.items()
                if value(style, "type") == "paragraph" and value(style, "default") in {"1", "true"}
            ),
            "",
        )
        self._defaults = defaults

    def of_paragraph(self, paragraph: ET.Element) -> str:
        """Return the id of a paragraph's style."""
        return value(child(paragraph, "pPr", "pStyle")) or self._normal

    def chain(self, style_id: str) -> Iterator[ET.Element]:
        """Yield a style, the one it is based on, and so on."""
        for _ in range(_LONGEST_CHAIN):
            style = self._styles.get(style_id)
            if style is None:
                return
            yield style
            style_id = value(child(style, "basedOn"))

    def heading_level(self, paragraph: ET.Element) -> int:
        """Return a heading's level, from 1; 0 for what is none."""
        own = _outline(child(paragraph, "pPr"))
        if own:
            return own
        for style in self.chain(self.of_paragraph(paragraph)):
            named = _HEADING_NAME.fullmatch(value(child(style, "name")))
            level = int(named[1]) if named else _outline(child(style, "pPr"))
            if level:
                return level
        return 0

    def list_of(self, paragraph: ET.Element) -> tuple[str, int | None, str]:
        """Return the list that numbers a paragraph, its level when stated, and the style that says so, if one does."""
        own = child(paragraph, "pPr", "numPr")
        num_id, level = value(child(own, "numId")), value(child(own, "ilvl"))
        said_by = ""
        for style in self.chain(self.of_paragraph(paragraph)) if not num_id else ():
            said = child(style, "pPr", "numPr")
            if said is not None:
                num_id, said_by = value(child(said, "numId")), value(style, "styleId")
                level = level or value(child(said, "ilvl"))
                break
        return ("" if num_id == "0" else num_id), (int(level) if level.isdecimal() else None), said_by

    def has(self, name: str, run: ET.Element, paragraph: ET.Element) -> bool:
        """Whether a property that is on or off holds for a run: its own word first, then its styles'."""
        return any(flag(p, name) for p in self._first_with(name, run, paragraph))

    def font(self, run: ET.Element, paragraph: ET.Element) -> str:
        """Return the name of a run's font for western letters."""
        for properties in self._first_with("rFonts", run, paragraph):
            fonts = child(properties, "rFonts")
            return value(fonts, "ascii") or value(fonts, "hAnsi")
        return ""

    def _first_with(self, name: str, run: ET.Element, paragraph: ET.Element) -> Iterator[ET.Element]:
        """Yield the nearest run properties that say something of `name`, or nothing."""
        for properties in self._properties(run, paragraph):
            if properties is not None and child(properties, name) is not None:
                yield properties
                return

    def _properties(self, run: ET.Element, paragraph: ET.Element) -> Iterator[ET.Element | None]:
        yield child(run, "rPr")
        for style_id in (value(child(run, "rPr", "rStyle")), self.of_paragraph(paragraph)):
            for style in self.chain(style_id):
                yield child(style, "rPr")
        yield self._defaults


def _outline(properties: ET.Element | None) -> int:
    level = value(child(properties, "outlineLvl"))
    return int(level) + 1 if level.isdecimal() and int(level) < 9 else 0  # 9: body text
