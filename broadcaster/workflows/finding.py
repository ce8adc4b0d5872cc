"""What `doctor` tells: one thing that was looked at, and how it stands."""

from dataclasses import dataclass
from enum import StrEnum

from broadcaster.messages import Sentence


class State(StrEnum):
    """How a finding stands."""

    GOOD = "good"
    LACKING = "lacking"  # the station works without it
    BAD = "bad"  # the station can't air


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    what: Sentence
    state: State
    detail: Sentence
