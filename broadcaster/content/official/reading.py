"""Any official document: what kind of file it is, told by what it holds before what it is called."""

from collections.abc import Callable
from pathlib import Path

from broadcaster.content.official.document import Document
from broadcaster.content.official.docx_file import read_docx
from broadcaster.content.official.docx_package import refuse_old_word
from broadcaster.content.official.pdf_file import read_pdf
from broadcaster.content.official.text_file import read_markdown, read_text
from broadcaster.errors import UsageError
from broadcaster.messages import N_

LARGEST_FILE = 200_000_000  # bytes
READERS: dict[str, Callable[[bytes, str], Document]] = {
    ".docx": read_docx,
    ".docm": read_docx,  # macros are never run, only the text is read
    ".pdf": read_pdf,
    ".txt": read_text,
    ".md": read_markdown,
}


def read_document(path: Path) -> tuple[Document, bytes]:
    """Return the document in a file, and the file's bytes. Raises UsageError, with what to do, when there is none."""
    raw = _bytes(path)
    reader = READERS.get(_kind(raw, path))
    if reader is None:
        raise UsageError(
            N_("{file} is of no kind that can be read; save it as .docx, .txt, .md or .pdf"), file=path.name
        )
    document = reader(raw, path.name)
    if not document.blocks:
        raise UsageError(N_("there is no text in {file}"), file=path.name)
    return document, raw


def _bytes(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise UsageError(N_("there is no file {file}"), file=path)
        if path.stat().st_size > LARGEST_FILE:
            raise UsageError(N_("{file} has more than 200 MB; no document for the radio is so long"), file=path.name)
        with path.open("rb") as opened:
            return opened.read(LARGEST_FILE)
    except (OSError, ValueError) as error:
        detail = getattr(error, "strerror", None) or str(error)
        raise UsageError(N_("{file} can't be opened ({detail})"), file=path, detail=detail) from error


def _kind(raw: bytes, path: Path) -> str:
    start = raw[:1_000_000]
    refuse_old_word(start, path)
    if raw.startswith(b"%PDF-"):
        return ".pdf"
    if raw.startswith(b"PK\x03\x04"):
        return ".docx"
    return path.suffix.lower()
