"""What a human recorded of a script: how long it is heard, or why it can't be aired as the script's reading."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from broadcaster.errors import SpeechError
from broadcaster.messages import N_, Sentence
from broadcaster.model.contents import Contents
from broadcaster.model.problem import Place, Problem, Severity
from broadcaster.workflows.approvals import ReadScript
from broadcaster.workflows.station_folder import Places
from broadcaster.workflows.wording import recorded_words

if TYPE_CHECKING:
    from broadcaster.speech.engines.recording import RecordingEngine

_LEFT_OUT = N_("this recording is left out, and a machine voice reads: {detail}")


@dataclass(frozen=True)
class HumanReading:
    """A recording, its length without the silence around it, or why it is no use; then `duration_ms` is 0.

    `file` is its path below the station's folder.
    """

    file: str
    duration_ms: int
    why_unusable: Sentence | None = None


def human_reading(read: ReadScript, contents: Contents) -> HumanReading | None:
    """Return what `read`'s recording is good for, None when there is none.

    It is held to what the maker of items holds it to: what is refused here is never heard, what passes is.
    """
    from broadcaster.speech.cache import SpeechCache
    from broadcaster.speech.plausible import why_implausible

    if read.recorded is None:
        return None
    file = file_of(read, contents)
    text, engine = recorded_words(read).text, engine_for(read)
    kept = SpeechCache(Places(contents.folder).speech).find(engine.identity, text)
    if kept is not None:
        return HumanReading(file, kept.duration_ms)
    try:
        [pcm] = engine.speak_all([text])
    except SpeechError as failure:
        return HumanReading(file, 0, failure.sentence)
    why = why_implausible(pcm, text)
    return HumanReading(file, 0 if why else pcm.duration_ms, why)


def unusable_recording(read: ReadScript, contents: Contents) -> tuple[Problem, ...]:
    """Return that the recording of `read` can't be aired, if so: a machine voice then reads the same words."""
    found = human_reading(read, contents)
    return (left_out(read, contents, found.why_unusable),) if found and found.why_unusable else ()


def left_out(read: ReadScript, contents: Contents, why: Sentence) -> Problem:
    """Return what is told of a recording that a machine voice stands in for."""
    return Problem(Sentence(_LEFT_OUT, detail=why), Place(file_of(read, contents)), severity=Severity.WARNING)


def file_of(read: ReadScript, contents: Contents) -> str:
    """Return the recording of `read`, which must have one, as a path below the station's folder."""
    assert read.recorded is not None
    return read.recorded.path.relative_to(contents.folder).as_posix()


def engine_for(read: ReadScript) -> RecordingEngine:
    """Return the voice that has read just the words of `read`, which must have a recording."""
    from broadcaster.speech.engines.recording import Recording, RecordingEngine

    assert read.recorded is not None
    return RecordingEngine({recorded_words(read).text: Recording(read.recorded.path, read.recorded.sha256)})
