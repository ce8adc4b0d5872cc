"""Decodes one file ahead of time, on its own thread, for an audio callback that may not wait."""

import hashlib
import threading
from collections import deque
from collections.abc import Callable, Generator
from contextlib import closing
from pathlib import Path
from typing import TypeAlias

from broadcaster.engine.pcm import RATE, Block

Decode: TypeAlias = Callable[[Path, int], Generator[Block, None, None]]
"""Decodes a file from a given frame on, block by block; raises what it likes when it cannot."""

AHEAD_FRAMES = 2 * RATE
READY_FRAMES = RATE // 5
FULL_WAIT_S = 0.1


class DamagedFileError(Exception):
    """A file does not hold what it held when it was made."""


class Reader:
    """The frames of one file, addressed by their place in the file; with `sha256`, of a file of that content only.

    Who reads says which frames it wants *now*. Frames before them are dropped, frames not decoded yet stay silent, so
    a slow disk costs a hole and never shifts what follows.

    One thread decodes and one reads; each number below is written by one of them only, so neither waits for the other.
    """

    def __init__(self, decode: Decode, path: Path, first_frame: int, end_frame: int, sha256: str = "") -> None:
        self.error = ""  # set before `ended`
        self.ended = False
        self.decoded_to = first_frame
        self._wanted_from = first_frame
        self._end_frame = end_frame
        self._sha256 = sha256
        self._blocks: deque[tuple[int, Block]] = deque()
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(decode, path), name=f"reader {path.name}", daemon=True)
        self._thread.start()

    def ready_for(self, frame: int) -> bool:
        """Be told that reading will begin at `frame`; return whether enough is decoded, or no more will come."""
        self._wanted_from = frame
        return self.ended or self.decoded_to >= min(frame + READY_FRAMES, self._end_frame)

    def read(self, first_frame: int, out: Block) -> int:
        """Copy the frames from `first_frame` on into `out`; return how many of them were there."""
        end_frame = first_frame + len(out)
        self._wanted_from = first_frame
        copied = 0
        while self._blocks:
            start, block = self._blocks[0]
            if start >= end_frame:
                break
            begin, end = max(start, first_frame), min(start + len(block), end_frame)
            if begin < end:
                out[begin - first_frame : end - first_frame] = block[begin - start : end - start]
                copied += end - begin
            if start + len(block) > end_frame:
                break
            self._blocks.popleft()
        self._wanted_from = end_frame
        return copied

    def close(self) -> None:
        """Stop decoding and let go of what was decoded. Returns at once."""
        self._closed.set()
        self._blocks.clear()

    def _run(self, decode: Decode, path: Path) -> None:
        try:
            self._look_for_damage(path)
            with closing(decode(path, self.decoded_to)) as blocks:
                for block in blocks:
                    if self._wait_for_room():
                        break
                    self._keep(block)
                    if self.decoded_to >= self._end_frame:
                        break
        except Exception as error:  # whatever a damaged file provokes ends this order, nothing else
            self.error = f"{type(error).__name__}: {error}"
        self.ended = True

    def _look_for_damage(self, path: Path) -> None:
        """Read the whole file before its first frame: a damaged MP3 is decoded without a word, only shorter."""
        if self._sha256:
            with path.open("rb") as file:
                if hashlib.file_digest(file, "sha256").hexdigest() != self._sha256:
                    raise DamagedFileError("the file is not what it was when it was made")

    def _wait_for_room(self) -> bool:
        """Wait until less than the usual is decoded ahead; return whether the reader was closed."""
        while self.decoded_to - self._wanted_from > AHEAD_FRAMES:
            if self._closed.wait(FULL_WAIT_S):
                return True
        return self._closed.is_set()

    def _keep(self, block: Block) -> None:
        end = self.decoded_to + len(block)
        if end > self._wanted_from:
            self._blocks.append((self.decoded_to, block))
        self.decoded_to = end
