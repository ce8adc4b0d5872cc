"""An airing that has begun, planned on: every cue keeps its moment, and what may not be heard any more makes way.

What was heard stays what it was, what is to come stays where it was, and the airing ends on the millisecond it was to
end on, whatever was edited, taken back or heard since. Music and spots take a cue's place for just its length.
"""

from collections.abc import Sequence
from dataclasses import replace

from broadcaster.model.plan import Airtime, Cue, Rundown
from broadcaster.model.sound import Clip, ClipKind
from broadcaster.model.timetable import Filler, FillerKind
from broadcaster.planning.cues import filling, in_time
from broadcaster.planning.fill import PAUSE, Filled, fill
from broadcaster.planning.stock import DayStock

MUSIC = (Filler(FillerKind.MUSIC),)


def planned_on(begun: Rundown, airtime: Airtime, on: DayStock) -> Rundown:
    """Return what the airing that was begun as `begun` consists of, with what there is now.

    `airtime` is what the timetable says of it now; its length and campaigns stay what they were. A script that was
    changed and approved again since comes in its own place, if it has room there.
    """
    then = begun.airtime
    if (then.duration_ms, then.campaigns) != (airtime.duration_ms, airtime.campaigns):
        airtime = replace(
            airtime,
            usual_ms=then.usual_ms,
            duration_ms=then.duration_ms,
            campaigns=then.campaigns,
            shares=then.shares,
        )
    taken = [cue.clip for cue in begun.cues]
    cues = [part for cue in begun.cues for part in _now(cue, airtime, on, taken)]
    return Rundown(airtime, tuple(in_time(airtime.starts_at, cues)), begun.shortfall_ms)


def _now(cue: Cue, airtime: Airtime, on: DayStock, taken: Sequence[Clip]) -> list[Cue]:
    """Return what sounds in the place of `cue`: itself, if it is there as it was and may be heard."""
    if cue.clip.kind is ClipKind.PAUSE:
        return [replace(cue, clip=PAUSE)]
    if cue.clip.kind is ClipKind.RELAY:
        return _relay(cue, airtime, on)
    clip = _clip(cue, on)
    if clip is not None and _is_as_it_was(cue, clip):
        return [replace(cue, clip=clip)]
    if clip is not None and clip.kind is ClipKind.SCRIPT and clip.duration_ms <= cue.duration_ms:
        rest_ms = cue.duration_ms - clip.duration_ms
        return [replace(cue, clip=clip, duration_ms=clip.duration_ms), *_instead(rest_ms, airtime, on, taken)]
    return _instead(cue.duration_ms, airtime, on, taken)


def _relay(cue: Cue, airtime: Airtime, on: DayStock) -> list[Cue]:
    """Return a relay, or what stands in for it where the station names it no more; that as it was, if it can be."""
    stand_in = tuple(part for one in cue.stand_in for part in _now(one, airtime, on, ()))
    relay = on.station.relay(cue.clip.id)
    if relay is None:
        return list(stand_in)
    clip = Clip(relay.id, ClipKind.RELAY, relay.title, cue.duration_ms, fingerprint=relay.url)
    return [replace(cue, clip=clip, stand_in=stand_in)]


def _clip(cue: Cue, on: DayStock) -> Clip | None:
    """Return the sound of that name as it is now, None where there is none, or none that may be heard."""
    name, stock = cue.clip.id, on.stock
    match cue.clip.kind:
        case ClipKind.SCRIPT:
            return stock.clips.get(name)
        case ClipKind.JINGLE:
            return stock.jingles.get(name)
        case ClipKind.SPOT:
            return next((clip for clip in stock.spots if clip.id == name), None)
        case ClipKind.MUSIC:
            return next((clip for clip in stock.music if clip.id == name), None)
    return None


def _is_as_it_was(cue: Cue, clip: Clip) -> bool:
    if clip.fingerprint != cue.clip.fingerprint:
        return False
    is_cut = clip.kind is ClipKind.MUSIC
    return clip.duration_ms >= cue.duration_ms if is_cut else clip.duration_ms == cue.duration_ms


def _instead(length_ms: int, airtime: Airtime, on: DayStock, taken: Sequence[Clip]) -> list[Cue]:
    """Return what fills just that length: spots and music as the slot fills itself, else any music, else silence.

    No scripts: none might be made in time.
    """
    sounding = tuple(one for one in airtime.fill if one.kind is not FillerKind.COLUMN) or MUSIC
    filled = list(fill(length_ms, *on.fillers(sounding, airtime, taken)))
    silent_ms = length_ms - sum(one.duration_ms for one in filled)
    pause = [Filled(PAUSE, silent_ms)] if silent_ms else []
    return [filling(one, airtime) for one in (*filled, *pause)]
