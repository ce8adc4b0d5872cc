"""What the engine asks of an output.

An output is one file beside this one and one line in ``OUTPUTS``. It either listens to the bus (``bus.listen``) or,
like the sound card, drives it (``bus.render``). Its failures are its own: it reports them in `health` and tries again
in `tend`; none of its methods lets an error out or waits.
"""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from broadcaster.engine.bus import Bus
from broadcaster.engine.clocks import Clock


@dataclass(frozen=True)
class Health:
    """How one output is; `detail` is English and short, for the log."""

    name: str
    ok: bool
    detail: str = ""


class Output(Protocol):
    """Carries the bus's sound somewhere."""

    name: str

    def start(self, bus: Bus) -> None:
        """Carry the sound of `bus` from now on. Called once."""

    def tend(self) -> None:
        """Notice what broke and try again. Called several times a second, not on the audio thread."""

    def health(self) -> Health:
        """Return how it is now; any thread may ask."""

    def close(self) -> None:
        """Carry nothing more, and give everything back."""


@dataclass(frozen=True)
class OutputKind:
    """How the command line describes an output: its own arguments, and the output they ask for, if any."""

    add_arguments: Callable[[ArgumentParser], None]
    build: Callable[[Namespace, Clock], Output | None]
