"""The mix sheet: what sounds when, and how loud. Pure; no sample is touched here.

Levels are in LU relative to the voice, because how loud the files are is nobody's business here: the one who renders
measures them. Times are whole milliseconds from the start of the item.
"""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from broadcaster.model.script import Priority, Script
from broadcaster.model.sound import Clip, Speech
from broadcaster.model.station import Profile

RAMP_MS = 300  # in which the bed goes down before the voice and up after it
BED_ALONE_MS = 1_700  # before the voice and after it, between two ramps
BED_FADE_OUT_MS = 1_200
BREATH_MS = 400  # between a stinger and the voice
ROOM_MS = 700  # silence at least in which an item ends, so that the next one does not fall into it

SPEECH_LU = 0.0
STINGER_LU = -2.0  # music sounds louder than speech of the same loudness
BED_ALONE_LU = -4.0

# Through horns, a bed 20 LU under the voice costs 0.01 of ESTOI and one 14 LU under it 0.04.
DUCKED_DB = {Profile.HORN: 20.0, Profile.FULL: 14.0}  # by which the bed goes down when somebody speaks

GRID_MS = (
    24  # an item is a whole number of these, MP3's frames, so that a longer one moves what follows by whole frames
)


@dataclass(frozen=True)
class Dressing:
    """What the station dresses an item with, and for which loudspeakers; None for nothing.

    `between` is the stinger between two parts of the item.
    """

    opening: Clip | None = None
    closing: Clip | None = None
    between: Clip | None = None
    bed: Clip | None = None
    profile: Profile = Profile.HORN


class Role(StrEnum):
    """What a sound in the foreground is."""

    SPEECH = "speech"
    STINGER = "stinger"


@dataclass(frozen=True)
class Sounding:
    """A file that sounds in the foreground; `voice` says who speaks in it, as ``engine:voice``."""

    role: Role
    path: Path
    at_ms: int
    duration_ms: int
    level_lu: float
    voice: str = ""

    @property
    def end_ms(self) -> int:
        """When it is over."""
        return self.at_ms + self.duration_ms


@dataclass(frozen=True)
class BedLevel:
    """How loud the bed is at a moment; it goes evenly from one to the next. None: not to be heard."""

    at_ms: int
    level_lu: float | None


@dataclass(frozen=True)
class BedLine:
    """A file that sounds in the background, over and over, from the first level to the last."""

    path: Path
    levels: tuple[BedLevel, ...]


@dataclass(frozen=True)
class MixSheet:
    """One item, ready to be mixed. Sounds are in order of time and do not overlap."""

    script_id: str
    title: str
    column: str
    voice: str
    sounds: tuple[Sounding, ...]
    bed: BedLine | None
    duration_ms: int


def lay_out(script: Script, speech: Speech, dressing: Dressing) -> MixSheet:
    """Return how `script`, read as `speech`, is to be mixed.

    A bed is laid only under scripts that ask for one, and never under an emergency.
    """
    bed = dressing.bed if script.bed is not None and script.priority is not Priority.EMERGENCY else None
    opening = _stinger(dressing.opening, 0)
    voice_at_ms = _voice_start_ms(opening, with_bed=bed is not None)
    voice = _voice(speech, voice_at_ms, dressing.between)
    voice_end_ms = voice[-1].end_ms if voice else voice_at_ms
    bed_line = _bed_line(bed, voice_at_ms, voice_end_ms, BED_ALONE_LU - DUCKED_DB[dressing.profile]) if bed else None
    closing = _stinger(dressing.closing, bed_line.levels[-1].at_ms if bed_line else voice_end_ms + BREATH_MS)
    last_ms = closing.end_ms if closing else bed_line.levels[-1].at_ms if bed_line else voice_end_ms
    stingers = ((opening,) if opening else (), (closing,) if closing else ())
    return MixSheet(
        script_id=script.id,
        title=script.title,
        column=script.column,
        voice=speech.voice,
        sounds=(*stingers[0], *voice, *stingers[1]),
        bed=bed_line,
        duration_ms=-(-(last_ms + ROOM_MS) // GRID_MS) * GRID_MS,
    )


def _stinger(clip: Clip | None, at_ms: int) -> Sounding | None:
    return Sounding(Role.STINGER, _path(clip), at_ms, clip.duration_ms, STINGER_LU) if clip else None


def _voice_start_ms(opening: Sounding | None, *, with_bed: bool) -> int:
    opening_end_ms = opening.end_ms if opening else 0
    if with_bed:
        return opening_end_ms + RAMP_MS + BED_ALONE_MS + RAMP_MS
    return opening_end_ms + BREATH_MS if opening else 0


def _voice(speech: Speech, at_ms: int, between: Clip | None) -> tuple[Sounding, ...]:
    """Return what is said with the pauses between, and stingers where a part of the item ends and another follows.

    What follows the last words is decided by the item, not by their pause.
    """
    sounds = []
    for number, part in enumerate(speech.parts, start=1):
        sounds.append(Sounding(Role.SPEECH, part.path, at_ms, part.duration_ms, SPEECH_LU, part.voice))
        at_ms += part.duration_ms + part.pause_ms
        if part.ends_part and between and number < len(speech.parts):
            stinger = Sounding(
                Role.STINGER, _path(between), sounds[-1].end_ms + BREATH_MS, between.duration_ms, STINGER_LU
            )
            sounds.append(stinger)
            at_ms = stinger.end_ms + BREATH_MS
    return tuple(sounds)


def _bed_line(bed: Clip, voice_at_ms: int, voice_end_ms: int, under_speech_lu: float) -> BedLine:
    """Return the bed: up, alone, down before the first word, up after the last, alone, out.

    It stays down in the pauses: going up and down with every sentence would draw ears to it.
    """
    alone_until_ms = voice_at_ms - RAMP_MS
    alone_again_ms = voice_end_ms + RAMP_MS
    levels = (
        BedLevel(alone_until_ms - BED_ALONE_MS - RAMP_MS, None),
        BedLevel(alone_until_ms - BED_ALONE_MS, BED_ALONE_LU),
        BedLevel(alone_until_ms, BED_ALONE_LU),
        BedLevel(voice_at_ms, under_speech_lu),
        BedLevel(voice_end_ms, under_speech_lu),
        BedLevel(alone_again_ms, BED_ALONE_LU),
        BedLevel(alone_again_ms + BED_ALONE_MS, BED_ALONE_LU),
        BedLevel(alone_again_ms + BED_ALONE_MS + BED_FADE_OUT_MS, None),
    )
    return BedLine(_path(bed), levels)


def _path(clip: Clip) -> Path:
    assert clip.path is not None, f"{clip.id} was never made"
    return clip.path
