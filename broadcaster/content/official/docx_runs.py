"""One Word paragraph: its text as it is seen, and what of it is not to be seen."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

from broadcaster.content.official.docx_names import RELATION, child, value, w
from broadcaster.content.official.docx_styles import Styles
from broadcaster.content.official.legacy import from_tcvn3, from_vni

_SKIPPED = {w(name) for name in ("pPr", "rPr", "sectPr", "delInstrText", "footnoteReference", "endnoteReference")}
_DELETED = {w("del"), w("moveFrom")}
_SIGNS = {
    **dict.fromkeys((w("tab"), w("ptab")), "\t"),
    **dict.fromkeys((w("br"), w("cr")), "\n"),
    w("noBreakHyphen"): "-",
    w("softHyphen"): "",
}
_PICTURES = ("}blip", "}imagedata", "}OLEObject", "}chart", "}relIds")
_ALTERNATIVES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_HYPERLINK = re.compile(r'HYPERLINK\s+(?:\\l\s+)?"?([^"\s]+)')


@dataclass
class Paragraph:
    """What the runs of one paragraph add up to."""

    text: str = ""
    deleted: str = ""
    hidden: str = ""
    addresses: list[str] = field(default_factory=list)
    boxes: list[ET.Element] = field(default_factory=list)  # text boxes that hang on it
    pictures: int = 0
    formulas: int = 0
    symbols: int = 0
    old_fonts: set[str] = field(default_factory=set)
    plain_runs: int = 0  # stretches of visible text that are not bold

    @property
    def is_bold(self) -> bool:
        """Whether all that is seen is bold."""
        return bool(self.text.strip()) and self.plain_runs == 0


class RunReader:
    """Reads paragraphs of one part; `addresses` are the targets of its links by their ids."""

    def __init__(self, styles: Styles, addresses: dict[str, str]) -> None:
        self._styles = styles
        self._addresses = addresses

    def read(self, element: ET.Element, *, is_deleted: bool = False) -> Paragraph:
        """Return what a paragraph holds."""
        found = Paragraph()
        self._inline(element, found, _Run(element, element, is_deleted, lambda text: text))
        return found

    def _inline(self, element: ET.Element, found: Paragraph, run: "_Run") -> None:
        for part in element:
            tag = part.tag
            if tag in _SKIPPED:
                continue
            if tag == w("r"):
                self._inline(part, found, self._run(part, run, found))
            elif tag in _DELETED:
                self._inline(part, found, _Run(run.element, run.paragraph, True, run.decode))
            elif tag == w("txbxContent"):
                found.boxes.append(part)
            elif tag == _ALTERNATIVES:
                self._inline(next(iter(part), part), found, run)  # the fallback repeats the choice for older Words
            elif not self._leaf(part, found, run):
                self._note(part, found)
                self._inline(part, found, run)

    def _leaf(self, part: ET.Element, found: Paragraph, run: "_Run") -> bool:
        """Take in what has no parts of its own; return whether it is such."""
        sign = _SIGNS.get(part.tag)
        if sign is not None:
            self._take(sign, found, run)
        elif part.tag.endswith(("}t", "}delText")):
            self._take(run.decode(part.text or ""), found, run)
        elif part.tag == w("sym"):
            found.symbols += 1
        elif part.tag == w("instrText"):
            found.addresses += _HYPERLINK.findall(part.text or "")
        else:
            return False
        return True

    def _take(self, text: str, found: Paragraph, run: "_Run") -> None:
        if run.is_deleted:
            found.deleted += text
        elif self._styles.has("vanish", run.element, run.paragraph):
            found.hidden += text
        else:
            found.text += text.upper() if self._styles.has("caps", run.element, run.paragraph) else text
            if text.strip() and not self._styles.has("b", run.element, run.paragraph):
                found.plain_runs += 1

    def _run(self, element: ET.Element, around: "_Run", found: Paragraph) -> "_Run":
        font = self._styles.font(element, around.paragraph)
        decode = _decoder(font)
        if decode is not None:
            found.old_fonts.add(font)
        return _Run(element, around.paragraph, around.is_deleted, decode or (lambda text: text))

    def _note(self, part: ET.Element, found: Paragraph) -> None:
        if part.tag == w("hyperlink") and part.get(RELATION) in self._addresses:
            found.addresses.append(self._addresses[part.get(RELATION, "")])
        found.pictures += part.tag.endswith(_PICTURES)
        found.formulas += part.tag.endswith("}oMath")


@dataclass(frozen=True)
class _Run:
    """What the text being read stands in."""

    element: ET.Element
    paragraph: ET.Element
    is_deleted: bool
    decode: Callable[[str], str]


def _decoder(font: str) -> Callable[[str], str] | None:
    """Return how to read text in an old Vietnamese font; None for all others."""
    folded = font.casefold()
    if folded.startswith(".vn"):
        is_capitals = folded.endswith("h")
        return lambda text: from_tcvn3(text).upper() if is_capitals else from_tcvn3(text)
    return from_vni if folded.startswith("vni-") else None


def is_mark(paragraph: ET.Element, name: str) -> bool:
    """Whether the end of a paragraph is deleted ("del") or hidden ("vanish")."""
    mark = child(paragraph, "pPr", "rPr", name)
    return mark is not None and value(mark) not in {"0", "false", "off"}
