"""A day's rundowns: every cue with its exact start, each airtime filled to the millisecond."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from broadcaster.messages import N_, Sentence
from broadcaster.model.plan import Airtime, Cue, DayPlan, Rundown, later
from broadcaster.model.problem import Place, Problem, Severity
from broadcaster.model.script import Script
from broadcaster.model.sound import Clip, ClipKind, Library
from broadcaster.model.station import Station
from broadcaster.model.timetable import Entry, EntryKind, FillerKind, Timetable
from broadcaster.planning.airtimes import airtimes_on, closing_starts
from broadcaster.planning.choice import choose, longest_unheard
from broadcaster.planning.fill import Filled, fill


@dataclass(frozen=True)
class Stock:
    """All that may be planned with: the approved scripts, and the library's clips of them and of other sounds."""

    scripts: tuple[Script, ...]
    library: Library


@dataclass(frozen=True)
class Pick:
    """A clip chosen for the entry at `position` of the airtime's list."""

    position: int
    entry: Entry
    clip: Clip


@dataclass(frozen=True)
class _Day:
    """What choosing needs to know: the day, what can be read on it, and when each thing was last heard."""

    day: date
    stock: Stock
    heard: Mapping[str, datetime]

    @property
    def clips(self) -> dict[str, Clip]:
        return dict(self.stock.library.scripts)

    def readable(self) -> list[Script]:
        clips = self.clips
        return [script for script in self.stock.scripts if script.id in clips and script.valid.contains(self.day)]


def plan_day(day: date, station: Station, timetable: Timetable, stock: Stock, heard: Mapping[str, datetime]) -> DayPlan:
    """Return the plan of `day`. `heard` tells when each script, spot and music was last on air, by id."""
    heard = dict(heard)
    rundowns: list[Rundown] = []
    problems: list[Problem] = []
    for airtime in airtimes_on(day, station, timetable):
        rundown, found = plan_airtime(airtime, _Day(day, stock, dict(heard)))
        rundowns.append(rundown)
        problems += found
        heard.update({cue.clip.id: cue.starts_at for cue in rundown.cues})
    return DayPlan(day, tuple(rundowns), tuple(problems))


def plan_airtime(airtime: Airtime, on: _Day) -> tuple[Rundown, list[Problem]]:
    """Return what sounds in `airtime`, and what the operator should know about it."""
    picks, problems = _picks(airtime, on)
    picks, left_out = _fitted(picks, airtime)
    rest_ms = airtime.duration_ms - sum(pick.clip.duration_ms for pick in picks)
    filled = _filled(rest_ms, airtime, on, _scripts_of(picks))
    cues = _cues(airtime, picks, filled)
    short_ms = airtime.duration_ms - sum(cue.duration_ms for cue in cues)
    problems += left_out
    if short_ms:
        template = N_("{title} on {day} is {seconds} s short; add scripts, or music to audio/music")
        problems.append(_problem(template, airtime, None, seconds=round(short_ms / 1000, 1)))
    return Rundown(airtime, cues, short_ms), problems


def _picks(airtime: Airtime, on: _Day) -> tuple[list[Pick], list[Problem]]:
    jingles, scripts = dict(on.stock.library.jingles), {script.id: on.clips[script.id] for script in on.readable()}
    picks: list[Pick] = []
    problems: list[Problem] = []
    named = {entry.name for entry in airtime.items if entry.kind is EntryKind.SCRIPT}
    for position, entry in enumerate(airtime.items):
        if entry.kind is EntryKind.COLUMN:
            chosen = _column(entry, on, named | _scripts_of(picks))
            if not chosen:
                template = N_("{title} on {day}: column “{name}” has no approved script; write one, or approve one")
                problems.append(_problem(template, airtime, entry.place, name=entry.name))
        elif entry.kind is EntryKind.JINGLE:
            chosen = [jingles[entry.name]] if entry.name in jingles else []
            if not chosen:
                template = N_("{title} on {day}: jingle “{name}” is not in audio/jingles and is left out")
                problems.append(_problem(template, airtime, entry.place, name=entry.name))
        else:
            chosen = [scripts[entry.name]] if entry.name in scripts else []
            if not chosen:
                template = N_(
                    "{title} on {day}: script “{name}” is missing, not approved or not valid that day, and is left out"
                )
                problems.append(_problem(template, airtime, entry.place, name=entry.name))
        picks += [Pick(position, entry, clip) for clip in chosen]
    return picks, problems


