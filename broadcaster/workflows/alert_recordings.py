"""Recordings that somebody sends for an emergency, from a telephone say: looked at, kept in `var/alerts`, recorded.

::

    recordings/DIGEST/NAME    as it was sent, DIGEST of its content; what telephones write as M4A or AAC becomes WAV
"""

import hashlib
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePath
from typing import BinaryIO

from broadcaster.errors import RelayError, SoundError, UsageError
from broadcaster.logbook.logbook import Logbook
from broadcaster.messages import N_
from broadcaster.model.record import Act, Deed
from broadcaster.sound.beside import written_beside
from broadcaster.workflows.alert_sound import LASTS_TOO_LONG, LONGEST_MS
from broadcaster.workflows.importing.files import safe_name
from broadcaster.workflows.station_folder import Places

ENDINGS = (".wav", ".mp3", ".flac", ".ogg", ".opus", ".m4a", ".aac")
KEPT_RECORDINGS = 20  # the newest; what was aired of older ones is kept as long as the emergency is
_MP4_MARK = b"ftyp"  # from the fifth byte on: M4A, what most telephones record


@dataclass(frozen=True)
class SentRecording:
    """A recording that was kept: its path below the station's folder, and how long it lasts."""

    file: str
    name: str
    duration_ms: int


def keep_recording(folder: Path, name: str, content: BinaryIO, by: str, now: datetime) -> SentRecording:
    """Keep what was sent under `name`, and record that `by` sent it; nothing airs.

    Raises UsageError for what is no sound, silent, or longer than an emergency may be, SoundError when the disk
    refuses.
    """
    shown = safe_name(PurePath(name.replace("\\", "/")).name)
    if PurePath(shown).suffix.lower() not in ENDINGS:
        raise UsageError(N_("“{name}” is none of these: {endings}"), name=shown, endings=", ".join(ENDINGS))
    with tempfile.TemporaryDirectory(prefix="broadcaster-") as beside:
        sent = Path(beside) / shown
        with sent.open("wb") as file:
            shutil.copyfileobj(content, file)
        readable = _as_readable(sent)
        duration_ms = _looked_at(readable)
        kept, digest = _put(Places(folder).alerts / "recordings", readable)
    file_name = Places(folder).name_in_var(kept)
    with closing(Logbook(Places(folder).logbook)) as record:
        record.note(Act(now, Deed.ALERT_SENT, by, file_name, digest[:32]))
    return SentRecording(file_name, kept.name, duration_ms)


def sent_recordings(folder: Path) -> Sequence[str]:
    """Return what was sent and is kept, by its path below the station's folder, the newest first."""
    places = Places(folder)
    return [places.name_in_var(path) for path in _newest_first(places.alerts / "recordings")]


def _as_readable(sent: Path) -> Path:
    """Return `sent`, or a WAV file made of it where it is what telephones write and the addition for that is here."""
    with sent.open("rb") as file:
        head = file.read(12)
    if head[4:8] != _MP4_MARK:
        return sent
    from broadcaster.receiver.av_decoding import decode_file
    from broadcaster.receiver.blocks import RATE
    from broadcaster.sound.files import wav_sink

    made, samples = sent.with_name(f"{sent.stem}.wav"), 0
    try:
        with wav_sink(made, RATE) as write:
            for block in decode_file(sent):
                samples += len(block)
                _refuse_too_long(samples * 1000 // RATE)
                write(block)
    except RelayError:
        return sent  # nothing here reads it: the reader of sounds says what to do instead
    return made


def _looked_at(path: Path) -> int:
    """Return how long the sound of `path` lasts, in milliseconds. Read no further than an emergency may be long."""
    from broadcaster.sound.files import blocks
    from broadcaster.sound.pcm import PROGRAMME_RATE_HZ
    from broadcaster.studio.levels import measure_clip

    samples = 0
    try:
        for block in blocks(path):
            samples += len(block)
            _refuse_too_long(samples * 1000 // PROGRAMME_RATE_HZ)
        return measure_clip(path, without_silent_ends=True).duration_ms
    except SoundError as failure:
        raise UsageError(failure.sentence.template, **failure.sentence.values) from failure


def _refuse_too_long(duration_ms: int) -> None:
    if duration_ms > LONGEST_MS:
        raise UsageError(LASTS_TOO_LONG, minutes=LONGEST_MS // 60_000)


def _put(recordings: Path, readable: Path) -> tuple[Path, str]:
    """Copy `readable` to where it is kept; return the place and the SHA-256 of the content."""
    with readable.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    kept = recordings / digest[:16] / readable.name
    with written_beside(kept) as beside:
        shutil.copyfile(readable, beside)
    for old in list(_newest_first(recordings))[KEPT_RECORDINGS:]:
        with suppress(OSError):
            old.unlink()
            old.parent.rmdir()
    return kept, digest


def _newest_first(recordings: Path) -> Iterator[Path]:
    found = []
    for path in recordings.glob("*/*"):
        with suppress(OSError):  # gone since it was listed
            if not path.name.startswith(".") and path.is_file():
                found.append((path.stat().st_mtime_ns, path))
    return (path for _, path in sorted(found, reverse=True))
