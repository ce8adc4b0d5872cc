"""Small stations made by hand: slots, campaigns, scripts and sounds in a few words, and rundowns as readable text."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from broadcaster.model.contents import Contents, SoundFile
from broadcaster.model.lexicon import EMPTY
from broadcaster.model.plan import DayPlan, Rundown
from broadcaster.model.problem import Place, Problem
from broadcaster.model.script import DayRange, Event, Priority, Script
from broadcaster.model.sound import Clip, ClipKind, Library
from broadcaster.model.station import Hours, QuietHours, Station
from broadcaster.model.timetable import (
    Campaign,
    Entry,
    EntryKind,
    Extension,
    Filler,
    FillerKind,
    Slot,
    Timetable,
)
from broadcaster.planning.rundowns import plan_day
from broadcaster.planning.stock import Stock

VIETNAM = Station(name="Đài truyền thanh xã Thử")
WEDNESDAY = date(2026, 5, 13)
MINUTE = 60_000


def entries(*written: str, campaign: str | None = None, file: str = "playlists/sang.yaml") -> tuple[Entry, ...]:
    """Return entries written as ``jingle:nhac-hieu`` or ``column:ban-tin*2``, on the lines 10, 11, … of `file`."""
    found = []
    for line, entry in enumerate(written, start=10):
        kind, _, name = entry.partition(":")
        name, _, count = name.partition("*")
        found.append(Entry(EntryKind(kind), name, int(count or 1), campaign, Place(file, line)))
    return tuple(found)


def fillers(*written: str) -> tuple[Filler, ...]:
    """Return fillers written as ``spots``, ``music`` or ``column:khau-hieu``."""
    split = (filler.partition(":") for filler in written)
    return tuple(Filler(FillerKind(kind), column or None) for kind, _, column in split)


def slot(
    slot_id: str,
    at: str,
    minutes: float,
    *items: str,
    fill: Iterable[str] = ("music",),
    days: Iterable[int] = range(7),
    campaign: str | None = None,
) -> Slot:
    """Return a slot as if it stood in ``playlists/SLOT.yaml``, its time on line 2."""
    file = f"playlists/{campaign or slot_id}.yaml"
    return Slot(
        id=slot_id,
        title=slot_id.capitalize(),
        at=time.fromisoformat(at),
        duration_ms=round(minutes * MINUTE),
        items=entries(*items, campaign=campaign, file=file),
        fill=fillers(*fill),
        days=frozenset(days),
        place=Place(file, 2),
    )


def extension(campaign: str, slot_id: str, minutes: float, *items: str, after: str | None = None) -> Extension:
    """Return an extension as if it stood on line 5 of ``playlists/CAMPAIGN.yaml``."""
    file = f"playlists/{campaign}.yaml"
    place = Place(file, 5)
    return Extension(slot_id, round(minutes * MINUTE), after, entries(*items, campaign=campaign, file=file), place)


def campaign(
    campaign_id: str,
    days: str,
    *extends: Extension,
    adds: Iterable[Slot] = (),
    directive: str = "",
    columns: Iterable[str] = (),
) -> Campaign:
    """Return a campaign of `days` (``2026-05-13..2026-05-18``) as if it stood in ``playlists/CAMPAIGN.yaml``."""
    return Campaign(
        id=campaign_id,
        title=campaign_id.capitalize(),
        days=between(days),
        directive=directive,
        columns=tuple(columns),
        extends=extends,
        adds=tuple(adds),
        place=Place(f"playlists/{campaign_id}.yaml", 1),
    )


def between(days: str) -> DayRange:
    """Return ``first..last``, either of which may be left out."""
    first, _, last = days.partition("..")
    return DayRange(date.fromisoformat(first) if first else None, date.fromisoformat(last) if last else None)


def script(
    script_id: str,
    column: str,
    valid: str = "..",
    priority: Priority = Priority.ROUTINE,
    bed: str | None = None,
    *,
    event: Event | None = None,
) -> Script:
    """Return an approved script."""
    place = Place(f"scripts/{script_id}.md", 1)
    body = "Kính thưa bà con!"
    return Script(script_id, script_id, column, body, priority, between(valid), bed, place=place, event=event)


def clip(kind: ClipKind, clip_id: str, seconds: float) -> Clip:
    """Return a sound of so many seconds, which nobody has made."""
    return Clip(clip_id, kind, clip_id, round(seconds * 1000))


def stock(
    scripts: Mapping[Script, float] | None = None,
    jingles: Mapping[str, float] | None = None,
    spots: Mapping[str, float] | None = None,
    music: Mapping[str, float] | None = None,
) -> Stock:
    """Return what may be planned with; each thing with its length in seconds."""
    scripts, jingles = scripts or {}, jingles or {}
    return Stock(
        tuple(scripts),
        Library(
            scripts=tuple((one.id, clip(ClipKind.SCRIPT, one.id, s)) for one, s in scripts.items()),
            jingles=tuple((name, clip(ClipKind.JINGLE, name, s)) for name, s in jingles.items()),
            spots=tuple(clip(ClipKind.SPOT, name, s) for name, s in (spots or {}).items()),
            music=tuple(clip(ClipKind.MUSIC, name, s) for name, s in (music or {}).items()),
        ),
    )


def contents(
    *slots: Slot,
    campaigns: Iterable[Campaign] = (),
    scripts: Iterable[Script] = (),
    jingles: Iterable[str] = (),
    beds: Iterable[str] = (),
    quiet: tuple[str, str] | None = ("21:00", "05:00"),
    sessions_per_day: int = 3,
    minutes_per_session: int = 45,
) -> Contents:
    """Return a station's whole folder."""
    hours = QuietHours(time.fromisoformat(quiet[0]), time.fromisoformat(quiet[1])) if quiet else None
    sounds = [SoundFile(name, ClipKind.JINGLE, Path(f"{name}.flac")) for name in jingles]
    sounds += [SoundFile(name, ClipKind.BED, Path(f"{name}.flac")) for name in beds]
    station = Station(name="Đài thử", hours=Hours(hours, sessions_per_day, minutes_per_session))
    timetable = Timetable(slots, tuple(campaigns))
    return Contents(Path(), station, timetable, tuple(scripts), tuple(sounds), EMPTY)


