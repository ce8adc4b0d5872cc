"""The names of WordprocessingML, both as Word writes them (transitional) and as its strict form does."""

from xml.etree import ElementTree as ET

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_RELATIONS = "http://purl.oclc.org/ooxml/officeDocument/relationships"
RELATION = f"{{{RELATIONS}}}id"


def w(name: str) -> str:
    """Return the full name of a Word element or attribute."""
    return f"{{{WORD}}}{name}"


def child(parent: ET.Element | None, *names: str) -> ET.Element | None:
    """Return what is found going down `names`, one child each; None where there is none."""
    for name in names:
        parent = parent.find(w(name)) if parent is not None else None
    return parent


def value(element: ET.Element | None, attribute: str = "val") -> str:
    """Return an attribute of `element`; empty when there is none."""
    return element.get(w(attribute), "") if element is not None else ""


def flag(properties: ET.Element | None, name: str) -> bool:
    """Whether a property that is on or off is on: ``<w:b/>``, but not ``<w:b w:val="0"/>``."""
    found = child(properties, name)
    return found is not None and value(found) not in {"0", "false", "off"}
