"""Consoles and browsers for the tests of pages."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from console.visitors import Browser, Clock, Console, add_people, open_console


@pytest.fixture
def clock() -> Clock:
    """5:30:20 on the campaign's first day, until told otherwise."""
    return Clock()


@pytest.fixture
def console(station: Path, clock: Clock) -> Console:
    """The console of a station that is approved and built."""
    add_people(station)
    return open_console(station, clock)


@pytest.fixture
def stranger(console: Console) -> Iterator[Browser]:
    """Nobody who is known."""
    with console.visited_by() as browser:
        yield browser


@pytest.fixture
def writer(console: Console) -> Iterator[Browser]:
    """Hoa, who writes."""
    with console.visited_by("hoa") as browser:
        yield browser


@pytest.fixture
def approver(console: Console) -> Iterator[Browser]:
    """Lan, who approves."""
    with console.visited_by("lan") as browser:
        yield browser


@pytest.fixture
def operator(console: Console) -> Iterator[Browser]:
    """Minh, who keeps the station running."""
    with console.visited_by("minh") as browser:
        yield browser


@pytest.fixture
def admin(console: Console) -> Iterator[Browser]:
    """Chủ, who keeps the accounts."""
    with console.visited_by("chu") as browser:
        yield browser
