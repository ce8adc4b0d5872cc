"""A .docx as a package of parts (ISO/IEC 29500-2): sizes looked at before anything is read, nothing unpacked to disk.

Only the standard library: what a .docx needs is a zip and an XML parser that refuses document types. Word never writes
one, and with none there are no entities, neither external nor multiplying.
"""

import io
import posixpath
import zipfile
import zlib
from pathlib import Path
from xml.etree import ElementTree as ET

from broadcaster.content.official.docx_names import RELATIONS, STRICT, STRICT_RELATIONS, WORD
from broadcaster.errors import UsageError
from broadcaster.messages import N_

MOST_BYTES = 64_000_000  # of all parts that are read, unpacked; a document of 500 pages has a tenth
MOST_ELEMENTS = 1_500_000
DEEPEST = 200  # tables inside text boxes inside tables go nowhere near
_FAILURES = (
    zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, KeyError, ValueError, OSError,
    ET.ParseError,
)  # fmt: skip


class _UnsafeError(ValueError):
    """The XML is built to harm, not to be read."""


class _Careful(ET.TreeBuilder):
    """Builds a tree, and gives up on what no document holds."""

    def __init__(self) -> None:
        super().__init__()
        self._depth = self._count = 0

    def start(self, tag: str, attrs: dict[str, str], /) -> ET.Element:
        self._depth += 1
        self._count += 1
        if self._depth > DEEPEST or self._count > MOST_ELEMENTS:
            raise _UnsafeError
        return super().start(tag, attrs)

    def end(self, tag: str, /) -> ET.Element:
        self._depth -= 1
        return super().end(tag)

    def doctype(self, name: str, pubid: str | None, system: str | None, /) -> None:  # noqa: ARG002
        """Refuse, before any entity is declared."""
        raise _UnsafeError


def parse_xml(raw: bytes) -> ET.Element:
    """Return the tree of `raw`. Raises ValueError or ParseError for what is no plain XML."""
    raw = raw.replace(STRICT.encode(), WORD.encode()).replace(STRICT_RELATIONS.encode(), RELATIONS.encode())
    # Document types are refused by the builder; expat fetches nothing.
    return ET.fromstring(raw, parser=ET.XMLParser(target=_Careful()))  # noqa: S314


class Package:
    """An open .docx: parts by name, and the parts that a part refers to. All its failures are UsageErrors."""

    def __init__(self, raw: bytes, name: str) -> None:
        self._name = name
        self._left = MOST_BYTES
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(raw))
        except _FAILURES as failure:
            raise self._damaged() from failure

    def part(self, name: str) -> ET.Element | None:
        """Return the tree of the part called `name`; None when there is none."""
        try:
            info = self._zip.getinfo(name)
        except KeyError:
            return None
        try:
            return parse_xml(self._bytes(info))
        except _FAILURES as failure:
            raise self._damaged() from failure

    def _bytes(self, info: zipfile.ZipInfo) -> bytes:
        """Return a part; its stated size is looked at first, and what comes is bounded whatever was stated."""
        if info.file_size > self._left:
            raise self._too_large()
        with self._zip.open(info) as opened:
            raw = opened.read(self._left + 1)
        if len(raw) > self._left:
            raise self._too_large()
        self._left -= len(raw)
        return raw

    def related(self, name: str) -> list[tuple[str, str, str]]:
        """Return what the part `name` refers to: id, kind ("header", "numbering", …) and the part's name or address."""
        folder, file = posixpath.split(name)
        tree = self.part(posixpath.join(folder, "_rels", f"{file}.rels"))
        found = []
        for relation in tree if tree is not None else ():
            target = relation.get("Target", "")
            if relation.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            found.append((relation.get("Id", ""), relation.get("Type", "").rsplit("/", 1)[-1], target))
        return found

    def document(self) -> tuple[str, ET.Element]:
        """Return the main part and its name."""
        names = [target for _, kind, target in self.related("") if kind == "officeDocument"] or ["word/document.xml"]
        tree = self.part(names[0])
        if tree is None or not tree.tag.endswith("}document"):
            raise UsageError(N_("{file} is no Word document; open it in Word and save it as .docx"), file=self._name)
        return names[0], tree

    def _damaged(self) -> UsageError:
        return UsageError(
            N_("{file} is damaged or no Word document; open it in Word and save it again as .docx"), file=self._name
        )

    def _too_large(self) -> UsageError:
        return UsageError(N_("{file} holds far more than a document does; it is not read"), file=self._name)


def refuse_old_word(raw_start: bytes, path: Path) -> None:
    """Tell what to do about what is not a .docx. Raises UsageError for old, encrypted and foreign documents."""
    if raw_start.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        if "EncryptedPackage".encode("utf-16-le") in raw_start:
            raise UsageError(
                N_("{file} is protected by a password; open it in Word, take the password away and save it as .docx"),
                file=path.name,
            )
        raise UsageError(N_("{file} is in Word's old form; open it in Word and save it as .docx"), file=path.name)
    if raw_start.startswith(b"{\\rtf") or b"mimetypeapplication/vnd.oasis" in raw_start[:100]:
        raise UsageError(N_("{file} is in another program's form; open it there and save it as .docx"), file=path.name)
