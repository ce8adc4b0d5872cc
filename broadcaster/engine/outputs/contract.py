"""What the engine asks of an output.

An output is one file beside this one and one line in ``OUTPUTS``; there may be several of a kind. It either listens to
the bus (``bus.listen``) or, like the sound card, drives it (``bus.render``). Its failures are its own: it reports them
in `health` and tries again in `tend`; none of its methods lets an error out or waits.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol, TypeAlias, runtime_checkable

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
class Feed:
    """What a guarded output's connection is like: its number, 0 while there is none, and whether sound goes through."""

    name: str
    connection: int
    is_open: bool


@runtime_checkable
class Guarded(Output, Protocol):
    """An output that is silent after each connecting until it is told that it may be heard."""

    def feed(self) -> Feed:
        """Return what its connection is like; any thread may ask."""

    def let_through(self, connection: int) -> None:
        """Let sound through that connection, and through no other."""


Settings: TypeAlias = Mapping[str, object]
"""What the daemon says of one output: its `kind`, its `name`, and what the kind can be told, as JSON gives it."""

Build: TypeAlias = Callable[[Settings, Clock], Output]
"""Makes an output of its settings; raises ValueError, which names the setting, when it can't."""


def text(settings: Settings, key: str, usual: str | None = None) -> str:
    """Return a text that is not empty."""
    value = settings.get(key, usual)
    if not isinstance(value, str) or not value or "\0" in value:
        raise ValueError(f"{key}: not a text")
    return value


def number(settings: Settings, key: str, least: int, most: int, usual: int | None = None) -> int:
    """Return a whole number between two bounds."""
    value = settings.get(key, usual)
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise ValueError(f"{key}: not a whole number from {least} to {most}")
    return value


def flag(settings: Settings, key: str) -> bool:
    """Return whether something is wanted; it is not, unless said."""
    value = settings.get(key, False)
    if not isinstance(value, bool):
        raise ValueError(f"{key}: neither true nor false")  # noqa: TRY004 - settings are wrong, not our types
    return value
