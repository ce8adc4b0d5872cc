"""A console on a port of its own, for real browsers."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import uvicorn

from broadcaster.console.app import make_app
from broadcaster.console.serving import Server


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def clock_from(at: datetime) -> Callable[[], datetime]:
    """Return a clock that shows `at` now and goes a tenth as fast as ours: no airing is over before a slow test is."""
    began_s = time.monotonic()
    return lambda: at + timedelta(seconds=(time.monotonic() - began_s) / 10)


@contextmanager
def served(station: Path, now: Callable[[], datetime], port: int) -> Iterator[str]:
    """Serve the console of `station`; yield its address. At the end the port is closed, open pages are cut off."""
    app = make_app(station, "vi", now)
    server = Server(uvicorn.Config(app, port=port, log_level="error", timeout_graceful_shutdown=1), app)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server ended at once"
        time.sleep(0.02)
    try:
        yield f"http://localhost:{port}"
    finally:
        server.should_exit = True
        thread.join(10)
        assert not thread.is_alive(), "the server does not end"
