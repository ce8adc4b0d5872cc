"""A WAV file of what went out."""

import logging
import queue
import struct
import threading
from pathlib import Path
from typing import BinaryIO

import numpy as np

from broadcaster.engine.bus import Bus
from broadcaster.engine.clocks import Clock
from broadcaster.engine.outputs.contract import Health, Settings, number, text
from broadcaster.engine.pcm import CHANNELS, RATE, SAMPLE_BYTES, Block

log = logging.getLogger(__name__)

HEADER_BYTES = 44
HEADER_EVERY_S = 2.0
FILE_LIMIT_BYTES = 2**32 - 2**20  # the header counts bytes in 32 bits: six hours of stereo
QUEUE_BLOCKS = 512
POLL_S = 0.2
RETRY_S = 10.0


def wav_header(data_bytes: int, channels: int) -> bytes:
    """Return the header of a WAV file that holds so many bytes of sound."""
    frame_bytes = channels * SAMPLE_BYTES
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, channels, RATE, RATE * frame_bytes, frame_bytes, 8 * SAMPLE_BYTES)
    return (
        struct.pack("<4sI4s", b"RIFF", HEADER_BYTES - 8 + data_bytes, b"WAVE")
        + form
        + struct.pack("<4sI", b"data", data_bytes)
    )


def free_name(path: Path) -> Path:
    """Return `path`, or, because a record is never overwritten, the first of path-2, path-3, … that does not exist."""
    number, name = 1, path
    while name.exists():
        number += 1
        name = path.with_stem(f"{path.stem}-{number}")
    return name


class WavFile:
    """Writes the bus to a file on its own thread; the audio thread only leaves blocks in a bounded queue."""

    def __init__(self, path: Path, channels: int, name: str = "wav_file") -> None:
        self.name = name
        self._path = path
        self._channels = channels
        self._queue: queue.Queue[Block] = queue.Queue(QUEUE_BLOCKS)
        self._closing = threading.Event()
        self._dropped_blocks = 0
        self._problem = ""
        self._bus: Bus | None = None
        self._thread = threading.Thread(target=self._run, name="wav file", daemon=True)

    def start(self, bus: Bus) -> None:
        """Write what `bus` carries."""
        self._bus = bus
        self._thread.start()
        bus.listen(self._take)

    def tend(self) -> None:
        """Do nothing: the writer's thread tries again by itself."""

    def health(self) -> Health:
        """Return whether the last block could be written."""
        dropped = f"{self._dropped_blocks} blocks dropped" if self._dropped_blocks else ""
        return Health(self.name, not self._problem, self._problem or dropped)

    def close(self) -> None:
        """Write what is queued, and the final header."""
        if self._bus:
            self._bus.leave(self._take)
        self._closing.set()
        if self._thread.is_alive():
            self._thread.join(5.0)

    def _take(self, block: Block) -> None:
        try:
            self._queue.put_nowait(block)
        except queue.Full:
            self._dropped_blocks += 1

    def _run(self) -> None:
        while not self._closing.is_set():
            try:
                self._write_one_file()
            except OSError as error:  # a full disk, a folder gone: the sound goes on elsewhere, and this may come back
                self._problem = str(error)
                log.warning("The WAV file cannot be written: %s", error)
                self._closing.wait(RETRY_S)

    def _write_one_file(self) -> None:
        """Write blocks to a new file until the engine closes or the file is full."""
        path = free_name(self._path)
        data_bytes = 0
        try:
            with path.open("xb") as file:
                file.write(wav_header(0, self._channels))
                data_bytes = self._write_blocks(file)
        finally:
            if not data_bytes and path.exists() and path.stat().st_size <= HEADER_BYTES:
                path.unlink()  # else a disk that is full for a night would hold a thousand empty files

    def _write_blocks(self, file: BinaryIO) -> int:
        data_bytes, unsaid_bytes = 0, 0
        while data_bytes < FILE_LIMIT_BYTES and (block := self._next_block()) is not None:
            written = file.write(self._bytes_of(block))
            data_bytes += written
            unsaid_bytes += written
            if unsaid_bytes >= HEADER_EVERY_S * RATE * self._channels * SAMPLE_BYTES:
                self._say_length(file, data_bytes)
                unsaid_bytes = 0
        self._say_length(file, data_bytes)
        return data_bytes

    def _next_block(self) -> Block | None:
        """Wait for a block; return none when the engine closes and everything is written."""
        while True:
            try:
                return self._queue.get(timeout=POLL_S)
            except queue.Empty:
                if self._closing.is_set():
                    return None

    def _say_length(self, file: BinaryIO, data_bytes: int) -> None:
        """Bring header and disk up to date, so that the file is whole as it is should the process die now."""
        file.seek(0)
        file.write(wav_header(data_bytes, self._channels))
        file.seek(0, 2)
        file.flush()
        self._problem = ""

    def _bytes_of(self, block: Block) -> bytes:
        written = block if self._channels == CHANNELS else block.astype(np.int32).sum(axis=1) // CHANNELS
        return bytes(written.astype("<i2").data)


def build(settings: Settings, _clock: Clock) -> WavFile:
    """Return the output that writes to `path`, in one channel or two."""
    return WavFile(Path(text(settings, "path")), number(settings, "channels", 1, 2, CHANNELS), text(settings, "name"))
