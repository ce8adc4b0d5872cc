"""The job as the studio does it: an item for each section, then the programme."""

from datetime import date
from pathlib import Path

from inputs import PAUSE_MS, TUNES_MS, Heard, Job

from broadcaster.model.script import Script
from broadcaster.model.sound import Clip, ClipKind, Speech, SpokenWords
from broadcaster.model.station import Profile, SoundGoal
from broadcaster.sound.files import blocks, wav_sink
from broadcaster.studio.item import SoundsAtHand, render_item
from broadcaster.studio.levels import MIX_LUFS, gain_db_to, measure_clip
from broadcaster.studio.mix_sheet import Dressing, MixSheet, lay_out
from broadcaster.studio.programme import ProgrammePart, ProgrammeTags, render_programme
from broadcaster.studio.stretches import Stretches

LUFS, HORN_LUFS = -16.0, -12.0


def do(folder: Path, job: Job, to: Path, way: str) -> None:
    """Write the programme, for the web or for horns; `finished` leaves its mix for those who only encode it."""
    profile = Profile.HORN if way == "ours_for_horns" else Profile.FULL
    duration_ms = mix(folder, job, to, profile)
    to.with_name("planned_ms").write_text(str(duration_ms))
    if way == "finished":
        with wav_sink(to.with_name("finished.wav")) as write:
            for block in blocks(to):
                write(block)


def mix(folder: Path, job: Job, to: Path, profile: Profile) -> int:
    """Write the programme and return how long it is to be."""
    dressing = Dressing(_tune(folder, "stinger"), bed=_tune(folder, "bed"), profile=profile)
    sounds = SoundsAtHand()
    sheets = [_sheet(folder, number, section, dressing) for number, section in enumerate(job.sections)]
    items = [render_item(sheet, to.with_name(f"{sheet.script_id}.wav"), sounds) for sheet in sheets]
    signature, closing = (_part(_tune(folder, tune)) for tune in ("signature", "closing"))
    parts = [signature, *map(_part, items), closing]
    goal = SoundGoal(LUFS if profile is Profile.FULL else HORN_LUFS, profile)
    tags = ProgrammeTags("Mix", "Bench", date(2026, 5, 13))
    render_programme(parts, goal, to, tags, Stretches(to.with_name("kept")))
    return sum(part.duration_ms for part in parts)


def _sheet(folder: Path, number: int, section: tuple[Heard, ...], dressing: Dressing) -> MixSheet:
    words = tuple(SpokenWords(folder / f"{h.name}.wav", h.length_ms, PAUSE_MS, "bench:voice") for h in section)
    return lay_out(Script(f"section-{number}", f"Section {number}", "news", "…", bed="bed"), Speech(words), dressing)


def _tune(folder: Path, name: str) -> Clip:
    path = folder / f"{name}.mp3"
    return Clip(name, ClipKind.JINGLE, name, TUNES_MS[name], path, loudness_lufs=measure_clip(path).loudness_lufs)


def _part(clip: Clip) -> ProgrammePart:
    return ProgrammePart(
        clip.path,
        clip.id,
        0,
        clip.duration_ms,
        gain_db=gain_db_to(MIX_LUFS, clip.loudness_lufs),
        title=clip.title,
        dies_away=clip.kind is ClipKind.SCRIPT,
    )
