"""Write files as people do, read them, and say what was told about them."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TypeVar

from broadcaster.content.nodes import Gatherer, decode_text
from broadcaster.model.problem import Problem

SAMPLE = Path(__file__).parents[2]  # the repository is itself a working station

T = TypeVar("T")


def told(problems: Iterable[Problem]) -> list[str]:
    """Return what an operator sees: ``file:line: what is wrong, what to write instead``."""
    return [f"{problem.place}: {problem.sentence.said('en')}" for problem in problems]


def read_text(read: Callable[[str, Gatherer], T], source: str | bytes) -> tuple[T | None, list[str]]:
    """Return what `read` makes of a file that holds `source`, and what it tells."""
    gather = Gatherer()
    raw = source if isinstance(source, bytes) else source.encode()
    text = decode_text(raw, "file", gather)
    found = None if text is None else read(text, gather)
    return found, told(gather.problems)


def write_files(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write `files` (path: content) below `folder`, and return it."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder
