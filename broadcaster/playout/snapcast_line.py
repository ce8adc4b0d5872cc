"""A Snapcast server's control socket: JSON-RPC 2.0, one object a line, over TCP."""

import json
import socket
import time
from collections import deque
from collections.abc import Mapping
from typing import Any, TypeAlias

Said: TypeAlias = Mapping[str, Any]

CONNECT_S, ANSWER_S = 2.0, 3.0
LINE_LIMIT_BYTES = 4_000_000  # the status of some thousand clients


class SnapcastLine:
    """A connection. For one thread. Whatever breaks it raises OSError; then it is closed and another one is opened."""

    def __init__(self, host: str, port: int) -> None:
        self._socket = socket.create_connection((host, port), CONNECT_S)
        self._heard = b""
        self._news: deque[Said] = deque()
        self._asked = 0

    def __enter__(self) -> "SnapcastLine":
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def ask(self, method: str, params: Said | None = None) -> Said:
        """Return the result of `method`; what the server says unasked meanwhile is kept for `news`."""
        self._asked += 1
        request = {"jsonrpc": "2.0", "id": self._asked, "method": method, "params": params or {}}
        self._socket.settimeout(ANSWER_S)
        self._socket.sendall(json.dumps(request).encode() + b"\r\n")
        until_s = time.monotonic() + ANSWER_S
        while (left_s := until_s - time.monotonic()) > 0:
            said = self._next(left_s)
            if said is not None and said.get("id") == self._asked:
                return _result(method, said)
            if said is not None and "method" in said:
                self._news.append(said)
        raise TimeoutError(f"the server does not answer {method}")

    def news(self, wait_s: float) -> list[Said]:
        """Return what the server has said unasked, waiting for the first of it up to `wait_s`."""
        if not self._news and (said := self._next(wait_s)) is not None and "method" in said:
            self._news.append(said)
        found = list(self._news)
        self._news.clear()
        return found

    def _next(self, wait_s: float) -> Said | None:
        """Return the next object, or none when it did not come in time."""
        until_s = time.monotonic() + wait_s
        while b"\n" not in self._heard:
            left_s = until_s - time.monotonic()
            if left_s <= 0:
                return None
            self._socket.settimeout(left_s)
            try:
                more = self._socket.recv(65_536)
            except TimeoutError:
                return None
            if not more or len(self._heard) > LINE_LIMIT_BYTES:
                raise ConnectionError("the server hung up")
            self._heard += more
        line, _, self._heard = self._heard.partition(b"\n")
        try:
            said = json.loads(line)
        except ValueError as error:
            raise ConnectionError(f"the server does not speak as Snapcast does: {error}") from error
        return said if isinstance(said, dict) else {}


def _result(method: str, said: Said) -> Said:
    if "error" in said:
        raise RefusedError(f"{method}: {said['error'].get('data') or said['error'].get('message')}")
    result = said.get("result")
    return result if isinstance(result, dict) else {}


class RefusedError(OSError):
    """The server did not do what was asked, a client having gone meanwhile, for example."""
