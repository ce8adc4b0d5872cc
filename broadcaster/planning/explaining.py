"""Why each item is in an airing, and why others are not: said from what the plan itself goes by."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from broadcaster.messages import N_, Sentence
from broadcaster.model.plan import Airtime, Cue, Rundown
from broadcaster.model.script import DayRange, Priority, Script
from broadcaster.model.sound import ClipKind
from broadcaster.model.station import Station
from broadcaster.model.timetable import Entry, EntryKind, Slot, Timetable
from broadcaster.planning.choice import decided
from broadcaster.planning.stock import DayStock

NAMED = N_("the list names it")
RELAYED = N_("the list names it; where it can't be had its fallback is heard")
FILLS = N_("fills the airtime that is left")
SILENCE = N_("so much silence is left when everything else is in its place")
URGENT = N_("column “{column}”: urgent items go first")
UNHEARD = N_("column “{column}”: never aired before")
LONGEST = N_("column “{column}”: not aired since {moment}, longest of those that may air")
DECIDED = N_("column “{column}”: {by} decided on {day} that it airs before “{other}”")
BY_CAMPAIGN = N_("{why} (campaign “{campaign}”)")

NOT_APPROVED = N_("not approved as it is now")
NOT_VALID = N_("valid only {days}")
EVENT_OVER = N_("its event will have begun ({event})")
OTHERS_FIRST = N_("other items of the column go first: they are more urgent or were not aired for longer")
NO_ROOM = N_("no room: the airtime is too short for it")
OPTIONAL_NO_ROOM = N_("optional, and there is no room")


@dataclass(frozen=True)
class Reason:
    """Why something is in an airing, at `starts_at`, or is not (None)."""

    what: str
    title: str
    why: Sentence
    starts_at: datetime | None = None


def why_in(rundown: Rundown, on: DayStock) -> tuple[Reason, ...]:
    """Return the reason of each cue, in order."""
    return tuple(_in(cue, rundown.airtime, on) for cue in rundown.cues)


def _in(cue: Cue, airtime: Airtime, on: DayStock) -> Reason:
    entry = _entry_of(cue, airtime, on)
    if entry is None:
        why = Sentence(SILENCE if cue.clip.kind is ClipKind.PAUSE else FILLS)
    elif entry.kind is EntryKind.COLUMN:
        why = _chosen(on.stock.by_id[cue.clip.id], on)
    else:
        why = Sentence(RELAYED if entry.kind is EntryKind.RELAY else NAMED)
    if entry is not None and entry.campaign:
        why = Sentence(BY_CAMPAIGN, why=why, campaign=entry.campaign)
    return Reason(cue.clip.id, cue.clip.title, why, cue.starts_at)


def _entry_of(cue: Cue, airtime: Airtime, on: DayStock) -> Entry | None:
    """Return the entry that asks for `cue`, None for what fills."""
    script = on.stock.by_id.get(cue.clip.id) if cue.clip.kind is ClipKind.SCRIPT else None
    wanted = [(cue.kind, cue.clip.id)]
    if script is not None:
        wanted.append((EntryKind.COLUMN.value, script.column))
    found = [entry for entry in airtime.items if (entry.kind.value, entry.name) in wanted]
    return next((entry for entry in found if (entry.campaign or "") == cue.campaign), None)


def _chosen(script: Script, on: DayStock) -> Sentence:
    for decision in on.stock.decisions:
        if decision.first == script.id and decided(script.id, decision.before, on.stock.decisions):
            day = f"{decision.on:%d/%m/%Y}"
            return Sentence(DECIDED, column=script.column, by=decision.by, day=day, other=decision.before)
    if script.priority is not Priority.ROUTINE:
        return Sentence(URGENT, column=script.column)
    moment = on.heard.get(script.id)
    if moment is None:
        return Sentence(UNHEARD, column=script.column)
    return Sentence(LONGEST, column=script.column, moment=f"{moment:%d/%m/%Y %H:%M}")


def why_not_in(rundown: Rundown, on: DayStock, scripts: Sequence[Script]) -> tuple[Reason, ...]:
    """Return why each of `scripts` that the airing's list or filling asks for is not in it."""
    aired = {cue.clip.id for cue in rundown.cues if cue.clip.kind is ClipKind.SCRIPT}
    found = []
    for script in scripts:
        entries = list(_asking(script, rundown.airtime))
        fills = any(filler.column == script.column for filler in rundown.airtime.fill)
        if script.id not in aired and (entries or fills):
            found.append(Reason(script.id, script.title, _not_in(script, entries, rundown, on)))
    return tuple(found)


def _asking(script: Script, airtime: Airtime) -> Iterator[Entry]:
    for entry in airtime.items:
        if entry.name == {EntryKind.SCRIPT: script.id, EntryKind.COLUMN: script.column}.get(entry.kind):
            yield entry


def _not_in(script: Script, entries: Sequence[Entry], rundown: Rundown, on: DayStock) -> Sentence:
    if script.id not in on.stock.clips:
        return Sentence(NOT_APPROVED)
    if not script.valid.contains(on.day):
        return Sentence(NOT_VALID, days=_written(script.valid))
    if script.event is not None and script.event.is_over(rundown.airtime.ends_at):
        at = f" {script.event.at:%H:%M}" if script.event.at else ""
        return Sentence(EVENT_OVER, event=f"{script.event.day:%d/%m/%Y}{at}")
    if _was_its_turn(script, entries, rundown.airtime, on):
        return Sentence(OPTIONAL_NO_ROOM if all(entry.optional for entry in entries) else NO_ROOM)
    return Sentence(OTHERS_FIRST)


def _was_its_turn(script: Script, entries: Sequence[Entry], airtime: Airtime, on: DayStock) -> bool:
    """Whether the list asked for just this script, or for so many of its column that this one is among them."""
    if any(entry.kind is EntryKind.SCRIPT for entry in entries):
        return True
    places = sum(entry.count for entry in entries)
    return script.id in [one.id for one in on.column(script.column, airtime)[:places]] or not entries


def _written(days: DayRange) -> str:
    return "–".join(f"{end:%d/%m/%Y}" if end else "…" for end in (days.first, days.last))


WEEKDAY = N_("it airs on other days of the week")
DATES = N_("it airs only {days}")
SPECIAL_OFF = N_("its “except:” says that it is off that day")
STATION_OFF = N_("it is one of the station's days off (days_off in station.yaml)")
OTHER_CAMPAIGN = N_("it is added by the campaign “{campaign}”, which runs {days}")


def why_silent(slot: Slot, day: date, station: Station, timetable: Timetable) -> Sentence:
    """Return why `slot` does not air on `day`."""
    campaign = next((one for one in timetable.campaigns if slot in one.adds), None)
    if campaign is not None and not campaign.runs_on(day):
        return Sentence(OTHER_CAMPAIGN, campaign=campaign.id, days=_written(campaign.days))
    if not slot.dates.contains(day):
        return Sentence(DATES, days=_written(slot.dates))
    special = slot.special_on(day)
    if special is not None and special.off:
        return Sentence(SPECIAL_OFF)
    return Sentence(STATION_OFF if station.is_off(day) and day.weekday() in slot.days else WEEKDAY)
