"""One engine for each state file, and how its clients find it."""

import json
import os
import secrets
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from broadcaster.engine.protocol import PROTOCOL

if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[bytes]) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


class AlreadyRunningError(Exception):
    """Another engine holds this state file."""


def lock_path(state: Path) -> Path:
    """Return the file whose lock says that an engine lives; apart from the state file, which is replaced."""
    return state.with_name(state.name + ".lock")


@contextmanager
def only_engine(state: Path) -> Iterator[None]:
    """Hold the right to be the engine of `state`. The system takes it back however the process ends."""
    state.parent.mkdir(parents=True, exist_ok=True)
    with lock_path(state).open("ab") as file:
        try:
            _lock(file)
        except OSError as error:
            raise AlreadyRunningError(f"an engine with the state file {state} is running already") from error
        yield


def _put_in_place(fresh: Path, state: Path) -> None:
    for _ in range(50):
        with suppress(PermissionError):  # on Windows, while a client reads the old one
            fresh.replace(state)
            return
        time.sleep(0.02)
    fresh.replace(state)


@contextmanager
def announced(state: Path, port: int, token: str) -> Iterator[Callable[[], None]]:
    """Tell in `state`, readable by this user only, where the engine listens; yield what tells it again if need be."""
    said = {"protocol": PROTOCOL, "port": port, "pid": os.getpid(), "token": token}

    def tell_again() -> None:
        if not state.exists():  # somebody cleared the folder
            with suppress(OSError):
                _tell(state, said)

    _tell(state, said)
    try:
        yield tell_again
    finally:
        with suppress(OSError):
            state.unlink()


def _tell(state: Path, said: dict[str, object]) -> None:
    state.parent.mkdir(parents=True, exist_ok=True)
    fresh = state.with_name(f"{state.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        json.dump(said, file)
    _put_in_place(fresh, state)
