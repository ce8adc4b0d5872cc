"""A mistake in somebody's file, as a value: gathered, sorted and shown with its place and its mend."""

from dataclasses import dataclass, field
from enum import StrEnum

from broadcaster.messages import Sentence


class Severity(StrEnum):
    """How much a problem matters."""

    ERROR = "error"  # must be mended before the file can be used
    WARNING = "warning"  # the station works, but not as somebody meant it
    NOTE = "note"  # worth knowing


@dataclass(frozen=True)
class Place:
    """Where in people's files: `file` relative to the station's folder with forward slashes, `line` from 1."""

    file: str
    line: int | None = None

    def __str__(self) -> str:
        return self.file if self.line is None else f"{self.file}:{self.line}"


@dataclass(frozen=True)
class Problem:
    """What is wrong and what to write instead, said in one `sentence`."""

    sentence: Sentence
    place: Place | None = None
    severity: Severity = field(default=Severity.ERROR)

    @property
    def is_error(self) -> bool:
        """Whether the file cannot be used before this is mended."""
        return self.severity is Severity.ERROR
