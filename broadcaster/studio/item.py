"""From a mix sheet to an item: one finished file per script."""

import hashlib
from collections.abc import Iterator
from functools import partial
from itertools import chain
from pathlib import Path

from broadcaster.model.sound import Clip, ClipKind, speech_mark
from broadcaster.sound.files import blocks, flac_sink, read
from broadcaster.sound.loudness import Meter, loudness_lufs
from broadcaster.sound.mastering import Master, Spool
from broadcaster.sound.mixing import SILENT_DB, Bed, Layer, LevelPoint, mix
from broadcaster.sound.pcm import to_int16
from broadcaster.studio.levels import gain_db_to
from broadcaster.studio.mix_sheet import BedLine, MixSheet, Role

_VOICE_LUFS = -22.0  # in the mix, before levelling: leaves every voice its peaks


def render_item(sheet: MixSheet, goal_lufs: float, to: Path) -> Clip:
    """Mix `sheet`, level it to `goal_lufs`, write it to `to` (FLAC) and return what it became.

    Equal inputs give equal bytes, by which the clip's fingerprint knows them.
    """
    with Spool(to.parent) as spool:
        for stretch in mix(sheet.duration_ms, _layers(sheet), _bed(sheet.bed)):
            spool.write(stretch.samples)
        master = Master(spool, goal_lufs)
        with flac_sink(to, comment=speech_mark(sheet.voice)) as write:
            for block in master.blocks():
                write(to_int16(block))
    return Clip(
        id=sheet.script_id,
        kind=ClipKind.SCRIPT,
        title=sheet.title,
        duration_ms=sheet.duration_ms,
        path=to,
        column=sheet.column,
        voice=sheet.voice,
        fingerprint=hashlib.sha256(to.read_bytes()).hexdigest(),
        loudness_lufs=round(master.loudness_lufs, 2),
    )


def _layers(sheet: MixSheet) -> Iterator[Layer]:
    """Yield the foreground. All parts of one voice get one gain: its own ups and downs are its expression."""
    spoken = [sound for sound in sheet.sounds if sound.role is Role.SPEECH]
    voice_lufs = {
        voice: _loudness_lufs(*(sound.path for sound in spoken if sound.voice == voice))
        for voice in {sound.voice for sound in spoken}
    }
    for sound in sheet.sounds:
        sound_lufs = voice_lufs[sound.voice] if sound.role is Role.SPEECH else _loudness_lufs(sound.path)
        gain_db = gain_db_to(_VOICE_LUFS + sound.level_lu, sound_lufs)
        yield Layer(sound.at_ms, sound.duration_ms, gain_db, partial(read, sound.path))


def _loudness_lufs(*paths: Path) -> float:
    meter = Meter()
    for block in chain.from_iterable(map(blocks, paths)):
        meter.push(block)
    return meter.lufs()


def _bed(line: BedLine | None) -> Bed | None:
    if line is None:
        return None
    needed_ms = line.levels[-1].at_ms - line.levels[0].at_ms
    pcm = read(line.path, at_most_ms=needed_ms)  # a clerk's bed may be an hour long
    bed_lufs = loudness_lufs(pcm)
    points = tuple(
        LevelPoint(
            level.at_ms,
            SILENT_DB if level.level_lu is None else gain_db_to(_VOICE_LUFS + level.level_lu, bed_lufs),
        )
        for level in line.levels
    )
    return Bed(pcm, points)
