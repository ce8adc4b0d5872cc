"""The rules a timetable must keep, each a small function that returns what breaks it, with the place in the file."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from broadcaster.messages import N_, Sentence
from broadcaster.model.contents import Contents
from broadcaster.model.plan import Airtime, later
from broadcaster.model.problem import Place, Problem, Severity
from broadcaster.model.script import DayRange, Priority
from broadcaster.model.sound import ClipKind
from broadcaster.model.timetable import EntryKind, FillerKind, Slot
from broadcaster.planning.airtimes import airtimes_on, relay_starts
from broadcaster.planning.rules_of_days import DAYS_LOOKED_AT, check_days, meet


def check_timetable(contents: Contents, today: date) -> tuple[Problem, ...]:
    """Return every mistake that shows only when the files are held against each other, each once."""
    found = [
        *_names(contents),
        *_entries(contents),
        *_campaigns(contents),
        *_scripts(contents),
        *_decisions(contents),
        *check_days(contents, today),
        *(problem for day in _sample_days(contents, today) for problem in _day(contents, day)),
    ]
    once: dict[tuple[str, str, str], Problem] = {}
    for problem in found:
        key = (problem.sentence.template, str(problem.place), str(problem.sentence.values.get("name", "")))
        once.setdefault(key, problem)
    return tuple(once.values())


def _error(place: Place | None, template: str, **values: object) -> Problem:
    return Problem(Sentence(template, **values), place)


def _names(contents: Contents) -> Iterator[Problem]:
    seen: dict[str, Slot] = {}
    for slot in contents.timetable.all_slots:
        if slot.id in seen:
            yield _error(
                slot.place, N_("there is another slot named “{name}” ({other}); give this one another name"),
                name=slot.id, other=str(seen[slot.id].place),
            )  # fmt: skip
        seen.setdefault(slot.id, slot)


def _entries(contents: Contents) -> Iterator[Problem]:
    columns = {script.column for script in contents.scripts}
    for entry in contents.timetable.all_entries:
        if entry.kind is EntryKind.JINGLE and contents.sound(ClipKind.JINGLE, entry.name) is None:
            yield _error(
                entry.place, N_("there is no sound “{name}” in audio/jingles; there are: {known}"),
                name=entry.name, known=_known(s.id for s in contents.sounds if s.kind is ClipKind.JINGLE),
            )  # fmt: skip
        elif entry.kind is EntryKind.SCRIPT and contents.script(entry.name) is None:
            yield _error(
                entry.place, N_("there is no script “{name}”; write scripts/{name}.md, or take this entry out"),
                name=entry.name,
            )  # fmt: skip
        elif entry.kind is EntryKind.RELAY and contents.station.relay(entry.name) is None:
            yield _error(
                entry.place, N_("station.yaml names no relay “{name}”; its relays are: {known}"),
                name=entry.name, known=_known(relay.id for relay in contents.station.relays),
            )  # fmt: skip
        elif entry.kind is EntryKind.COLUMN and entry.name not in columns:
            yield _error(
                entry.place, N_("no script has the column “{name}”; the scripts' columns are: {known}"),
                name=entry.name, known=_known(columns),
            )  # fmt: skip
    fills = [(slot.place, slot.fill) for slot in contents.timetable.all_slots]
    fills += [(relay.place, relay.fallback) for relay in contents.station.relays]
    for place, fill in fills:
        for filler in fill:
            if filler.kind is FillerKind.COLUMN and filler.column not in columns:
                yield _error(
                    place, N_("no script has the column “{name}”; the scripts' columns are: {known}"),
                    name=filler.column, known=_known(columns),
                )  # fmt: skip


def _known(names: Iterator[str] | set[str]) -> str:
    return ", ".join(sorted(names)) or "–"


def _campaigns(contents: Contents) -> Iterator[Problem]:
    slots = {slot.id: slot for slot in contents.timetable.slots}
    for campaign in contents.timetable.campaigns:
        columns = {script.column for script in contents.scripts if meet(script.days, campaign.days)}
        for extension in campaign.extends:
            slot = slots.get(extension.slot)
            if slot is None:
                yield _error(
                    extension.place, N_("there is no slot “{name}” to extend; the slots are: {known}"),
                    name=extension.slot, known=_known(set(slots)),
                )  # fmt: skip
            elif extension.after is not None and extension.after not in {entry.name for entry in slot.items}:
                yield _error(
                    extension.place, N_("slot “{slot}” has no entry “{name}” to put something after; it has: {known}"),
                    slot=slot.id, name=extension.after, known=_known({entry.name for entry in slot.items}),
                )  # fmt: skip
        for column in campaign.columns:
            if column not in columns:
                yield _error(
                    campaign.place,
                    N_("the campaign needs a script in each of its columns; “{name}” has none"),
                    name=column,
                )


def _scripts(contents: Contents) -> Iterator[Problem]:
    for script in contents.scripts:
        if script.bed is not None and contents.sound(ClipKind.BED, script.bed) is None:
            yield _error(
                script.place, N_("there is no sound “{name}” in audio/beds; there are: {known}"),
                name=script.bed, known=_known(s.id for s in contents.sounds if s.kind is ClipKind.BED),
            )  # fmt: skip


def _decisions(contents: Contents) -> Iterator[Problem]:
    """Yield the decisions about scripts that are not there, or that are no priority items."""
    for decision in contents.decisions:
        for script_id in (decision.first, decision.before):
            script = contents.script(script_id)
            if script is None or script.priority is not Priority.PRIORITY:
                template = N_("this decision is about “{name}”, which is no priority item of scripts/; take it out")
                yield replace(_error(decision.place, template, name=script_id), severity=Severity.WARNING)


def _sample_days(contents: Contents, today: date) -> list[date]:
    """Return the coming week, every day of every campaign, and where slots have dates and special days."""
    days = {today + timedelta(days=ahead) for ahead in range(7)}
    spans = [campaign.days for campaign in contents.timetable.campaigns]
    for slot in contents.timetable.all_slots:
        spans += [special.days for special in slot.special if not special.off]
        if slot.dates.first and slot.dates.first > today:
            spans.append(DayRange(slot.dates.first, slot.dates.first + timedelta(days=6)))
    for span in spans:
        first, last = span.first or today, span.last or today
        days.update(first + timedelta(days=ahead) for ahead in range(min((last - first).days, DAYS_LOOKED_AT) + 1))
    return sorted(days)


def _day(contents: Contents, day: date) -> Iterator[Problem]:
    station = contents.station
    airtimes = airtimes_on(day, station, contents.timetable)
    places = {slot.id: slot.place for slot in contents.timetable.all_slots}
    before = airtimes_on(day - timedelta(days=1), station, contents.timetable)
    for earlier, second in _meetings([*before, *airtimes]):
        if second in airtimes:  # else it was told of the day before
            yield _error(
                places[second.slot], N_("on {day} “{name}” starts before “{other}” has ended ({time})"),
                day=f"{day:%d/%m/%Y}", name=second.slot, other=earlier.slot, time=f"{earlier.ends_at:%H:%M}",
            )  # fmt: skip
    for airtime in airtimes:
        yield from _limits(contents, airtime, places[airtime.slot])
        yield from _timed_relays(airtime)
    allowed = station.hours.sessions_per_day
    if len(airtimes) > allowed and not any(_directive(contents, airtime) for airtime in airtimes):
        yield _error(
            places[airtimes[-1].slot],
            N_("{day} has {count} airings; station.yaml allows {allowed} (sessions_per_day), "
               "more only by a campaign that names its directive"),
            day=f"{day:%d/%m/%Y}", count=len(airtimes), allowed=allowed,
        )  # fmt: skip


def _meetings(airtimes: Sequence[Airtime]) -> Iterator[tuple[Airtime, Airtime]]:
    """Yield each of `airtimes` that starts while one before it still lasts, behind that one."""
    latest: Airtime | None = None
    for airtime in airtimes:
        if latest is not None and airtime.starts_at < latest.ends_at:
            yield latest, airtime
        if latest is None or airtime.ends_at > latest.ends_at:
            latest = airtime


def _limits(contents: Contents, airtime: Airtime, place: Place | None) -> Iterator[Problem]:
    hours = contents.station.hours
    last_moment = airtime.ends_at - timedelta(milliseconds=1)
    if hours.quiet and any(hours.quiet.contains(moment.time()) for moment in _minutes(airtime.starts_at, last_moment)):
        yield _error(
            place, N_("“{name}” airs from {start} to {end}, in the quiet hours {quiet}; choose another time"),
            name=airtime.slot, start=f"{airtime.starts_at:%H:%M}", end=f"{airtime.ends_at:%H:%M}",
            quiet=f"{hours.quiet.start:%H:%M}–{hours.quiet.end:%H:%M}",
        )  # fmt: skip
    if airtime.duration_ms > hours.minutes_per_session * 60_000 and not _directive(contents, airtime):
        yield _error(
            place,
            N_("“{name}” lasts {minutes} minutes; station.yaml allows {allowed} (minutes_per_session), "
               "more only by a campaign that names its directive"),
            name=airtime.slot, minutes=airtime.duration_ms // 60_000, allowed=hours.minutes_per_session,
        )  # fmt: skip


def _timed_relays(airtime: Airtime) -> Iterator[Problem]:
    """Yield the relays that are to start at a time that the airtime does not reach, or before an earlier one ends."""
    free_from = airtime.starts_at
    for entry, starts_at in relay_starts(airtime):
        if starts_at < free_from or later(starts_at, entry.duration_ms) > airtime.ends_at:
            yield _error(
                entry.place,
                N_("the relay “{name}” can't air at {time} for {minutes} minutes: {slot} airs from {start} to {end}, "
                   "and relays stand in the order of their times"),
                name=entry.name, time=f"{starts_at:%H:%M}", minutes=entry.duration_ms // 60_000, slot=airtime.title,
                start=f"{airtime.starts_at:%H:%M}", end=f"{airtime.ends_at:%H:%M}",
            )  # fmt: skip
        free_from = later(starts_at, entry.duration_ms)


def _minutes(first: datetime, last: datetime) -> Iterator[datetime]:
    """Yield moments from `first` to `last`, a minute apart, `last` included."""
    moment = first
    while moment < last:
        yield moment
        moment += timedelta(minutes=1)
    yield last


def _directive(contents: Contents, airtime: Airtime) -> bool:
    """Whether a campaign that names its directive takes part in `airtime`."""
    return any(campaign.directive for campaign in contents.timetable.campaigns if campaign.id in airtime.campaigns)
