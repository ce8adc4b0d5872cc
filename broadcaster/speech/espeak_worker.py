"""The child process that speaks with eSpeak NG: ``python -m broadcaster.speech.espeak_worker``.

Standard input: one JSON object, ``{"voice": "vi+Annie", "rate": 125, "texts": [...]}``; ``worker`` tells the answer.

A process of its own because the library is not thread-safe, because it is native code that may crash, and because it
is under the GPL. It imports nothing of ours but ``worker``. eSpeak's state changes with each text it speaks, so each
text is spoken in a fork of the fresh state: the same words always give the same bytes, whatever was spoken before.
Where there is no fork (Windows) this holds for a whole batch only.
"""

import ctypes
import ctypes.util
import json
import os
import signal
import sys
import tempfile
import unicodedata
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO, NoReturn

from broadcaster.speech.worker import EXIT_CRASHED, EXIT_NO_LIBRARY, EXIT_NO_VOICE, WorkerError, run, write_answer

VOLUME = 70  # loudest sample 28,200 in 20 long sentences; at 80 it is 32,700, at 100 eSpeak's limiter works
TEXT_LIMIT_S = 10  # a sentence takes milliseconds
LONGEST_DATA_PATH = 150  # bytes; from 160 on eSpeak NG cuts its own path short and finds nothing

# Of speak_lib.h.
_SYNCHRONOUS, _DO_NOT_EXIT, _UTF8 = 2, 0x8000, 1
_RATE, _VOLUME = 1, 2
_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


class Espeak:
    """The library, initialised, with one voice set."""

    def __init__(self, voice: str, rate: int, held: ExitStack) -> None:
        self._samples: list[bytes] = []
        self._callback = _Callback(self._take)  # the library holds no reference to it
        self._library, self.rate_hz = _initialised(held)
        self._library.espeak_SetSynthCallback(self._callback)
        self._set_voice(voice)
        self._library.espeak_SetParameter(_RATE, rate, 0)
        self._library.espeak_SetParameter(_VOLUME, VOLUME, 0)

    def _set_voice(self, voice: str) -> None:
        data = ctypes.c_char_p()
        self._library.espeak_Info.restype = ctypes.c_char_p
        self._library.espeak_Info(ctypes.byref(data))
        variant = voice.partition("+")[2]
        # An unknown variant would silently be the plain voice.
        known = not variant or (Path(os.fsdecode(data.value or b"")) / "voices" / "!v" / variant).is_file()
        if not known or self._library.espeak_SetVoiceByName(voice.encode()) != 0:
            raise WorkerError(EXIT_NO_VOICE, voice)

    def _take(self, samples: "ctypes._Pointer[ctypes.c_short]", count: int, _events: int) -> int:
        if samples and count > 0:
            self._samples.append(ctypes.string_at(samples, 2 * count))
        return 0

    def say(self, text: str) -> bytes:
        """Return `text` spoken. Decomposed letters would lose their tones, hence NFC."""
        self._samples.clear()
        words = unicodedata.normalize("NFC", text).encode()
        if self._library.espeak_Synth(words, len(words) + 1, 0, 1, 0, _UTF8, None, None) != 0:
            raise WorkerError(EXIT_CRASHED, "espeak_Synth")
        return b"".join(self._samples)


def _initialised(held: ExitStack) -> tuple[ctypes.CDLL, int]:
    """Return the first library that works, and its sample rate; it works as long as what is `held`."""
    failures = []
    for library_path, data_path in _sources():
        try:
            library = ctypes.CDLL(library_path)
        except OSError as error:
            failures.append(str(error))
            continue
        data = os.fsencode(_within_reach(data_path, held)) if data_path else None
        rate_hz = library.espeak_Initialize(_SYNCHRONOUS, 0, data, _DO_NOT_EXIT)
        if rate_hz > 0:
            return library, rate_hz
        failures.append(f"{library_path}: no data")
    raise WorkerError(EXIT_NO_LIBRARY, "; ".join(failures) or "not installed")


def _sources() -> Iterator[tuple[str, Path | None]]:
    """Yield library and data: first the one from the package index, then the system's, which knows its own data."""
    try:
        import espeakng_loader  # noqa: PLC0415 - may be missing

        yield espeakng_loader.get_library_path(), Path(espeakng_loader.get_data_path())
    except (ImportError, RuntimeError):  # RuntimeError: its own, when the data are not where they should be
        pass
    system = ctypes.util.find_library("espeak-ng")
    if system:
        yield system, None


def _within_reach(data: Path, held: ExitStack) -> Path:
    """Return a path to `data` that is short enough: a folder of its own only where it must be, as a kill leaves it."""
    if len(os.fsencode(data)) <= LONGEST_DATA_PATH:
        return data
    short = Path(held.enter_context(tempfile.TemporaryDirectory(prefix="espeak"))) / "espeak-ng-data"
    short.symlink_to(data, target_is_directory=True)
    return short


def _said_apart(espeak: Espeak, text: str) -> bytes:
    """Return `text` spoken from the state that `espeak` has now, and leave it in that state."""
    if not hasattr(os, "fork"):
        return espeak.say(text)
    receiving, sending = os.pipe()
    child = os.fork()
    if child == 0:
        _say_and_exit(espeak, text, sending)
    os.close(sending)
    with os.fdopen(receiving, "rb") as pipe:
        samples = pipe.read()
    _, status = os.waitpid(child, 0)
    if status != 0:
        raise WorkerError(EXIT_CRASHED, f"status {status}: {text}")
    return samples


def _say_and_exit(espeak: Espeak, text: str, sending: int) -> NoReturn:
    signal.alarm(TEXT_LIMIT_S)
    exit_code = 1
    try:
        with os.fdopen(sending, "wb") as pipe:
            pipe.write(espeak.say(text))
        exit_code = 0
    finally:
        os._exit(exit_code)  # nothing of the parent's may run in the child: no clean-up, no flushing of its output


def serve(request: bytes, answers: BinaryIO) -> None:
    """Speak each text of `request` and write it to `answers` as soon as it is there."""
    asked = json.loads(request)
    with ExitStack() as held:
        espeak = Espeak(asked["voice"], asked["rate"], held)
        for text in asked["texts"]:
            write_answer(answers, espeak.rate_hz, _said_apart(espeak, text))


def main() -> int:
    """Serve one request; return the exit code."""
    return run(serve)


if __name__ == "__main__":
    sys.exit(main())
