"""From a mix sheet to an item: one finished file per script."""

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import NamedTuple

from broadcaster.model.sound import Clip, ClipKind, speech_mark
from broadcaster.sound.files import read, wav_sink
from broadcaster.sound.loudness import Meter, loudness_lufs
from broadcaster.sound.mixing import HEADROOM_DB, SILENT_DB, Bed, Layer, LevelPoint, mix
from broadcaster.sound.pcm import Pcm, peak_db
from broadcaster.studio.levels import gain_db_to
from broadcaster.studio.mix_sheet import BedLine, MixSheet, Role

VOICE_LUFS = -23.0  # EBU R 128: leaves peaks their room; the programme, not the item, is mastered to the station's goal

_HIGHEST_PEAK_DB = -3.0  # of a voice, with room for the bed; one that peaks more is turned down
_SENTENCES_THAT_TELL = 6
_LONGEST_BED_MS = 90_000  # of a longer one, so much is heard over and over
_KEPT_SAMPLES = 6_500_000  # 13 MB: a bed and three minutes of speech


class SoundsAtHand:
    """Sounds that were read lately, so that a bed or a stinger is decoded once for many items; bounded in memory."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[Path, int | None], Heard] = OrderedDict()

    def read(self, path: Path, at_most_ms: int | None = None) -> "Heard":
        """Return the sound of `path`, or the start of it."""
        heard = self._kept.pop((path, at_most_ms), None) or Heard(read(path, at_most_ms))
        self._kept[path, at_most_ms] = heard
        while sum(len(one.pcm.samples) for one in self._kept.values()) > _KEPT_SAMPLES and len(self._kept) > 1:
            self._kept.popitem(last=False)
        return heard


@dataclass(frozen=True)
class Heard:
    """A sound, measured when somebody asks."""

    pcm: Pcm

    @cached_property
    def loudness_lufs(self) -> float:
        """Its integrated loudness."""
        return loudness_lufs(self.pcm)


def render_item(sheet: MixSheet, to: Path, sounds: SoundsAtHand) -> Clip:
    """Mix `sheet`, its voices at `VOICE_LUFS`, write it to `to` and return what it became; as loud as its voices are.

    It is WAV: FLAC would take half the disk and cost a third of what encoding it costs. Equal inputs give equal bytes.
    """
    bed = _bed(sheet.bed, sounds)  # first, so that what is at hand of it outlives the last item's words
    voices = _voices(sheet, sounds)
    with wav_sink(to, comment=speech_mark(sheet.voice)) as write:
        for stretch in mix(sheet.duration_ms, _layers(sheet, voices, sounds), bed):
            write(stretch.samples)
    return Clip(
        id=sheet.script_id,
        kind=ClipKind.SCRIPT,
        title=sheet.title,
        duration_ms=sheet.duration_ms,
        path=to,
        column=sheet.column,
        voice=sheet.voice,
        loudness_lufs=round(min((voice.lufs for voice in voices.values()), default=VOICE_LUFS), 2),
    )


class _Voice(NamedTuple):
    """The gain that all parts of one voice get: its own ups and downs are its expression. How loud it is then."""

    gain_db: float
    lufs: float


def _voices(sheet: MixSheet, sounds: SoundsAtHand) -> dict[str, _Voice]:
    spoken = [sound for sound in sheet.sounds if sound.role is Role.SPEECH]
    return {
        voice: _voice([sound.path for sound in spoken if sound.voice == voice], sounds)
        for voice in dict.fromkeys(sound.voice for sound in spoken)
    }


def _layers(sheet: MixSheet, voices: dict[str, _Voice], sounds: SoundsAtHand) -> Iterator[Layer]:
    """Yield the foreground."""
    for sound in sheet.sounds:
        if sound.role is Role.SPEECH:
            gain_db = voices[sound.voice].gain_db + sound.level_lu
        else:
            gain_db = _gain_db(sound.level_lu, sounds.read(sound.path).loudness_lufs)
        yield Layer(sound.at_ms, sound.duration_ms, gain_db, partial(_pcm, sounds, sound.path))


def _pcm(sounds: SoundsAtHand, path: Path) -> Pcm:
    return sounds.read(path).pcm


def _gain_db(level_lu: float, sound_lufs: float) -> float:
    return gain_db_to(VOICE_LUFS + level_lu, sound_lufs) - HEADROOM_DB


def _voice(paths: list[Path], sounds: SoundsAtHand) -> _Voice:
    """Return a voice by its loudness, which every so many sentences tell, and by the highest of all."""
    meter, highest_db = Meter(), SILENT_DB
    for number, path in enumerate(paths):
        pcm = sounds.read(path).pcm
        highest_db = max(highest_db, peak_db(pcm))
        if number % (len(paths) // _SENTENCES_THAT_TELL + 1) == 0:
            meter.push(pcm.samples)
    gain_db = min(_gain_db(0, meter.lufs()), _HIGHEST_PEAK_DB - HEADROOM_DB - highest_db)
    return _Voice(gain_db, meter.lufs() + gain_db + HEADROOM_DB)


def _bed(line: BedLine | None, sounds: SoundsAtHand) -> Bed | None:
    if line is None:
        return None
    heard = sounds.read(line.path, _LONGEST_BED_MS)  # a clerk's bed may be an hour long
    points = tuple(
        LevelPoint(level.at_ms, SILENT_DB if level.level_lu is None else _gain_db(level.level_lu, heard.loudness_lufs))
        for level in line.levels
    )
    return Bed(heard.pcm, points)