def plan(
    *slots: Slot,
    have: Stock,
    campaigns: Iterable[Campaign] = (),
    day: date = WEDNESDAY,
    station: Station = VIETNAM,
    heard: Mapping[str, datetime] | None = None,
) -> DayPlan:
    """Plan one day."""
    return plan_day(day, station, Timetable(slots, tuple(campaigns)), have, heard or {})


def told(problems: Iterable[Problem]) -> list[str]:
    """Return what an operator sees."""
    return [f"{problem.place}: {problem.sentence.said('en')}" for problem in problems]


def names(rundown: Rundown) -> list[str]:
    """Return what sounds, in order; a pause is a dash."""
    return [cue.clip.id or "–" for cue in rundown.cues]


def as_text(day_plan: DayPlan) -> str:
    """Return the plan of a day as somebody would write it down."""
    lines = [f"{day_plan.day:%d/%m/%Y}"]
    for rundown in day_plan.rundowns:
        airtime = rundown.airtime
        campaigns = f", by {' and '.join(airtime.campaigns)}" if airtime.campaigns else ""
        lines += [
            "",
            f"{airtime.starts_at:%H:%M:%S}–{airtime.ends_at:%H:%M:%S} {airtime.title}: "
            f"usually {_length(airtime.usual_ms)}, planned {_length(airtime.duration_ms)}{campaigns}",
        ]
        for cue in rundown.cues:
            added = f"   + {cue.campaign}" if cue.campaign else ""
            faded = f"   fades for {_length(cue.fade_out_ms)}" if cue.fade_out_ms else ""
            lines.append(
                f"    {cue.starts_at:%H:%M:%S.%f}"[:-3]
                + f" {_length(cue.duration_ms):>10}  {cue.kind:<7} {cue.clip.id}{added}{faded}".rstrip()
            )
        if rundown.shortfall_ms:
            lines.append(f"    short by {_length(rundown.shortfall_ms)}")
    lines += ["", *told(day_plan.problems)] if day_plan.problems else []
    return "\n".join(lines) + "\n"


def _length(ms: int) -> str:
    return f"{ms // MINUTE}:{ms % MINUTE // 1000:02}.{ms % 1000:03}"


def assert_sound(day_plan: DayPlan) -> None:
    """Assert what holds for every plan: no gap, no overlap, nothing past the end, speech whole, all filled or told."""
    for rundown in day_plan.rundowns:
        at = rundown.airtime.starts_at.astimezone(UTC)
        for cue in rundown.cues:
            assert cue.starts_at.astimezone(UTC) == at
            assert cue.duration_ms >= 0
            assert cue.duration_ms == cue.clip.duration_ms or cue.clip.kind in {ClipKind.MUSIC, ClipKind.PAUSE}
            at += timedelta(milliseconds=cue.duration_ms)
        length_ms = (at - rundown.airtime.starts_at.astimezone(UTC)) // timedelta(milliseconds=1)
        assert length_ms + rundown.shortfall_ms == rundown.airtime.duration_ms
        assert rundown.shortfall_ms >= 0
        spoken = [cue.clip.id for cue in rundown.cues if cue.clip.kind is ClipKind.SPOT]
        assert len(spoken) == len(set(spoken))
    short = sum(rundown.shortfall_ms > 0 for rundown in day_plan.rundowns)
    assert sum(" s short; " in line for line in told(day_plan.problems)) == short
