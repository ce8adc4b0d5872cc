"""The parent's side of a voice in a process of its own; ``worker`` holds what the two agree on."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from broadcaster.errors import PermanentSpeechError, SpeechError, TransientSpeechError
from broadcaster.messages import N_, Sentence
from broadcaster.sound.files import from_samples
from broadcaster.sound.pcm import Pcm, trim
from broadcaster.speech.words import require_words
from broadcaster.speech.worker import whole_answers

_TOO_SLOW = N_("{program} did not finish within {limit_s} s")
_CRASHED = N_("{program} stopped in the middle ({detail})")
_NOT_STARTED = N_("{program} could not be started: {why}")


def worker_command(module: str) -> tuple[str, ...]:
    """Return the command that runs `module` as a worker."""
    # -P: a file in the folder where the station is run must not pass for a module of the worker's.
    return (sys.executable, "-P", "-m", module)


@dataclass(frozen=True)
class Child:
    """A worker that speaks up to `batch` texts and then ends, within `limit_s`.

    `program` is how people know it. `refusals` tells for an exit code why the worker will never do what is asked; any
    other end that is not well is a failure that may pass.
    """

    program: str
    command: tuple[str, ...]
    batch: int
    limit_s: float
    refusals: Mapping[int, Sentence] = field(default_factory=dict)

    def speak_all(self, request: Mapping[str, object], texts: Sequence[str]) -> Iterator[Pcm]:
        """Yield the sound of each of `texts`, edges trimmed; a fresh worker is asked `request` for each batch.

        Raises PermanentSpeechError before any is started when one of `texts` is not words only.
        """
        for text in texts:
            require_words(text)
        for first in range(0, len(texts), self.batch):
            yield from self._speak_batch(request, texts[first : first + self.batch])

    def _speak_batch(self, request: Mapping[str, object], texts: Sequence[str]) -> Iterator[Pcm]:
        answers, failure = self._ask(json.dumps({**request, "texts": list(texts)}).encode())
        spoken = 0
        for rate_hz, samples in whole_answers(answers):
            yield trim(from_samples(samples, rate_hz))
            spoken += 1
        if spoken < len(texts):
            raise failure or TransientSpeechError(_CRASHED, program=self.program, detail=f"{spoken}/{len(texts)}")

    def _ask(self, request: bytes) -> tuple[bytes, SpeechError | None]:
        """Return what the worker said, also when it did not come to its end, and what stopped it."""
        try:
            done = subprocess.run(self.command, input=request, capture_output=True, timeout=self.limit_s, check=False)
        except subprocess.TimeoutExpired as late:
            return late.output or b"", TransientSpeechError(_TOO_SLOW, program=self.program, limit_s=self.limit_s)
        except OSError as error:
            return b"", TransientSpeechError(_NOT_STARTED, program=self.program, why=error.strerror or error)
        return done.stdout, self._failure(done.returncode, done.stderr.decode(errors="replace"))

    def _failure(self, exit_code: int, said: str) -> SpeechError | None:
        if exit_code == 0:
            return None
        if refusal := self.refusals.get(exit_code):
            return PermanentSpeechError(refusal.template, **refusal.values)
        last_line = said.strip().rpartition("\n")[2]
        return TransientSpeechError(_CRASHED, program=self.program, detail=f"{exit_code} {last_line}".strip())
