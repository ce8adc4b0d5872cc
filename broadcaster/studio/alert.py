"""From a warning tone and words to the sound of an emergency: one WAV file, mastered as programmes are."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from broadcaster.model.sound import speech_mark
from broadcaster.model.station import SoundGoal
from broadcaster.sound.files import wav_sink
from broadcaster.sound.pcm import PROGRAMME_RATE_HZ, samples_in, to_int16
from broadcaster.studio.levels import MIX_LUFS, gain_db_to, measure_clip
from broadcaster.studio.stretches import ProgrammePart, Stretch, mastered, sound_of

PAUSE_MS = 600  # between the tone and the words, and between two readings of a recording


def part_of(path: Path) -> ProgrammePart:
    """Return the whole of a sound file, without the silence at its ends, as a part of an emergency. Raises SoundError.

    Its end is faded by a hair, for what was cut off there may click.
    """
    found = measure_clip(path, without_silent_ends=True)
    gain_db = gain_db_to(MIX_LUFS, found.loudness_lufs)
    return ProgrammePart(path, "", found.begins_ms, found.duration_ms, 5, 5, gain_db, name=path.name)


def render_alert(parts: Sequence[ProgrammePart], goal: SoundGoal, to: Path, voice: str) -> int:
    """Write `parts`, a pause between each two of them, to `to`; return how many milliseconds that lasts.

    Raises SoundError for a part that can't be read, and when the disk refuses.
    """
    pause = ProgrammePart(None, "", 0, PAUSE_MS)
    row = [part for one in parts for part in (one, pause)]
    samples = samples_in(sum(part.duration_ms for part in row))
    with mastered(sound_of(Stretch(tuple(row), 0, samples, is_last=True)), goal, to.parent) as master:
        written = 0
        with wav_sink(to, comment=speech_mark(voice)) as write:
            for block in master.blocks():
                write(to_int16(block))
                written += len(block)
    return written * 1000 // PROGRAMME_RATE_HZ


def sha256_of(path: Path) -> str:
    """Return the hash of a file's bytes, hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
