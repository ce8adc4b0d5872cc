"""What a voice in a process of its own and its parent agree on; the parent's side is in ``child``.

The parent writes one JSON object to the worker's standard input. The worker answers each text on its standard output:
two big-endian 32-bit numbers (sample rate, bytes that follow) and mono samples, 16 bits, little-endian. Its exit code
tells what went wrong. Nothing but the standard library is imported here: a worker starts in milliseconds.
"""

import os
import struct
import sys
from collections.abc import Callable, Iterator
from typing import BinaryIO

EXIT_NO_LIBRARY = 3
EXIT_NO_VOICE = 4
EXIT_CRASHED = 5
EXIT_NO_SPEAKER = 6
EXIT_OTHER_LANGUAGE = 7

_HEADER = struct.Struct(">II")


class WorkerError(Exception):
    """The worker cannot do what is asked; `exit_code` tells the parent why."""

    def __init__(self, exit_code: int, detail: str) -> None:
        super().__init__(detail)
        self.exit_code = exit_code


def run(serve: Callable[[bytes, BinaryIO], None]) -> int:
    """Let `serve` answer the request; return the exit code, and tell on standard error what went wrong."""
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as answers:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints must not pass for sound
        try:
            serve(sys.stdin.buffer.read(), answers)
        except WorkerError as error:
            sys.stderr.write(f"{error}\n")
            return error.exit_code
    return 0


def write_answer(answers: BinaryIO, rate_hz: int, samples: bytes) -> None:
    """Answer one text, at once."""
    answers.write(_HEADER.pack(rate_hz, len(samples)) + samples)
    answers.flush()


def whole_answers(answers: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield sample rate and samples of each text that came whole."""
    place = 0
    while place + _HEADER.size <= len(answers):
        rate_hz, size = _HEADER.unpack_from(answers, place)
        place += _HEADER.size
        if place + size > len(answers):
            return
        yield rate_hz, answers[place : place + size]
        place += size
