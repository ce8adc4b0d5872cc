"""The safe programme: a spoken notice and music, made ahead, heard where an airing's own programme can't be had.

Its words are ours and say nothing about the commune; its music is what the station keeps for filling. So nothing that
somebody would have to approve is in it. It is as long as the longest airtime, for a player has only to start it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING

from broadcaster.model.contents import Contents
from broadcaster.model.sound import Clip, ClipKind
from broadcaster.model.station import LAST_VOICE
from broadcaster.playout.on_desk import SafeProgramme
from broadcaster.workflows.approving import write_beside
from broadcaster.workflows.sounds import measure_sounds
from broadcaster.workflows.station_folder import Places

if TYPE_CHECKING:
    from broadcaster.studio.stretches import ProgrammePart

NOTICE = (
    "Kính thưa bà con. Vì lý do kỹ thuật, chương trình này tạm thời chưa phát được. "
    "Mong bà con thông cảm. Trong khi chờ đợi, mời bà con nghe nhạc."
)
RECIPE = 1  # raise it when the same ingredients give another safe programme
LONGEST_PIECE_MS = 180_000  # of music, before the notice is heard again
SILENCE_MS = 20_000  # in place of music where the station has none
REST_MS = 1_000
FADE_MS = 2_000


def safe_path(folder: Path) -> Path:
    """Return where the safe programme of the station in `folder` lies."""
    return Places(folder).safe_programme


class SafeShelf:
    """The safe programme as it lies ready; read and verified again when its file changes."""

    def __init__(self, folder: Path) -> None:
        self._path = safe_path(folder)
        self._mark: tuple[int, int] | None = None
        self._found: SafeProgramme | None = None

    def find(self) -> SafeProgramme | None:
        """Return it, None where there is none, or none that is whole."""
        try:
            stat = self._path.stat()
            mark = (stat.st_size, stat.st_mtime_ns)
            if mark != self._mark:
                self._found, self._mark = _read(self._path), mark
        except (OSError, ValueError, KeyError, TypeError):
            self._found = self._mark = None
        return self._found


def _read(path: Path) -> SafeProgramme | None:
    facts = json.loads(path.with_suffix(".json").read_text("utf-8"))
    with path.open("rb") as file:
        is_whole = hashlib.file_digest(file, "sha256").hexdigest() == facts["sha256"]
    return SafeProgramme(path, int(facts["duration_ms"]), str(facts["sha256"])) if is_whole else None


@dataclass(frozen=True)
class _Recipe:
    """What the safe programme is made of, and how long it is to be."""

    music: tuple[Clip, ...]
    length_ms: int
    key: str


def make_safe_programme(contents: Contents, longest_ms: int) -> bool:
    """Make the safe programme unless it is there; return whether it was made. Raises SoundError, SpeechError."""
    recipe = _recipe(contents, longest_ms)
    path = safe_path(contents.folder)
    if _is_made(path, recipe):
        return False
    from broadcaster.studio.programme import ProgrammeTags, render_programme
    from broadcaster.studio.stretches import Stretches

    station, places = contents.station, Places(contents.folder)
    parts = _parts(_notice(contents, places.var / "safe-notice.wav"), recipe)
    tags = ProgrammeTags(station.name, station.name, date(2026, 1, 1), LAST_VOICE.engine)
    facts = render_programme(parts, station.sound, path, tags, Stretches(places.stretches))
    told = {
        "key": recipe.key,
        "sha256": facts.sha256,
        "duration_ms": recipe.length_ms,
        "stretches": [stretch.stem for stretch in facts.stretches],
    }
    write_beside(path.with_suffix(".json"), json.dumps(told, indent=1).encode())
    return True


def _recipe(contents: Contents, longest_ms: int) -> _Recipe:
    clips, _ = measure_sounds(contents)
    music = tuple(clip for clip in clips.values() if clip.kind is ClipKind.MUSIC and clip.path is not None)
    sound = contents.station.sound
    made_of = [RECIPE, NOTICE, [clip.fingerprint for clip in music], sound.loudness_lufs, sound.profile.value]
    return _Recipe(music, longest_ms, hashlib.sha256(json.dumps(made_of).encode()).hexdigest())


def _is_made(path: Path, recipe: _Recipe) -> bool:
    """Whether the one that lies ready is of that recipe, and long enough."""
    try:
        facts = json.loads(path.with_suffix(".json").read_text("utf-8"))
        return facts["key"] == recipe.key and facts["duration_ms"] >= recipe.length_ms and _read(path) is not None
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _notice(contents: Contents, to: Path) -> Clip:
    """Return the notice, spoken by the voice that is always there."""
    from broadcaster.studio.levels import measure_clip
    from broadcaster.workflows.station_voices import station_voices
    from broadcaster.workflows.voices import save_speech, say

    speech = say(contents, NOTICE, station_voices(contents.folder, [LAST_VOICE])).speech
    to.parent.mkdir(parents=True, exist_ok=True)
    save_speech(speech, to)
    measure = measure_clip(to)
    content = hashlib.sha256(to.read_bytes()).hexdigest()
    return Clip("safe", ClipKind.SPOT, "", measure.duration_ms, to, voice=speech.voice, fingerprint=content,
                loudness_lufs=measure.loudness_lufs)  # fmt: skip


def _parts(notice: Clip, recipe: _Recipe) -> Sequence[ProgrammePart]:
    """Return notice and music in turn, as long as it is to be."""
    from broadcaster.studio.stretches import ProgrammePart

    parts: list[ProgrammePart] = []
    pieces = cycle([_sounding(clip, min(clip.duration_ms, LONGEST_PIECE_MS)) for clip in recipe.music] or [None])
    left_ms = recipe.length_ms
    while left_ms > 0:
        piece = next(pieces) or ProgrammePart(None, "", 0, SILENCE_MS)
        for part in (_sounding(notice, notice.duration_ms), ProgrammePart(None, "", 0, REST_MS), piece):
            if left_ms > 0:
                parts.append(part if part.duration_ms <= left_ms else _shortened(part, left_ms))
                left_ms -= part.duration_ms
    return parts


def _sounding(clip: Clip, duration_ms: int) -> ProgrammePart:
    from broadcaster.studio.levels import MIX_LUFS, gain_db_to
    from broadcaster.studio.stretches import ProgrammePart

    fade_out_ms = min(FADE_MS, duration_ms // 2) if clip.kind is ClipKind.MUSIC else 0
    gain_db = round(gain_db_to(MIX_LUFS, clip.loudness_lufs), 2)
    return ProgrammePart(
        clip.path, clip.fingerprint, clip.begins_ms, duration_ms, fade_out_ms=fade_out_ms, gain_db=gain_db
    )


def _shortened(part: ProgrammePart, duration_ms: int) -> ProgrammePart:
    fade_ms = min(FADE_MS, duration_ms // 2) if part.path else 0
    return replace(part, duration_ms=duration_ms, fade_out_ms=fade_ms)
