"""Live pages: one look at the station for all readers, told to each as server-sent events when it changed.

What is told is never a difference but the whole of a part, so that whoever comes back after the network was gone is
right again with the first event.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from anyio.to_thread import run_sync

LOOK_S = 1.0
BEAT_S = 10.0  # readers that hear nothing for twice as long know that they are cut off
RETRY_MS = 2_000
MOST_READERS = 300


@dataclass(frozen=True)
class Looked:
    """What a look at the station gave: HTML by the name of the part, and how loud what is sent is, as dBFS RMS."""

    parts: Mapping[str, str]
    level_db: int | None = None


class Live:
    """Looks every second while anybody reads, and has every reader told what changed."""

    def __init__(self, look: Callable[[], Looked], now: Callable[[], datetime]) -> None:
        self._look = look
        self._now = now
        self._parts: dict[str, tuple[int, str]] = {}  # which change made it what it is, and its HTML
        self._change = 0
        self._level_db: int | None = None
        self._changed = asyncio.Condition()
        self._ended = False
        self.readers = 0

    @property
    def is_full(self) -> bool:
        """Whether no further reader is to be taken."""
        return self.readers >= MOST_READERS

    async def run(self) -> None:
        """Look and tell until cancelled."""
        while True:
            if self.readers:
                await self._look_again()
            await asyncio.sleep(LOOK_S)

    async def end(self) -> None:
        """Let every reader's stream end."""
        self._ended = True
        async with self._changed:
            self._changed.notify_all()

    async def follow(self) -> AsyncIterator[bytes]:
        """Yield events for one reader."""
        self.readers += 1
        try:
            yield f"retry: {RETRY_MS}\n\n".encode()
            await self._look_again()
            seen = -1
            while not self._ended:
                yield self._told_since(seen)
                seen = self._change
                await self._wait_for_change(seen)
        finally:
            self.readers -= 1

    async def _look_again(self) -> None:
        looked = await run_sync(self._look)
        changed = {name: html for name, html in looked.parts.items() if self._parts.get(name, (0, ""))[1] != html}
        if changed or looked.level_db != self._level_db:
            async with self._changed:
                self._change += 1
                self._level_db = looked.level_db
                self._parts.update({name: (self._change, html) for name, html in changed.items()})
                self._changed.notify_all()

    async def _wait_for_change(self, seen: int) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(BEAT_S), self._changed:
                await self._changed.wait_for(lambda: self._change > seen or self._ended)

    def _told_since(self, seen: int) -> bytes:
        """Return one event: the station's clock, the level, and the parts that changed after `seen`."""
        shape = {
            "now": self._now().isoformat(timespec="milliseconds"),
            "level_db": self._level_db,
            "parts": {name: html for name, (change, html) in self._parts.items() if change > seen},
        }
        return f"data: {json.dumps(shape, ensure_ascii=False)}\n\n".encode()
