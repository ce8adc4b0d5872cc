"""The package's own data files, each read once, when first asked for."""

from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"


@cache
def _text(name: str) -> str:
    return (DATA / name).read_text(encoding="utf-8")


@cache
def read_rows(name: str) -> list[list[str]]:
    """Return the tab-separated rows of a data file, without empty lines and comments (#); nobody writes to them."""
    return [line.split("\t") for line in _text(name).splitlines() if line and not line.startswith("#")]


@cache
def read_words(name: str) -> frozenset[str]:
    """Return the words of a data file that is a plain list, several to a line."""
    return frozenset(word for row in read_rows(name) for cell in row for word in cell.split())


@cache
def read_cues(name: str) -> dict[str, frozenset[str]]:
    """Return named lists of cues, each of which may be several words: a name, a tab, cues parted by commas."""
    cues: dict[str, set[str]] = {}
    for group, phrases, *_ in read_rows(name):
        cues.setdefault(group, set()).update(phrase.strip() for phrase in phrases.split(","))
    return {group: frozenset(phrases) for group, phrases in cues.items()}


@cache
def read_columns(name: str, column: int) -> dict[str, str]:
    """Return what stands in `column` of a data file (counted from nought) by what stands in its first."""
    return {row[0]: row[column] for row in read_rows(name)}


@cache
def read_readings(name: str) -> dict[str, str]:
    """Return a table of written and spoken forms: the first two columns of a data file."""
    return read_columns(name, 1)