def _scripts_of(picks: Sequence[Pick]) -> set[str]:
    """Return the scripts among `picks`, by id: a jingle may have the same."""
    return {pick.clip.id for pick in picks if pick.clip.kind is ClipKind.SCRIPT}


def _column(entry: Entry, on: _Day, taken: Collection[str]) -> list[Clip]:
    """Return as many scripts of the column as the entry asks for and the column has, none of them in `taken`."""
    clips, taken = on.clips, set(taken)
    chosen: list[Clip] = []
    for _ in range(entry.count):
        script = choose(entry.name, on.day, on.readable(), on.heard, taken)
        if script is None:
            break
        taken.add(script.id)
        chosen.append(clips[script.id])
    return chosen


def _problem(template: str, airtime: Airtime, place: Place | None, **values: object) -> Problem:
    day = f"{airtime.starts_at:%d/%m/%Y}"
    return Problem(Sentence(template, title=airtime.title, day=day, **values), place, Severity.WARNING)


def _fitted(picks: Sequence[Pick], airtime: Airtime) -> tuple[list[Pick], list[Problem]]:
    """Leave out what does not fit, whole items only: columns' scripts from the last on, then whatever is in the middle.

    What was left out before something longer, and has room after all, stays. Speech is never cut.
    """
    kept, dropped = list(range(len(picks))), list[int]()
    room_ms = airtime.duration_ms - sum(pick.clip.duration_ms for pick in picks)
    while room_ms < 0:
        columns = [index for index in kept if picks[index].entry.kind is EntryKind.COLUMN]
        dropped.append(columns[-1] if columns else kept[len(kept) // 2])
        kept.remove(dropped[-1])
        room_ms += picks[dropped[-1]].clip.duration_ms
    for index in reversed(dropped):
        if picks[index].clip.duration_ms <= room_ms:
            kept.append(index)
            room_ms -= picks[index].clip.duration_ms
    template = N_("{title} on {day}: no room for “{name}”; lengthen the airtime, or take items away")
    left_out = [pick for index, pick in enumerate(picks) if index not in kept]
    problems = [_problem(template, airtime, pick.entry.place, name=pick.clip.title) for pick in left_out]
    return [picks[index] for index in sorted(kept)], problems


def _filled(rest_ms: int, airtime: Airtime, on: _Day, taken: Collection[str]) -> tuple[Filled, ...]:
    clips = on.clips
    spots: list[Clip] = []
    music: list[Clip] = []
    for filler in dict.fromkeys(airtime.fill):
        if filler.kind is FillerKind.SPOTS:
            spots += longest_unheard(on.stock.library.spots, on.heard)
        elif filler.kind is FillerKind.MUSIC:
            music += longest_unheard(on.stock.library.music, on.heard)
        else:
            column = [script.id for script in on.readable() if script.column == filler.column]
            spots += longest_unheard([clips[name] for name in column if name not in taken], on.heard)
    return fill(rest_ms, spots, music)


def _cues(airtime: Airtime, picks: Sequence[Pick], filled: Sequence[Filled]) -> tuple[Cue, ...]:
    """Return the cues in order: the filling stands just in front of the closing."""
    closing = closing_starts(airtime.items)
    wanted = [(pick.position >= closing, _cue(airtime, pick)) for pick in picks]
    fillings = [
        Cue(part.clip, part.clip.kind.value, airtime.starts_at, part.duration_ms, part.fade_out_ms) for part in filled
    ]
    sounds = [cue for closes, cue in wanted if not closes] + fillings + [cue for closes, cue in wanted if closes]
    cues: list[Cue] = []
    starts_at = airtime.starts_at
    for cue in sounds:
        cues.append(replace(cue, starts_at=starts_at))
        starts_at = later(starts_at, cue.duration_ms)
    return tuple(cues)


def _cue(airtime: Airtime, pick: Pick) -> Cue:
    return Cue(
        pick.clip, pick.clip.kind.value, airtime.starts_at, pick.clip.duration_ms, campaign=pick.entry.campaign or ""
    )
